//! The movements that do not come out of a remittance: charges, transfers, patient payments,
//! write-offs, refunds, unapplied money that finds its claim.

use super::chart::{Ledger, WriteOff};
use super::entry::{Entry, EntryFault, EntryHead, EntryId, Leg, Subject};
use model::{AccountId, Cents, Claim};

/// The identifier under which a payer's money is kept: its number, else its name.
#[must_use]
pub fn payer_of(claim: &Claim) -> String {
    claim.payer.id.clone().unwrap_or_else(|| claim.payer.name.clone())
}

/// What a leg about a line of a claim is about.
#[must_use]
pub fn line_of(claim: &Claim, account: Option<&AccountId>, line: Option<u16>) -> Subject {
    Subject {
        account: account.cloned(),
        claim: Some(claim.id.clone()),
        line,
        payer: Some(payer_of(claim)),
    }
}

/// A claim was billed: each line is owed by the payer. One entry a line with a charge, its
/// identifier made of that of `head` and the number of the line.
///
/// # Errors
/// When identifier or batch of `head` are missing.
pub fn charged(
    head: &EntryHead,
    claim: &Claim,
    account: Option<&AccountId>,
) -> Result<Vec<Entry>, EntryFault> {
    let lines = claim.lines.iter().filter(|line| line.charge_cents != Cents::ZERO);
    let entry = |line: &model::ClaimLine| {
        let head = EntryHead {
            id: EntryId(format!("{}:{}", head.id, line.line)),
            effective: line.date,
            ..head.clone()
        };
        let subject = line_of(claim, account, Some(line.line));
        moved(head, (Ledger::Charges, Ledger::PayerReceivable), subject, line.charge_cents)
    };
    lines.map(entry).collect()
}

/// Money moves from one account of the ledger to another about the same subject: the first is
/// credited, the second debited.
///
/// # Errors
/// When the amount is nothing, or the subject is missing where one is needed.
pub fn moved(
    head: EntryHead,
    (from, to): (Ledger, Ledger),
    subject: Subject,
    amount: Cents,
) -> Result<Entry, EntryFault> {
    Entry::new(head, vec![Leg::new(to, subject.clone(), amount), Leg::new(from, subject, -amount)])
}

/// What the patient owes of a claim is asked of the next payer, before the patient is asked.
/// `next` is the line as the next payer will answer it: of the claim that we send it, or of the
/// same claim where the first payer sent it on.
///
/// # Errors
/// As [`moved`].
pub fn billed_next(
    head: EntryHead,
    patient: Subject,
    next: Subject,
    amount: Cents,
) -> Result<Entry, EntryFault> {
    let from = Leg::new(Ledger::PatientReceivable, patient, -amount);
    Entry::new(head, vec![from, Leg::new(Ledger::PayerReceivable, next, amount)])
}

/// The patient paid.
///
/// # Errors
/// As [`moved`].
pub fn patient_paid(head: EntryHead, subject: Subject, amount: Cents) -> Result<Entry, EntryFault> {
    moved(head, (Ledger::PatientReceivable, Ledger::Cash), subject, amount)
}

/// A receivable is given up. What is given up stays named by its reason; an allowance is made
/// by a remittance only.
///
/// # Errors
/// As [`moved`].
pub fn written_off(
    head: EntryHead,
    from: Ledger,
    why: WriteOff,
    subject: Subject,
    amount: Cents,
) -> Result<Entry, EntryFault> {
    moved(head, (from, Ledger::WriteOff(why)), subject, amount)
}

/// Unapplied money finds its claim.
///
/// # Errors
/// As [`moved`].
pub fn applied(
    head: EntryHead,
    unapplied: Subject,
    claim: Subject,
    amount: Cents,
) -> Result<Entry, EntryFault> {
    let to = Leg::new(Ledger::PayerReceivable, claim, -amount);
    Entry::new(head, vec![Leg::new(Ledger::UnappliedCash, unapplied, amount), to])
}

/// A credit balance becomes a debt to whom it belongs (`from` is the receivable in credit).
///
/// # Errors
/// As [`moved`].
pub fn refund_due(
    head: EntryHead,
    from: Ledger,
    subject: Subject,
    amount: Cents,
) -> Result<Entry, EntryFault> {
    moved(head, (Ledger::RefundsPayable, from), subject, amount)
}

/// A refund was sent.
///
/// # Errors
/// As [`moved`].
pub fn refund_sent(head: EntryHead, subject: Subject, amount: Cents) -> Result<Entry, EntryFault> {
    moved(head, (Ledger::Cash, Ledger::RefundsPayable), subject, amount)
}
