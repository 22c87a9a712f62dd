//! Reading the segments that describe a party: who it is (NM1), where (N3, N4), by which numbers
//! (REF, PRV, PER), when (DTP).

use super::read_claim::{ClaimReader, Party};
use super::read_values as values;
use crate::segment::Segment;
use model::{Address, ClaimLine, ClaimType, ProviderRef, ServiceFacility};

fn provider(segment: &Segment<'_>) -> ProviderRef {
    let name = Some(values::human_name(segment));
    ProviderRef { npi: segment.element(9).to_owned(), taxonomy: None, name }
}

impl ClaimReader {
    pub(super) fn party(&mut self, segment: &Segment<'_>) {
        self.party = match self.claim {
            Some(_) => self.claim_party(segment),
            None => self.level_party(segment),
        };
    }

    /// NM1 above the claim: loops 1000 and 2010.
    fn level_party(&mut self, segment: &Segment<'_>) -> Party {
        let id = segment.element(9);
        match segment.element(1) {
            // The file's own sender and receiver are not facts of a claim.
            "41" | "40" => Party::None,
            "85" => {
                self.billing.name = values::optional(&values::full_name(segment));
                self.billing.npi = id.to_owned();
                if segment.element(2) != "2" {
                    self.values.leave_at(segment.place().at(2));
                }
                Party::Billing
            }
            "IL" => {
                self.subscriber.name = values::human_name(segment);
                self.subscriber.member_id = id.to_owned();
                Party::Subscriber
            }
            "PR" => {
                self.payer.name = segment.element(3).to_owned();
                self.payer.id = values::optional(id);
                if segment.element(8) != "PI" {
                    self.values.leave_at(segment.place().at(8));
                }
                Party::Payer
            }
            "QC" => {
                self.patient.name = Some(values::human_name(segment));
                Party::Patient
            }
            _ => {
                self.values.leave(segment);
                Party::None
            }
        }
    }

    /// NM1 within a claim: loops 2310, 2330 and 2420.
    fn claim_party(&mut self, segment: &Segment<'_>) -> Party {
        let Some(claim) = &mut self.claim else { return Party::None };
        let id = segment.element(9);
        let in_line = !claim.lines.is_empty();
        match (segment.element(1), claim.other_payers.last_mut()) {
            // The claim holds one ordering provider; a line that names another keeps it out.
            ("DK", _) if in_line => {
                let who = provider(segment);
                if *claim.ordering.get_or_insert_with(|| who.clone()) != who {
                    self.values.leave(segment);
                }
                return Party::Line;
            }
            ("IL", Some(payer)) if !in_line => {
                if let Some(holder) = &mut payer.subscriber {
                    holder.name = values::human_name(segment);
                    holder.member_id = id.to_owned();
                }
                return Party::None;
            }
            ("PR", Some(payer)) if !in_line => {
                payer.name = segment.element(3).to_owned();
                payer.id = values::optional(id);
                return Party::OtherPayer;
            }
            ("82", None) if !in_line && self.claim_type == ClaimType::Professional => {
                claim.rendering = Some(provider(segment));
                return Party::Rendering;
            }
            ("71", None) if !in_line => {
                claim.rendering = Some(provider(segment));
                return Party::Rendering;
            }
            ("72", None) if !in_line && self.claim_type == ClaimType::Institutional => {
                claim.operating = Some(provider(segment));
                return Party::None;
            }
            ("DN", None) if !in_line && claim.referring.is_none() => {
                claim.referring = Some(provider(segment));
                return Party::None;
            }
            ("77", None) if !in_line => {
                let (name, npi) = (segment.element(3).to_owned(), values::optional(id));
                claim.facility = Some(ServiceFacility { name, npi, address: Address::default() });
                return Party::Facility;
            }
            _ => {}
        }
        self.values.leave(segment);
        if in_line { Party::Line } else { Party::None }
    }

