//! Which line of the claim each paid line is about.
//!
//! From the surest sign to the weakest, each open line taken once: the line's number (REF 6R),
//! code with modifiers, day and charge; the same with modifiers that the payer dropped or
//! changed; the service that was billed where another is paid (SVC06); several paid lines that
//! make up one; several billed lines that were put together. Whatever is left posts to the claim
//! as a whole: a payment is not lost because a modifier is.

use super::open_claim::OpenLine;
use model::remittance::{PaidClaim, PaidLine, PaidService};
use model::{Cents, Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What made the match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineHow {
    /// Its number (REF 6R), and the code agrees.
    ControlNumber,
    /// Code, modifiers, day and charge.
    Exact,
    /// The same but for modifiers that the payer left out.
    ModifierDropped,
    /// The same but for modifiers that the payer changed or added.
    ModifierChanged,
    /// Its number, but another code is paid and the payer does not say which was billed.
    OtherCode,
    /// Another code is paid for it (SVC06).
    Recoded,
    /// The payer made several lines of one.
    Split,
    /// The payer put several lines together; this is the first of them.
    Combined,
    /// No line fits; it posts to the claim as a whole.
    NoLine,
}

impl LineHow {
    /// True when nobody has to look at it.
    #[must_use]
    pub fn is_exact(self) -> bool {
        matches!(self, LineHow::ControlNumber | LineHow::Exact)
    }
}

/// The line that a paid line is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineMatch {
    /// Its number on the claim.
    pub line: Option<u16>,
    /// Further lines, where several were put together.
    #[serde(default)]
    pub also: Vec<u16>,
    /// What made the match.
    pub how: LineHow,
}

/// For each paid line the line of the claim. `answered` are lines that an earlier decision
/// answered: of two alike, the other one is meant.
#[must_use]
pub fn match_lines(
    decision: &PaidClaim,
    lines: &[OpenLine],
    answered: &BTreeSet<u16>,
) -> Vec<LineMatch> {
    let mut order: Vec<&OpenLine> = lines.iter().collect();
    order.sort_by_key(|line| (answered.contains(&line.line), line.line));
    let mut matching =
        Matching { paid: &decision.lines, order, found: vec![None; decision.lines.len()] };
    matching.by_number();
    matching.each(LineHow::Exact, |paid, line| {
        same_code(&paid.service, line) && modifiers(paid, line) == Modifiers::Same
    });
    matching.each(LineHow::ModifierDropped, |paid, line| {
        same_code(&paid.service, line) && modifiers(paid, line) == Modifiers::Dropped
    });
    matching.each(LineHow::ModifierChanged, |paid, line| same_code(&paid.service, line));
    matching.each(LineHow::Recoded, |paid, line| {
        paid.billed_service.as_ref().is_some_and(|billed| same_code(billed, line))
    });
    matching.split();
    matching.combined();
    let nothing = || LineMatch { line: None, also: Vec::new(), how: LineHow::NoLine };
    matching.found.into_iter().map(|one| one.unwrap_or_else(nothing)).collect()
}

struct Matching<'a> {
    paid: &'a [PaidLine],
    order: Vec<&'a OpenLine>,
    found: Vec<Option<LineMatch>>,
}

