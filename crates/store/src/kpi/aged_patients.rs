//! A/R by payer group: patients.
//!
//! Formula: receivable owed by patients whose last day of service is more than 90 days back ÷ all
//! that is owed by patients (HFMA MAP Key AR-1 by payer group). The group is that of the payer to
//! whom the claim went. An entry counts from the closing of its batch.

use super::aged::OF_A_GROUP;
use super::{Kpi, batches, receivable};

pub(super) const KPI: Kpi = Kpi {
    name: "aged-ar-patients",
    title: "A/R of patients, over 90 days",
    formula: "Receivable owed by patients whose service is more than 90 days back ÷ all \
        that is owed by patients",
    denominator: "Receivable owed by patients",
    needs: "Nothing is owed by patients.",
    facts: concat!(batches!(), receivable!(), " AND s.ledger = 1120"),
    ..OF_A_GROUP
};
