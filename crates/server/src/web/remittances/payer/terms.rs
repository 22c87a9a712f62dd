//! The terms of appeal as they are typed: five levels at most, dated, with an address.

use ::payments::denials::terms::{AppealTerms, LeastAmount, LevelTerms};
use model::{Address, Cents, Date};
use serde::Deserialize;

/// Levels that can be typed; Medicare has the most, five.
const LEVELS: usize = 5;

/// Longest name, source or line of an address, in characters.
const LONGEST: usize = 120;

/// Most days of a level, and for corrected claims.
const MOST_DAYS: u16 = 3_650;

/// What is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::remittances) struct TypedTerms {
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) from: String,
    pub(super) source: String,
    pub(super) correct_days: String,
    name_1: String,
    days_1: String,
    least_1: String,
    name_2: String,
    days_2: String,
    least_2: String,
    name_3: String,
    days_3: String,
    least_3: String,
    name_4: String,
    days_4: String,
    least_4: String,
    name_5: String,
    days_5: String,
    least_5: String,
    pub(super) line1: String,
    pub(super) line2: String,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) zip: String,
}

/// One level as typed.
pub(super) struct Level {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) days: String,
    pub(super) least: String,
}

impl TypedTerms {
    /// The form, filled in with what holds today.
    pub(super) fn of(id: &str, version: i64, terms: &AppealTerms, today: Date) -> TypedTerms {
        let level = |at: usize| -> (String, String, String) {
            let Some(one) = terms.level.get(at) else { return Default::default() };
            let least = match one.least_on(today) {
                Cents::ZERO => String::new(),
                cents => format!("{}.{:02}", cents.0 / 100, cents.0 % 100),
            };
            (one.name.clone(), one.days.to_string(), least)
        };
        let [one, two, three, four, five] = [level(0), level(1), level(2), level(3), level(4)];
        let address = terms.address.clone();
        let of = |pick: fn(&Address) -> String| address.as_ref().map(pick).unwrap_or_default();
        TypedTerms {
            id: id.to_owned(),
            version,
            from: today.to_string(),
            source: terms.source.clone(),
            correct_days: terms.correct_days.map(|days| days.to_string()).unwrap_or_default(),
            name_1: one.0,
            days_1: one.1,
            least_1: one.2,
            name_2: two.0,
            days_2: two.1,
            least_2: two.2,
            name_3: three.0,
            days_3: three.1,
            least_3: three.2,
            name_4: four.0,
            days_4: four.1,
            least_4: four.2,
            name_5: five.0,
            days_5: five.1,
            least_5: five.2,
            line1: of(|one| one.line1.clone()),
            line2: of(|one| one.line2.clone().unwrap_or_default()),
            city: of(|one| one.city.clone()),
            state: of(|one| one.state.clone()),
            zip: of(|one| one.zip.clone()),
        }
    }

    /// The rows of the form.
    pub(super) fn levels(&self) -> Vec<Level> {
        let typed: [(&String, &String, &String); LEVELS] = [
            (&self.name_1, &self.days_1, &self.least_1),
            (&self.name_2, &self.days_2, &self.least_2),
            (&self.name_3, &self.days_3, &self.least_3),
            (&self.name_4, &self.days_4, &self.least_4),
            (&self.name_5, &self.days_5, &self.least_5),
        ];
        let row = |(number, (name, days, least)): (usize, (&String, &String, &String))| Level {
            number,
            name: name.trim().to_owned(),
            days: days.trim().to_owned(),
            least: least.trim().to_owned(),
        };
        (1..).zip(typed).map(row).collect()
    }

    /// The terms and the first day of notices for which they hold; or every fault, in sentences.
    pub(super) fn read(&self) -> Result<(Date, AppealTerms), String> {
        let mut faults = Vec::new();
        let from: Option<Date> = self.from.trim().parse().ok();
        if from.is_none() {
            faults.push("Say from which day of notices they hold.".to_owned());
        }
        let source = self.source.trim();
        if source.is_empty() || !fits(source) {
            faults.push("Say where the terms stand, in up to 120 characters.".to_owned());
        }
        let correct_days = days(&self.correct_days, "The days for corrected claims", &mut faults);
        let mut level = Vec::new();
        let mut ended = false;
        for row in self.levels() {
            let empty = row.name.is_empty() && row.days.is_empty() && row.least.is_empty();
            if !empty && ended {
                faults.push(format!("Level {} stands behind an empty one.", row.number));
            }
            ended |= empty;
            if !empty {
                level.extend(read_level(&row, from.unwrap_or_default(), &mut faults));
            }
        }
        if level.is_empty() && faults.is_empty() {
            faults.push("Name at least one level of appeal.".to_owned());
        }
        let address = self.address(&mut faults);
        let source = source.to_owned();
        match (from, faults.is_empty()) {
            (Some(from), true) => Ok((from, AppealTerms { source, correct_days, address, level })),
            _ => Err(faults.join(" ")),
        }
    }

