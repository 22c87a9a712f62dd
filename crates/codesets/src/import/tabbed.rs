//! Tables as the World Health Organization puts them out: UTF-8 with or without a mark at the
//! beginning, cells between tabs, some of them in quotes, a heading line, and free text that may
//! break over lines.

use super::ImportError;
use std::borrow::Cow;

/// Most columns of a table.
pub const MOST_COLUMNS: usize = 64;

/// Longest row, in bytes.
pub const LONGEST_ROW: usize = 64 * 1024;

/// Most lines over which one row may break.
pub const MOST_LINES: usize = 100;

/// Characters of a cell that are repeated in a message.
const SHOWN: usize = 40;

/// The cells of one row.
pub struct Row<'a> {
    /// The line on which it begins, from 1.
    pub line: usize,
    cells: Vec<Cow<'a, str>>,
}

impl Row<'_> {
    /// A cell without outer white space; empty when the row ends before it.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// A table that is read row by row.
pub struct Table<'a> {
    file: &'a str,
    text: &'a str,
    headings: Vec<String>,
    /// True for a line that begins a row.
    begins: fn(&str) -> bool,
    /// Cells of a row that may break over lines, because one of them is free text; 0 when none
    /// may.
    breaks: usize,
}

impl<'a> Table<'a> {
    /// Reads the headings. `begins` tells the lines with which a row begins.
    ///
    /// # Errors
    /// When the bytes are no UTF-8, or the heading has too many columns.
    pub fn new(
        file: &'a str,
        bytes: &'a [u8],
        begins: fn(&str) -> bool,
    ) -> Result<Table<'a>, ImportError> {
        let text = std::str::from_utf8(bytes).map_err(|fault| {
            let before = &bytes[..fault.valid_up_to()];
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            broken(file, format!("line {line}"), format!("no UTF-8 at byte {}", before.len()))
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let heading = text.split('\n').next().unwrap_or_default();
        let headings = headings(heading);
        if headings.len() > MOST_COLUMNS {
            let message = format!("{} columns, at most {MOST_COLUMNS} are read", headings.len());
            return Err(broken(file, "line 1".into(), message));
        }
        Ok(Table { file, text, headings, begins, breaks: 0 })
    }

    /// The same table, whose rows have `cells` cells and may break over lines: a line that begins
    /// no row carries on the one before it, while that lacks cells.
    #[must_use]
    pub fn with_breaks(self, cells: usize) -> Table<'a> {
        Table { breaks: cells, ..self }
    }

    /// The headings in their order.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The column under the first of the names that is a heading, whatever its case.
    ///
    /// # Errors
    /// When none is.
    pub fn column(&self, names: &[&str]) -> Result<usize, ImportError> {
        let found = names.iter().find_map(|name| self.find(name));
        found.ok_or_else(|| {
            let message = format!("no column is headed `{}`", names.join("` or `"));
            broken(self.file, "line 1".into(), message)
        })
    }

    /// The column under a heading.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.headings.iter().position(|heading| heading.eq_ignore_ascii_case(name))
    }

    /// A fault at a cell of a row.
    #[must_use]
    pub fn fault(&self, line: usize, column: usize, message: String) -> ImportError {
        let heading = self.headings.get(column).map_or("", String::as_str);
        broken(self.file, format!("line {line}, column {} ({heading})", column + 1), message)
    }

    /// Hands every row below the heading to `each`. `whole` is the number of cells that a row has
    /// at least: one that has fewer was cut.
    ///
    /// # Errors
    /// What `each` returns, and rows that are cut, too long or too wide.
    pub fn rows(
        &self,
        whole: usize,
        mut each: impl FnMut(&Row<'a>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let mut lines = self.text.split('\n').zip(1..).skip(1).peekable();
        while let Some((first, line)) = lines.next() {
            if first.trim().is_empty() {
                continue;
            }
            if !(self.begins)(first) {
                return Err(self.no_row(first, line));
            }
            let mut row = self.row(Cow::Borrowed(first), line)?;
            let mut text = Cow::Borrowed(first.trim_end_matches('\r'));
            for _ in 0..MOST_LINES {
                let carries_on = |next: &str| !(self.begins)(next);
                if row.cells.len() >= self.breaks {
                    break;
                }
                let Some((next, _)) = lines.next_if(|(next, _)| carries_on(next)) else { break };
                text = Cow::Owned(format!("{text} {}", next.trim_end_matches('\r')));
                row = self.row(text.clone(), line)?;
            }
            if row.cells.len() < whole {
                let message = format!("the row ends here, {whole} cells expected: it is cut");
                return Err(self.fault(line, row.cells.len() - 1, message));
            }
            each(&row)?;
        }
        Ok(())
    }

    fn no_row(&self, line: &str, number: usize) -> ImportError {
        let shown: String = line.trim().chars().take(SHOWN).collect();
        let message = format!("`{shown}` is not the beginning of a row of this table");
        self.fault(number, 0, message)
    }

    fn row(&self, text: Cow<'a, str>, line: usize) -> Result<Row<'a>, ImportError> {
        if text.len() > LONGEST_ROW {
            let message = format!("longer than {} KiB", LONGEST_ROW >> 10);
            return Err(broken(self.file, format!("line {line}"), message));
        }
        let cells = match text {
            Cow::Borrowed(text) => cells(text.trim_end_matches('\r')),
            Cow::Owned(text) => {
                cells(&text).into_iter().map(|cell| Cow::Owned(cell.into_owned())).collect()
            }
        };
        if cells.len() > self.headings.len() {
            let message = format!("{} cells under {} headings", cells.len(), self.headings.len());
            return Err(self.fault(line, self.headings.len(), message));
        }
        Ok(Row { line, cells })
    }
}

/// The headings of a line.
#[must_use]
pub fn headings(line: &str) -> Vec<String> {
    let line = line.trim_start_matches('\u{feff}').trim_end_matches('\r');
    cells(line).iter().map(|cell| cell.trim().to_owned()).collect()
}

/// The cells of a line, at most one more than a table may have columns. A cell that begins with a
/// quote ends with one, and two inside stand for one; a lone quote stands for itself.
fn cells(line: &str) -> Vec<Cow<'_, str>> {
    let mut cells = Vec::new();
    let mut rest = line;
    while cells.len() <= MOST_COLUMNS {
        if let Some((cell, after)) = quoted(rest) {
            cells.push(Cow::Owned(cell));
            match after {
                Some(after) => rest = after,
                None => break,
            }
            continue;
        }
        match rest.split_once('\t') {
            Some((cell, after)) => {
                cells.push(Cow::Borrowed(cell));
                rest = after;
            }
            None => {
                cells.push(Cow::Borrowed(rest));
                break;
            }
        }
    }
    cells
}

