//! Several therapy services of one day (multiple procedure indicator 5): the practice expense of
//! all but one unit is cut by half.
//!
//! The unit with the highest practice expense is paid in full; between equals, the one with the
//! highest fee. The rule counts units, of whichever discipline (IOM 100-04 ch. 5 §10.7). The
//! reduced fee is rounded by the unit, as CMS's own file has it.

use super::percent::Percent;
use super::work::{Unit, Work};
use codesets::fee_schedule::FeeLine;
use model::Date;
use std::cmp::Reverse;

/// The multiple procedure indicator.
const INDICATOR: u8 = 5;
/// Share of the practice expense that is paid (since 1 April 2013).
pub(super) const SHARE: Percent = Percent::whole(50);
/// Where the rule stands.
pub(super) const SOURCE: &str = "IOM 100-04 ch. 5 §10.7";

/// Counts the units of each line whose practice expense is cut.
pub(super) fn apply(works: &mut [Work<'_>], day: Date) {
    let under = |work: &Work<'_>| {
        work.line.date == day
            && matches!(work.unit, Unit::Product(_))
            && work.ruled().is_some_and(|row: FeeLine| row.multiple == INDICATOR)
    };
    let practice = |work: &Work<'_>| match work.unit {
        Unit::Product(product) => product.practice_hundredths,
        _ => 0,
    };
    let first = (0..works.len()).filter(|&i| under(&works[i])).min_by_key(|&i| {
        let work = &works[i];
        (Reverse(practice(work)), Reverse(work.unit_value), work.place())
    });
    let Some(first) = first else { return };
    for (i, work) in works.iter_mut().enumerate() {
        if under(work) {
            work.cut_units = if i == first { work.units - 1 } else { work.units };
        }
    }
}
