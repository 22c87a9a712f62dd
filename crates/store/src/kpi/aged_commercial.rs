//! A/R by payer group: commercial payers.
//!
//! Formula: receivable owed by all other payers whose last day of service is more than 90 days
//! back ÷ all that is owed by all other payers (HFMA MAP Key AR-1 by payer group). The group is
//! that of the payer to whom the claim went. An entry counts from the closing of its batch.

use super::aged::OF_A_GROUP;
use super::{Kpi, batches, receivable};

pub(super) const KPI: Kpi = Kpi {
    name: "aged-ar-commercial",
    title: "A/R of commercial payers, over 90 days",
    formula: "Receivable owed by all other payers whose service is more than 90 days back ÷ all \
        that is owed by all other payers",
    denominator: "Receivable owed by all other payers",
    needs: "Nothing is owed by all other payers.",
    facts: concat!(
        batches!(),
        receivable!(),
        " AND s.ledger <> 1120 AND s.payer_kind NOT IN ('medicare', 'medicare_advantage', 'medicaid')"
    ),
    ..OF_A_GROUP
};
