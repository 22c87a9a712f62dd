//! Documentation query volume.
//!
//! Formula: queries sent, by the day of sending; below the line the providers' charts that came in
//! the same time, so that more queries of more charts can be told from more of each. Source: ours.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "query-volume",
    title: "Documentation queries sent",
    formula: "Queries sent; beside it the charts that came",
    numerator: "Queries sent",
    denominator: "Charts received",
    source: "Ours",
    good: "",
    needs: "No chart came yet.",
    group: Group::Coding,
    unit: Unit::Count,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: true,
    facts: "SELECT account, sent_at AS at, author AS person, 1 AS numerator, 0 AS denominator FROM \
        query WHERE tenant = $1 AND sent_at >= $2 AND sent_at < $3 UNION ALL SELECT id, \
        received_at, CAST(NULL AS TEXT), 0, 1 FROM account WHERE tenant = $1 AND received_at >= \
        $2 AND received_at < $3",
};
