//! What the record says in a sentence: the words that a rule asks for, affirmed and of now.

use crate::draft::{Diagnosis, Facts};
use model::{Evidence, SectionKind};

/// A sentence of a document, in lower case, with its place.
pub struct Statement<'a> {
    /// The document.
    pub document: u32,
    /// First byte.
    pub start: u32,
    /// The section it stands in.
    pub section: SectionKind,
    /// Its words in lower case (ASCII only, so that places stay).
    pub text: &'a str,
}

impl Statement<'_> {
    /// The verbatim piece from one place in the sentence to another.
    #[must_use]
    pub fn evidence(&self, facts: &Facts<'_>, (from, to): (usize, usize)) -> Evidence {
        facts.evidence(self.document, self.start + from as u32, self.start + to as u32)
    }
}

/// All sentences of the chart that speak of the patient: no family history, no instructions.
pub fn all<'a>(facts: &'a Facts<'a>) -> impl Iterator<Item = Statement<'a>> + use<'a> {
    facts.reading.documents.iter().enumerate().flat_map(move |(number, document)| {
        document.sentences.iter().filter_map(move |sentence| {
            let section = document
                .sections
                .get(sentence.section as usize)
                .map_or_else(Default::default, |s| s.kind);
            let silent =
                crate::mentions::is_silent(section) || section == SectionKind::FamilyHistory;
            let text = facts.lower(number as u32);
            let slice = text.get(sentence.start as usize..sentence.end as usize);
            let slice = slice.filter(|_| !silent && !sentence.unchecked)?;
            Some(Statement { document: number as u32, start: sentence.start, section, text: slice })
        })
    })
}

/// The sentences that name a diagnosis, in lower case.
#[must_use]
pub fn naming<'f>(facts: &'f Facts<'_>, diagnosis: &Diagnosis) -> Vec<Statement<'f>> {
    let mut found: Vec<Statement<'_>> = Vec::new();
    for (document, at) in &diagnosis.mentions {
        let finding = &facts.document(*document).mentions[*at as usize].finding;
        let range = finding.sentence_start as usize..finding.sentence_end as usize;
        let slice = facts.lower(*document).get(range).unwrap_or_default();
        let known =
            found.iter().any(|s| s.document == *document && s.start == finding.sentence_start);
        if !known {
            found.push(Statement {
                document: *document,
                start: finding.sentence_start,
                section: finding.section,
                text: slice,
            });
        }
    }
    found
}

/// Most sentences of one problem that are read.
const PROBLEM: usize = 12;

/// The sentences of the list items that name a diagnosis, from the one that names it on.
#[must_use]
pub fn problem<'f>(facts: &'f Facts<'_>, diagnosis: &Diagnosis) -> Vec<Statement<'f>> {
    let mut found: Vec<Statement<'_>> = Vec::new();
    for (document, at) in &diagnosis.mentions {
        let reading = facts.document(*document);
        let mention = &reading.mentions[*at as usize];
        let here = mention.sentence as usize;
        let own = reading.sentences[here];
        let near = reading.sentences[here..].iter().take(PROBLEM).enumerate();
        let same = near.take_while(|(i, s)| {
            *i == 0 || (own.item > 0 && s.root == own.root && s.item == own.item)
        });
        for (_, sentence) in same {
            let range = sentence.start as usize..sentence.end as usize;
            let slice = facts.lower(*document).get(range).unwrap_or_default();
            let known = found.iter().any(|s| s.document == *document && s.start == sentence.start);
            if !known {
                found.push(Statement {
                    document: *document,
                    start: sentence.start,
                    section: mention.finding.section,
                    text: slice,
                });
            }
        }
    }
    found
}

/// Words before a phrase that take it back, make it uncertain or another's.
const DENIES: [&str; 29] = [
    "no",
    "not",
    "denies",
    "denied",
    "without",
    "negative",
    "never",
    "possible",
    "probable",
    "suspected",
    "suspect",
    "likely",
    "r/o",
    "rule",
    "if",
    "mother",
    "father",
    "brother",
    "sister",
    "family",
    "declined",
    "declines",
    "refused",
    "refuses",
    "will",
    "consider",
    "plan",
    "discuss",
    "discussed",
];

/// Words behind a phrase that take it back.
const TAKEN_BACK: [&str; 10] = [
    "declined",
    "refused",
    "deferred",
    "ruled out",
    "not given",
    "not done",
    "was negative",
    "were negative",
    "is negative",
    "was held",
];

/// How many words before a phrase are read.
const BEFORE: usize = 5;

/// How many bytes behind a phrase are read.
const BEHIND: usize = 40;

/// Where one of the phrases stands affirmed in a sentence: it begins at a word, nothing before
/// denies it within its clause and nothing behind takes it back. Phrases that end in a letter
/// may go on ("cultur").
#[must_use]
pub fn affirmed(text: &str, phrases: &[&str]) -> Option<(usize, usize)> {
    // Most phrases stand nowhere: told by a search that needs no preparation.
    phrases.iter().filter(|phrase| text.contains(**phrase)).find_map(|phrase| {
        text.match_indices(phrase)
            .map(|(at, _)| (at, at + phrase.len()))
            .find(|(from, to)| stands(text, *from, *to))
    })
}

/// As [`affirmed`], and the phrase ends with its word: for abbreviations and short names.
#[must_use]
pub fn affirmed_word(text: &str, phrases: &[&str]) -> Option<(usize, usize)> {
    // Most phrases stand nowhere: told by a search that needs no preparation.
    phrases.iter().filter(|phrase| text.contains(**phrase)).find_map(|phrase| {
        text.match_indices(phrase).map(|(at, _)| (at, at + phrase.len())).find(|(from, to)| {
            let ends = !text[*to..].chars().next().is_some_and(char::is_alphanumeric);
            ends && stands(text, *from, *to)
        })
    })
}

fn stands(text: &str, from: usize, to: usize) -> bool {
    if text[..from].chars().next_back().is_some_and(char::is_alphanumeric) {
        return false;
    }
    let clause = text[..from].rfind([';', ':']).map_or(0, |at| at + 1);
    let clause = text[..from].rfind(" but ").map_or(clause, |at| clause.max(at + 5));
    let mut before = text[clause..from].split_whitespace().rev().take(BEFORE);
    let denied = before
        .any(|w| DENIES.contains(&w.trim_matches(|c: char| !c.is_alphanumeric() && c != '/')));
    let end = text.floor_char_boundary(to + BEHIND);
    let behind = text[to..end].split([';', '.']).next().unwrap_or_default();
    !denied && !TAKEN_BACK.iter().any(|w| behind.contains(w))
}

/// True when a title of the tabular list holds a word.
#[must_use]
pub fn title_has(facts: &Facts<'_>, code: &str, words: &str) -> bool {
    facts.pack.title_has(code, words)
}

#[cfg(test)]
mod tests {
    use super::{affirmed, affirmed_word};

    #[test]
    fn affirmed_or_taken_back() {
        for (text, expected) in [
            ("urine culture grew e. coli", true),
            ("culture was negative for e. coli", false),
            ("no e. coli was found", false),
            ("possible e. coli infection", false),
            ("not septic; e. coli in urine", true),
            ("pre. coli", false),
            ("e. coli ruled out", false),
            ("e. coli. pneumonia ruled out", true),
        ] {
            assert_eq!(affirmed(text, &["e. coli"]).is_some(), expected, "{text}");
        }
        assert!(affirmed_word("mrsa abscess", &["mrsa"]).is_some());
        assert!(affirmed_word("mrsad", &["mrsa"]).is_none());
    }
}
