//! Clean claim rate.
//!
//! Formula: claims that passed every edit at the first look and that no person changed ÷ claims
//! made (HFMA MAP Key CL-1: claims that pass edits without manual intervention ÷ claims accepted
//! into the claims tool for billing). What the payer's front door says is another number.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "clean-claim-rate",
    title: "Clean claim rate",
    formula: "Claims that passed all edits at once and untouched ÷ claims made",
    numerator: "Clean claims",
    denominator: "Claims made",
    source: "HFMA MAP Keys, CL-1",
    good: "95 % or more",
    needs: "No claim was made yet.",
    group: Group::Claims,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "A claim that was touched after the day counts as touched.",
    money: false,
    person: false,
    facts: "SELECT account, created_at AS at, CAST(NULL AS TEXT) AS person, CASE WHEN \
        clean_first = 1 AND touched = 0 THEN 1 ELSE 0 END AS numerator, 1 AS denominator \
        FROM claim WHERE tenant = $1 AND created_at >= $2 AND created_at < $3",
};
