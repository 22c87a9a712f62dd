//! The linter: what may not be sent to a provider, with place, reason and remedy.
//!
//! Every fault blocks sending: [`crate::query::Event::Send`] takes a [`Clearance`], and only a
//! check without fault gives one. The practice is that of AHIMA and ACDIS, Guidelines for
//! Achieving a Compliant Query Practice (2022 update), told in our own words; word lists stand in
//! `data/queries/linter.toml`.

pub(crate) mod diagnoses;
mod indicators;
mod introductions;
mod options;
pub(crate) mod pattern;
mod phrases;
mod questions;
mod rules;
#[cfg(test)]
mod tests;
pub(crate) mod tokens;

use crate::query::{self, Query, QueryKind, QueryText};
use model::Chart;
use serde::{Deserialize, Serialize};

/// Most faults that one check lists.
pub const MAX_FAULTS: usize = 100;

/// The part of a query in which a fault lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "part")]
pub enum Part {
    /// The title.
    Title,
    /// The question.
    Question,
    /// The note to the provider.
    Note,
    /// An option.
    Option {
        /// Its key.
        key: String,
    },
    /// An indicator.
    Indicator {
        /// Its position, from 0.
        index: usize,
    },
    /// The query as a whole.
    Query,
}

/// One reason why a query may not be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Stable code, as `impact.payment` (`docs/reference/queries.md` lists them).
    pub code: String,
    /// The part.
    pub place: Part,
    /// First byte of the words within the part; 0 when they are not in one place.
    pub start: usize,
    /// One past the last byte; equal to `start` when they are not in one place.
    pub end: usize,
    /// Exactly that slice.
    pub text: String,
    /// What is wrong, in a plain sentence.
    pub message: String,
    /// How to mend it.
    pub mend: String,
    /// Where the rule comes from.
    pub source: String,
}

/// The linter's word that exactly this text may be sent. Only [`Lint::clearance`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clearance {
    kind: QueryKind,
    text: QueryText,
}

impl Clearance {
    /// True when the query still is what was checked.
    #[must_use]
    pub fn covers(&self, query: &Query) -> bool {
        self.kind == query.kind && self.text == query.text
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// Every fault, in the order title, question, note, options, indicators, query.
    pub faults: Vec<Fault>,
    checked: Clearance,
}

impl Lint {
    /// Leave to send what was checked; `None` when there is a fault.
    #[must_use]
    pub fn clearance(&self) -> Option<Clearance> {
        self.faults.is_empty().then(|| self.checked.clone())
    }
}

/// Judges a query against the chart that it is about.
#[must_use]
pub fn check(query: &Query, chart: &Chart) -> Lint {
    check_text(query.kind, &query.text, chart)
}

/// Judges the text of a query against the chart that it is about.
#[must_use]
pub fn check_text(kind: QueryKind, text: &QueryText, chart: &Chart) -> Lint {
    let checked = Clearance { kind, text: text.clone() };
    let mut faults = bounds(text);
    if faults.is_empty() {
        let record = diagnoses::Record::of(chart, text);
        for (place, words) in parts(text) {
            phrases::check(&place, words, &mut faults);
            introductions::check(&place, words, &record, &mut faults);
        }
        options::check(kind, text, &mut faults);
        questions::check(text, &record, &mut faults);
        indicators::check(kind, text, chart, &mut faults);
    }
    faults.sort_by(|a, b| (&a.place, a.start, &a.code).cmp(&(&b.place, b.start, &b.code)));
    faults.dedup_by(|a, b| {
        (&a.code, &a.place, a.start, a.end) == (&b.code, &b.place, b.start, b.end)
    });
    faults.truncate(MAX_FAULTS);
    Lint { faults, checked }
}

/// The parts that people write, in the order in which they are read.
fn parts(text: &QueryText) -> impl Iterator<Item = (Part, &str)> {
    let fixed = [
        (Part::Title, text.title.as_str()),
        (Part::Question, text.question.as_str()),
        (Part::Note, text.note.as_str()),
    ];
    let options = text
        .options
        .iter()
        .map(|option| (Part::Option { key: option.key.clone() }, option.text.as_str()));
    fixed.into_iter().chain(options)
}

/// Faults of length; nothing else is judged while there is one.
fn bounds(text: &QueryText) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut bound = |place: Part, length: usize, most: usize, unit: &str| {
        if length > most {
            let message = format!("This is longer than {most} {unit}.");
            faults.push(rules::fault("text.too_long", place, message));
        }
    };
    bound(Part::Title, text.title.len(), query::MAX_TITLE_BYTES, "bytes");
    bound(Part::Question, text.question.len(), query::MAX_QUESTION_BYTES, "bytes");
    bound(Part::Note, text.note.len(), query::MAX_NOTE_BYTES, "bytes");
    bound(Part::Query, text.subject.len(), query::MAX_SHORT_BYTES, "bytes");
    bound(Part::Query, text.options.len(), query::MAX_OPTIONS, "options");
    bound(Part::Query, text.indicators.len(), query::MAX_INDICATORS, "indicators");
    for option in text.options.iter().take(query::MAX_OPTIONS) {
        let place = Part::Option { key: option.key.chars().take(40).collect() };
        bound(place, option.text.len().max(option.key.len()), query::MAX_OPTION_BYTES, "bytes");
    }
    for (index, indicator) in text.indicators.iter().take(query::MAX_INDICATORS).enumerate() {
        let place = Part::Indicator { index };
        bound(place, indicator.text.len(), query::MAX_INDICATOR_BYTES, "bytes");
    }
    for (place, words) in [(Part::Title, &text.title), (Part::Question, &text.question)] {
        if words.trim().is_empty() {
            let message = "This is empty.".to_owned();
            faults.push(rules::fault("text.empty", place, message));
        }
    }
    faults
}
