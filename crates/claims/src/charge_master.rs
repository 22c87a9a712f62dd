//! The charge master of a practice or hospital: what each site charges for one unit, by day.
//!
//! What enters: rows, as CSV ([`ChargeMaster::from_csv`]) or as a store kept them
//! ([`ChargeMaster::from_rows`]). What leaves: the price of a service at a site on a day
//! ([`ChargeMaster::lookup`]), which is never guessed: a price of zero, none, and several are
//! told apart. The descriptions are the site's own; the project holds none. A
//! [`crate::FeeSchedule`], with which claims are built, is the master of one site on one day
//! ([`ChargeMaster::fees_on`]).

mod import;
mod lookup;

pub use import::{COLUMNS, Import, MAX_BYTES, MAX_ROWS, OnFault, template};
pub use lookup::{Price, PriceKey};

use crate::csv::RowFault;
use crate::fees::FeeSchedule;
use model::{Cents, Date};
use serde::{Deserialize, Serialize};

/// One row: the price of one unit at a site over a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasterRow {
    /// Line of the file it came from, from 1; for messages.
    pub line: usize,
    /// CPT or HCPCS number; `None` for what a revenue code alone bills, as room and board.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The modifier to which the price belongs; `None` for every modifier without its own row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modifier: Option<String>,
    /// The site's own words.
    #[serde(default)]
    pub description: String,
    /// Revenue code, four digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revenue_code: Option<String>,
    /// The site; `None` for every site without its own row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Price of one unit.
    pub price: Cents,
    /// First day.
    pub from: Date,
    /// Last day; `None` for a price without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl MasterRow {
    /// True when the row holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// What two rows must not share on one day.
    fn key(&self) -> (Option<&str>, Option<&str>, Option<&str>, Option<&str>) {
        let site = self.site.as_deref();
        (self.code.as_deref(), self.modifier.as_deref(), site, self.revenue_code.as_deref())
    }
}

/// Every row, in the order of code, modifier, site, revenue code and first day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChargeMaster {
    rows: Vec<MasterRow>,
}

impl ChargeMaster {
    /// The master of these rows.
    ///
    /// # Errors
    /// A fault for each row whose time overlaps that of another row with the same code,
    /// modifier, site and revenue code.
    pub fn from_rows(rows: Vec<MasterRow>) -> Result<ChargeMaster, Vec<RowFault>> {
        let (master, faults) = ChargeMaster::without_overlap(rows);
        if faults.is_empty() { Ok(master) } else { Err(faults) }
    }

    /// The rows that overlap no earlier one, and a fault for each of the others.
    fn without_overlap(mut rows: Vec<MasterRow>) -> (ChargeMaster, Vec<RowFault>) {
        rows.sort_by(|a, b| (a.key(), a.from, a.line).cmp(&(b.key(), b.from, b.line)));
        let mut master = ChargeMaster::default();
        let mut faults = Vec::new();
        for row in rows {
            match master.rows.last() {
                // The kept rows of one key do not overlap, so the last one ends last.
                Some(last) if last.key() == row.key() && last.holds_on_or_after(row.from) => {
                    faults.push(overlap(&row, last));
                }
                _ => master.rows.push(row),
            }
        }
        faults.sort();
        (master, faults)
    }

    /// Every row, in a fixed order.
    #[must_use]
    pub fn rows(&self) -> &[MasterRow] {
        &self.rows
    }

    /// True without a row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The prices of one site on one day, as a claim is built with them. What has no price of
    /// its own there, one of zero, or several under different revenue codes is left out, so that
    /// a claim that needs it is refused.
    #[must_use]
    pub fn fees_on(&self, site: &str, day: Date) -> FeeSchedule {
        let mut fees = FeeSchedule::default();
        for row in self.rows.iter().filter(|row| row.holds_on(day)) {
            let Some(code) = &row.code else { continue };
            let modifiers: Vec<String> = row.modifier.iter().cloned().collect();
            let key = PriceKey {
                site,
                code: Some(code),
                modifiers: &modifiers,
                day,
                ..PriceKey::default()
            };
            if let Price::Found { price_cents, row: found } = self.lookup(&key)
                && found.modifier == row.modifier
            {
                fees.put(code, row.modifier.as_deref().unwrap_or_default(), price_cents);
            }
        }
        fees
    }
}

impl MasterRow {
    fn holds_on_or_after(&self, day: Date) -> bool {
        self.to.is_none_or(|to| day <= to)
    }
}

fn overlap(row: &MasterRow, other: &MasterRow) -> RowFault {
    let until = match other.to {
        Some(to) => format!("to {to}"),
        None => "without an end".to_owned(),
    };
    let message = format!(
        "The row holds from {} on, while line {} already sets that price from {} {until}.",
        row.from, other.line, other.from
    );
    RowFault::new(row.line, "from", message, "End the earlier row the day before this one begins.")
}

#[cfg(test)]
mod tests;
