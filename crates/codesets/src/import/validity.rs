//! Validity of codes by date: `code,start,end,attributes` with dates as `yyyymmdd` and
//! attributes separated by `|` (facts of the Medicare Code Editor).

use super::ImportError;
use crate::icd10cm::Attributes;
use crate::icd10cm::build::ValidityRow;
use crate::pcs_validity::{PcsAttributes, PcsSpan};
use model::Date;

/// Reads the rows of ICD-10-CM.
///
/// # Errors
/// When the heading is another one, a row is not of the form, or an attribute is not known; the
/// error names its line.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<ValidityRow>, ImportError> {
    let row = |code: &str, starts, ends, bits| {
        let attributes = Attributes(bits);
        ValidityRow { code: code.to_owned(), starts, ends, attributes }
    };
    read_rows(file, bytes, &Attributes::NAMES, row)
}

/// Reads the rows of ICD-10-PCS.
///
/// # Errors
/// As [`read`].
pub fn read_procedures(file: &str, bytes: &[u8]) -> Result<Vec<(String, PcsSpan)>, ImportError> {
    let row = |code: &str, starts, ends, bits| {
        (code.to_owned(), PcsSpan { starts, ends, attributes: PcsAttributes(bits) })
    };
    read_rows(file, bytes, &PcsAttributes::NAMES, row)
}

fn read_rows<R>(
    file: &str,
    bytes: &[u8],
    names: &[&str],
    row: impl Fn(&str, Date, Date, u32) -> R,
) -> Result<Vec<R>, ImportError> {
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
        let &[code, start, end, attributes] = &cells[..] else {
            return Err(broken(number + 1, format!("{} cells, 4 expected", cells.len())));
        };
        let date = |text: &str| {
            Date::from_x12(text).map_err(|_| broken(number + 1, format!("`{text}` is no date")))
        };
        let mut bits = 0;
        for name in attributes.split('|').filter(|name| !name.is_empty()) {
            let bit = names.iter().position(|known| *known == name);
            let unknown = || broken(number + 1, format!("the attribute `{name}` is not known"));
            bits |= 1 << bit.ok_or_else(unknown)?;
        }
        rows.push(row(code, date(start)?, date(end)?, bits));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_their_attributes() {
        let heading = "code,start,end,attributes\n";
        let text =
            format!("{heading}A34,20151001,20240930,female|maternity\nI10,20151001,20270331,\n");
        let rows = read("a.csv", text.as_bytes()).unwrap();
        let told: Vec<_> = rows.iter().map(|r| (r.code.as_str(), r.attributes.0)).collect();
        assert_eq!(told, [("A34", 0b1_0001), ("I10", 0)]);
        let text = format!("{heading}5A1955Z,20151001,20270331,los\n");
        let rows = read_procedures("a.csv", text.as_bytes()).unwrap();
        assert!(rows[0].1.attributes.has("los") && !rows[0].1.attributes.has("male"));
        for (line, words) in [
            ("A34,20151001,20240930,los", "line 2: the attribute `los` is not known"),
            ("A34,2015,20240930,", "`2015` is no date"),
            ("A34,20151001,20240930", "3 cells, 4 expected"),
        ] {
            let fault = read("a.csv", format!("{heading}{line}").as_bytes()).unwrap_err();
            assert!(fault.to_string().contains(words), "{fault}");
        }
        assert!(read("a.csv", b"code,start").is_err() && read("a.csv", b"\xFF").is_err());
    }
}
