//! ICD-10-CM and ICD-10-PCS, day by day.
//!
//! The tables hold every code that the Medicare Code Editor took from fiscal year 2016 to 2027
//! with its days, so that the codes of a past year are judged as in that year. A code that the
//! last release does not end stays in force, as a release does until a later one is imported.

use super::Standing;
use super::carried;
use super::code_dates::{CodeDates, Found, Span};
use super::short::is_plain;
use model::Date;

static DIAGNOSES: CodeDates = CodeDates::of(include_bytes!("../../lists/icd10cm.bin"));

static PROCEDURES: CodeDates = CodeDates::of(include_bytes!("../../lists/icd10pcs.bin"));

/// What the tables cover, as a label.
pub(super) const LABEL: &str = "FY2016-FY2027";

/// The first day of the tenth revision on claims (45 CFR 162.1002).
pub(super) fn first_day() -> Option<Date> {
    carried::date((2015, 10, 1))
}

/// The first day of the newest ICD-10 release in the program: a later release knows more.
#[must_use]
pub fn newest() -> Option<Date> {
    DIAGNOSES.newest_day().max(PROCEDURES.newest_day())
}

/// A diagnosis of ICD-10-CM, without its point.
pub(super) fn diagnosis(code: &[u8], on: Option<Date>) -> Standing {
    if !is_diagnosis(code) {
        return Standing::Malformed;
    }
    match DIAGNOSES.find(code) {
        Found::Code(span) => by_day(span, on),
        Found::Heading => Standing::NotBillable,
        Found::Nothing => Standing::Unknown,
    }
}

/// A procedure of ICD-10-PCS.
pub(super) fn procedure(code: &[u8], on: Option<Date>) -> Standing {
    if !is_procedure(code) {
        return Standing::Malformed;
    }
    match PROCEDURES.find(code) {
        Found::Code(span) => by_day(span, on),
        Found::Heading | Found::Nothing => Standing::Unknown,
    }
}

fn by_day(span: Span, on: Option<Date>) -> Standing {
    match on {
        Some(on) if !span.covers(on) => {
            Standing::NotInForce { from: span.begins_after(on), to: span.ended_before(on) }
        }
        _ => Standing::Valid,
    }
}

/// A letter, a digit, and one to five digits or letters.
fn is_diagnosis(code: &[u8]) -> bool {
    match code {
        [b'A'..=b'Z', b'0'..=b'9', rest @ ..] => is_plain(rest, 1, 5),
        _ => false,
    }
}

/// Seven digits or letters, without I and O.
fn is_procedure(code: &[u8]) -> bool {
    is_plain(code, 7, 7) && !code.iter().any(|b| matches!(b, b'I' | b'O'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Malformed, NotBillable, Unknown, Valid};

    fn day(text: &str) -> Option<Date> {
        Some(text.parse().unwrap())
    }

    fn from(text: &str) -> Standing {
        Standing::NotInForce { from: day(text), to: None }
    }

    fn to(text: &str) -> Standing {
        Standing::NotInForce { from: None, to: day(text) }
    }

    #[test]
    fn diagnoses_by_day() {
        for (code, on, standing) in [
            ("E1122", "2026-06-15", Valid),
            ("I10", "2015-10-01", Valid),
            ("I10", "2015-09-30", from("2015-10-01")),
            ("I10", "2031-01-01", Valid),
            ("S72001A", "2026-06-15", Valid),
            ("O9A111", "2026-06-15", Valid),
            ("C7A00", "2026-06-15", Valid),
            ("U071", "2020-03-31", from("2020-04-01")),
            ("U071", "2020-04-01", Valid),
            ("E11A", "2024-09-30", from("2025-10-01")),
            ("E11A", "2025-09-30", from("2025-10-01")),
            ("E11A", "2025-10-01", Valid),
            ("C7831", "2026-09-30", from("2026-10-01")),
            ("C7831", "2026-10-01", Valid),
            ("M791", "2018-09-30", Valid),
            ("M791", "2018-10-01", to("2018-09-30")),
            ("M7910", "2018-09-30", from("2018-10-01")),
            ("M7910", "2018-10-01", Valid),
            ("E11", "2026-06-15", NotBillable),
            ("E112", "2026-06-15", NotBillable),
            ("S72001", "2026-06-15", NotBillable),
            ("S72", "2026-06-15", NotBillable),
            ("E1123", "2026-06-15", Unknown),
            ("E11229", "2026-06-15", Unknown),
            ("I10X", "2026-06-15", Unknown),
            ("Z9999", "2026-06-15", Unknown),
            ("E11.22", "2026-06-15", Malformed),
            ("e1122", "2026-06-15", Malformed),
            ("EE122", "2026-06-15", Malformed),
            ("25000", "2026-06-15", Malformed),
            ("V7389", "2026-06-15", Unknown),
            ("E1", "2026-06-15", Malformed),
            ("S72001AA", "2026-06-15", Malformed),
            ("", "2026-06-15", Malformed),
        ] {
            assert_eq!(diagnosis(code.as_bytes(), day(on)), standing, "{code} {on}");
        }
        assert_eq!(diagnosis(b"M791", None), Valid, "it was in force once");
        assert_eq!(diagnosis(b"E11", None), NotBillable);
    }

    #[test]
    fn procedures_by_day() {
        for (code, on, standing) in [
            ("0DTJ4ZZ", "2026-06-15", Valid),
            ("0DTJ4ZZ", "2015-10-01", Valid),
            ("0DTJ4ZZ", "2015-09-30", from("2015-10-01")),
            ("0DTJ3ZZ", "2026-06-15", Unknown),
            ("0DTJ4Z", "2026-06-15", Malformed),
            ("0DTJ4ZZZ", "2026-06-15", Malformed),
            ("0DTI4ZZ", "2026-06-15", Malformed),
            ("0dtj4zz", "2026-06-15", Malformed),
            ("8154", "2026-06-15", Malformed),
        ] {
            assert_eq!(procedure(code.as_bytes(), day(on)), standing, "{code} {on}");
        }
    }

    #[test]
    fn the_newest_release() {
        assert_eq!(newest(), day("2026-10-01"));
    }

    /// As many codes as the publishers counted in each year's release.
    #[test]
    fn counts_of_the_releases() {
        assert!(DIAGNOSES.is_sound() && PROCEDURES.is_sound());
        for (on, diagnoses, procedures) in [
            ("2015-09-30", 0, 0),
            ("2015-10-01", 69_823, 71_974),
            ("2016-10-01", 71_486, 75_789),
            ("2017-10-01", 71_704, 78_705),
            ("2018-10-01", 71_932, 78_881),
            ("2019-10-01", 72_184, 77_559),
            ("2020-10-01", 72_616, 78_115),
            ("2022-04-01", 72_750, 78_229),
            ("2022-10-01", 73_639, 78_496),
            ("2023-10-01", 74_044, 78_603),
            ("2024-10-01", 74_260, 78_948),
            ("2025-10-01", 74_719, 79_115),
            ("2026-04-01", 74_719, 79_193),
            ("2026-10-01", 74_879, 79_256),
        ] {
            let on = on.parse().unwrap();
            assert_eq!(DIAGNOSES.count(on), diagnoses, "{on}");
            assert_eq!(PROCEDURES.count(on), procedures, "{on}");
        }
    }
}
