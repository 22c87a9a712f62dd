//! A line while its payment is worked out.

use super::Outcome;
use super::explanation::{Explanation, Operation};
use super::modifiers::Modifiers;
use super::percent::Percent;
use super::product::FeeProduct;
use codesets::fee_schedule::FeeLine;
use model::{Cents, ClaimLine};
use std::borrow::Cow;

/// Why a line has no amount of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Closed {
    pub(super) outcome: Outcome,
    pub(super) reason: String,
}

impl Closed {
    /// Known to be paid nothing.
    pub(super) fn nothing_due(reason: impl Into<String>) -> Closed {
        Closed { outcome: Outcome::NothingDue, reason: reason.into() }
    }

    /// Not known here.
    pub(super) fn not_priced(reason: impl Into<String>) -> Closed {
        Closed { outcome: Outcome::NotPriced, reason: reason.into() }
    }
}

/// Where the price of one unit comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// The fee schedule.
    Product(FeeProduct),
    /// A fee of the contract.
    Agreed(Cents),
    /// A share of the charge, to which no further rule applies.
    Charge(Percent),
}

/// The parts of a test that has two, each in cents of one unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) technical: Option<Cents>,
    pub(super) professional: Option<Cents>,
}

/// A line while its payment is worked out.
#[derive(Clone, Debug)]
pub(super) struct Work<'a> {
    pub(super) line: &'a ClaimLine,
    /// In upper case; empty on a line with a revenue code only.
    pub(super) code: String,
    pub(super) modifiers: Modifiers,
    /// The schedule's row, where there is one.
    pub(super) row: Option<FeeLine>,
    pub(super) units: u32,
    pub(super) unit: Unit,
    /// Units whose practice expense is cut (therapy).
    pub(super) cut_units: u32,
    pub(super) parts: Parts,
    /// The fee of the endoscopic base, of one unit.
    pub(super) base: Option<Cents>,
    /// The other line of a pair of sides, which stands first.
    pub(super) second_side_of: Option<usize>,
    /// What one unit pays at this moment, to rank procedures by.
    pub(super) unit_value: Cents,
    /// Procedures in the eyes of the multiple procedure rule; both sides are one.
    pub(super) procedures: u32,
    pub(super) explanation: Explanation,
    /// The contract or regulation behind the price.
    pub(super) source: Cow<'static, str>,
    pub(super) closed: Option<Closed>,
}

impl Work<'_> {
    /// True while the line has an amount.
    pub(super) fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Ends the work with a reason; an amount worked out so far is dropped.
    pub(super) fn close(&mut self, closed: Closed) {
        self.explanation = Explanation::default();
        self.closed = Some(closed);
    }

    /// Keeps a share of the amount, where that changes it.
    pub(super) fn keep(
        &mut self,
        label: impl Into<Cow<'static, str>>,
        percent: Percent,
        source: &'static str,
    ) {
        if percent != Percent::WHOLE {
            self.explanation.step(label, Operation::Keep { percent }, source);
        }
    }

    /// The row, for the rules that live on its indicators: none for a share of the charge.
    pub(super) fn ruled(&self) -> Option<FeeLine> {
        match self.unit {
            Unit::Charge(_) => None,
            _ if self.is_open() => self.row,
            _ => None,
        }
    }

    /// Where the line stands among equals, whatever the order of the list.
    pub(super) fn place(&self) -> impl Ord + use<> {
        let line = self.line;
        (line.line, self.code.clone(), line.modifiers.clone(), line.charge_cents, line.units)
    }

    /// The code with its modifiers, for sentences.
    pub(super) fn name(&self) -> String {
        match self.line.modifiers.is_empty() {
            true => self.code.clone(),
            false => format!("{}-{}", self.code, self.line.modifiers.join("-")),
        }
    }
}
