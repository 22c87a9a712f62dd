//! Reconciliation of an account: the coded chart against the captured charges, both ways.
//!
//! What enters: the coded chart, the charges of the account, the charge master of its site and
//! the days of the encounter ([`Account`]). What leaves: every difference with its evidence,
//! the dollars at stake where they are known, and what to do ([`Reconciliation`]); nothing where
//! chart and charges agree. Charge lag and late charges are in [`lag`].
//!
//! A physician's charges (without revenue code) and a hospital's are compared with the chart each
//! by themselves: one service may stand in both. Charges with a revenue code alone (room and
//! board, supplies) have no code that a chart could confirm, and are left out.

pub mod lag;
mod pairs;

use crate::captured::same_modifiers;
use crate::charge::Charge;
use crate::charge_master::{ChargeMaster, Price, PriceKey};
use model::{Cents, ChargeId, CodedChart, Date, Evidence, ProcedureCode, Severity};
use pairs::Pairs;
use serde::{Deserialize, Serialize};

/// What an account is reconciled from.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// The codes with their evidence.
    pub coded: &'a CodedChart,
    /// Every charge of the account; voided ones do not count.
    pub charges: &'a [Charge],
    /// Prices, for the dollars at stake.
    pub master: &'a ChargeMaster,
    /// The site whose prices count.
    pub site: &'a str,
    /// First day of the encounter.
    pub from: Date,
    /// Last day of the encounter.
    pub through: Date,
    /// The specialty whose people work on it.
    pub specialty: &'a str,
}

/// How chart and charges differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// The chart has it, no charge does.
    DocumentedNotCharged,
    /// A charge has it, the chart does not.
    ChargedNotDocumented,
    /// Other units.
    UnitsDiffer,
    /// Other modifiers.
    ModifierDiffers,
    /// Charged on a day outside the encounter.
    DateDiffers,
    /// The charge has no price.
    PriceMissing,
    /// The same charge stands twice.
    DuplicateCharge,
}

impl DifferenceKind {
    /// How far it stops the account.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            // Billing what is not documented, or twice, must not happen (31 USC 3729).
            DifferenceKind::ChargedNotDocumented
            | DifferenceKind::DuplicateCharge
            | DifferenceKind::PriceMissing => Severity::Block,
            DifferenceKind::DocumentedNotCharged
            | DifferenceKind::UnitsDiffer
            | DifferenceKind::ModifierDiffers => Severity::Reason,
            DifferenceKind::DateDiffers => Severity::Warn,
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Which.
    pub kind: DifferenceKind,
    /// The code in question.
    pub code: String,
    /// Position of the procedure in the coded chart, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub px: Option<usize>,
    /// The charges in question.
    pub charges: Vec<ChargeId>,
    /// Where the chart says it.
    pub evidence: Vec<Evidence>,
    /// Dollars at stake, not negative; `None` where no price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dollars: Option<Cents>,
    /// How far it stops the account.
    pub severity: Severity,
    /// What was found, in a plain sentence.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// Every difference of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// Key of the queue that works on them: the specialty.
    pub queue: String,
    /// First by severity, then by dollars, the largest first.
    pub differences: Vec<Difference>,
}

impl Reconciliation {
    /// The sum of the known dollars at stake.
    #[must_use]
    pub fn dollars(&self) -> Cents {
        self.differences.iter().filter_map(|found| found.dollars).sum()
    }
}

/// Compares the chart of an account with its charges, both ways.
#[must_use]
pub fn reconcile(account: &Account<'_>) -> Reconciliation {
    let live: Vec<&Charge> = account.charges.iter().filter(|charge| charge.is_live()).collect();
    let with_code = live.iter().copied().filter(|charge| charge.code.is_some());
    let (hospital, physician): (Vec<&Charge>, Vec<&Charge>) =
        with_code.partition(|charge| charge.revenue_code.is_some());
    let mut found = Vec::new();
    let mut charged = vec![false; account.coded.px.len()];
    for side in [physician, hospital] {
        let pairs = Pairs::of(&account.coded.px, &side);
        for (at, px) in account.coded.px.iter().enumerate() {
            let own = pairs.of_px(at);
            charged[at] |= !own.is_empty();
            if let Some(first) = own.first() {
                found.extend(account.units(at, px, &own));
                found.extend(account.modifiers(at, px, first));
            }
        }
        found.extend(pairs.left().map(|(charge, twin)| account.left(charge, twin)));
    }
    for (at, px) in account.coded.px.iter().enumerate().filter(|(at, _)| !charged[*at]) {
        found.push(account.not_charged(at, px));
    }
    found.extend(live.iter().filter_map(|charge| account.day(charge)));
    found.extend(live.iter().filter_map(|charge| price_missing(charge)));
    found.sort_by(|a, b| {
        let key = |d: &Difference| (d.severity, -d.dollars.map_or(0, |c| c.0), d.kind, d.px);
        key(a).cmp(&key(b)).then_with(|| a.charges.cmp(&b.charges))
    });
    Reconciliation { queue: account.specialty.to_owned(), differences: found }
}

