//! A condition that the record does not name may stand among the options, never in the title,
//! the question or the note.

use super::diagnoses::{Named, Record, named};
use super::rules::{fault_at, rules};
use super::tokens::{Token, tokens};
use super::{Fault, Part};

/// Most words looked at after words that introduce a condition.
const LOOKED_AT: usize = 2;

/// Faults of a part that names what the record does not.
pub fn check(place: &Part, words: &str, record: &Record, faults: &mut Vec<Fault>) {
    let code = match place {
        Part::Title => "leading.title",
        Part::Question | Part::Note => "leading.diagnosis",
        _ => return,
    };
    let tokens = tokens(words);
    let all = named(&tokens);
    for name in all.iter().filter(|name| !record.names(name.condition)) {
        if alternatives(&tokens, &all, name) && *place == Part::Question {
            continue;
        }
        let (start, end) = (tokens[name.from].start, tokens[name.to - 1].end);
        faults.push(fault_at(code, place, words, start, end));
    }
    for (from, to) in introduced(&tokens, record) {
        let (start, end) = (tokens[from].start, tokens[to - 1].end);
        if !all.iter().any(|name| name.from < to && from < name.to) {
            faults.push(fault_at(code, place, words, start, end));
        }
    }
}

/// True when the sentence names another condition too, with `or` between the two: then neither
/// of them is the only answer.
fn alternatives(tokens: &[Token], all: &[Named], one: &Named) -> bool {
    all.iter().filter(|other| other.condition != one.condition).any(|other| {
        let between = one.to.min(other.to)..one.from.max(other.from);
        tokens[one.from].sentence == tokens[other.from].sentence
            && tokens.get(between).is_some_and(|words| words.iter().any(|t| t.word == "or"))
    })
}

/// Words after `the patient has`, `diagnosis of` and the like that are nowhere in the record, and
/// that the list of conditions does not know.
fn introduced(tokens: &[Token], record: &Record) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for pattern in &rules().introducers {
        for (_, to) in pattern.places(tokens) {
            let sentence = tokens[to - 1].sentence;
            let next = tokens[to..].iter().take_while(|token| token.sentence == sentence);
            let articles =
                next.clone().take_while(|t| matches!(t.word.as_str(), "a" | "an" | "the"));
            let from = to + articles.count();
            let neutral = |at: usize| rules().neutral.iter().any(|p| p.at(tokens, at).is_some());
            let until = (from..tokens.len())
                .take(LOOKED_AT)
                .take_while(|&at| tokens[at].sentence == sentence && !neutral(at))
                .last();
            let Some(last) = until else { continue };
            let unknown = |token: &Token| !token.is_number() && !record.has_word(&token.word);
            if tokens[from..=last].iter().any(unknown) {
                found.push((from, last + 1));
            }
        }
    }
    found
}
