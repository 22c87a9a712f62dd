//! Adjustments one by one, whichever CAS they were written in (835, and 837 of other payers).

use super::segments::Cas;
use super::text::{Amount, Number};
use crate::fault::Place;

/// One adjustment of a claim or a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlatAdjustment<'a> {
    /// Group: CO, PR, OA, PI, CR.
    pub group: &'a str,
    /// Claim adjustment reason code.
    pub reason: &'a str,
    /// Money; positive takes away from the charge.
    pub amount: &'a Amount,
    /// Units, when the adjustment is of units.
    pub quantity: &'a Number,
    /// Where the reason stands.
    pub place: Place,
}

/// The adjustments of several CAS; triples that are blank are passed over.
pub(super) fn flat(all: &[Cas]) -> impl Iterator<Item = FlatAdjustment<'_>> {
    all.iter().flat_map(|cas| {
        // Triples begin at CAS02, CAS05, … CAS17.
        (2u8..).step_by(3).zip(cas.adjustments.iter()).filter_map(move |(element, one)| {
            let blank = one.reason.is_empty() && one.amount.is_empty() && one.quantity.is_empty();
            (!blank).then(|| FlatAdjustment {
                group: &cas.group,
                reason: &one.reason,
                amount: &one.amount,
                quantity: &one.quantity,
                place: cas.origin.place.at(element),
            })
        })
    })
}
