//! A/R by payer group: Medicare.
//!
//! Formula: receivable owed by Medicare and Medicare Advantage whose last day of service is more
//! than 90 days back ÷ all that is owed by Medicare and Medicare Advantage (HFMA MAP Key AR-1 by
//! payer group). The group is that of the payer to whom the claim went. An entry counts from the
//! closing of its batch.

use super::aged::OF_A_GROUP;
use super::{Kpi, batches, receivable};

pub(super) const KPI: Kpi = Kpi {
    name: "aged-ar-medicare",
    title: "A/R of Medicare, over 90 days",
    formula: "Receivable owed by Medicare and Medicare Advantage whose service is more than 90 \
        days back ÷ all \
        that is owed by Medicare and Medicare Advantage",
    denominator: "Receivable owed by Medicare and Medicare Advantage",
    needs: "Nothing is owed by Medicare and Medicare Advantage.",
    facts: concat!(
        batches!(),
        receivable!(),
        " AND s.ledger <> 1120 AND s.payer_kind IN ('medicare', 'medicare_advantage')"
    ),
    ..OF_A_GROUP
};
