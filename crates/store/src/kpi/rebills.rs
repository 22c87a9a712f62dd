//! Rebill frequency.
//!
//! Formula: claims that left with frequency 7 or 8 or left again ÷ claims that left. Source: the
//! trade's usage. A claim that leaves again after a rejection counts as a rebill at each time.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "rebill-frequency",
    title: "Rebill frequency",
    formula: "Claims that left with frequency 7 or 8, and those sent again ÷ claims that left",
    numerator: "Rebilled",
    denominator: "Claims that left",
    source: "Trade usage",
    good: "",
    needs: "No claim has left yet.",
    group: Group::Claims,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: false,
    facts: "SELECT account, submitted_at AS at, CAST(NULL AS TEXT) AS person, CASE WHEN frequency \
        IN ('7', '8') THEN 1 ELSE 0 END AS numerator, 1 AS denominator FROM claim WHERE tenant = \
        $1 AND submitted_at >= $2 AND submitted_at < $3 UNION ALL SELECT s.account, s.sent_at, \
        CAST(NULL AS TEXT), 1, 0 FROM sent_interchange s WHERE s.tenant = $1 AND s.kind = '837' \
        AND s.sent_at >= $2 AND s.sent_at < $3 AND EXISTS (SELECT 1 FROM sent_interchange e \
        WHERE e.tenant = s.tenant AND e.subject = s.subject AND e.kind = '837' AND e.sent_at < \
        s.sent_at)",
};
