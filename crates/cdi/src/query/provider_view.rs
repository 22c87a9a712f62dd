//! What a provider sees of a query: no code, no word of what the answer is worth.

use super::{Indicator, OptionKind, Query, QueryKind, Status};
use serde::Serialize;

/// One option as a provider sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ProviderOption<'a> {
    /// The key that the answer sends back.
    pub key: &'a str,
    /// What it is.
    pub kind: OptionKind,
    /// What is read.
    pub text: &'a str,
}

/// A query without its internal parts: code hints, whether it affects coding, linked codes and
/// history have no field here, so that no page can show them by mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProviderView<'a> {
    /// The query's name.
    pub id: &'a str,
    /// The account it is about.
    pub account: &'a str,
    /// What is asked about.
    pub kind: QueryKind,
    /// Title.
    pub title: &'a str,
    /// The question.
    pub question: &'a str,
    /// A note; may be empty.
    pub note: &'a str,
    /// What the record says.
    pub indicators: &'a [Indicator],
    /// What can be chosen.
    pub options: Vec<ProviderOption<'a>>,
    /// Who asks.
    pub author: &'a str,
    /// Where it stands.
    pub status: Status,
    /// When it was sent, epoch microseconds.
    pub sent_micros: Option<i64>,
    /// When an answer is due, epoch microseconds.
    pub due_micros: Option<i64>,
}

impl<'a> ProviderView<'a> {
    /// The view of a query.
    #[must_use]
    pub fn of(query: &'a Query) -> ProviderView<'a> {
        let options = query.text.options.iter();
        ProviderView {
            id: query.id.as_str(),
            account: &query.account,
            kind: query.kind,
            title: &query.text.title,
            question: &query.text.question,
            note: &query.text.note,
            indicators: &query.text.indicators,
            options: options
                .map(|option| ProviderOption {
                    key: &option.key,
                    kind: option.kind,
                    text: &option.text,
                })
                .collect(),
            author: &query.author,
            status: query.status,
            sent_micros: query.sent_micros,
            due_micros: query.due_micros,
        }
    }
}
