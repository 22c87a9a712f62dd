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
    /// Nothing.
    pub const ZERO: Quantity = Quantity(0);

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
        number::deserialize(deserializer)
    }
}

/// A quantity as a JSON number (`1`, `2.5`), for `#[serde(with = "quantity::number")]`.
pub mod number {
    use super::Quantity;
    use serde::{Deserializer, Serializer};
    use std::fmt;

    /// Largest count of thousandths that a JSON number holds exactly.
    const MAX_EXACT: i64 = 1 << 52;

    /// Writes a whole number, or a decimal one.
    ///
    /// # Errors
    /// When the quantity is finer or larger than a JSON number holds exactly.
    pub fn serialize<S: Serializer>(quantity: &Quantity, to: S) -> Result<S::Ok, S::Error> {
        if quantity.0 % 1_000 == 0 {
            return to.serialize_i64(quantity.0 / 1_000);
        }
        match quantity.to_string().parse::<f64>() {
            Ok(number) if quantity.0.abs() < MAX_EXACT => to.serialize_f64(number),
            _ => Err(serde::ser::Error::custom(format!("{quantity} is too large for a number"))),
        }
    }

    /// Reads a number; digits within quotes are read too.
    ///
    /// # Errors
    /// When there is no number, or one with more than three decimals.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Quantity, D::Error> {
        struct Number;
        impl serde::de::Visitor<'_> for Number {
            type Value = Quantity;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number with at most three decimals, as 2.5")
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Quantity, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Quantity, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Quantity, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Quantity, E> {
                Quantity::from_decimal(text).map_err(E::custom)
            }
        }
        from.deserialize_any(Number)
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

    #[test]
    fn json_numbers() {
        #[derive(Debug, PartialEq, Deserialize, Serialize)]
        struct Line(#[serde(with = "number")] Quantity);
        for (json, thousandths) in [("1", 1_000), ("2.5", 2_500), ("0.125", 125), ("-3", -3_000)] {
            let line: Line = serde_json::from_str(json).unwrap();
            assert_eq!(line, Line(Quantity(thousandths)), "{json}");
            assert_eq!(serde_json::to_string(&line).unwrap(), json);
        }
        assert_eq!(serde_json::from_str::<Line>("\"2\"").unwrap(), Line(Quantity::units(2)));
        for json in ["0.0005", "true", "\"one\"", "1e300", "null"] {
            assert!(serde_json::from_str::<Line>(json).is_err(), "{json}");
        }
        assert!(serde_json::to_string(&Line(Quantity(i64::MAX))).is_err());
    }
}
