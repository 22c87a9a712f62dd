//! A/R by payer group: Medicaid.
//!
//! Formula: receivable owed by Medicaid whose last day of service is more than 90 days back ÷ all
//! that is owed by Medicaid (HFMA MAP Key AR-1 by payer group). The group is that of the payer to
//! whom the claim went. An entry counts from the closing of its batch.

use super::aged::OF_A_GROUP;
use super::{Kpi, batches, receivable};

pub(super) const KPI: Kpi = Kpi {
    name: "aged-ar-medicaid",
    title: "A/R of Medicaid, over 90 days",
    formula: "Receivable owed by Medicaid whose service is more than 90 days back ÷ all \
        that is owed by Medicaid",
    denominator: "Receivable owed by Medicaid",
    needs: "Nothing is owed by Medicaid.",
    facts: concat!(
        batches!(),
        receivable!(),
        " AND s.ledger <> 1120 AND s.payer_kind = 'medicaid'"
    ),
    ..OF_A_GROUP
};
