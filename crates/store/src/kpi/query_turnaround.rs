//! Query turnaround.
//!
//! Formula: mean of (answered − sent), by the day of the answer. Source: the trade's usage,
//! often as
//! a median; the rows behind the number show each.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "query-turnaround",
    title: "Query turnaround",
    formula: "Mean of the time from sending to the answer",
    numerator: "Hours to the answer",
    denominator: "Queries answered",
    source: "Trade usage",
    good: "72 hours",
    needs: "No query was answered yet.",
    group: Group::Coding,
    unit: Unit::Hours,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: true,
    facts: "SELECT account, answered_at AS at, author AS person, (answered_at - sent_at) / \
        60000000 AS numerator, 1 AS denominator FROM query WHERE tenant = $1 \
        AND answered_at >= $2 AND answered_at < $3 AND sent_at IS NOT NULL",
};
