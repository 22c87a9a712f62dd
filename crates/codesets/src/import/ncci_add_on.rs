//! CMS's add-on code edits: `AOC_V2026Q2-MCR.txt`, between tabs or commas below a licence notice,
//! or `AOC_V2026Q2-F-MCR.txt`, of fixed width.
//!
//! Columns of the first: `AOC_Edit_Type`, `Add-On_Code`, `AOC_DelDT`, `Primary_Code` (`CCCCC` where
//! each contractor says), `Primary_Code_DelDT`, `AOC_Edit_EffDT`, `AOC_Edit_DelDT`, notes; the days
//! are `yyyyddd`, and any of them may be missing. Of the second: the type, five characters of the
//! add-on code, then the same columns, five characters a code and seven a day.
//!
//! The last day of a row is the earliest of its three deletion dates. CMS does not say whether that
//! day still counts; as in its procedure pairs it does.

use super::titled::{self, Titled};
use super::{ImportError, Imported, comma, release_name};
use crate::code_table;
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::ncci::add_on::{self, AddOnRow, AddOnType};
use crate::packed::{self, NO_END};
use model::Date;
use std::collections::BTreeMap;

/// The primary code of "each contractor says".
const CONTRACTOR: &str = "CCCCC";

/// Where the cells of a row of fixed width end: type, add-on code, its end, primary code, its end,
/// first day, last day.
const ENDS: [usize; 7] = [1, 6, 13, 18, 25, 32, 39];

/// Words of the headings of deletion dates.
const DELETED: [&str; 4] = ["deldt", "deletion", "delete", "deleted"];

/// Most lines at the top of a file of fixed width that are looked at.
const LOOKED_AT: usize = 3;

fn is_headings(cells: &[String]) -> bool {
    let has = |all: &[&str]| cells.iter().any(|cell| titled::says(cell, all));
    has(&["add", "on", "code"]) && has(&["primary", "code"])
}

/// Whether a file begins so.
#[must_use]
pub fn is_add_ons(head: &str) -> bool {
    is_fixed_width(head) || titled::headings(head, is_headings, 0).is_some()
}

fn is_fixed_width(head: &str) -> bool {
    let mut lines = head.lines().take(LOOKED_AT).peekable();
    lines.peek().is_some() && lines.all(|line| fixed_row(line).is_ok())
}

/// The cells of a row, as text.
#[derive(Default)]
struct Cells<'a> {
    kind: &'a str,
    add_on: &'a str,
    primary: &'a str,
    from: &'a str,
    ends: [&'a str; 3],
}

fn read_row(cells: &Cells<'_>) -> Result<AddOnRow, String> {
    let wrong = |cell: &str, what: &str| format!("`{}` is no {what}", comma::shortened(cell));
    let code = |cell: &str| code_table::code(cell).ok_or_else(|| wrong(cell, "procedure code"));
    let digit = match cells.kind.as_bytes() {
        [digit @ b'0'..=b'9'] => AddOnType::from_digit(digit - b'0'),
        _ => None,
    };
    let mut to = NO_END;
    for end in cells.ends.into_iter().filter(|end| !end.is_empty()) {
        to = to.min(packed::day_number(day(end).ok_or_else(|| wrong(end, "day"))?));
    }
    let from = match cells.from {
        "" => 0,
        from => packed::day_number(day(from).ok_or_else(|| wrong(from, "day"))?),
    };
    let is_primary = !cells.primary.eq_ignore_ascii_case(CONTRACTOR);
    Ok(AddOnRow {
        add_on: code(cells.add_on)?,
        primary: is_primary.then(|| code(cells.primary)).transpose()?,
        kind: digit.ok_or_else(|| wrong(cells.kind, "edit type (1, 2 or 3)"))?,
        from,
        to,
    })
}

/// A day as `yyyyddd`, `yyyymmdd`, `2024-03-01` or `3/1/2024`.
fn day(text: &str) -> Option<Date> {
    let number = || text.parse::<u32>().ok();
    match text.len() {
        7 if text.bytes().all(|b| b.is_ascii_digit()) => {
            let (year, of_year) = (i16::try_from(number()? / 1000).ok()?, number()? % 1000);
            let found = Date::new(year, 1, 1)?.plus_days(i32::try_from(of_year).ok()? - 1);
            (of_year > 0 && found.year() == year).then_some(found)
        }
        8 if text.bytes().all(|b| b.is_ascii_digit()) => packed::day(number()?),
        _ => comma::day(text),
    }
}

