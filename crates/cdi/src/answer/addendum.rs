//! The addendum: what the provider states, and nothing that somebody else wrote.
//!
//! Recoding reads it like any other document, so neither the question nor the options that were
//! not chosen may stand in it: they would be read as the provider's findings.

use super::{Piece, word_diff};
use crate::query::{AnswerOption, Format, IndicatorSource, OptionKind, Query, YesNoPurpose};
use model::{Chart, Date, Document, SectionKind};

const HEADING: &str = "ASSESSMENT:";

/// An answer as a document, and as a difference to the note that it adds to.
#[derive(Clone, Debug, PartialEq)]
pub struct Addendum {
    /// The document that joins the chart.
    pub document: Document,
    /// Index in the chart of the note that it adds to; `None` for a chart without documents.
    pub note: Option<usize>,
    /// The note, and what was added to it, by words.
    pub diff: Vec<Piece>,
}

impl Addendum {
    /// What the answer added, quoted.
    #[must_use]
    pub fn quoted(&self) -> String {
        format!("\"{}\"", self.document.text.trim())
    }
}

/// The addendum of an answered query, dated `date`; `None` where the answer states nothing that
/// the record could take up (it cannot be determined, and no words beside that).
#[must_use]
pub fn addendum(query: &Query, chart: &Chart, date: Date) -> Option<Addendum> {
    let answer = query.answer.as_ref()?;
    let mut statements = Vec::new();
    if let Some(option) = query.chosen() {
        statements.extend(statement(query, option));
    }
    if !answer.text.trim().is_empty() {
        statements.push(answer.text.trim().to_owned());
    }
    if statements.is_empty() {
        return None;
    }
    let body = statements.iter().map(|s| closed(s)).collect::<Vec<_>>().join("\n");
    let text = format!("{HEADING}\n{body}\n");
    let section = (0, u32::try_from(text.len()).unwrap_or(u32::MAX), SectionKind::Assessment);
    let document = Document {
        id: format!("{}-addendum", query.id).into(),
        title: format!("Addendum by {} (query {})", answer.by, query.id),
        loinc: None,
        date: Some(date),
        text,
        sections: vec![section],
        tags: Vec::new(),
        source: format!("query:{}", query.id),
    };
    let note = note_of(query, chart);
    let before = note.map(|index| chart.documents[index].text.as_str()).unwrap_or_default();
    let break_between = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let diff = word_diff(before, &format!("{before}{break_between}{}", document.text));
    Some(Addendum { document, note, diff })
}

/// The note that the query quotes first; else the last document.
fn note_of(query: &Query, chart: &Chart) -> Option<usize> {
    let quoted = query.text.indicators.iter().find_map(|indicator| match &indicator.source {
        IndicatorSource::Quote { evidence, .. } => usize::try_from(evidence.document).ok(),
        _ => None,
    });
    let last = chart.documents.len().checked_sub(1);
    quoted.filter(|&index| index < chart.documents.len()).or(last)
}

/// What choosing an option states.
fn statement(query: &Query, option: &AnswerOption) -> Option<String> {
    let subject = query.text.subject.trim();
    match option.kind {
        OptionKind::Supported => Some(with_subject(subject, &option.text)),
        OptionKind::Other | OptionKind::CannotDetermine => None,
        OptionKind::Yes | OptionKind::No => {
            let yes = option.kind == OptionKind::Yes;
            let words = option.text.trim();
            let rest = words.split_once(',').map(|(_, rest)| rest.trim());
            if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
                return Some(rest.to_owned());
            }
            match query.text.format {
                Format::YesNo(YesNoPurpose::Documented) if yes => Some(subject.to_owned()),
                Format::YesNo(YesNoPurpose::Documented) => Some(format!("No {subject}")),
                Format::YesNo(YesNoPurpose::PresentOnAdmission) => Some(format!(
                    "{subject}, {}present on admission",
                    if yes { "" } else { "not " }
                )),
                // A bare yes says nothing of what caused what; the provider's words do.
                _ => None,
            }
        }
    }
}

/// An option as a statement of its own: `Stage 3a` is one of `chronic kidney disease`.
fn with_subject(subject: &str, option: &str) -> String {
    let option = option.trim();
    let last = subject.split_whitespace().last().unwrap_or_default().to_lowercase();
    if subject.is_empty() || option.to_lowercase().contains(&last) {
        return option.to_owned();
    }
    format!("{subject}: {option}")
}

/// With a full stop, so that the next statement is a sentence of its own.
fn closed(statement: &str) -> String {
    let ends = statement.ends_with(['.', '!', '?']);
    format!("{statement}{}", if ends { "" } else { "." })
}
