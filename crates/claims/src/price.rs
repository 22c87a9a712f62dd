//! The charge of a professional line: from the captured charge, else from the fee schedule.

use crate::captured::{has_code, same_modifiers};
use crate::drug_quantity;
use crate::fault::Findings;
use crate::fees::FeeSchedule;
use model::{Cents, Charge, Date, DrugQuantity, ProcedureCode};

/// Which captured charges stand behind each coded procedure. A charge is used once.
pub(crate) struct Matches<'a> {
    charges: &'a [(usize, &'a Charge)],
    /// For each procedure, positions in `charges`.
    matched: Vec<Vec<usize>>,
    used: Vec<bool>,
}

/// What a line is billed at.
pub(crate) struct Priced {
    pub(crate) amount: Cents,
    /// Day of the captured charge, where it has one.
    pub(crate) date: Option<Date>,
    pub(crate) ndc: Option<String>,
    pub(crate) ndc_quantity: Option<DrugQuantity>,
}

impl<'a> Matches<'a> {
    /// First charges with the same code and modifiers, then with the same code (the coder's
    /// modifiers hold), then further charges of the same code and day when together they make up
    /// the coded units.
    pub(crate) fn new(
        charges: &'a [(usize, &'a Charge)],
        px: &[(usize, &ProcedureCode)],
    ) -> Matches<'a> {
        let (matched, used) = (vec![Vec::new(); px.len()], vec![false; charges.len()]);
        let mut matches = Matches { charges, matched, used };
        for exact in [true, false] {
            for (at, (_, px)) in px.iter().enumerate() {
                if matches.matched[at].is_empty() {
                    let found = matches.unused(px, exact).first().copied();
                    found.into_iter().for_each(|i| matches.take(at, i));
                }
            }
        }
        for (at, (_, px)) in px.iter().enumerate() {
            matches.fill_up(at, px);
        }
        matches
    }

    fn unused(&self, px: &ProcedureCode, exact: bool) -> Vec<usize> {
        let fits = |charge: &Charge| {
            has_code(charge, &px.code)
                && (!exact || same_modifiers(&charge.modifiers, &px.modifiers))
        };
        (0..self.charges.len()).filter(|&i| !self.used[i] && fits(self.charges[i].1)).collect()
    }

    fn take(&mut self, at: usize, charge: usize) {
        self.used[charge] = true;
        self.matched[at].push(charge);
    }

    /// Adds further charges of the same code and day when they bring the units to the coded ones.
    fn fill_up(&mut self, at: usize, px: &ProcedureCode) {
        let Some(&first) = self.matched[at].first() else { return };
        let first = self.charges[first].1;
        let mut units = first.units;
        let mut further = Vec::new();
        for i in self.unused(px, false) {
            let charge = self.charges[i].1;
            if units < px.units && charge.date == first.date {
                units = units.saturating_add(charge.units);
                further.push(i);
            }
        }
        if units == px.units {
            further.into_iter().for_each(|i| self.take(at, i));
        }
    }

    /// Captured charges that no coded procedure took, with their place in the chart.
    pub(crate) fn left(&self) -> impl Iterator<Item = (usize, &'a Charge)> {
        let charges = self.charges;
        (0..charges.len()).filter(|&i| !self.used[i]).map(move |i| charges[i])
    }

    /// The charge of one procedure; a fault when there is none.
    pub(crate) fn price(
        &self,
        at: usize,
        (index, px): (usize, &ProcedureCode),
        fees: &FeeSchedule,
        findings: &mut Findings,
    ) -> Option<Priced> {
        let charges: Vec<_> = self.matched[at].iter().map(|&i| self.charges[i].1).collect();
        let captured: Cents = charges.iter().map(|charge| charge.amount).sum();
        let units: u32 = charges.iter().fold(0, |sum, charge| sum.saturating_add(charge.units));
        let from_schedule =
            || fees.charge(&px.code, &px.modifiers)?.checked_times(i64::from(px.units));
        let amount = if captured <= Cents::ZERO {
            from_schedule().or_else(|| reports_only(&px.code).then_some(Cents::ZERO))
        } else if units == px.units {
            Some(captured)
        } else {
            per_unit(captured, units, px.units).or_else(from_schedule)
        };
        if !charges.is_empty() && units != px.units {
            findings.note(
                "charge.units_differ",
                format!("px[{index}].units"),
                format!(
                    "{} was coded with {} units and charged with {units}; the coded units are \
                        billed.",
                    px.code, px.units
                ),
                "Check the units against the documentation.",
            );
        }
        let Some(amount) = amount else {
            findings.fault(
                "px.no_charge",
                format!("px[{index}]"),
                format!("There is no charge for {}.", px.code),
                format!(
                    "Capture a charge for {0} in the chart, or add {0} to the fee schedule.",
                    px.code
                ),
            );
            return None;
        };
        let first = charges.first();
        let date = first.and_then(|charge| charge.date);
        let ndc = first.and_then(|charge| charge.ndc.clone());
        let same_units = units == px.units;
        let ndc_quantity = drug_quantity::total(&charges).filter(|_| same_units);
        if ndc.is_some()
            && ndc_quantity.is_none()
            && charges.iter().any(|c| c.ndc_quantity.is_some())
        {
            let why = match same_units {
                true => "its charges name several drugs or units",
                false => "it belongs to other units than those that are billed",
            };
            findings.note(
                "charge.drug_quantity_unused",
                format!("px[{index}]"),
                format!("The drug quantity of {} is not billed: {why}.", px.code),
                "State one drug with the quantity that was given, for the units that are billed.",
            );
        }
        Some(Priced { amount, date, ndc, ndc_quantity })
    }
}

/// The captured amount for other units, where the price of one unit is a whole number of cents.
fn per_unit(amount: Cents, charged: u32, coded: u32) -> Option<Cents> {
    let charged = i64::from(charged);
    if charged == 0 || amount.0 % charged != 0 {
        return None;
    }
    Cents(amount.0 / charged).checked_times(i64::from(coded))
}

/// CPT category II codes report a quality measure and bill nothing.
pub(crate) fn reports_only(code: &str) -> bool {
    code.len() == 5 && code.ends_with('F') && code.bytes().take(4).all(|b| b.is_ascii_digit())
}
