//! Accuracy by chart: audited charts without an error.
//!
//! Formula: audited charts whose second coding agrees ÷ audited charts ("case over case"). Source:
//! AHIMA's two ways of stating accuracy, as the trade press quotes them. Nothing is estimated for
//! charts that nobody audited.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "accuracy",
    title: "Accuracy by chart",
    formula: "Audited charts without an error ÷ audited charts",
    numerator: "Charts without an error",
    denominator: "Audited charts",
    source: "AHIMA, case-over-case method",
    good: "95 % or more",
    needs: "No chart was audited yet.",
    group: Group::Coding,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: true,
    facts: "SELECT account, done_at AS at, auditee AS person, CASE WHEN error = 0 THEN 1 \
        ELSE 0 END AS numerator, 1 AS denominator FROM chart_audit WHERE tenant = $1 \
        AND done_at >= $2 AND done_at < $3 AND error IS NOT NULL",
};
