//! Section I.B.14: body mass index. The index may come from any clinician's note, but is coded
//! only beside a diagnosis of the provider's to which it belongs (overweight, obesity,
//! malnutrition and the like).

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use codesets::words;
use model::Evidence;
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.B.14", title: "body mass index beside obesity", apply };

/// Diagnoses beside which the index is reported.
const BESIDE: [&str; 8] = ["E66", "E40", "E41", "E43", "E44", "E46", "R63.4", "R63.6"];

/// Adults only: the paediatric codes are percentiles, which a number does not give.
const ADULT: u16 = 20;

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let child = facts.age().is_some_and(|age| age < ADULT);
    if child || !draft.has(&BESIDE) || draft.has(&["Z68"]) {
        return;
    }
    let Some((index, evidence)) = documented(facts) else { return };
    let Some(code) = code(index) else { return };
    if !facts.pack.is_billable(&code, facts.date) {
        return;
    }
    let order = (7, evidence.document, evidence.start);
    let what = (Kind::Status, Standing::Treated);
    draft.diagnoses.push(Diagnosis::added(code, what, vec![evidence], order, "I.B.14"));
}

/// The code of an adult's index, in kg/m².
fn code(index: f64) -> Option<String> {
    Some(match index {
        ..10.0 => return None,
        ..20.0 => "Z68.1".into(),
        ..40.0 => format!("Z68.{}", index.floor()),
        ..45.0 => "Z68.41".into(),
        ..50.0 => "Z68.42".into(),
        ..60.0 => "Z68.43".into(),
        ..70.0 => "Z68.44".into(),
        ..120.0 => "Z68.45".into(),
        _ => return None,
    })
}

/// The first number within a few words after "BMI" or "body mass index".
fn documented(facts: &Facts<'_>) -> Option<(f64, Evidence)> {
    facts.chart.documents.iter().enumerate().find_map(|(number, document)| {
        let (mut since, mut start, mut found) = (u32::MAX, 0usize, None);
        let mut previous = String::new();
        words::each_word(&document.text, |word, form| {
            if found.is_some() {
                return;
            }
            since = since.saturating_add(1);
            if form == "bmi" || (form == "index" && previous == "mass") {
                (since, start) = (0, word.start);
            } else if since <= 5
                && let Ok(index) = form.parse::<f64>()
                && code(index).is_some()
            {
                found = Some((index, start, word.end));
            }
            previous.clear();
            previous.push_str(form);
        });
        found.map(|(index, start, end)| {
            (index, facts.evidence(number as u32, start as u32, end as u32))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn codes_by_index() {
        for (index, expected) in [
            (18.2, "Z68.1"),
            (33.8, "Z68.33"),
            (40.0, "Z68.41"),
            (52.1, "Z68.43"),
            (71.0, "Z68.45"),
        ] {
            assert_eq!(code(index).as_deref(), Some(expected));
        }
        assert_eq!(code(5.0), None);
    }

    #[test]
    fn beside_what_it_belongs_to() {
        check(&[
            (
                Office,
                "VITALS: BMI 34.2\n\nASSESSMENT:\n1. Obesity. Diet discussed.",
                "E66.9 Z68.34",
            ),
            (Office, "VITALS: BMI 27.4\n\nASSESSMENT:\n1. Overweight.", "E66.3 Z68.27"),
            (Office, "Body mass index is 46.3 kg/m2.\n\nASSESSMENT:\n1. Morbid obesity.", "Z68.42"),
            (Office, "VITALS: BMI 39.9\n\nASSESSMENT:\n1. Obesity.", "Z68.39"),
            (Office, "VITALS: BMI 40.0\n\nASSESSMENT:\n1. Severe obesity.", "Z68.41"),
            (
                Inpatient,
                "EXAM: BMI of 17.1\n\nDISCHARGE DIAGNOSES:\n1. Severe protein-calorie malnutrition.",
                "E43 Z68.1",
            ),
            (Office, "VITALS: BMI 34.2\n\nASSESSMENT:\n1. Hypertension.", "I10 -Z68"),
            (Office, "VITALS: BMI 24.0\n\nASSESSMENT:\n1. Low back pain. No obesity.", "-E66 -Z68"),
            (
                Office,
                "FAMILY HISTORY: Mother with obesity.\nVITALS: BMI 31\n\nASSESSMENT:\n1. Low back pain.",
                "M54.50 -E66 -Z68",
            ),
            (
                Office,
                "VITALS: BMI 36\n\nASSESSMENT:\n1. Gestational diabetes, diet controlled, 30 weeks gestation.\n2. Obesity in pregnancy.",
                "O24.410 -Z68",
            ),
        ]);
    }
}
