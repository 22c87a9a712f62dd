//! Coding turnaround from discharge.
//!
//! Formula: mean of (codes final − end of service). The end of service is known as a day: the clock
//! starts at its midnight (UTC). Source: reports of coding software; two clocks are shown because
//! the first hides how late charts come.

use super::{Group, Kpi, Shape, Unit, day_number};

pub(super) const KPI: Kpi = Kpi {
    name: "coding-turnaround-discharge",
    title: "Coding turnaround from discharge",
    formula: "Mean of the time from the last day of service to final codes",
    numerator: "Hours from discharge to final codes",
    denominator: "Accounts with final codes",
    source: "Reports of coding software",
    good: "24 to 72 hours",
    needs: "No account has final codes yet.",
    group: Group::Coding,
    unit: Unit::Hours,
    shape: Shape::Flow,
    past: "A chart that was released again counts at its last release.",
    money: false,
    person: true,
    facts: concat!(
        "SELECT id AS account, released_at AS at, released_by AS person, (released_at - \
        86400000000 * ",
        day_number!("COALESCE(service_to, service_from)"),
        ") / 60000000 AS numerator, 1 AS denominator FROM account WHERE tenant = $1 \
        AND released_at >= $2 AND released_at < $3 \
        AND COALESCE(service_to, service_from) IS NOT NULL"
    ),
};
