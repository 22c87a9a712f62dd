//! Queries as they are answered. Whoever is asked gets no code, no history and no word of what the
//! answer does (`Query::for_provider`): those members are null.

use crate::surroundings::rfc3339;
use crate::web::queries::format_name;
use cdi::linter::{Fault, Part};
use cdi::query::{AnswerOption, Indicator, IndicatorSource, OptionKind};
use serde::Serialize;
use store::queries::{Line, StoredQuery};
use utoipa::ToSchema;

/// A query in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct LineView {
    /// Its id.
    id: String,
    /// The account.
    account: String,
    /// What it asks about: `laterality`, `acuity`, `type`, …
    kind: String,
    /// Title.
    title: String,
    /// `draft`, `sent`, `escalated`, `answered`, `closed` or `cancelled`.
    status: String,
    /// NPI of who is asked.
    provider: Option<String>,
    /// The user who wrote it.
    author: String,
    /// Whether its answer may change codes; null for who is asked.
    affects_coding: Option<bool>,
    /// When the draft was made.
    created_at: String,
    /// When it was sent.
    sent_at: Option<String>,
    /// When an answer is due.
    due_at: Option<String>,
    /// When it was answered.
    answered_at: Option<String>,
    /// When it ended.
    closed_at: Option<String>,
    /// Whether an answer is awaited and late.
    overdue: bool,
}

/// Words of the record.
#[derive(Serialize, ToSchema)]
pub(super) struct IndicatorView {
    /// The words.
    text: String,
    /// The day, where the record says.
    date: Option<String>,
    /// `quote`, `laboratory`, `vital` or `medication`.
    from: &'static str,
    /// Title of the document, of a quote.
    document: Option<String>,
    /// Whether it stands in the query; one that does not is on offer.
    chosen: bool,
}

/// What can be chosen.
#[derive(Serialize, ToSchema)]
pub(super) struct OptionView {
    /// The key that an answer names.
    key: String,
    /// `supported`, `yes`, `no`, `other` or `cannot_determine`.
    kind: String,
    /// What is read.
    text: String,
    /// The code it would lead to; null for who is asked.
    code_hint: Option<String>,
}

/// What was answered.
#[derive(Serialize, ToSchema)]
pub(super) struct AnswerView {
    /// Key of the option; empty for words alone.
    choice: String,
    /// The provider's words.
    text: String,
    /// The user who answered.
    by: String,
    /// When.
    at: String,
}

/// A code that changed because of the answer.
#[derive(Serialize, ToSchema)]
pub(super) struct ChangeView {
    /// The code before; null where it was added.
    before: Option<String>,
    /// The code after; null where it was taken away.
    after: Option<String>,
}

/// What happened.
#[derive(Serialize, ToSchema)]
pub(super) struct HistoryView {
    /// When.
    at: String,
    /// Who.
    by: String,
    /// What, in one word.
    what: String,
    /// Where the query stood afterwards.
    status: &'static str,
    /// Reason, recipient or outcome.
    detail: String,
}

/// A query.
#[derive(Serialize, ToSchema)]
pub(super) struct QueryView {
    /// Its id.
    id: String,
    /// The account.
    account: String,
    /// What it asks about.
    kind: &'static str,
    /// Where it stands.
    status: &'static str,
    /// Title.
    title: String,
    /// The question.
    question: String,
    /// A note to the provider.
    note: String,
    /// The documented condition it is about; null for who is asked.
    subject: Option<String>,
    /// `open_ended`, `multiple_choice`, `documented`, `present_on_admission`, `implied_cause`.
    format: &'static str,
    /// What the record says; what is on offer besides is there for its authors only.
    indicators: Vec<IndicatorView>,
    /// What can be chosen.
    options: Vec<OptionView>,
    /// NPI of who is asked.
    recipient: String,
    /// The user who wrote it.
    author: String,
    /// Whether its answer may change codes; null for who is asked.
    affects_coding: Option<bool>,
    /// When the draft was made.
    created_at: String,
    /// When it was sent.
    sent_at: Option<String>,
    /// When an answer is due.
    due_at: Option<String>,
    /// Reminders that went out.
    reminders: u32,
    /// The answer.
    answer: Option<AnswerView>,
    /// How it ended: `agreed`, `disagreed`, `undetermined`, `no_response`, `withdrawn`; null for
    /// who is asked.
    outcome: Option<&'static str>,
    /// Codes that changed because of the answer; null for who is asked.
    code_changes: Option<Vec<ChangeView>>,
    /// What happened, oldest first; null for who is asked.
    history: Option<Vec<HistoryView>>,
    /// Counts the changes.
    version: i64,
}

/// One reason why a query may not be sent.
#[derive(Serialize, ToSchema)]
pub(super) struct FaultView {
    /// Stable code: docs/reference/queries.md lists them.
    code: String,
    /// `title`, `question`, `note`, `options.KEY`, `indicators.PLACE` or `query`.
    place: String,
    /// First byte of the words within the part.
    start: usize,
    /// One past the last; equal to `start` where they are not in one place.
    end: usize,
    /// The words.
    text: String,
    /// What is wrong.
    message: String,
    /// How to mend it.
    mend: String,
    /// Where the rule comes from.
    source: String,
}

/// What the linter says of a draft.
#[derive(Serialize, ToSchema)]
pub(super) struct LintView {
    /// Whether it may be sent.
    may_send: bool,
    /// What stands against it.
    faults: Vec<FaultView>,
}

/// Something that the codes leave open.
#[derive(Serialize, ToSchema)]
pub(super) struct GapView {
    /// Its place, by which a draft names it.
    gap: usize,
    /// What is open.
    kind: &'static str,
    /// In words.
    text: String,
    /// The chart's words.
    evidence: Vec<String>,
}

