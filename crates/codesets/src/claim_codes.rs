//! Lists of claims and remittances: adjustment reasons (CARC), remittance remarks (RARC), places
//! of service, provider taxonomy and revenue codes. Each code has its days and the name that its
//! owner gives it; the names are the owners', and stand in the user's imported pack only.
//!
//! Rows of the pack are lines: code, first day, last day (each may be empty), name.

use crate::container::{PackError, PackHeader, PackKind};
use crate::sets::CodeSets;
use model::Date;
use std::collections::BTreeMap;

/// The lists of this form.
pub const KINDS: [PackKind; 5] =
    [PackKind::Carc, PackKind::Rarc, PackKind::Pos, PackKind::Taxonomy, PackKind::Revenue];

/// One code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimCode {
    /// The code as it stands on a claim.
    pub code: String,
    /// First day, where the list says it.
    pub starts: Option<Date>,
    /// Last day, where the list ended it.
    pub ends: Option<Date>,
    /// What its owner calls it.
    pub name: String,
}

impl ClaimCode {
    /// Whether it was in force on a day.
    #[must_use]
    pub fn in_force(&self, on: Date) -> bool {
        self.starts.is_none_or(|starts| starts <= on) && self.ends.is_none_or(|ends| on <= ends)
    }
}

/// A release of one list.
#[derive(Clone, Debug)]
pub struct ClaimCodes {
    /// What its pack says of itself.
    pub header: PackHeader,
    codes: BTreeMap<String, ClaimCode>,
}

/// The codes as the payload of a pack.
#[must_use]
pub fn payload(codes: &[ClaimCode]) -> Vec<u8> {
    let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let line = |c: &ClaimCode| {
        format!("{}\t{}\t{}\t{}", clean(&c.code), day(c.starts), day(c.ends), clean(&c.name))
    };
    codes.iter().map(line).collect::<Vec<String>>().join("\n").into_bytes()
}

impl ClaimCodes {
    /// Reads the rows of a pack.
    ///
    /// # Errors
    /// When a row is not of the layout.
    pub fn read(header: PackHeader, payload: &[u8]) -> Result<ClaimCodes, PackError> {
        let text = std::str::from_utf8(payload).map_err(|_| PackError::Damaged)?;
        let day = |text: &str| match text {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| PackError::Damaged),
        };
        let mut codes = BTreeMap::new();
        for line in text.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let &[code, starts, ends, name] = &cells[..] else { return Err(PackError::Damaged) };
            let (starts, ends) = (day(starts)?, day(ends)?);
            let (code, name) = (code.to_owned(), name.to_owned());
            codes.insert(code.clone(), ClaimCode { code, starts, ends, name });
        }
        Ok(ClaimCodes { header, codes })
    }

    /// A code of the list.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&ClaimCode> {
        self.codes.get(code)
    }

    /// All codes in their order.
    pub fn codes(&self) -> impl Iterator<Item = &ClaimCode> {
        self.codes.values()
    }
}

impl CodeSets {
    /// The release of a list in force on a day: the newest that starts on or before it, else the
    /// first one. Its codes carry their own days, so it also judges the time before it.
    #[must_use]
    pub fn claim_codes(&self, kind: PackKind, on: Date) -> Option<&ClaimCodes> {
        let of_kind = || self.claim_codes.iter().filter(move |list| list.header.kind == kind);
        of_kind().rev().find(|list| list.header.starts <= on).or_else(|| of_kind().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn header(kind: PackKind, starts: &str) -> PackHeader {
        PackHeader {
            kind,
            label: starts[..7].to_owned(),
            starts: day(starts),
            source: "a.csv".into(),
            source_sha256: String::new(),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        }
    }

    fn code(code: &str, starts: Option<&str>, ends: Option<&str>) -> ClaimCode {
        let (starts, ends) = (starts.map(day), ends.map(day));
        ClaimCode { code: code.into(), starts, ends, name: "A\tname".into() }
    }

    #[test]
    fn round_trip_and_days() {
        let codes = [
            code("1", Some("1995-01-01"), None),
            code("W1", Some("2000-01-01"), Some("2014-07-01")),
            code("99", None, None),
        ];
        let read = ClaimCodes::read(header(PackKind::Carc, "2023-11-01"), &payload(&codes));
        let read = read.unwrap();
        assert_eq!(read.codes().count(), 3);
        assert_eq!(read.get("W1").unwrap().name, "A name");
        for (code, on, in_force) in [
            ("1", "1994-12-31", false),
            ("1", "1995-01-01", true),
            ("W1", "2014-07-01", true),
            ("W1", "2014-07-02", false),
            ("99", "1900-01-01", true),
        ] {
            assert_eq!(read.get(code).unwrap().in_force(day(on)), in_force, "{code} {on}");
        }
        for bad in [&b"1\t\t"[..], b"1\tx\t\tname", b"\xff"] {
            assert!(ClaimCodes::read(header(PackKind::Carc, "2023-11-01"), bad).is_err());
        }
    }

    #[test]
    fn the_release_in_force() {
        let list = |kind, starts| ClaimCodes::read(header(kind, starts), b"1\t\t\tname").unwrap();
        let sets = CodeSets {
            claim_codes: vec![
                list(PackKind::Carc, "2023-11-01"),
                list(PackKind::Carc, "2024-03-01"),
                list(PackKind::Rarc, "2024-07-01"),
            ],
            ..CodeSets::embedded()
        };
        let label = |kind, on| sets.claim_codes(kind, day(on)).map(|l| l.header.label.as_str());
        for (kind, on, wanted) in [
            (PackKind::Carc, "2020-01-01", Some("2023-11")),
            (PackKind::Carc, "2024-02-29", Some("2023-11")),
            (PackKind::Carc, "2024-03-01", Some("2024-03")),
            (PackKind::Rarc, "2020-01-01", Some("2024-07")),
            (PackKind::Pos, "2026-01-01", None),
        ] {
            assert_eq!(label(kind, on), wanted, "{kind:?} {on}");
        }
    }
}
