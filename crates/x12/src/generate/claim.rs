//! A made-up claim: what was done, for how much, when. What stands around it (who, who pays) is
//! drawn with its household.

use super::Plan;
use super::chance::{Chance, Stream};
use super::cob::OtherPayer;
use super::making::Making;
use super::parties::{Provider, Trade};
use super::services as tables;
use model::{Cents, Date};

/// What a claim is for. A defect asks for the shape that it spoils.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A visit in an office, with tests.
    Office,
    /// A visit with an injected drug (NDC).
    Drug,
    /// A visit after an accident, with documents to follow (PWK).
    Accident,
    /// Tests of an independent laboratory.
    Laboratory,
    /// An operation in a hospital.
    Operation,
    /// Anaesthesia, in minutes.
    Anaesthesia,
    /// An ambulance, with its two places.
    Ambulance,
    /// Rented equipment.
    Rental,
    /// Oxygen with its certificate of medical necessity.
    Oxygen,
    /// A claim that replaces an earlier one.
    Corrected,
    /// A claim that another payer has paid in part.
    Secondary,
    /// A claim that two other payers have paid in part.
    Tertiary,
    /// Hospital services without a stay.
    Outpatient,
    /// A visit to an emergency department.
    Emergency,
    /// A hospital stay.
    Inpatient,
    /// A stay in a nursing facility.
    Nursing,
    /// A dental visit.
    Dental,
}

impl Shape {
    /// How often each comes, of 40.
    pub(crate) fn professional(chance: &mut Chance) -> Shape {
        match chance.below(40) {
            0..=13 => Shape::Office,
            14..=15 => Shape::Laboratory,
            16..=19 => Shape::Drug,
            20..=22 => Shape::Accident,
            23..=25 => Shape::Operation,
            26..=27 => Shape::Anaesthesia,
            28..=29 => Shape::Ambulance,
            30..=31 => Shape::Rental,
            32 => Shape::Oxygen,
            33..=34 => Shape::Corrected,
            35..=38 => Shape::Secondary,
            _ => Shape::Tertiary,
        }
    }

    pub(crate) fn institutional(chance: &mut Chance) -> Shape {
        match chance.below(20) {
            0..=6 => Shape::Outpatient,
            7..=10 => Shape::Emergency,
            11..=14 => Shape::Inpatient,
            15 => Shape::Nursing,
            16 => Shape::Corrected,
            17..=18 => Shape::Secondary,
            _ => Shape::Tertiary,
        }
    }

    pub(crate) fn dental(chance: &mut Chance) -> Shape {
        match chance.below(12) {
            0..=8 => Shape::Dental,
            9 => Shape::Corrected,
            _ => Shape::Secondary,
        }
    }

    /// Who bills for it, apart from the setting.
    pub(crate) fn trade(self) -> Option<Trade> {
        match self {
            Shape::Ambulance => Some(Trade::Ambulance),
            Shape::Rental | Shape::Oxygen => Some(Trade::Supplier),
            Shape::Nursing => Some(Trade::NursingFacility),
            _ => None,
        }
    }

    /// How many payers came before.
    pub(crate) fn payers_before(self) -> usize {
        match self {
            Shape::Secondary => 1,
            Shape::Tertiary => 2,
            _ => 0,
        }
    }
}

/// A service line.
#[derive(Clone, Debug, Default)]
pub(crate) struct MadeLine {
    /// Empty for a revenue code that needs no procedure.
    pub code: &'static str,
    pub modifiers: Vec<&'static str>,
    pub charge: Cents,
    pub units: i64,
    /// `UN`, `MJ` minutes, `DA` days.
    pub measure: &'static str,
    pub date: Date,
    pub revenue: &'static str,
    /// The drug's code, quantity and unit.
    pub drug: Option<(&'static str, i64, &'static str)>,
    /// What a dental line needs.
    pub mouth: char,
}

/// A claim.
#[derive(Clone, Debug)]
pub(crate) struct MadeClaim {
    pub number: u64,
    pub shape: Shape,
    /// The patient control number (CLM01).
    pub control: String,
    pub charge: Cents,
    /// Place of service, or the first two digits of the type of bill.
    pub place: &'static str,
    pub frequency: char,
    pub from: Date,
    pub through: Date,
    pub diagnoses: Vec<&'static str>,
    /// Row of `tables::STAYS` for a stay.
    pub stay: Option<usize>,
    pub lines: Vec<MadeLine>,
    /// The payer's number of the claim that this one replaces or voids.
    pub original: Option<String>,
    pub others: Vec<OtherPayer>,
    pub treating: Provider,
    pub chance: Chance,
}

