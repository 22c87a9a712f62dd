//! What the reason of a provider adjustment means for the ledger.

use crate::ledger::Ledger;
use serde::{Deserialize, Serialize};

/// What becomes of a provider adjustment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Taken back, or announced to be: WO, CS, 72 (a refund that we sent), J1, OB, WU.
    Recovery,
    /// Carried to or from another payment: FB.
    Forward,
    /// Held back, perhaps to be paid later: E3.
    Withheld,
    /// Interest: L6.
    Interest,
    /// Handed to others by law: LE, IR.
    Levy,
    /// A fine or fee: 50, 51, L3, AH.
    Penalty,
    /// Money of the provider that no claim stands behind: capitation, incentives, settlements.
    Settlement,
    /// Not known: kept with the recoveries until a person says what it is.
    Unknown,
}

/// Reasons of settlements with a provider: early payment, acceleration, bad debt, bonus,
/// allowances, capitation, pass-throughs, education, funds, incentives, interim and lump sums,
/// lease, rebate.
const SETTLEMENTS: [&str; 27] = [
    "90", "AM", "AP", "B2", "B3", "BD", "BN", "C5", "CR", "CT", "CV", "CW", "DM", "FC", "GO", "HM",
    "IP", "IS", "LS", "OA", "PI", "PL", "PW", "RA", "RE", "SL", "TL",
];

impl Treatment {
    /// The treatment of a reason (PLB03-1).
    #[must_use]
    pub fn of(reason: &str) -> Treatment {
        match reason.trim() {
            "WO" | "CS" | "72" | "J1" | "OB" | "WU" => Treatment::Recovery,
            "FB" => Treatment::Forward,
            "E3" => Treatment::Withheld,
            "L6" => Treatment::Interest,
            "LE" | "IR" => Treatment::Levy,
            "50" | "51" | "L3" | "AH" => Treatment::Penalty,
            other if SETTLEMENTS.contains(&other) => Treatment::Settlement,
            _ => Treatment::Unknown,
        }
    }

    /// The account of the ledger.
    #[must_use]
    pub fn ledger(self) -> Ledger {
        match self {
            Treatment::Recovery | Treatment::Unknown => Ledger::PayerRecovery,
            Treatment::Forward => Ledger::ForwardBalance,
            Treatment::Withheld => Ledger::Withheld,
            Treatment::Interest => Ledger::Interest,
            Treatment::Levy => Ledger::Levy,
            Treatment::Penalty => Ledger::Penalty,
            Treatment::Settlement => Ledger::Settlement,
        }
    }

    /// True when it has a second half in another remittance.
    #[must_use]
    pub fn stays_open(self) -> bool {
        use Treatment::{Forward, Recovery, Unknown, Withheld};
        matches!(self, Recovery | Forward | Withheld | Unknown)
    }
}
