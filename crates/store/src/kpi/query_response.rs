//! Query response rate.
//!
//! Formula: queries answered ÷ queries sent, by the day they were sent. Source: ACDIS position
//! papers.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "query-response",
    title: "Query response rate",
    formula: "Queries answered ÷ queries sent, by the day of sending",
    numerator: "Queries answered",
    denominator: "Queries sent",
    source: "ACDIS",
    good: "95 % within 72 hours",
    needs: "No query was sent yet.",
    group: Group::Coding,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: true,
    facts: "SELECT account, sent_at AS at, author AS person, CASE WHEN answered_at < $4 \
        THEN 1 ELSE 0 END AS numerator, 1 AS denominator FROM query WHERE tenant = $1 \
        AND sent_at >= $2 AND sent_at < $3",
};
