//! A query: one question to one provider about what the record says, from draft to outcome.
//!
//! The practice it follows is that of AHIMA and ACDIS (Guidelines for Achieving a Compliant Query
//! Practice, 2022 update). Times are epoch microseconds; they are passed in.

mod fields;
mod provider_view;
mod transition;
#[cfg(test)]
mod transition_tests;

pub use fields::{
    AnswerOption, Format, Indicator, IndicatorSource, OptionKind, QueryId, QueryKind, QueryText,
    YesNoPurpose,
};
pub use provider_view::{ProviderOption, ProviderView};
pub use transition::{Event, Refused, apply};

use serde::{Deserialize, Serialize};

/// Most bytes of a title.
pub const MAX_TITLE_BYTES: usize = 200;
/// Most bytes of a question.
pub const MAX_QUESTION_BYTES: usize = 4_000;
/// Most bytes of the note to the provider.
pub const MAX_NOTE_BYTES: usize = 2_000;
/// Most options of a query, `other` and `cannot determine` among them.
pub const MAX_OPTIONS: usize = 16;
/// Most bytes of one option.
pub const MAX_OPTION_BYTES: usize = 300;
/// Most indicators of a query.
pub const MAX_INDICATORS: usize = 40;
/// Most bytes of one indicator.
pub const MAX_INDICATOR_BYTES: usize = 1_000;
/// Most bytes of an answer's free text.
pub const MAX_ANSWER_BYTES: usize = 8_000;
/// Most entries of a query's history; nothing more is accepted after that.
pub const MAX_HISTORY: usize = 500;
/// Most bytes of a name, a reason or another short field.
pub const MAX_SHORT_BYTES: usize = 500;
/// Most code changes that one query carries.
pub const MAX_CODE_CHANGES: usize = 100;

/// Where a query stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written; the provider does not see it.
    #[default]
    Draft,
    /// With the provider.
    Sent,
    /// With the provider and with somebody above (physician advisor, chief).
    Escalated,
    /// The provider answered; nobody has read the answer into the chart yet.
    Answered,
    /// Over, with an outcome.
    Closed,
    /// Taken back before an answer came.
    Cancelled,
}

impl Status {
    /// Every status, in the order of a query's life.
    pub const ALL: [Status; 6] = [
        Status::Draft,
        Status::Sent,
        Status::Escalated,
        Status::Answered,
        Status::Closed,
        Status::Cancelled,
    ];

    /// The name in JSON and in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Sent => "sent",
            Status::Escalated => "escalated",
            Status::Answered => "answered",
            Status::Closed => "closed",
            Status::Cancelled => "cancelled",
        }
    }

    /// True while an answer is awaited.
    #[must_use]
    pub fn awaits_answer(self) -> bool {
        matches!(self, Status::Sent | Status::Escalated)
    }

    /// True when nothing more happens but that codes are linked.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Status::Closed | Status::Cancelled)
    }
}

/// How a closed query ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The provider documented one of the options, or (a validation query) upheld and supported
    /// the diagnosis.
    Agreed,
    /// The provider documented something else.
    Disagreed,
    /// The provider cannot determine it.
    Undetermined,
    /// No answer came, and no more is awaited.
    NoResponse,
    /// The question fell away after it was sent.
    Withdrawn,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 5] = [
        Outcome::Agreed,
        Outcome::Disagreed,
        Outcome::Undetermined,
        Outcome::NoResponse,
        Outcome::Withdrawn,
    ];

    /// The name in JSON and in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Agreed => "agreed",
            Outcome::Disagreed => "disagreed",
            Outcome::Undetermined => "undetermined",
            Outcome::NoResponse => "no_response",
            Outcome::Withdrawn => "withdrawn",
        }
    }

    /// Outcomes that stand on an answer.
    #[must_use]
    pub fn needs_answer(self) -> bool {
        matches!(self, Outcome::Agreed | Outcome::Disagreed | Outcome::Undetermined)
    }
}

/// What the provider answered; never changed afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Key of the chosen option; empty for an open question answered in free text.
    pub choice: String,
    /// The provider's own words; may be empty where the choice says all.
    pub text: String,
    /// Who answered.
    pub by: String,
    /// When, epoch microseconds.
    pub at_micros: i64,
}

/// One entry of a query's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When, epoch microseconds; never before the entry above it.
    pub at_micros: i64,
    /// Who.
    pub by: String,
    /// What, one word: `created`, `edited`, `sent`, `reminded`, `escalated`, `reassigned`,
    /// `answered`, `codes_linked`, `closed`, `cancelled`.
    pub what: String,
    /// Where the query stood afterwards.
    pub status: Status,
    /// The reason, recipient or outcome in words; may be empty.
    pub detail: String,
}

/// One code that changed because of an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CodeChange {
    /// The code before; `None` where it was added.
    pub before: Option<String>,
    /// The code after; `None` where it was taken away.
    pub after: Option<String>,
}

/// A query, with all that happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Its name.
    pub id: QueryId,
    /// The account (chart) it is about.
    pub account: String,
    /// What is asked about.
    pub kind: QueryKind,
    /// Name of the template it began with.
    pub template: Option<String>,
    /// What the provider reads, and the internal code hints of its options.
    pub text: QueryText,
    /// The provider who is asked.
    pub recipient: String,
    /// Who wrote it.
    pub author: String,
    /// Whether the answer may change codes. Internal: a provider never sees it.
    pub affects_coding: bool,
    /// Where it stands.
    pub status: Status,
    /// When the draft was made.
    pub created_micros: i64,
    /// When it was sent.
    pub sent_micros: Option<i64>,
    /// When an answer is due.
    pub due_micros: Option<i64>,
    /// How many reminders went out.
    pub reminders: u32,
    /// The last step of the ladder that was done; 0 before the first.
    pub escalation_step: u32,
    /// The answer.
    pub answer: Option<Answer>,
    /// How it ended; there from `Closed` on.
    pub outcome: Option<Outcome>,
    /// Codes that changed because of the answer.
    pub code_changes: Vec<CodeChange>,
    /// Who did what and when, oldest first.
    pub history: Vec<HistoryEntry>,
}

impl Query {
    /// A new draft.
    #[must_use]
    pub fn draft(
        id: QueryId,
        account: &str,
        kind: QueryKind,
        text: QueryText,
        author: &str,
        recipient: &str,
        at_micros: i64,
    ) -> Query {
        Query {
            id,
            account: account.to_owned(),
            kind,
            template: None,
            text,
            recipient: recipient.to_owned(),
            author: author.to_owned(),
            affects_coding: true,
            status: Status::Draft,
            created_micros: at_micros,
            sent_micros: None,
            due_micros: None,
            reminders: 0,
            escalation_step: 0,
            answer: None,
            outcome: None,
            code_changes: Vec::new(),
            history: vec![HistoryEntry {
                at_micros,
                by: author.to_owned(),
                what: "created".to_owned(),
                status: Status::Draft,
                detail: String::new(),
            }],
        }
    }

    /// When the last thing happened.
    #[must_use]
    pub fn last_micros(&self) -> i64 {
        self.history.last().map_or(self.created_micros, |entry| entry.at_micros)
    }

    /// The option that the answer names.
    #[must_use]
    pub fn chosen(&self) -> Option<&AnswerOption> {
        let answer = self.answer.as_ref()?;
        self.text.options.iter().find(|option| option.key == answer.choice)
    }

    /// What a provider may see of it.
    #[must_use]
    pub fn for_provider(&self) -> ProviderView<'_> {
        ProviderView::of(self)
    }
}
