//! The explanation of an amount: steps that can be worked through again, to the same cent.

use super::percent::Percent;
use super::product::FeeProduct;
use model::Cents;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// What a step does to the amount before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Operation {
    /// Adds a fee of the schedule for some units.
    Fee {
        /// The factors of one unit.
        product: FeeProduct,
        /// How many units.
        units: u32,
    },
    /// Adds an agreed fee for some units.
    Agreed {
        /// The fee of one unit.
        fee_cents: Cents,
        /// How many units.
        units: u32,
    },
    /// Adds a share of the charge.
    OfCharge {
        /// The charge of the line.
        charge_cents: Cents,
        /// The share.
        percent: Percent,
    },
    /// Keeps a share of the amount.
    Keep {
        /// The share.
        percent: Percent,
    },
    /// Keeps a share of a part of the amount, for some units.
    KeepOfPart {
        /// The part, of one unit.
        part_cents: Cents,
        /// The share of the part.
        percent: Percent,
        /// How many units.
        units: u32,
    },
    /// Takes an amount off.
    Less {
        /// What is taken off.
        amount_cents: Cents,
    },
    /// Takes a share of the amount off.
    LessShare {
        /// The share.
        percent: Percent,
    },
    /// Not more than this.
    AtMost {
        /// The limit.
        limit_cents: Cents,
    },
}

impl Operation {
    /// The amount after the step.
    #[must_use]
    pub fn apply(&self, before: Cents) -> Cents {
        let times = |amount: Cents, units: u32| Cents(amount.0.saturating_mul(i64::from(units)));
        match *self {
            Operation::Fee { product, units } => before + times(product.amount(), units),
            Operation::Agreed { fee_cents, units } => before + times(fee_cents, units),
            Operation::OfCharge { charge_cents, percent } => before + percent.of(charge_cents),
            Operation::Keep { percent } => percent.of(before),
            Operation::KeepOfPart { part_cents, percent, units } => {
                before - times(part_cents - percent.of(part_cents), units)
            }
            Operation::Less { amount_cents } => before - amount_cents,
            Operation::LessShare { percent } => before - percent.of(before),
            Operation::AtMost { limit_cents } => before.min(limit_cents),
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = |units: u32| match units {
            1 => String::new(),
            n => format!(" × {n}"),
        };
        match self {
            Operation::Fee { product, units: n } => write!(f, "+ {product}{}", units(*n)),
            Operation::Agreed { fee_cents, units: n } => write!(f, "+ {fee_cents}{}", units(*n)),
            Operation::OfCharge { charge_cents, percent } => {
                write!(f, "+ {percent} of {charge_cents}")
            }
            Operation::Keep { percent } => write!(f, "× {percent}"),
            Operation::KeepOfPart { part_cents, percent, units: n } => {
                write!(f, "− ({part_cents} − {percent} of it){}", units(*n))
            }
            Operation::Less { amount_cents } => write!(f, "− {amount_cents}"),
            Operation::LessShare { percent } => write!(f, "− {percent}"),
            Operation::AtMost { limit_cents } => write!(f, "at most {limit_cents}"),
        }
    }
}

/// One step of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What the step is for, in a few words.
    pub label: Cow<'static, str>,
    /// What it does to the amount before it.
    pub operation: Operation,
    /// The amount after it.
    pub result_cents: Cents,
    /// Section of the manual or regulation, or the contract, that asks for it.
    pub source: Cow<'static, str>,
}

/// Steps from one amount to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Explanation {
    #[serde(skip)]
    from: Cents,
    steps: Vec<Step>,
}

impl Explanation {
    /// An explanation that begins at an amount.
    #[must_use]
    pub fn from(amount: Cents) -> Explanation {
        Explanation { from: amount, steps: Vec::new() }
    }

    /// The amount that the steps lead to.
    #[must_use]
    pub fn amount(&self) -> Cents {
        self.steps.last().map_or(self.from, |step| step.result_cents)
    }

    /// The steps, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Takes a step.
    pub(super) fn step(
        &mut self,
        label: impl Into<Cow<'static, str>>,
        operation: Operation,
        source: impl Into<Cow<'static, str>>,
    ) {
        let result_cents = operation.apply(self.amount());
        let (label, source) = (label.into(), source.into());
        self.steps.push(Step { label, operation, result_cents, source });
    }

    /// Works through the steps again; `None` when one of them does not lead to its result.
    #[must_use]
    pub fn worked_again(&self) -> Option<Cents> {
        self.steps.iter().try_fold(self.from, |before, step| {
            let after = step.operation.apply(before);
            (after == step.result_cents).then_some(after)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_by_hand() {
        let half = Percent::whole(50);
        for (operation, before, after, shown) in [
            (Operation::Agreed { fee_cents: Cents(9_850), units: 2 }, 0, 19_700, "+ $98.50 × 2"),
            (
                Operation::OfCharge { charge_cents: Cents(33_333), percent: half },
                0,
                16_667,
                "+ 50 % of $333.33",
            ),
            (Operation::Keep { percent: half }, 101, 51, "× 50 %"),
            (
                Operation::KeepOfPart { part_cents: Cents(101), percent: half, units: 2 },
                1_000,
                900,
                "− ($1.01 − 50 % of it) × 2",
            ),
            (Operation::Less { amount_cents: Cents(30) }, 100, 70, "− $0.30"),
            (Operation::LessShare { percent: half }, 101, 50, "− 50 %"),
            (Operation::AtMost { limit_cents: Cents(80) }, 100, 80, "at most $0.80"),
            (Operation::AtMost { limit_cents: Cents(80) }, 70, 70, "at most $0.80"),
        ] {
            assert_eq!(operation.apply(Cents(before)), Cents(after), "{operation}");
            assert_eq!(operation.to_string(), shown);
        }
    }

    #[test]
    fn a_wrong_result_is_found() {
        let mut explanation = Explanation::from(Cents(100));
        explanation.step("half", Operation::Keep { percent: Percent::whole(50) }, "");
        explanation.step("less", Operation::Less { amount_cents: Cents(1) }, "");
        assert_eq!(explanation.worked_again(), Some(Cents(49)));
        explanation.steps[0].result_cents = Cents(51);
        assert_eq!(explanation.worked_again(), None);
    }
}
