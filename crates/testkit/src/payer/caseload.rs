//! Made-up claims for the payer: visits, procedures, imaging, therapy, drugs and hospital stays,
//! some with a mistake that one of the payer's policies answers, and what the office knows beside
//! the claim with which the mistake could be put right.

mod mistakes;
mod shapes;

pub use mistakes::Mistake;

use super::chance::{Share, below, falls};
use super::policy::Policy;
use super::profile::{Coverage, Profile};
use model::{
    Address, BillingProvider, Cents, Claim, ClaimLine, ClaimPatient, ClaimPayer, ClaimType, Date,
    HumanName, ProviderRef, Quantity, Sex, Subscriber,
};
use payments::trace::Known;
use shapes::{INSTITUTIONAL, PROFESSIONAL, Shape};
use x12::{ControlNumbers, Receiver, Submitter, Usage, WriteFault, write_837i, write_837p};

/// Members of the made-up plan.
const MEMBERS: u64 = 5_000;

/// An office and the payer that it bills.
#[derive(Clone, Debug)]
pub struct Caseload {
    /// The payer's identifier.
    pub payer: String,
    /// The payer's name.
    pub payer_name: String,
    /// Where all choices come from.
    pub seed: u64,
    /// Claims with a mistake.
    pub mistakes: Share,
    /// Institutional claims.
    pub institutional: Share,
}

/// A claim as it is sent, and what is known beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// The claim.
    pub claim: Claim,
    /// With what its mistake could be put right.
    pub known: Known,
    /// The mistake in it.
    pub mistake: Option<Mistake>,
}

impl Caseload {
    /// A caseload without mistakes for a payer, a fifth of it institutional.
    #[must_use]
    pub fn of(profile: &Profile) -> Caseload {
        Caseload {
            payer: profile.id.clone(),
            payer_name: profile.name.clone(),
            seed: profile.seed,
            mistakes: Share::NONE,
            institutional: Share::percent(20),
        }
    }

    /// The policies that the mistakes break, from a day on.
    #[must_use]
    pub fn policies(from: Date) -> Vec<Policy> {
        mistakes::policies(from)
    }

    /// Members of whom the payer knows something special: another number on file, coverage that
    /// ended, another insurer first.
    #[must_use]
    pub fn members() -> Vec<(String, Coverage)> {
        mistakes::members()
    }

    /// The claim of a number, for services of a day, and its double where it is sent twice.
    #[must_use]
    pub fn claims(&self, number: u64, day: Date) -> Vec<Sent> {
        let name = format!("{number}");
        let institutional = falls(self.seed, "institutional", &name, self.institutional);
        let shapes: &[Shape] = if institutional { &INSTITUTIONAL } else { &PROFESSIONAL };
        let at = below(self.seed, "shape", &name, shapes.len() as u64);
        let shape = &shapes[usize::try_from(at).unwrap_or(0)];
        let mut sent = self.clean(number, day, shape, institutional);
        if !falls(self.seed, "mistake", &name, self.mistakes) {
            return vec![sent];
        }
        let mistake = self.drawn(&name, &sent.claim);
        let mut all = Vec::new();
        if mistake == Mistake::SentTwice {
            all.push(sent.clone());
        }
        mistake.make(&mut sent);
        all.push(sent);
        all
    }

    /// A mistake for a claim: three times in four one of its services, where there is one.
    fn drawn(&self, name: &str, claim: &Claim) -> Mistake {
        let (of_services, of_any): (Vec<Mistake>, Vec<Mistake>) = Mistake::ALL
            .into_iter()
            .filter(|one| one.fits(claim))
            .partition(|one| one.is_of_services());
        let services = falls(self.seed, "mistake of services", name, Share::percent(75));
        let list = if services && !of_services.is_empty() { of_services } else { of_any };
        let at = below(self.seed, "which mistake", name, list.len() as u64);
        list[usize::try_from(at).unwrap_or(0)]
    }

