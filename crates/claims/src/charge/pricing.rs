//! The price of a charge: what its source states, else the charge master's; never a made-up one.

use super::Charge;
use crate::charge_master::{ChargeMaster, Price, PriceKey};
use crate::price::reports_only;
use model::{AccountId, Cents, ChargeId};
use serde::{Deserialize, Serialize};

/// Why a charge holds its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// The price is zero.
    Zero,
    /// There is no price.
    Unknown,
    /// There are several.
    Ambiguous,
    /// There are no units, or more than can be priced.
    Units,
}

/// A charge without a price, which holds its account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceHold {
    /// The charge.
    pub charge: ChargeId,
    /// Its account.
    pub account: AccountId,
    /// What sort of hold.
    pub kind: HoldKind,
    /// Why, in a plain sentence.
    pub reason: String,
    /// What to do.
    pub next: String,
}

/// Sets the price of a charge, or says why there is none. A code that only reports (CPT category
/// II) bills zero where the master sets nothing else.
pub(super) fn set_price(
    charge: &mut Charge,
    stated: Option<Cents>,
    master: &ChargeMaster,
    takes_revenue_code: bool,
) -> Option<PriceHold> {
    let key = PriceKey {
        site: &charge.site,
        code: charge.code.as_deref(),
        modifiers: &charge.modifiers,
        revenue_code: charge.revenue_code.as_deref(),
        day: charge.date,
    };
    let what = charge.code.clone().or_else(|| charge.revenue_code.clone()).unwrap_or_default();
    let reports = charge.code.as_deref().is_some_and(reports_only);
    let (kind, reason) = match (stated, master.lookup(&key)) {
        _ if charge.units == 0 => (HoldKind::Units, format!("{what} is charged with no units.")),
        (Some(amount), _) if amount > Cents::ZERO => {
            charge.charge_cents = Some(amount);
            return None;
        }
        (_, Price::Found { price_cents, row }) => {
            if takes_revenue_code && charge.revenue_code.is_none() {
                charge.revenue_code.clone_from(&row.revenue_code);
            }
            charge.charge_cents = price_cents.checked_times(i64::from(charge.units));
            if charge.charge_cents.is_some() {
                return None;
            }
            (HoldKind::Units, format!("{what} is charged with too many units to be priced."))
        }
        _ if reports => {
            charge.charge_cents = Some(Cents::ZERO);
            return None;
        }
        (_, Price::Zero { row }) => {
            let line = row.line;
            (HoldKind::Zero, format!("The charge master prices {what} at $0.00 (line {line})."))
        }
        (_, Price::Unknown) => (HoldKind::Unknown, master.why_unknown(&key)),
        (_, Price::Ambiguous { rows }) => {
            let prices: Vec<_> =
                rows.iter().map(|row| format!("{} (line {})", row.price, row.line)).collect();
            let prices = prices.join(", ");
            (HoldKind::Ambiguous, format!("The charge master has several prices: {prices}."))
        }
    };
    charge.charge_cents = None;
    let (charge_id, account) = (charge.id.clone(), charge.account.clone());
    let next = next(kind, &what);
    Some(PriceHold { charge: charge_id, account, kind, reason, next })
}

fn next(kind: HoldKind, what: &str) -> String {
    match kind {
        HoldKind::Zero | HoldKind::Unknown => {
            format!("Give {what} a price in the charge master of the site, or void the charge.")
        }
        HoldKind::Ambiguous => {
            "State the modifier or revenue code that decides, or the amount of the line.".to_owned()
        }
        HoldKind::Units => "Correct the units against the documentation.".to_owned(),
    }
}
