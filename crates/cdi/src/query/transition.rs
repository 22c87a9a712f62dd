//! The state machine: what may happen to a query where it stands.

use super::{
    Answer, CodeChange, HistoryEntry, MAX_ANSWER_BYTES, MAX_CODE_CHANGES, MAX_HISTORY,
    MAX_SHORT_BYTES, OptionKind, Outcome, Query, QueryText, Status,
};
use crate::linter::Clearance;
use thiserror::Error;

/// Something that happens to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The draft is written anew.
    Edit {
        /// The new text.
        text: Box<QueryText>,
    },
    /// The draft goes to the provider.
    Send {
        /// What the linter gave for exactly this text.
        clearance: Clearance,
        /// When an answer is due, epoch microseconds.
        due_micros: i64,
    },
    /// The provider is reminded.
    Remind {
        /// The step of the ladder, from 1.
        step: u32,
    },
    /// Somebody above is brought in.
    Escalate {
        /// The step of the ladder, from 1.
        step: u32,
        /// Who: physician advisor, chief.
        to: String,
    },
    /// Another provider is asked.
    Reassign {
        /// The new recipient.
        recipient: String,
        /// Why.
        reason: String,
    },
    /// The provider answers.
    Answer {
        /// Key of the chosen option; empty for free text alone.
        choice: String,
        /// The provider's words.
        text: String,
    },
    /// Codes changed because of the answer.
    LinkCodes {
        /// Which.
        changes: Vec<CodeChange>,
    },
    /// The query is over.
    Close {
        /// How it ended.
        outcome: Outcome,
        /// A note; may be empty.
        note: String,
    },
    /// The query is taken back.
    Cancel {
        /// Why.
        reason: String,
    },
}

/// Why something may not happen.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// Not where the query stands.
    #[error("a query that is {status} can't be {what}", status = .status.name())]
    WrongStatus {
        /// Where it stands.
        status: Status,
        /// What was tried.
        what: &'static str,
    },
    /// The linter cleared another text than the one that is to be sent.
    #[error("the text was changed after it was checked; check it again, then send it")]
    ClearedAnotherText,
    /// The time by which an answer is due lies before the sending.
    #[error("an answer can't be due before the query is sent; give a later time")]
    DueInThePast,
    /// The answer names no option of the query.
    #[error("`{choice}` is not an option of this query")]
    NoSuchOption {
        /// The key.
        choice: String,
    },
    /// An answer without content.
    #[error("an answer needs an option, or words; `other` needs words")]
    EmptyAnswer,
    /// The outcome does not fit: agreed, disagreed and undetermined need an answer, no response
    /// needs that there is none.
    #[error("outcome {outcome} {why}", outcome = .outcome.name())]
    WrongOutcome {
        /// The outcome.
        outcome: Outcome,
        /// Why it does not fit.
        why: &'static str,
    },
    /// A name or reason that must be there is empty.
    #[error("{field} must not be empty")]
    Missing {
        /// Which.
        field: &'static str,
    },
    /// A text or list beyond its bound.
    #[error("{field} is longer than {most}")]
    TooLong {
        /// Which.
        field: &'static str,
        /// The bound.
        most: usize,
    },
    /// A step of the ladder that was done before.
    #[error("step {step} of the ladder was done before")]
    StepDone {
        /// The step.
        step: u32,
    },
}

/// What becomes of the query when `by` does `event` at `at_micros`. Nothing is changed in place.
///
/// A clock that went back does not turn the history round: the entry then carries the time of the
/// entry before it.
///
/// # Errors
/// When the event may not happen where the query stands, or its content does not hold.
pub fn apply(query: &Query, by: &str, event: Event, at_micros: i64) -> Result<Query, Refused> {
    short("who", by)?;
    if query.history.len() >= MAX_HISTORY {
        return Err(Refused::TooLong { field: "history", most: MAX_HISTORY });
    }
    let at = at_micros.max(query.last_micros());
    let mut next = query.clone();
    let (what, detail) = match event {
        Event::Edit { text } => {
            allow(query, &[Status::Draft], "edited")?;
            next.text = *text;
            ("edited", String::new())
        }
        Event::Send { clearance, due_micros } => send(&mut next, &clearance, due_micros, at)?,
        Event::Remind { step } => climb(&mut next, step, None)?,
        Event::Escalate { step, to } => climb(&mut next, step, Some(to))?,
        Event::Reassign { recipient, reason } => {
            allow(query, &[Status::Draft, Status::Sent, Status::Escalated], "reassigned")?;
            short("recipient", &recipient)?;
            bound("reason", &reason, MAX_SHORT_BYTES)?;
            let detail = format!("{} to {recipient}: {reason}", query.recipient);
            next.recipient = recipient;
            ("reassigned", detail)
        }
        Event::Answer { choice, text } => answer(&mut next, by, choice, text, at)?,
        Event::LinkCodes { changes } => link(&mut next, changes)?,
        Event::Close { outcome, note } => close(&mut next, outcome, note)?,
        Event::Cancel { reason } => {
            allow(query, &[Status::Draft, Status::Sent, Status::Escalated], "cancelled")?;
            short("reason", &reason)?;
            next.status = Status::Cancelled;
            ("cancelled", reason)
        }
    };
    next.history.push(HistoryEntry {
        at_micros: at,
        by: by.to_owned(),
        what: what.to_owned(),
        status: next.status,
        detail,
    });
    Ok(next)
}

