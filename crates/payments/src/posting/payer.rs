//! Who pays: a remittance names its payer in other words than a claim does.

use crate::ledger::movement::payer_of;
use model::Claim;
use model::remittance::Remittance;
use serde::{Deserialize, Serialize};

/// A payer, and every name and number under which its remittances come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPayer {
    /// Under which its money is kept: the identifier that claims carry.
    pub id: String,
    /// Names (N102 of the payer), compared without case.
    #[serde(default)]
    pub names: Vec<String>,
    /// Numbers: N104, REF 2U, TRN03, BPR10.
    #[serde(default)]
    pub numbers: Vec<String>,
}

impl KnownPayer {
    /// The payer that a claim asks, as far as the claim tells of it.
    #[must_use]
    pub fn of(claim: &Claim) -> KnownPayer {
        KnownPayer {
            id: payer_of(claim),
            names: vec![claim.payer.name.clone()],
            numbers: claim.payer.id.iter().cloned().collect(),
        }
    }
}

/// The payers that are known. Empty: every remittance is taken, under the payer's own number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payers {
    /// All of them.
    pub known: Vec<KnownPayer>,
}

impl Payers {
    /// The payer of a remittance; `None` when it is not one of those known.
    #[must_use]
    pub fn of(&self, remittance: &Remittance) -> Option<String> {
        let numbers: Vec<&str> = numbers(remittance).collect();
        let name = remittance.payer.name.trim();
        if self.known.is_empty() {
            return Some(numbers.first().copied().unwrap_or(name).to_owned());
        }
        let by_number = |one: &&KnownPayer| {
            numbers.iter().any(|n| *n == one.id || one.numbers.iter().any(|own| own.trim() == *n))
        };
        let by_name = |one: &&KnownPayer| {
            !name.is_empty() && one.names.iter().any(|own| own.trim().eq_ignore_ascii_case(name))
        };
        let found = self.known.iter().find(by_number);
        found.or_else(|| self.known.iter().find(by_name)).map(|one| one.id.clone())
    }
}

/// The payer's numbers in a remittance, the surest first.
fn numbers(remittance: &Remittance) -> impl Iterator<Item = &str> {
    let references = remittance.payer.references.iter().filter(|one| one.qualifier == "2U");
    let all = remittance.payer.id.iter().chain(references.map(|one| &one.id));
    let all = all.chain(&remittance.originator).chain(&remittance.originating_company);
    all.map(|number| number.trim()).filter(|number| !number.is_empty())
}
