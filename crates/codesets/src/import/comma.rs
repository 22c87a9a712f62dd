//! Tables between commas (RFC 4180): a heading line, cells some of which stand in quotes, quotes
//! that are doubled inside them, and line ends that may stand inside them too. Tables whose
//! headings stand below titles are read by `titled`.

use super::ImportError;
use model::Date;
use std::borrow::Cow;

/// Most columns of a table.
pub const MOST_COLUMNS: usize = 64;

/// Longest row, in bytes.
pub const LONGEST_ROW: usize = 256 * 1024;

/// The rows of a table below its headings.
pub struct Table<'a> {
    pub(super) file: &'a str,
    pub(super) headings: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// One row.
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: usize,
    pub(super) cells: Vec<String>,
}

impl Row {
    /// A cell without outer white space.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// The headings of a table whose first bytes these are; none when it has none.
#[must_use]
pub fn headings(head: &str) -> Vec<String> {
    let line = head.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let mut rest = line;
    row(&mut rest, ',').map(|cells| trimmed(&cells)).unwrap_or_default()
}

impl<'a> Table<'a> {
    /// Reads a whole table.
    ///
    /// # Errors
    /// When a row has another number of cells than the heading, is too long, or a quote is not
    /// closed: the file was cut.
    pub fn read(file: &'a str, bytes: &[u8]) -> Result<Table<'a>, ImportError> {
        let mut stream = Stream::open(file, bytes, LONGEST_ROW)?;
        let mut rows = Vec::new();
        while let Some(row) = stream.next_row()? {
            rows.push(row);
        }
        Ok(Table { rows, ..stream.table })
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The column under the first of the names that is a heading, whatever its case.
    ///
    /// # Errors
    /// When none is.
    pub fn column(&self, names: &[&str]) -> Result<usize, ImportError> {
        self.find(names)
            .ok_or_else(|| self.fault(1, format!("no column is headed `{}`", names.join("` or `"))))
    }

    /// The same, where the column may be missing.
    #[must_use]
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        let of = |name: &&str| self.headings.iter().position(|h| h.eq_ignore_ascii_case(name));
        names.iter().find_map(of)
    }

    /// The day in a cell; `None` when it is empty.
    ///
    /// # Errors
    /// When the cell is no day.
    pub fn day(&self, row: &Row, column: Option<usize>) -> Result<Option<Date>, ImportError> {
        let cell = column.map_or("", |column| row.cell(column));
        if cell.is_empty() {
            return Ok(None);
        }
        let fault = || self.fault(row.line, format!("`{}` is no date", shortened(cell)));
        day(cell).map(Some).ok_or_else(fault)
    }

    /// A fault in a line.
    #[must_use]
    pub fn fault(&self, line: usize, message: String) -> ImportError {
        ImportError::Broken { file: self.file.to_owned(), place: format!("line {line}"), message }
    }
}

/// A table whose rows are read one after another: one that is too large to be kept as cells.
pub struct Stream<'a, 'b> {
    /// Its headings; it has no rows.
    pub table: Table<'a>,
    text: Cow<'b, str>,
    at: usize,
    line: usize,
    longest: usize,
}

impl<'a, 'b> Stream<'a, 'b> {
    /// Reads the headings. `longest` bounds each row, in bytes.
    ///
    /// # Errors
    /// When the heading line is too long or cut.
    pub fn open(
        file: &'a str,
        bytes: &'b [u8],
        longest: usize,
    ) -> Result<Stream<'a, 'b>, ImportError> {
        let text = text(bytes);
        let at = text.len() - text.trim_start_matches('\u{feff}').len();
        let table = Table { file, headings: Vec::new(), rows: Vec::new() };
        let mut stream = Stream { table, text, at, line: 1, longest };
        if let Some(row) = stream.cells()? {
            stream.table.headings = trimmed(&row.cells);
        }
        Ok(stream)
    }

