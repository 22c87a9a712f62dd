//! The numbers of the house: one file a KPI, with its formula and its source.
//!
//! Every KPI is one list of **facts**, each with an account, a time, what it adds to the numerator
//! and what it adds to the denominator. Months, totals and the rows behind a number are all made
//! from that one list, so that a number and its rows cannot differ (what the ledger adds to it is
//! kept added up for days that are over: `roll`). What was not known yet on the
//! day that is asked about is not in the list; where the tables cannot tell that, the KPI says so.

mod accuracy;
mod aged;
mod aged_commercial;
mod aged_medicaid;
mod aged_medicare;
mod aged_patients;
mod aging;
mod autonomy_all;
mod autonomy_in_scope;
mod backlog;
mod backlog_dollars;
mod backlog_late;
mod baseline;
mod charge_lag;
mod claim_edits;
mod clean_claims;
mod coding_ar;
mod coding_denial_dollars;
mod coding_denials;
mod coding_from_discharge;
mod coding_from_receipt;
mod cost;
mod dnfb;
mod dnfc;
mod edit_overrides;
mod entered;
mod figure;
mod final_denials;
mod first_pass;
mod initial_denial_dollars;
mod initial_denials;
mod late_charges;
mod months;
mod net_collection;
mod net_days;
mod now;
mod open_appeal_dollars;
mod open_appeals;
mod owed;
mod page;
mod pieces;
mod productivity;
mod queries_overdue;
mod query_agree;
mod query_rate;
mod query_response;
mod query_turnaround;
mod query_volume;
mod rebills;
mod reporting;
mod roll;
mod rows;
mod variance;
mod variance_lines;

pub use aging::{BUCKETS, Bucket, aging};
pub use baseline::{Baseline, Frozen, baseline, baselines, freeze, put_baseline, span_of};
pub use entered::{ENTERED, EnteredKpi, EnteredRow, enter, entered, entered_kpi, history};
pub use figure::{Figure, MEAN_DAYS, MEAN_MONTHS, Point, View, figure};
pub use months::{MONTHS, Month, midnight, months};
pub use now::{HeldRow, QueryAging, RuleRow, edits_by_rule, held_by_cause, query_aging, released};
pub use page::page;
pub use pieces::CODING_CATEGORIES;
pub(crate) use pieces::{
    batches, coding, day_number, decided, denials_known, entered_facts, in_flight, receivable,
    waiting,
};
pub(crate) use roll::forget;
pub use roll::roll;
pub use rows::{Fact, FactPlace, PersonSum, by_person, explained, facts, facts_after};

/// What a number is about; the page has a part for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Codes and what is asked about charts.
    Coding,
    /// Claims until the payer's first word.
    Claims,
    /// Receivable, revenue, cost.
    Money,
    /// What payers refuse.
    Denials,
}

impl Group {
    /// Every group, in the order of the page.
    pub const ALL: [Group; 4] = [Group::Coding, Group::Claims, Group::Money, Group::Denials];

    /// Its name in addresses.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Group::Coding => "coding",
            Group::Claims => "claims",
            Group::Money => "money",
            Group::Denials => "denials",
        }
    }

    /// Its name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Group::Coding => "Coding",
            Group::Claims => "Claims",
            Group::Money => "Money",
            Group::Denials => "Denials",
        }
    }
}

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
    /// The numerator alone; the denominator says of how many.
    Count,
    /// The numerator alone, in cents; the denominator says of how much.
    Dollars,
}

/// What a month's number is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The facts of the month.
    Flow,
    /// The facts of the month, over the monthly mean of the denominator in the [`MEAN_MONTHS`]
    /// months before it.
    Averaged,
    /// Everything until the month's end, over the daily mean of the denominator in the
    /// [`MEAN_DAYS`] days before it.
    Level,
    /// Everything until the month's end; in the numerator only what is older than so many days
    /// then. The facts say since when what they are about is there (column `since`).
    Standing(i64),
}

impl Shape {
    /// Whether facts have a column `since`.
    #[must_use]
    pub fn is_standing(self) -> bool {
        matches!(self, Shape::Standing(_))
    }

    /// Whether the number is of the end of a month, not of the month.
    #[must_use]
    pub fn is_of_an_end(self) -> bool {
        matches!(self, Shape::Level | Shape::Standing(_))
    }
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
    /// What the denominator counts; empty where it says nothing more.
    pub denominator: &'static str,
    /// Where the formula comes from, and how sure we are of it.
    pub source: &'static str,
    /// What is taken as good elsewhere; empty where nobody says.
    pub good: &'static str,
    /// Why there may be no number.
    pub needs: &'static str,
    /// Where it stands on the page.
    pub group: Group,
    /// How it is read.
    pub unit: Unit,
    /// What a month is made from.
    pub shape: Shape,
    /// What the tables cannot tell of a past day; empty where they tell all as it was known then.
    pub past: &'static str,
    /// Whether numerator or denominator is an amount of money.
    pub money: bool,
    /// Whether facts name the person, so that everybody can see their own.
    pub person: bool,
    /// The facts: columns account, at, person, numerator, denominator (and since); `$1` the tenant,
    /// `$2` and `$3` the time from and until, `$4` the moment before which things were known.
    pub(crate) facts: &'static str,
}

/// Every KPI, in the order of the page.
pub const ALL: [Kpi; 43] = [
    dnfc::KPI,
    coding_from_discharge::KPI,
    coding_from_receipt::KPI,
    productivity::KPI,
    accuracy::KPI,
    autonomy_all::KPI,
    autonomy_in_scope::KPI,
    query_volume::KPI,
    query_rate::KPI,
    query_response::KPI,
    query_agree::KPI,
    query_turnaround::KPI,
    queries_overdue::KPI,
    charge_lag::KPI,
    late_charges::KPI,
    clean_claims::KPI,
    claim_edits::KPI,
    edit_overrides::KPI,
    first_pass::KPI,
    rebills::KPI,
    dnfb::KPI,
    net_days::KPI,
    aged::KPI,
    aged_medicare::KPI,
    aged_medicaid::KPI,
    aged_commercial::KPI,
    aged_patients::KPI,
    coding_ar::KPI,
    variance::KPI,
    variance_lines::KPI,
    net_collection::KPI,
    cost::KPI,
    reporting::KPI,
    initial_denials::KPI,
    initial_denial_dollars::KPI,
    coding_denials::KPI,
    coding_denial_dollars::KPI,
    final_denials::KPI,
    backlog::KPI,
    backlog_dollars::KPI,
    backlog_late::KPI,
    open_appeals::KPI,
    open_appeal_dollars::KPI,
];

/// The KPI of a name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Kpi> {
    ALL.iter().find(|kpi| kpi.name == name)
}