impl Matching<'_> {
    fn is_taken(&self, line: u16) -> bool {
        let of = |one: &LineMatch| one.line == Some(line) || one.also.contains(&line);
        self.found.iter().flatten().any(of)
    }

    fn take(&mut self, paid: usize, line: u16, how: LineHow) {
        self.found[paid] = Some(LineMatch { line: Some(line), also: Vec::new(), how });
    }

    /// REF 6R. A number that stands on two paid lines means that the payer split the line.
    fn by_number(&mut self) {
        for i in 0..self.paid.len() {
            let Some(number) = self.paid[i].line_control_number.as_deref() else { continue };
            let number = number.trim();
            let line = self.order.iter().find(|line| line.control_number == number).copied();
            let Some(line) = line else { continue };
            let (service, billed) = (&self.paid[i].service, &self.paid[i].billed_service);
            let how = match self.is_taken(line.line) {
                true => LineHow::Split,
                false if same_code(service, line) => LineHow::ControlNumber,
                false if billed.as_ref().is_some_and(|b| same_code(b, line)) => LineHow::Recoded,
                false => LineHow::OtherCode,
            };
            self.take(i, line.line, how);
        }
    }

    /// One paid line for one open line, where day and charge agree and `fits` says so.
    fn each(&mut self, how: LineHow, fits: impl Fn(&PaidLine, &OpenLine) -> bool) {
        for i in 0..self.paid.len() {
            if self.found[i].is_some() {
                continue;
            }
            let paid = &self.paid[i];
            let free = |line: &&&OpenLine| {
                !self.is_taken(line.line)
                    && on_day(paid, line.date)
                    && paid.charge == line.charge
                    && fits(paid, line)
            };
            if let Some(number) = self.order.iter().find(free).map(|line| line.line) {
                self.take(i, number, how);
            }
        }
    }

    /// Paid lines of one code and day that come to the charge of one open line.
    fn split(&mut self) {
        for at in 0..self.order.len() {
            let line = self.order[at];
            if self.is_taken(line.line) {
                continue;
            }
            let parts: Vec<usize> = (0..self.paid.len())
                .filter(|&i| self.found[i].is_none() && fits_code(&self.paid[i], line))
                .filter(|&i| on_day(&self.paid[i], line.date))
                .collect();
            let sum: Cents = parts.iter().map(|&i| self.paid[i].charge).sum();
            if parts.len() > 1 && sum == line.charge {
                parts.into_iter().for_each(|i| self.take(i, line.line, LineHow::Split));
            }
        }
    }

    /// Open lines of one code and day whose charges come to that of one paid line.
    fn combined(&mut self) {
        for i in 0..self.paid.len() {
            if self.found[i].is_some() {
                continue;
            }
            let paid = &self.paid[i];
            let free = self.order.iter().filter(|line| {
                !self.is_taken(line.line) && fits_code(paid, line) && on_day(paid, line.date)
            });
            let lines: Vec<&OpenLine> = free.copied().collect();
            let sum: Cents = lines.iter().map(|line| line.charge).sum();
            if lines.len() > 1 && sum == paid.charge {
                let numbers: Vec<u16> = lines.iter().map(|line| line.line).collect();
                let also = numbers[1..].to_vec();
                let how = LineHow::Combined;
                self.found[i] = Some(LineMatch { line: Some(numbers[0]), also, how });
            }
        }
    }
}

/// Whether a service names the code of a line, or the revenue code of one that has no code.
fn same_code(service: &PaidService, line: &OpenLine) -> bool {
    let code = service.code.trim();
    match (&line.code, service.qualifier.as_str()) {
        (Some(own), "NU") => {
            own.eq_ignore_ascii_case(code) || line.revenue_code.as_deref() == Some(code)
        }
        (Some(own), _) => own.eq_ignore_ascii_case(code),
        (None, _) => line.revenue_code.as_deref() == Some(code),
    }
}

/// The paid or the billed service names the code.
fn fits_code(paid: &PaidLine, line: &OpenLine) -> bool {
    let billed = paid.billed_service.as_ref();
    same_code(&paid.service, line) || billed.is_some_and(|billed| same_code(billed, line))
}

/// A line without a day of its own is on every day of its claim.
fn on_day(paid: &PaidLine, date: Date) -> bool {
    paid.days().is_none_or(|(from, through)| (from..=through).contains(&date))
}

#[derive(PartialEq)]
enum Modifiers {
    Same,
    Dropped,
    Changed,
}

fn modifiers(paid: &PaidLine, line: &OpenLine) -> Modifiers {
    let set = |all: &[String]| -> BTreeSet<String> {
        all.iter().map(|one| one.trim().to_ascii_uppercase()).collect()
    };
    let (paid, billed) = (set(&paid.service.modifiers), set(&line.modifiers));
    match (paid == billed, paid.is_subset(&billed)) {
        (true, _) => Modifiers::Same,
        (_, true) => Modifiers::Dropped,
        _ => Modifiers::Changed,
    }
}
