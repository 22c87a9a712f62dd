//! Rules of the Medicare Code Editor, for inpatient claims.

use super::{Rule, rule};
use crate::families::mce::{coverage, diagnosis, stay};
use crate::families::sex;
use model::EditFamily::*;
use model::Severity::*;

/// The rules, in the order of a report.
pub(super) const RULES: &[Rule] = &[
    rule("sex.procedure", Sex, Reason, "Medicare Code Editor, sex conflict", sex::procedure),
    rule(
        "mce.requires_secondary",
        Mce,
        Block,
        "Medicare Code Editor, unacceptable principal diagnosis",
        diagnosis::requires_secondary,
    ),
    rule(
        "mce.questionable_admission",
        Mce,
        Warn,
        "Medicare Code Editor, questionable admission; IOM 100-04 ch. 3 s. 20.2.1",
        diagnosis::questionable_admission,
    ),
    rule(
        "mce.unspecified_code",
        Mce,
        Reason,
        "Medicare Code Editor, unspecified code; CR 12471",
        diagnosis::unspecified_code,
    ),
    rule(
        "mce.wrong_procedure",
        Mce,
        Block,
        "Medicare Code Editor, wrong procedure performed; IOM 100-04 ch. 32 s. 230",
        diagnosis::wrong_procedure,
    ),
    rule(
        "mce.obstetric_outcome",
        Mce,
        Block,
        "Medicare Code Editor, questionable obstetric admission",
        stay::obstetric_outcome,
    ),
    rule(
        "mce.length_of_stay",
        Mce,
        Block,
        "Medicare Code Editor, procedure inconsistent with length of stay",
        stay::length_of_stay,
    ),
    rule(
        "mce.discharge_status",
        Mce,
        Block,
        "Medicare Code Editor, invalid discharge status",
        stay::discharge_status,
    ),
    rule(
        "mce.noncovered_procedure",
        Mce,
        Reason,
        "Medicare Code Editor, noncovered procedure; IOM 100-04 ch. 3 s. 20.2.1",
        coverage::noncovered_procedure,
    ),
    rule(
        "mce.limited_coverage",
        Mce,
        Reason,
        "Medicare Code Editor, limited coverage",
        coverage::limited_coverage,
    ),
];