    fn address(&self, faults: &mut Vec<String>) -> Option<Address> {
        let text = |field: &String| field.trim().to_owned();
        let line2 = Some(text(&self.line2)).filter(|line| !line.is_empty());
        let one = Address {
            line1: text(&self.line1),
            line2,
            city: text(&self.city),
            state: text(&self.state).to_ascii_uppercase(),
            zip: self.zip.chars().filter(|c| *c != '-' && !c.is_whitespace()).collect(),
        };
        if one == Address::default() {
            return None;
        }
        let zip = matches!(one.zip.len(), 5 | 9) && one.zip.bytes().all(|b| b.is_ascii_digit());
        let state = one.state.len() == 2 && one.state.bytes().all(|b| b.is_ascii_uppercase());
        let lines = [&one.line1, &one.city];
        if !zip
            || !state
            || lines.iter().any(|line| line.is_empty() || !fits(line))
            || one.line2.as_ref().is_some_and(|line| !fits(line))
        {
            faults.push(
                "An address has a first line, a city, a state of two letters and a ZIP code of 5 \
                 or 9 digits, and up to 120 characters a line; leave all of it empty where \
                 appeals go where claims go."
                    .to_owned(),
            );
        }
        Some(one)
    }
}

fn fits(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}

fn days(text: &str, what: &str, faults: &mut Vec<String>) -> Option<u16> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let days: Option<u16> = text.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    if days.is_none() {
        faults.push(format!("{what} are a number from 1 to {MOST_DAYS}."));
    }
    days
}

fn read_level(row: &Level, from: Date, faults: &mut Vec<String>) -> Option<LevelTerms> {
    let number = row.number;
    if row.name.is_empty() || !fits(&row.name) {
        faults.push(format!("Level {number} needs a name of up to 120 characters."));
    }
    if row.days.is_empty() {
        faults.push(format!("Level {number} needs its days."));
    }
    let told = days(&row.days, &format!("The days of level {number}"), faults);
    let least = match row.least.as_str() {
        "" => Vec::new(),
        text => match Cents::from_decimal(text.trim_start_matches('$')) {
            Ok(cents) if cents > Cents::ZERO => vec![LeastAmount { from, cents }],
            _ => {
                faults.push(format!(
                    "The least amount of level {number} is dollars and cents, such as 200.00."
                ));
                Vec::new()
            }
        },
    };
    told.map(|days| LevelTerms { name: row.name.clone(), days, least })
}

/// An address behind a comma, for the list of versions.
pub(super) fn on_one_line(one: &Address) -> String {
    let line2 = one.line2.as_ref().map(|line| format!(", {line}")).unwrap_or_default();
    format!(", to {}{line2}, {}, {} {}", one.line1, one.city, one.state, one.zip)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedTerms {
        TypedTerms {
            from: "2026-07-01".to_owned(),
            source: "contract of 2026, section 7".to_owned(),
            name_1: "first appeal".to_owned(),
            days_1: "90".to_owned(),
            least_1: "25.00".to_owned(),
            ..TypedTerms::default()
        }
    }

    type Change = fn(&mut TypedTerms);

    /// An address with this second line.
    fn to(one: &mut TypedTerms, line2: &str) {
        (one.line1, one.line2) = ("1 Main St".into(), line2.to_owned());
        (one.city, one.state, one.zip) = ("Springfield".into(), "IL".into(), "62704".into());
    }

    #[test]
    fn what_is_typed_is_taken_whole_or_refused_with_every_fault() {
        let cases: &[(Change, &[&str])] = &[
            (|_| (), &[]),
            (|one| one.from.clear(), &["from which day"]),
            (|one| one.source.clear(), &["where the terms stand"]),
            (|one| one.days_1 = "soon".into(), &["days of level 1 are"]),
            (|one| one.days_1.clear(), &["Level 1 needs its days"]),
            (|one| one.days_1 = "0".into(), &["days of level 1 are"]),
            (|one| one.least_1 = "-1".into(), &["least amount of level 1"]),
            (|one| one.name_3 = "third".into(), &["Level 3 stands behind", "Level 3 needs its"]),
            (|one| one.name_1.clear(), &["Level 1 needs a name"]),
            (
                |one| {
                    (one.name_1, one.days_1, one.least_1) = Default::default();
                },
                &["at least one level"],
            ),
            (|one| one.zip = "1234".into(), &["An address has"]),
            (|one| to(one, "Suite 7"), &[]),
            (|one| to(one, &"x".repeat(121)), &["An address has"]),
            (|one| to(one, "Suite\u{7}7"), &["An address has"]),
            (|one| one.correct_days = "99999".into(), &["corrected claims"]),
        ];
        for (change, words) in cases {
            let mut one = typed();
            change(&mut one);
            let told = one.read();
            assert_eq!(told.is_ok(), words.is_empty(), "{told:?}");
            let fault = told.err().unwrap_or_default();
            for word in *words {
                assert!(fault.contains(word), "{fault} has not: {word}");
            }
        }
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let mut one = typed();
        (one.line1, one.city) = ("1 Main St".into(), "Springfield".into());
        (one.state, one.zip) = ("il".into(), "62704-1234".into());
        let (from, terms) = one.read().unwrap();
        assert_eq!(terms.address.as_ref().map(|a| (&*a.state, &*a.zip)), Some(("IL", "627041234")));
        let again = TypedTerms::of("P1", 3, &terms, from);
        assert_eq!(again.read(), Ok((from, terms)));
        assert_eq!(again.version, 3);
    }
}
