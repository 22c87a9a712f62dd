//! Tables that people send as CSV: rows and cells with their place, and the faults of a row; and
//! the cells of the tables that we write.
//!
//! One row is one line; cells may stand in double quotes, a quote within them is doubled
//! (RFC 4180 without line breaks inside a cell). Blank lines and lines that begin with `#` are
//! skipped, as is a byte order mark.

use serde::Serialize;
use std::borrow::Cow;

/// Faults reported of one file; further ones are counted in the last.
pub const MAX_ROW_FAULTS: usize = 1_000;

/// A cell or row of a CSV file that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, thiserror::Error)]
#[error("line {line}, column {column}: {message} {next}")]
pub struct RowFault {
    /// Line of the file, from 1.
    pub line: usize,
    /// Name of the column as in the heading; empty for the whole row.
    pub column: &'static str,
    /// What is wrong, in a plain sentence.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// A cell of a table that we write, in quotes where it needs them (RFC 4180). What a spreadsheet
/// would take for a formula gets an apostrophe before it.
#[must_use]
pub fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

impl RowFault {
    pub(crate) fn new(
        line: usize,
        column: &'static str,
        message: impl Into<String>,
        next: impl Into<String>,
    ) -> RowFault {
        RowFault { line, column, message: message.into(), next: next.into() }
    }
}

/// Keeps the first [`MAX_ROW_FAULTS`] in the order of the file and counts the rest.
pub(crate) fn bounded(mut faults: Vec<RowFault>) -> Vec<RowFault> {
    faults.sort();
    if faults.len() > MAX_ROW_FAULTS {
        let more = faults.len() - MAX_ROW_FAULTS;
        let line = faults[MAX_ROW_FAULTS].line;
        faults.truncate(MAX_ROW_FAULTS);
        let message = format!("There are {more} more faults from this line on.");
        faults.push(RowFault::new(line, "", message, "Correct those above and try again."));
    }
    faults
}

/// One line that is neither blank nor a remark.
pub(crate) struct Row<'a> {
    /// Line of the file, from 1.
    pub(crate) line: usize,
    /// Cells without the white space and quotes around them; `None` with an unclosed quote.
    pub(crate) cells: Option<Vec<Cow<'a, str>>>,
}

/// The rows of a text.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    lines.filter_map(|(i, line)| {
        let shown = line.trim();
        let holds = !shown.is_empty() && !shown.starts_with('#');
        holds.then(|| Row { line: i + 1, cells: cells(line) })
    })
}

fn cells(line: &str) -> Option<Vec<Cow<'_, str>>> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let start = rest.trim_start();
        let (cell, after) = match start.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => {
                let end = start.find(',').unwrap_or(start.len());
                (Cow::Borrowed(start[..end].trim_end()), &start[end..])
            }
        };
        cells.push(cell);
        match after.trim_start().strip_prefix(',') {
            Some(next) => rest = next,
            None if after.trim().is_empty() => return Some(cells),
            None => return None,
        }
    }
}

/// The cell up to its closing quote, and what follows that.
fn quoted_cell(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut from = 0;
    loop {
        let quote = from + text.get(from..)?.find('"')?;
        match text[quote + 1..].starts_with('"') {
            true => from = quote + 2,
            false => {
                let cell = text[..quote].trim();
                let cell = match cell.contains("\"\"") {
                    true => Cow::Owned(cell.replace("\"\"", "\"")),
                    false => Cow::Borrowed(cell),
                };
                return Some((cell, &text[quote + 1..]));
            }
        }
    }
}

