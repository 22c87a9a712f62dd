//! Query agree rate.
//!
//! Formula: answers that gave one of the options asked about ÷ answers that were read and closed.
//! Source: the trade's usage, which is not standardised.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "query-agree",
    title: "Query agree rate",
    formula: "Closed queries whose outcome is agreed ÷ closed queries that were answered",
    numerator: "Agreed",
    denominator: "Answered and closed",
    source: "Trade usage; not standardised",
    good: "",
    needs: "No answered query was closed yet.",
    group: Group::Coding,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "A query closed after the day counts as closed.",
    money: false,
    person: true,
    facts: "SELECT account, answered_at AS at, author AS person, CASE WHEN body LIKE \
        '%\"outcome\":\"agreed\"%' THEN 1 ELSE 0 END AS numerator, 1 AS denominator \
        FROM query WHERE tenant = $1 AND answered_at >= $2 AND answered_at < $3 \
        AND state = 'closed'",
};
