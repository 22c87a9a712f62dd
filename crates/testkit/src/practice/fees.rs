//! The fee schedule: one charge a procedure, in `practice/fees.csv`.
//!
//! The charges are made up, as the practice is.

use super::PracticeError;
use model::Cents;
use std::collections::BTreeMap;

const FILE: &str = "fees.csv";

/// Modifiers that have a charge of their own: professional and technical component.
const PRICED_MODIFIERS: [&str; 2] = ["26", "TC"];

/// What the practice charges for one unit of each procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeeSchedule {
    by_code: BTreeMap<(String, String), Cents>,
}

impl FeeSchedule {
    /// The embedded schedule.
    ///
    /// # Errors
    /// When a row is not `code,modifier,charge` or stands twice.
    pub fn embedded() -> Result<FeeSchedule, PracticeError> {
        FeeSchedule::from_csv(super::embedded::FEES)
    }

    /// Reads `code,modifier,charge` rows below a heading; charges are in dollars.
    ///
    /// # Errors
    /// When a row has another shape or stands twice.
    pub fn from_csv(text: &str) -> Result<FeeSchedule, PracticeError> {
        let mut by_code = BTreeMap::new();
        for (number, line) in text.lines().enumerate().skip(1) {
            let fault = |what: &str| PracticeError::Content {
                file: FILE.to_owned(),
                fault: format!("line {}: {what}: `{line}`", number + 1),
            };
            let fields: Vec<&str> = line.split(',').map(str::trim).collect();
            let [code, modifier, charge] = fields[..] else {
                return Err(fault("a row has three fields: code, modifier, charge"));
            };
            let charge = Cents::from_decimal(charge).map_err(|e| fault(&e.to_string()))?;
            if by_code.insert((code.to_owned(), modifier.to_owned()), charge).is_some() {
                return Err(fault("this code and modifier stand twice"));
            }
        }
        Ok(FeeSchedule { by_code })
    }

    /// The charge for one unit, by the component modifier when it has its own; `None` when the
    /// practice has no fee for the code.
    #[must_use]
    pub fn unit_charge(&self, code: &str, modifiers: &[String]) -> Option<Cents> {
        let component = modifiers.iter().find(|m| PRICED_MODIFIERS.contains(&m.as_str()));
        let key = |modifier: &str| (code.to_owned(), modifier.to_owned());
        component
            .and_then(|modifier| self.by_code.get(&key(modifier)))
            .or_else(|| self.by_code.get(&key("")))
            .copied()
    }

    /// Every row: code, modifier (empty for none), charge for one unit; sorted.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &str, Cents)> {
        self.by_code
            .iter()
            .map(|((code, modifier), cents)| (code.as_str(), modifier.as_str(), *cents))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_components_apart() {
        let fees =
            FeeSchedule::from_csv("code,modifier,charge\n71046,,110\n71046,26,32.50\n").unwrap();
        let charge = |modifiers: &[&str]| {
            let owned: Vec<String> = modifiers.iter().map(|m| (*m).to_owned()).collect();
            fees.unit_charge("71046", &owned)
        };
        assert_eq!(charge(&[]), Some(Cents(11_000)));
        assert_eq!(charge(&["RT", "26"]), Some(Cents(3_250)));
        assert_eq!(charge(&["TC"]), Some(Cents(11_000)));
        assert_eq!(fees.unit_charge("99999", &[]), None);
    }

    #[test]
    fn names_the_bad_row() {
        for bad in ["h\n99213,120", "h\n99213,,12.345", "h\n99213,,1\n99213,,2"] {
            let message = FeeSchedule::from_csv(bad).unwrap_err().to_string();
            assert!(message.contains("fees.csv") && message.contains("99213"), "{message}");
        }
    }

    #[test]
    fn embedded_covers_every_visit_level() {
        let fees = FeeSchedule::embedded().unwrap();
        let levels = [99202..=99205, 99211..=99215, 99221..=99223, 99231..=99233, 99238..=99239];
        let more = [99281..=99285, 99381..=99387, 99391..=99397];
        for code in levels.into_iter().chain(more).flatten() {
            assert!(fees.unit_charge(&code.to_string(), &[]).is_some(), "{code}");
        }
        assert!(fees.rows().count() >= 200);
        for (code, modifier, charge) in fees.rows() {
            let shape = code.len() == 5 && code.bytes().all(|b| b.is_ascii_alphanumeric());
            assert!(shape && charge > Cents::ZERO, "{code}");
            assert!(
                modifier.is_empty() || PRICED_MODIFIERS.contains(&modifier),
                "{code} {modifier}"
            );
        }
    }
}
