//! Procedures in the code system that their qualifier names, with what travels beside them:
//! modifiers, drug codes, groups.

use super::short::{is_digits, is_plain};
use super::{Standing, diagnosis, icd10, institutional};
use model::Date;

/// A procedure under its qualifier. Those that no list here can judge are not checked.
pub(super) fn procedure(qualifier: &[u8], code: &[u8], on: Option<Date>) -> Standing {
    match qualifier {
        b"HC" | b"CJ" | b"BP" | b"BO" => by_form(is_hcpcs(code)),
        b"AD" => by_form(matches!(code, [b'D', digits @ ..] if is_digits(digits, 4, 4))),
        b"HP" => by_form(is_plain(code, 5, 5)),
        b"N4" => ndc(code),
        b"NU" => institutional::revenue(code),
        b"BBR" | b"BBQ" => icd10::procedure(code, on),
        b"BR" | b"BQ" | b"ID" => diagnosis::ninth(is_ninth_procedure(code), on),
        _ if code.is_empty() => Standing::Malformed,
        _ => Standing::NotChecked,
    }
}

/// Two digits or capital letters.
pub(super) fn modifier(code: &[u8]) -> Standing {
    by_form(is_plain(code, 2, 2))
}

/// Eleven digits: labeller 5, product 4, package 2, without hyphens.
pub(super) fn ndc(code: &[u8]) -> Standing {
    by_form(is_digits(code, 11, 11) && code.iter().any(|digit| *digit != b'0'))
}

/// Three digits, or four where a digit of severity follows.
pub(super) fn drg(code: &[u8]) -> Standing {
    by_form(is_digits(code, 3, 4) && code.iter().any(|digit| *digit != b'0'))
}

/// Five characters: a letter and four digits (HCPCS Level II), or four digits and one of the
/// characters that CPT has at the end.
fn is_hcpcs(code: &[u8]) -> bool {
    match code {
        [b'A'..=b'Z', digits @ ..] => is_digits(digits, 4, 4),
        // Vaccine administration, laboratory panels and proprietary tests begin at 0001.
        [b'0', digits @ .., b'A' | b'M' | b'U'] => is_digits(digits, 3, 3),
        [digits @ .., b'0'..=b'9' | b'F' | b'T'] => is_digits(digits, 4, 4),
        _ => false,
    }
}

/// Three or four digits, without the point.
fn is_ninth_procedure(code: &[u8]) -> bool {
    is_digits(code, 3, 4) || is_digits(code, 2, 2)
}

fn by_form(right: bool) -> Standing {
    if right { Standing::NotChecked } else { Standing::Malformed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Malformed, NotChecked, Unknown, Valid};

    #[test]
    fn systems_by_qualifier() {
        for (qualifier, code, standing) in [
            ("HC", "99213", NotChecked),
            ("HC", "J1885", NotChecked),
            ("HC", "0001U", NotChecked),
            ("HC", "0075T", NotChecked),
            ("HC", "1125F", NotChecked),
            ("HC", "0001A", NotChecked),
            ("HC", "8502A", Malformed),
            ("HC", "9921", Malformed),
            ("HC", "992133", Malformed),
            ("HC", "9921X", Malformed),
            ("HC", "j1885", Malformed),
            ("HC", "JJ885", Malformed),
            ("HC", "", Malformed),
            ("BP", "00840", NotChecked),
            ("BO", "0084", Malformed),
            ("AD", "D0120", NotChecked),
            ("AD", "99213", Malformed),
            ("HP", "CAA50", NotChecked),
            ("HP", "CAA5", Malformed),
            ("N4", "00002143380", NotChecked),
            ("N4", "0002-1433-80", Malformed),
            ("NU", "0450", Valid),
            ("NU", "9999", Unknown),
            ("WK", "ABCDE", NotChecked),
            ("ZZ", "anything", NotChecked),
            ("ZZ", "", Malformed),
        ] {
            let told = procedure(qualifier.as_bytes(), code.as_bytes(), None);
            assert_eq!(told, standing, "{qualifier} {code}");
        }
    }

    #[test]
    fn the_ninth_revision_ended() {
        let day = |text: &str| Some(text.parse().unwrap());
        let over = Standing::NotInForce { from: None, to: day("2015-09-30") };
        for (code, on, standing) in [
            ("7904", day("2015-09-30"), NotChecked),
            ("7904", day("2015-10-01"), over),
            ("7904", None, NotChecked),
            ("79.04", day("2015-09-30"), Malformed),
            ("7", None, Malformed),
            ("79041", None, Malformed),
            ("0DTJ4ZZ", day("2015-10-01"), Malformed),
        ] {
            assert_eq!(procedure(b"BR", code.as_bytes(), on), standing, "{code} {on:?}");
        }
    }

    #[test]
    fn what_travels_beside() {
        for (judge, code, standing) in [
            (modifier as fn(&[u8]) -> Standing, "25", NotChecked),
            (modifier, "LT", NotChecked),
            (modifier, "1P", NotChecked),
            (modifier, "2", Malformed),
            (modifier, "251", Malformed),
            (modifier, "lt", Malformed),
            (ndc, "00002143380", NotChecked),
            (ndc, "0000214338", Malformed),
            (ndc, "00000000000", Malformed),
            (ndc, "0000214338A", Malformed),
            (drg, "470", NotChecked),
            (drg, "1391", NotChecked),
            (drg, "000", Malformed),
            (drg, "47", Malformed),
            (drg, "47A", Malformed),
        ] {
            assert_eq!(judge(code.as_bytes()), standing, "{code}");
        }
    }
}
