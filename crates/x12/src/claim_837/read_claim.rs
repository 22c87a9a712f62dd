//! The state of one 837 transaction while its claims are read: which level, loop and party the
//! next segment belongs to.

use super::read_values::{self as values, Values};
use crate::fault::{Place, X12Error};
use crate::segment::Segment;
use model::{
    BillingProvider, Claim, ClaimLine, ClaimPatient, ClaimPayer, ClaimType, Date, DrugQuantity,
    OtherPayer, Subscriber,
};

/// Whom N3, N4, REF, PRV, PER and DMG describe: the party that the last NM1 named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Party {
    /// Header loops, and parties that a claim does not hold.
    None,
    Billing,
    Subscriber,
    Payer,
    Patient,
    /// Loop 2300, before its first NM1.
    Claim,
    Rendering,
    Facility,
    OtherPayer,
    /// Loop 2400 and below.
    Line,
    /// Loop 2410.
    Drug,
}

pub(super) struct ClaimReader {
    pub(super) claim_type: ClaimType,
    pub(super) party: Party,
    pub(super) billing: BillingProvider,
    pub(super) subscriber: Subscriber,
    pub(super) payer: ClaimPayer,
    pub(super) patient: ClaimPatient,
    dependent: bool,
    pub(super) claim: Option<Claim>,
    /// Last day of any line of the claim.
    pub(super) last_day: Option<Date>,
    claims: Vec<Claim>,
    pub(super) values: Values,
}

impl ClaimReader {
    pub(super) fn new(claim_type: ClaimType) -> ClaimReader {
        ClaimReader {
            claim_type,
            party: Party::None,
            billing: BillingProvider::default(),
            subscriber: Subscriber::default(),
            payer: ClaimPayer::default(),
            patient: ClaimPatient::default(),
            dependent: false,
            claim: None,
            last_day: None,
            claims: Vec::new(),
            values: Values::default(),
        }
    }

    /// The claims, the places of what they do not hold, the faults.
    pub(super) fn finish(mut self) -> (Vec<Claim>, Vec<Place>, Vec<X12Error>) {
        self.close_claim();
        (self.claims, self.values.left, self.values.faults)
    }

    pub(super) fn take(&mut self, segment: &Segment<'_>) {
        match segment.id() {
            "HL" => self.level(segment),
            "NM1" => self.party(segment),
            "N3" | "N4" => self.place(segment),
            "SBR" => self.insurance(segment),
            "PAT" => self.subscriber.relationship = values::relationship(segment.element(1)),
            "DMG" => self.demographics(segment),
            "PRV" => self.specialty(segment),
            "PER" => self.contact(segment),
            "CLM" => self.start_claim(segment),
            "REF" => self.reference(segment),
            "DTP" => self.day(segment),
            "LX" => self.start_line(segment),
            "CAS" | "AMT" | "SVD" => self.decision(segment),
            "BHT" => {}
            // What the writer always says: benefits assigned, release on file.
            "OI" if (segment.element(3), segment.element(6)) == ("Y", "Y") => {}
            _ => self.claim_segment(segment),
        }
    }

    /// Segments that mean something only within a claim.
    fn claim_segment(&mut self, segment: &Segment<'_>) {
        let Some(claim) = &mut self.claim else {
            return self.values.leave(segment);
        };
        match (segment.id(), claim.lines.last_mut()) {
            ("CL1", _) => {
                claim.admission_type = values::optional(segment.element(1));
                claim.admission_source = values::optional(segment.element(2));
                claim.discharge_status = values::optional(segment.element(3));
            }
            ("HI", _) => self.values.codes(segment, claim),
            ("SV1", Some(line)) => self.values.professional(segment, line),
            ("SV2", Some(line)) => self.values.institutional(segment, line),
            ("LIN", Some(line)) if segment.element(2) == "N4" => {
                self.party = Party::Drug;
                line.ndc = values::optional(segment.element(3));
            }
            ("CTP", Some(line)) if self.party == Party::Drug => {
                let (amount, unit) = (segment.element(4), segment.component(5, 1));
                line.ndc_quantity =
                    Some(DrugQuantity { amount: amount.to_owned(), unit: unit.to_owned() });
            }
            _ => self.values.leave(segment),
        }
    }

