//! Adding charges to those of an account; the same source twice adds nothing.

use super::Charge;
use model::{AccountId, ChargeId};
use std::collections::BTreeMap;

/// What a posting does to the charges of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    /// New charges.
    pub added: Vec<Charge>,
    /// Charges that were there already, live or voided.
    pub repeated: Vec<ChargeId>,
    /// Charges whose source now says something else: the present one, then the new one. Nothing
    /// is overwritten; a person voids the present one.
    pub changed: Vec<(Charge, Charge)>,
}

/// Compares incoming charges with those that are posted. The day of posting and the state do not
/// count, nor does a price that only the posted charge has.
#[must_use]
pub fn post(present: &[Charge], incoming: Vec<Charge>) -> Posted {
    let key = |charge: &Charge| (charge.account.clone(), charge.source, charge.source_key.clone());
    let mut known: BTreeMap<(AccountId, _, String), Charge> =
        present.iter().map(|charge| (key(charge), charge.clone())).collect();
    let mut posted = Posted::default();
    for charge in incoming {
        match known.get(&key(&charge)) {
            None => {
                known.insert(key(&charge), charge.clone());
                posted.added.push(charge);
            }
            Some(own) if same(own, &charge) => posted.repeated.push(charge.id),
            Some(own) => posted.changed.push((own.clone(), charge)),
        }
    }
    posted
}

fn same(own: &Charge, new: &Charge) -> bool {
    let mut like = new.clone();
    like.posted_on = own.posted_on;
    like.state = own.state.clone();
    if like.charge_cents.is_none() {
        like.charge_cents = own.charge_cents;
    }
    like == *own
}
