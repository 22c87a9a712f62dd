//! Validity of ICD-10-CM codes by date: `code,start,end,attributes` with dates as `yyyymmdd` and
//! attributes separated by `|` (facts of the Medicare Code Editor).

use super::ImportError;
use crate::icd10cm::Attributes;
use crate::icd10cm::build::ValidityRow;
use model::Date;

/// Reads the rows.
///
/// # Errors
/// When the heading is another one or a row is not of the form; the error names its line.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<ValidityRow>, ImportError> {
    let broken = |line: usize, message: String| ImportError::Broken {
        file: file.to_owned(),
        place: format!("line {line}"),
        message,
    };
    let text = std::str::from_utf8(bytes)
        .map_err(|fault| broken(1, format!("not UTF-8 at byte {}", fault.valid_up_to())))?;
    let mut lines = text.lines().enumerate();
    if lines.next().map(|(_, heading)| heading.trim()) != Some("code,start,end,attributes") {
        return Err(broken(1, "the heading is not code,start,end,attributes".into()));
    }
    let mut rows = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.trim().split(',').collect();
        let &[code, start, end, names] = &cells[..] else {
            return Err(broken(number + 1, format!("{} cells, 4 expected", cells.len())));
        };
        let date = |text: &str| {
            Date::from_x12(text).map_err(|_| broken(number + 1, format!("`{text}` is no date")))
        };
        let bits = names.split('|').filter_map(|name| {
            Attributes::NAMES.iter().position(|known| *known == name).map(|bit| 1 << bit)
        });
        rows.push(ValidityRow {
            code: code.to_owned(),
            starts: date(start)?,
            ends: date(end)?,
            attributes: Attributes(bits.fold(0, |all, bit: u32| all | bit)),
        });
    }
    Ok(rows)
}
