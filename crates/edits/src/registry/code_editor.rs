//! Rules of the Medicare Code Editor, for inpatient claims.

use super::Rule;

/// The rules, in the order of a report.
pub(super) const RULES: &[Rule] = &[];