    fn level(&mut self, segment: &Segment<'_>) {
        self.close_claim();
        self.party = Party::None;
        self.patient = ClaimPatient::default();
        match segment.element(3) {
            "20" => self.billing = BillingProvider::default(),
            "22" => {
                self.subscriber = Subscriber::default();
                self.payer = ClaimPayer::default();
                self.dependent = false;
            }
            "23" => self.dependent = true,
            _ => {
                let message = "HL03 is not 20, 22 or 23";
                self.values.fault("x12.837.level", segment.place().at(3), message);
            }
        }
    }

    fn start_claim(&mut self, segment: &Segment<'_>) {
        self.close_claim();
        self.party = Party::Claim;
        let mut claim = Claim {
            id: segment.element(1).into(),
            claim_type: self.claim_type,
            frequency: segment.component(5, 3).to_owned(),
            ..Claim::default()
        };
        let place = values::optional(segment.component(5, 1));
        match self.claim_type {
            ClaimType::Professional => claim.place_of_service = place,
            ClaimType::Institutional => claim.bill_type = place,
        }
        self.values.open(segment, self.claim_type);
        self.claim = Some(claim);
        self.last_day = None;
    }

    /// A claim ends where the next one, the next level or the transaction's end begins.
    fn close_claim(&mut self) {
        let Some(mut claim) = self.claim.take() else { return };
        claim.billing = self.billing.clone();
        claim.payer = self.payer.clone();
        let id = std::mem::take(&mut claim.patient.id);
        claim.patient = match self.dependent {
            true => self.patient.clone(),
            false => ClaimPatient {
                id: "".into(),
                sex: self.subscriber.sex,
                birth_date: self.subscriber.birth_date,
                name: Some(self.subscriber.name.clone()),
                address: self.subscriber.address.clone(),
            },
        };
        claim.patient.id = id;
        claim.subscriber = Some(self.subscriber.clone());
        if claim.claim_type == ClaimType::Professional {
            let first = claim.lines.iter().map(|line| line.date).min();
            claim.from = first.unwrap_or_default();
            claim.through = self.last_day.unwrap_or(claim.from);
        }
        self.values.close(&mut claim);
        self.claims.push(claim);
    }

    fn start_line(&mut self, segment: &Segment<'_>) {
        let number = self.values.number(segment, 1, segment.element(1)).unwrap_or(0);
        let Some(claim) = &mut self.claim else {
            return self.values.leave(segment);
        };
        self.party = Party::Line;
        let line = u16::try_from(number).unwrap_or(u16::MAX);
        // A line without its own day is of the statement's first day (837I).
        claim.lines.push(ClaimLine { line, date: claim.from, ..ClaimLine::default() });
    }

    fn insurance(&mut self, segment: &Segment<'_>) {
        let holder = Subscriber {
            sequence: segment.element(1).to_owned(),
            relationship: values::relationship(segment.element(2)),
            group: values::optional(segment.element(3)),
            plan: values::optional(segment.element(4)),
            medicare_secondary: values::optional(segment.element(5)),
            ..Subscriber::default()
        };
        let kind = values::payer_kind(segment.element(9));
        match &mut self.claim {
            Some(claim) => {
                self.party = Party::None;
                claim.other_payers.push(OtherPayer {
                    sequence: holder.sequence.clone(),
                    kind,
                    subscriber: Some(holder),
                    ..OtherPayer::default()
                });
            }
            None => {
                self.subscriber = holder;
                self.payer.kind = kind;
            }
        }
    }
}
