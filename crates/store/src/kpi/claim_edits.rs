//! Claim edit volume.
//!
//! Formula: edits that stop a claim or ask for a reason ÷ claims made. Edits stand as they were at
//! the last look at the claim: what was mended is no longer counted. Source: ours.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "claim-edit-volume",
    title: "Edits per claim",
    formula: "Edits that stop a claim or ask for a reason ÷ claims made",
    numerator: "Edits",
    denominator: "Claims made",
    source: "Ours",
    good: "",
    needs: "No claim was made yet.",
    group: Group::Claims,
    unit: Unit::Each,
    shape: Shape::Flow,
    past: "Edits stand as they were at the last look at the claim, not at the day.",
    money: false,
    person: false,
    facts: "SELECT c.account AS account, c.created_at AS at, CAST(NULL AS TEXT) AS person, \
        (SELECT COUNT(*) FROM claim_edit e WHERE e.tenant = c.tenant AND e.claim = c.id \
        AND e.severity IN ('block', 'reason')) AS numerator, 1 AS denominator FROM claim c \
        WHERE c.tenant = $1 AND c.created_at >= $2 AND c.created_at < $3",
};
