//! Rules of the National Correct Coding Initiative: pairs, unit limits, add-on codes.

use super::Rule;

/// The rules, in the order of a report.
pub(super) const RULES: &[Rule] = &[];
