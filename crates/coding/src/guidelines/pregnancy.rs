//! Section I.C.15.a: pregnancy. Chapter 15 codes come before all others; the trimester follows
//! from the weeks (first: less than 14 weeks 0 days; second: 14 to less than 28; third: 28 on).

use super::Rule;
use crate::draft::{Draft, Facts};
use codesets::words;

pub const RULE: Rule = Rule { section: "I.C.15.a", title: "trimester and sequence", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    if !draft.diagnoses.iter().any(|d| d.code.starts_with('O') || d.is("Z34")) {
        return;
    }
    let trimester = weeks(facts).map(|weeks| match weeks {
        0..14 => "first",
        14..28 => "second",
        _ => "third",
    });
    for diagnosis in &mut draft.diagnoses {
        if !diagnosis.code.starts_with('O') {
            continue;
        }
        diagnosis.order.0 = 0;
        diagnosis.rule("I.C.15.a");
        let (Some(trimester), Some(node)) = (trimester, facts.pack.base(&diagnosis.code)) else {
            continue;
        };
        let title = node.title().to_lowercase();
        if !title.contains("unspecified trimester") {
            continue;
        }
        let wanted = title.replace("unspecified trimester", &format!("{trimester} trimester"));
        let sibling =
            node.parent().and_then(|p| p.children().find(|c| c.title().to_lowercase() == wanted));
        if let Some(sibling) = sibling {
            let code = match sibling.needs_seventh() {
                true => sibling.with_seventh('0'),
                false => sibling.code().to_owned(),
            };
            if facts.pack.is_billable(&code, facts.date) {
                diagnosis.code = codesets::code::dotted(&code);
                diagnosis.rule("I.C.15.a.3");
            }
        }
    }
}

/// Weeks of gestation: "28 weeks", "28w3d", "28 3/7 weeks", with a word that says pregnancy.
fn weeks(facts: &Facts<'_>) -> Option<u32> {
    facts.chart.documents.iter().find_map(|document| {
        let mut previous: Vec<String> = Vec::new();
        let mut found = None;
        words::each_word(&document.text, |_, form| {
            if found.is_some() {
                return;
            }
            let compact = form.split_once('w').and_then(|(n, rest)| {
                let days = rest.strip_suffix('d').unwrap_or(rest);
                let valid = days.is_empty() || days.parse::<u32>().is_ok_and(|d| d < 7);
                n.parse::<u32>().ok().filter(|_| valid)
            });
            let spelled = matches!(form, "week" | "wk" | "wga")
                .then(|| previous.iter().rev().take(3).find_map(|w| w.parse::<u32>().ok()))
                .flatten();
            found = compact.or(spelled).filter(|n| (4..=42).contains(n));
            previous.push(form.to_owned());
            if previous.len() > 4 {
                previous.remove(0);
            }
        });
        found
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn trimester_from_weeks() {
        check(&[
            (
                Office,
                "HPI: Patient is at 13 weeks 6 days gestation.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.011! Z3A.13",
            ),
            (
                Office,
                "HPI: Pregnant, 14w0d.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.012! Z3A.14",
            ),
            (
                Office,
                "HPI: IUP at 27 6/7 weeks.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.012! Z3A.27",
            ),
            (
                Office,
                "HPI: 28 weeks pregnant.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.013! Z3A.28",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Gestational diabetes, diet controlled, 30 weeks gestation.",
                "O24.410! Z3A.30",
            ),
            (
                Office,
                "Return in 4 weeks. Gestational age 33 weeks.\n\nASSESSMENT:\n1. Gestational hypertension.",
                "O13.3! Z3A.33",
            ),
            (
                Office,
                "HPI: G2P1 at 20 weeks gestation.\n\nASSESSMENT:\n1. Supervision of normal pregnancy.",
                "Z34.92!",
            ),
        ]);
    }
    #[test]
    fn no_pregnancy_no_weeks() {
        check(&[
            (
                Office,
                "HPI: Cough for 6 weeks.\n\nASSESSMENT:\n1. Acute bronchitis.",
                "J20.9! -O -Z3A",
            ),
            (
                Office,
                "HPI: Cough for 6 weeks.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.019! -Z3A",
            ),
            (Office, "ASSESSMENT:\n1. Abdominal pain. Not pregnant.", "R10.9! -O -Z33 -Z34"),
            (
                Office,
                "OBSTETRIC HISTORY: Sister had gestational diabetes.\n\nASSESSMENT:\n1. Hypertension.",
                "I10! -O",
            ),
            (Office, "ASSESSMENT:\n1. Possible preeclampsia, 34 weeks gestation.", "-O14"),
            (
                Office,
                "ASSESSMENT:\n1. Hypothyroidism.\n2. Gestational diabetes, diet controlled, 25 weeks pregnant.",
                "O24.410! Z3A.25",
            ),
        ]);
    }
}
