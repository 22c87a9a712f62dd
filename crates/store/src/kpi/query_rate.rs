//! Query rate.
//!
//! Formula: accounts with at least one query that was sent ÷ accounts with final codes. Source:
//! AHIMA Journal 2016; there is no agreed target.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "query-rate",
    title: "Query rate",
    formula: "Accounts with a query sent ÷ accounts with final codes",
    numerator: "Accounts with a query",
    denominator: "Accounts with final codes",
    source: "AHIMA Journal, 2016",
    good: "",
    needs: "No account has final codes yet.",
    group: Group::Coding,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "A chart that was released again counts by its last release.",
    money: false,
    person: true,
    facts: "SELECT a.id AS account, a.released_at AS at, a.released_by AS person, CASE WHEN \
        EXISTS (SELECT 1 FROM query q WHERE q.tenant = a.tenant AND q.account = a.id \
        AND q.sent_at < $4) THEN 1 ELSE 0 END AS numerator, 1 AS denominator \
        FROM account a WHERE a.tenant = $1 AND a.released_at >= $2 AND a.released_at < $3",
};
