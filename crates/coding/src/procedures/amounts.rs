//! Amounts of drugs, and the units that a documented dose comes to.

use crate::procedures::statement::Word;
use serde::Deserialize;

/// What an amount measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Mass.
    Mass,
    /// International or product units.
    Units,
    /// Volume.
    Volume,
    /// Milliequivalents or millimoles.
    Equivalents,
}

/// An amount, exact: thousandths of a microgram, unit, millilitre or milliequivalent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Amount {
    /// What it measures.
    pub measure: Measure,
    /// How much, in thousandths.
    pub thousandths: u64,
}

/// Largest number that is read as a dose; above it a text is no dose.
const LARGEST: u64 = 100_000_000;

impl TryFrom<String> for Amount {
    type Error = String;

    fn try_from(text: String) -> Result<Amount, String> {
        let fault = || format!("`{text}` is no amount; write it as `15 mg` or `1000 units`");
        let (number, unit) = text.trim().split_once(' ').ok_or_else(fault)?;
        let number = thousandths(number).ok_or_else(fault)?;
        let (measure, factor) = unit_of(&unit.trim().to_ascii_lowercase()).ok_or_else(fault)?;
        let amount = Amount { measure, thousandths: number.saturating_mul(factor) };
        if amount.thousandths == 0 { Err(fault()) } else { Ok(amount) }
    }
}

impl Amount {
    /// How many of `unit` this amount comes to, a part counted whole; `None` when they do not
    /// measure the same thing.
    #[must_use]
    pub fn in_units_of(self, unit: Amount) -> Option<u32> {
        if self.measure != unit.measure || unit.thousandths == 0 {
            return None;
        }
        u32::try_from(self.thousandths.div_ceil(unit.thousandths)).ok()
    }
}

/// A decimal number in thousandths.
#[must_use]
pub fn thousandths(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) {
        return None;
    }
    let whole: u64 = whole.parse().ok().filter(|n| *n <= LARGEST)?;
    let padded = format!("{:0<3}", part.get(..3.min(part.len()))?);
    Some(whole * 1000 + padded.parse::<u64>().ok()?)
}

fn unit_of(unit: &str) -> Option<(Measure, u64)> {
    Some(match unit {
        "mcg" | "ug" | "microgram" | "micrograms" | "mcgs" => (Measure::Mass, 1),
        "mg" | "mgs" | "milligram" | "milligrams" => (Measure::Mass, 1_000),
        "g" | "gm" | "gms" | "gram" | "grams" => (Measure::Mass, 1_000_000),
        "unit" | "units" | "u" | "iu" => (Measure::Units, 1),
        "ml" | "cc" | "mls" | "ccs" => (Measure::Volume, 1),
        "l" | "liter" | "liters" => (Measure::Volume, 1_000),
        "meq" | "mmol" => (Measure::Equivalents, 1),
        _ => return None,
    })
}

/// The amount that begins at a word: `200 mg`, `200mg`.
#[must_use]
pub fn amount_at(words: &[Word], at: usize) -> Option<Amount> {
    let form = words.get(at)?.form.as_str();
    if !form.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    let split = form.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(form.len());
    let (number, joined) = form.split_at(split);
    let unit = match joined {
        "" => words.get(at + 1)?.form.as_str(),
        joined => joined,
    };
    // "2.4 million units".
    let million = unit == "million" || unit == "mill";
    let unit = if million { words.get(at + 2)?.form.as_str() } else { unit };
    let (measure, factor) = unit_of(unit)?;
    let scale = if million { 1_000_000 } else { 1 };
    let thousandths = thousandths(number)?.saturating_mul(factor).saturating_mul(scale);
    Some(Amount { measure, thousandths })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn doses_come_to_units() {
        for (dose, unit, units) in [
            ("200 mg", "1 mg", 200),
            ("40 mg", "10 mg", 4),
            ("1 g", "250 mg", 4),
            ("1000 mcg", "1000 mcg", 1),
            ("1 mg", "1000 mcg", 1),
            ("30 mg", "15 mg", 2),
            ("31 mg", "15 mg", 3),
            ("0.5 mg", "0.1 mg", 5),
            ("7500 units", "1000 units", 8),
        ] {
            assert_eq!(amount(dose).in_units_of(amount(unit)), Some(units), "{dose} by {unit}");
        }
        assert_eq!(amount("2 mL").in_units_of(amount("1 mg")), None);
    }

    #[test]
    fn what_is_no_amount() {
        for text in ["", "mg", "15", "15 miles", "x mg", "-5 mg", "0 mg", "1e3 mg"] {
            assert!(Amount::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert_eq!(thousandths("99999999999999999999"), None);
    }
}
