//! Eligibility: what a payer answered about one patient's coverage (the 271).

use crate::{Cents, Date, Quantity};
use serde::{Deserialize, Serialize};

/// The answers of one 271.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EligibilityAnswers {
    /// Number of the question (BHT03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Why nothing could be answered at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejections: Vec<Rejection>,
    /// One for each patient.
    pub patients: Vec<Eligibility>,
}

/// What is answered about one patient.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Eligibility {
    /// The number that the question gave (TRN02).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// Who answers.
    pub payer: InsuredPerson,
    /// Who holds the insurance.
    pub subscriber: InsuredPerson,
    /// The patient; the subscriber unless it is a dependent.
    pub patient: InsuredPerson,
    /// Days of the coverage: 291 plan, 307 eligibility, 346 plan begin, 347 plan end, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<EligibilityPeriod>,
    /// Why the question about this patient could not be answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejections: Vec<Rejection>,
    /// The benefits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub benefits: Vec<BenefitFact>,
}

/// A person or organisation with the payer's identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsuredPerson {
    /// Family name, or the name of an organisation.
    pub family: String,
    /// Given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// Middle name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<String>,
    /// Suffix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// Member or payer identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Group number (REF 6P).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// Days under a qualifier (DTP).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EligibilityPeriod {
    /// What it is.
    pub qualifier: String,
    /// First day.
    pub from: Date,
    /// Last day; the first one when there is only one.
    pub through: Date,
}

/// Why a question could not be answered (AAA).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// Reason: 72 member number, 73 name, 75 not found, …
    pub reason: String,
    /// What to do: C correct and ask again, N do not ask again, R ask again, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<String>,
}

/// One benefit (EB).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenefitFact {
    /// What it says: 1 to 5 active, 6 to 8 inactive, A co-insurance, B co-payment, C deductible,
    /// F limit, G out of pocket, I not covered, …
    pub information: String,
    /// For whom: IND, FAM, EMP, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage_level: Option<String>,
    /// Service types: 30 plan, 98 office visit, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_types: Vec<String>,
    /// Kind of insurance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurance_type: Option<String>,
    /// Name of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Period that the amount is for: 23 calendar year, 24 year to date, 29 remaining, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Cents>,
    /// Share as a decimal number, such as `0.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentage: Option<String>,
    /// What `quantity` counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity_qualifier: Option<String>,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// Whether an authorization is needed; `None` when the payer does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_needed: Option<bool>,
    /// Whether it holds in the network or outside; `None` for both or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_network: Option<bool>,
    /// List of `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_qualifier: Option<String>,
    /// The procedure that the benefit is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its modifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<String>,
    /// Days of the benefit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<EligibilityPeriod>,
    /// Why this part of the question could not be answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejections: Vec<Rejection>,
    /// Messages in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<String>,
}

impl BenefitFact {
    /// Whether it says that something is active (EB01 1 to 5) or is not (6 to 8); `None` for what
    /// says neither.
    #[must_use]
    pub fn standing(&self) -> Option<bool> {
        match self.information.as_str() {
            "1" | "2" | "3" | "4" | "5" => Some(true),
            "6" | "7" | "8" => Some(false),
            _ => None,
        }
    }
}

impl Eligibility {
    /// Whether the coverage is active: `None` when no benefit says so. What is said of the plan as
    /// a whole (service type 30, or none) comes before what is said of single services: a plan that
    /// ended stays ended where its dental part goes on.
    #[must_use]
    pub fn is_active(&self) -> Option<bool> {
        let of_plan = |one: &&BenefitFact| {
            let types = &one.service_types;
            one.code.is_none() && (types.is_empty() || types.iter().any(|own| own == "30"))
        };
        let told = |all: &mut dyn Iterator<Item = &BenefitFact>| {
            let said: Vec<bool> = all.filter_map(BenefitFact::standing).collect();
            (!said.is_empty()).then(|| said.contains(&true))
        };
        told(&mut self.benefits.iter().filter(of_plan)).or_else(|| told(&mut self.benefits.iter()))
    }

    /// Names of the plans that are active, or are not, each once; where none is said to be either,
    /// those that are named at all.
    pub fn plans(&self, active: bool) -> impl Iterator<Item = &str> {
        let stands = |one: &BenefitFact| one.standing().is_some() && one.plan.is_some();
        let any = self.benefits.iter().any(stands);
        let fits = move |one: &&BenefitFact| match one.standing() {
            Some(said) => said == active,
            None => !any && active,
        };
        let mut seen: Vec<&str> = Vec::new();
        for name in self.benefits.iter().filter(fits).filter_map(|one| one.plan.as_deref()) {
            if !seen.contains(&name) {
                seen.push(name);
            }
        }
        seen.into_iter()
    }

    /// The benefits with this information code for a service type: those that name it, or that
    /// name no service at all.
    pub fn benefits_for<'a>(
        &'a self,
        information: &'a str,
        service_type: &'a str,
    ) -> impl Iterator<Item = &'a BenefitFact> {
        self.benefits.iter().filter(move |one| {
            let types = &one.service_types;
            one.information == information
                && (types.iter().any(|one| one == service_type)
                    || (types.is_empty() && one.code.is_none()))
        })
    }

    /// The co-payments for a service type.
    pub fn copays<'a>(&'a self, service_type: &'a str) -> impl Iterator<Item = &'a BenefitFact> {
        self.benefits_for("B", service_type)
    }

    /// The deductibles for a service type.
    pub fn deductibles<'a>(
        &'a self,
        service_type: &'a str,
    ) -> impl Iterator<Item = &'a BenefitFact> {
        self.benefits_for("C", service_type)
    }

    /// Whether some benefit for this service type needs an authorization; `None` when none says.
    #[must_use]
    pub fn authorization_needed(&self, service_type: &str) -> Option<bool> {
        let mut said = None;
        for one in &self.benefits {
            if one.service_types.iter().any(|one| one == service_type) {
                said = match (said, one.authorization_needed) {
                    (_, Some(true)) | (Some(true), _) => Some(true),
                    (said, answer) => answer.or(said),
                };
            }
        }
        said
    }
}