/// A template of a query.
#[derive(Serialize, ToSchema)]
pub(super) struct TemplateView {
    /// Its name.
    name: String,
    /// Whether the chart has its findings and does not name the condition.
    suggested: bool,
}

/// What there is to ask about.
#[derive(Serialize, ToSchema)]
pub(super) struct GapsView {
    /// The account.
    pub(super) account: String,
    /// The version of the codes that leave this open; 0 without codes.
    pub(super) coding: i64,
    /// What they leave open.
    pub(super) gaps: Vec<GapView>,
    /// Templates.
    pub(super) templates: Vec<TemplateView>,
}

/// A gap at its place.
pub(super) fn gap((place, gap): (usize, &model::Gap)) -> GapView {
    GapView {
        gap: place,
        kind: cdi::query::QueryKind::from(gap.kind).name(),
        text: gap.text.clone(),
        evidence: gap.evidence.iter().map(|one| one.text.clone()).collect(),
    }
}

/// A template, and whether it is suggested.
pub(super) fn template(name: &str, suggested: bool) -> TemplateView {
    TemplateView { name: name.to_owned(), suggested }
}

/// A line; `asked` where the caller is the one who is asked.
pub(super) fn line(line: Line, asked: bool, now: i64) -> LineView {
    let awaits = matches!(line.state.as_str(), "sent" | "escalated");
    LineView {
        id: line.id,
        account: line.account.0,
        kind: line.kind,
        title: line.title,
        status: line.state,
        provider: line.provider,
        author: line.author,
        affects_coding: (!asked).then_some(line.affects_coding),
        created_at: rfc3339(line.created_at),
        sent_at: line.sent_at.map(rfc3339),
        due_at: line.due_at.map(rfc3339),
        answered_at: line.answered_at.map(rfc3339),
        closed_at: line.closed_at.map(rfc3339),
        overdue: awaits && line.due_at.is_some_and(|due| now > due),
    }
}

fn indicator(one: &Indicator, chosen: bool) -> IndicatorView {
    let (from, document) = match &one.source {
        IndicatorSource::Quote { document_title, .. } => ("quote", Some(document_title.clone())),
        IndicatorSource::Laboratory => ("laboratory", None),
        IndicatorSource::Vital => ("vital", None),
        IndicatorSource::Medication => ("medication", None),
    };
    let date = one.date.map(|date| date.to_string());
    IndicatorView { text: one.text.clone(), date, from, document, chosen }
}

fn option(one: &AnswerOption, asked: bool) -> OptionView {
    OptionView {
        key: one.key.clone(),
        kind: store::name_of::<OptionKind>(&one.kind),
        text: one.text.clone(),
        code_hint: one.code_hint.clone().filter(|_| !asked),
    }
}

/// A query; `asked` where the caller is the one who is asked.
pub(super) fn query(stored: &StoredQuery, asked: bool) -> QueryView {
    let (query, text) = (&stored.query, &stored.query.text);
    let shown = |one: &&Indicator| !asked || text.indicators.contains(one);
    let offered = stored.offered.iter().filter(shown);
    QueryView {
        id: query.id.0.clone(),
        account: query.account.clone(),
        kind: query.kind.name(),
        status: query.status.name(),
        title: text.title.clone(),
        question: text.question.clone(),
        note: text.note.clone(),
        subject: (!asked).then(|| text.subject.clone()),
        format: format_name(text.format),
        indicators: offered.map(|one| indicator(one, text.indicators.contains(one))).collect(),
        options: text.options.iter().map(|one| option(one, asked)).collect(),
        recipient: query.recipient.clone(),
        author: query.author.clone(),
        affects_coding: (!asked).then_some(query.affects_coding),
        created_at: rfc3339(query.created_micros),
        sent_at: query.sent_micros.map(rfc3339),
        due_at: query.due_micros.map(rfc3339),
        reminders: query.reminders,
        answer: query.answer.as_ref().map(|answer| AnswerView {
            choice: answer.choice.clone(),
            text: answer.text.clone(),
            by: answer.by.clone(),
            at: rfc3339(answer.at_micros),
        }),
        outcome: query.outcome.filter(|_| !asked).map(|outcome| outcome.name()),
        code_changes: (!asked).then(|| {
            let changes = query.code_changes.iter().cloned();
            changes.map(|one| ChangeView { before: one.before, after: one.after }).collect()
        }),
        history: (!asked).then(|| {
            let entry = |one: &cdi::query::HistoryEntry| HistoryView {
                at: rfc3339(one.at_micros),
                by: one.by.clone(),
                what: one.what.clone(),
                status: one.status.name(),
                detail: one.detail.clone(),
            };
            query.history.iter().map(entry).collect()
        }),
        version: stored.version,
    }
}

/// Where a fault lies.
pub(super) fn place(part: &Part) -> String {
    match part {
        Part::Title => "title".to_owned(),
        Part::Question => "question".to_owned(),
        Part::Note => "note".to_owned(),
        Part::Option { key } => format!("options.{key}"),
        Part::Indicator { index } => format!("indicators.{index}"),
        Part::Query => "query".to_owned(),
    }
}

/// What the linter says.
pub(super) fn lint(faults: Vec<Fault>) -> LintView {
    let may_send = faults.is_empty();
    let fault = |fault: Fault| FaultView {
        code: fault.code,
        place: place(&fault.place),
        start: fault.start,
        end: fault.end,
        text: fault.text,
        message: fault.message,
        mend: fault.mend,
        source: fault.source,
    };
    LintView { may_send, faults: faults.into_iter().map(fault).collect() }
}
