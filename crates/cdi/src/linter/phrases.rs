//! Words that a query may not have wherever they stand: money, quality, pressure, leading.

use super::pattern::Pattern;
use super::rules::{fault_at, rules};
use super::tokens::{Token, tokens};
use super::{Fault, Part};

/// Faults of one part by its words alone.
pub fn check(place: &Part, words: &str, faults: &mut Vec<Fault>) {
    let tokens = tokens(words);
    for rule in &rules().rules {
        if found(&rule.beside, &tokens) {
            continue;
        }
        let meant_otherwise: Vec<(usize, usize)> =
            rule.unless.iter().flat_map(|pattern| pattern.places(&tokens)).collect();
        for (from, to) in rule.words.iter().flat_map(|pattern| pattern.places(&tokens)) {
            if meant_otherwise.iter().any(|&(start, end)| start < to && from < end) {
                continue;
            }
            let (start, end) = (tokens[from].start, tokens[to - 1].end);
            faults.push(fault_at(&rule.code, place, words, start, end));
        }
    }
}

fn found(patterns: &[Pattern], tokens: &[Token]) -> bool {
    patterns.iter().any(|pattern| !pattern.places(tokens).is_empty())
}
