//! Appeal backlog past its last day.
//!
//! Formula: denials of the appeal backlog whose last day to appeal is over ÷ denials of the
//! backlog, at the end of the time. Source: ours.

use super::{Group, Kpi, Shape, Unit, waiting};

pub(super) const KPI: Kpi = Kpi {
    name: "appeal-backlog-late",
    title: "Appeal backlog past its last day",
    formula: "Denials to appeal whose last day is over ÷ denials to appeal",
    numerator: "Past their last day",
    denominator: "Denials to appeal",
    source: "Ours",
    good: "0",
    needs: "No denial waits for an appeal.",
    group: Group::Denials,
    unit: Unit::Percent,
    shape: Shape::Standing(-1),
    past: "",
    money: false,
    person: false,
    facts: concat!(
        waiting!(),
        " SELECT account, from_at AS at, CAST(NULL AS TEXT) AS person, opened_at AS since, 0 \
        AS numerator, 1 AS denominator FROM waiting WHERE appeals = 1 AND from_at >= $2 AND \
        from_at < $3 UNION ALL SELECT account, left_at, CAST(NULL AS TEXT), opened_at, 0, -1 \
        FROM waiting WHERE appeals = 1 AND left_at >= $2 AND left_at < $3 UNION ALL SELECT \
        account, late_at, CAST(NULL AS TEXT), opened_at, 1, 0 FROM waiting WHERE appeals = 1 AND \
        late_at >= $2 AND late_at < $3 AND (left_at IS NULL OR left_at > late_at) UNION ALL \
        SELECT account, left_at, CAST(NULL AS TEXT), opened_at, -1, 0 FROM waiting WHERE appeals \
        = 1 AND left_at >= $2 AND left_at < $3 AND late_at < left_at"
    ),
};
