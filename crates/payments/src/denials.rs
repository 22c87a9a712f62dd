//! Denials: every adjustment of a claim and its lines is kept; what was refused becomes an item of
//! work with its cause, owner, way, next step and deadline, in the order of what it is worth.

mod category;
pub mod later;
pub mod life;
pub mod recovery;
mod sorting;
pub mod terms;
mod unexplained;

pub use category::{Category, Handling, OwnerRole, Route, Stage};
pub use sorting::{DenialFacts, denials, in_order, is_unexplained};
pub use unexplained::unexplained;

use crate::reason::{Group, Kind, kind};
use model::remittance::{PaidClaim, PaidLine, PaidService};
use model::{Cents, Date, Quantity};
use serde::{Deserialize, Serialize};

/// Most adjustments of one claim: 999 lines of a claim with five groups of six are fewer.
pub const MAX_ADJUSTMENTS: usize = 40_000;

/// Where an adjustment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// On the claim as a whole (loop 2100).
    Claim,
    /// On a service, counted from 0 in the payer's order (loop 2110).
    Line(usize),
}

/// One adjustment, whatever it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjusted {
    /// Where it stands.
    pub place: Place,
    /// Its turn among the adjustments there, from 0.
    pub turn: usize,
    /// The service: what was billed, where the payer paid another one.
    pub service: Option<PaidService>,
    /// Our number of the line (REF 6R).
    pub line_number: Option<String>,
    /// The group code as the payer wrote it.
    pub group: String,
    /// The reason code.
    pub carc: String,
    /// The money; positive lowers the payment.
    pub amount: Cents,
    /// Units that are not paid.
    pub quantity: Option<Quantity>,
    /// Remark codes of the line; of the claim, for an adjustment of the claim.
    pub remarks: Vec<String>,
    /// What it means for the money.
    pub kind: Kind,
}

/// What stands in the way of an appeal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// The payer's remark grants no appeal (MA130, N211, MA44).
    Remark(String),
    /// The correct coding edit allows no modifier (indicator 0).
    CorrectCoding,
}

impl Guard {
    /// In a plain sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Guard::Remark(code) => format!("Remark {code}: the payer grants no appeal."),
            Guard::CorrectCoding => {
                "The correct coding edit has indicator 0: no modifier and no appeal opens it."
                    .to_owned()
            }
        }
    }
}

/// A level of appeal with its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealLevel {
    /// From 1.
    pub number: u8,
    /// What it is called.
    pub name: String,
    /// Days from the notice of the decision before.
    pub days: u16,
    /// The last day; of the first level only, for the others begin with a later notice.
    pub by: Option<Date>,
    /// Least amount in dispute when filed today.
    pub least: Cents,
}

/// One refusal as an item of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denial {
    /// The adjustment behind it.
    pub adjusted: Adjusted,
    /// What is behind it.
    pub category: Category,
    /// Where the cause lies.
    pub stage: Stage,
    /// Who works on it.
    pub owner: OwnerRole,
    /// Which way.
    pub route: Route,
    /// What the payer says, in our words: the reason, then its remarks.
    pub says: Vec<String>,
    /// What to do first.
    pub next: String,
    /// What stands in the way of an appeal.
    pub guards: Vec<Guard>,
    /// The last day for the route; `None` when the route has none or the terms do not say.
    pub deadline: Option<Date>,
    /// Days from today to the deadline; negative when it is over.
    pub days_left: Option<i32>,
    /// The levels of appeal; empty when there is none.
    pub levels: Vec<AppealLevel>,
    /// Share that comes back, in hundredths of a percent.
    pub chance: u32,
    /// What can be expected to come back.
    pub expected: Cents,
    /// The turn in the list, larger first.
    pub urgency: i64,
}

impl Denial {
    /// Whether an appeal can be made at all.
    #[must_use]
    pub fn may_appeal(&self) -> bool {
        self.guards.is_empty() && !self.levels.is_empty()
    }

    /// The group, where the payer's code is one.
    #[must_use]
    pub fn group(&self) -> Option<Group> {
        Group::of(&self.adjusted.group)
    }
}

/// Every adjustment of a claim and of its lines, in the payer's order: the claim's first.
#[must_use]
pub fn adjustments(claim: &PaidClaim) -> Vec<Adjusted> {
    let own = claim
        .adjustments
        .iter()
        .enumerate()
        .map(|(turn, one)| adjusted(Place::Claim, turn, None, claim.remarks.clone(), one));
    let lines = claim.lines.iter().enumerate().flat_map(|(index, line)| {
        line.adjustments.iter().enumerate().map(move |(turn, one)| {
            adjusted(Place::Line(index), turn, Some(line), remarks_of(line), one)
        })
    });
    own.chain(lines).take(MAX_ADJUSTMENTS).collect()
}

fn adjusted(
    place: Place,
    turn: usize,
    line: Option<&PaidLine>,
    remarks: Vec<String>,
    one: &model::ClaimAdjustment,
) -> Adjusted {
    let service = line.map(|line| line.billed_service.as_ref().unwrap_or(&line.service).clone());
    Adjusted {
        place,
        turn,
        service,
        line_number: line.and_then(|line| line.line_control_number.clone()),
        group: one.group.clone(),
        carc: one.carc.clone(),
        amount: one.amount,
        quantity: one.quantity,
        remarks,
        kind: Group::of(&one.group).map_or(Kind::Denied, |group| kind(group, &one.carc)),
    }
}

/// The remark codes of a line (list HE); pharmacy reject codes are another list.
fn remarks_of(line: &PaidLine) -> Vec<String> {
    line.remarks.iter().filter(|one| one.qualifier == "HE").map(|one| one.id.clone()).collect()
}

#[cfg(test)]
mod tests;
