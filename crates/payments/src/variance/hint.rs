//! What a wrong allowed amount looks like: a start for whoever asks the payer.

use claims::expected::{ExpectedLine, Percent};
use model::Cents;
use serde::{Deserialize, Serialize};

/// What a wrong amount looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Hint {
    /// The amount before a step of the contract, which the payer did not take.
    WithoutStep {
        /// The first step that was not taken.
        step: String,
    },
    /// A share of the agreed amount, such as half of it for a second procedure of the day.
    ShareOf {
        /// The share.
        percent: Percent,
    },
    /// The amount of one unit where several were billed.
    OneUnit,
}

/// Shares by which payers reduce: several procedures, practitioners, assistants, both sides.
const SHARES: [u32; 9] = [50, 25, 75, 85, 80, 95, 65, 16, 150];

/// What the allowed amount of these lines looks like, where exactly that comes out.
pub(super) fn of(lines: &[&ExpectedLine], wanted: Cents, allowed: Cents) -> Option<Hint> {
    if allowed <= Cents::ZERO || wanted <= Cents::ZERO {
        return None;
    }
    if let [line] = lines {
        let steps = line.steps.steps();
        let before = steps.iter().zip(steps.iter().skip(1));
        let mut left = before.filter(|(one, _)| one.result_cents == allowed);
        if let Some((_, step)) = left.next() {
            return Some(Hint::WithoutStep { step: step.label.clone().into_owned() });
        }
        let units = line.units.whole().unwrap_or(1);
        if units > 1 && allowed.checked_times(i64::from(units)) == Some(wanted) {
            return Some(Hint::OneUnit);
        }
    }
    let share = SHARES.into_iter().map(Percent::whole).find(|share| share.of(wanted) == allowed);
    share.map(|percent| Hint::ShareOf { percent })
}
