//! The value of one element: its length, its type, its form (X12.5 section 3.5).

use crate::guide::standard::Kind;
use crate::guide::tables::ElementDef;

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    TooShort,
    TooLong,
    /// Not of the characters that its type allows.
    Form,
    Date,
    Time,
    /// A period that ends before it begins.
    Period,
}

/// The flaw of a value that is there. `qualifier` is the code that says in which form a period
/// (element 1251) is.
#[inline]
pub(crate) fn flaw(def: &ElementDef, value: &[u8], qualifier: &[u8]) -> Option<Flaw> {
    let length = match def.kind {
        Kind::N => digits(value, false),
        Kind::R => digits(value, true),
        _ => Some(value.len()),
    };
    let Some(length) = length else { return Some(Flaw::Form) };
    if length > usize::from(def.max) {
        return Some(Flaw::TooLong);
    }
    if length < usize::from(def.min) {
        return Some(Flaw::TooShort);
    }
    match def.kind {
        Kind::Dt => (!is_date(value)).then_some(Flaw::Date),
        Kind::Tm => (!is_time(value)).then_some(Flaw::Time),
        Kind::An if def.number == DATE_PERIOD => period(value, qualifier),
        Kind::An | Kind::Id => {
            (value.first() == Some(&b' ') && value.iter().all(|b| *b == b' ')).then_some(Flaw::Form)
        }
        Kind::N | Kind::R | Kind::B => None,
    }
}

/// Date, time or period in the form that element 1250 names.
const DATE_PERIOD: u16 = 1251;

/// Digits of a number, without sign and decimal point, which do not count as length.
fn digits(value: &[u8], decimal: bool) -> Option<usize> {
    let unsigned = value.strip_prefix(b"-").unwrap_or(value);
    let mut points = 0;
    for byte in unsigned {
        match byte {
            b'0'..=b'9' => {}
            b'.' if decimal && points == 0 => points = 1,
            _ => return None,
        }
    }
    Some(unsigned.len() - points).filter(|count| *count > 0)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |n, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| n * 10 + u32::from(digit))
    })
}

/// `CCYYMMDD`, or `YYMMDD` (of the 21st century, for leap years).
pub(crate) fn is_date(value: &[u8]) -> bool {
    let (year, rest) = match value.len() {
        8 => (number(&value[..4]), &value[4..]),
        6 => (number(&value[..2]).map(|y| y + 2000), &value[2..]),
        _ => return false,
    };
    let (Some(year), Some(month), Some(day)) = (year, number(&rest[..2]), number(&rest[2..4]))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    year >= 1 && (1..=days).contains(&day)
}

/// `HHMM`, `HHMMSS`, and tenths and hundredths of a second.
pub(crate) fn is_time(value: &[u8]) -> bool {
    if !matches!(value.len(), 4 | 6..=8) {
        return false;
    }
    let pair = |at: usize| match value.get(at..at + 2) {
        Some(pair) => number(pair),
        None => Some(0),
    };
    let below = |at, limit| pair(at).is_some_and(|n| n < limit);
    below(0, 24) && below(2, 60) && below(4, 60) && value.iter().all(u8::is_ascii_digit)
}

/// A value whose form element 1250 names; other forms than these are left as they are.
fn period(value: &[u8], qualifier: &[u8]) -> Option<Flaw> {
    let moment = |v: &[u8]| v.len() >= 12 && is_date(&v[..8]) && is_time(&v[8..]);
    let range = |of: fn(&[u8]) -> bool| {
        let mut halves = value.split(|b| *b == b'-');
        match (halves.next(), halves.next(), halves.next()) {
            (Some(from), Some(to), None) if of(from) && of(to) => {
                (from > to).then_some(Flaw::Period)
            }
            _ => Some(Flaw::Date),
        }
    };
    let wrong = |good: bool| (!good).then_some(Flaw::Date);
    match qualifier {
        b"D8" => wrong(value.len() == 8 && is_date(value)),
        b"D6" => wrong(value.len() == 6 && is_date(value)),
        b"RD8" => range(|v| v.len() == 8 && is_date(v)),
        b"DT" => wrong(value.len() == 12 && moment(value)),
        b"DTS" => wrong(value.len() == 14 && moment(value)),
        b"RDT" => range(|v| v.len() == 12 && is_date(&v[..8]) && is_time(&v[8..])),
        b"TM" => (!(value.len() == 4 && is_time(value))).then_some(Flaw::Time),
        b"TS" => (!(value.len() == 6 && is_time(value))).then_some(Flaw::Time),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Usage;
    use crate::guide::tables::Span;

    fn def(kind: Kind, min: u16, max: u16, number: u16) -> ElementDef {
        ElementDef {
            number,
            usage: Usage::Required,
            kind,
            min,
            max,
            narrowed: false,
            repeat: 1,
            codes: Span::default(),
            list: None,
            qualifier: 0,
            components: Span::default(),
            syntax: Span::default(),
            label: String::new(),
            of_partner: false,
        }
    }

    #[test]
    fn lengths_and_forms() {
        for (kind, value, expected) in [
            (Kind::An, "A", Some(Flaw::TooShort)),
            (Kind::An, "AB C", None),
            (Kind::An, "ABCDEFGHI", Some(Flaw::TooLong)),
            (Kind::An, "   ", Some(Flaw::Form)),
            (Kind::N, "-12", None),
            (Kind::N, "1.2", Some(Flaw::Form)),
            (Kind::N, "-", Some(Flaw::Form)),
            (Kind::R, "-12345678.", None),
            (Kind::R, ".50", None),
            (Kind::R, "1.2.3", Some(Flaw::Form)),
            (Kind::R, "$12", Some(Flaw::Form)),
            (Kind::R, ".", Some(Flaw::Form)),
            (Kind::R, "123456789", Some(Flaw::TooLong)),
            (Kind::Dt, "20240229", None),
            (Kind::Dt, "20230229", Some(Flaw::Date)),
            (Kind::Dt, "20231301", Some(Flaw::Date)),
            (Kind::Dt, "230101", None),
            (Kind::Dt, "2023010", Some(Flaw::Date)),
            (Kind::Tm, "2359", None),
            (Kind::Tm, "235959", None),
            (Kind::Tm, "23595999", None),
            (Kind::Tm, "2400", Some(Flaw::Time)),
            (Kind::Tm, "12345", Some(Flaw::Time)),
            (Kind::Tm, "12x4", Some(Flaw::Time)),
        ] {
            assert_eq!(flaw(&def(kind, 2, 8, 0), value.as_bytes(), b""), expected, "{value}");
        }
    }

    #[test]
    fn periods_follow_their_qualifier() {
        for (form, value, expected) in [
            ("D8", "20260615", None),
            ("D8", "2026-06-15", Some(Flaw::Date)),
            ("RD8", "20260601-20260615", None),
            ("RD8", "20260615", Some(Flaw::Date)),
            ("RD8", "20260615-20260601", Some(Flaw::Period)),
            ("DT", "202606151230", None),
            ("DT", "20260615", Some(Flaw::Date)),
            ("TM", "1230", None),
            ("TM", "2460", Some(Flaw::Time)),
            ("D6", "260615", None),
            ("UN", "anything", None),
        ] {
            let period = def(Kind::An, 1, 35, DATE_PERIOD);
            assert_eq!(flaw(&period, value.as_bytes(), form.as_bytes()), expected, "{value}");
        }
    }
}
