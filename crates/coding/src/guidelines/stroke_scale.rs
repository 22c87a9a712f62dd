//! Section I.C.18.i: the NIH stroke scale beside an acute cerebral infarction, the score first
//! recorded. Any clinician may document it (I.B.14).

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::Evidence;
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.18.i", title: "NIH stroke scale", apply };

/// The highest score.
const MOST: u16 = 42;

/// The ways in which the scale is named.
const NAMES: [&str; 5] =
    ["nihss", "nih stroke scale", "national institutes of health stroke scale", "nih-ss", "nih ss"];

/// Words between the name and the score.
const REACH: usize = 5;

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    if !draft.has(&["I63"]) || draft.has(&["R29.7"]) {
        return;
    }
    let Some((score, evidence)) = documented(facts) else { return };
    let code = format!("R29.7{score:02}");
    if facts.pack.is_billable(&code, facts.date) {
        let order = (7, evidence.document, evidence.start);
        let what = (Kind::Status, Standing::Treated);
        draft.diagnoses.push(Diagnosis::added(code, what, vec![evidence], order, "I.C.18.i"));
    }
}

fn documented(facts: &Facts<'_>) -> Option<(u16, Evidence)> {
    statements::all(facts).find_map(|statement| {
        NAMES.iter().find_map(|name| {
            let at = statement.text.find(name)?;
            let (score, end) = score(statement.text, at + name.len())?;
            Some((score, statement.evidence(facts, (at, end))))
        })
    })
}

/// The number within a few words; "3/42" is 3, "3-5" is no score.
fn score(text: &str, from: usize) -> Option<(u16, usize)> {
    let rest = text.get(from..)?;
    let mut at = 0;
    for word in rest.split_inclusive([' ', '\n', '\t']).take(REACH) {
        let plain = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let number = plain.split_once('/').map_or(plain, |(first, _)| first);
        if let Ok(score) = number.parse::<u16>() {
            let start = at + word.find(number).unwrap_or_default();
            return (score <= MOST).then_some((score, from + start + number.len()));
        }
        at += word.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn beside_the_infarction() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute ischemic stroke. NIHSS 7.",
                "I63.9! R29.707",
            ),
            (
                Inpatient,
                "HPI: NIH stroke scale score of 12 on arrival, 4 at discharge.\n\n\
                DISCHARGE DIAGNOSES:\n1. Acute CVA.",
                "I63.9! R29.712 -R29.704",
            ),
            (Ed, "EXAM: NIHSS: 0.\n\nASSESSMENT:\n1. Acute ischemic stroke.", "R29.700"),
            (Ed, "EXAM: NIHSS = 21/42\n\nASSESSMENT:\n1. Acute CVA.", "I63.9! R29.721"),
            (Ed, "NURSING: NIHSS score: 5.\n\nASSESSMENT:\n1. Acute ischemic stroke.", "R29.705"),
        ]);
    }

    #[test]
    fn without() {
        check(&[
            (Ed, "EXAM: NIHSS 0.\n\nASSESSMENT:\n1. TIA.", "G45.9! -R29.7"),
            (Ed, "EXAM: NIHSS not done.\n\nASSESSMENT:\n1. Acute CVA.", "I63.9! -R29.7"),
            (Ed, "EXAM: NIHSS 77.\n\nASSESSMENT:\n1. Acute CVA.", "I63.9! -R29.7"),
            (Office, "HPI: NIHSS was 3.\n\nASSESSMENT:\n1. History of stroke.", "-R29.7 -I63"),
        ]);
    }
}
