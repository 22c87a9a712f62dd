//! Initial denial rate, claims.
//!
//! Formula: claims whose first decision refused something ÷ claims submitted, the denominator
//! averaged over the three months before (HFMA Claim Integrity Task Force, 2021). While a site has
//! fewer months before, the mean is over those it has; its first month is set against itself; of
//! the running month its part of a month. A refusal of one line counts. A decision counts once its
//! payment is closed, on the day on which it was posted.

use super::{Group, Kpi, Shape, Unit, decided};

pub(super) const KPI: Kpi = Kpi {
    name: "initial-denial-rate",
    title: "Initial denial rate, claims",
    formula: "Claims refused in full or in part at first ÷ claims submitted a month, mean of the \
        three months before",
    numerator: "Claims refused at first",
    denominator: "Claims submitted, mean",
    source: "HFMA Claim Integrity Task Force, 2021",
    good: "under 5 %",
    needs: "No claim has left yet.",
    group: Group::Denials,
    unit: Unit::Percent,
    shape: Shape::Averaged,
    past: "",
    money: false,
    person: false,
    facts: concat!(
        "SELECT o.account AS account, o.decided_at AS at, CAST(NULL AS TEXT) AS person, 1 AS \
        numerator, 0 AS denominator FROM ",
        decided!(),
        " WHERE o.first_pass = 0 UNION ALL SELECT o.account, o.submitted_at, CAST(NULL AS TEXT), 0, 1 FROM open_claim \
        o WHERE o.tenant = $1 AND o.submitted_at >= $2 AND o.submitted_at < $3"
    ),
};
