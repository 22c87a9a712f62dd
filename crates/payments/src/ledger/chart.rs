//! The chart of ledger accounts.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why an amount is given up. A contractual allowance is none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WriteOff {
    /// Too little to be worth a statement.
    SmallBalance,
    /// Sent too late.
    TimelyFiling,
    /// No authorization was held.
    NoAuthorization,
    /// Not medically necessary by the payer's words, and no notice was given to the patient.
    MedicalNecessity,
    /// The patient did not pay.
    BadDebt,
    /// The patient can't pay.
    Charity,
    /// Any other decision of a person who may take it.
    Administrative,
}

impl WriteOff {
    /// All of them, in the order of their numbers.
    pub const ALL: [WriteOff; 7] = [
        WriteOff::SmallBalance,
        WriteOff::TimelyFiling,
        WriteOff::NoAuthorization,
        WriteOff::MedicalNecessity,
        WriteOff::BadDebt,
        WriteOff::Charity,
        WriteOff::Administrative,
    ];
}

/// One account of the ledger. (An *account* elsewhere in this house is one encounter.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ledger {
    /// Money that came in.
    Cash,
    /// What a payer still owes.
    PayerReceivable,
    /// What a payer refused and nobody has given up: still receivable.
    Denied,
    /// What the patient owes.
    PatientReceivable,
    /// What payers took or will take back, beside the claims (PLB): a credit is still to be
    /// taken, a debit was taken without a claim that explains it.
    PayerRecovery,
    /// What a payer carries forward to its next payment (PLB FB): a credit is a debt to it.
    ForwardBalance,
    /// What a payer holds back and may pay later (PLB E3).
    Withheld,
    /// Money that belongs to no claim yet.
    UnappliedCash,
    /// What is to be sent back.
    RefundsPayable,
    /// What was charged.
    Charges,
    /// Agreed reductions.
    ContractualAllowance,
    /// What was given up, by reason.
    WriteOff(WriteOff),
    /// Interest that a payer paid, or took.
    Interest,
    /// Payments and deductions of a provider that no claim stands behind: settlements,
    /// capitation, incentives (PLB).
    Settlement,
    /// Fines and fees of payers (PLB 50, L3).
    Penalty,
    /// What a payer had to hand to others, such as the tax office (PLB LE, IR).
    Levy,
}

/// The side on which an account normally stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Positive.
    Debit,
    /// Negative.
    Credit,
}

impl Ledger {
    /// Every account, in the order of the chart.
    #[must_use]
    pub fn all() -> Vec<Ledger> {
        let mut all = vec![
            Ledger::Cash,
            Ledger::PayerReceivable,
            Ledger::Denied,
            Ledger::PatientReceivable,
            Ledger::PayerRecovery,
            Ledger::ForwardBalance,
            Ledger::Withheld,
            Ledger::UnappliedCash,
            Ledger::RefundsPayable,
            Ledger::Charges,
            Ledger::ContractualAllowance,
        ];
        all.extend(WriteOff::ALL.map(Ledger::WriteOff));
        all.extend([Ledger::Interest, Ledger::Settlement, Ledger::Penalty, Ledger::Levy]);
        all
    }

    /// The account of this number.
    #[must_use]
    pub fn of_number(number: u16) -> Option<Ledger> {
        Ledger::all().into_iter().find(|one| one.number() == number)
    }

    /// Number in the chart, for the general ledger. The numbers are our own; a site maps them.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Ledger::Cash => 1010,
            Ledger::PayerReceivable => 1100,
            Ledger::Denied => 1110,
            Ledger::PatientReceivable => 1120,
            Ledger::PayerRecovery => 1210,
            Ledger::ForwardBalance => 1220,
            Ledger::Withheld => 1230,
            Ledger::UnappliedCash => 2010,
            Ledger::RefundsPayable => 2020,
            Ledger::Charges => 4010,
            Ledger::ContractualAllowance => 4110,
            Ledger::WriteOff(WriteOff::SmallBalance) => 4121,
            Ledger::WriteOff(WriteOff::TimelyFiling) => 4122,
            Ledger::WriteOff(WriteOff::NoAuthorization) => 4123,
            Ledger::WriteOff(WriteOff::MedicalNecessity) => 4124,
            Ledger::WriteOff(WriteOff::BadDebt) => 4125,
            Ledger::WriteOff(WriteOff::Charity) => 4126,
            Ledger::WriteOff(WriteOff::Administrative) => 4129,
            Ledger::Interest => 4210,
            Ledger::Settlement => 4310,
            Ledger::Penalty => 5110,
            Ledger::Levy => 5120,
        }
    }

    /// Name, for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Ledger::Cash => "Cash",
            Ledger::PayerReceivable => "Receivable from payers",
            Ledger::Denied => "Receivable, denied",
            Ledger::PatientReceivable => "Receivable from patients",
            Ledger::PayerRecovery => "Recoveries by payers",
            Ledger::ForwardBalance => "Balances carried forward",
            Ledger::Withheld => "Withheld by payers",
            Ledger::UnappliedCash => "Unapplied cash",
            Ledger::RefundsPayable => "Refunds payable",
            Ledger::Charges => "Charges",
            Ledger::ContractualAllowance => "Contractual allowance",
            Ledger::WriteOff(WriteOff::SmallBalance) => "Write-off, small balance",
            Ledger::WriteOff(WriteOff::TimelyFiling) => "Write-off, filed too late",
            Ledger::WriteOff(WriteOff::NoAuthorization) => "Write-off, no authorization",
            Ledger::WriteOff(WriteOff::MedicalNecessity) => "Write-off, medical necessity",
            Ledger::WriteOff(WriteOff::BadDebt) => "Write-off, bad debt",
            Ledger::WriteOff(WriteOff::Charity) => "Write-off, charity",
            Ledger::WriteOff(WriteOff::Administrative) => "Write-off, administrative",
            Ledger::Interest => "Interest",
            Ledger::Settlement => "Settlements with payers",
            Ledger::Penalty => "Penalties of payers",
            Ledger::Levy => "Levies",
        }
    }

    /// The side on which it normally stands.
    #[must_use]
    pub fn side(self) -> Side {
        match self {
            Ledger::UnappliedCash
            | Ledger::RefundsPayable
            | Ledger::Charges
            | Ledger::Interest
            | Ledger::Settlement => Side::Credit,
            _ => Side::Debit,
        }
    }

    /// True where money is owed for a claim: by a payer, by the patient, or denied so far.
    #[must_use]
    pub fn is_receivable(self) -> bool {
        matches!(self, Ledger::PayerReceivable | Ledger::Denied | Ledger::PatientReceivable)
    }

    /// True where every leg must name the claim or the account that it is about.
    #[must_use]
    pub fn needs_subject(self) -> bool {
        let of_a_claim =
            matches!(self, Ledger::Charges | Ledger::ContractualAllowance | Ledger::WriteOff(_));
        of_a_claim || self.is_receivable()
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_account_has_its_own_number_and_title() {
        let all = Ledger::all();
        let numbers: BTreeSet<u16> = all.iter().map(|one| one.number()).collect();
        let titles: BTreeSet<&str> = all.iter().map(|one| one.title()).collect();
        assert_eq!((numbers.len(), titles.len()), (all.len(), all.len()));
        assert!(all.windows(2).all(|pair| pair[0].number() < pair[1].number()));
        // A denial is owed until somebody gives it up: it may never look like an allowance.
        assert!(Ledger::Denied.is_receivable() && !Ledger::ContractualAllowance.is_receivable());
    }
}
