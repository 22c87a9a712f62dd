//! The numbers of the house: one file a KPI, with its formula and its source.
//!
//! Every KPI is one list of **facts**, each with an account, a time, what it adds to the numerator
//! and what it adds to the denominator. Months, totals and the rows behind a number are all made
//! from that one list, so that a number and its rows cannot differ.

mod accuracy;
mod autonomy_all;
mod autonomy_in_scope;
mod charge_lag;
mod claim_edits;
mod clean_claims;
mod coding_from_discharge;
mod coding_from_receipt;
mod dnfb;
mod dnfc;
mod edit_overrides;
mod figure;
mod late_charges;
mod months;
mod now;
mod productivity;
mod query_agree;
mod query_rate;
mod query_response;
mod query_turnaround;

pub use figure::{Fact, FactPlace, Figure, Point, facts, facts_after, figure};
pub use months::{MONTHS, Month, months};
pub use now::{HeldRow, QueryAging, RuleRow, edits_by_rule, held_by_cause, query_aging, released};

/// How a number is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Numerator over denominator as a share of a hundred.
    Percent,
    /// The numerator counts minutes; the number is hours for each of the denominator.
    Hours,
    /// The number is days.
    Days,
    /// Numerator for each of the denominator.
    Each,
    /// The denominator counts seconds; the number is numerators an hour.
    PerHour,
}

/// What a month's number is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The facts of the month.
    Flow,
    /// Everything until the month's end, over the daily mean of the denominator in the
    /// [`figure::MEAN_DAYS`] days before it.
    Level,
}

/// One KPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kpi {
    /// Its name in addresses.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The formula in words.
    pub formula: &'static str,
    /// What the numerator counts.
    pub numerator: &'static str,
    /// What the denominator counts.
    pub denominator: &'static str,
    /// Where the formula comes from, and how sure we are of it.
    pub source: &'static str,
    /// What is taken as good elsewhere; empty where nobody says.
    pub good: &'static str,
    /// Why there may be no number.
    pub needs: &'static str,
    /// How it is read.
    pub unit: Unit,
    /// What a month is made from.
    pub shape: Shape,
    /// Whether numerator or denominator is an amount of money.
    pub money: bool,
    /// Whether facts name the person, so that everybody can see their own.
    pub person: bool,
    /// The facts: columns account, at, person, numerator, denominator; `$1` the tenant, `$2` and
    /// `$3` the time from and until.
    pub(crate) facts: &'static str,
}

/// Every KPI, in the order of the page.
pub const ALL: [Kpi; 17] = [
    dnfb::KPI,
    dnfc::KPI,
    coding_from_discharge::KPI,
    coding_from_receipt::KPI,
    productivity::KPI,
    accuracy::KPI,
    autonomy_all::KPI,
    autonomy_in_scope::KPI,
    clean_claims::KPI,
    claim_edits::KPI,
    edit_overrides::KPI,
    query_rate::KPI,
    query_response::KPI,
    query_agree::KPI,
    query_turnaround::KPI,
    charge_lag::KPI,
    late_charges::KPI,
];

/// The KPI of a name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Kpi> {
    ALL.iter().find(|kpi| kpi.name == name)
}

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
