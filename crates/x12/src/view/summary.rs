//! The line that begins a claim or a service: its number, what was charged, adjusted, what the
//! patient bears, what was paid.
//!
//! In an 835 these are the payer's; the adjustments are those of the claim and of its lines. In
//! an 837 they are what the claim says of other payers, all of them together, and what the
//! patient has paid.

use super::elements::procedure;
use super::layout;
use super::values::{date, money, period, plain};
use crate::guide::roles::Role;
use crate::guide::tables::SegmentDef;
use crate::tokens::Cut;
use crate::validate::Amount;

const CAPTIONS: [&str; 4] = ["charged", "adjusted", "patient", "paid"];
const CHARGED: usize = 0;
const ADJUSTED: usize = 1;
const PATIENT: usize = 2;
const PAID: usize = 3;

/// The line of a claim or a service, while its parts are gathered.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    depth: usize,
    /// The heading of its loop, which has the captions.
    heading: String,
    words: Vec<String>,
    day: Option<String>,
    amounts: [Option<Amount>; 4],
}

impl Row {
    /// The row of the loop with that heading.
    pub(super) fn new(depth: usize, heading: String) -> Row {
        Row { depth, heading, ..Row::default() }
    }

    fn set(&mut self, column: usize, value: &[u8]) {
        if !value.is_empty() {
            self.amounts[column] = Some(Amount::read(value));
        }
    }

    fn add(&mut self, column: usize, amount: Amount) {
        *self.amounts[column].get_or_insert_default() += amount;
    }

    /// Writes it. What has not come to its end (`whole` is false) has no sums.
    pub(super) fn write(&self, out: &mut String, whole: bool) {
        if self.words.is_empty() {
            return layout::heading(out, self.depth, &self.heading);
        }
        let amounts = self.amounts.map(|amount| amount.map(|a| a.to_string()));
        let mut cells = [const { String::new() }; 4];
        for (column, amount) in amounts.iter().enumerate() {
            if let Some(amount) = amount.as_deref().filter(|_| whole || column == CHARGED) {
                cells[column] = money(amount.as_bytes(), false).unwrap_or_default();
            }
        }
        let captions: [&str; 4] =
            std::array::from_fn(|n| if cells[n].is_empty() { "" } else { CAPTIONS[n] });
        layout::columns(out, self.depth, &self.heading, &captions);
        let mut words = self.words.clone();
        words.extend(self.day.clone());
        if !whole {
            words.push("(it does not end; nothing is added up)".to_owned());
        }
        layout::columns(
            out,
            self.depth + 1,
            &words.join("  "),
            &cells.each_ref().map(|c| c.as_str()),
        );
    }
}

/// The rows of the claim that is open.
#[derive(Default)]
pub(super) struct Rows<'r> {
    pub(super) claim: Option<&'r mut Row>,
    pub(super) line: Option<&'r mut Row>,
}

impl Rows<'_> {
    /// Takes a segment of the claim.
    pub(super) fn take(&mut self, def: &SegmentDef, cut: &Cut<'_>) {
        match def.role {
            Role::Claim => self.claim_with(|row| {
                row.words.push(plain(cut.element(1)));
                row.set(CHARGED, cut.element(2));
            }),
            Role::ClaimPayment => self.claim_with(|row| {
                row.words.push(plain(cut.element(1)));
                row.words.push(status(cut.element(2)));
                row.set(CHARGED, cut.element(3));
                row.set(PAID, cut.element(4));
                row.add(PATIENT, read(cut, 5));
                row.add(ADJUSTED, Amount::default());
            }),
            Role::ServicePayment => self.line_with(|row| {
                row.words.push(procedure(cut.element(1), cut.component));
                row.set(CHARGED, cut.element(2));
                row.set(PAID, cut.element(3));
                row.add(ADJUSTED, Amount::default());
                row.add(PATIENT, Amount::default());
            }),
            Role::LineNumber => self.line_with(|row| row.words.push(plain(cut.element(1)))),
            Role::ServiceLine => self.line_with(|row| service(row, cut)),
            Role::OtherPayerPaid => self.claim_with(|row| row.add(PAID, read(cut, 2))),
            Role::LineAdjudication => self.line_with(|row| row.add(PAID, read(cut, 2))),
            Role::ClaimPaymentAdjustment | Role::OtherPayerAdjustment => {
                self.claim_with(|row| row.add(ADJUSTED, adjusted(cut)));
            }
            Role::LineAdjustment => {
                self.claim_with(|row| row.add(ADJUSTED, adjusted(cut)));
                self.line_with(|row| row.add(ADJUSTED, adjusted(cut)));
            }
            Role::ServicePaymentAdjustment => {
                self.claim_with(|row| row.add(ADJUSTED, adjusted(cut)));
                self.line_with(|row| {
                    row.add(ADJUSTED, adjusted(cut));
                    if cut.element(1) == b"PR" {
                        row.add(PATIENT, adjusted(cut));
                    }
                });
            }
            _ => self.take_by_name(def, cut),
        }
    }

    /// Segments that have no role in validation.
    fn take_by_name(&mut self, def: &SegmentDef, cut: &Cut<'_>) {
        match (def.id.as_str(), cut.element(1)) {
            // What the patient has paid (837, loop 2300).
            ("AMT", b"F5") if self.line.is_none() => {
                self.claim_with(|row| row.set(PATIENT, cut.element(2)));
            }
            ("DTP", b"472") => {
                self.line_with(|row| row.day = period(cut.element(3), cut.element(2)));
            }
            ("DTM", b"472" | b"150" | b"151") => self.line_with(|row| {
                let day = date(cut.element(2));
                row.day = match (row.day.take(), day) {
                    (Some(from), Some(to)) => Some(format!("{from} to {to}")),
                    (from, to) => from.or(to),
                };
            }),
            _ => {}
        }
    }

    fn claim_with(&mut self, change: impl FnOnce(&mut Row)) {
        if let Some(row) = &mut self.claim {
            change(row);
        }
    }

    fn line_with(&mut self, change: impl FnOnce(&mut Row)) {
        if let Some(row) = &mut self.line {
            change(row);
        }
    }
}

fn read(cut: &Cut<'_>, number: usize) -> Amount {
    Amount::read(cut.element(number))
}

/// The amounts of a CAS: elements 3, 6 … 18.
fn adjusted(cut: &Cut<'_>) -> Amount {
    (3..=18).step_by(3).fold(Amount::default(), |sum, number| sum + read(cut, number))
}

/// CLP02. A denial and a reversal must not be overlooked.
fn status(code: &[u8]) -> String {
    let told = match code {
        b"4" => " denied",
        b"22" => " reversal",
        _ => "",
    };
    format!("status {}{told}", plain(code))
}

/// SV1, SV2 or SV3: what was done, and its charge.
fn service(row: &mut Row, cut: &Cut<'_>) {
    let (procedures, charge) = match cut.name() {
        b"SV2" => (1..=2, 3),
        _ => (1..=1, 2),
    };
    for number in procedures.filter(|n| cut.has(*n)) {
        row.words.push(procedure(cut.element(number), cut.component));
    }
    row.set(CHARGED, cut.element(charge));
}
