//! A charge master as CSV, and the empty file to begin with.

use super::{ChargeMaster, MasterRow};
use crate::charge_cells::Cells;
use crate::csv::{self, Heading, Record, RowFault};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// Most rows.
pub const MAX_ROWS: usize = 500_000;
/// Longest description, in bytes.
const MAX_DESCRIPTION: usize = 200;

/// The columns of the file.
pub const COLUMNS: [&str; 8] =
    ["code", "modifier", "description", "revenue_code", "site", "price", "from", "to"];
/// Those that the heading must name.
const REQUIRED: [&str; 3] = ["code", "price", "from"];

/// What happens to the good rows of a file with a faulty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnFault {
    /// Nothing is taken.
    #[default]
    TakeNothing,
    /// The good rows are taken, the others reported.
    TakeGoodRows,
}

/// What was taken from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// The master.
    pub master: ChargeMaster,
    /// Rows that were left out; always empty with [`OnFault::TakeNothing`].
    pub faults: Vec<RowFault>,
}

impl ChargeMaster {
    /// Reads CSV text with the columns of [`COLUMNS`]: the price of one unit in dollars, `from`
    /// and `to` as YYYY-MM-DD, `to` empty for a price without an end, `site` empty for every
    /// site, `code` empty where the revenue code alone is billed.
    ///
    /// # Errors
    /// Every faulty cell with line, column and what to do, up to [`crate::MAX_ROW_FAULTS`]; also
    /// with [`OnFault::TakeGoodRows`] when the file is too large or its heading is not known.
    pub fn from_csv(text: &str, on_fault: OnFault) -> Result<Import, Vec<RowFault>> {
        if text.len() > MAX_BYTES {
            let message = format!("The file is larger than {MAX_BYTES} bytes.");
            return Err(vec![RowFault::new(1, "", message, "Split it by site.")]);
        }
        let mut lines = csv::rows(text);
        let Some(first) = lines.next() else {
            let message = "The file has no heading.";
            return Err(vec![RowFault::new(1, "", message, "Begin with the template.")]);
        };
        let heading = Heading::read(&first, &COLUMNS, &REQUIRED)?;
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        for (count, line) in lines.enumerate() {
            if count >= MAX_ROWS {
                let message = format!("The file has more than {MAX_ROWS} rows.");
                return Err(vec![RowFault::new(line.line, "", message, "Split it by site.")]);
            }
            match heading.record(&line).map_err(|fault| vec![fault]).and_then(|r| row(&r)) {
                Ok(row) => rows.push(row),
                Err(more) => faults.extend(more),
            }
        }
        let (master, overlaps) = ChargeMaster::without_overlap(rows);
        faults.extend(overlaps);
        let faults = csv::bounded(faults);
        match faults.is_empty() || on_fault == OnFault::TakeGoodRows {
            true => Ok(Import { master, faults }),
            false => Err(faults),
        }
    }
}

fn row(record: &Record<'_>) -> Result<MasterRow, Vec<RowFault>> {
    let mut cells = Cells::of(record);
    let code = cells.code();
    let modifier = cells.modifiers("modifier", 1).pop();
    let revenue_code = cells.revenue_code();
    let site = cells.site();
    let description = record.cell("description").unwrap_or_default().to_owned();
    if description.len() > MAX_DESCRIPTION {
        let message = format!("The description is longer than {MAX_DESCRIPTION} bytes.");
        cells.fault("description", message, "Shorten it.");
    }
    if code.is_none() && revenue_code.is_none() {
        cells.missing("code", "Write a code, or a revenue code where it alone is billed.");
    }
    if record.cell("price").is_none() {
        cells.missing("price", "Write the price of one unit in dollars, as 125.50.");
    }
    if record.cell("from").is_none() {
        cells.missing("from", "Write the first day of the price as YYYY-MM-DD.");
    }
    let (price, from, to) = (cells.dollars("price"), cells.day("from"), cells.day("to"));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        let message = format!("The last day {to} lies before the first day {from}.");
        cells.fault("to", message, "Correct one of them, or leave the last day empty.");
    }
    match (price, from) {
        (Some(price), Some(from)) if cells.faults.is_empty() => Ok(MasterRow {
            line: record.line,
            code,
            modifier,
            description,
            revenue_code,
            site,
            price,
            from,
            to,
        }),
        _ => Err(cells.faults),
    }
}

/// An empty charge master with its heading and remarks that say what each column takes.
#[must_use]
pub fn template() -> String {
    let mut text = String::from(
        "# Charge master. Lines that begin with # are not read.\n\
         # code: CPT or HCPCS number; empty where a revenue code alone is billed.\n\
         # modifier: one modifier with a price of its own; empty for all others.\n\
         # description: your own words. revenue_code: four digits, for hospital charges.\n\
         # site: the short name of a site; empty for every site without a row of its own.\n\
         # price: dollars for one unit, at most two decimals. from, to: YYYY-MM-DD; to may be \
         empty.\n\
         # Example: J3301,,Steroid injection per unit,0636,MAIN,12.50,2026-01-01,\n",
    );
    text.push_str(&COLUMNS.join(","));
    text.push('\n');
    text
}