/// Where each known column stands in a file; a heading may name them in any order.
pub(crate) struct Heading {
    /// For each known column, its place among the cells.
    places: Vec<(&'static str, usize)>,
    width: usize,
}

impl Heading {
    /// Reads the heading; every column of `required` must be there, others of `known` may.
    pub(crate) fn read(
        row: &Row<'_>,
        known: &[&'static str],
        required: &[&'static str],
    ) -> Result<Heading, Vec<RowFault>> {
        let next = || format!("Begin the file with `{}`.", known.join(","));
        let Some(cells) = &row.cells else {
            let message = "The heading has a quote that is not closed.";
            return Err(vec![RowFault::new(row.line, "", message, next())]);
        };
        let mut heading = Heading { places: Vec::new(), width: cells.len() };
        let mut faults = Vec::new();
        for (i, cell) in cells.iter().enumerate() {
            match known.iter().find(|name| name.eq_ignore_ascii_case(cell)) {
                Some(name) if heading.place(name).is_none() => heading.places.push((name, i)),
                Some(name) => {
                    let message = format!("The heading names `{name}` twice.");
                    faults.push(RowFault::new(row.line, name, message, "Keep one of them."));
                }
                None => {
                    let message = format!("The heading names `{cell}`, which is not known here.");
                    faults.push(RowFault::new(row.line, "", message, next()));
                }
            }
        }
        for name in required.iter().filter(|name| heading.place(name).is_none()) {
            let message = format!("The heading lacks `{name}`.");
            faults.push(RowFault::new(row.line, name, message, next()));
        }
        if faults.is_empty() { Ok(heading) } else { Err(faults) }
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == name).map(|(_, place)| *place)
    }

    /// The cells of a row by name; a fault when their number is not the heading's.
    pub(crate) fn record<'r>(&'r self, row: &'r Row<'_>) -> Result<Record<'r>, RowFault> {
        let fault = |message: String, next: &str| Err(RowFault::new(row.line, "", message, next));
        let Some(cells) = &row.cells else {
            let message = "A quote is not closed, or text follows a closing quote.".to_owned();
            return fault(message, "Close it; write a quote within a cell twice.");
        };
        if cells.len() != self.width {
            let message = format!("{} cells instead of {}.", cells.len(), self.width);
            return fault(message, "Write one cell a column; put a comma within a cell in quotes.");
        }
        Ok(Record { heading: self, cells, line: row.line })
    }
}

/// A row whose cells are asked for by name.
pub(crate) struct Record<'r> {
    heading: &'r Heading,
    cells: &'r [Cow<'r, str>],
    /// Line of the file, from 1.
    pub(crate) line: usize,
}

impl Record<'_> {
    /// The cell of a column; `None` when it is empty or the file has no such column.
    pub(crate) fn cell(&self, name: &str) -> Option<&str> {
        let cell = self.cells.get(self.heading.place(name)?)?;
        (!cell.is_empty()).then_some(&**cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_in_quotes() {
        for (line, want) in [
            ("a,b,c", Some(vec!["a", "b", "c"])),
            (" a , b ,", Some(vec!["a", "b", ""])),
            ("\"a,b\",c", Some(vec!["a,b", "c"])),
            ("\"say \"\"ah\"\"\",x", Some(vec!["say \"ah\"", "x"])),
            ("\"\",\"\"", Some(vec!["", ""])),
            ("\"a", None),
            ("\"a\"b,c", None),
            ("\"\"\"", None),
            ("é,\"ü\"", Some(vec!["é", "ü"])),
        ] {
            let made = cells(line);
            let made = made.as_ref().map(|cells| cells.iter().map(|c| &**c).collect::<Vec<_>>());
            assert_eq!(made, want, "{line}");
        }
    }

    #[test]
    fn remarks_and_blank_lines_are_no_rows() {
        let lines: Vec<_> = rows("\u{feff}a,b\r\n\r\n # note\n1,2\n").map(|row| row.line).collect();
        assert_eq!(lines, [1, 4]);
    }

    #[test]
    fn a_heading_is_read_in_any_order() {
        let row = rows("Price,code").next().unwrap();
        let heading = Heading::read(&row, &["code", "price", "site"], &["code"]).unwrap();
        let body = rows("12.50,99213").next().unwrap();
        let record = heading.record(&body).unwrap();
        assert_eq!((record.cell("code"), record.cell("price")), (Some("99213"), Some("12.50")));
        assert_eq!(record.cell("site"), None);
        for (text, faults) in [("code,code", 1), ("cod,price", 2), ("\"code", 1)] {
            let row = rows(text).next().unwrap();
            let read = Heading::read(&row, &["code", "price"], &["code"]);
            assert_eq!(read.map_err(|f| f.len()).err(), Some(faults), "{text}");
        }
    }

    #[test]
    fn faults_are_bounded_and_counted() {
        let many = (0..2_500).map(|i| RowFault::new(i, "", "x", "y")).collect();
        let kept = bounded(many);
        assert_eq!(kept.len(), MAX_ROW_FAULTS + 1);
        assert!(kept.last().unwrap().message.contains("1500 more"));
    }
}
