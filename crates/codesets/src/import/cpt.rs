//! The AMA's CPT data files that a licensee holds: `ConsolidatedCodeList.txt`, between tabs below
//! headings with `CPT Code` and `Long`; and the older lists of a code and its text, `LONGULT.txt`
//! (between tabs), `LONGULF.txt` (code, two digits that number the lines of its text, text),
//! `MEDU.txt` and `SHORTU.txt` (a space between). A copyright notice stands above the codes.
//!
//! The layouts were established from descriptions in public, not from the files themselves.

use super::titled::{self, Titled};
use super::{ImportError, Imported, comma};
use crate::code_table::{self, Code};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::cpt;
use model::Date;
use std::collections::BTreeMap;

/// Most lines of a notice above the codes.
const MOST_NOTICE: usize = 200;
/// Longest text that is kept, in characters.
const LONGEST_TEXT: usize = 4_000;
/// Most parts of a path in which a year is looked for, from the file's name upwards.
const MOST_PARTS: usize = 4;

fn is_headings(cells: &[String]) -> bool {
    let has = |all: &[&str]| cells.iter().any(|cell| titled::says(cell, all));
    has(&["cpt", "code"]) && (has(&["long"]) || has(&["medium"]) || has(&["short"]))
}

/// Whether a file begins so: headings of the consolidated list; or codes with a text, below a
/// notice that names CPT or its owner, or between tabs.
#[must_use]
pub fn is_cpt(head: &str) -> bool {
    if titled::headings(head, is_headings, 0).is_some() {
        return true;
    }
    let head = head.trim_start_matches('\u{feff}');
    let mut lines: Vec<&str> = head.lines().collect();
    if !head.ends_with('\n') && lines.len() > 1 {
        lines.pop(); // Where the head ends, inside a line.
    }
    let first = lines.iter().take(MOST_NOTICE).position(|line| code_line(line).is_some());
    let Some(first) = first else { return false };
    let notice = lines[..first].join(" ").to_ascii_uppercase();
    let named = notice.contains("AMERICAN MEDICAL ASSOCIATION")
        || notice.split(|c: char| !c.is_alphanumeric()).any(|word| word == "CPT");
    lines[first..].iter().filter(|line| !line.trim().is_empty()).all(|line| {
        code_line(line).is_some_and(|_| named || line.as_bytes().get(5) == Some(&b'\t'))
    })
}

/// The code and the text of a line; of a list of fixed width, without the number of the line.
fn code_line(line: &str) -> Option<(Code, &str)> {
    let code = line.get(..5).filter(|code| cpt::has_form(code))?;
    let rest = &line[5..];
    let text = match rest.as_bytes() {
        [b' ' | b'\t', ..] => &rest[1..],
        // `01` to `99`, then a space.
        [a, b, b' ', ..] if a.is_ascii_digit() && b.is_ascii_digit() => &rest[3..],
        _ => return None,
    };
    let text = text.trim().trim_matches('"').trim();
    (!text.is_empty()).then_some(())?;
    Some((code_table::code(code)?, text))
}

fn read_lines(file: &str, text: &str) -> Result<BTreeMap<Code, String>, ImportError> {
    let broken = |line: usize, message: String| ImportError::Broken {
        file: file.to_owned(),
        place: format!("line {line}"),
        message,
    };
    let mut codes: BTreeMap<Code, String> = BTreeMap::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() || line.trim() == "\u{1a}" {
            continue;
        }
        match code_line(line) {
            None if codes.is_empty() && at < MOST_NOTICE => {}
            None => {
                let message = format!("`{}` is no code with its text", comma::shortened(line));
                return Err(broken(at + 1, message));
            }
            Some((code, text)) => {
                let known = codes.entry(code).or_default();
                let between = if known.is_empty() { "" } else { " " };
                if known.len() + text.len() > LONGEST_TEXT {
                    return Err(broken(at + 1, "the text is longer than 4,000 bytes".into()));
                }
                known.push_str(between);
                known.push_str(text);
            }
        }
    }
    if codes.is_empty() {
        return Err(broken(1, "the file holds no code with its text".into()));
    }
    Ok(codes)
}

