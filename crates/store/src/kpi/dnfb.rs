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
    facts: "SELECT a.id AS account, a.received_at AS at, CAST(NULL AS TEXT) AS person, \
        a.value_cents AS numerator, a.value_cents AS denominator FROM account a \
        WHERE a.tenant = $1 AND a.received_at >= $2 AND a.received_at < $3 \
        AND (a.queue NOT IN ('payer', 'done') OR EXISTS (SELECT 1 FROM claim c \
        WHERE c.tenant = a.tenant AND c.account = a.id AND c.submitted_at IS NOT NULL)) \
        UNION ALL SELECT s.account, s.at, CAST(NULL AS TEXT), -a.value_cents, 0 FROM \
        (SELECT account, MIN(submitted_at) AS at FROM claim WHERE tenant = $1 \
        AND submitted_at IS NOT NULL GROUP BY account) s JOIN account a ON a.tenant = $1 \
        AND a.id = s.account WHERE s.at >= $2 AND s.at < $3",
};
