//! Charge lag.
//!
//! Formula: sum of (day posted − day of service) ÷ charge lines, by the day of posting. Source:
//! common usage; the text of a standard was not read.

use super::{Group, Kpi, Shape, Unit, day_number};

pub(super) const KPI: Kpi = Kpi {
    name: "charge-lag",
    title: "Charge lag",
    formula: "Sum of days from service to posting ÷ charge lines posted",
    numerator: "Days of lag",
    denominator: "Charge lines",
    source: "Common usage",
    good: "",
    needs: "No charge was posted yet.",
    group: Group::Claims,
    unit: Unit::Days,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: false,
    facts: concat!(
        "SELECT account, posted_at AS at, CAST(NULL AS TEXT) AS person, \
        posted_at / 86400000000 - ",
        day_number!("day"),
        " AS numerator, 1 AS denominator FROM charge WHERE tenant = $1 AND posted_at >= $2 \
        AND posted_at < $3"
    ),
};
