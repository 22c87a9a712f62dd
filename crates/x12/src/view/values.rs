//! Values as people read them: 2026-06-15, 14:30, 1,250.00.

use crate::validate::{is_date, is_time};
use std::fmt::Write as _;

/// A value as text that a terminal can show: what is no UTF-8 is taken for Latin-1, and control
/// characters are written out.
pub(super) fn plain(value: &[u8]) -> String {
    let text = match std::str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => value.iter().map(|byte| char::from(*byte)).collect(),
    };
    if !text.contains(char::is_control) {
        return text;
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c.is_control() {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

/// `CCYYMMDD` or `YYMMDD` as `2026-06-15`; `None` when it is no date. The century of a short date
/// is the 21st: only ISA09 has one, and no interchange is older than the standard.
pub(super) fn date(value: &[u8]) -> Option<String> {
    if !is_date(value) {
        return None;
    }
    let text = std::str::from_utf8(value).ok()?;
    let (year, rest) = text.split_at(text.len() - 4);
    let century = if year.len() == 2 { "20" } else { "" };
    let (month, day) = rest.split_at(2);
    Some(format!("{century}{year}-{month}-{day}"))
}

/// `HHMM`, `HHMMSS` … as `14:30`, `14:30:05`; `None` when it is no time.
pub(super) fn time(value: &[u8]) -> Option<String> {
    if !is_time(value) {
        return None;
    }
    let text = std::str::from_utf8(value).ok()?;
    let mut out = format!("{}:{}", &text[..2], &text[2..4]);
    if let Some(seconds) = text.get(4..6) {
        let _ = write!(out, ":{seconds}");
    }
    if let Some(parts) = text.get(6..).filter(|parts| !parts.is_empty()) {
        let _ = write!(out, ".{parts}");
    }
    Some(out)
}

/// A date and the time after it.
fn moment(value: &[u8]) -> Option<String> {
    let (day, hour) = value.split_at_checked(8)?;
    Some(format!("{} {}", date(day)?, time(hour)?))
}

/// Two values with a hyphen between them.
fn range(value: &[u8], one: fn(&[u8]) -> Option<String>) -> Option<String> {
    let mut halves = value.split(|b| *b == b'-');
    let (from, to) = (halves.next()?, halves.next()?);
    if halves.next().is_some() {
        return None;
    }
    Some(format!("{} to {}", one(from)?, one(to)?))
}

/// The value of element 1251 in the form that element 1250 names; `None` when it is not in it.
pub(super) fn period(value: &[u8], form: &[u8]) -> Option<String> {
    match form {
        b"D8" if value.len() == 8 => date(value),
        b"D6" if value.len() == 6 => date(value),
        b"RD8" => range(value, |half| date(half).filter(|_| half.len() == 8)),
        b"DT" | b"RTS" => moment(value),
        b"DTS" => range(value, moment),
        b"TM" => time(value),
        b"RTM" => range(value, time),
        _ => None,
    }
}

/// An amount with its thousands apart and at least two decimals; `None` when it is no number.
/// `implied` decimals are the last digits of a number without a point.
pub(super) fn money(value: &[u8], implied: bool) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?;
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let padded;
    let (whole, cents) = match digits.split_once('.') {
        Some(parts) if !implied => parts,
        None if !implied => (digits, ""),
        _ => {
            padded = format!("{digits:0>3}");
            padded.split_at_checked(padded.len() - 2)?
        }
    };
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if digits.is_empty() || digits == "." || !number(whole) || !number(cents) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        some => some,
    };
    let mut out = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    let _ = write!(out, ".{cents:0<2}");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times() {
        for (value, form, expected) in [
            ("20260615", "D8", Some("2026-06-15")),
            ("20260615", "D6", None),
            ("20261301", "D8", None),
            ("20260601-20260615", "RD8", Some("2026-06-01 to 2026-06-15")),
            ("20260601", "RD8", None),
            ("20260601-20260615-20260616", "RD8", None),
            ("202606151430", "DT", Some("2026-06-15 14:30")),
            ("20260615143005", "RTS", Some("2026-06-15 14:30:05")),
            ("1430", "TM", Some("14:30")),
            ("14300512", "TM", Some("14:30:05.12")),
            ("2561", "TM", None),
            ("é", "DT", None),
            ("2026", "CY", None),
        ] {
            assert_eq!(period(value.as_bytes(), form.as_bytes()).as_deref(), expected, "{value}");
        }
        assert_eq!(date(b"260615").as_deref(), Some("2026-06-15"));
    }

    #[test]
    fn amounts() {
        for (value, expected) in [
            ("0", Some("0.00")),
            ("100", Some("100.00")),
            ("1250.5", Some("1,250.50")),
            ("-1234567.89", Some("-1,234,567.89")),
            (".07", Some("0.07")),
            ("007", Some("7.00")),
            ("1.2345", Some("1.2345")),
            ("1.", Some("1.00")),
            ("", None),
            (".", None),
            ("-", None),
            ("1e5", None),
            ("12,50", None),
        ] {
            assert_eq!(money(value.as_bytes(), false).as_deref(), expected, "{value}");
        }
        assert_eq!(money(b"12345", true).as_deref(), Some("123.45"));
        assert_eq!(money(b"-5", true).as_deref(), Some("-0.05"));
        assert_eq!(money(b"1.5", true), None);
    }

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(plain(b"A\x1b[2JB"), "A\\u{1b}[2JB");
        assert_eq!(plain("É".as_bytes()), "É");
        assert_eq!(plain(b"\xc9T\xc9"), "ÉTÉ");
    }
}
