//! Which words of a term tell what it is, and which tie its two conditions together.

use super::Term;
use crate::vocabulary::WordId;

/// Words that tie two conditions together (I.A.15).
pub(super) const LINKS: [&str; 12] = [
    "with",
    "w",
    "due",
    "secondary",
    "from",
    "associated",
    "complicated",
    "related",
    "by",
    "caused",
    "in",
    "2",
];

/// True for a term of two conditions that a word ties together.
pub(super) fn has_link(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word, "with" | "due" | "secondary" | "associated" | "complicated"))
}

/// Marks in each text of an entry the words that a shorter text of the same entry has.
pub(super) fn tell_apart(texts: &mut [Term]) {
    let words: Vec<Box<[WordId]>> = texts
        .iter()
        .filter(|term| term.exact.is_none() && term.acronym.is_none())
        .map(|term| term.words.clone())
        .collect();
    for term in texts {
        let inside = |short: &&[WordId]| {
            short.len() < term.words.len() && short.iter().all(|w| term.words.contains(w))
        };
        if let Some(short) =
            words.iter().map(|w| &**w).filter(inside).min_by_key(|short| short.len())
        {
            let own = term.words.iter().enumerate();
            let bits = own.filter(|(_, w)| short.contains(w)).map(|(i, _)| 1u16 << i.min(15));
            term.telling = bits.fold(0, |all, bit| all | bit);
        }
    }
}
