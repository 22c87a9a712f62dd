//! What the provider says about the relation of two conditions (Section I.A.15): the presumption
//! of "with" gives way where the documentation says that they are unrelated.

use crate::draft::{Diagnosis, Facts};

/// Words that deny a relation to the cause named after them.
const DENIALS: [&str; 8] = [
    "not due to",
    "unrelated to",
    "not related to",
    "not caused by",
    "not secondary to",
    "not from",
    "not attributed to",
    "not associated with",
];

/// How far behind the denial the cause is named, in bytes.
const REACH: usize = 48;

/// True when a sentence that names the condition denies that it comes from the cause, of
/// which `cause` gives the beginnings of words ("diabet", "dm").
pub fn is_unrelated(facts: &Facts<'_>, diagnosis: &Diagnosis, cause: &[&str]) -> bool {
    diagnosis.mentions.iter().any(|(document, at)| {
        let finding = &facts.document(*document).mentions[*at as usize].finding;
        let range = finding.sentence_start as usize..finding.sentence_end as usize;
        let sentence = facts.text(*document).get(range).unwrap_or_default().to_lowercase();
        denies(&sentence, cause)
    })
}

fn denies(sentence: &str, cause: &[&str]) -> bool {
    let apart = DENIALS.iter().any(|denial| {
        sentence.match_indices(denial).any(|(at, _)| {
            let from = at + denial.len();
            let to = sentence.floor_char_boundary(from + REACH);
            sentence[from..to]
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| cause.iter().any(|c| word.starts_with(c)))
        })
    });
    let words: Vec<&str> =
        sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    apart
        || words
            .iter()
            .any(|w| cause.iter().any(|c| w.strip_prefix("non").is_some_and(|r| r.starts_with(c))))
        || words.windows(2).any(|w| w[0] == "non" && cause.iter().any(|c| w[1].starts_with(c)))
}

#[cfg(test)]
mod tests {
    use super::denies;

    #[test]
    fn a_denied_cause() {
        for (sentence, expected) in [
            ("ckd stage 3, not due to diabetes", true),
            ("neuropathy unrelated to his diabetes", true),
            ("nondiabetic kidney disease", true),
            ("non-diabetic ulcer", true),
            ("ckd due to diabetes", false),
            ("neuropathy, not due to alcohol", false),
            ("diabetes, not related to steroids", false),
            ("not from ärgerlich", false),
        ] {
            assert_eq!(denies(sentence, &["diabet"]), expected, "{sentence}");
        }
    }
}
