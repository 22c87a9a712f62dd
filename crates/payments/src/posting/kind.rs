//! What an adjustment means for the ledger, where no fuller table says it.
//!
//! This is the one place that asks; the reason table takes its place here.

use crate::reason::{Group, Kind};

/// Reason codes that name an agreed reduction under group CO (or PI, OA where they balance it):
/// fee schedule, contract, sequestration, reporting codes, multiple procedures, excess of charge.
const ALLOWANCES: [&str; 14] =
    ["24", "42", "44", "45", "59", "90", "94", "100", "104", "131", "237", "246", "253", "A2"];

/// What an earlier payer paid or adjusted.
const OF_OTHER_PAYERS: [&str; 1] = ["23"];

/// Interest, penalty, or prompt-payment amounts that raise or lower a payment.
const INTEREST: [&str; 2] = ["85", "225"];

/// The kind of an adjustment. What is not known to be agreed is a refusal that somebody must look
/// at: it is never written off in silence.
pub(crate) fn kind(group: &str, carc: &str) -> Kind {
    if INTEREST.contains(&carc) {
        return Kind::Interest;
    }
    match Group::of(group) {
        Some(Group::Patient) => Kind::PatientShare,
        _ if OF_OTHER_PAYERS.contains(&carc) => Kind::OtherPayer,
        _ if ALLOWANCES.contains(&carc) => Kind::Allowance,
        _ => Kind::Denied,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_agreed_is_refused() {
        for (group, carc, wanted) in [
            ("CO", "45", Kind::Allowance),
            ("CO", "253", Kind::Allowance),
            ("CO", "59", Kind::Allowance),
            ("OA", "94", Kind::Allowance),
            ("CO", "50", Kind::Denied),
            ("CO", "29", Kind::Denied),
            ("PI", "97", Kind::Denied),
            ("OA", "18", Kind::Denied),
            ("PR", "1", Kind::PatientShare),
            ("PR", "96", Kind::PatientShare),
            ("OA", "23", Kind::OtherPayer),
            ("CO", "225", Kind::Interest),
            ("XX", "1", Kind::Denied),
        ] {
            assert_eq!(kind(group, carc), wanted, "{group}-{carc}");
        }
    }
}
