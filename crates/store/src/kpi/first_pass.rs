//! First-pass rate: claims that the payer paid as they first left.
//!
//! Formula: claims whose first decision refused nothing, and that no front door (TA1, 999, 277CA)
//! refused before it ÷ claims with a first decision, by the day of that decision. Source: ours
//! (first-pass resolution: finalised on the first submission ÷ adjudicated); a later decision
//! changes nothing. A claim that corrects another (frequency 7 or 8) is that claim once more and
//! counts in neither. A decision counts once its payment is closed.

use super::{Group, Kpi, Shape, Unit, decided};

pub(super) const KPI: Kpi = Kpi {
    name: "first-pass-rate",
    title: "First-pass rate",
    formula: "Claims never refused at the front door whose first decision refused nothing ÷ claims \
        with a first decision; corrected claims are not counted apart",
    numerator: "Claims paid at the first try",
    denominator: "Claims decided",
    source: "Ours; trade usage",
    good: "",
    needs: "No payer has decided on a claim yet.",
    group: Group::Claims,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "",
    money: false,
    person: false,
    facts: concat!(
        "SELECT o.account AS account, o.decided_at AS at, CAST(NULL AS TEXT) AS person, \
        CASE WHEN o.first_pass = 1 AND NOT EXISTS (SELECT 1 FROM front_door_refusal r WHERE \
        r.tenant = $1 AND r.claim = o.claim AND r.at <= o.decided_at AND r.at < $4) \
        THEN 1 ELSE 0 END AS numerator, 1 AS denominator FROM ",
        decided!(),
        " WHERE NOT EXISTS (SELECT 1 FROM claim c WHERE c.tenant = $1 AND c.id = o.claim AND \
        c.frequency IN ('7', '8'))"
    ),
};
