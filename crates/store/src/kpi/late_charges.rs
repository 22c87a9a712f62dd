//! Late charges.
//!
//! Formula: charges posted more than three days after their day of service ÷ charges posted, in
//! dollars. Source: name as HFMA MAP Key CL-2, the formula from common usage.

use super::{Group, Kpi, Shape, Unit, day_number};

pub(super) const KPI: Kpi = Kpi {
    name: "late-charges",
    title: "Late charges",
    formula: "Charges posted more than 3 days after service ÷ charges posted",
    numerator: "Late charges",
    denominator: "Charges posted",
    source: "HFMA MAP Keys, CL-2 (name); common usage (formula)",
    good: "",
    needs: "No charge was posted yet.",
    group: Group::Claims,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "A charge's amount is that of today.",
    money: true,
    person: false,
    facts: concat!(
        "SELECT account, posted_at AS at, CAST(NULL AS TEXT) AS person, CASE WHEN \
        posted_at / 86400000000 - ",
        day_number!("day"),
        " > 3 THEN COALESCE(charge_cents, 0) ELSE 0 END AS numerator, \
        COALESCE(charge_cents, 0) AS denominator FROM charge WHERE tenant = $1 \
        AND posted_at >= $2 AND posted_at < $3"
    ),
};
