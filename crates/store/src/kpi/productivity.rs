//! Productivity: accounts submitted for each hour that coders spent in charts.
//!
//! Formula: charts that a coder submitted ÷ hours of work in charts. Source: AHIMA's way of stating
//! it (inpatient about 3 an hour); only time inside a chart counts, not breaks and meetings.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "productivity",
    title: "Charts per coder hour",
    formula: "Charts submitted by coders ÷ hours that coders spent in charts",
    numerator: "Charts submitted",
    denominator: "Hours in charts",
    source: "AHIMA practice briefs on coding productivity",
    good: "",
    needs: "Nobody has worked in a chart yet.",
    group: Group::Coding,
    unit: Unit::PerHour,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: true,
    facts: "SELECT account, to_at AS at, user_id AS person, CASE WHEN outcome = 'submitted' \
        THEN 1 ELSE 0 END AS numerator, (to_at - from_at) / 1000000 AS denominator \
        FROM work_span WHERE tenant = $1 AND to_at >= $2 AND to_at < $3 AND kind = 'coding'",
};
