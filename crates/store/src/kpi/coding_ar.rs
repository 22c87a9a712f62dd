//! A/R that waits for a reason of coding.
//!
//! Formula: dollars under open denials whose category is coding, bundling or medical necessity ÷
//! all receivable, at the end of the time; the page splits both by age of the service. Source:
//! ours. Those three are the categories that coders own in the table of reasons (categories.toml);
//! coding and bundling lie at the stage of coding, medical necessity at that of the documentation.

use super::{Group, Kpi, Shape, Unit, batches, coding, receivable};

pub(super) const KPI: Kpi = Kpi {
    name: "coding-ar",
    title: "A/R tied to coding",
    formula: "Open denials for coding, bundling or medical necessity ÷ all receivable",
    numerator: "Denied for a reason of coding",
    denominator: "All receivable",
    source: "Ours",
    good: "",
    needs: "Nothing was billed yet.",
    group: Group::Money,
    unit: Unit::Percent,
    shape: Shape::Standing(-1),
    past: "",
    money: true,
    person: false,
    facts: concat!(
        batches!(),
        ", refused AS (SELECT d.account, d.from_at, d.until_at, d.amount_cents, \
        COALESCE(o.through_at, d.opened_at) AS since FROM denial_span d LEFT JOIN open_claim o \
        ON o.tenant = d.tenant AND o.claim = d.claim WHERE d.tenant = $1 AND d.waits <> 'closed' \
        AND d.category IN (",
        coding!(),
        ")) SELECT account, from_at AS at, CAST(NULL AS TEXT) AS person, since, amount_cents \
        AS numerator, 0 AS denominator FROM refused WHERE from_at >= $2 AND from_at < $3 \
        UNION ALL SELECT account, until_at, CAST(NULL AS TEXT), since, -amount_cents, 0 FROM \
        refused WHERE until_at >= $2 AND until_at < $3 UNION ALL SELECT account, at, person, \
        since, 0, denominator FROM (",
        receivable!(),
        ") owed"
    ),
};
