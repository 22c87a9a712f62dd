//! Rules of the Medicare physician fee schedule: global periods, payment indicators, places.

use super::Rule;

/// The rules, in the order of a report.
pub(super) const RULES: &[Rule] = &[];
