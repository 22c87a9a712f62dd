//! Decimal numbers of release files as whole numbers of their smallest unit, without a float in
//! between.

/// From this many digits behind the point on, a number is one that a spreadsheet kept as a binary
/// fraction and wrote out: `1.0169999999999997` is 1.017.
const BINARY_FRACTION: usize = 12;

/// A number with so many places behind the point as a whole number of its smallest unit: `1.3` with
/// two places is 130. `None` when it is no number, or says more than the places hold.
#[must_use]
pub fn scaled(text: &str, places: usize) -> Option<i32> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let (kept, rest) = fraction.split_at(places.min(fraction.len()));
    let up = match rest.bytes().find(|digit| *digit != b'0') {
        None => false,
        Some(_) if fraction.len() >= BINARY_FRACTION => rest.as_bytes()[0] >= b'5',
        Some(_) => return None,
    };
    let mut value: i32 = 0;
    let zeros = std::iter::repeat_n(b'0', places - kept.len());
    for digit in whole.bytes().chain(kept.bytes()).chain(zeros) {
        value = value.checked_mul(10)?.checked_add(i32::from(digit - b'0'))?;
    }
    value = value.checked_add(i32::from(up))?;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_of_the_smallest_unit() {
        for (text, places, expected) in [
            ("1.3", 2, Some(130)),
            ("1.30", 2, Some(130)),
            ("1.300", 2, Some(130)),
            ("12", 2, Some(1_200)),
            (".5", 2, Some(50)),
            ("5.", 2, Some(500)),
            ("0.0", 2, Some(0)),
            ("-0.25", 2, Some(-25)),
            ("33.2875", 4, Some(332_875)),
            ("1.0169999999999997", 3, Some(1_017)),
            ("0.07000000000000002", 4, Some(700)),
            ("0.28999999999999998", 2, Some(29)),
            ("0.99999999999999999", 2, Some(100)),
            ("1.305", 2, None),
            ("1.3a", 2, None),
            ("1,300", 2, None),
            ("+1", 2, None),
            ("--1", 2, None),
            ("1.2.3", 2, None),
            (".", 2, None),
            ("-", 2, None),
            ("", 2, None),
            ("21474836.47", 2, Some(i32::MAX)),
            ("21474836.48", 2, None),
            ("99999999999", 0, None),
        ] {
            assert_eq!(scaled(text, places), expected, "{text}");
        }
    }
}
