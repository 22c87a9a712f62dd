//! Pieces of statements that several KPIs share.

/// Categories of denials that are tied to coding: those that coders own in the table of reasons.
pub const CODING_CATEGORIES: [&str; 3] = ["coding", "bundling", "medical_necessity"];

/// [`CODING_CATEGORIES`] in SQL.
macro_rules! coding {
    () => {
        "'coding', 'bundling', 'medical_necessity'"
    };
}
pub(crate) use coding;

/// The number of a day written `YYYY-MM-DD`, counted from 1970-01-01, in SQL that both engines
/// know: years from March on, so that a leap day is the last of its year (Howard Hinnant,
/// `days_from_civil`).
macro_rules! day_number {
    ($column:literal) => {
        concat!(
            "(365 * (CAST(SUBSTR(",
            $column,
            ", 1, 4) AS BIGINT) - CASE WHEN SUBSTR(",
            $column,
            ", 6, 2) < '03' THEN 1 ELSE 0 END) + (CAST(SUBSTR(",
            $column,
            ", 1, 4) AS BIGINT) - CASE WHEN SUBSTR(",
            $column,
            ", 6, 2) < '03' THEN 1 ELSE 0 END) / 4 - (CAST(SUBSTR(",
            $column,
            ", 1, 4) AS BIGINT) - CASE WHEN SUBSTR(",
            $column,
            ", 6, 2) < '03' THEN 1 ELSE 0 END) / 100 + (CAST(SUBSTR(",
            $column,
            ", 1, 4) AS BIGINT) - CASE WHEN SUBSTR(",
            $column,
            ", 6, 2) < '03' THEN 1 ELSE 0 END) / 400 + (153 * (CAST(SUBSTR(",
            $column,
            ", 6, 2) AS BIGINT) + CASE WHEN SUBSTR(",
            $column,
            ", 6, 2) < '03' THEN 9 ELSE -3 END) + 2) / 5 + CAST(SUBSTR(",
            $column,
            ", 9, 2) AS BIGINT) - 1 - 719468)"
        )
    };
}
pub(crate) use day_number;

/// Batches that are closed, and the first moment of the day on which they were: an entry counts
/// from there on (its own day is never later).
macro_rules! batches {
    () => {
        concat!(
            "WITH batch AS MATERIALIZED (SELECT id, SUBSTR(closed_on, 1, 7) AS month, \
            86400000000 * ",
            $crate::kpi::day_number!("closed_on"),
            " AS at FROM ledger_batch WHERE tenant = $1 AND closed_on IS NOT NULL)"
        )
    };
}
pub(crate) use batches;

/// Facts of what is owed for claims, since the last day of service: what payers owe, what they
/// refused, what patients owe (`Ledger::is_receivable`). Stands after [`batches`]; `LEGS` is the
/// ledger, see `roll`; a month of it is read from its batches on (`batch b CROSS JOIN LEGS s`), as
/// SQLite takes the order of a CROSS JOIN.
macro_rules! receivable {
    () => {
        " SELECT s.account AS account, b.at AS at, CAST(NULL AS TEXT) AS person, \
        COALESCE(s.since_at, b.at) AS since, s.amount_cents AS numerator, s.amount_cents AS \
        denominator FROM LEGS s JOIN batch b ON b.id = s.batch WHERE s.tenant = $1 \
        AND s.ledger IN (1100, 1110, 1120) AND b.at >= $2 AND b.at < $3"
    };
}
pub(crate) use receivable;

/// Decisions, as claim and time, that are posted and whose payment was not closed yet.
macro_rules! in_flight {
    () => {
        "SELECT p.claim, p.at FROM remittance r JOIN posted_claim p ON p.tenant = r.tenant \
        AND p.remittance = r.id WHERE r.tenant = $1 AND r.received_at < $4 \
        AND (r.closed_at IS NULL OR r.closed_at >= $4) AND p.at < $4"
    };
}
pub(crate) use in_flight;

/// First decisions of a time that were known, as `o`: those of payments that were closed, and those
/// that a person took back only later.
macro_rules! decided {
    () => {
        concat!(
            "(SELECT claim, account, charge_cents, decided_at, first_pass FROM open_claim \
            WHERE tenant = $1 AND decided_at >= $2 AND decided_at < $3 \
            AND (claim, decided_at) NOT IN (",
            $crate::kpi::in_flight!(),
            ") UNION ALL SELECT claim, account, charge_cents, decided_at, first_pass \
            FROM decision_undone WHERE tenant = $1 AND decided_at >= $2 AND decided_at < $3 \
            AND closed_at < $4 AND undone_at >= $4) o"
        )
    };
}
pub(crate) use decided;