    fn clean(&self, number: u64, day: Date, shape: &Shape, institutional: bool) -> Sent {
        let member = below(self.seed, "member", &format!("{number}"), MEMBERS);
        let holder = holder(member);
        let authorization = format!("AU{number:08}");
        let mut claim = Claim {
            id: format!("CC{number:09}").as_str().into(),
            frequency: "1".to_owned(),
            patient: ClaimPatient {
                id: format!("MRN{member:06}").as_str().into(),
                sex: holder.sex,
                birth_date: holder.birth_date,
                name: Some(holder.name.clone()),
                address: holder.address.clone(),
            },
            subscriber: Some(holder),
            payer: ClaimPayer {
                name: self.payer_name.clone(),
                id: Some(self.payer.clone()),
                ..ClaimPayer::default()
            },
            from: day,
            through: day,
            billing: billing(institutional),
            rendering: Some(provider(shape.taxonomy)),
            authorization: shape.authorized.then(|| authorization.clone()),
            diagnoses: shape.diagnoses.iter().map(|code| (*code).to_owned()).collect(),
            lines: shape.lines.iter().zip(1..).map(|(line, at)| line.made(at, day)).collect(),
            ..Claim::default()
        };
        if institutional {
            hospital(&mut claim, shape, day);
        } else {
            claim.place_of_service = Some(shape.place.to_owned());
        }
        // No two claims charge alike: cents tell one from the other.
        let odd = i64::try_from(below(self.seed, "cents", &format!("{number}"), 900)).unwrap_or(0);
        if let Some(first) = claim.lines.first_mut() {
            first.charge_cents = first.charge_cents + Cents(odd);
        }
        let authorizations = if shape.authorized { vec![authorization] } else { Vec::new() };
        Sent { claim, known: Known { authorizations, ..Known::default() }, mistake: None }
    }

    /// The 837 files of claims: professional, institutional, each where there are any. They take
    /// two control numbers.
    ///
    /// # Errors
    /// Every fault of the claims.
    pub fn files(
        &self,
        claims: &[Claim],
        control: u32,
        day: Date,
    ) -> Result<Vec<String>, Vec<WriteFault>> {
        let of = |wanted| {
            let own = claims.iter().filter(|claim| claim.claim_type == wanted);
            own.cloned().collect::<Vec<Claim>>()
        };
        let numbers = |interchange| ControlNumbers {
            interchange,
            group: interchange,
            transaction: 1,
            reference: format!("BATCH{interchange}"),
            date: day,
            hour: 17,
            minute: 0,
            usage: Usage::Test,
        };
        let mut files = Vec::new();
        let professional = of(ClaimType::Professional);
        if !professional.is_empty() {
            let (sender, payer) = (submitter(), self.receiver());
            files.push(write_837p(&professional, &sender, &payer, &numbers(control))?);
        }
        let institutional = of(ClaimType::Institutional);
        if !institutional.is_empty() {
            let (sender, payer) = (submitter(), self.receiver());
            files.push(write_837i(&institutional, &sender, &payer, &numbers(control + 1))?);
        }
        Ok(files)
    }

    fn receiver(&self) -> Receiver {
        Receiver {
            name: self.payer_name.clone(),
            id: self.payer.clone(),
            qualifier: "ZZ".to_owned(),
            interchange_id: self.payer.clone(),
            group_id: self.payer.clone(),
            ..Receiver::default()
        }
    }
}

fn submitter() -> Submitter {
    Submitter {
        name: "COTTONWOOD FAMILY AND INTERNAL MEDICINE".to_owned(),
        id: "CFIM01".to_owned(),
        contact: "BILLING OFFICE".to_owned(),
        phone: "4025550111".to_owned(),
        email: None,
        qualifier: "ZZ".to_owned(),
        interchange_id: "CFIM01".to_owned(),
        group_id: "CFIM01".to_owned(),
    }
}

fn address(line1: &str, zip: &str) -> Address {
    Address {
        line1: line1.to_owned(),
        line2: None,
        city: "CEDAR HOLLOW".to_owned(),
        state: "NE".to_owned(),
        zip: zip.to_owned(),
    }
}

