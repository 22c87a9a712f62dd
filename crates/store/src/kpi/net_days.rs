//! Net days in A/R.
//!
//! Formula: receivable ÷ average daily net revenue of the last 90 days (HFMA MAP Key FM-1: net A/R
//! ÷ average daily net patient service revenue). The receivable is what payers and patients owe in
//! the ledger, denied amounts and credit balances with it. Net revenue is charges less contractual
//! allowances and charity. Two things differ from a balance sheet: charges enter the ledger when
//! the claim leaves (what has not left is DNFB), and a claim stands at its charge until its payer
//! decides. An entry counts from the closing of its batch.

use super::{Group, Kpi, Shape, Unit, batches};

pub(super) const KPI: Kpi = Kpi {
    name: "net-days-ar",
    title: "Net days in A/R",
    formula: "Receivable ÷ average daily net revenue (charges less allowances and charity) of 90 \
        days",
    numerator: "Receivable",
    denominator: "Net revenue a day",
    source: "HFMA MAP Keys, FM-1",
    good: "30 to 40 days",
    needs: "Nothing was billed yet.",
    group: Group::Money,
    unit: Unit::Days,
    shape: Shape::Level,
    past: "",
    money: true,
    person: false,
    facts: concat!(
        batches!(),
        " SELECT s.account AS account, b.at AS at, CAST(NULL AS TEXT) AS person, \
        CASE WHEN s.ledger < 2000 THEN s.amount_cents \
        ELSE 0 END AS numerator, CASE WHEN s.ledger < 2000 THEN 0 ELSE -s.amount_cents END AS \
        denominator FROM LEGS s JOIN batch b ON b.id = s.batch WHERE s.tenant = $1 AND \
        s.ledger IN (1100, 1110, 1120, 4010, 4110, 4126) AND b.at < $3"
    ),
};
