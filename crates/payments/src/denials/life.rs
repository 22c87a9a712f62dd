//! The life of a denial: a transition is a function, and nothing is closed without an outcome.

use super::{Denial, Guard};
use crate::reason::Group;
use model::{Cents, Date};
use serde::{Deserialize, Serialize};

/// Most levels of appeal.
pub const MAX_LEVELS: u8 = 9;

/// Where a denial stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DenialState {
    /// Nobody has begun.
    Open,
    /// Somebody works on it.
    InProgress,
    /// A corrected or new claim is with the payer.
    Resent,
    /// An appeal of this level is with the payer.
    Appealed {
        /// From 1.
        level: u8,
    },
    /// The payer stays with it after this level; the next level, or the end.
    Upheld {
        /// From 1.
        level: u8,
    },
    /// The payer pays. Closed.
    Overturned {
        /// What it pays for it.
        paid: Cents,
        /// True when that is less than was refused.
        in_part: bool,
    },
    /// Written off. Closed.
    WrittenOff {
        /// Why.
        reason: String,
    },
    /// The patient is asked for it. Closed.
    BilledToPatient,
    /// The payer took the decision back, or a later one says something else. Closed.
    Superseded,
}

impl DenialState {
    /// Whether nothing more happens.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(
            self,
            DenialState::Overturned { .. }
                | DenialState::WrittenOff { .. }
                | DenialState::BilledToPatient
                | DenialState::Superseded
        )
    }

    /// Whether the payer has the next word.
    #[must_use]
    pub fn is_with_payer(&self) -> bool {
        matches!(self, DenialState::Resent | DenialState::Appealed { .. })
    }

    /// The level of the newest appeal; 0 when there was none.
    #[must_use]
    pub fn level(&self) -> u8 {
        match self {
            DenialState::Appealed { level } | DenialState::Upheld { level } => *level,
            _ => 0,
        }
    }
}

/// How a denial ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The payer pays this much of it.
    Overturned(Cents),
    /// The site gives it up, and says why.
    WrittenOff(String),
    /// The patient owes it.
    BilledToPatient,
}

/// What happens to a denial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DenialEvent {
    /// Somebody begins.
    Begin,
    /// A corrected or new claim leaves.
    Resend,
    /// An appeal leaves: the first, or the next level.
    Appeal {
        /// The day.
        filed: Date,
        /// Why it should count although it is late.
        good_cause: Option<String>,
    },
    /// The payer stays with it.
    Uphold,
    /// The end; without an outcome it is refused.
    Close(Option<Outcome>),
    /// The payer took the decision back, or a later one took its place.
    Supersede,
    /// What the payer had paid, or taken back, it refuses again.
    Reopen,
    /// The decision behind it is gone, whatever was done about it.
    Withdraw,
}

/// What the denial allows; see [`Limits::of`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What stands in the way of an appeal.
    pub guards: Vec<Guard>,
    /// How many levels of appeal the payer has.
    pub levels: u8,
    /// The last day for the next level; `None` when nobody knows.
    pub appeal_by: Option<Date>,
    /// Least amount in dispute at the next level.
    pub least: Cents,
    /// What was refused.
    pub amount: Cents,
    /// True when the payer puts it on the patient.
    pub patient_group: bool,
}

impl Limits {
    /// The limits of a denial whose next appeal must be filed by `appeal_by`. `level` is the level
    /// that was decided last, 0 before the first.
    #[must_use]
    pub fn of(denial: &Denial, level: u8, appeal_by: Option<Date>) -> Limits {
        let next = denial.levels.get(usize::from(level));
        Limits {
            guards: denial.guards.clone(),
            levels: u8::try_from(denial.levels.len()).unwrap_or(MAX_LEVELS).min(MAX_LEVELS),
            appeal_by: appeal_by.or(next.and_then(|next| next.by)),
            least: next.map_or(Cents::ZERO, |next| next.least),
            amount: denial.adjusted.amount,
            patient_group: denial.group() == Some(Group::Patient),
        }
    }
}

