//! A made-up claim: what was done, for how much, when. What stands around it (who, who pays) is
//! drawn with its household.

use super::Plan;
use super::chance::{Chance, Stream};
use super::cob::OtherPayer;
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

/// The choices of one claim while it is made.
struct Making {
    chance: Chance,
    from: Date,
}

impl Making {
    fn line(&self, (code, price): tables::Priced, units: i64) -> MadeLine {
        let charge = Cents(price * units);
        MadeLine { code, charge, units, measure: "UN", date: self.from, ..MadeLine::default() }
    }

    fn office(&mut self) -> Vec<MadeLine> {
        let visit = self.chance.pick(&tables::VISITS);
        let mut lines = vec![self.line(visit, 1)];
        let tests = self.chance.below(4);
        let start = self.chance.below(tables::TESTS.len() as u64);
        for i in 0..tests {
            let row = (start + i) as usize % tables::TESTS.len();
            lines.push(self.line(tables::TESTS[row], 1));
        }
        if tests > 0 && self.chance.one_in(3) {
            lines[0].modifiers.push("25");
        }
        lines
    }

    fn laboratory(&mut self) -> Vec<MadeLine> {
        let tests = tables::TESTS.iter().filter(|test| test.0.starts_with('8'));
        let skip = self.chance.below(4) as usize;
        tests.skip(skip).take(2).map(|test| self.line(*test, 1)).collect()
    }

    fn drug(&mut self) -> Vec<MadeLine> {
        let visit = self.chance.pick(&tables::VISITS);
        let mut lines = vec![self.line(visit, 1)];
        lines[0].modifiers.push("25");
        let (code, price, ndc, measure) = self.chance.pick(&tables::DRUGS);
        let units = self.chance.between(1, 4);
        let mut drug = self.line((code, price), units);
        drug.drug = Some((ndc, units, measure));
        lines.push(drug);
        lines.push(self.line(("96372", 3_800), 1));
        lines
    }

    fn ambulance(&mut self) -> Vec<MadeLine> {
        let ride = self.chance.pick(&[("A0427", 84_500), ("A0429", 61_000)]);
        let miles = self.chance.between(3, 38);
        let mut lines = vec![self.line(ride, 1), self.line(("A0425", 1_450), miles)];
        let way = self.chance.pick(&["RH", "SH"]);
        lines.iter_mut().for_each(|line| line.modifiers.push(way));
        lines
    }

    fn anaesthesia(&mut self) -> Vec<MadeLine> {
        let (code, _) = self.chance.pick(&tables::ANAESTHESIA);
        let minutes = self.chance.between(25, 210);
        let mut line = self.line((code, 1_100), minutes);
        line.measure = "MJ";
        line.modifiers = vec![self.chance.pick(&["AA", "QZ"]), "P2"];
        vec![line]
    }

    fn rental(&mut self, oxygen: bool) -> Vec<MadeLine> {
        let (code, rent, _) = match oxygen {
            true => ("E1390", 17_300, 0),
            false => self.chance.pick(&tables::RENTALS),
        };
        let mut line = self.line((code, rent), 1);
        line.modifiers = vec!["RR"];
        vec![line]
    }

    fn outpatient(&mut self, emergency: bool) -> Vec<MadeLine> {
        let mut lines = Vec::new();
        if emergency {
            let visit = self.chance.pick(&tables::EMERGENCY_VISITS);
            lines.push(MadeLine { revenue: "0450", ..self.line(visit, 1) });
        }
        let start = self.chance.below(tables::OUTPATIENT.len() as u64);
        for i in 0..1 + self.chance.below(4) {
            let row = (start + i) as usize % tables::OUTPATIENT.len();
            let (revenue, code, price) = tables::OUTPATIENT[row];
            lines.push(MadeLine { revenue, ..self.line((code, price), 1) });
        }
        lines
    }

    fn stay(&mut self, days: i64, nursing: bool) -> Vec<MadeLine> {
        let (revenue, price) = if nursing { ("0120", 38_500) } else { ("0120", 214_000) };
        let mut room = self.line(("", price), days);
        (room.revenue, room.measure) = (revenue, "DA");
        let mut lines = vec![room];
        let start = self.chance.below(tables::ANCILLARIES.len() as u64);
        for i in 0..2 + self.chance.below(4) {
            let row = (start + i) as usize % tables::ANCILLARIES.len();
            let (revenue, price) = tables::ANCILLARIES[row];
            let mut line = self.line(("", price), 1);
            line.charge = Cents(price + self.chance.between(0, 9_999));
            line.revenue = revenue;
            lines.push(line);
        }
        lines
    }

    fn dental(&mut self, filling: bool) -> Vec<MadeLine> {
        let drawn = self.chance.below(tables::DENTAL.len() as u64);
        let start = if filling { tables::FILLING } else { drawn };
        let count = 1 + self.chance.below(4);
        let rows = (0..count).map(|i| (start + i) as usize % tables::DENTAL.len());
        rows.map(|row| {
            let (code, price, mouth) = tables::DENTAL[row];
            MadeLine { mouth, ..self.line((code, price), 1) }
        })
        .collect()
    }
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
        let mut lines = match inner {
            Shape::Drug => making.drug(),
            Shape::Laboratory => making.laboratory(),
            Shape::Ambulance => making.ambulance(),
            Shape::Anaesthesia => making.anaesthesia(),
            Shape::Rental => making.rental(false),
            Shape::Oxygen => making.rental(true),
            Shape::Operation => {
                let row = making.chance.pick(&tables::OPERATIONS);
                vec![making.line(row, 1), making.line(("99232", 15_400), 1)]
            }
            Shape::Outpatient => making.outpatient(false),
            Shape::Emergency => making.outpatient(true),
            Shape::Inpatient => making.stay(days, false),
            Shape::Nursing => making.stay(days, true),
            Shape::Dental => making.dental(is_target),
            _ => making.office(),
        };
        let mut chance = making.chance;
        if inner == Shape::Accident {
            lines.truncate(2);
        }
        let charge = Cents(lines.iter().map(|line| line.charge.0).sum());
        let frequency = match shape {
            Shape::Corrected => chance.pick(&['7', '7', '8']),
            _ => '1',
        };
        let original = (frequency != '1').then(|| format!("{}", chance.digits(13)));
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
