//! Final denial rate: denials written off.
//!
//! Formula: dollars of denials closed as written off ÷ net revenue (charges less contractual
//! allowances and charity), by the day of closing (HFMA MAP Key AR-6: net dollars written off as
//! denials ÷ net patient service revenue). What came back before the rest was given up is taken
//! off.

use super::{Group, Kpi, Shape, Unit, batches, denials_known};

pub(super) const KPI: Kpi = Kpi {
    name: "final-denial-rate",
    title: "Final denial rate (write-offs)",
    formula: "Denials written off ÷ net revenue (charges less allowances and charity)",
    numerator: "Denials written off",
    denominator: "Net revenue",
    source: "HFMA MAP Keys, AR-6",
    good: "",
    needs: "Nothing was billed yet.",
    group: Group::Denials,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "",
    money: true,
    person: false,
    facts: concat!(
        batches!(),
        " SELECT d.account AS account, d.closed_at AS at, CAST(NULL AS TEXT) AS person, \
        d.amount_cents - d.recovered_cents AS numerator, 0 AS denominator FROM ",
        denials_known!(),
        " WHERE d.closed_at >= $2 AND d.closed_at < $3 AND d.state = 'written_off' UNION ALL SELECT s.account, \
        b.at, CAST(NULL AS TEXT), 0, -s.amount_cents FROM batch b CROSS JOIN LEGS s WHERE \
        s.batch = b.id AND s.tenant = $1 AND s.ledger IN (4010, 4110, 4126) AND b.at >= $2 AND \
        b.at < $3"
    ),
};
