//! Tables of CMS that were saved from a spreadsheet: titles and a licence notice above the
//! headings, headings that may be spread over several rows, cells between commas or tabs, empty
//! rows and cells at the end.

use super::ImportError;
use super::comma::{self, Row, Table};

/// Most rows above the headings.
pub const MOST_TITLES: usize = 60;

/// Rows with fewer filled cells than this are titles, not headings.
const LEAST_HEADINGS: usize = 3;

/// Words of one heading in lower case: `NON-FAC PE RVU` is `non fac pe rvu`.
fn words(heading: &str) -> impl Iterator<Item = &str> {
    heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// True when a heading, in lower case, has all of these words.
#[must_use]
pub fn says(heading: &str, all: &[&str]) -> bool {
    all.iter().all(|wanted| words(heading).any(|word| word == *wanted))
}

/// The headings and what stands above them, and the rows.
pub struct Titled<'a> {
    /// Headings in lower case, and rows.
    table: Table<'a>,
    /// The line of the headings.
    line: usize,
    /// The titles, in lower case.
    pub titles: String,
}

/// The headings of a table that begins so, in lower case; none when they are not found.
///
/// `is` tells the lowest row of headings from its cells in lower case; up to `stacked` rows right
/// above it belong to it.
#[must_use]
pub fn headings(head: &str, is: fn(&[String]) -> bool, stacked: usize) -> Option<Vec<String>> {
    [',', '\t'].into_iter().find_map(|separator| {
        let found = find(head.trim_start_matches('\u{feff}'), separator, is)?;
        Some(joined(found.above, found.cells, stacked))
    })
}

/// Where the headings are.
struct Found<'t> {
    above: Vec<Vec<String>>,
    cells: Vec<String>,
    line: usize,
    titles: String,
    rest: &'t str,
}

fn find(text: &str, separator: char, is: fn(&[String]) -> bool) -> Option<Found<'_>> {
    let (mut rest, mut above, mut line) = (text, Vec::new(), 1);
    while !rest.is_empty() && above.len() < MOST_TITLES {
        let before = rest;
        let cells = comma::row(&mut rest, separator).unwrap_or_else(|_| {
            // A notice may open a quote and never close it.
            let (first, after) = before.split_once('\n').unwrap_or((before, ""));
            rest = after;
            vec![first.to_owned()]
        });
        let cells: Vec<String> = cells.iter().map(|cell| cell.trim().to_lowercase()).collect();
        // Read as one between commas, a table between tabs has cells with tabs inside.
        let whole = separator == '\t' || !cells.iter().any(|cell| cell.contains('\t'));
        if whole && is(&cells) {
            let titles = above.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
            return Some(Found { above, cells, line, titles, rest });
        }
        let read = &before[..before.len() - rest.len()];
        line += read.bytes().filter(|b| *b == b'\n').count();
        above.push(cells);
    }
    None
}

/// Headings that are spread over rows, as one row.
fn joined(above: Vec<Vec<String>>, cells: Vec<String>, stacked: usize) -> Vec<String> {
    let is_headings =
        |row: &&Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count() >= LEAST_HEADINGS;
    let mut rows: Vec<&Vec<String>> =
        above.iter().rev().take(stacked).take_while(is_headings).collect();
    rows.reverse();
    rows.push(&cells);
    let of = |column: usize| {
        let parts: Vec<&str> =
            rows.iter().filter_map(|row| row.get(column)).map(|c| &**c).collect();
        parts.join(" ")
    };
    (0..cells.len()).map(of).collect()
}

