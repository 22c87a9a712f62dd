//! Autonomy rate over everything received.
//!
//! Formula: accounts whose codes the release policy made final, without a person ÷ accounts
//! received. Source: ours; always shown beside the rate in scope, which alone would flatter.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "autonomy-received",
    title: "Autonomy rate, of all received",
    formula: "Accounts released by policy without a person ÷ all accounts received",
    numerator: "Released by policy",
    denominator: "Accounts received",
    source: "Ours",
    good: "",
    needs: "No account came yet.",
    group: Group::Coding,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "A chart that was released again counts by its last release.",
    money: false,
    person: false,
    facts: "SELECT id AS account, received_at AS at, CAST(NULL AS TEXT) AS person, \
        CASE WHEN released_by LIKE 'policy:%' THEN 1 ELSE 0 END AS numerator, \
        1 AS denominator FROM account WHERE tenant = $1 AND received_at >= $2 \
        AND received_at < $3",
};
