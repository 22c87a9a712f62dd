//! What an adjustment means for the money: group code (CAS01) and reason code (CARC) together.

use serde::{Deserialize, Serialize};

/// The group code of an adjustment (CAS01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Group {
    /// CO: the provider may not ask the patient for it.
    Contractual,
    /// PR: the patient owes it.
    Patient,
    /// OA: neither, such as what a payer before paid.
    Other,
    /// PI: the payer's own reduction without a contract behind it.
    PayerInitiated,
    /// CR: correction of an earlier decision (before 005010).
    Correction,
}

impl Group {
    /// The group of a code; `None` for a code that CAS01 does not have.
    #[must_use]
    pub fn of(code: &str) -> Option<Group> {
        match code {
            "CO" => Some(Group::Contractual),
            "PR" => Some(Group::Patient),
            "OA" => Some(Group::Other),
            "PI" => Some(Group::PayerInitiated),
            "CR" => Some(Group::Correction),
            _ => None,
        }
    }

    /// The code itself.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Group::Contractual => "CO",
            Group::Patient => "PR",
            Group::Other => "OA",
            Group::PayerInitiated => "PI",
            Group::Correction => "CR",
        }
    }
}

/// What the ledger does with an adjustment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Agreed reduction: CO-45 and its like, sequestration. No denial.
    Allowance,
    /// The patient's share: deductible, coinsurance, copay.
    PatientShare,
    /// Refused, and nobody has decided yet who bears it: stays receivable until worked.
    Denied,
    /// What another payer paid or will pay.
    OtherPayer,
    /// Interest and the like, which raise or lower a payment beside the charge.
    Interest,
}
