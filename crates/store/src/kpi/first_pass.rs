//! First-pass rate: claims that the payer paid at the first try.
//!
//! Formula: claims whose first decision refused nothing ÷ claims with a first decision, by the day
//! of that decision. Source: ours, as clearing houses use the word; a later decision changes
//! nothing. A decision counts once its payment is closed.

use super::{Group, Kpi, Shape, Unit, in_flight};

pub(super) const KPI: Kpi = Kpi {
    name: "first-pass-rate",
    title: "First-pass rate",
    formula: "Claims whose first decision refused nothing ÷ claims with a first decision",
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
        COALESCE(o.first_pass, 0) AS numerator, 1 AS denominator FROM open_claim o WHERE \
        o.tenant = $1 AND o.decided_at >= $2 AND o.decided_at < $3 \
        AND (o.claim, o.decided_at) NOT IN (",
        in_flight!(),
        ")"
    ),
};
