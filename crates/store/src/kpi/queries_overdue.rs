//! Queries past their date, and how old open ones are.
//!
//! Formula: open queries past their date ÷ open queries, at the end of the time. A query is open
//! from its sending to its answer or its closing. Source: ours, after the ageing reports of CDI
//! software.

use super::{Group, Kpi, Shape, Unit};

pub(super) const KPI: Kpi = Kpi {
    name: "queries-overdue",
    title: "Open queries past their date",
    formula: "Open queries past their date ÷ open queries",
    numerator: "Past their date",
    denominator: "Open queries",
    source: "Ours",
    good: "",
    needs: "No query is open.",
    group: Group::Coding,
    unit: Unit::Percent,
    shape: Shape::Standing(-1),
    past: "A date that was moved later counts as it stands today.",
    money: false,
    person: true,
    facts: "WITH asked AS (SELECT account, author, sent_at, due_at, COALESCE(answered_at, \
        closed_at) AS done FROM query WHERE tenant = $1 AND sent_at IS NOT NULL) SELECT account, \
        sent_at AS at, author AS person, sent_at AS since, 0 AS numerator, 1 AS denominator FROM \
        asked WHERE sent_at >= $2 AND sent_at < $3 UNION ALL SELECT account, done, author, \
        sent_at, 0, -1 FROM asked WHERE done >= $2 AND done < $3 UNION ALL SELECT account, \
        due_at, author, sent_at, 1, 0 FROM asked WHERE due_at >= $2 AND due_at < $3 AND (done IS \
        NULL OR done > due_at) UNION ALL SELECT account, done, author, sent_at, -1, 0 FROM asked \
        WHERE done >= $2 AND done < $3 AND due_at < done",
};