fn read_table(file: &str, bytes: &[u8]) -> Result<BTreeMap<Code, String>, ImportError> {
    let table = Titled::read(file, bytes, is_headings, 0)?;
    let code = table.column(0, &[&["cpt", "code"]], &[])?;
    let text = table.column(0, &[&["long"], &["medium"], &["short"]], &[])?;
    let mut codes = BTreeMap::new();
    for row in table.rows() {
        let (cell, text) = (table.cell(row, code)?, table.cell(row, text)?);
        let upper = cell.to_ascii_uppercase();
        let found = code_table::code(cell).filter(|_| cpt::has_form(&upper));
        let wrong = || format!("`{}` is no CPT code", comma::shortened(cell));
        let found = found.ok_or_else(|| table.fault(row, wrong()))?;
        let text: String = text.chars().take(LONGEST_TEXT).collect();
        if codes.insert(found, text).is_some() {
            return Err(table.fault(row, format!("{upper} stands twice")));
        }
    }
    if codes.is_empty() {
        return Err(table.fault_of_headings("no code stands below the headings".into()));
    }
    Ok(codes)
}

/// The first day of the year that the name of a file, or of the folders or the archive it is in,
/// tells: `2026 CPT Standard Annual Update/LONGULT.txt`. The year of the notice is not that of the
/// codes.
fn starts(file: &str) -> Option<Date> {
    let year = |part: &str| {
        let words = part.split(|c: char| !c.is_ascii_digit()).filter(|word| word.len() == 4);
        let mut years = words.filter_map(|word| word.parse::<i16>().ok());
        years.find(|year| (2_000..2_100).contains(year))
    };
    let year = file.rsplit(['/', '\\']).take(MOST_PARTS).find_map(year)?;
    Date::new(year, 1, 1)
}

/// What follows the release in a label: the three lengths of text stand side by side.
fn length(file: &str) -> &'static str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_ascii_lowercase();
    match () {
        () if name.starts_with("short") => "-short",
        () if name.starts_with("med") => "-medium",
        () => "",
    }
}