/// The setting in which a claim is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    Professional,
    Institutional,
    Dental,
}

/// Days over which services are spread.
const SERVICE_DAYS: i64 = 27;

impl MadeClaim {
    /// The claim with this number; `shape` as the household has chosen it.
    pub(crate) fn drawn(plan: &Plan<'_>, setting: Setting, number: u64, shape: Shape) -> MadeClaim {
        let mut chance = Chance::new(plan.seed, Stream::Claim, number);
        let from = plan.start_date.plus_days(chance.between(0, SERVICE_DAYS) as i32);
        let doctor = match (setting, shape) {
            (Setting::Dental, _) => "1223G0001X",
            (_, Shape::Anaesthesia) => "207L00000X",
            (_, Shape::Operation) => "208600000X",
            _ => chance.pick(&tables::DOCTORS),
        };
        let treating = Provider::person(&mut chance, doctor);
        let inner = match (setting, shape.payers_before() > 0 || shape == Shape::Corrected) {
            (_, false) => shape,
            (Setting::Professional, true) => Shape::Office,
            (Setting::Institutional, true) => Shape::Outpatient,
            (Setting::Dental, true) => Shape::Dental,
        };
        let days = match inner {
            Shape::Inpatient => chance.between(2, 9),
            Shape::Nursing => chance.between(10, 25),
            _ => 0,
        };
        let drawn = chance.below(tables::STAYS.len() as u64) as usize;
        let is_target = plan.target().is_some_and(|(target, _)| target == number);
        // The claim that a defect spoils is for an operation, and a dentist's has a filling.
        let stay = (days > 0).then_some(if is_target { tables::OPERATED } else { drawn });
        let diagnoses = diagnoses(&mut chance, inner, setting, stay);
        let mut making = Making { chance, from };
        let lines = making.lines(inner, days, is_target);
        let mut chance = making.chance;
        let charge = Cents(lines.iter().map(|line| line.charge.0).sum());
        let frequency = match shape {
            Shape::Corrected => chance.pick(&['7', '7', '8']),
            _ => '1',
        };
        let original = (frequency != '1').then(|| chance.digits(13));
        let control = format!("CC{number:07}{}", chance.pick(&["", "A", "-01"]));
        let through = from.plus_days(days as i32);
        let place = place(&mut chance, inner, setting);
        MadeClaim {
            number,
            shape,
            control,
            charge,
            place,
            frequency,
            from,
            through,
            diagnoses,
            stay,
            lines,
            original,
            others: Vec::new(),
            treating,
            chance,
        }
    }
}

fn place(chance: &mut Chance, shape: Shape, setting: Setting) -> &'static str {
    match (setting, shape) {
        (_, Shape::Ambulance) => "41",
        (_, Shape::Rental | Shape::Oxygen) => "12",
        (_, Shape::Laboratory) => "81",
        (_, Shape::Operation) => "21",
        (_, Shape::Anaesthesia) => chance.pick(&["21", "22", "24"]),
        (_, Shape::Inpatient) => "11",
        (_, Shape::Nursing) => "21",
        (Setting::Institutional, _) => "13",
        (_, Shape::Accident) | (Setting::Dental, _) => "11",
        _ => chance.pick(&["11", "11", "11", "19", "22", "49", "72"]),
    }
}

fn diagnoses(
    chance: &mut Chance,
    shape: Shape,
    setting: Setting,
    stay: Option<usize>,
) -> Vec<&'static str> {
    if setting == Setting::Dental {
        return Vec::new();
    }
    let mut codes: Vec<&'static str> = match (shape, stay) {
        (_, Some(row)) => vec![tables::STAYS[row].0],
        (Shape::Accident, _) => vec![chance.pick(&tables::INJURIES)],
        (Shape::Ambulance | Shape::Emergency, _) => vec![chance.pick(&tables::EMERGENCIES)],
        (Shape::Oxygen, _) => vec!["J9611"],
        _ => vec![chance.pick(&tables::ILLS)],
    };
    let more: &[&'static str] = if stay.is_some() { &tables::COMORBIDITIES } else { &tables::ILLS };
    let start = chance.below(more.len() as u64) as usize;
    let count = match chance.below(12) {
        0 => 11,
        n => (n % 4) as usize,
    };
    for i in 0..count.min(more.len()) {
        let code = more[(start + i) % more.len()];
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}
