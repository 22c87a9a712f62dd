//! What an 837 says, without its segments: kind, claims with their levels, codes by qualifier,
//! parties by role, anaesthesia minutes, adjustments of other payers one by one.

use super::claim::{Claim, ClaimParty, OtherCoverage};
use super::level::{BillingLevel, Claims837, LevelParty, PatientLevel, SubscriberLevel};
use super::line::{Adjudication, Drug, ServiceLine};
pub use crate::typed::adjustment::FlatAdjustment;
use crate::typed::adjustment::flat;
use crate::typed::segments::{HealthCode, Procedure, reference};
use crate::typed::text::{Amount, Number};

/// Which guide an 837 follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimKind {
    /// 837P, 005010X222.
    Professional,
    /// 837I, 005010X223.
    Institutional,
    /// 837D, 005010X224.
    Dental,
}

/// A claim with the levels that it stands under.
#[derive(Clone, Copy, Debug)]
pub struct PlacedClaim<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// Who bills.
    pub billing: &'a BillingLevel,
    /// Who holds the insurance.
    pub subscriber: &'a SubscriberLevel,
    /// The patient, when that is not the subscriber.
    pub patient: Option<&'a PatientLevel>,
}

fn party<'a>(all: &'a [LevelParty], entity: &str) -> Option<&'a LevelParty> {
    all.iter().find(|one| one.name.entity == entity)
}

impl Claims837 {
    /// The guide that ST03 names; `None` where it names none of the three.
    #[must_use]
    pub fn kind(&self) -> Option<ClaimKind> {
        match self.st.guide.get(..10)? {
            "005010X222" => Some(ClaimKind::Professional),
            "005010X223" => Some(ClaimKind::Institutional),
            "005010X224" => Some(ClaimKind::Dental),
            _ => None,
        }
    }

    /// Who sends the file.
    #[must_use]
    pub fn submitter(&self) -> Option<&LevelParty> {
        party(&self.parties, "41")
    }

    /// Who gets the file.
    #[must_use]
    pub fn receiver(&self) -> Option<&LevelParty> {
        party(&self.parties, "40")
    }

    /// All claims in file order, those of subscribers and of dependents.
    pub fn claims(&self) -> impl Iterator<Item = PlacedClaim<'_>> {
        self.billing.iter().flat_map(|billing| {
            billing.subscribers.iter().flat_map(move |subscriber| {
                let placed =
                    move |claim, patient| PlacedClaim { claim, billing, subscriber, patient };
                let own = subscriber.claims.iter().map(move |claim| placed(claim, None));
                let of_patients = subscriber.patients.iter().flat_map(move |patient| {
                    patient.claims.iter().map(move |claim| placed(claim, Some(patient)))
                });
                own.chain(of_patients)
            })
        })
    }
}

impl BillingLevel {
    /// The billing provider.
    #[must_use]
    pub fn provider(&self) -> Option<&LevelParty> {
        party(&self.parties, "85")
    }
}

impl SubscriberLevel {
    /// The subscriber's name.
    #[must_use]
    pub fn subscriber(&self) -> Option<&LevelParty> {
        party(&self.parties, "IL")
    }

    /// The payer that the claims go to.
    #[must_use]
    pub fn payer(&self) -> Option<&LevelParty> {
        party(&self.parties, "PR")
    }
}

impl PatientLevel {
    /// The patient's name.
    #[must_use]
    pub fn name(&self) -> Option<&LevelParty> {
        party(&self.parties, "QC")
    }
}

impl Claim {
    /// The codes of HI under any of these qualifiers, in file order: `ABK` and `ABF` diagnoses,
    /// `BE` values, `BG` conditions, `BH` occurrences, `BI` spans, `BBR` and `BBQ` procedures.
    pub fn codes<'a>(&'a self, qualifiers: &'a [&str]) -> impl Iterator<Item = &'a HealthCode> {
        let all = self.codes.iter().flat_map(|hi| hi.codes.iter());
        all.filter(move |one| qualifiers.contains(&one.qualifier.as_str()))
    }

    /// The first party with this role, such as `82` or `PW`.
    #[must_use]
    pub fn party(&self, entity: &str) -> Option<&ClaimParty> {
        self.parties.iter().find(|one| one.name.entity == entity)
    }

    /// The identifier of a reference, such as `F8` or `G1`.
    #[must_use]
    pub fn reference(&self, qualifier: &str) -> Option<&str> {
        reference(&self.references, qualifier)
    }
}

impl OtherCoverage {
    /// The adjustments of the claim as a whole, one by one.
    pub fn flat_adjustments(&self) -> impl Iterator<Item = FlatAdjustment<'_>> {
        flat(&self.adjustments)
    }

    /// What the payer paid (AMT D).
    #[must_use]
    pub fn paid(&self) -> Option<&Amount> {
        self.amounts.iter().find(|amt| amt.qualifier == "D").map(|amt| &amt.amount)
    }

    /// The payer's identifier, which SVD01 of its line decisions repeats.
    #[must_use]
    pub fn payer_id(&self) -> Option<&str> {
        let payer = self.parties.iter().find(|one| one.name.entity == "PR")?;
        payer.name.identifier.given()
    }
}

impl ServiceLine {
    /// The procedure, whichever guide the line follows.
    #[must_use]
    pub fn procedure(&self) -> Option<&Procedure> {
        let professional = self.professional.as_ref().map(|sv1| &sv1.procedure);
        let institutional = self.institutional.as_ref().map(|sv2| &sv2.procedure);
        professional.or(institutional).or(self.dental.as_ref().map(|sv3| &sv3.procedure))
    }

    /// The charge, whichever guide the line follows.
    #[must_use]
    pub fn charge(&self) -> Option<&Amount> {
        let professional = self.professional.as_ref().map(|sv1| &sv1.charge);
        let institutional = self.institutional.as_ref().map(|sv2| &sv2.charge);
        professional.or(institutional).or(self.dental.as_ref().map(|sv3| &sv3.charge))
    }

    /// Minutes of anaesthesia (SV104 under MJ).
    #[must_use]
    pub fn anesthesia_minutes(&self) -> Option<&Number> {
        let sv1 = self.professional.as_ref().filter(|sv1| sv1.unit == "MJ")?;
        Some(&sv1.quantity)
    }

    /// The provider's number of the line (REF 6R).
    #[must_use]
    pub fn line_control_number(&self) -> Option<&str> {
        reference(&self.references, "6R")
    }
}

impl Drug {
    /// The National Drug Code, when the product is named by one.
    #[must_use]
    pub fn ndc(&self) -> Option<&str> {
        let product = self.product.products.iter().find(|one| one.qualifier == "N4")?;
        product.code.given()
    }
}

impl Adjudication {
    /// The adjustments one by one.
    pub fn flat_adjustments(&self) -> impl Iterator<Item = FlatAdjustment<'_>> {
        flat(&self.adjustments)
    }
}