type Done = Result<(&'static str, String), Refused>;

fn send(next: &mut Query, clearance: &Clearance, due_micros: i64, at: i64) -> Done {
    allow(next, &[Status::Draft], "sent")?;
    short("recipient", &next.recipient)?;
    if !clearance.covers(next) {
        return Err(Refused::ClearedAnotherText);
    }
    if due_micros <= at {
        return Err(Refused::DueInThePast);
    }
    next.status = Status::Sent;
    next.sent_micros = Some(at);
    next.due_micros = Some(due_micros);
    Ok(("sent", next.recipient.clone()))
}

/// A step of the ladder: a reminder, or somebody above.
fn climb(next: &mut Query, step: u32, to: Option<String>) -> Done {
    let what = if to.is_some() { "escalated" } else { "reminded" };
    allow(next, &[Status::Sent, Status::Escalated], what)?;
    if step <= next.escalation_step {
        return Err(Refused::StepDone { step });
    }
    let detail = match to {
        Some(to) => {
            short("to", &to)?;
            next.status = Status::Escalated;
            to
        }
        None => {
            next.reminders = next.reminders.saturating_add(1);
            next.recipient.clone()
        }
    };
    next.escalation_step = step;
    Ok((what, detail))
}

fn answer(next: &mut Query, by: &str, choice: String, text: String, at: i64) -> Done {
    allow(next, &[Status::Sent, Status::Escalated], "answered")?;
    bound("the answer", &text, MAX_ANSWER_BYTES)?;
    let chosen = next.text.options.iter().find(|option| option.key == choice);
    if !choice.is_empty() && chosen.is_none() {
        return Err(Refused::NoSuchOption { choice });
    }
    let needs_words = chosen.is_none_or(|option| option.kind == OptionKind::Other);
    if needs_words && text.trim().is_empty() {
        return Err(Refused::EmptyAnswer);
    }
    let detail = chosen.map(|option| option.text.clone()).unwrap_or_default();
    next.answer = Some(Answer { choice, text, by: by.to_owned(), at_micros: at });
    next.status = Status::Answered;
    Ok(("answered", detail))
}

fn link(next: &mut Query, changes: Vec<CodeChange>) -> Done {
    allow(next, &[Status::Answered, Status::Closed], "linked to codes")?;
    if next.answer.is_none() {
        return Err(Refused::WrongStatus { status: next.status, what: "linked to codes" });
    }
    if changes.is_empty() {
        return Err(Refused::Missing { field: "changes" });
    }
    let detail = changes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    for change in changes {
        if !next.code_changes.contains(&change) {
            next.code_changes.push(change);
        }
    }
    if next.code_changes.len() > MAX_CODE_CHANGES {
        return Err(Refused::TooLong { field: "changes", most: MAX_CODE_CHANGES });
    }
    Ok(("codes_linked", detail))
}

fn close(next: &mut Query, outcome: Outcome, note: String) -> Done {
    allow(next, &[Status::Sent, Status::Escalated, Status::Answered], "closed")?;
    bound("note", &note, MAX_SHORT_BYTES)?;
    if outcome.needs_answer() && next.answer.is_none() {
        return Err(Refused::WrongOutcome { outcome, why: "needs an answer" });
    }
    if !outcome.needs_answer() && next.answer.is_some() {
        return Err(Refused::WrongOutcome { outcome, why: "does not fit: there is an answer" });
    }
    // An answer may not be counted for more than it says: `agreed` stands on a clinical statement.
    match next.chosen().map(|option| option.kind) {
        Some(OptionKind::CannotDetermine) if outcome != Outcome::Undetermined => {
            return Err(Refused::WrongOutcome { outcome, why: "is not what was answered" });
        }
        Some(OptionKind::Supported | OptionKind::Yes | OptionKind::No)
            if outcome == Outcome::Undetermined =>
        {
            return Err(Refused::WrongOutcome { outcome, why: "is not what was answered" });
        }
        _ => {}
    }
    next.outcome = Some(outcome);
    next.status = Status::Closed;
    let detail = if note.is_empty() {
        outcome.name().to_owned()
    } else {
        format!("{}: {note}", outcome.name())
    };
    Ok(("closed", detail))
}

fn allow(query: &Query, from: &[Status], what: &'static str) -> Result<(), Refused> {
    if from.contains(&query.status) {
        return Ok(());
    }
    Err(Refused::WrongStatus { status: query.status, what })
}

/// A field that must be there, and short.
fn short(field: &'static str, text: &str) -> Result<(), Refused> {
    if text.trim().is_empty() {
        return Err(Refused::Missing { field });
    }
    bound(field, text, MAX_SHORT_BYTES)
}

fn bound(field: &'static str, text: &str, most: usize) -> Result<(), Refused> {
    if text.len() > most {
        return Err(Refused::TooLong { field, most });
    }
    Ok(())
}

impl std::fmt::Display for CodeChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(f, "{before} became {after}"),
            (None, Some(after)) => write!(f, "{after} added"),
            (Some(before), None) => write!(f, "{before} removed"),
            (None, None) => f.write_str("nothing changed"),
        }
    }
}
