//! Lines beyond tolerance.
//!
//! Formula: lines whose payment differs from the contract by more than the tolerance ÷ lines that
//! could be priced by contract, by the day of the comparison. Source: ours.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "variance-lines",
    title: "Lines paid beyond tolerance",
    formula: "Lines that differ from the contract by more than the tolerance ÷ lines with a price",
    numerator: "Lines beyond tolerance",
    denominator: "Lines compared",
    source: "Ours",
    good: "",
    needs: "No paid line was compared with its contract yet.",
    group: Group::Money,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: false,
    facts: "SELECT account, at, CAST(NULL AS TEXT) AS person, CASE WHEN state = 'as_expected' THEN \
        0 ELSE 1 END AS numerator, 1 AS denominator FROM line_variance WHERE tenant = $1 AND at \
        >= $2 AND at < $3 AND state <> 'not_priced'",
};
