//! The lines of a claim while it is made.

use super::chance::Chance;
use super::claim::{MadeLine, Shape};
use super::services as tables;
use model::{Cents, Date};

/// The choices of one claim while it is made.
pub(crate) struct Making {
    pub chance: Chance,
    /// The first day of service.
    pub from: Date,
}

impl Making {
    /// The lines of a claim of this shape; `target` when a defect spoils it.
    pub(crate) fn lines(&mut self, shape: Shape, days: i64, target: bool) -> Vec<MadeLine> {
        match shape {
            Shape::Drug => self.drug(),
            Shape::Laboratory => self.laboratory(),
            Shape::Ambulance => self.ambulance(),
            Shape::Anaesthesia => self.anaesthesia(),
            Shape::Rental => self.rental(false),
            Shape::Oxygen => self.rental(true),
            Shape::Operation => {
                let row = self.chance.pick(&tables::OPERATIONS);
                vec![self.line(row, 1), self.line(("99232", 15_400), 1)]
            }
            Shape::Outpatient => self.outpatient(false),
            Shape::Emergency => self.outpatient(true),
            Shape::Inpatient => self.stay(days, false),
            Shape::Nursing => self.stay(days, true),
            Shape::Dental => self.dental(target),
            _ => self.office(),
        }
    }

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