/// Why an event cannot happen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is closed.
    #[error("this denial is closed; a new decision of the payer is a new denial")]
    Closed,
    /// It goes with another state.
    #[error("that cannot happen to a denial in this state")]
    OutOfTurn,
    /// A guard forbids an appeal.
    #[error("{0} Send a corrected claim, or close it")]
    NoAppeal(String),
    /// There is no further level.
    #[error("the payer has no further level of appeal; close it with its outcome")]
    NoFurtherLevel,
    /// Too late.
    #[error("the last day for this appeal was {0}; say why it should count all the same")]
    TooLate(Date),
    /// Too little money.
    #[error("this level takes {0} or more; close it with its outcome")]
    TooLittle(Cents),
    /// No outcome.
    #[error("say how it ended: overturned, written off with a reason, or billed to the patient")]
    NoOutcome,
    /// A write-off without a reason.
    #[error("say why it is written off")]
    NoReason,
    /// The patient does not owe it.
    #[error("the payer did not put this on the patient (group PR), so the patient is not asked")]
    NotThePatients,
    /// More than was refused, or nothing.
    #[error("the amount that the payer pays must be more than nothing and at most {0}")]
    WrongAmount(Cents),
}

/// The state after an event.
///
/// # Errors
/// When the event cannot happen; the state stays as it was.
pub fn step(
    state: &DenialState,
    event: &DenialEvent,
    limits: &Limits,
) -> Result<DenialState, Refused> {
    if *event == DenialEvent::Reopen {
        return match state {
            DenialState::Overturned { .. } | DenialState::Superseded => Ok(DenialState::InProgress),
            _ => Err(Refused::OutOfTurn),
        };
    }
    if *event == DenialEvent::Withdraw {
        return Ok(DenialState::Superseded);
    }
    if state.is_closed() {
        return Err(Refused::Closed);
    }
    match event {
        DenialEvent::Supersede => Ok(DenialState::Superseded),
        DenialEvent::Reopen | DenialEvent::Withdraw => Err(Refused::OutOfTurn),
        DenialEvent::Begin => match state {
            DenialState::Open => Ok(DenialState::InProgress),
            // What came back from the payer refused is worked again.
            DenialState::Resent => Ok(DenialState::InProgress),
            _ => Err(Refused::OutOfTurn),
        },
        DenialEvent::Resend => match state {
            DenialState::Open | DenialState::InProgress | DenialState::Upheld { .. } => {
                Ok(DenialState::Resent)
            }
            _ => Err(Refused::OutOfTurn),
        },
        DenialEvent::Appeal { filed, good_cause } => appeal(state, *filed, good_cause, limits),
        DenialEvent::Uphold => match state {
            DenialState::Appealed { level } => Ok(DenialState::Upheld { level: *level }),
            _ => Err(Refused::OutOfTurn),
        },
        DenialEvent::Close(outcome) => close(state, outcome.as_ref(), limits),
    }
}

fn appeal(
    state: &DenialState,
    filed: Date,
    good_cause: &Option<String>,
    limits: &Limits,
) -> Result<DenialState, Refused> {
    if state.is_with_payer() {
        return Err(Refused::OutOfTurn);
    }
    if let Some(guard) = limits.guards.first() {
        return Err(Refused::NoAppeal(guard.words()));
    }
    let level = state.level() + 1;
    if level > limits.levels.min(MAX_LEVELS) {
        return Err(Refused::NoFurtherLevel);
    }
    if limits.amount < limits.least {
        return Err(Refused::TooLittle(limits.least));
    }
    let excused = good_cause.as_deref().is_some_and(|why| !why.trim().is_empty());
    match limits.appeal_by {
        Some(last) if filed > last && !excused => Err(Refused::TooLate(last)),
        _ => Ok(DenialState::Appealed { level }),
    }
}

fn close(
    state: &DenialState,
    outcome: Option<&Outcome>,
    limits: &Limits,
) -> Result<DenialState, Refused> {
    match outcome {
        None => Err(Refused::NoOutcome),
        Some(Outcome::Overturned(paid)) => {
            if *paid <= Cents::ZERO || *paid > limits.amount {
                return Err(Refused::WrongAmount(limits.amount));
            }
            let in_part = *paid < limits.amount;
            Ok(DenialState::Overturned { paid: *paid, in_part })
        }
        // What is with the payer is not given up before the payer has answered.
        Some(_) if state.is_with_payer() => Err(Refused::OutOfTurn),
        Some(Outcome::WrittenOff(reason)) if reason.trim().is_empty() => Err(Refused::NoReason),
        Some(Outcome::WrittenOff(reason)) => {
            Ok(DenialState::WrittenOff { reason: reason.trim().to_owned() })
        }
        Some(Outcome::BilledToPatient) if !limits.patient_group => Err(Refused::NotThePatients),
        Some(Outcome::BilledToPatient) => Ok(DenialState::BilledToPatient),
    }
}

#[cfg(test)]
mod tests;
