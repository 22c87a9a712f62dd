//! Charges from outside: a CSV file, and what intake read from FHIR ChargeItem resources.

use super::key::{self, Keys};
use super::pricing::set_price;
use super::{Capture, Charge, ChargeSource, ChargeState, Posting};
use crate::charge_cells::Cells;
use crate::charge_master::ChargeMaster;
use crate::csv::{self, Heading, Record, RowFault};
use model::{Cents, ChargeId, Date};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 32 << 20;
/// Most charges of one file.
pub const MAX_ROWS: usize = 200_000;
/// Most units of one charge, as intake allows them.
const MAX_UNITS: u32 = 1_000_000;
/// Longest account or identifier, in bytes.
const MAX_ID_BYTES: usize = 100;
/// Most diagnosis ranks of a charge (SV107).
const MAX_POINTERS: usize = 4;

/// The columns of the file.
pub const COLUMNS: [&str; 11] = [
    "account",
    "id",
    "code",
    "modifiers",
    "units",
    "charge",
    "date",
    "site",
    "revenue_code",
    "ndc",
    "pointers",
];
/// Those that the heading must name.
const REQUIRED: [&str; 3] = ["account", "units", "date"];

/// What a CSV file of charges holds.
pub type CsvCharges = Result<Capture, Vec<RowFault>>;

/// Reads charges from CSV text with the columns of [`COLUMNS`]: `charge` is the total of the line
/// in dollars, empty for the charge master's price; `modifiers` and `pointers` are apart by white
/// space; `id` is the source's own name of the charge, by which a corrected line is known again.
///
/// # Errors
/// Every faulty cell with line, column and what to do; nothing is taken from a file with a fault.
pub fn from_csv(text: &str, posting: &Posting, master: &ChargeMaster) -> CsvCharges {
    if text.len() > MAX_BYTES {
        let message = format!("The file is larger than {MAX_BYTES} bytes.");
        return Err(vec![RowFault::new(1, "", message, "Split it by day.")]);
    }
    let mut lines = csv::rows(text);
    let Some(first) = lines.next() else {
        let message = "The file has no heading.";
        return Err(vec![RowFault::new(1, "", message, "Begin with the template.")]);
    };
    let heading = Heading::read(&first, &COLUMNS, &REQUIRED)?;
    let (mut capture, mut keys, mut faults) = (Capture::default(), Keys::default(), Vec::new());
    for (count, line) in lines.enumerate() {
        if count >= MAX_ROWS {
            let message = format!("The file has more than {MAX_ROWS} charges.");
            return Err(vec![RowFault::new(line.line, "", message, "Split it by day.")]);
        }
        let read = heading.record(&line).map_err(|fault| vec![fault]);
        match read.and_then(|record| row(&record, posting)) {
            Ok((mut charge, id)) => {
                let stem = id.unwrap_or_else(|| key::content(&charge));
                keys.name(&mut charge, &stem);
                let stated = charge.charge_cents;
                capture.holds.extend(set_price(&mut charge, stated, master, false));
                capture.charges.push(charge);
            }
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(capture) } else { Err(csv::bounded(faults)) }
}

fn row(record: &Record<'_>, posting: &Posting) -> Result<(Charge, Option<String>), Vec<RowFault>> {
    let mut cells = Cells::of(record);
    let account = bounded_text(&mut cells, "account");
    if account.is_none() {
        cells.missing("account", "Write the account to which the charge belongs.");
    }
    let id = bounded_text(&mut cells, "id").map(|id| format!("id {id}"));
    let (code, revenue_code) = (cells.code(), cells.revenue_code());
    if code.is_none() && revenue_code.is_none() {
        cells.missing("code", "Write a code, or a revenue code where it alone is billed.");
    }
    let units = number(&mut cells, "units", MAX_UNITS);
    if record.cell("units").is_none() {
        cells.missing("units", "Write a whole number, as 1.");
    }
    let date = cells.day("date");
    if record.cell("date").is_none() {
        cells.missing("date", "Write the day of service as YYYY-MM-DD.");
    }
    let modifiers = cells.modifiers("modifiers", usize::MAX);
    let (charge_cents, site) = (cells.dollars("charge"), cells.site());
    let (ndc, pointers) = (ndc(&mut cells), pointers(&mut cells));
    match (units, date, account) {
        (Some(units), Some(date), Some(account)) if cells.faults.is_empty() => {
            let charge = Charge {
                id: ChargeId::default(),
                account: account.into(),
                code,
                modifiers,
                units,
                charge_cents,
                date,
                posted_on: posting.posted_on,
                source: ChargeSource::Csv,
                source_key: String::new(),
                site: site.unwrap_or_else(|| posting.site.clone()),
                revenue_code,
                ndc,
                ndc_quantity: None,
                pointers,
                state: ChargeState::Captured,
            };
            Ok((charge, id))
        }
        _ => Err(cells.faults),
    }
}

fn bounded_text(cells: &mut Cells<'_>, column: &'static str) -> Option<String> {
    let cell = cells.record.cell(column)?;
    if cell.len() > MAX_ID_BYTES {
        let message = format!("The cell is longer than {MAX_ID_BYTES} bytes.");
        cells.fault(column, message, "Use the short name of the source system.");
    }
    Some(cell.to_owned())
}

fn number(cells: &mut Cells<'_>, column: &'static str, most: u32) -> Option<u32> {
    let cell = cells.record.cell(column)?;
    let found = cell.parse().ok().filter(|number| (1..=most).contains(number));
    if found.is_none() {
        let message = format!("`{cell}` is not a whole number from 1 to {most}.");
        cells.fault(column, message, "Write a whole number, as 1.");
    }
    found
}

/// Eleven digits; hyphens are left out.
fn ndc(cells: &mut Cells<'_>) -> Option<String> {
    let cell = cells.record.cell("ndc")?;
    let digits: String = cell.chars().filter(|c| *c != '-').collect();
    if digits.len() != 11 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let message = format!("`{cell}` is not a National Drug Code.");
        cells.fault("ndc", message, "Write eleven digits.");
    }
    Some(digits)
}

