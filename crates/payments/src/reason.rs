//! What an adjustment means for the money: group code (CAS01) and reason code (CARC) together.

mod codes;

pub use codes::{Listed, Reason, Remark, reason, remark};

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
#[serde(rename_all = "snake_case")]
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

/// What an adjustment means for the money.
///
/// A code that our list does not have, or a group that does not go with the code (a deductible
/// under CO), is [`Kind::Denied`]: the money stays open until somebody has looked.
#[must_use]
pub fn kind(group: Group, carc: &str) -> Kind {
    reason(carc).map_or(Kind::Denied, |reason| reason.kind(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn group_and_code_together_decide() {
        for (group, carc, expected) in [
            ("CO", "45", Kind::Allowance),
            ("CO", " 045", Kind::Allowance),
            ("PR", "45", Kind::Denied),
            ("PI", "45", Kind::Denied),
            ("CO", "253", Kind::Allowance),
            ("CO", "59", Kind::Allowance),
            ("CO", "p12", Kind::Allowance),
            ("PR", "1", Kind::PatientShare),
            ("PR", "2", Kind::PatientShare),
            ("PR", "3", Kind::PatientShare),
            ("CO", "1", Kind::Denied),
            ("PR", "275", Kind::PatientShare),
            ("OA", "23", Kind::OtherPayer),
            ("PR", "23", Kind::Denied),
            ("CO", "105", Kind::Interest),
            ("CO", "225", Kind::Interest),
            ("CO", "16", Kind::Denied),
            ("CO", "24", Kind::Denied),
            ("OA", "18", Kind::Denied),
            ("PR", "204", Kind::Denied),
            ("CO", "97", Kind::Denied),
            ("CR", "45", Kind::Allowance),
            ("CO", "9999", Kind::Denied),
            ("CO", "", Kind::Denied),
        ] {
            let group = Group::of(group).unwrap();
            assert_eq!(kind(group, carc), expected, "{group:?} {carc}");
        }
    }

    #[test]
    fn groups_read_back() {
        for code in ["CO", "PR", "OA", "PI", "CR"] {
            assert_eq!(Group::of(code).map(Group::code), Some(code));
        }
        assert_eq!(Group::of("XX"), None);
    }
}
