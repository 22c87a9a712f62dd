//! Rules of coverage: medical necessity, frequency, and whom a service is for.

use super::{Rule, rule};
use crate::families::{frequency, necessity, patient};
use model::EditFamily::*;
use model::Severity::*;

const POLICY: &str = "Social Security Act s. 1862(a)(1)(A); IOM 100-08 ch. 13; the policy named";
const ABN: &str = "IOM 100-04 ch. 30 s. 50; ch. 23 s. 20.9.1.1";
const VOLUNTARY: &str = "IOM 100-04 ch. 30 s. 50; CMS change request 6563";
const PREVENTIVE: &str = "IOM 100-04 ch. 18";

/// The rules, in the order of a report.
pub(super) const RULES: &[Rule] = &[
    rule("necessity.diagnosis", Necessity, Block, POLICY, necessity::diagnosis),
    rule("necessity.group", Necessity, Warn, POLICY, necessity::group),
    rule("necessity.abn_contradiction", Necessity, Block, VOLUNTARY, necessity::abn_contradiction),
    rule("necessity.abn_on_file", Necessity, Inform, ABN, necessity::abn_on_file),
    rule("necessity.no_abn", Necessity, Warn, ABN, necessity::no_abn),
    rule("necessity.abn_not_needed", Necessity, Warn, ABN, necessity::abn_not_needed),
    rule("necessity.excluded", Necessity, Inform, ABN, necessity::excluded),
    rule("necessity.abn_voluntary", Necessity, Warn, VOLUNTARY, necessity::abn_voluntary),
    rule("necessity.abn_advantage", Necessity, Warn, "42 CFR 422.566", necessity::abn_advantage),
    rule("units.frequency_lifetime", Units, Block, PREVENTIVE, frequency::lifetime),
    rule("units.frequency", Units, Block, PREVENTIVE, frequency::period),
    rule("sex.service", Sex, Reason, "IOM 100-04 ch. 32 s. 240", patient::sex),
    rule(
        "age.service",
        Age,
        Reason,
        "IOM 100-04 ch. 12 s. 30.6.1.1 and ch. 18 s. 20; 42 CFR 410.34",
        patient::age,
    ),
    rule("units.new_patient", Units, Reason, "IOM 100-04 ch. 12 s. 30.6.7.A", patient::new_patient),
];
