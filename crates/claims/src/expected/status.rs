//! The status of a code in the fee schedule: what is priced there, and why the rest is not.
//!
//! The letters are those of the relative value file; their meanings stand in IOM 100-04 ch. 23
//! §30.2.2. `A`, `R` and `T` have a price. Nothing is ever priced at zero without a word.

use super::work::Closed;

/// Section that explains the status letters.
pub(super) const SOURCE: &str = "IOM 100-04 ch. 23 §30.2.2";

/// Why a status has no price of its own; `None` for those that have one.
pub(super) fn closed(status: char, code: &str) -> Option<Closed> {
    let nothing = |why: &str| Some(Closed::nothing_due(format!("{code} {why} ({SOURCE}).")));
    let unknown = |why: &str| Some(Closed::not_priced(format!("{code} {why} ({SOURCE}).")));
    match status {
        'A' | 'R' | 'T' => None,
        'B' | 'P' => nothing("is bundled: its payment is part of another service (status B or P)"),
        'N' => nothing("is not covered by Medicare (status N)"),
        'I' => nothing("is not valid for Medicare, which asks for another code (status I)"),
        'M' => nothing("reports a measure and is paid nothing (status M)"),
        'D' => nothing("was deleted from the fee schedule (status D)"),
        'C' => unknown("is priced by the contractor, case by case (status C)"),
        'E' => unknown(
            "is outside the fee schedule by regulation; a drug or supply has its own schedule, \
             which is not held (status E)",
        ),
        'J' => unknown("is anesthesia, paid by base units and time (status J)"),
        'X' => unknown(
            "is no physician service by law; laboratory tests and ambulance have schedules of \
             their own, which are not held (status X)",
        ),
        other => unknown(&format!("has the status {other}, which has no price here")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expected::Outcome;

    #[test]
    fn each_letter() {
        for (status, outcome) in [
            ('A', None),
            ('R', None),
            ('T', None),
            ('B', Some(Outcome::NothingDue)),
            ('P', Some(Outcome::NothingDue)),
            ('N', Some(Outcome::NothingDue)),
            ('I', Some(Outcome::NothingDue)),
            ('M', Some(Outcome::NothingDue)),
            ('C', Some(Outcome::NotPriced)),
            ('E', Some(Outcome::NotPriced)),
            ('J', Some(Outcome::NotPriced)),
            ('X', Some(Outcome::NotPriced)),
            ('?', Some(Outcome::NotPriced)),
        ] {
            let closed = closed(status, "99999");
            assert_eq!(closed.as_ref().map(|c| c.outcome), outcome, "{status}");
            assert!(closed.is_none_or(|c| c.reason.starts_with("99999 ")));
        }
    }
}
