//! Payment variance.
//!
//! Formula: sum of (expected − allowed) ÷ sum of what was expected, over lines that could be
//! priced by contract, by the day of the comparison. Positive is money that did not come. Source:
//! ours.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "payment-variance",
    title: "Payment variance",
    formula: "Sum of (expected − allowed) ÷ sum of expected, of lines with a price by contract",
    numerator: "Expected and not allowed",
    denominator: "Expected",
    source: "Ours",
    good: "",
    needs: "No paid line was compared with its contract yet.",
    group: Group::Money,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "",
    money: true,
    person: false,
    facts: "SELECT account, at, CAST(NULL AS TEXT) AS person, expected_cents - allowed_cents AS \
        numerator, expected_cents AS denominator FROM line_variance WHERE tenant = $1 AND at >= \
        $2 AND at < $3 AND state <> 'not_priced'",
};
