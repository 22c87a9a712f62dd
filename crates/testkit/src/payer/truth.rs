//! The truth behind the files: for each claim what was decided, why, and every cent.

use super::policy::Remedy;
use model::{Cents, ClaimId, Date};
use payments::denials::Category;
use serde::{Deserialize, Serialize};

/// Why a line was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The policy.
    pub policy: String,
    /// Group and reason that stand on the remittance (`CO-97`).
    pub reason: String,
    /// What is behind it.
    pub category: Category,
    /// What would have passed.
    pub remedy: Remedy,
}

/// What was decided on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineTruth {
    /// Its number on the claim.
    pub line: u16,
    /// CPT or HCPCS, else the revenue code.
    pub code: String,
    /// What was charged.
    pub charge: Cents,
    /// What the contract allows.
    pub contract: Cents,
    /// What the payer allowed.
    pub allowed: Cents,
    /// What it paid.
    pub paid: Cents,
    /// What it left to the patient.
    pub patient: Cents,
    /// What other payers did (OA-23).
    pub others: Cents,
    /// Why it was refused; `None` for a line that was paid or left to the patient.
    pub refused: Option<Cause>,
    /// The policy by which less than agreed was allowed.
    pub underpaid: Option<String>,
}

/// What else happened to a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// It will not be answered until somebody asks.
    Silent,
    /// It was paid, or refused, on this day by the payment with this trace.
    Answered {
        /// The day.
        on: Date,
        /// The trace (TRN02).
        trace: String,
        /// The money.
        paid: Cents,
    },
    /// Interest was paid with it (PLB L6).
    Interest {
        /// The money.
        amount: Cents,
    },
    /// The lines came back otherwise than they were billed.
    LinesChanged {
        /// `modifiers dropped`, `split`, `joined`.
        how: String,
    },
    /// The control number came back mangled.
    NumberMangled,
    /// It was paid a second time.
    PaidTwice,
    /// An appeal was won: what was refused is paid.
    Granted {
        /// The day.
        on: Date,
        /// What is paid more.
        amount: Cents,
    },
    /// It was taken back.
    TakenBack {
        /// The day.
        on: Date,
        /// What was taken.
        amount: Cents,
        /// What was paid anew.
        anew: Cents,
        /// True when it was only announced, and is collected later.
        announced: bool,
    },
}

/// The truth of one claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// Its control number.
    pub claim: ClaimId,
    /// The payer's number of it.
    pub number: String,
    /// The day on which it came.
    pub received: Date,
    /// True when it is an institutional claim.
    pub institutional: bool,
    /// Line by line, as first decided.
    pub lines: Vec<LineTruth>,
    /// What else happened, in order.
    pub events: Vec<Event>,
}

impl Truth {
    /// The refused lines with their causes.
    pub fn refused(&self) -> impl Iterator<Item = (&LineTruth, &Cause)> {
        self.lines.iter().filter_map(|line| Some((line, line.refused.as_ref()?)))
    }

    /// What was paid by the first decision.
    #[must_use]
    pub fn paid(&self) -> Cents {
        self.lines.iter().map(|line| line.paid).sum()
    }
}
