//! Net collection rate: of what could be collected, what was.
//!
//! Formula: payments ÷ (charges − contractual and approved adjustments), each as posted in the
//! time. Payments are all cash that came into the ledger from payers and patients, less refunds
//! sent; approved adjustments are contractual allowances and charity. What was given up for any
//! other reason (filed late, no authorization, bad debt, a small balance) was collectible and stays
//! in the denominator. Source: trade usage, remembered, not read. Cash follows charges by weeks, so
//! that a month of much new work reads low and a quiet one may read over 100 %: read it over
//! several months. An entry counts from the closing of its batch.

use super::{Group, Kpi, Shape, Unit, batches};

pub(super) const KPI: Kpi = Kpi {
    name: "net-collection-rate",
    title: "Net collection rate",
    formula: "Cash from payers and patients, less refunds ÷ (charges − contractual allowances − \
        charity), as posted in the same time",
    numerator: "Cash collected",
    denominator: "Collectible: charges less allowances and charity",
    source: "Trade usage",
    good: "95 % or more",
    needs: "Nothing was billed yet.",
    group: Group::Money,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "",
    money: true,
    person: false,
    facts: concat!(
        batches!(),
        " SELECT s.account AS account, b.at AS at, CAST(NULL AS TEXT) AS person, \
        CASE WHEN s.ledger = 1010 THEN s.amount_cents ELSE 0 END AS numerator, \
        CASE WHEN s.ledger = 1010 THEN 0 ELSE -s.amount_cents END AS denominator \
        FROM LEGS s JOIN batch b ON b.id = s.batch WHERE s.tenant = $1 \
        AND s.ledger IN (1010, 4010, 4110, 4126) AND b.at >= $2 AND b.at < $3"
    ),
};