const FAMILIES: [&str; 12] = [
    "ALDEN", "BIRCH", "CALLAN", "DORSEY", "EVERT", "FARROW", "GARNER", "HOLLIS", "INGRAM",
    "JARVIS", "KEATON", "LOWELL",
];
const GIVEN: [&str; 10] =
    ["AVERY", "BLAIR", "CASEY", "DREW", "ELLIS", "FINLEY", "HARPER", "JORDAN", "MORGAN", "QUINN"];

fn holder(member: u64) -> Subscriber {
    let of = |list: &[&str], number: u64| -> String {
        let at = usize::try_from(number % list.len() as u64).unwrap_or(0);
        list[at].to_owned()
    };
    let year = i16::try_from(1940 + member % 60).unwrap_or(1960);
    let month = i8::try_from(member % 12 + 1).unwrap_or(1);
    Subscriber {
        sequence: "P".to_owned(),
        member_id: format!("PM{member:06}"),
        group: Some("GRP-77".to_owned()),
        name: HumanName {
            family: of(&FAMILIES, member),
            given: Some(of(&GIVEN, member / 12)),
            ..HumanName::default()
        },
        address: Some(address("12 OAK LANE", "68999")),
        birth_date: Date::new(year, month, 15),
        sex: if member.is_multiple_of(2) { Sex::Female } else { Sex::Male },
        ..Subscriber::default()
    }
}

/// The practice, and the hospital.
fn billing(institutional: bool) -> BillingProvider {
    let (npi, tax, name, taxonomy) = match institutional {
        false => ("1000001010", "690010001", "COTTONWOOD FAMILY AND INTERNAL", "193200000X"),
        true => ("1000001028", "690010002", "CEDAR HOLLOW COMMUNITY HOSPITAL", "282N00000X"),
    };
    BillingProvider {
        npi: npi.to_owned(),
        taxonomy: Some(taxonomy.to_owned()),
        name: Some(name.to_owned()),
        tax_id: Some(tax.to_owned()),
        address: Some(address("1200 COTTONWOOD AVENUE", "689991007")),
        phone: Some("4025550111".to_owned()),
    }
}

fn provider(taxonomy: &str) -> ProviderRef {
    ProviderRef {
        npi: "1234567893".to_owned(),
        taxonomy: Some(taxonomy.to_owned()),
        name: Some(HumanName {
            family: "RIVERA".to_owned(),
            given: Some("ALEX".to_owned()),
            ..HumanName::default()
        }),
    }
}

/// What an institutional claim says of the visit or stay.
fn hospital(claim: &mut Claim, shape: &Shape, day: Date) {
    let text = |text: &str| Some(text.to_owned());
    claim.claim_type = ClaimType::Institutional;
    claim.bill_type = text(shape.place);
    (claim.admission_type, claim.admission_source) = (text("3"), text("1"));
    claim.discharge_status = text("01");
    claim.lines.iter_mut().for_each(|line| line.pointers.clear());
    if shape.place == "11" {
        claim.through = day.plus_days(3);
        claim.admission_date = Some(day);
        claim.admission_hour = "08:00".parse().ok();
        claim.discharge_hour = "11:00".parse().ok();
        claim.admitting_diagnosis = claim.diagnoses.first().cloned();
        claim.diagnoses_poa = claim.diagnoses.iter().map(|_| "Y".to_owned()).collect();
    }
}

impl shapes::Line {
    fn made(&self, number: u16, day: Date) -> ClaimLine {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ClaimLine {
            line: number,
            code: given(self.code),
            modifiers: self.modifiers.iter().map(|one| (*one).to_owned()).collect(),
            units: Quantity::units(self.units),
            charge_cents: Cents(self.cents),
            date: day,
            pointers: vec![self.diagnosis],
            revenue_code: given(self.revenue),
            ..ClaimLine::default()
        }
    }
}
