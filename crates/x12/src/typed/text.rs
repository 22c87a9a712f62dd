//! What one element holds: text exactly as the file wrote it, and what it means.

use super::output::Output;
use model::{Cents, CentsError, Date, DateError, Quantity, QuantityError};
use std::fmt;
use std::ops::Deref;

/// The text of one element or component, kept to the letter.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Box<str>);

impl Text {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, or `None` when the element is empty or absent (X12 knows no difference).
    #[must_use]
    pub fn given(&self) -> Option<&str> {
        (!self.0.is_empty()).then_some(&*self.0)
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(text.into_boxed_str())
    }
}

impl From<&Option<String>> for Text {
    fn from(text: &Option<String>) -> Text {
        Text(text.as_deref().unwrap_or("").into())
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A newtype over [`Text`] with the meaning that its element has.
macro_rules! meaning {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq, Hash)]
        pub struct $name(pub(super) Text);

        impl $name {
            /// The text as it stands in the file.
            #[must_use]
            pub fn text(&self) -> &Text {
                &self.0
            }

            /// True when the element is empty or absent.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> $name {
                $name(text.into())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

meaning! {
    /// Money in dollars (data element 782 and its kin, type R).
    Amount
}
meaning! {
    /// A count, measure, rate or percentage (types R and N0).
    Number
}
meaning! {
    /// A day, `CCYYMMDD` (type DT).
    Day
}

impl Amount {
    /// The amount; `None` when the element is empty.
    ///
    /// # Errors
    /// When the text is not an amount in whole cents.
    pub fn cents(&self) -> Result<Option<Cents>, CentsError> {
        self.0.given().map(Cents::from_decimal).transpose()
    }
}

impl From<Cents> for Amount {
    fn from(cents: Cents) -> Amount {
        Amount(cents.to_x12().into())
    }
}

impl From<Option<Cents>> for Amount {
    fn from(cents: Option<Cents>) -> Amount {
        cents.map_or_else(Amount::default, Amount::from)
    }
}

impl Number {
    /// The number; `None` when the element is empty.
    ///
    /// # Errors
    /// When the text is not a number, or has more than three decimals.
    pub fn quantity(&self) -> Result<Option<Quantity>, QuantityError> {
        self.0.given().map(Quantity::from_decimal).transpose()
    }

    /// The number when it is a whole one and not negative.
    #[must_use]
    pub fn whole(&self) -> Option<u32> {
        self.0.parse().ok()
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Number {
        Number(number.to_string().into())
    }
}

impl From<Quantity> for Number {
    fn from(quantity: Quantity) -> Number {
        Number(quantity.to_string().into())
    }
}

impl From<Option<Quantity>> for Number {
    fn from(quantity: Option<Quantity>) -> Number {
        quantity.map_or_else(Number::default, Number::from)
    }
}

impl Day {
    /// The day; `None` when the element is empty.
    ///
    /// # Errors
    /// When the text is not eight digits that name a day.
    pub fn date(&self) -> Result<Option<Date>, DateError> {
        self.0.given().map(Date::from_x12).transpose()
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        Day(date.to_x12().into())
    }
}

impl From<Option<Date>> for Day {
    fn from(date: Option<Date>) -> Day {
        date.map_or_else(Day::default, Day::from)
    }
}

/// The shortest form of a decimal number (X12.6, type R): no leading or trailing zeros, no plus
/// sign. Anything that is not a plain decimal number stays as it is.
pub(super) fn shortest(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if digits.trim_matches('.').is_empty() || !plain(whole) || !plain(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    Some(match (whole, fraction) {
        ("", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        ("", fraction) => format!("{sign}0.{fraction}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    })
}

/// Writes a number: as it stands, or in its shortest form when normalising.
pub(super) fn write_number(text: &Text, out: &mut Output) {
    match out.normalises().then(|| shortest(text)).flatten() {
        Some(short) => out.text(&short),
        None => out.text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortest_form_of_numbers() {
        for (text, short) in [
            ("10.00", Some("10")),
            ("010.50", Some("10.5")),
            ("+3", Some("3")),
            (".5", Some("0.5")),
            ("-0.00", Some("0")),
            ("-0.070", Some("-0.07")),
            ("7.", Some("7")),
            ("", None),
            (".", None),
            ("1E3", None),
            ("1,000", None),
            ("--1", None),
        ] {
            assert_eq!(shortest(text).as_deref(), short, "{text}");
        }
    }

    #[test]
    fn meanings() {
        assert_eq!(Amount::from("12.5").cents(), Ok(Some(Cents(1_250))));
        assert_eq!(Amount::from("").cents(), Ok(None));
        assert!(Amount::from("12.505").cents().is_err());
        assert_eq!(Number::from("1.5").quantity(), Ok(Some(Quantity(1_500))));
        assert_eq!(Number::from("3").whole(), Some(3));
        assert_eq!(Number::from("3.5").whole(), None);
        assert_eq!(Day::from("20260615").date().unwrap().unwrap().to_string(), "2026-06-15");
        assert!(Day::from("260615").date().is_err());
    }
}
