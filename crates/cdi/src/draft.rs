//! Compliant drafts from documentation gaps: the record's own words, results and medicines with
//! their days, and the options that they support.
//!
//! Templates are data (`data/queries/*.toml`). An option stands in a draft only when an indicator
//! of the chart supports it; when fewer than two are left, the question is asked openly.

mod evidence;
mod lines;
mod options;
mod template;
#[cfg(test)]
mod tests;

pub use lines::{medication_line, observation_line};
pub use template::{Template, templates};

use crate::query::{Indicator, MAX_INDICATORS, Query, QueryId, QueryKind, QueryText};
use model::{Chart, Evidence, Gap};
use thiserror::Error;

/// Most bytes of the record's own words that stand in a title or question.
const MAX_SUBJECT_BYTES: usize = 80;

/// Who asks whom about what, and when.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The query's name.
    pub id: QueryId,
    /// The account.
    pub account: &'a str,
    /// Who writes it.
    pub author: &'a str,
    /// The provider who is asked.
    pub recipient: &'a str,
    /// When, epoch microseconds.
    pub at_micros: i64,
}

/// Why a template makes no draft of a chart.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoDraft {
    /// No template has this name.
    #[error("no query template is named `{0}`")]
    NoSuchTemplate(String),
    /// The template asks about a condition that the record does not name.
    #[error("the record does not name the condition that the template `{0}` asks about")]
    NotDocumented(String),
    /// Nothing in the chart could be quoted.
    #[error("the chart has no indicator for the template `{0}`")]
    NoIndicator(String),
}

/// A draft for a gap. Every gap has a template: the last ones take any condition.
#[must_use]
pub fn from_gap(gap: &Gap, chart: &Chart, request: &Request<'_>) -> Query {
    let kind = QueryKind::from(gap.kind);
    let template = template::for_gap(gap);
    write(template, kind, &gap.evidence, chart, request)
}

/// A draft from a template by its name; `about` names the words it is about, where somebody chose
/// them, and otherwise the record is searched for the condition.
///
/// # Errors
/// When there is no such template, the record does not name its condition, or nothing can be
/// quoted.
pub fn from_template(
    name: &str,
    about: &[Evidence],
    chart: &Chart,
    request: &Request<'_>,
) -> Result<Query, NoDraft> {
    let template = templates().iter().find(|template| template.id == name);
    let template = template.ok_or_else(|| NoDraft::NoSuchTemplate(name.to_owned()))?;
    let mut about = about.to_vec();
    if about.is_empty() && !template.documented.is_empty() {
        about = evidence::named(&template.documented, chart);
    }
    if about.is_empty() && template.needs_subject() {
        return Err(NoDraft::NotDocumented(name.to_owned()));
    }
    let query = write(template, template.kind, &about, chart, request);
    if query.text.indicators.is_empty() {
        return Err(NoDraft::NoIndicator(name.to_owned()));
    }
    Ok(query)
}

/// Names of the templates whose findings the chart has while it does not name the condition:
/// findings without a diagnosis.
#[must_use]
pub fn suggested(chart: &Chart) -> Vec<&'static str> {
    let silent = |t: &&Template| {
        t.triggers > 0
            && evidence::named(&t.silent_when, chart).is_empty()
            && evidence::supported(t, chart).len() >= t.triggers
    };
    templates().iter().filter(silent).map(|template| template.id.as_str()).collect()
}

fn write(
    template: &Template,
    kind: QueryKind,
    about: &[Evidence],
    chart: &Chart,
    request: &Request<'_>,
) -> Query {
    let subject = about.first().map(|e| subject_of(&e.text)).unwrap_or_default();
    let fill = |text: &str| text.replace("{subject}", &subject).replace("{kind}", asked(kind));
    let mut indicators: Vec<Indicator> = Vec::new();
    let quotes = about.iter().filter_map(|words| evidence::quote(words, chart));
    for indicator in quotes.chain(evidence::indicators(template, chart)) {
        if !indicators.contains(&indicator) && indicators.len() < MAX_INDICATORS {
            indicators.push(indicator);
        }
    }
    let (format, options) = options::choose(template, chart);
    let text = QueryText {
        title: fill(&template.title),
        question: fill(&template.question),
        note: String::new(),
        subject,
        format,
        indicators,
        options,
    };
    let mut query = Query::draft(
        request.id.clone(),
        request.account,
        kind,
        text,
        request.author,
        request.recipient,
        request.at_micros,
    );
    query.template = Some(template.id.clone());
    query
}

/// What is asked for, as a noun.
fn asked(kind: QueryKind) -> &'static str {
    match kind {
        QueryKind::Laterality => "side",
        QueryKind::Acuity => "acuity",
        QueryKind::Type => "type",
        QueryKind::Stage => "stage or degree",
        QueryKind::Cause => "cause",
        _ => "clinical significance",
    }
}

/// The record's own words, cut at a word's end where they are long.
fn subject_of(text: &str) -> String {
    let mut subject = String::new();
    for word in text.split_whitespace() {
        if subject.len() + word.len() >= MAX_SUBJECT_BYTES {
            break;
        }
        if !subject.is_empty() {
            subject.push(' ');
        }
        subject.push_str(word);
    }
    subject
}