    /// The next row that is not blank.
    ///
    /// # Errors
    /// As [`Table::read`].
    pub fn next_row(&mut self) -> Result<Option<Row>, ImportError> {
        while let Some(row) = self.cells()? {
            let wide = self.table.headings.len();
            let blank = row.cells.len() == 1 && row.cells[0].trim().is_empty();
            if row.cells.len() != wide && !blank {
                let found = row.cells.len();
                let message = format!("{found} cells, {wide} expected: the row is cut");
                return Err(self.table.fault(row.line, message));
            }
            if !blank {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn cells(&mut self) -> Result<Option<Row>, ImportError> {
        let before = &self.text[self.at..];
        if before.is_empty() {
            return Ok(None);
        }
        let (mut rest, line) = (before, self.line);
        let cells = row_within(&mut rest, ',', self.longest)
            .map_err(|message| self.table.fault(line, message.to_owned()))?;
        let read = &before[..before.len() - rest.len()];
        self.line += read.bytes().filter(|b| *b == b'\n').count();
        self.at += read.len();
        Ok(Some(Row { line, cells }))
    }
}

/// A day as `2024-03-01` or `3/1/2024`.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The beginning of a cell, for messages.
#[must_use]
pub fn shortened(cell: &str) -> String {
    cell.chars().take(40).collect()
}

/// UTF-8, or else bytes of Windows-1252 as older releases have them, each one character.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect()),
    }
}

fn trimmed(cells: &[String]) -> Vec<String> {
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Takes one row off the text.
pub(super) fn row(rest: &mut &str, separator: char) -> Result<Vec<String>, &'static str> {
    row_within(rest, separator, LONGEST_ROW)
}

fn row_within(
    rest: &mut &str,
    separator: char,
    longest: usize,
) -> Result<Vec<String>, &'static str> {
    let begin = rest.len();
    let mut cells = Vec::new();
    loop {
        let (cell, after) = match rest.strip_prefix('"') {
            Some(inside) => quoted(inside, separator)?,
            None => {
                let end = rest.find([separator, '\n']).unwrap_or(rest.len());
                (rest[..end].trim_end_matches('\r').to_owned(), &rest[end..])
            }
        };
        cells.push(cell);
        if begin - after.len() > longest {
            return Err(match longest {
                LONGEST_ROW => "the row is longer than 256 KiB",
                _ => "the row is longer than any of this table",
            });
        }
        if cells.len() > MOST_COLUMNS {
            return Err("the row has more than 64 cells");
        }
        let after = after.strip_prefix('\r').unwrap_or(after);
        match after.strip_prefix(separator) {
            Some(next) => *rest = next,
            None => {
                *rest = after.strip_prefix('\n').unwrap_or(after);
                return Ok(cells);
            }
        }
    }
}

/// A cell behind its opening quote, and what stands behind the closing one.
fn quoted(inside: &str, separator: char) -> Result<(String, &str), &'static str> {
    let mut from = 0;
    while let Some(at) = inside[from..].find('"').map(|at| from + at) {
        let after = &inside[at + 1..];
        if after.starts_with('"') {
            from = at + 2;
        } else if after.is_empty() || after.starts_with([separator, '\r', '\n']) {
            return Ok((inside[..at].replace("\"\"", "\""), after));
        } else {
            return Err("text stands behind a closing quote");
        }
    }
    Err("a quote is opened and not closed: the file is cut")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<(usize, Vec<String>)>, String> {
        let table = Table::read("t.csv", bytes).map_err(|fault| fault.to_string())?;
        Ok(table.rows.into_iter().map(|row| (row.line, row.cells)).collect())
    }

    #[test]
    fn quotes_commas_and_line_ends() {
        let rows = read(b"\xef\xbb\xbfA,B\r\n1,\"x, \"\"y\"\"\"\r\n\r\n\"2\r\n3\",\n4,z").unwrap();
        let cells = |row: usize| rows[row].1.clone();
        assert_eq!((rows[0].0, cells(0)), (2, vec!["1".into(), "x, \"y\"".into()]));
        assert_eq!((rows[1].0, cells(1)), (4, vec!["2\r\n3".into(), String::new()]));
        assert_eq!((rows[2].0, cells(2)), (6, vec!["4".into(), "z".into()]));
        assert_eq!(read(b"A\n\x93x\x94\n").unwrap()[0].1, ["\u{93}x\u{94}"], "not UTF-8");
        assert_eq!(
            headings("\u{feff}Code, Name ,\"Last, first\"\n1"),
            ["Code", "Name", "Last, first"]
        );
    }

    #[test]
    fn faults_name_their_line() {
        for (bytes, words) in [
            (&b"A,B\n1,2\n3"[..], "t.csv: line 3: 1 cells, 2 expected"),
            (b"A,B\n1,2,3\n", "line 2: 3 cells"),
            (b"A,B\n1,\"2\n3,4\n", "line 2: a quote is opened"),
            (b"A,B\n\"1\"x,2\n", "line 2: text stands behind"),
        ] {
            let fault = read(bytes).unwrap_err();
            assert!(fault.contains(words), "{fault}");
        }
        let wide = format!("A\n{}\n", "x,".repeat(MOST_COLUMNS + 1));
        assert!(read(wide.as_bytes()).unwrap_err().contains("more than 64"));
        let long = format!("A\n\"{}\"\n", "x".repeat(LONGEST_ROW));
        assert!(read(long.as_bytes()).unwrap_err().contains("longer than 256 KiB"));
    }

    #[test]
    fn days_in_two_forms() {
        for (text, wanted) in [
            ("2024-03-01", Some("2024-03-01")),
            ("3/1/2024", Some("2024-03-01")),
            ("03/01/2024", Some("2024-03-01")),
            ("13/1/2024", None),
            ("3/1/24", None),
            ("3/1/2024/5", None),
            ("soon", None),
        ] {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), wanted, "{text}");
        }
    }
}
