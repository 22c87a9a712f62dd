//! Appeal backlog.
//!
//! Formula: denials that can be appealed, are open and were not appealed yet, at the end of the
//! time; below the line all open denials. Can be appealed: the way of the denial is an appeal. The
//! page splits them by age since the denial. Source: ours.

use super::{Group, Kpi, Shape, Unit, waiting};

pub(super) const KPI: Kpi = Kpi {
    name: "appeal-backlog",
    title: "Appeal backlog",
    formula: "Denials open on the way of an appeal of which none was sent",
    numerator: "Denials to appeal",
    denominator: "Open denials",
    source: "Ours",
    good: "",
    needs: "No denial is open.",
    group: Group::Denials,
    unit: Unit::Count,
    shape: Shape::Standing(-1),
    past: "",
    money: false,
    person: false,
    facts: concat!(
        waiting!(),
        " SELECT account, from_at AS at, CAST(NULL AS TEXT) AS person, opened_at AS since, \
        appeals * 1 AS numerator, 1 AS denominator FROM waiting WHERE from_at >= $2 AND \
        from_at < $3 UNION ALL SELECT account, left_at, CAST(NULL AS TEXT), opened_at, \
        -appeals * 1, 0 FROM waiting WHERE left_at >= $2 AND left_at < $3 UNION ALL SELECT \
        account, until_at, CAST(NULL AS TEXT), opened_at, 0, -1 FROM waiting WHERE \
        until_at >= $2 AND until_at < $3"
    ),
};
