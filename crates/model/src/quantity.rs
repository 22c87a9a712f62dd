//! Units, days, measures: decimal numbers that are counted, not paid.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A quantity in thousandths: the 837 allows three decimals of a unit (SV104, SV205).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(pub i64);

/// Why a text is not a quantity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a quantity; write a decimal number with at most three decimals, as 2.5")]
pub struct QuantityError {
    /// The text as it was given.
    pub text: String,
}

/// Decimals that a quantity keeps.
const DECIMALS: usize = 3;

impl Quantity {
    /// A whole number of units.
    #[must_use]
    pub fn units(count: u32) -> Quantity {
        Quantity(i64::from(count) * 1_000)
    }

    /// The whole number of units, when it is one and not negative.
    #[must_use]
    pub fn whole(self) -> Option<u32> {
        (self.0 % 1_000 == 0).then(|| u32::try_from(self.0 / 1_000).ok()).flatten()
    }

    /// Reads a decimal number (`2`, `2.5`, `-1`, X12 type R).
    ///
    /// # Errors
    /// When the text is no decimal number, has a fraction finer than a thousandth, or does not
    /// fit.
    pub fn from_decimal(text: &str) -> Result<Quantity, QuantityError> {
        let fault = || QuantityError { text: text.to_owned() };
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let (kept, rest) =
            fraction.split_at_checked(fraction.len().min(DECIMALS)).unwrap_or(("", fraction));
        if (whole.is_empty() && fraction.is_empty())
            || !all_digits(whole)
            || !all_digits(fraction)
            || rest.bytes().any(|b| b != b'0')
        {
            return Err(fault());
        }
        let number: i64 = format!("0{whole}{kept:0<DECIMALS$}").parse().map_err(|_| fault())?;
        Ok(Quantity(if negative { -number } else { number }))
    }
}

impl fmt::Display for Quantity {
    /// The shortest decimal form: `2.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1_000, self.0.unsigned_abs() % 1_000);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Quantity, D::Error> {
        let text = String::deserialize(deserializer)?;
        Quantity::from_decimal(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        for (text, thousandths, short) in [
            ("2", 2_000, "2"),
            ("2.5", 2_500, "2.5"),
            ("0.125", 125, "0.125"),
            (".50", 500, "0.5"),
            ("-1.0000", -1_000, "-1"),
            ("007", 7_000, "7"),
            ("0", 0, "0"),
        ] {
            let quantity = Quantity::from_decimal(text).unwrap();
            assert_eq!(quantity, Quantity(thousandths), "{text}");
            assert_eq!(quantity.to_string(), short, "{text}");
        }
        for text in ["", ".", "-", "1.0005", "1,000", "abc", "1e3", "99999999999999999999", "é"] {
            assert!(Quantity::from_decimal(text).is_err(), "{text}");
        }
        assert_eq!(Quantity::units(3).whole(), Some(3));
        assert_eq!(Quantity(2_500).whole(), None);
        assert_eq!(Quantity(-1_000).whole(), None);
    }
}
