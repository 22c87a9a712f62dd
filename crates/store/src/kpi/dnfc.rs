//! DNFC days: discharged, no final codes.
//!
//! Formula: charges of accounts without final codes ÷ average daily gross charges of the last 90
//! days (as vendors of coding software report it beside DNFB; no HFMA key). An account counts from
//! the day its chart came until its codes were released.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "dnfc-days",
    title: "DNFC days",
    formula: "Charges of accounts without final codes ÷ average daily charges of 90 days",
    numerator: "Charges not yet coded",
    denominator: "Charges a day",
    source: "Reports of coding software; not an HFMA key",
    good: "2 to 4 days as the coding part of DNFB",
    needs: "No account came yet.",
    group: Group::Coding,
    unit: Unit::Days,
    shape: Shape::Level,
    past: "Charges are those of today; a chart that was released twice counts from its last \
        release.",
    money: true,
    person: false,
    facts: "SELECT id AS account, received_at AS at, CAST(NULL AS TEXT) AS person, \
        value_cents AS numerator, value_cents AS denominator FROM account WHERE tenant = $1 \
        AND received_at >= $2 AND received_at < $3 UNION ALL SELECT id, released_at, \
        CAST(NULL AS TEXT), -value_cents, 0 FROM account WHERE tenant = $1 \
        AND released_at >= $2 AND released_at < $3",
};
