//! Money in whole cents. A float never holds money.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// An amount of US money in cents. May be negative (adjustments, reversals).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

/// Why a text is not an amount of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an amount of money; write dollars with at most two decimals, as 125.5")]
pub struct CentsError {
    /// The text as it was given.
    pub text: String,
}

impl Cents {
    /// No money.
    pub const ZERO: Cents = Cents(0);

    /// Reads a decimal amount in dollars (`125`, `125.5`, `-0.07`, X12 type R). More than two
    /// decimals are refused unless they are zero: rounding money silently would hide a fault.
    ///
    /// # Errors
    /// When the text is not a decimal number, has a fraction of a cent, or does not fit.
    pub fn from_decimal(text: &str) -> Result<Cents, CentsError> {
        let fault = || CentsError { text: text.to_owned() };
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction)
        {
            return Err(fault());
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| fault())? };
        let (kept, rest) = fraction.split_at(fraction.len().min(2));
        if rest.bytes().any(|b| b != b'0') {
            return Err(fault());
        }
        let cents: i64 = match kept.len() {
            0 => 0,
            1 => kept.parse::<i64>().map_err(|_| fault())? * 10,
            _ => kept.parse().map_err(|_| fault())?,
        };
        let total = whole.checked_mul(100).and_then(|w| w.checked_add(cents)).ok_or_else(fault)?;
        Ok(Cents(if negative { -total } else { total }))
    }

    /// The shortest X12 form (type R): no trailing zeros, no decimal point for whole dollars.
    #[must_use]
    pub fn to_x12(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, cents) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match (cents, cents % 10) {
            (0, _) => format!("{sign}{whole}"),
            (_, 0) => format!("{sign}{whole}.{}", cents / 10),
            _ => format!("{sign}{whole}.{cents:02}"),
        }
    }

    /// The product with a count of units; `None` when it does not fit.
    #[must_use]
    pub fn checked_times(self, units: i64) -> Option<Cents> {
        self.0.checked_mul(units).map(Cents)
    }
}

impl fmt::Display for Cents {
    /// `$1,234.50`, `-$0.07`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let absolute = self.0.unsigned_abs();
        let whole = (absolute / 100).to_string();
        let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}${grouped}.{:02}", absolute % 100))
    }
}

impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0.saturating_add(other.0))
    }
}

impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0.saturating_sub(other.0))
    }
}

impl Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(self.0.saturating_neg())
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(iter: I) -> Cents {
        iter.fold(Cents::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_round_trip() {
        for (text, cents, x12) in [
            ("0", 0, "0"),
            ("125", 12_500, "125"),
            ("125.5", 12_550, "125.5"),
            ("125.50", 12_550, "125.5"),
            ("125.05", 12_505, "125.05"),
            ("-0.07", -7, "-0.07"),
            (".5", 50, "0.5"),
            ("1.000", 100, "1"),
        ] {
            let parsed = Cents::from_decimal(text).unwrap();
            assert_eq!(parsed, Cents(cents), "{text}");
            assert_eq!(parsed.to_x12(), x12, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_money() {
        for text in ["", ".", "-", "1.005", "1,000", "abc", "1e3", "99999999999999999999"] {
            assert!(Cents::from_decimal(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shows_dollars() {
        assert_eq!(Cents(123_456_789).to_string(), "$1,234,567.89");
        assert_eq!(Cents(-7).to_string(), "-$0.07");
        assert_eq!(Cents(100_000).to_string(), "$1,000.00");
    }
}
