//! The National Provider Identifier and its check digit (45 CFR 162.406, ISO/IEC 7812 Luhn
//! with the prefix 80840).

/// True when `text` is ten digits whose check digit is right.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    text.len() == 10
        && text.bytes().all(|b| b.is_ascii_digit())
        && check_digit(&text[..9]) == text.as_bytes().last().copied()
}

/// The check digit (an ASCII digit) for the first nine digits of an NPI; `None` when they are
/// not nine digits.
#[must_use]
pub fn check_digit(first_nine: &str) -> Option<u8> {
    if first_nine.len() != 9 || !first_nine.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // 24 is the Luhn contribution of the constant prefix 80840.
    let mut sum: u32 = 24;
    for (i, byte) in first_nine.bytes().rev().enumerate() {
        let digit = u32::from(byte - b'0');
        sum += match i % 2 {
            0 => digit * 2 / 10 + digit * 2 % 10,
            _ => digit,
        };
    }
    u8::try_from((10 - sum % 10) % 10).ok().map(|d| b'0' + d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luhn_with_prefix() {
        assert!(is_valid("1234567893"));
        assert!(is_valid("1245319599"));
        assert!(!is_valid("1234567890"));
        assert!(!is_valid("123456789"));
        assert!(!is_valid("12345678９3"));
        assert_eq!(check_digit("123456789"), Some(b'3'));
    }
}
