//! What is kept of the rows of an export's tables.

use super::tables::{COVERED_GROUP, NOT_COVERED_GROUP, Part, part};
use super::{Document, Export, Key, MOST_ROWS, Series};
use crate::code_table;
use crate::coverage::{self, Diagnosis};
use crate::import::ImportError;
use crate::import::comma::{self, Row, Stream, Table, shortened};
use crate::packed;
use model::Date;

/// Longest row, in bytes: an article's text stands in one cell.
const LONGEST_ROW: usize = 16 * 1024 * 1024;
/// Longest paragraph of a group that is searched for codes, in bytes.
const LONGEST_PARAGRAPH: usize = 64 * 1024;
/// How much of a table is looked at for its headings, in bytes.
const HEAD: usize = 16 * 1024;
/// What stands where a list has no code.
const NO_CODE: &str = "XX000";
/// What stands between the first and the last code of a range.
const RANGE_MARKS: [&str; 3] = ["-", " through ", " thru "];

/// Reads one table into the export.
pub(super) fn read(export: &mut Export, file: &str, bytes: &[u8]) -> Result<(), ImportError> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).into_owned();
    let part = part(&head).ok_or_else(|| ImportError::Unrecognised {
        file: file.to_owned(),
        found: "no headings of the export".into(),
        expected: "the tables of a Medicare Coverage Database export".into(),
    })?;
    export.parts.insert(part);
    if part == Part::Unused {
        return Ok(());
    }
    let mut stream = Stream::open(file, bytes, LONGEST_ROW)?;
    let mut rows = Rows::new(part, &stream.table)?;
    let mut count = 0;
    while let Some(row) = stream.next_row()? {
        count += 1;
        if count > MOST_ROWS {
            return Err(stream.table.fault(row.line, format!("more than {MOST_ROWS} rows")));
        }
        rows.take(export, &stream.table, &row)?;
    }
    if let Some(line) = rows.open.take() {
        rows.push(export, line, None);
    }
    Ok(())
}

/// A code of a row: document, code, group.
type Line = (Key, [u8; 7], u16);

/// How the rows of one table are read.
struct Rows {
    part: Part,
    /// Columns of the document's number and version, and of what stands in each part.
    columns: [Option<usize>; 8],
    updated: Option<usize>,
    /// The first code of a range whose last one is awaited.
    open: Option<Line>,
}

impl Rows {
    fn new(part: Part, table: &Table<'_>) -> Result<Rows, ImportError> {
        let at = |names: &[&str]| table.column(names).map(Some);
        let of = |series: Series| {
            let name = series.name();
            let number = table.column(&[&format!("{name}_id")])?;
            let version = table.column(&[&format!("{name}_version")])?;
            Ok::<_, ImportError>((Some(number), Some(version)))
        };
        let mut columns = [None; 8];
        match part {
            Part::Documents(series) => {
                (columns[0], columns[1]) = of(series)?;
                columns[2] = table.find(&["display_id"]);
                columns[3] = at(&["title"])?;
                // A determination's version begins with its revision; the export of articles
                // tells of a version only when it ends.
                columns[4] = table.find(&["rev_eff_date", "article_eff_date", "orig_det_eff_date"]);
                columns[5] = table.find(&["article_end_date", "ent_det_end_date"]);
                columns[6] = table.find(&["article_rev_end_date", "rev_end_date"]);
                columns[7] = table.find(&["date_retired"]);
            }
            Part::Codes(series) => {
                (columns[0], columns[1]) = of(series)?;
                columns[2] = at(&["hcpc_code_id"])?;
                columns[3] = at(&["hcpc_code_group"])?;
                columns[4] = table.find(&["range"]);
            }
            Part::Diagnoses(series, not_covered) => {
                (columns[0], columns[1]) = of(series)?;
                columns[2] = at(&["icd10_code_id"])?;
                columns[3] = at(if not_covered { &NOT_COVERED_GROUP } else { &COVERED_GROUP })?;
                columns[4] = table.find(&["range"]);
            }
            Part::Paragraphs(series) => {
                (columns[0], columns[1]) = of(series)?;
                columns[2] = at(&["paragraph"])?;
                columns[3] = at(&COVERED_GROUP)?;
            }
            Part::Contractors(series) => {
                (columns[0], columns[1]) = of(series)?;
                contractor(&mut columns, table)?;
            }
            Part::Retirements(series) => {
                columns[0] = at(&[&format!("{}_id", series.name())])?;
                columns[2] = at(&["retire_dt"])?;
            }
            Part::Jurisdictions => {
                contractor(&mut columns, table)?;
                columns[5] = at(&["state_id"])?;
                columns[6] = at(&["term_date"])?;
            }
            Part::States => {
                columns[2] = at(&["state_id"])?;
                columns[3] = at(&["state_abbrev"])?;
            }
            Part::Unused => {}
        }
        let updated = table.find(&["last_updated"]);
        Ok(Rows { part, columns, updated, open: None })
    }

