//! Rules of the Medicare physician fee schedule: global periods, payment indicators, places.

use super::{Rule, rule};
use crate::families::{
    bilateral, components, discontinued, global, status, surgeons, visit_modifier,
};
use model::EditFamily::*;
use model::Severity::*;

const PACKAGE: &str = "IOM 100-04 ch. 12 s. 40.1 and 40.2";
const VISITS: &str = "IOM 100-04 ch. 12 s. 30.6.6";
const SIDES: &str = "IOM 100-04 ch. 12 s. 40.7; ch. 23 addendum, MPFSDB bilateral surgery";
const TOGETHER: &str = "IOM 100-04 ch. 12 s. 40.8; ch. 23 addendum, MPFSDB record layouts";
const PARTS: &str = "IOM 100-04 ch. 13 s. 20; ch. 23 addendum, MPFSDB PC/TC indicator";
const STATUS: &str = "IOM 100-04 ch. 23 addendum, MPFSDB status code";
const BROKEN_OFF: &str = "IOM 100-04 ch. 4 s. 20.6.4";

/// The rules, in the order of a report.
pub(super) const RULES: &[Rule] = &[
    rule("global.visit_same_day", Global, Reason, VISITS, global::visit_same_day),
    rule("global.visit_before_major", Global, Reason, VISITS, global::visit_before_major),
    rule("global.visit_after", Global, Reason, VISITS, global::visit_after),
    rule("global.decision_for_minor", Global, Reason, VISITS, global::decision_for_minor),
    rule("global.procedure_after", Global, Reason, PACKAGE, global::procedure_after),
    rule("global.without_surgery", Global, Inform, PACKAGE, global::without_surgery),
    rule("bilateral.modifier", Bilateral, Reason, SIDES, bilateral::modifier),
    rule("bilateral.twice", Bilateral, Reason, SIDES, bilateral::twice),
    rule("bilateral.two_lines", Bilateral, Warn, SIDES, bilateral::two_lines),
    rule(
        "modifier.assistant",
        Modifier,
        Reason,
        "IOM 100-04 ch. 12 s. 20.4.3; ch. 23 addendum, MPFSDB record layouts",
        surgeons::assistant,
    ),
    rule("modifier.co_surgeons", Modifier, Reason, TOGETHER, surgeons::co_surgeons),
    rule("modifier.team", Modifier, Reason, TOGETHER, surgeons::team),
    rule(
        "modifier.multiple",
        Modifier,
        Warn,
        "IOM 100-04 ch. 12 s. 40.6; ch. 23 addendum, MPFSDB record layouts",
        surgeons::multiple,
    ),
    rule("modifier.component", Modifier, Reason, PARTS, components::indicator),
    rule("modifier.component_in_facility", Modifier, Reason, PARTS, components::in_facility),
    rule(
        "modifier.facility_discontinued",
        Modifier,
        Reason,
        BROKEN_OFF,
        discontinued::by_physician,
    ),
    rule(
        "modifier.physician_discontinued",
        Modifier,
        Reason,
        BROKEN_OFF,
        discontinued::by_hospital,
    ),
    rule("modifier.visit_only", Modifier, Reason, VISITS, visit_modifier::on_surgery),
    rule("modifier.surgery_only", Modifier, Reason, PACKAGE, visit_modifier::on_visit),
    rule("modifier.split_care", Modifier, Reason, PACKAGE, visit_modifier::split_care),
    rule("validity.status_not_for_medicare", Validity, Block, STATUS, status::not_for_medicare),
    rule("validity.status_not_covered", Validity, Reason, STATUS, status::not_covered),
    rule(
        "validity.status_bundled",
        Validity,
        Reason,
        "IOM 100-04 ch. 12 s. 20.3; ch. 23 addendum, MPFSDB status code",
        status::bundled,
    ),
    rule("validity.status_only_alone", Validity, Reason, STATUS, status::only_alone),
    rule("validity.status_restricted", Validity, Inform, STATUS, status::restricted),
    rule("validity.status_measurement", Validity, Warn, STATUS, status::measurement),
];
