//! Payment localities: a Medicare contractor and a number within it.

use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A payment locality, as `10112-00`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locality {
    /// The contractor's number, five digits.
    pub contractor: String,
    /// The locality's number within it, two digits.
    pub number: String,
}

/// Why a text is not a payment locality.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a payment locality; write contractor and number, as 10112-00")]
pub struct LocalityError {
    /// The text as it was given.
    pub text: String,
}

impl FromStr for Locality {
    type Err = LocalityError;

    fn from_str(text: &str) -> Result<Locality, LocalityError> {
        let fault = || LocalityError { text: text.to_owned() };
        let (contractor, number) = text.trim().split_once('-').ok_or_else(fault)?;
        let digits = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(contractor, 5) || !digits(number, 2) {
            return Err(fault());
        }
        Ok(Locality { contractor: contractor.to_owned(), number: number.to_owned() })
    }
}

impl fmt::Display for Locality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.contractor, self.number)
    }
}

impl Serialize for Locality {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractor_and_number() {
        assert_eq!("02102-01".parse::<Locality>().unwrap().to_string(), "02102-01");
        for bad in ["", "02102", "2102-01", "02102-1", "AK-01", "02102-01-2", "０2102-01"] {
            assert!(bad.parse::<Locality>().is_err(), "{bad}");
        }
    }
}
