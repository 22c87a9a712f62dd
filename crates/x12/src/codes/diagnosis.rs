//! Diagnoses in the code system that their qualifier names.

use super::short::is_digits;
use super::{Standing, icd10};
use model::Date;

/// Qualifiers of ICD-10-CM: principal, other, admitting, reason for the visit, external cause.
const TENTH: [&[u8]; 5] = [b"ABK", b"ABF", b"ABJ", b"APR", b"ABN"];

/// The same of ICD-9-CM.
const NINTH: [&[u8]; 5] = [b"BK", b"BF", b"BJ", b"PR", b"BN"];

/// A diagnosis under its qualifier; other code systems are not checked.
pub(super) fn diagnosis(qualifier: &[u8], code: &[u8], on: Option<Date>) -> Standing {
    if TENTH.contains(&qualifier) {
        icd10::diagnosis(code, on)
    } else if NINTH.contains(&qualifier) {
        ninth(is_ninth(code), on)
    } else if code.is_empty() {
        Standing::Malformed
    } else {
        Standing::NotChecked
    }
}

/// A code of the ninth revision, whose form was looked at: its list is not at hand, and it ended
/// the day before the tenth began.
pub(super) fn ninth(form: bool, on: Option<Date>) -> Standing {
    let Some(begins) = icd10::first_day().filter(|_| form) else { return Standing::Malformed };
    match on {
        Some(on) if on >= begins => {
            Standing::NotInForce { from: None, to: Some(begins.plus_days(-1)) }
        }
        _ => Standing::NotChecked,
    }
}

/// Three to five digits; V and two to four digits; E, three digits and perhaps a fourth. No point.
fn is_ninth(code: &[u8]) -> bool {
    match code {
        [b'V', digits @ ..] => is_digits(digits, 2, 4),
        [b'E', digits @ ..] => is_digits(digits, 3, 4),
        digits => is_digits(digits, 3, 5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Malformed, NotChecked};

    fn day(text: &str) -> Option<Date> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn the_ninth_revision_by_form_and_day() {
        let over = Standing::NotInForce { from: None, to: day("2015-09-30") };
        for (qualifier, code, on, standing) in [
            ("BK", "25000", day("2015-09-30"), NotChecked),
            ("BK", "25000", day("2015-10-01"), over),
            ("BF", "V7389", day("2010-01-01"), NotChecked),
            ("BN", "E8888", day("2010-01-01"), NotChecked),
            ("BN", "E986", None, NotChecked),
            ("PR", "4019", day("2026-01-01"), over),
            ("BJ", "486", day("2026-01-01"), over),
            ("BF", "354.0", day("2010-01-01"), Malformed),
            ("BF", "35", None, Malformed),
            ("BF", "354001", None, Malformed),
            ("BK", "E1122", day("2015-09-30"), NotChecked), // of E and four digits
            ("BK", "J189", day("2015-09-30"), Malformed),
            ("BK", "", None, Malformed),
        ] {
            let told = diagnosis(qualifier.as_bytes(), code.as_bytes(), on);
            assert_eq!(told, standing, "{qualifier} {code} {on:?}");
        }
    }

    #[test]
    fn other_systems_are_not_checked() {
        assert_eq!(diagnosis(b"LOI", b"1234-5", None), NotChecked);
        assert_eq!(diagnosis(b"", b"E1122", None), NotChecked);
        assert_eq!(diagnosis(b"LOI", b"", None), Malformed);
    }
}
