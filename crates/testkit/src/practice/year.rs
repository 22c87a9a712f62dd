//! A year of the made-up practice: 300 accounts over thirteen months, for `cleanclaim demo`, its
//! dashboards and the tests of the service.
//!
//! The 36 hand-written charts stand among them; the others are written from the templates in
//! `practice/visits/`. **Everything here is invented, the history too**: who reviewed what and
//! when, what was paid or denied, and the answers of the second coder. It shows how the pages look
//! and that the service works; it says nothing about how right the coder is.
//! [`year`] gives the same value every time.

mod account;
mod audit;
mod calendar;
mod draw;
mod history;
mod opened;
mod people;
mod plan;
mod problem;
mod story;
mod visit;
mod wording;

pub use audit::{AuditScope, BlindAudit};
pub use problem::Problem;
pub use story::{AccountStory, HoldReason, Place, StoryEvent, StoryStep};

use super::{Directory, FeeSchedule, PracticeChart, PracticeError};
use model::{Date, Facility, Organization, PatientId};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many accounts the year has.
pub const ACCOUNTS: usize = 300;
/// How many of the newest are still open.
pub const OPEN_ACCOUNTS: usize = 60;

/// The first day of the year.
#[must_use]
pub fn first_day() -> Date {
    Date::new(2025, 6, 2).unwrap_or_default()
}

/// The demo's today: nothing in a story is later than 9 in the morning of this day.
#[must_use]
pub fn today() -> Date {
    Date::new(2026, 6, 22).unwrap_or_default()
}

/// The made-up year.
#[derive(Clone, Debug, PartialEq)]
pub struct Year {
    /// Every account, by day of service, then slug.
    pub accounts: Vec<Account>,
    /// Blind second codings, by scope and time.
    pub audits: Vec<BlindAudit>,
    /// Who codes.
    pub coders: Vec<StaffMember>,
    /// Who asks the providers.
    pub cdi: String,
    /// Who bills.
    pub biller: String,
    /// Who works denials.
    pub denials: String,
    /// Who codes a second time.
    pub auditor: String,
    /// Every site.
    pub sites: Vec<Facility>,
    /// Taxonomy code of each provider, and the specialty in a few words.
    pub specialties: BTreeMap<String, String>,
}

/// Somebody who codes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffMember {
    /// Given and family name.
    pub name: String,
    /// `coder` or `lead`.
    pub role: String,
    /// Usual length of a review in minutes.
    pub minutes: u16,
}

/// One account of the year: a chart, and what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The chart; its charges came from outside. A self-pay patient has no coverage.
    pub chart: PracticeChart,
    /// Specialty of the rendering provider.
    pub specialty: String,
    /// From when to when each coverage holds, in the order of `chart.chart.coverages`.
    pub coverage_periods: Vec<Period>,
    /// False where the author has not signed yet.
    pub signed: bool,
    /// Authorizations at hand.
    pub authorizations: Vec<Authorization>,
    /// The referral, where the payer's plan asks one.
    pub referral: Option<Referral>,
    /// What was made wrong on purpose.
    pub problems: Vec<Problem>,
    /// What people did, and when.
    pub story: AccountStory,
    /// What a second coder would give; the audits are drawn from these.
    second: Option<SecondCoding>,
}

/// The second coder's answer as it stands beside the case of the visit.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SecondCoding {
    codes: Vec<String>,
    agrees: bool,
}

/// A span of days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day; `None` while it holds.
    pub to: Option<Date>,
}

/// A payer's consent to a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Its number; the coverage of the chart carries it too.
    pub number: String,
    /// The payer.
    pub payer: Organization,
    /// The procedure number for which it was given.
    pub code: String,
    /// How many units it allows.
    pub units: u32,
    /// How many were used before this account.
    pub used: u32,
    /// When it holds.
    pub period: Period,
}

/// A referral to a specialist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// Its number.
    pub number: String,
    /// Who refers: the key of a provider of the directory.
    pub from: String,
    /// To which specialty.
    pub to: String,
    /// How many visits it allows.
    pub visits: u32,
    /// When it holds.
    pub period: Period,
}

impl Account {
    /// The account's name in every result; at most 20 characters.
    #[must_use]
    pub fn slug(&self) -> &str {
        &self.chart.slug
    }

    /// First day of service.
    #[must_use]
    pub fn date(&self) -> Date {
        self.chart.chart.encounter.start.unwrap_or_default()
    }

    /// The patient's medical record number.
    #[must_use]
    pub fn mrn(&self) -> Option<&PatientId> {
        self.chart.chart.patient.as_ref().map(|patient| &patient.id)
    }

    /// The chart's FHIR bundle, as [`super::to_bundle`] makes it, with the periods of coverages;
    /// documents that nobody signed have the `docStatus` preliminary.
    #[must_use]
    pub fn bundle(&self) -> Value {
        let mut bundle = super::to_bundle(&self.chart);
        let mut periods = self.coverage_periods.iter();
        let entries = bundle["entry"].as_array_mut().into_iter().flatten();
        for resource in entries.map(|entry| &mut entry["resource"]) {
            match resource["resourceType"].as_str() {
                Some("Coverage") => {
                    if let Some(period) = periods.next() {
                        resource["period"] = period.to_fhir();
                    }
                }
                Some("DocumentReference") if !self.signed => {
                    resource["docStatus"] = "preliminary".into();
                }
                _ => {}
            }
        }
        bundle
    }
}

impl Period {
    /// True on the days of the period.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    fn to_fhir(self) -> Value {
        let mut period = serde_json::json!({ "start": self.from.to_string() });
        if let Some(to) = self.to {
            period["end"] = to.to_string().into();
        }
        period
    }
}

/// The year.
///
/// # Panics
/// When the embedded files are not well formed; the tests of this crate read all of them.
#[must_use]
pub fn year() -> Year {
    read_year().expect("the embedded year is read by this crate's tests")
}

/// As [`year`], with the fault as a value.
///
/// # Errors
/// When an embedded file is malformed, or names something that does not exist.
pub fn read_year() -> Result<Year, PracticeError> {
    let directory = Directory::embedded()?;
    let fees = FeeSchedule::embedded()?;
    let material = visit::Material::embedded()?;
    let written = super::read_charts()?;
    let plan = plan::Plan::make(&material, &directory, written)?;
    let mut accounts = account::accounts(&plan, &material, &directory, &fees)?;
    history::tell(&mut accounts, &plan, &material.names, &fees);
    let audits = audit::audits(&accounts, &plan, &material)?;
    let names = material.names;
    Ok(Year {
        audits,
        accounts,
        coders: names.coders,
        cdi: names.cdi,
        biller: names.biller,
        denials: names.denials,
        auditor: names.auditor,
        sites: directory.facilities(),
        specialties: names.specialties,
    })
}
