//! How alike two records of patients are, with the reasons: a person decides whether they are one.
//!
//! Names are compared by Jaro–Winkler similarity (W. E. Winkler, "String Comparator Metrics and
//! Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage", 1990).

use store::front_desk::{CoverageRow, PatientRow, search_form};

/// From here on a family name counts as nearly the same.
const NEAR_FAMILY: f64 = 0.88;

/// From here on a given name does.
const NEAR_GIVEN: f64 = 0.86;

/// Letters of a name that are compared.
const LONGEST: usize = 64;

/// Why two records may be one person's.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// Sorts the most alike first; nothing else is read from it.
    pub weight: u32,
    /// In sentences.
    pub reasons: Vec<String>,
}

/// What speaks for two records being of one person; `None` when too little does.
pub fn likeness(
    (a, of_a): (&PatientRow, &[CoverageRow]),
    (b, of_b): (&PatientRow, &[CoverageRow]),
) -> Option<Likeness> {
    let [family, given] = [(&a.family, &b.family), (&a.given, &b.given)]
        .map(|(one, other)| jaro_winkler(&search_form(one), &search_form(other)));
    let same_name = a.search_name() == b.search_name() && !a.search_name().is_empty();
    let near_name = family >= NEAR_FAMILY && given >= NEAR_GIVEN;
    let swapped = search_form(&a.family) == search_form(&b.given)
        && search_form(&a.given) == search_form(&b.family)
        && !a.given.is_empty();
    let same_birth = a.birth_date.is_some() && a.birth_date == b.birth_date;
    let member = shared_member(of_a, of_b);
    let (mut weight, mut reasons) = (0, Vec::new());
    let mut add = |points: u32, reason: String| {
        weight += points;
        reasons.push(reason);
    };
    match (same_name, near_name, swapped) {
        (true, ..) => add(40, "The same name.".into()),
        (_, _, true) => add(35, "Family and given name are exchanged.".into()),
        (_, true, _) => {
            add(30, format!("Nearly the same name: {} and {}.", a.shown_name(), b.shown_name()))
        }
        _ if given >= 0.97 && same_birth => {
            add(15, format!("The same given name with another family name: {}.", b.family));
        }
        _ => {}
    }
    let name_counts = same_name || near_name || swapped;
    if same_birth {
        add(40, "Born on the same day.".into());
    } else if let (true, Some(one), Some(other)) = (name_counts, &a.birth_date, &b.birth_date)
        && let Some(how) = nearly_same_day(one, other)
    {
        add(25, format!("Birth dates {one} and {other}: {how}."));
    }
    if let Some(member) = member {
        let family = if same_birth || name_counts { "" } else { " (perhaps of one family)" };
        add(25, format!("The same member number {member}{family}."));
    }
    // A day shared by chance, or a name shared by chance, is not enough.
    (weight >= 55 || (same_name && a.birth_date.is_none() != b.birth_date.is_none()))
        .then_some(Likeness { weight, reasons })
}

fn shared_member<'a>(a: &'a [CoverageRow], b: &[CoverageRow]) -> Option<&'a str> {
    let members = |row: &'a CoverageRow| row.coverage.member_id.as_str();
    a.iter().map(members).find(|member| {
        !member.is_empty() && b.iter().any(|other| other.coverage.member_id == *member)
    })
}

/// How two days that differ may be the same day, mistyped.
fn nearly_same_day(a: &str, b: &str) -> Option<&'static str> {
    let differing = a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count();
    let [(year_a, month_a, day_a), (year_b, month_b, day_b)] =
        [a, b].map(|text| (text.get(..4), text.get(5..7), text.get(8..10)));
    if year_a == year_b && month_a == day_b && day_a == month_b {
        return Some("month and day are exchanged");
    }
    (differing == 1).then_some("one digit differs")
}

/// Jaro–Winkler similarity, 0 to 1; two empty texts are not alike.
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    let [a, b] = [a, b].map(|text| text.chars().take(LONGEST).collect::<Vec<_>>());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let jaro = jaro(&a, &b);
    let prefix = a.iter().zip(&b).take(4).take_while(|(x, y)| x == y).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}

fn jaro(a: &[char], b: &[char]) -> f64 {
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; b.len()];
    let mut of_a = Vec::new();
    for (at, letter) in a.iter().enumerate() {
        let span = at.saturating_sub(reach)..(at + reach + 1).min(b.len());
        if let Some(found) = span.clone().find(|other| !taken[*other] && b[*other] == *letter) {
            taken[found] = true;
            of_a.push(*letter);
        }
    }
    if of_a.is_empty() {
        return 0.0;
    }
    let of_b = b.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(letter, _)| *letter);
    let crossed = of_a.iter().zip(of_b).filter(|(x, y)| **x != *y).count() as f64 / 2.0;
    let same = of_a.len() as f64;
    (same / a.len() as f64 + same / b.len() as f64 + (same - crossed) / same) / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{HumanName, Patient};

    #[test]
    fn similarity_of_known_pairs() {
        // The pairs and values that the literature uses.
        for (a, b, expected) in [
            ("martha", "marhta", 0.961),
            ("dwayne", "duane", 0.840),
            ("dixon", "dicksonx", 0.813),
            ("same", "same", 1.0),
            ("abc", "xyz", 0.0),
            ("", "", 0.0),
        ] {
            let found = jaro_winkler(a, b);
            assert!((found - expected).abs() < 0.001, "{a} {b}: {found}");
        }
    }

    fn person(family: &str, given: &str, born: &str) -> PatientRow {
        let name = HumanName {
            family: family.into(),
            given: Some(given.to_owned()),
            ..HumanName::default()
        };
        let birth_date = born.parse().ok();
        let patient = Patient { name: Some(name), birth_date, ..Patient::default() };
        PatientRow::of(&patient, format!("{family}{given}{born}"), 0)
    }

    #[test]
    fn who_may_be_one_person() {
        let ann = person("Okafor", "Ann", "1980-02-03");
        for (other, expected) in [
            (person("Okafor", "Ann", "1980-02-03"), true),
            (person("Okafur", "Anne", "1980-02-03"), true),
            (person("Ann", "Okafor", "1980-02-03"), true),
            (person("Okafor", "Ann", "1980-03-02"), true),
            (person("Okafor", "Ann", "1981-02-03"), true),
            (person("Okafor", "Ann", ""), true),
            (person("Smith", "Ann", "1980-02-03"), true),
            (person("Okafor", "Ann", "1955-11-30"), false),
            (person("Brown", "Peter", "1980-02-03"), false),
            (person("Okafor", "Peter", "1980-02-03"), false),
        ] {
            let found = likeness((&ann, &[]), (&other, &[]));
            assert_eq!(found.is_some(), expected, "{other:?} {found:?}");
        }
    }
}