impl Account<'_> {
    /// What one unit costs, where exactly one price is known.
    fn unit_price(&self, code: &str, modifiers: &[String], like: Option<&Charge>) -> Option<Cents> {
        let revenue_code = like.and_then(|charge| charge.revenue_code.as_deref());
        let day = like.map_or(self.coded.date, |charge| charge.date);
        let key = PriceKey { site: self.site, code: Some(code), modifiers, revenue_code, day };
        match self.master.lookup(&key) {
            Price::Found { price_cents, .. } => Some(price_cents),
            _ => None,
        }
    }

    fn not_charged(&self, at: usize, px: &ProcedureCode) -> Difference {
        let price = self.unit_price(&px.code, &px.modifiers, None);
        Difference {
            dollars: price.and_then(|price| price.checked_times(i64::from(px.units))),
            ..difference(
                DifferenceKind::DocumentedNotCharged,
                Some((at, px)),
                &[],
                format!("The chart documents {}, and no charge was captured.", px.code),
                "Post the charge, or correct the code if the service was not given.",
            )
        }
    }

    fn units(&self, at: usize, px: &ProcedureCode, own: &[&Charge]) -> Option<Difference> {
        let units = own.iter().fold(0_u32, |sum, charge| sum.saturating_add(charge.units));
        if units == px.units {
            return None;
        }
        let price = self.unit_price(&px.code, &own[0].modifiers, Some(own[0]));
        let between = i64::from(units.abs_diff(px.units));
        Some(Difference {
            dollars: price.and_then(|price| price.checked_times(between)),
            ..difference(
                DifferenceKind::UnitsDiffer,
                Some((at, px)),
                own,
                format!(
                    "The chart documents {} units of {}, and {units} are charged.",
                    px.units, px.code
                ),
                "Check the units against the documentation, and correct the charge or the code.",
            )
        })
    }

    fn modifiers(&self, at: usize, px: &ProcedureCode, charge: &Charge) -> Option<Difference> {
        if same_modifiers(&px.modifiers, &charge.modifiers) {
            return None;
        }
        let coded = self.unit_price(&px.code, &px.modifiers, Some(charge));
        let charged = self.unit_price(&px.code, &charge.modifiers, Some(charge));
        let between = coded.zip(charged).map(|(a, b)| Cents((a.0 - b.0).abs()));
        let shown = |modifiers: &[String]| match modifiers {
            [] => "none".to_owned(),
            some => some.join(" "),
        };
        Some(Difference {
            dollars: between.and_then(|price| price.checked_times(i64::from(charge.units))),
            ..difference(
                DifferenceKind::ModifierDiffers,
                Some((at, px)),
                &[charge],
                format!(
                    "The modifiers of {} differ: coded {}, charged {}.",
                    px.code,
                    shown(&px.modifiers),
                    shown(&charge.modifiers)
                ),
                "Keep the modifiers that the documentation supports, and correct the other side.",
            )
        })
    }

    fn left(&self, charge: &Charge, twin: Option<&Charge>) -> Difference {
        let code = charge.code.as_deref().unwrap_or_default();
        let found = match twin {
            Some(twin) => difference(
                DifferenceKind::DuplicateCharge,
                None,
                &[twin, charge],
                format!("{code} is charged twice on {}, and documented once.", charge.date),
                "Void one of the charges, or document the second service.",
            ),
            None => difference(
                DifferenceKind::ChargedNotDocumented,
                None,
                &[charge],
                format!("{code} is charged, and the chart does not document it."),
                "Void the charge, or ask for the missing documentation.",
            ),
        };
        Difference { code: code.to_owned(), dollars: charge.charge_cents, ..found }
    }

    fn day(&self, charge: &Charge) -> Option<Difference> {
        if (self.from..=self.through).contains(&charge.date) {
            return None;
        }
        let what = named(charge);
        let message = format!(
            "{what} is charged on {}, outside the encounter of {} to {}.",
            charge.date, self.from, self.through
        );
        let next = "Correct the day of the charge, or move it to the account of that day.";
        let found = difference(DifferenceKind::DateDiffers, None, &[charge], message, next);
        Some(Difference { code: what, dollars: charge.charge_cents, ..found })
    }
}

fn price_missing(charge: &Charge) -> Option<Difference> {
    if charge.charge_cents.is_some() {
        return None;
    }
    let what = named(charge);
    let message = format!("{what} has no price.");
    let next = "Give it a price in the charge master of the site, or void the charge.";
    let found = difference(DifferenceKind::PriceMissing, None, &[charge], message, next);
    Some(Difference { code: what, ..found })
}

/// The code of a charge, else its revenue code.
fn named(charge: &Charge) -> String {
    charge.code.clone().or_else(|| charge.revenue_code.clone()).unwrap_or_default()
}

fn difference(
    kind: DifferenceKind,
    px: Option<(usize, &ProcedureCode)>,
    charges: &[&Charge],
    message: String,
    next: &str,
) -> Difference {
    Difference {
        kind,
        code: px.map(|(_, px)| px.code.clone()).unwrap_or_default(),
        px: px.map(|(at, _)| at),
        charges: charges.iter().map(|charge| charge.id.clone()).collect(),
        evidence: px.map(|(_, px)| px.evidence.clone()).unwrap_or_default(),
        dollars: None,
        severity: kind.severity(),
        message,
        next: next.to_owned(),
    }
}

#[cfg(test)]
mod tests;
