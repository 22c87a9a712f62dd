//! Coding turnaround from the time a chart was ready to code.
//!
//! Formula: mean of (codes final − chart received). Source: reports of coding software; the second
//! of the two clocks.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "coding-turnaround-ready",
    title: "Coding turnaround from receipt",
    formula: "Mean of the time from the chart's receipt to final codes",
    numerator: "Hours from receipt to final codes",
    denominator: "Accounts with final codes",
    source: "Reports of coding software",
    good: "24 to 72 hours",
    needs: "No account has final codes yet.",
    group: Group::Coding,
    unit: Unit::Hours,
    shape: Shape::Flow,
    past: "A chart that was released again counts at its last release.",
    money: false,
    person: true,
    facts: "SELECT id AS account, released_at AS at, released_by AS person, \
        (released_at - received_at) / 60000000 AS numerator, 1 AS denominator FROM account \
        WHERE tenant = $1 AND released_at >= $2 AND released_at < $3",
};
