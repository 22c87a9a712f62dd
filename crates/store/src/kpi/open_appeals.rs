//! Open appeals.
//!
//! Formula: appeals that were sent and that the payer has not decided, at the end of the time. The
//! page splits them by age since the sending. Source: ours.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "open-appeals",
    title: "Open appeals",
    formula: "Appeals sent and not decided",
    numerator: "Appeals with payers",
    denominator: "",
    source: "Ours",
    good: "",
    needs: "No appeal was sent.",
    group: Group::Denials,
    unit: Unit::Count,
    shape: Shape::Standing(-1),
    past: "",
    money: false,
    person: false,
    facts: "SELECT account, sent_at AS at, CAST(NULL AS TEXT) AS person, sent_at AS since, 1 AS \
        numerator, 1 AS denominator FROM appeal WHERE tenant = $1 AND sent_at >= $2 AND sent_at \
        < $3 UNION ALL SELECT account, decided_at, CAST(NULL AS TEXT), sent_at, -1, -1 FROM \
        appeal WHERE tenant = $1 AND decided_at >= $2 AND decided_at < $3 AND sent_at IS NOT \
        NULL UNION ALL SELECT a.account, w.decided_at, CAST(NULL AS TEXT), a.sent_at, -1, -1 \
        FROM appeal_answered w JOIN appeal a ON a.tenant = w.tenant AND a.id = w.appeal WHERE \
        w.tenant = $1 AND w.decided_at >= $2 AND w.decided_at < $3 UNION ALL SELECT a.account, \
        w.again_at, CAST(NULL AS TEXT), a.sent_at, 1, 1 FROM appeal_answered w JOIN appeal a ON \
        a.tenant = w.tenant AND a.id = w.appeal WHERE w.tenant = $1 AND w.again_at >= $2 AND \
        w.again_at < $3",
};
