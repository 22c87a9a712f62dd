//! Coding-related denial rate.
//!
//! Formula: claims with a denial of a coding category, at its first one ÷ claims with a first
//! decision. Source: ours. The categories are coding, bundling and medical necessity: those that
//! coders own in the table of reasons (categories.toml). The person is whoever released the codes
//! of the account last, the release policy too, so that coders and machine are set against the
//! same number.

use super::{Group, Kpi, Shape, Unit, coding, decided, denials_known};

pub(super) const KPI: Kpi = Kpi {
    name: "coding-denial-rate",
    title: "Coding-related denial rate",
    formula: "Claims denied for coding, bundling or medical necessity ÷ claims decided",
    numerator: "Claims denied for coding",
    denominator: "Claims decided",
    source: "Ours",
    good: "",
    needs: "No payer has decided on a claim yet.",
    group: Group::Denials,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "The coder of an account is that of today.",
    money: false,
    person: true,
    facts: concat!(
        "SELECT f.account AS account, f.at AS at, a.released_by AS person, 1 AS numerator, 0 AS \
        denominator FROM (SELECT account, claim, MIN(opened_at) AS at FROM ",
        denials_known!(),
        " WHERE category IN (",
        coding!(),
        ") GROUP BY account, claim) f LEFT JOIN account a ON a.tenant = $1 AND a.id = f.account \
        WHERE f.at >= $2 AND f.at < $3 UNION ALL SELECT o.account, o.decided_at, a.released_by, \
        0, 1 FROM ",
        decided!(),
        " LEFT JOIN account a ON a.tenant = $1 AND a.id = o.account"
    ),
};
