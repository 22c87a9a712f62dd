//! Rules of the National Correct Coding Initiative: pairs, unit limits, add-on codes.

use super::{Rule, rule};
use crate::families::{addon, mue, ptp};
use model::EditFamily::*;
use model::Severity::*;

const PAIRS: &str = "NCCI policy manual for Medicare ch. I s. E; IOM 100-04 ch. 23 s. 20.9";
const UNITS: &str = "NCCI policy manual for Medicare ch. I s. V; MLN MM8853";
const ADD_ONS: &str = "NCCI policy manual for Medicare ch. I s. R";

/// The rules, in the order of a report.
pub(super) const RULES: &[Rule] = &[
    rule("ptp.never_together", Ptp, Block, PAIRS, ptp::never_together),
    rule("ptp.no_modifier", Ptp, Block, PAIRS, ptp::no_modifier),
    rule("ptp.earlier_component", Ptp, Reason, PAIRS, ptp::earlier_component),
    rule("ptp.same_site", Ptp, Reason, PAIRS, ptp::same_site),
    rule("ptp.misplaced_modifier", Ptp, Reason, PAIRS, ptp::misplaced_modifier),
    rule("mue.line", Mue, Block, UNITS, mue::line),
    rule("mue.day", Mue, Block, UNITS, mue::day),
    rule("mue.day_clinical", Mue, Reason, UNITS, mue::day_clinical),
    rule("addon.primary_missing", Addon, Block, ADD_ONS, addon::primary_missing),
    rule("addon.primary_unlisted", Addon, Reason, ADD_ONS, addon::primary_unlisted),
    rule("addon.alone", Addon, Warn, ADD_ONS, addon::alone),
];
