//! Aged A/R over 90 days.
//!
//! Formula: receivable whose last day of service is more than 90 days back ÷ all receivable (HFMA
//! MAP Key AR-1; that the age runs from discharge is remembered, not read). What payers and
//! patients owe counts, denied amounts with it; what somebody paid too much counts against it at
//! the age of its claim. An entry counts from the closing of its batch.

use super::{Group, Kpi, Shape, Unit, batches, receivable};

/// The same of one group of payers, but for its words and facts.
pub(super) const OF_A_GROUP: Kpi =
    Kpi { numerator: "Over 90 days", source: "HFMA MAP Keys, AR-1 by payer group", ..KPI };

pub(super) const KPI: Kpi = Kpi {
    name: "aged-ar",
    title: "Aged A/R over 90 days",
    formula: "Receivable whose service is more than 90 days back ÷ all receivable",
    numerator: "Receivable over 90 days",
    denominator: "All receivable",
    source: "HFMA MAP Keys, AR-1",
    good: "",
    needs: "Nothing was billed yet.",
    group: Group::Money,
    unit: Unit::Percent,
    shape: Shape::Standing(90),
    past: "",
    money: true,
    person: false,
    facts: concat!(batches!(), receivable!()),
};