    fn take(
        &mut self,
        export: &mut Export,
        table: &Table<'_>,
        row: &Row,
    ) -> Result<(), ImportError> {
        let updated = self.updated.map_or("", |column| row.cell(column));
        if !updated.is_empty() && !matches!(self.part, Part::Jurisdictions | Part::States) {
            // It stands last in most tables: a cell that is no day is one that was cut.
            let no_day = || table.fault(row.line, format!("`{}` is no date", shortened(updated)));
            export.newest = export.newest.max(Some(day(updated).ok_or_else(no_day)?));
        }
        let cells = Cells { table, row, columns: self.columns };
        match self.part {
            Part::Documents(series) => cells.document(export, series),
            Part::Codes(series) | Part::Diagnoses(series, _) => {
                let (key, group) = (cells.key(series)?, cells.number(3)?);
                let group = u16::try_from(group)
                    .map_err(|_| table.fault(row.line, "the group is too large".into()))?;
                let (text, ranged) = (cells.text(2), cells.text(4).eq_ignore_ascii_case("Y"));
                self.code(export, (key, group), text, ranged)
                    .map_err(|message| table.fault(row.line, message))
            }
            Part::Paragraphs(series) => {
                let text = cells.text(2);
                let mut end = text.len().min(LONGEST_PARAGRAPH);
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                if let Ok(group) = u16::try_from(cells.number(3)?) {
                    export.paragraphs.push((cells.key(series)?, group, text[..end].to_owned()));
                }
                Ok(())
            }
            Part::Contractors(series) => {
                let links = export.links.entry(cells.key(series)?).or_default();
                links.insert(cells.contractor()?);
                Ok(())
            }
            Part::Retirements(series) => {
                if let Some(to) = cells.day(2)? {
                    export.retired.insert((series, cells.number(0)?), to);
                }
                Ok(())
            }
            // One with a last day is over.
            Part::Jurisdictions if cells.text(6).is_empty() => {
                let states = export.jurisdictions.entry(cells.contractor()?).or_default();
                states.insert(cells.number(5)?);
                Ok(())
            }
            Part::States => {
                let letters: Option<[u8; 2]> = cells.text(3).as_bytes().try_into().ok();
                if let Some(letters) = letters.filter(|l| l.iter().all(u8::is_ascii_alphabetic)) {
                    export.states.insert(cells.number(2)?, letters.map(|l| l.to_ascii_uppercase()));
                }
                Ok(())
            }
            Part::Jurisdictions | Part::Unused => Ok(()),
        }
    }

    /// A cell with a code, or with a range of codes. Two rows in succession that are marked as
    /// parts of a range are taken to be its ends: CMS's data dictionary does not say more.
    fn code(
        &mut self,
        export: &mut Export,
        (key, group): (Key, u16),
        text: &str,
        ranged: bool,
    ) -> Result<(), String> {
        if text.is_empty() || text.eq_ignore_ascii_case(NO_CODE) {
            return Ok(());
        }
        let ends = RANGE_MARKS.iter().find_map(|mark| text.split_once(mark));
        let one =
            |text: &str| self.form(text).ok_or_else(|| format!("`{}` is no code", shortened(text)));
        let (first, last) = match ends {
            Some((first, last)) => (one(first)?, Some(one(last)?)),
            None => (one(text)?, None),
        };
        let before = self.open.take();
        match (before, last) {
            (Some((open, start, of)), None)
                if ranged && open == key && of == group && start < first =>
            {
                self.push(export, (open, start, of), Some(first));
            }
            (before, last) => {
                if let Some(before) = before {
                    self.push(export, before, None);
                }
                match ranged && last.is_none() {
                    true => self.open = Some((key, first, group)),
                    false => self.push(export, (key, first, group), last),
                }
            }
        }
        Ok(())
    }

