//! Autonomy rate in scope: where the policy releases at all.
//!
//! Formula: accounts released by policy ÷ accounts received in a setting in which the policy has
//! released, from its first release on. Source: ours; always shown beside the rate over everything.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "autonomy-in-scope",
    title: "Autonomy rate, in scope",
    formula: "Accounts released by policy ÷ accounts received where the policy releases",
    numerator: "Released by policy",
    denominator: "Accounts received in scope",
    source: "Ours",
    good: "",
    needs: "The release policy has released nothing yet: no threshold is proved by audits.",
    group: Group::Coding,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "A chart that was released again counts by its last release.",
    money: false,
    person: false,
    facts: "SELECT a.id AS account, a.received_at AS at, CAST(NULL AS TEXT) AS person, \
        CASE WHEN a.released_by LIKE 'policy:%' THEN 1 ELSE 0 END AS numerator, \
        1 AS denominator FROM account a JOIN (SELECT setting, MIN(received_at) AS since \
        FROM account WHERE tenant = $1 AND released_by LIKE 'policy:%' GROUP BY setting) s \
        ON s.setting = a.setting WHERE a.tenant = $1 AND a.received_at >= $2 \
        AND a.received_at < $3 AND a.received_at >= s.since",
};
