//! Contracts: what a payer has agreed to pay, as data.
//!
//! One TOML file a contract; `docs/reference/expected-payment.md` describes its keys. A file is
//! read strictly: every fault is told with its line, and an unknown key is one.

mod reading;
mod tables;

use super::terms::Terms;
use model::{Claim, Date};

/// Largest contract file, in bytes.
pub const MAX_CONTRACT_BYTES: usize = 4 << 20;
/// Most fees and carve-outs of one contract, each.
pub const MAX_ROWS: usize = 50_000;
/// Faults reported of one file.
pub const MAX_FAULTS: usize = 100;

/// A contract with a payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The file it was read from.
    pub file: String,
    /// Names and identifiers of the payer, as claims carry them; compared without regard to case.
    pub payers: Vec<String>,
    /// First day of service.
    pub from: Date,
    /// Last day of service; `None` while it runs.
    pub to: Option<Date>,
    /// What it pays.
    pub terms: Terms,
}

/// Something in a contract file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct ContractFault {
    /// The file.
    pub file: String,
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Contract {
    /// Reads a contract from its TOML text; `file` names it in faults and explanations.
    ///
    /// # Errors
    /// Every fault of the file, up to [`MAX_FAULTS`]; of a file that is no TOML, or has an unknown
    /// key, the first.
    pub fn from_toml(text: &str, file: &str) -> Result<Contract, Vec<ContractFault>> {
        reading::read(text, file)
    }

    /// True when the contract holds for a claim: its payer, by name or identifier, and its first
    /// day of service.
    #[must_use]
    pub fn holds(&self, claim: &Claim) -> bool {
        self.runs_on(claim.from) && self.is_with(claim)
    }

    fn runs_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    fn is_with(&self, claim: &Claim) -> bool {
        let payer = &claim.payer;
        let named = |name: &str| {
            self.payers.iter().any(|ours| {
                let (ours, name) = (ours.trim(), name.trim());
                !name.is_empty() && ours.to_lowercase() == name.to_lowercase()
            })
        };
        named(&payer.name) || payer.id.as_deref().is_some_and(named)
    }
}

/// Contracts that are at hand together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contracts {
    contracts: Vec<Contract>,
}

impl Contracts {
    /// Adds a contract.
    ///
    /// # Errors
    /// When another one with the same payer runs on one of its days: then no rule says which
    /// holds.
    pub fn add(&mut self, contract: Contract) -> Result<(), ContractFault> {
        let same_payer = |a: &Contract, b: &Contract| {
            let known = |name: &String| b.payers.iter().any(|n| n.eq_ignore_ascii_case(name));
            a.payers.iter().any(known)
        };
        let overlaps = |a: &Contract, b: &Contract| a.runs_on(b.from) || b.runs_on(a.from);
        let other =
            self.contracts.iter().find(|o| same_payer(o, &contract) && overlaps(o, &contract));
        match other {
            None => {
                self.contracts.push(contract);
                Ok(())
            }
            Some(other) => Err(ContractFault {
                file: contract.file,
                line: 1,
                message: format!(
                    "{} is a contract with the same payer for some of the same days; end one \
                     before the other begins",
                    other.file
                ),
            }),
        }
    }

    /// The contract that holds for a claim.
    #[must_use]
    pub fn find(&self, claim: &Claim) -> Option<&Contract> {
        self.contracts.iter().find(|contract| contract.holds(claim))
    }
}

#[cfg(test)]
mod tests;
