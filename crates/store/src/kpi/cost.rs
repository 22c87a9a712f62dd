//! Cost to collect.
//!
//! Formula: cost of the revenue cycle ÷ cash collected for care, over months that have both (HFMA
//! MAP Keys). The cost is entered by hand, month by month; each entry is kept. Cash
//! is all that came into the ledger, less refunds sent.

use super::{Group, Kpi, Shape, Unit, batches, entered_facts};

pub(super) const KPI: Kpi = Kpi {
    name: "cost-to-collect",
    title: "Cost to collect",
    formula: "Cost of the revenue cycle (entered by hand) ÷ cash collected in the same months",
    numerator: "Cost entered",
    denominator: "Cash collected",
    source: "HFMA MAP Keys, Cost to Collect",
    good: "2 to 4 %",
    needs: "No cost was entered for a month with cash.",
    group: Group::Money,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "",
    money: true,
    person: false,
    facts: concat!(
        batches!(),
        ", cost AS (",
        entered_facts!("revenue-cycle-cost"),
        ") SELECT CAST('' AS TEXT) AS account, at, by_person AS person, value AS numerator, 0 AS \
        denominator FROM cost WHERE at >= $2 AND at < $3 AND EXISTS (SELECT 1 FROM LEGS s \
        JOIN batch b ON b.id = s.batch WHERE s.tenant = $1 AND s.ledger = 1010 AND b.at < $4 \
        AND b.month = cost.month) UNION ALL SELECT s.account, b.at, CAST(NULL AS TEXT), 0, \
        s.amount_cents FROM batch b CROSS JOIN LEGS s WHERE s.batch = b.id AND s.tenant = $1 \
        AND s.ledger = 1010 AND b.at >= $2 AND b.at < $3 AND b.month IN (SELECT month FROM cost)"
    ),
};
