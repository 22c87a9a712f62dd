//! Monthly reporting effort.
//!
//! Formula: hours of staff that it took to make a month's reports; over several months the mean.
//! The hours are entered by hand; each entry is kept. Source: ours.

use super::{Group, Kpi, Shape, Unit, entered_facts};

pub(super) const KPI: Kpi = Kpi {
    name: "reporting-effort",
    title: "Monthly reporting effort",
    formula: "Hours of staff to make the reports of a month (entered by hand)",
    numerator: "Hours",
    denominator: "Months entered",
    source: "Ours",
    good: "",
    needs: "No hours were entered.",
    group: Group::Money,
    unit: Unit::Hours,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: false,
    facts: concat!(
        "WITH hours AS (",
        entered_facts!("reporting-effort"),
        ") SELECT CAST('' AS TEXT) AS account, at, by_person AS person, value AS numerator, 1 AS \
        denominator FROM hours WHERE at >= $2 AND at < $3"
    ),
};
