//! Words that name a condition too generally for a claim and that a registry counts all the same
//! ("pain", "infection"): the second half of `--profile mentions`.

use crate::draft::{Diagnosis, Draft, Facts, Standing};
use crate::in_force::in_force;
use reader::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Our list, in `data/language/mentions.toml`.
const FILE: &str = include_str!("../../../data/language/mentions.toml");

/// Most words of a text.
const LONGEST: usize = 4;

/// Order on the list: behind all that the lexicon knows.
const LAST: u8 = u8::MAX;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    term: Vec<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    text: Vec<String>,
    code: String,
}

/// The texts with their codes.
pub struct GenericMentions {
    codes: BTreeMap<String, String>,
}

impl GenericMentions {
    /// The embedded list.
    ///
    /// # Errors
    /// When the file is not of its form, or a text stands in it twice.
    pub fn embedded() -> Result<GenericMentions, String> {
        let file: File = toml::from_str(FILE)
            .map_err(|fault| format!("data/language/mentions.toml: {fault}"))?;
        let mut codes = BTreeMap::new();
        for term in file.term {
            for text in term.text {
                if text.split(' ').count() > LONGEST || text != text.to_lowercase() {
                    return Err(format!(
                        "data/language/mentions.toml: \"{text}\" is no short text"
                    ));
                }
                if let Some(other) = codes.insert(text.clone(), term.code.clone()) {
                    let second = format!("\"{text}\" stands for {other} and {}", term.code);
                    return Err(format!("data/language/mentions.toml: {second}"));
                }
            }
        }
        Ok(GenericMentions { codes })
    }

    /// Adds what no mention of the lexicon covers; the longest text at a place wins.
    pub fn add(&self, facts: &Facts<'_>, draft: &mut Draft) {
        for (number, document) in facts.reading.documents.iter().enumerate() {
            let number = number as u32;
            let mut covered = document
                .mentions
                .iter()
                .filter(|m| !m.finding.code.is_empty())
                .map(|m| (m.finding.start, m.finding.end))
                .collect::<Vec<_>>();
            covered.sort_unstable();
            let is_free = |start: u32, end: u32| {
                let after = covered.partition_point(|(s, _)| *s < end);
                covered[after.saturating_sub(LONGEST)..after].iter().all(|(_, e)| *e <= start)
            };
            let words: Vec<String> = document
                .tokens
                .iter()
                .map(|t| facts.evidence(number, t.start, t.end).text.to_lowercase())
                .collect();
            let mut at = 0;
            while at < words.len() {
                let found = (1..=LONGEST.min(words.len() - at)).rev().find_map(|long| {
                    let code = self.codes.get(&words[at..at + long].join(" "))?;
                    let (start, end) =
                        (document.tokens[at].start, document.tokens[at + long - 1].end);
                    is_free(start, end).then_some((long, code, start, end))
                });
                let Some((long, code, start, end)) = found else {
                    at += 1;
                    continue;
                };
                at += long;
                self.push(facts, draft, code, (number, start, end));
            }
        }
    }

    fn push(&self, facts: &Facts<'_>, draft: &mut Draft, code: &str, place: (u32, u32, u32)) {
        let Some(code) = in_force(facts.pack, code, facts.date) else { return };
        let (document, start, end) = place;
        let evidence = facts.evidence(document, start, end);
        if let Some(known) = draft.diagnoses.iter_mut().find(|d| d.code == code) {
            known.evidence.push(evidence);
            return;
        }
        let what = (Kind::Symptom, Standing::Mentioned);
        let order = (LAST, document, start);
        draft.diagnoses.push(Diagnosis::added(code, what, vec![evidence], order, "I.B.1 lexicon"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_of_its_form() {
        let list = GenericMentions::embedded().expect("a list of its form");
        assert_eq!(list.codes.get("pain").map(String::as_str), Some("R52"));
    }
}
