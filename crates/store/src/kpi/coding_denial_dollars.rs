//! Coding-related denials in dollars.
//!
//! Formula: dollars refused for a coding category, by the day of the denial ÷ charges of claims
//! with a first decision. Source: ours. The categories are coding, bundling and medical necessity:
//! those that coders own in the table of reasons (categories.toml). The person is whoever released
//! the codes of the account last, the release policy too, so that coders and machine are set
//! against the same number.

use super::{Group, Kpi, Shape, Unit, coding, decided, denials_known};

pub(super) const KPI: Kpi = Kpi {
    name: "coding-denial-dollars",
    title: "Coding-related denials, dollars",
    formula: "Dollars denied for coding, bundling or medical necessity ÷ charges of claims decided",
    numerator: "Denied for coding",
    denominator: "Charges decided",
    source: "Ours",
    good: "",
    needs: "No payer has decided on a claim yet.",
    group: Group::Denials,
    unit: Unit::Percent,
    shape: Shape::Flow,
    past: "The coder of an account is that of today.",
    money: true,
    person: true,
    facts: concat!(
        "SELECT d.account AS account, d.opened_at AS at, a.released_by AS person, d.amount_cents \
        AS numerator, 0 AS denominator FROM ",
        denials_known!(),
        " LEFT JOIN account a ON a.tenant = $1 AND a.id = d.account WHERE d.opened_at >= $2 AND \
        d.opened_at < $3 AND d.category IN (",
        coding!(),
        ") UNION ALL SELECT o.account, \
        o.decided_at, a.released_by, 0, o.charge_cents FROM ",
        decided!(),
        " LEFT JOIN account a ON a.tenant = $1 AND a.id = o.account"
    ),
};