fn pointers(cells: &mut Cells<'_>) -> Vec<u16> {
    let cell = cells.record.cell("pointers").unwrap_or_default();
    let parts: Vec<_> = cell.split_whitespace().map(|part| part.parse::<u16>().ok()).collect();
    let good = parts.len() <= MAX_POINTERS && parts.iter().all(|p| p.is_some_and(|p| p > 0));
    if !good {
        let message = format!("`{cell}` does not name at most {MAX_POINTERS} diagnoses.");
        cells.fault("pointers", message, "Write ranks of diagnoses, as `1 2`.");
    }
    parts.into_iter().flatten().collect()
}

/// The charges that intake read from FHIR ChargeItem resources (`Chart::charges`). An amount of
/// zero means that the source states none: the charge master decides. `day` is the day of
/// service of the account, for charges that state none.
#[must_use]
pub fn from_captured(
    captured: &[model::Charge],
    day: Date,
    posting: &Posting,
    master: &ChargeMaster,
) -> Capture {
    let (mut capture, mut keys) = (Capture::default(), Keys::default());
    for own in captured {
        let mut charge = Charge {
            id: ChargeId::default(),
            account: posting.account.clone(),
            code: own.code.as_deref().map(|code| code.trim().to_ascii_uppercase()),
            modifiers: own.modifiers.clone(),
            units: own.units,
            charge_cents: Some(own.amount).filter(|amount| *amount > Cents::ZERO),
            date: own.date.unwrap_or(day),
            posted_on: posting.posted_on,
            source: ChargeSource::Fhir,
            source_key: String::new(),
            site: posting.site.clone(),
            revenue_code: own.revenue_code.clone(),
            ndc: own.ndc.clone(),
            ndc_quantity: own.ndc_quantity.clone(),
            pointers: Vec::new(),
            state: ChargeState::Captured,
        };
        let stem = key::content(&charge);
        keys.name(&mut charge, &stem);
        let stated = charge.charge_cents;
        capture.holds.extend(set_price(&mut charge, stated, master, false));
        capture.charges.push(charge);
    }
    capture
}

/// An empty file of charges with its heading and remarks that say what each column takes.
#[must_use]
pub fn template() -> String {
    let mut text = String::from(
        "# Charges. Lines that begin with # are not read.\n\
         # account: the account. id: the charge's name in the source system; may be empty.\n\
         # code, modifiers, units: as billed; modifiers apart by a blank.\n\
         # charge: total of the line in dollars; empty for the price of the charge master.\n\
         # date: day of service, YYYY-MM-DD. site: short name; revenue_code: four digits.\n\
         # ndc: eleven digits. pointers: ranks of the diagnoses, apart by a blank.\n\
         # Example: office-01,,99213,25,1,125.50,2026-06-15,MAIN,,,1 2\n",
    );
    text.push_str(&COLUMNS.join(","));
    text.push('\n');
    text
}
