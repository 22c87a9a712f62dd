//! What an 835 says, without its segments: parties, adjustments one by one, remarks, reversals.

use super::{ClaimPayment, Party, Remittance835, ServicePayment};
use crate::fault::Place;
pub use crate::typed::adjustment::FlatAdjustment;
use crate::typed::adjustment::flat;
use crate::typed::segments::{Amt, Dtm, Nm1, reference};
use crate::typed::text::{Amount, Day};

/// One adjustment of a provider's payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlatProviderAdjustment<'a> {
    /// Identifier of the provider.
    pub provider: &'a str,
    /// Last day of the provider's fiscal year.
    pub fiscal_period: &'a Day,
    /// Reason: WO, L6, FB, 72, …
    pub reason: &'a str,
    /// Reference, often a claim control number.
    pub reference: &'a str,
    /// Money; positive takes away from the payment.
    pub amount: &'a Amount,
    /// Where the reason stands.
    pub place: Place,
}

fn amount<'a>(all: &'a [Amt], qualifier: &str) -> Option<&'a Amount> {
    all.iter().find(|amt| amt.qualifier == qualifier).map(|amt| &amt.amount)
}

fn date<'a>(all: &'a [Dtm], qualifier: &str) -> Option<&'a Day> {
    all.iter().find(|dtm| dtm.qualifier == qualifier).map(|dtm| &dtm.date)
}

impl Remittance835 {
    /// Who pays.
    #[must_use]
    pub fn payer(&self) -> Option<&Party> {
        self.parties.iter().find(|party| party.name.entity == "PR")
    }

    /// Who is paid.
    #[must_use]
    pub fn payee(&self) -> Option<&Party> {
        self.parties.iter().find(|party| party.name.entity == "PE")
    }

    /// The claims of all groups.
    pub fn claims(&self) -> impl Iterator<Item = &ClaimPayment> {
        self.groups.iter().flat_map(|group| &group.claims)
    }

    /// The day that production was closed (DTM 405).
    #[must_use]
    pub fn production_date(&self) -> Option<&Day> {
        date(&self.dates, "405")
    }

    /// The adjustments of all PLB one by one.
    pub fn flat_provider_adjustments(&self) -> impl Iterator<Item = FlatProviderAdjustment<'_>> {
        self.provider_adjustments.iter().flat_map(|plb| {
            (3u8..).step_by(2).zip(plb.adjustments.iter()).filter_map(move |(element, one)| {
                let id = &one.identifier;
                let blank =
                    id.reason.is_empty() && id.reference.is_empty() && one.amount.is_empty();
                (!blank).then(|| FlatProviderAdjustment {
                    provider: &plb.provider,
                    fiscal_period: &plb.fiscal_period,
                    reason: &id.reason,
                    reference: &id.reference,
                    amount: &one.amount,
                    place: plb.origin.place.at(element),
                })
            })
        })
    }
}

impl Party {
    /// The identifier of a reference of the party, such as `TJ` or `2U`.
    #[must_use]
    pub fn reference(&self, qualifier: &str) -> Option<&str> {
        reference(&self.references, qualifier)
    }
}

impl ClaimPayment {
    /// True when this takes back an earlier payment (CLP02 is 22).
    #[must_use]
    pub fn is_reversal(&self) -> bool {
        self.claim.status == "22"
    }

    /// True when the payer refused the whole claim (CLP02 is 4).
    #[must_use]
    pub fn is_denial(&self) -> bool {
        self.claim.status == "4"
    }

    /// True when the payer forwarded the claim to another one (CLP02 is 19, 20, 21 or 23).
    #[must_use]
    pub fn is_forwarded(&self) -> bool {
        ["19", "20", "21", "23"].contains(&self.claim.status.as_str())
    }

    /// The adjustments of the claim as a whole, one by one.
    pub fn flat_adjustments(&self) -> impl Iterator<Item = FlatAdjustment<'_>> {
        flat(&self.adjustments)
    }

    /// The adjustments of the claim and of all its services.
    pub fn all_adjustments(&self) -> impl Iterator<Item = FlatAdjustment<'_>> {
        let of_services = self.services.iter().flat_map(ServicePayment::flat_adjustments);
        self.flat_adjustments().chain(of_services)
    }

    /// The name with this role, such as `QC`.
    #[must_use]
    pub fn name(&self, entity: &str) -> Option<&Nm1> {
        self.names.iter().find(|name| name.entity == entity)
    }

    /// The patient.
    #[must_use]
    pub fn patient(&self) -> Option<&Nm1> {
        self.name("QC")
    }

    /// The identifier of a reference of the claim.
    #[must_use]
    pub fn reference(&self, qualifier: &str) -> Option<&str> {
        reference(&self.references, qualifier)
    }

    /// A day of the claim, such as `050`.
    #[must_use]
    pub fn date(&self, qualifier: &str) -> Option<&Day> {
        date(&self.dates, qualifier)
    }

    /// A supplemental amount, such as `AU`.
    #[must_use]
    pub fn amount(&self, qualifier: &str) -> Option<&Amount> {
        amount(&self.amounts, qualifier)
    }

    /// The remark codes of the adjudication (MIA, MOA).
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        let inpatient = self.inpatient.iter().flat_map(|mia| mia.remarks());
        inpatient.chain(self.outpatient.iter().flat_map(|moa| moa.remarks()))
    }
}

impl ServicePayment {
    /// The adjustments one by one.
    pub fn flat_adjustments(&self) -> impl Iterator<Item = FlatAdjustment<'_>> {
        flat(&self.adjustments)
    }

    /// The submitter's number of the line (REF 6R).
    #[must_use]
    pub fn line_control_number(&self) -> Option<&str> {
        reference(&self.references, "6R")
    }

    /// First day of service.
    #[must_use]
    pub fn from(&self) -> Option<&Day> {
        date(&self.dates, "472").or_else(|| date(&self.dates, "150"))
    }

    /// Last day of service.
    #[must_use]
    pub fn through(&self) -> Option<&Day> {
        date(&self.dates, "472").or_else(|| date(&self.dates, "151"))
    }

    /// A supplemental amount, such as `B6` (allowed).
    #[must_use]
    pub fn amount(&self, qualifier: &str) -> Option<&Amount> {
        amount(&self.amounts, qualifier)
    }

    /// The remark codes of list HE (RARC) and RX.
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        self.remarks.iter().filter_map(|lq| lq.code.given())
    }
}
