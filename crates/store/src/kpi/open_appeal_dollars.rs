//! Open appeals, dollars.
//!
//! Formula: dollars of appeals that were sent and that the payer has not decided, at the end of
//! the time. The page splits them by age since the sending. Source: ours.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "open-appeals-dollars",
    title: "Open appeals, dollars",
    formula: "Dollars of appeals sent and not decided",
    numerator: "Dollars with payers",
    denominator: "",
    source: "Ours",
    good: "",
    needs: "No appeal was sent.",
    group: Group::Denials,
    unit: Unit::Dollars,
    shape: Shape::Standing(-1),
    past: "",
    money: true,
    person: false,
    facts: "SELECT account, sent_at AS at, CAST(NULL AS TEXT) AS person, sent_at AS since, \
        amount_cents AS numerator, amount_cents AS denominator FROM appeal WHERE tenant = $1 AND \
        sent_at >= $2 AND sent_at < $3 UNION ALL SELECT account, decided_at, CAST(NULL AS TEXT), \
        sent_at, -amount_cents, -amount_cents FROM appeal WHERE tenant = $1 AND decided_at >= $2 \
        AND decided_at < $3 AND sent_at IS NOT NULL UNION ALL SELECT a.account, w.decided_at, \
        CAST(NULL AS TEXT), a.sent_at, -a.amount_cents, -a.amount_cents FROM appeal_answered w \
        JOIN appeal a ON a.tenant = w.tenant AND a.id = w.appeal WHERE w.tenant = $1 AND \
        w.decided_at >= $2 AND w.decided_at < $3 UNION ALL SELECT a.account, w.again_at, \
        CAST(NULL AS TEXT), a.sent_at, a.amount_cents, a.amount_cents FROM appeal_answered w \
        JOIN appeal a ON a.tenant = w.tenant AND a.id = w.appeal WHERE w.tenant = $1 AND \
        w.again_at >= $2 AND w.again_at < $3",
};
