//! Why payers refuse: the category of a denial, the stage where it began, who works on it, and
//! which way. The table is data (`data/categories.toml`).

use crate::reason::Group;
use model::EditFamily;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static HANDLINGS: LazyLock<BTreeMap<Category, Handling>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/categories.toml")).unwrap_or_default()
});

/// What is behind a denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Deductible, coinsurance, copay.
    PatientShare,
    /// The payer paid the patient.
    PatientPayment,
    /// Not a member, or not on that day.
    Eligibility,
    /// No authorization or referral, or a wrong one.
    Authorization,
    /// Codes, modifiers, units, pointers.
    Coding,
    /// Part of another service.
    Bundling,
    /// Not needed, in the payer's view.
    MedicalNecessity,
    /// A field of the claim.
    MissingInformation,
    /// Records asked for.
    Documentation,
    /// Too late.
    TimelyFiling,
    /// Another insurer first.
    Coordination,
    /// Work, car or liability insurance.
    OtherLiability,
    /// Seen before.
    Duplicate,
    /// The plan excludes it.
    NonCovered,
    /// The plan's limit is reached.
    BenefitLimit,
    /// Who may bill it.
    Provider,
    /// Prices and terms.
    Contract,
    /// An appeal that failed.
    Upheld,
    /// Not decided yet.
    Pending,
    /// Not on our list.
    Unsorted,
}

/// Where the cause lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Registration: member, plan, order of insurers.
    Registration,
    /// Authorization.
    Authorization,
    /// The chart.
    Documentation,
    /// The codes.
    Coding,
    /// The other fields of the claim.
    Claim,
    /// Sending it.
    Submission,
    /// The provider's enrolment.
    Enrolment,
    /// The contract.
    Contract,
    /// The patient's benefits.
    Benefit,
    /// The appeal.
    Appeal,
    /// The payer itself.
    Payer,
    /// Nobody knows yet.
    Unknown,
}

/// Who works on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerRole {
    /// Registration.
    FrontDesk,
    /// The team for authorizations.
    Authorization,
    /// Coders.
    Coder,
    /// Billers.
    Biller,
    /// Medical records.
    Records,
    /// Enrolment of providers.
    Credentialing,
    /// Contracts with payers.
    Contracts,
    /// Patient accounts.
    PatientBilling,
    /// Appeals.
    Appeals,
    /// Denial analysts.
    Denials,
}

/// Which way a denial is worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// A letter to the payer.
    Appeal,
    /// The claim again with a correction (frequency 7).
    CorrectedClaim,
    /// A new claim, often to another payer.
    Rebill,
    /// The patient owes it.
    BillPatient,
    /// The receipt of the first submission.
    ProofOfFiling,
    /// Nothing comes back.
    Close,
    /// The payer has not decided yet.
    Wait,
}

impl Route {
    /// In a few words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Route::Appeal => "appeal",
            Route::CorrectedClaim => "corrected claim",
            Route::Rebill => "new claim",
            Route::BillPatient => "bill the patient",
            Route::ProofOfFiling => "proof of timely filing",
            Route::Close => "close",
            Route::Wait => "wait for the payer",
        }
    }
}

/// How a category is worked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handling {
    /// Where the cause lies.
    pub stage: Stage,
    /// Who works on it.
    pub owner: OwnerRole,
    route: Route,
    patient: Route,
    /// Share that comes back, in hundredths of a percent, before the site has a history.
    pub recovery: u32,
    /// How many cases that guess counts for.
    pub strength: u32,
    /// Edits that should have caught it.
    pub families: Vec<EditFamily>,
    /// What to do first.
    pub next: String,
}

impl Handling {
    /// Which way, under a group: only what the payer puts on the patient may be billed there.
    #[must_use]
    pub fn route(&self, group: Group) -> Route {
        let route = if group == Group::Patient { self.patient } else { self.route };
        match route {
            Route::BillPatient if group != Group::Patient => Route::Close,
            other => other,
        }
    }
}

impl Category {
    /// Every category.
    pub const ALL: [Category; 20] = [
        Category::PatientShare,
        Category::PatientPayment,
        Category::Eligibility,
        Category::Authorization,
        Category::Coding,
        Category::Bundling,
        Category::MedicalNecessity,
        Category::MissingInformation,
        Category::Documentation,
        Category::TimelyFiling,
        Category::Coordination,
        Category::OtherLiability,
        Category::Duplicate,
        Category::NonCovered,
        Category::BenefitLimit,
        Category::Provider,
        Category::Contract,
        Category::Upheld,
        Category::Pending,
        Category::Unsorted,
    ];

    /// How it is worked; `None` only if the table lacked it, which a test forbids.
    #[must_use]
    pub fn handling(self) -> Option<&'static Handling> {
        HANDLINGS.get(&self)
    }

    /// In a few words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Category::PatientShare => "patient share",
            Category::PatientPayment => "paid to the patient",
            Category::Eligibility => "eligibility",
            Category::Authorization => "authorization",
            Category::Coding => "coding",
            Category::Bundling => "bundling",
            Category::MedicalNecessity => "medical necessity",
            Category::MissingInformation => "missing information",
            Category::Documentation => "documentation",
            Category::TimelyFiling => "timely filing",
            Category::Coordination => "coordination of benefits",
            Category::OtherLiability => "other liability",
            Category::Duplicate => "duplicate",
            Category::NonCovered => "not covered",
            Category::BenefitLimit => "benefit limit",
            Category::Provider => "provider",
            Category::Contract => "contract",
            Category::Upheld => "upheld",
            Category::Pending => "pending",
            Category::Unsorted => "not in our list",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_in_the_table() {
        let read: Result<BTreeMap<Category, Handling>, _> =
            toml::from_str(include_str!("../../data/categories.toml"));
        let read = read.unwrap();
        assert_eq!(read.len(), Category::ALL.len());
        for category in Category::ALL {
            let handling = category.handling().unwrap();
            assert_eq!(Some(handling), read.get(&category));
            assert!(handling.recovery <= 10_000 && handling.strength > 0, "{category:?}");
            assert!(handling.next.ends_with('.') && handling.next.len() < 140, "{category:?}");
        }
    }

    #[test]
    fn the_patient_is_billed_under_her_own_group_only() {
        for category in Category::ALL {
            let handling = category.handling().unwrap();
            for group in ["CO", "OA", "PI", "CR"].map(|code| Group::of(code).unwrap()) {
                assert_ne!(handling.route(group), Route::BillPatient, "{category:?} {group:?}");
            }
        }
        let covered = Category::NonCovered.handling().unwrap();
        assert_eq!(covered.route(Group::Patient), Route::BillPatient);
        assert_eq!(covered.route(Group::Contractual), Route::Close);
    }
}
