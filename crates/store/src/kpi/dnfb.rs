//! DNFB days: discharged, not final billed.
//!
//! Formula: charges of accounts whose claim has not left ÷ average daily gross charges of the last
//! 90 days (HFMA MAP Keys: gross dollars in A/R not final billed ÷ average daily gross patient
//! service revenue). An account counts from the day its chart came; its charges are those of today.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "dnfb-days",
    title: "DNFB days",
    formula: "Charges of accounts whose claim has not left ÷ average daily charges of 90 days",
    numerator: "Charges not yet billed",
    denominator: "Charges a day",
    source: "HFMA MAP Keys, Days in Total Discharged Not Final Billed",
    good: "5 to 7 days with automated coding",
    needs: "No account came yet.",
    group: Group::Money,
    unit: Unit::Days,
    shape: Shape::Level,
    past: "Charges and claims are those of today: a past day is told as far as its times are \
        known, not with the charges of that day.",
    money: true,
    person: false,
    facts: "WITH moved AS MATERIALIZED (SELECT a.id, a.received_at, a.value_cents, a.queue, \
        (SELECT MIN(c.submitted_at) FROM claim c WHERE c.tenant = a.tenant AND c.account = a.id) \
        AS left_at FROM account a WHERE a.tenant = $1 AND a.received_at >= $2 \
        AND a.received_at < $3) SELECT id AS account, received_at AS at, CAST(NULL AS TEXT) AS \
        person, value_cents AS numerator, value_cents AS denominator FROM moved \
        WHERE queue NOT IN ('payer', 'done') OR left_at IS NOT NULL UNION ALL SELECT id, left_at, \
        CAST(NULL AS TEXT), -value_cents, 0 FROM moved WHERE left_at >= $2 AND left_at < $3",
};
