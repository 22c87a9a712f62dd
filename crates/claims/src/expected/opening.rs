//! Opening a line: which price it has before any rule between lines, or why it has none.

use super::Circumstances;
use super::explanation::Explanation;
use super::facts::FeeFacts;
use super::modifiers::{Component, Modifiers, Package, Role};
use super::percent::Percent;
use super::product::{FeeProduct, NATIONAL};
use super::site;
use super::status;
use super::technical;
use super::terms::{Pays, SchedulePart, Terms};
use super::work::{Closed, Parts, Unit, Work};
use codesets::fee_schedule::{FeeLine, Gpci};
use model::{Cents, Claim, ClaimLine, ClaimType, Date, ServiceUnit};
use std::borrow::Cow;

/// Most units of a line; more are a slip of the pen.
const MOST_UNITS: u32 = 100_000;

/// What the opening of every line of a claim needs.
pub(super) struct Opening<'a, F> {
    pub(super) claim: &'a Claim,
    pub(super) terms: &'a Terms,
    pub(super) circumstances: &'a Circumstances,
    pub(super) fees: &'a F,
}

/// The schedule as it holds for one line.
struct Schedule {
    on: Date,
    gpci: Gpci,
    facility: bool,
    percent: Percent,
}

impl<'a, F: FeeFacts> Opening<'a, F> {
    /// Opens a line.
    pub(super) fn open(&self, line: &'a ClaimLine) -> Work<'a> {
        let mut work = Work {
            line,
            code: line.code.as_deref().unwrap_or_default().trim().to_ascii_uppercase(),
            modifiers: Modifiers::read(line.modifiers.iter()),
            row: None,
            units: 1,
            unit: Unit::Agreed(Cents::ZERO),
            cut_units: 0,
            parts: Parts::default(),
            base: None,
            second_side_of: None,
            unit_value: Cents::ZERO,
            procedures: 1,
            explanation: Explanation::default(),
            source: Cow::Owned(self.terms.source.clone()),
            closed: None,
        };
        if let Err(closed) = self.price(&mut work) {
            work.close(closed);
        }
        work
    }

    fn price(&self, work: &mut Work<'a>) -> Result<(), Closed> {
        if self.claim.frequency == "8" {
            return Err(Closed::nothing_due("The claim voids an earlier one."));
        }
        let line = work.line;
        let revenue = line.revenue_code.as_deref();
        let (pays, modifier) = self.terms.pays(&work.code, &line.modifiers, revenue);
        if let Some(modifier) = &modifier {
            // The fee is for the code with this modifier: it changes nothing further.
            let others = line.modifiers.iter().filter(|m| !m.eq_ignore_ascii_case(modifier));
            work.modifiers = Modifiers::read(others);
        }
        match pays {
            Pays::Charges(percent) => {
                work.unit = Unit::Charge(percent);
                return Ok(());
            }
            Pays::Nothing => return Err(Closed::nothing_due("The contract excludes it.")),
            Pays::Unstated => {
                return Err(Closed::not_priced("The contract states no price for it."));
            }
            Pays::Fee(_) | Pays::Schedule(_) => {}
        }
        if work.code.is_empty() {
            return Err(Closed::not_priced("The line has no procedure code to price."));
        }
        if let Some(modifier) = work.modifiers.not_covered.filter(|_| self.terms.medicare) {
            return Err(Closed::nothing_due(format!(
                "Modifier {modifier} says that Medicare does not cover it."
            )));
        }
        if let Some(modifier) = work.modifiers.not_worked_out {
            return Err(Closed::not_priced(format!(
                "Modifier {modifier} changes the payment in a way that is not worked out here."
            )));
        }
        work.units = units(line)?;
        work.procedures = work.units;
        match pays {
            Pays::Fee(fee) => self.agreed(work, fee),
            Pays::Schedule(part) => self.of_schedule(work, &part),
            _ => Ok(()),
        }
    }

    /// A fee of the contract; the schedule's row is read for its indicators only.
    fn agreed(&self, work: &mut Work<'a>, fee: Cents) -> Result<(), Closed> {
        if work.modifiers.component != Component::Whole {
            return Err(Closed::not_priced(format!(
                "The contract has a fee for {}, and none for it with modifier {}.",
                work.code,
                work.modifiers.component.row()
            )));
        }
        let schedule = self.circumstances.schedule;
        work.row = self.fees.fee_line(&work.code, "", schedule, work.line.date);
        let signs = &work.modifiers;
        let whole = signs.role == Role::Surgeon && signs.package == Package::Whole;
        if (signs.both_sides || !whole) && work.row.is_none() {
            return Err(Closed::not_priced(format!(
                "The contract has a fee for {}, and without the fee schedule nothing says what \
                 its modifiers change.",
                work.code
            )));
        }
        work.unit = Unit::Agreed(fee);
        work.unit_value = fee;
        Ok(())
    }

    /// The fee of the schedule.
    fn of_schedule(&self, work: &mut Work<'a>, part: &SchedulePart) -> Result<(), Closed> {
        if self.claim.claim_type == ClaimType::Institutional {
            return Err(Closed::not_priced(
                "The physician fee schedule does not pay an institutional claim.",
            ));
        }
        let schedule = self.schedule(work.line, part)?;
        let row = self.row(work, &schedule)?;
        if schedule.facility && row.not_in_facility {
            return Err(Closed::not_priced(format!(
                "The schedule has no price for {} in a facility, whose own claim carries the \
                 technical part.",
                work.name()
            )));
        }
        let product = self.product(&row, &schedule);
        if product.is_empty() {
            return Err(Closed::not_priced(format!(
                "The fee schedule has no value for {}; the contractor prices it.",
                work.name()
            )));
        }
        work.unit = Unit::Product(product);
        work.unit_value = product.amount();
        work.row = Some(row);
        work.base = row.endoscopic_base.and_then(|base| self.base_fee(&base, work, &schedule));
        let split = |modifier: &str, code: &str| {
            self.fees
                .fee_line(code, modifier, self.circumstances.schedule, schedule.on)
                .map(|row| self.product(&row, &schedule).amount())
        };
        work.parts = technical::parts(work, &row, split);
        Ok(())
    }

    /// The schedule's day, place and site for a line.
    fn schedule(&self, line: &ClaimLine, part: &SchedulePart) -> Result<Schedule, Closed> {
        let on = part.on.unwrap_or(line.date);
        if self.fees.release(self.circumstances.schedule, on).is_none() {
            return Err(Closed::not_priced(format!(
                "No physician fee schedule that is in force on {on} has been imported."
            )));
        }
        let gpci = match part.locality.as_ref().or(self.circumstances.locality.as_ref()) {
            None => NATIONAL,
            Some(locality) => self.fees.gpci(locality, on).ok_or_else(|| {
                let why = format!("No geographic indices are held for {locality} on {on}.");
                Closed::not_priced(why)
            })?,
        };
        let place = line.place_of_service.as_ref().or(self.claim.place_of_service.as_ref());
        let place = place.map(String::as_str).unwrap_or_default();
        let facility = site::is_facility(place).ok_or_else(|| {
            Closed::not_priced(match place {
                "" => "The line has no place of service, so neither rate holds.".to_owned(),
                place => format!("Place of service {place} has no rate in the fee schedule."),
            })
        })?;
        Ok(Schedule { on, gpci, facility, percent: part.percent })
    }

    /// The row of the code and its component.
    fn row(&self, work: &Work<'_>, schedule: &Schedule) -> Result<FeeLine, Closed> {
        let modifier = work.modifiers.component.row();
        let held = |modifier: &str| {
            self.fees.fee_line(&work.code, modifier, self.circumstances.schedule, schedule.on)
        };
        let Some(row) = held(modifier) else {
            return Err(match (work.modifiers.component, held("").is_some()) {
                (_, false) => Closed::not_priced(format!(
                    "{} is not in the physician fee schedule of {}.",
                    work.code, schedule.on
                )),
                (Component::Discontinued, true) => Closed::not_priced(format!(
                    "{} was broken off (modifier 53), which the contractor prices.",
                    work.code
                )),
                (_, true) => Closed::not_priced(format!(
                    "The fee schedule has no row for {} with modifier {modifier}.",
                    work.code
                )),
            });
        };
        match status::closed(row.status, &work.code) {
            None => Ok(row),
            Some(closed) if self.terms.medicare => Err(closed),
            // What Medicare does not pay, a contract may: it has to say so itself.
            Some(closed) => Err(Closed::not_priced(format!(
                "{} The contract states no fee of its own.",
                closed.reason
            ))),
        }
    }

    fn product(&self, row: &FeeLine, schedule: &Schedule) -> FeeProduct {
        FeeProduct::new(row, schedule.facility, schedule.gpci, schedule.percent)
    }

    /// The fee of an endoscopic base, on as many sides as the line.
    fn base_fee(&self, base: &[u8; 5], work: &Work<'_>, schedule: &Schedule) -> Option<Cents> {
        let base = std::str::from_utf8(base).ok()?;
        let row = self.fees.fee_line(base, "", self.circumstances.schedule, schedule.on)?;
        let fee = self.product(&row, schedule).amount();
        let sides = work.modifiers.both_sides && row.bilateral == 1;
        Some(if sides { Percent::whole(150).of(fee) } else { fee })
    }
}

/// The units of a line that a fee is multiplied by.
fn units(line: &ClaimLine) -> Result<u32, Closed> {
    if line.unit == Some(ServiceUnit::Minute) {
        return Err(Closed::not_priced("The line counts minutes of anesthesia, not units."));
    }
    match line.units.whole() {
        Some(0) | None => Err(Closed::not_priced(format!(
            "The line has {} units; the schedule prices whole units.",
            line.units
        ))),
        Some(units) if units > MOST_UNITS => {
            Err(Closed::not_priced(format!("{units} units are more than can be meant.")))
        }
        Some(units) => Ok(units),
    }
}
