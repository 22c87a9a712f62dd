//! Percentages, and the one rounding of this room: half a cent goes up.

use model::Cents;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A percentage in hundredths of a percent: 62.5 % is 6,250.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(pub u32);

/// Highest percentage that is read: ten thousand percent.
const MOST: u32 = 1_000_000;

/// Why a text is not a percentage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a percentage; write a number with at most two decimals, as \"62.5\"")]
pub struct PercentError {
    /// The text as it was given.
    pub text: String,
}

impl Percent {
    /// All of it.
    pub const WHOLE: Percent = Percent(10_000);

    /// A whole number of percent.
    #[must_use]
    pub const fn whole(percent: u32) -> Percent {
        Percent(percent * 100)
    }

    /// The share of an amount, rounded to the cent.
    #[must_use]
    pub fn of(self, amount: Cents) -> Cents {
        Cents(nearest(i128::from(amount.0) * i128::from(self.0), 10_000))
    }

    /// Reads a decimal number (`85`, `62.5`).
    ///
    /// # Errors
    /// When the text is no decimal number, is negative, has a third decimal, or is over ten
    /// thousand.
    pub fn from_decimal(text: &str) -> Result<Percent, PercentError> {
        let fault = || PercentError { text: text.to_owned() };
        // Both have two decimals, so that money's reading serves.
        let read = Cents::from_decimal(text).map_err(|_| fault())?;
        let hundredths = u32::try_from(read.0).map_err(|_| fault())?;
        if hundredths <= MOST { Ok(Percent(hundredths)) } else { Err(fault()) }
    }
}

impl fmt::Display for Percent {
    /// `62.5 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", Cents(i64::from(self.0)).to_x12())
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Cents(i64::from(self.0)).to_x12())
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Percent, D::Error> {
        let text = String::deserialize(deserializer)?;
        Percent::from_decimal(&text).map_err(serde::de::Error::custom)
    }
}

/// The quotient rounded to the nearest whole number, half away from zero; saturates.
pub(super) fn nearest(numerator: i128, denominator: i128) -> i64 {
    let half = denominator / 2;
    let moved = if numerator < 0 { numerator - half } else { numerator + half };
    let quotient = moved / denominator;
    i64::try_from(quotient).unwrap_or(if quotient < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_cent_goes_up() {
        for (percent, cents, share) in [
            (Percent::whole(50), 1, 1),
            (Percent::whole(50), 3, 2),
            (Percent::whole(50), -1, -1),
            (Percent::whole(20), 9_087, 1_817),
            (Percent(6_250), 100_000, 62_500),
            (Percent(1_360), 10_000, 1_360),
            (Percent::whole(150), 10_001, 15_002),
            (Percent::WHOLE, 7, 7),
            (Percent(0), 7, 0),
        ] {
            assert_eq!(percent.of(Cents(cents)), Cents(share), "{percent} of {cents}");
        }
    }

    #[test]
    fn reads_and_shows_decimals() {
        for (text, hundredths, shown) in
            [("85", 8_500, "85 %"), ("62.5", 6_250, "62.5 %"), ("13.60", 1_360, "13.6 %")]
        {
            let read = Percent::from_decimal(text).unwrap();
            assert_eq!((read.0, read.to_string().as_str()), (hundredths, shown));
        }
        for bad in ["", "-1", "1.234", "85%", "1e2", "10000.01"] {
            assert!(Percent::from_decimal(bad).is_err(), "{bad}");
        }
    }
}
