//! What the cells of a charge master and of a file of charges may hold: one judgement for both.

use crate::csv::{Record, RowFault};
use model::{Cents, Date};

/// Highest charge of a row or line: ten million dollars.
pub const MAX_CHARGE: Cents = Cents(1_000_000_000);
/// Longest name of a site, in bytes.
pub const MAX_SITE_BYTES: usize = 40;
/// Most modifiers of a charge (SV101-3 to SV101-6).
const MAX_MODIFIERS: usize = 4;

/// Reads the cells of one row and collects its faults.
pub(crate) struct Cells<'r> {
    pub(crate) record: &'r Record<'r>,
    pub(crate) faults: Vec<RowFault>,
}

impl<'r> Cells<'r> {
    pub(crate) fn of(record: &'r Record<'r>) -> Cells<'r> {
        Cells { record, faults: Vec::new() }
    }

    pub(crate) fn fault(&mut self, column: &'static str, message: String, next: &str) {
        self.faults.push(RowFault::new(self.record.line, column, message, next));
    }

    /// A CPT or HCPCS number of five characters, in capital letters.
    pub(crate) fn code(&mut self) -> Option<String> {
        let cell = self.record.cell("code")?;
        if !is_plain(cell, 5) {
            let message = format!("`{cell}` is not a CPT or HCPCS code.");
            self.fault("code", message, "Write five letters and digits.");
        }
        Some(cell.to_ascii_uppercase())
    }

    /// Modifiers of two characters, apart by white space, `;`, `:` or `/`.
    pub(crate) fn modifiers(&mut self, column: &'static str, most: usize) -> Vec<String> {
        let cell = self.record.cell(column).unwrap_or_default();
        let parts = cell.split([' ', ';', ':', '/', ',']).filter(|part| !part.is_empty());
        let found: Vec<String> = parts.map(str::to_ascii_uppercase).collect();
        let most = most.min(MAX_MODIFIERS);
        if found.len() > most {
            let message = format!("`{cell}` holds more than {most} modifiers.");
            self.fault(column, message, "Leave out those that do not change the charge.");
        }
        for modifier in found.iter().filter(|m| !is_plain(m, 2)) {
            let message = format!("`{modifier}` is not a modifier.");
            self.fault(column, message, "Write two letters or digits.");
        }
        found
    }

    /// Four digits; three get their leading zero.
    pub(crate) fn revenue_code(&mut self) -> Option<String> {
        let cell = self.record.cell("revenue_code")?;
        let digits = cell.bytes().all(|b| b.is_ascii_digit());
        if !digits || !(3..=4).contains(&cell.len()) {
            let message = format!("`{cell}` is not a revenue code.");
            self.fault("revenue_code", message, "Write four digits, as 0450.");
        }
        Some(format!("{cell:0>4}"))
    }

    pub(crate) fn site(&mut self) -> Option<String> {
        let cell = self.record.cell("site")?;
        if cell.len() > MAX_SITE_BYTES {
            let message = format!("The name of the site is longer than {MAX_SITE_BYTES} bytes.");
            self.fault("site", message, "Use the short name by which charges name the site.");
        }
        Some(cell.to_owned())
    }

    /// An amount in dollars with at most two decimals, not negative.
    pub(crate) fn dollars(&mut self, column: &'static str) -> Option<Cents> {
        let cell = self.record.cell(column)?;
        let next = "Write dollars with at most two decimals and no comma, as 125.50.";
        match Cents::from_decimal(cell.strip_prefix('$').unwrap_or(cell)) {
            Ok(amount) if amount < Cents::ZERO => {
                self.fault(column, format!("`{cell}` is negative."), next);
                None
            }
            Ok(amount) if amount > MAX_CHARGE => {
                self.fault(column, format!("{amount} is more than {MAX_CHARGE}."), next);
                None
            }
            Ok(amount) => Some(amount),
            Err(_) => {
                self.fault(column, format!("`{cell}` is not an amount of money."), next);
                None
            }
        }
    }

    pub(crate) fn day(&mut self, column: &'static str) -> Option<Date> {
        let cell = self.record.cell(column)?;
        match cell.parse() {
            Ok(day) => Some(day),
            Err(_) => {
                let message = format!("`{cell}` is not a day.");
                self.fault(column, message, "Write it as YYYY-MM-DD.");
                None
            }
        }
    }

    /// Says that a cell that must not be empty is.
    pub(crate) fn missing(&mut self, column: &'static str, next: &str) {
        self.fault(column, "The cell is empty.".to_owned(), next);
    }
}

/// True for letters and digits alone, so many of them.
pub(crate) fn is_plain(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
