//! Amounts while they are added up: exact, in ten-thousandths, because a monetary element
//! (782, type R) may have more than two decimals.

use std::fmt;

/// An amount in ten-thousandths of a dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(i64);

/// Decimals that are kept.
const DECIMALS: usize = 4;

impl Amount {
    /// The value of an amount; 0 for an empty or malformed one, which is another fault.
    #[inline]
    pub(crate) fn read(value: &[u8]) -> Amount {
        let (negative, digits) = match value.split_first() {
            Some((b'-', rest)) => (true, rest),
            _ => (false, value),
        };
        let mut sum = 0i64;
        let mut decimals = None;
        for byte in digits {
            match byte {
                b'0'..=b'9' if decimals.is_none_or(|d| d < DECIMALS) => {
                    sum = sum.saturating_mul(10).saturating_add(i64::from(byte - b'0'));
                    decimals = decimals.map(|d| d + 1);
                }
                b'0'..=b'9' => {}
                b'.' if decimals.is_none() => decimals = Some(0),
                _ => return Amount(0),
            }
        }
        for _ in decimals.unwrap_or(0)..DECIMALS {
            sum = sum.saturating_mul(10);
        }
        Amount(if negative { -sum } else { sum })
    }
}

impl std::ops::AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl std::ops::Add for Amount {
    type Output = Amount;
    fn add(self, other: Amount) -> Amount {
        Amount(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Amount {
    type Output = Amount;
    fn sub(self, other: Amount) -> Amount {
        Amount(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Amount {
    /// `-12.50`: two decimals, more only where there are more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let all = self.0.unsigned_abs();
        let (whole, rest) = (all / 10_000, all % 10_000);
        match rest % 100 {
            0 => write!(f, "{sign}{whole}.{:02}", rest / 100),
            _ => write!(f, "{sign}{whole}.{rest:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        for (text, expected) in [
            ("100", "100.00"),
            ("-12.5", "-12.50"),
            (".07", "0.07"),
            ("632.5000", "632.50"),
            ("0.0001", "0.0001"),
            ("1.00009", "1.00"),
            ("", "0.00"),
            ("x", "0.00"),
            ("99999999999999999999", "922337203685477.5807"),
        ] {
            assert_eq!(Amount::read(text.as_bytes()).to_string(), expected, "{text}");
        }
        assert_eq!(Amount::read(b"10.1") - Amount::read(b"10.10"), Amount::default());
    }
}