/// Reads a file into a pack. Which year it is of stands in its name or that of its folder, or
/// `release` says it.
///
/// # Errors
/// When a line has another form, or the year is not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let text = comma::text(bytes);
    let codes = match titled::headings(&text, is_headings, 0) {
        Some(_) => read_table(file, bytes)?,
        None => read_lines(file, &text)?,
    };
    let starts = release
        .or_else(|| starts(file))
        .ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let header = PackHeader {
        kind: PackKind::Cpt,
        label: format!("{}-{:02}{}", starts.year(), starts.month(), length(file)),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows: BTreeMap::from([("codes".to_owned(), codes.len() as u64)]),
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload: cpt::payload(&codes) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PackBytes;
    use crate::cpt::CptList;

    const NOTICE: &str = "CPT, made up notice\r\nSomewhere 12345\r\n\r\n";
    const CONSOLIDATED: &str = "Made up, of the American Medical Association\n\n\
        Concept Id\tCPT Code\tLong\tMedium\tShort\tConsumer\tSpanish Consumer\tCurrent Descriptor Effective Date\n\
        101\t99213\tMade up text\tMADE UP\tM U\t\t\t20260101\n\
        102\t0001T\tMade up, too\tMADE\tM\n";

    fn list(file: &str, text: &str) -> Result<CptList, String> {
        let imported = import(file, text.as_bytes(), None).map_err(|fault| fault.to_string())?;
        Ok(CptList::read(imported.header, &PackBytes::held(imported.payload)).unwrap())
    }

    #[test]
    fn every_layout() {
        let tabs = "99213\tMade up text\r\n0001T\tMade up, too\r\n";
        let spaces = "99213 Made up text               \r\n0001T Made up, too\r\n";
        let numbered = "9921301 Made up       \r\n9921302 text     \r\n0001T01 Made up, too\r\n";
        let notice = "Notice of the American Medical Association\r\n\r\n";
        for text in [
            CONSOLIDATED.to_owned(),
            format!("{notice}{tabs}"),
            tabs.to_owned(),
            format!("{notice}{spaces}"),
            format!("{notice}{numbered}\u{1a}"),
        ] {
            assert!(is_cpt(&text) || text.ends_with('\u{1a}'), "{text}");
            let found = list("cpt2026/LONGULT.txt", &text).unwrap();
            assert_eq!((found.header.label.as_str(), found.len()), ("2026-01", 2));
            assert_eq!(found.text("99213"), Some("Made up text"));
            assert_eq!(found.text("0001t"), Some("Made up, too"));
        }
        for text in [spaces, "J1885\tMade up\n", "made up\n", "", "10001 Nowhere\n"] {
            assert!(!is_cpt(text), "{text}");
        }
    }

    #[test]
    fn the_year_and_the_length() {
        let text = "99213\tMade up\n";
        for (name, label) in [
            ("2026 CPT Standard/Primary Data Files/LONGULT.txt", Some("2026-01")),
            ("CPT2026.zip/MEDU.txt", Some("2026-01-medium")),
            ("CPT2026.zip/SHORTU.txt", Some("2026-01-short")),
            ("LONGULT_2025.txt", Some("2025-01")),
            ("LONGULT.txt", None),
        ] {
            match (list(name, text), label) {
                (Ok(list), Some(label)) => assert_eq!(list.header.label, label),
                (Err(fault), None) => assert!(fault.contains("--release"), "{fault}"),
                (found, _) => panic!("{name}: {found:?}"),
            }
        }
    }

    #[test]
    fn faults_name_their_line() {
        let last = CONSOLIDATED.lines().last().unwrap();
        for (text, words) in [
            (format!("{NOTICE}99213\tMade up\n9921\tMade\n"), "line 5: `9921\tMade` is no code"),
            (format!("{NOTICE}99213\tMade up\n99214\n"), "line 5: `99214` is no code"),
            (format!("99213\t{}\n", "x".repeat(LONGEST_TEXT + 1)), "line 1: the text is longer"),
            ("nothing\n".into(), "line 1: the file holds no code"),
            (CONSOLIDATED.replace("99213", "9921X"), "line 4: `9921X` is no CPT code"),
            (CONSOLIDATED.replace(last, "103\t99214"), "line 5: 2 cells, at least 3"),
            (format!("{CONSOLIDATED}{last}\n"), "line 6: 0001T stands twice"),
        ] {
            let fault = list("cpt2026.txt", &text).unwrap_err();
            assert!(fault.contains(words), "{fault}");
        }
    }

    /// Every cut of a file, and every byte of it changed, is read or refused, never a panic.
    #[test]
    fn cut_and_changed_files() {
        for text in [CONSOLIDATED.to_owned(), format!("{NOTICE}9921301 Made\n9921302 up\n")] {
            for at in 0..text.len() {
                for byte in [None, Some(b'"'), Some(b'\t'), Some(b'\n'), Some(0xff)] {
                    let mut bytes = text.clone().into_bytes();
                    match byte {
                        None => bytes.truncate(at),
                        Some(byte) => bytes[at] = byte,
                    }
                    match import("cpt2026.txt", &bytes, None) {
                        Ok(imported) => assert!(imported.header.rows["codes"] <= 3),
                        Err(fault) => assert!(fault.to_string().starts_with("cpt2026.txt: ")),
                    }
                    let _ = is_cpt(&String::from_utf8_lossy(&bytes));
                }
            }
        }
    }
}
