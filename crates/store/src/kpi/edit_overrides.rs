//! Overrides of edits.
//!
//! Formula: edits let pass with a reason ÷ edits that ask for one. Source: ours; the page of this
//! KPI splits it by rule, because a rule that is always let pass is a bad rule.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "edit-overrides",
    title: "Edits overridden",
    formula: "Edits let pass with a reason ÷ edits that ask for a reason",
    numerator: "Edits let pass",
    denominator: "Edits that ask for a reason",
    source: "Ours",
    good: "",
    needs: "No edit asked for a reason yet.",
    group: Group::Claims,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "Edits stand as they were at the last look at the claim, not at the day.",
    money: false,
    person: false,
    facts: "SELECT c.account AS account, e.at AS at, CAST(NULL AS TEXT) AS person, CASE WHEN \
        e.override_by IS NULL OR e.override_at >= $4 THEN 0 ELSE 1 END AS numerator, \
        1 AS denominator \
        FROM claim_edit e JOIN claim c ON c.tenant = e.tenant AND c.id = e.claim \
        WHERE e.tenant = $1 AND e.at >= $2 AND e.at < $3 AND e.severity = 'reason'",
};
