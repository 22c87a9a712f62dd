//! The key that names a charge in its source, and the identifier computed from it.

use super::Charge;
use model::{AccountId, ChargeId};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Bytes of the hash in an identifier: 80 bits keep the charges of one account apart.
const ID_BYTES: usize = 10;

/// Counts like charges of one posting, so that two equal lines stay two charges.
#[derive(Default)]
pub(super) struct Keys {
    seen: BTreeMap<(AccountId, String), u32>,
}

impl Keys {
    /// Sets key and identifier of a charge. `stem` is what its source says of it.
    pub(super) fn name(&mut self, charge: &mut Charge, stem: &str) {
        let place = (charge.account.clone(), stem.to_owned());
        let count = self.seen.entry(place).and_modify(|count| *count += 1).or_insert(1);
        charge.source_key = match *count {
            1 => stem.to_owned(),
            more => format!("{stem}#{more}"),
        };
        charge.id = id(&charge.account, charge.source.name(), &charge.source_key);
    }
}

/// `chg_` and twenty hexadecimal digits.
fn id(account: &AccountId, source: &str, key: &str) -> ChargeId {
    let mut hash = Sha256::new();
    for part in [account.as_str(), source, key] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut text = String::from("chg_");
    for byte in hash.finalize().iter().take(ID_BYTES) {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    ChargeId(text)
}

/// What a charge says, for sources that give it no name of its own.
pub(super) fn content(charge: &Charge) -> String {
    let cents = charge.charge_cents.map_or_else(String::new, |cents| cents.0.to_string());
    let quantity = charge.ndc_quantity.as_ref();
    [
        charge.code.as_deref().unwrap_or_default(),
        &charge.modifiers.join(" "),
        &charge.units.to_string(),
        &cents,
        &charge.date.to_string(),
        &charge.site,
        charge.revenue_code.as_deref().unwrap_or_default(),
        charge.ndc.as_deref().unwrap_or_default(),
        &quantity.map_or_else(String::new, |drug| format!("{}{}", drug.amount, drug.unit)),
    ]
    .join("|")
}