impl<'a> Titled<'a> {
    /// Reads a whole table; for `is` and `stacked` see [`headings`].
    ///
    /// # Errors
    /// When there are no headings, or a row can't be read.
    pub fn read(
        file: &'a str,
        bytes: &[u8],
        is: fn(&[String]) -> bool,
        stacked: usize,
    ) -> Result<Titled<'a>, ImportError> {
        let text = comma::text(bytes);
        // Old files of CMS end their lines as the first Macintoshes did.
        let old = (!text.contains('\n') && text.contains('\r')).then(|| text.replace('\r', "\n"));
        let text = old.as_deref().unwrap_or(&text).trim_start_matches('\u{feff}');
        let found = [',', '\t'].into_iter().find_map(|s| Some((s, find(text, s, is)?)));
        let mut table = Table { file, headings: Vec::new(), rows: Vec::new() };
        let Some((separator, found)) = found else {
            return Err(table.fault(1, "no row of column headings is found".to_owned()));
        };
        let Found { above, cells, line, titles, mut rest } = found;
        table.headings = joined(above, cells, stacked);
        let lines = |read: &str| read.bytes().filter(|b| *b == b'\n').count();
        let mut at = 1 + lines(&text[..text.len() - rest.len()]);
        while !rest.is_empty() {
            let before = rest;
            let cells = comma::row(&mut rest, separator)
                .map_err(|message| table.fault(at, message.to_owned()))?;
            let filled = cells.iter().rposition(|cell| !cell.trim().is_empty());
            let wide = table.headings.len();
            if filled.is_some_and(|last| last >= wide) {
                let message = format!("{} cells below {wide} headings", cells.len());
                return Err(table.fault(at, message));
            }
            // The end of a file in the time of CP/M, which some of CMS's tools still write.
            let ended = filled == Some(0) && cells[0].trim() == "\u{1a}";
            if filled.is_some() && !ended {
                table.rows.push(Row { line: at, cells });
            }
            at += lines(&before[..before.len() - rest.len()]);
        }
        Ok(Titled { table, line, titles })
    }

    /// The rows, without empty ones.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        self.table.rows()
    }

    /// The column whose heading has all words of one of these and none of `without`, from the
    /// left, beginning with the column `from`.
    #[must_use]
    pub fn find(&self, from: usize, any: &[&[&str]], without: &[&str]) -> Option<usize> {
        let fits = |heading: &String| {
            any.iter().any(|all| says(heading, all))
                && !without.iter().any(|word| says(heading, &[word]))
        };
        (from..self.table.headings.len()).find(|at| fits(&self.table.headings[*at]))
    }

    /// The same, where the column must be there.
    ///
    /// # Errors
    /// When it is not.
    pub fn column(
        &self,
        from: usize,
        any: &[&[&str]],
        without: &[&str],
    ) -> Result<usize, ImportError> {
        self.find(from, any, without).ok_or_else(|| {
            let named: Vec<String> = any.iter().map(|all| all.join(" ")).collect();
            let message = format!("no column is headed `{}`", named.join("` or `"));
            self.table.fault(self.line, message)
        })
    }

    /// A heading in lower case.
    #[must_use]
    pub fn heading(&self, column: usize) -> &str {
        self.table.headings.get(column).map_or("", String::as_str)
    }

    /// How many columns there are.
    #[must_use]
    pub fn width(&self) -> usize {
        self.table.headings.len()
    }

    /// The cell of a row, where the row reaches so far.
    ///
    /// # Errors
    /// When it ends before: it was cut.
    pub fn cell<'r>(&self, row: &'r Row, column: usize) -> Result<&'r str, ImportError> {
        if column >= row.cells.len() {
            let message = format!(
                "{} cells, at least {} expected: the row is cut",
                row.cells.len(),
                column + 1
            );
            return Err(self.table.fault(row.line, message));
        }
        Ok(row.cell(column))
    }

    /// A fault in the line of a row.
    #[must_use]
    pub fn fault(&self, row: &Row, message: String) -> ImportError {
        self.table.fault(row.line, message)
    }

    /// A fault of the whole table.
    #[must_use]
    pub fn fault_of_headings(&self, message: String) -> ImportError {
        self.table.fault(self.line, message)
    }
}