fn fixed_row(line: &str) -> Result<AddOnRow, String> {
    let mut from = 0;
    let cells = ENDS.map(|end| {
        let cell = line.get(from..end.min(line.len())).map(str::trim);
        from = end.min(line.len());
        cell
    });
    // What stands behind the first day may be missing: spaces that an editor took away.
    if line.len() < ENDS[3] || cells.contains(&None) {
        return Err(format!("{} characters: the row is cut", line.len()));
    }
    let [kind, add_on, its_end, primary, primary_end, from, to] =
        cells.map(Option::unwrap_or_default);
    read_row(&Cells { kind, add_on, primary, from, ends: [its_end, primary_end, to] })
}

fn read_fixed(file: &str, bytes: &[u8]) -> Result<Vec<AddOnRow>, ImportError> {
    let text = comma::text(bytes);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_end().is_empty());
    let lines = lines.filter(|(_, line)| line.trim() != "\u{1a}");
    let row = |(at, line)| {
        fixed_row(line).map_err(|message| ImportError::Broken {
            file: file.to_owned(),
            place: format!("line {}", at + 1),
            message,
        })
    };
    lines.map(row).collect()
}

fn read_table(file: &str, bytes: &[u8]) -> Result<(Vec<AddOnRow>, String), ImportError> {
    let table = Titled::read(file, bytes, is_headings, 0)?;
    let kind = table.column(0, &[&["type"]], &[])?;
    let add_on = table.column(0, &[&["add", "on", "code"]], &["deldt", "deletion", "date"])?;
    let primary = table.column(0, &[&["primary", "code"]], &["deldt", "deletion", "date"])?;
    let from = table.find(0, &[&["effdt"], &["effective"]], &[]);
    let ended: Vec<usize> = (0..table.width())
        .filter(|at| DELETED.iter().any(|word| titled::says(table.heading(*at), &[word])))
        .collect();
    if ended.len() > 3 {
        return Err(table.fault_of_headings("more than three columns of deletion dates".into()));
    }
    let mut rows = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        let mut cells = Cells {
            kind: table.cell(row, kind)?,
            add_on: table.cell(row, add_on)?,
            primary: table.cell(row, primary)?,
            from: from.map_or(Ok(""), |at| table.cell(row, at))?,
            ends: [""; 3],
        };
        // Empty cells at the end of a row may be missing.
        cells.ends.iter_mut().zip(&ended).for_each(|(end, at)| *end = row.cell(*at));
        rows.push(read_row(&cells).map_err(|message| table.fault(row, message))?);
    }
    if rows.is_empty() {
        return Err(table.fault_of_headings("no add-on code stands below the headings".into()));
    }
    Ok((rows, table.titles))
}

/// Reads a file into a pack. Which quarter it is stands in its name or above its rows.
///
/// # Errors
/// When a heading is missing, a cell has another form, or the quarter is not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let fixed = std::str::from_utf8(bytes).is_ok_and(is_fixed_width);
    let (mut rows, titles) = match fixed {
        true => (read_fixed(file, bytes)?, String::new()),
        false => read_table(file, bytes)?,
    };
    let about = release_name::about_titles(file, &titles);
    release_name::of_medicare(file, &about)?;
    let starts = release
        .or_else(|| release_name::quarter(&about))
        .ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let active = rows.iter().filter(|row| row.to == NO_END).count() as u64;
    let count = rows.len() as u64;
    let payload = add_on::payload(&mut rows).ok_or_else(|| ImportError::Broken {
        file: file.to_owned(),
        place: "the whole file".into(),
        message: "more different codes than a release has".into(),
    })?;
    let header = PackHeader {
        kind: PackKind::NcciAddOn,
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows: BTreeMap::from([("edits".to_owned(), count), ("active".to_owned(), active)]),
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload })
}

#[cfg(test)]
#[path = "ncci_add_on_tests.rs"]
mod tests;