/// Denials as they were known at the moment that is asked about, as `d`.
macro_rules! denials_known {
    () => {
        "(SELECT denial, account, claim, opened_at, closed_at, category, amount_cents, \
        recovered_cents, state FROM denial_span WHERE tenant = $1 AND from_at < $4 \
        AND (until_at IS NULL OR until_at >= $4) AND undone = 0) d"
    };
}
pub(crate) use denials_known;

/// Numbers that people entered for months, each as it stood then: month, value, by_person, at.
macro_rules! entered_facts {
    ($kpi:literal) => {
        concat!(
            "SELECT e.month, e.value, e.by_person, 86400000000 * ",
            $crate::kpi::day_number!("e.month || '-01'"),
            " AS at FROM kpi_entered e WHERE e.tenant = $1 AND e.kpi = '",
            $kpi,
            "' AND e.at < $4 AND NOT EXISTS (SELECT 1 FROM kpi_entered n WHERE \
            n.tenant = e.tenant AND n.kpi = e.kpi AND n.month = e.month AND n.at < $4 \
            AND n.version > e.version)"
        )
    };
}
pub(crate) use entered_facts;

/// Denials as they stood while they were open, each span of them: whether they went the way of an
/// appeal, until when they were in the backlog (a first appeal was sent, or they stood otherwise)
/// and when their last day was over.
macro_rules! waiting {
    () => {
        concat!(
            "WITH waiting AS (SELECT d.account, d.opened_at, d.from_at, d.until_at, \
            d.amount_cents, CASE WHEN d.route = 'appeal' AND (s.sent_at IS NULL \
            OR s.sent_at > d.from_at) THEN 1 ELSE 0 END AS appeals, \
            CASE WHEN s.sent_at < d.until_at OR d.until_at IS NULL THEN s.sent_at \
            ELSE d.until_at END AS left_at, CASE WHEN d.deadline IS NULL THEN NULL \
            WHEN 86400000000 * (1 + ",
            $crate::kpi::day_number!("d.deadline"),
            ") < d.from_at THEN d.from_at ELSE 86400000000 * (1 + ",
            $crate::kpi::day_number!("d.deadline"),
            ") END AS late_at FROM denial_span d LEFT JOIN (SELECT denial, MIN(sent_at) AS \
            sent_at FROM appeal WHERE tenant = $1 AND sent_at IS NOT NULL GROUP BY denial) s \
            ON s.denial = d.denial WHERE d.tenant = $1 AND d.waits <> 'closed')"
        )
    };
}
pub(crate) use waiting;

#[cfg(test)]
mod tests {
    use super::CODING_CATEGORIES;
    use payments::denials::{Category, OwnerRole};
    use payments::ledger::{Ledger, WriteOff};

    #[test]
    fn what_statements_name_is_what_the_house_names() {
        let of_coders = Category::ALL.into_iter().filter(|one| {
            one.handling().is_some_and(|handling| handling.owner == OwnerRole::Coder)
        });
        let names: Vec<String> = of_coders.map(|one| crate::name_of(&one)).collect();
        assert_eq!(names, CODING_CATEGORIES);
        let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
        assert_eq!(coding!(), quoted.join(", "));
        let owed = Ledger::all().into_iter().filter(|one| one.is_receivable());
        let owed: Vec<String> = owed.map(|one| one.number().to_string()).collect();
        assert!(receivable!().contains(&format!("s.ledger IN ({})", owed.join(", "))));
        use model::PayerKind::{Medicaid, Medicare, MedicareAdvantage};
        let public = [Medicare, MedicareAdvantage, Medicaid].map(|kind| crate::name_of(&kind));
        assert_eq!(public, ["medicare", "medicare_advantage", "medicaid"]);
        let revenue =
            [Ledger::Charges, Ledger::ContractualAllowance, Ledger::WriteOff(WriteOff::Charity)];
        assert_eq!(revenue.map(Ledger::number), [4010, 4110, 4126]);
        assert_eq!(Ledger::Cash.number(), 1010);
    }
}
