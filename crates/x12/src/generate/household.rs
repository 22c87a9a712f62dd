//! A household: whoever holds the coverage, the patients, and their claims that go in one loop
//! 2000B. A household is the unit in which claims are drawn and written.

use super::Plan;
use super::chance::{Chance, Stream};
use super::claim::{MadeClaim, Setting, Shape};
use super::cob::payers_before;
use super::parties::{PAYERS, Payer, Provider, Trade};
use super::people::{Address, Person};
use model::Cents;

/// Households that share one billing provider, on average, before the next comes.
const CLAIMS_A_PROVIDER: u64 = 25;

/// A patient and the relationship to whoever holds the coverage.
#[derive(Clone, Debug)]
pub(crate) struct Patient {
    /// `18` when the holder is the patient.
    pub relation: &'static str,
    pub person: Person,
    pub claims: Vec<MadeClaim>,
}

/// A household.
#[derive(Clone, Debug)]
pub(crate) struct Household {
    pub payer: Payer,
    /// The place of that payer among all (SBR01).
    pub sequence: char,
    pub holder: Person,
    pub address: Address,
    pub member_id: String,
    /// Empty where the payer has no groups.
    pub group: String,
    pub trade: Trade,
    /// Which provider of that trade bills.
    pub provider: u64,
    pub patients: Vec<Patient>,
}

/// Where a household begins and what it has room for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    /// Number of its first claim.
    pub first: u64,
    /// Claims that still fit.
    pub room: u64,
    /// The claim that a defect spoils, and the shape that it asks for.
    pub target: Option<(u64, Option<Shape>)>,
    /// The payer, where it does not vary.
    pub payer: Option<Payer>,
}

impl Household {
    pub(crate) fn drawn(plan: &Plan<'_>, setting: Setting, seat: Seat) -> Household {
        let mut chance = Chance::new(plan.seed, Stream::Household, seat.first);
        let is_target = seat.target.is_some_and(|(number, _)| number == seat.first);
        let asked = seat.target.filter(|_| is_target).and_then(|(_, shape)| shape);
        let drawn = match setting {
            Setting::Professional => Shape::professional(&mut chance),
            Setting::Institutional => Shape::institutional(&mut chance),
            Setting::Dental => Shape::dental(&mut chance),
        };
        let shape = match (asked, is_target, setting) {
            (Some(shape), ..) => shape,
            (None, false, _) => drawn,
            (None, true, Setting::Professional) => Shape::Office,
            (None, true, Setting::Institutional) => Shape::Outpatient,
            (None, true, Setting::Dental) => Shape::Dental,
        };
        let drawn = payer(&mut chance, setting, shape);
        let payer = match is_target && plan.defect.is_some_and(|d| d.dependent) {
            true => PAYERS[2],
            false => seat.payer.unwrap_or(drawn),
        };
        let free = seat.target.filter(|(n, _)| *n > seat.first).map(|(n, _)| n - seat.first);
        let room = if is_target { 1 } else { seat.room.min(free.unwrap_or(u64::MAX)) };
        let family = matches!(payer.filing, "CI" | "BL" | "HM" | "12");
        let drawn = relations(&mut chance, family, room);
        let relations = match (is_target, plan.defect.is_some_and(|d| d.dependent)) {
            (false, _) => drawn,
            (true, true) => vec!["19"],
            (true, false) => vec!["18"],
        };
        let day = plan.start_date;
        let holder = match payer.is_medicare() || payer.filing == "16" {
            true => Person::drawn(&mut chance, day, 65, 94),
            false => Person::drawn(&mut chance, day, 24, 63),
        };
        let mut number = seat.first;
        let mut patients = Vec::new();
        for relation in relations {
            let person = patient(&mut chance, relation, &holder, plan);
            let count = if relation == "18" && room > 1 && chance.one_in(4) { 2 } else { 1 };
            let mut claims = Vec::new();
            for index in 0..count {
                let shape = if index == 0 { shape } else { again(shape, setting) };
                claims.push(claim(plan, setting, number, shape, &payer, &person));
                number += 1;
            }
            patients.push(Patient { relation, person, claims });
        }
        let trade = shape.trade().unwrap_or(match setting {
            Setting::Professional => Trade::Group,
            Setting::Institutional => Trade::Hospital,
            Setting::Dental => Trade::Dentist,
        });
        let grouped = !payer.is_medicare() && !matches!(payer.filing, "MC" | "CH" | "16");
        let group = if grouped { format!("G{}", chance.digits(5)) } else { String::new() };
        Household {
            payer,
            sequence: ['P', 'S', 'T'][shape.payers_before()],
            holder,
            address: Address::drawn(&mut chance),
            member_id: format!("M{}", chance.digits(9)),
            group,
            trade,
            provider: seat.first / CLAIMS_A_PROVIDER,
            patients,
        }
    }

    /// Claims in it.
    pub(crate) fn claims(&self) -> u64 {
        self.patients.iter().map(|p| p.claims.len() as u64).sum()
    }

    pub(crate) fn billing(&self, seed: u64) -> Provider {
        Provider::organisation(seed, self.trade, self.provider)
    }
}

/// A second claim of the same patient is a plain one.
fn again(shape: Shape, setting: Setting) -> Shape {
    match (setting, shape.trade(), shape.payers_before()) {
        (_, Some(_), _) | (_, None, 1..) => shape,
        (Setting::Professional, ..) => Shape::Office,
        (Setting::Institutional, ..) => Shape::Outpatient,
        (Setting::Dental, ..) => Shape::Dental,
    }
}

fn payer(chance: &mut Chance, setting: Setting, shape: Shape) -> Payer {
    let professional_medicare = PAYERS[0];
    if shape == Shape::Oxygen {
        return professional_medicare;
    }
    let drawn = chance.pick(&PAYERS);
    match (drawn.filing, setting) {
        ("MB" | "MA" | "16" | "CH", Setting::Dental) => PAYERS[2],
        ("MA", Setting::Professional) => professional_medicare,
        ("MB", Setting::Institutional) => PAYERS[1],
        _ => drawn,
    }
}

/// The patients' relationships: the holder alone, or one or two dependents.
fn relations(chance: &mut Chance, family: bool, room: u64) -> Vec<&'static str> {
    match (family, chance.below(6)) {
        (true, 0) => vec!["01"],
        (true, 1) => vec!["19"],
        (true, 2) if room > 1 => vec!["01", "19"],
        (true, 3) => vec!["G8"],
        _ => vec!["18"],
    }
}

fn patient(chance: &mut Chance, relation: &str, holder: &Person, plan: &Plan<'_>) -> Person {
    let day = plan.start_date;
    let mut person = match relation {
        "18" => return holder.clone(),
        "19" => Person::drawn(chance, day, 1, 17),
        _ => Person::drawn(chance, day, 24, 63),
    };
    if relation != "G8" {
        person.last = holder.last;
    }
    person
}

fn claim(
    plan: &Plan<'_>,
    setting: Setting,
    number: u64,
    shape: Shape,
    payer: &Payer,
    patient: &Person,
) -> MadeClaim {
    let mut claim = MadeClaim::drawn(plan, setting, number, shape);
    let before = shape.payers_before();
    if before > 0 {
        let charges: Vec<Cents> = claim.lines.iter().map(|line| line.charge).collect();
        let what = (&charges[..], claim.through);
        claim.others = payers_before(&mut claim.chance, before, payer, what, patient);
    }
    claim
}
