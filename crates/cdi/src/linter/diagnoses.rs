//! Conditions: which a text names, and which the record names.

use super::pattern::Pattern;
use super::rules::rules;
use super::tokens::{Token, tokens};
use crate::query::{IndicatorSource, QueryText};
use model::Chart;
use std::collections::BTreeSet;

/// How many words before or after a condition a denial may stand.
const REACH: usize = 6;

/// What the record says of the conditions that a query names, and its words.
pub struct Record {
    wanted: BTreeSet<usize>,
    named: BTreeSet<usize>,
    words: BTreeSet<String>,
}

/// A condition that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its place in the list of conditions.
    pub condition: usize,
    /// First token.
    pub from: usize,
    /// One past the last token.
    pub to: usize,
}

impl Record {
    /// The record of a chart: its documents, and the quotes of the query.
    pub fn of(chart: &Chart, text: &QueryText) -> Record {
        let said = [&text.title, &text.question, &text.note, &text.subject];
        let wanted = said.iter().flat_map(|words| named(&tokens(words)));
        let wanted = wanted.map(|name| name.condition).collect();
        let mut record = Record { wanted, named: BTreeSet::new(), words: BTreeSet::new() };
        for document in &chart.documents {
            record.read(&document.text);
        }
        for indicator in &text.indicators {
            if matches!(indicator.source, IndicatorSource::Quote { .. }) {
                record.read(&indicator.text);
            }
        }
        record
    }

    fn read(&mut self, text: &str) {
        let tokens = tokens(text);
        for &condition in self.wanted.difference(&self.named.clone()) {
            let names = &rules().diagnoses[condition];
            let mut said = names.iter().flat_map(|name| name.places(&tokens));
            if said.any(|(from, to)| !denied(&tokens, from, to)) {
                self.named.insert(condition);
            }
        }
        self.words.extend(tokens.into_iter().map(|token| token.word));
    }

    /// True when the record names the condition as the patient's.
    pub fn names(&self, condition: usize) -> bool {
        self.named.contains(&condition)
    }

    /// True when the record has the word somewhere.
    pub fn has_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

/// The conditions that a text names, longest first where several begin at one word.
pub fn named(tokens: &[Token]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let longest = rules()
            .diagnoses
            .iter()
            .enumerate()
            .flat_map(|(condition, names)| names.iter().map(move |name| (condition, name)))
            .filter_map(|(condition, name)| name.at(tokens, at).map(|to| (to, condition)))
            .max_by_key(|&(to, condition)| (to, std::cmp::Reverse(condition)));
        match longest {
            Some((to, condition)) => {
                found.push(Named { condition, from: at, to });
                at = to.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// True when words around a condition deny it or give it to somebody else.
pub fn denied(tokens: &[Token], from: usize, to: usize) -> bool {
    let sentence = tokens[from].sentence;
    let near = |patterns: &[Pattern], starts: std::ops::Range<usize>, until: usize| {
        starts
            .into_iter()
            .filter(|&at| tokens[at].sentence == sentence)
            .any(|at| patterns.iter().any(|p| p.at(tokens, at).is_some_and(|end| end <= until)))
    };
    let before = from.saturating_sub(REACH)..from;
    let after = to..(to + REACH).min(tokens.len());
    near(&rules().negations, before, from) || near(&rules().negations_after, after, tokens.len())
}