    /// N3 and N4 of the party named last.
    pub(super) fn place(&mut self, segment: &Segment<'_>) {
        let facility = self.claim.as_mut().and_then(|claim| claim.facility.as_mut());
        let address = match (self.party, facility) {
            (Party::Billing, _) => &mut self.billing.address,
            (Party::Subscriber, _) => &mut self.subscriber.address,
            (Party::Payer, _) => &mut self.payer.address,
            (Party::Patient, _) => &mut self.patient.address,
            (Party::Facility, Some(place)) => {
                return values::address(segment, &mut place.address);
            }
            _ => return self.values.leave(segment),
        };
        values::address(segment, address.get_or_insert_default());
    }

    pub(super) fn demographics(&mut self, segment: &Segment<'_>) {
        let born = self.values.date(segment, 2, segment.element(2));
        let sex = values::sex(segment.element(3));
        match self.party {
            Party::Subscriber => (self.subscriber.birth_date, self.subscriber.sex) = (born, sex),
            Party::Patient => (self.patient.birth_date, self.patient.sex) = (born, sex),
            _ => self.values.leave(segment),
        }
    }

    pub(super) fn specialty(&mut self, segment: &Segment<'_>) {
        let taxonomy = values::optional(segment.element(3));
        match (segment.element(1), &mut self.claim) {
            ("BI", None) => self.billing.taxonomy = taxonomy,
            ("PE" | "AT", Some(claim)) if self.party == Party::Rendering => {
                if let Some(who) = &mut claim.rendering {
                    who.taxonomy = taxonomy;
                }
            }
            _ => self.values.leave(segment),
        }
    }

    pub(super) fn contact(&mut self, segment: &Segment<'_>) {
        match (self.party, segment.element(3)) {
            (Party::Billing, "TE") => self.billing.phone = values::optional(segment.element(4)),
            // Loop 1000A: the submitter's contact.
            (Party::None, _) if self.claim.is_none() => {}
            _ => self.values.leave(segment),
        }
    }

    pub(super) fn reference(&mut self, segment: &Segment<'_>) {
        let value = values::optional(segment.element(2));
        match (self.party, segment.element(1), &mut self.claim) {
            (Party::Billing, "EI", _) => {
                // Some senders keep the hyphen of the tax number.
                self.billing.tax_id = value.map(|v| v.replace('-', ""));
            }
            (Party::Claim, "G1", Some(claim)) => claim.authorization = value,
            (Party::Claim, "F8", Some(claim)) => claim.original_reference = value,
            (Party::OtherPayer, "F8", Some(claim)) => {
                if let Some(payer) = claim.other_payers.last_mut() {
                    payer.control_number = value;
                }
            }
            (Party::Claim, "X4", Some(claim)) => claim.clia = value,
            (Party::Claim, "EA", Some(claim)) => {
                claim.patient.id = value.unwrap_or_default().into();
            }
            _ => self.values.leave(segment),
        }
    }

    pub(super) fn day(&mut self, segment: &Segment<'_>) {
        if let (Party::Claim, Some(claim)) = (self.party, &mut self.claim)
            && self.values.hour(segment, claim)
        {
            return;
        }
        let (from, to) = self.values.period(segment);
        let Some(claim) = &mut self.claim else {
            return self.values.leave(segment);
        };
        let other = claim.other_payers.last_mut();
        let (Some(from), Some(to)) = (from, to) else { return };
        match (self.party, segment.element(1), claim.lines.last_mut(), other) {
            (Party::Claim, "434", ..) => (claim.from, claim.through) = (from, to),
            (Party::Claim, "435", ..) => claim.admission_date = Some(from),
            (_, "573", Some(ClaimLine { adjudications, .. }), _) if !adjudications.is_empty() => {
                if let Some(decision) = adjudications.last_mut() {
                    decision.adjudicated = Some(from);
                }
            }
            (_, "472", Some(line), _) => {
                line.date = from;
                self.last_day = self.last_day.max(Some(to));
                // A line holds one day; the span of a professional claim keeps the last one.
                if from != to {
                    self.values.leave(segment);
                }
            }
            (Party::OtherPayer, "573", None, Some(payer)) => payer.adjudicated = Some(from),
            _ => self.values.leave(segment),
        }
    }
}
