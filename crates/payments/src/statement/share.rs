//! Why the patient owes a share.

use crate::denials::Adjusted;
use crate::reason::{Group, Kind};
use model::Cents;
use serde::{Deserialize, Serialize};

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// What the patient pays each year before the plan does.
    Deductible,
    /// A set fee.
    Copay,
    /// A part in percent.
    Coinsurance,
    /// The plan does not cover it.
    NotCovered,
    /// The plan gave another reason.
    Other,
    /// There is no plan.
    NoPlan,
}

/// A part of what the patient owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Why.
    pub why: Why,
    /// How much.
    pub amount: Cents,
}

/// The patient's shares among adjustments: what stands under group PR, by its reason. What a plan
/// refused under PR is among them as not covered: give only what a person decided to bill.
#[must_use]
pub fn shares_of(adjusted: &[Adjusted]) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    let of_patient = adjusted.iter().filter(|one| Group::of(&one.group) == Some(Group::Patient));
    for one in of_patient.filter(|one| one.amount != Cents::ZERO) {
        let why = why(one.kind, one.carc.trim().trim_start_matches('0'));
        match shares.iter_mut().find(|share| share.why == why) {
            Some(share) => share.amount = share.amount + one.amount,
            None => shares.push(Share { why, amount: one.amount }),
        }
    }
    shares.sort_by_key(|share| share.why);
    shares
}

/// Why a patient owes what stands under a group and a reason code.
#[must_use]
pub fn why_of(group: &str, carc: &str) -> Why {
    let kind = Group::of(group).map_or(Kind::Denied, |group| crate::reason::kind(group, carc));
    why(kind, carc.trim().trim_start_matches('0'))
}

fn why(kind: Kind, carc: &str) -> Why {
    match (kind, carc) {
        (Kind::PatientShare, "1" | "66" | "247") => Why::Deductible,
        (Kind::PatientShare, "2" | "248") => Why::Coinsurance,
        (Kind::PatientShare, "3" | "241") => Why::Copay,
        (Kind::PatientShare, _) => Why::Other,
        (Kind::Denied, "26" | "27" | "31" | "200") => Why::NoPlan,
        (Kind::Denied, "49" | "78" | "96" | "119" | "149" | "204" | "35" | "B1") => Why::NotCovered,
        _ => Why::Other,
    }
}
