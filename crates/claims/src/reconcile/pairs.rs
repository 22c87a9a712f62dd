//! Which charges stand behind which coded procedure. A charge is used once.

use crate::captured::same_modifiers;
use crate::charge::Charge;
use model::ProcedureCode;

/// The charges of each procedure, and those of none.
pub(super) struct Pairs<'a> {
    px: &'a [ProcedureCode],
    charges: &'a [&'a Charge],
    /// For each charge, the procedure that took it.
    taken: Vec<Option<usize>>,
}

impl<'a> Pairs<'a> {
    /// First charges that agree in code, modifiers and units, then in code and modifiers, then in
    /// code alone; at last further charges of the same code until the coded units are reached.
    pub(super) fn of(px: &'a [ProcedureCode], charges: &'a [&'a Charge]) -> Pairs<'a> {
        let mut pairs = Pairs { px, charges, taken: vec![None; charges.len()] };
        let agrees: [fn(&ProcedureCode, &Charge) -> bool; 3] = [
            |px, charge| {
                same_modifiers(&px.modifiers, &charge.modifiers) && px.units == charge.units
            },
            |px, charge| same_modifiers(&px.modifiers, &charge.modifiers),
            |_, _| true,
        ];
        for agrees in agrees {
            for at in 0..px.len() {
                if pairs.of_px(at).is_empty()
                    && let Some(free) = pairs.free(at, agrees)
                {
                    pairs.taken[free] = Some(at);
                }
            }
        }
        (0..px.len()).for_each(|at| pairs.fill_up(at));
        pairs
    }

    fn free(&self, at: usize, agrees: impl Fn(&ProcedureCode, &Charge) -> bool) -> Option<usize> {
        let px = &self.px[at];
        let fits = |charge: &Charge| {
            charge.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(&px.code))
        };
        (0..self.charges.len()).find(|&i| {
            self.taken[i].is_none() && fits(self.charges[i]) && agrees(px, self.charges[i])
        })
    }

    /// Takes further charges while they bring the units to the coded ones and not beyond.
    fn fill_up(&mut self, at: usize) {
        let mut units: u32 =
            self.of_px(at).iter().fold(0, |sum, charge| sum.saturating_add(charge.units));
        let wanted = self.px[at].units;
        while units > 0 && units < wanted {
            let more = |px: &ProcedureCode, charge: &Charge| {
                charge.units > 0
                    && units.saturating_add(charge.units) <= wanted
                    && same_modifiers(&px.modifiers, &charge.modifiers)
            };
            let Some(free) = self.free(at, more) else { break };
            self.taken[free] = Some(at);
            units = units.saturating_add(self.charges[free].units);
        }
    }

    /// The charges of a procedure.
    pub(super) fn of_px(&self, at: usize) -> Vec<&'a Charge> {
        let own = self.taken.iter().zip(self.charges).filter(|(taken, _)| **taken == Some(at));
        own.map(|(_, charge)| *charge).collect()
    }

    /// The charges that no procedure took, each with the charge of which it is a double.
    pub(super) fn left(&self) -> impl Iterator<Item = (&'a Charge, Option<&'a Charge>)> {
        let free = (0..self.charges.len()).filter(|&i| self.taken[i].is_none());
        free.map(|i| {
            let charge = self.charges[i];
            let others = self.charges.iter().enumerate();
            let twin = others.filter(|(other, _)| self.taken[*other].is_some());
            let mut twin = twin.map(|(_, own)| *own).filter(|own| is_double(own, charge));
            (charge, twin.next())
        })
    }
}

/// True when two charges say the same of the same day.
fn is_double(one: &Charge, two: &Charge) -> bool {
    one.code == two.code
        && same_modifiers(&one.modifiers, &two.modifiers)
        && one.units == two.units
        && one.date == two.date
        && one.revenue_code == two.revenue_code
}
