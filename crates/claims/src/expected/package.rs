//! Part of a global package: modifiers 54, 55, 56 and 78 (IOM 100-04 ch. 12 §40.4).
//!
//! The operation alone (54) is paid the share before and during it, the care after it (55) the
//! last share, the care before it (56) the first. A return to the operating room (78) is paid the
//! middle share, or in full where the code has no shares because its period is the day itself.

use super::modifiers::Package;
use super::percent::Percent;
use super::work::{Closed, Work};
use codesets::fee_schedule::GlobalPeriod;

const SOURCE: &str = "IOM 100-04 ch. 12 §40.4";

/// Pays the part of the package that a line bills.
pub(super) fn apply(work: &mut Work<'_>) {
    let Some(row) = work.ruled() else { return };
    let [before, during, after] = row.shares.map(u32::from);
    let (label, share) = match work.modifiers.package {
        Package::Whole => return,
        Package::Operation => ("The operation without the care after it", before + during),
        Package::After => ("The care after the operation", after),
        Package::Before => ("The care before the operation", before),
        Package::Return if row.shares == [0; 3] && row.global == GlobalPeriod::Day => return,
        Package::Return => ("Return to the operating room: the operation itself", during),
    };
    match share {
        0 => {
            let (name, modifier) = (work.code.clone(), work.modifiers.package.modifier());
            work.close(Closed::not_priced(format!(
                "The schedule splits no package of {name}, so modifier {modifier} has no share \
                 ({SOURCE})."
            )));
        }
        share => work.keep(label, Percent(share), SOURCE),
    }
}