/// The quoted cell at the beginning, and what stands behind its tab; `None` when no quote begins
/// it or the closing one is not the end of a cell.
fn quoted(text: &str) -> Option<(String, Option<&str>)> {
    let inside = text.strip_prefix('"')?;
    let mut from = 0;
    loop {
        let at = from + inside[from..].find('"')?;
        let after = &inside[at + 1..];
        if after.starts_with('"') {
            from = at + 2;
            continue;
        }
        let cell = inside[..at].replace("\"\"", "\"");
        return match after.strip_prefix('\t') {
            Some(rest) => Some((cell, Some(rest))),
            None if after.is_empty() => Some((cell, None)),
            None => None,
        };
    }
}

pub(super) fn broken(file: &str, place: String, message: String) -> ImportError {
    ImportError::Broken { file: file.to_owned(), place, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, whole: usize) -> Result<Vec<Vec<String>>, String> {
        let table = Table::new("t.txt", text.as_bytes(), |line| line.starts_with("http"))
            .map_err(|fault| fault.to_string())?;
        let mut all = Vec::new();
        let width = table.headings().len();
        let table = table.with_breaks(width);
        table
            .rows(whole, |row| {
                all.push((0..width).map(|i| row.cell(i).to_owned()).collect());
                Ok(())
            })
            .map_err(|fault| fault.to_string())?;
        Ok(all)
    }

    #[test]
    fn quotes_marks_and_line_ends() {
        let text = "\u{feff}URI\tTitle\tNote\r\nhttp:1\t\"- - A \"\"made up\"\" one\"\tx\r\n\r\n\
            http:2\t\"tab\tinside\"\t\r\nhttp:3\t\"lone\" quote\tz";
        let rows = read(text, 3).unwrap();
        assert_eq!(rows[0], ["http:1", "- - A \"made up\" one", "x"]);
        assert_eq!(rows[1], ["http:2", "tab\tinside", ""]);
        assert_eq!(rows[2], ["http:3", "\"lone\" quote", "z"]);
    }

    #[test]
    fn free_text_may_break_over_lines() {
        let text = "URI\tNote\tTitle\nhttp:1\tone\ntwo\r\n\nthree\tA\nhttp:2\t\tB\n";
        let rows = read(text, 3).unwrap();
        assert_eq!(rows[0], ["http:1", "one two  three", "A"]);
        assert_eq!(rows[1], ["http:2", "", "B"]);
    }

    #[test]
    fn faults_name_line_and_column() {
        for (text, place) in [
            ("URI\tTitle\nhttp:1\ta\nx\ty\n", "t.txt: line 3, column 1 (URI): `x\ty` is not the"),
            ("URI\tTitle\nx\ty\n", "t.txt: line 2, column 1 (URI): "),
            ("URI\tTitle\nhttp:1\ta\tb\n", "t.txt: line 2, column 3 (): 3 cells under 2"),
            ("URI\tA\tB\nhttp:1\ta\tb\nhttp:2", "t.txt: line 3, column 1 (URI): the row ends"),
        ] {
            let fault = read(text, 2).unwrap_err();
            assert!(fault.starts_with(place), "{fault}");
        }
        let fault = Table::new("t.txt", b"a\tb\nc\xff", |_| true).err().unwrap().to_string();
        assert!(fault.contains("line 2") && fault.contains("byte 5"), "{fault}");
        let wide = "x\t".repeat(MOST_COLUMNS + 5);
        assert!(read(&wide, 1).unwrap_err().contains("at most 64"), "too many columns");
    }

    #[test]
    fn hostile_rows_are_bounded() {
        let long = format!("URI\tT\nhttp:1\t{}", "x".repeat(LONGEST_ROW));
        assert!(read(&long, 2).unwrap_err().contains("longer than 64 KiB"));
        let broken = format!("URI\tA\tB\nhttp:1\t{}", "x\n".repeat(100_000));
        assert!(read(&broken, 2).unwrap_err().contains("line 103"));
        let quotes = format!("URI\tA\tB\nhttp:1\t{}", "\"\t".repeat(20_000));
        assert!(read(&quotes, 2).is_err());
    }
}
