//! Section I.B.2 at I63: an infarct of a named artery whose cause is said.
//!
//! The Index gives an infarct of an artery the entry for occlusion of unspecified cause (I63.5-);
//! where the same problem says embolic or thrombotic, the entry of that cause stands (I63.4-,
//! I63.3-).

use super::Rule;
use crate::draft::{Draft, Facts};

pub const RULE: Rule = Rule { section: "I.B.2", title: "cause of an infarct of an artery", apply };

/// What the words of a problem say of the cause, and the subcategory.
const CAUSES: [(&str, &str); 4] =
    [("embol", "I63.4"), ("thrombotic", "I63.3"), ("thrombosis", "I63.3"), ("thrombus", "I63.3")];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for diagnosis in draft.diagnoses.iter_mut().filter(|d| d.is("I63.5")) {
        let Some(artery) = diagnosis.code.get(5..).map(str::to_owned) else { continue };
        let said = super::problem_text(facts, diagnosis);
        let Some((_, cause)) = CAUSES.iter().find(|(word, _)| says(&said, word)) else { continue };
        let code = format!("{cause}{artery}");
        if facts.pack.is_billable(&code, facts.date) {
            let old = std::mem::replace(&mut diagnosis.code, code);
            diagnosis.reject(&old, "the cause of the occlusion is documented (I.B.2)");
            diagnosis.rule("I.B.2");
        }
    }
}

/// True where the text says the word and does not deny it or leave it open.
fn says(text: &str, word: &str) -> bool {
    let open = ["no ", "not ", "without ", "possible ", "probable ", "likely ", "vs ", "or "];
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].trim_end_matches(|c: char| c.is_alphanumeric());
        !open.iter().any(|cue| before.ends_with(cue))
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Inpatient;

    #[test]
    fn the_cause_of_an_infarct() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute ischemic stroke, left MCA, cardioembolic.",
                "I63.412!",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Left MCA stroke.", "I63.512!"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Left MCA stroke, not embolic.",
                "I63.512! -I63.4",
            ),
        ]);
    }
}