    /// A procedure code stands in the first five bytes.
    fn form(&self, text: &str) -> Option<Diagnosis> {
        if matches!(self.part, Part::Diagnoses(..)) {
            return coverage::diagnosis(text);
        }
        let mut wide = Diagnosis::default();
        wide[..5].copy_from_slice(&code_table::code(text.trim())?);
        Some(wide)
    }

    fn push(&self, export: &mut Export, (key, first, group): Line, last: Option<Diagnosis>) {
        let last = last.unwrap_or(first);
        match self.part {
            Part::Diagnoses(_, not_covered) => {
                export.diagnoses.push((key, first, last, group, not_covered));
            }
            _ => {
                let narrow = |wide: Diagnosis| [wide[0], wide[1], wide[2], wide[3], wide[4]];
                export.codes.push((key, narrow(first), narrow(last), group));
            }
        }
    }
}

/// One row of a table, by the places that [`Rows`] gave its columns.
struct Cells<'a> {
    table: &'a Table<'a>,
    row: &'a Row,
    columns: [Option<usize>; 8],
}

impl<'a> Cells<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.columns[at].map_or("", |column| self.row.cell(column))
    }

    fn number(&self, at: usize) -> Result<u32, ImportError> {
        let text = self.text(at);
        let fault = |_| format!("`{}` is no number", shortened(text));
        text.parse().map_err(fault).map_err(|message| self.table.fault(self.row.line, message))
    }

    fn key(&self, series: Series) -> Result<Key, ImportError> {
        Ok((series, self.number(0)?, self.number(1)?))
    }

    fn contractor(&self) -> Result<(u32, u32, u32), ImportError> {
        Ok((self.number(2)?, self.number(3)?, self.number(4)?))
    }

    fn day(&self, at: usize) -> Result<Option<u32>, ImportError> {
        let text = self.text(at);
        if text.is_empty() {
            return Ok(None);
        }
        let fault = || self.table.fault(self.row.line, format!("`{}` is no date", shortened(text)));
        day(text).map(packed::day_number).map(Some).ok_or_else(fault)
    }

    fn document(&self, export: &mut Export, series: Series) -> Result<(), ImportError> {
        let key = self.key(series)?;
        let id = Some(self.text(2)).filter(|id| !id.is_empty()).map(str::to_owned);
        let to = [self.day(5)?, self.day(6)?, self.day(7)?].into_iter().flatten().min();
        let status = self.table.find(&["status"]).map_or("", |column| self.row.cell(column));
        let status = status.chars().next().map(|c| c.to_ascii_uppercase());
        let document = Document {
            id: id.unwrap_or_else(|| format!("{}{}", series.letter(), key.1)),
            title: self.text(3).to_owned(),
            from: self.day(4)?.unwrap_or(0),
            to,
            // Drafts and proposals; and what is retired, it is not told since when.
            idle: matches!(status, Some('D' | 'P')) || status == Some('R') && to.is_none(),
        };
        export.documents.insert(key, document);
        Ok(())
    }
}

fn contractor(columns: &mut [Option<usize>; 8], table: &Table<'_>) -> Result<(), ImportError> {
    for (at, name) in [(2, "contractor_id"), (3, "contractor_type_id"), (4, "contractor_version")] {
        columns[at] = Some(table.column(&[name])?);
    }
    Ok(())
}

/// A day, alone or before a time of day.
fn day(text: &str) -> Option<Date> {
    let alone = text.split([' ', 'T']).next().unwrap_or_default();
    comma::day(alone)
}
