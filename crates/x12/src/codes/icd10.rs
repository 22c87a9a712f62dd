//! ICD-10-CM and ICD-10-PCS.

use super::Standing;
use super::carried;
use model::Date;

/// The first day of the tenth revision.
pub(super) fn first_day() -> Option<Date> {
    carried::date((2015, 10, 1))
}

/// A diagnosis of ICD-10-CM, without its point.
pub(super) fn diagnosis(code: &[u8], on: Option<Date>) -> Standing {
    by_form(is_diagnosis(code), on)
}

/// A procedure of ICD-10-PCS.
pub(super) fn procedure(code: &[u8], on: Option<Date>) -> Standing {
    by_form(is_procedure(code), on)
}

fn by_form(right: bool, on: Option<Date>) -> Standing {
    match (right, on, first_day()) {
        (false, ..) => Standing::Malformed,
        (true, Some(on), Some(first)) if on < first => {
            Standing::NotInForce { from: Some(first), to: None }
        }
        _ => Standing::NotChecked,
    }
}

/// A letter, a digit, and one to five digits or letters.
fn is_diagnosis(code: &[u8]) -> bool {
    match code {
        [b'A'..=b'Z', b'0'..=b'9', rest @ ..] => super::short::is_plain(rest, 1, 5),
        _ => false,
    }
}

/// Seven digits or letters, without I and O.
fn is_procedure(code: &[u8]) -> bool {
    super::short::is_plain(code, 7, 7) && !code.iter().any(|b| matches!(b, b'I' | b'O'))
}
