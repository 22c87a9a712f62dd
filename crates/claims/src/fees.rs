//! The fee schedule: what the practice charges for one unit of a code, on the day of a claim.
//!
//! It is read from a file of its own, or taken from a dated [`crate::ChargeMaster`].

use crate::charge_cells::is_plain;
use crate::csv;
use model::Cents;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Largest fee schedule, in bytes: some 400,000 rows.
pub const MAX_FEE_BYTES: usize = 16 << 20;
/// Faults reported of one file.
const MAX_FAULTS: usize = 100;
/// The heading that the file must carry.
const HEADING: [&str; 3] = ["code", "modifier", "charge"];

/// Charges by code and modifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeeSchedule {
    charges: BTreeMap<(String, String), Cents>,
}

/// A row of a fee schedule that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct FeeFault {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl FeeSchedule {
    /// Reads CSV text with the heading `code,modifier,charge`: the charge of one unit in dollars,
    /// the modifier empty where it makes no difference. Blank lines and lines that begin with `#`
    /// are skipped.
    ///
    /// # Errors
    /// Every faulty line, up to a hundred; nothing is taken from a file with a fault.
    pub fn from_csv(text: &str) -> Result<FeeSchedule, Vec<FeeFault>> {
        if text.len() > MAX_FEE_BYTES {
            let message = format!(
                "the fee schedule is larger than {MAX_FEE_BYTES} bytes; split \
                it"
            );
            return Err(vec![FeeFault { line: 1, message }]);
        }
        let mut schedule = FeeSchedule::default();
        let mut faults = Vec::new();
        let mut heading = false;
        for row in csv::rows(text) {
            let outcome = match (&row.cells, heading) {
                (None, _) => Err("a quote is not closed".to_owned()),
                (Some(cells), true) => schedule.take(cells),
                (Some(cells), false) => check_heading(cells),
            };
            heading = true;
            if let Err(message) = outcome {
                faults.push(FeeFault { line: row.line, message });
            }
            if faults.len() >= MAX_FAULTS {
                break;
            }
        }
        if !heading {
            let message = "the file is empty; it begins with `code,modifier,charge`".to_owned();
            faults.push(FeeFault { line: 1, message });
        }
        if faults.is_empty() { Ok(schedule) } else { Err(faults) }
    }

    fn take(&mut self, cells: &[Cow<'_, str>]) -> Result<(), String> {
        let [code, modifier, charge] = cells else {
            return Err(format!(
                "{} cells instead of 3; write code, modifier and charge, the charge without a \
                 comma for thousands",
                cells.len()
            ));
        };
        let (code, modifier) = (&**code, &**modifier);
        if !is_plain(code, 5) {
            return Err(format!("`{code}` is not a CPT or HCPCS code of five characters"));
        }
        if !modifier.is_empty() && !is_plain(modifier, 2) {
            return Err(format!("`{modifier}` is not a modifier of two characters"));
        }
        let amount = Cents::from_decimal(charge.strip_prefix('$').unwrap_or(charge))
            .map_err(|fault| fault.to_string())?;
        if amount < Cents::ZERO {
            return Err(format!("the charge {amount} is negative"));
        }
        match self.put(code, modifier, amount) {
            None => Ok(()),
            Some(_) if modifier.is_empty() => Err(format!("{code} stands twice")),
            Some(_) => Err(format!("{code} with modifier {modifier} stands twice")),
        }
    }

    /// Sets the charge of one unit; the charge that stood there before, if any.
    pub(crate) fn put(&mut self, code: &str, modifier: &str, amount: Cents) -> Option<Cents> {
        let key = (code.to_ascii_uppercase(), modifier.to_ascii_uppercase());
        self.charges.insert(key, amount)
    }

    /// The charge of one unit: by the first of `modifiers` that has its own row, else by the
    /// code alone.
    #[must_use]
    pub fn charge(&self, code: &str, modifiers: &[String]) -> Option<Cents> {
        let code = code.to_ascii_uppercase();
        let row = |modifier: &str| {
            self.charges.get(&(code.clone(), modifier.to_ascii_uppercase())).copied()
        };
        modifiers.iter().filter(|m| !m.is_empty()).find_map(|m| row(m)).or_else(|| row(""))
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.charges.len()
    }

    /// True without a row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.charges.is_empty()
    }
}

fn check_heading(cells: &[Cow<'_, str>]) -> Result<(), String> {
    let same = cells.len() == HEADING.len()
        && cells.iter().zip(HEADING).all(|(cell, name)| cell.eq_ignore_ascii_case(name));
    if same { Ok(()) } else { Err("the heading must be `code,modifier,charge`".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modifier_row_comes_before_the_plain_one() {
        let text = "\u{feff}code,modifier,charge\r\n99213,,125.50\n# \
            imaging\n\n\"71046\",\"26\",$40\n71046,,120\n";
        let fees = FeeSchedule::from_csv(text).unwrap();
        assert_eq!(fees.len(), 3);
        let own = |list: &[&str]| list.iter().map(|m| (*m).to_owned()).collect::<Vec<_>>();
        for (code, modifiers, cents) in [
            ("99213", own(&[]), Some(12_550)),
            ("99213", own(&["25"]), Some(12_550)),
            ("71046", own(&["26"]), Some(4_000)),
            ("71046", own(&["RT", "26"]), Some(4_000)),
            ("71046", own(&["TC"]), Some(12_000)),
            ("99214", own(&[]), None),
        ] {
            assert_eq!(fees.charge(code, &modifiers), cents.map(Cents), "{code} {modifiers:?}");
        }
    }

    #[test]
    fn every_faulty_line_is_named() {
        let text = "code,modifier,charge\n9921,,1\n99213,2,1\n99213,,1.005\n99213,,\"1,000\"\n\
                    99213,,-1\n99213,,1\n99213,,2\n";
        let lines: Vec<_> =
            FeeSchedule::from_csv(text).unwrap_err().iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 8]);
    }

    #[test]
    fn a_file_without_its_heading_is_refused() {
        for text in ["", "\n\n", "99213,,125\n", "code,charge\n"] {
            assert_eq!(FeeSchedule::from_csv(text).unwrap_err()[0].line, 1, "{text:?}");
        }
    }

    #[test]
    fn faults_are_bounded() {
        let text = format!("code,modifier,charge\n{}", "x\n".repeat(5_000));
        assert_eq!(FeeSchedule::from_csv(&text).unwrap_err().len(), MAX_FAULTS);
    }
}
