//! Rules of coverage: medical necessity and frequency.

use super::Rule;

/// The rules, in the order of a report.
pub(super) const RULES: &[Rule] = &[];
