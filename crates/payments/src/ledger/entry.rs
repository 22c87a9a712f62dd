//! One entry: legs that sum to nothing, with the days, the batch and the cause.

use super::chart::Ledger;
use model::{AccountId, Cents, ClaimId, Date};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Legs that one entry may have; a line of an 835 has at most 99 × 6 adjustments.
pub const MOST_LEGS: usize = 1_000;

/// Identifier of an entry; the same cause makes the same identifier, so that posting twice adds
/// nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub String);

/// Identifier of a batch of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BatchId(pub String);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a leg is about: the narrower, the better. Nothing at all for money of no claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The account (encounter).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    /// Line of the claim; `None`: the claim as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u16>,
    /// The payer, where one owes or pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<String>,
}

impl Subject {
    /// True when neither an account nor a claim is named.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.account.is_none() && self.claim.is_none()
    }
}

/// The adjustment behind a leg: group and reason code as the payer gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reason {
    /// Group code (CAS01), or `PLB`.
    pub group: String,
    /// Reason code: a CARC, or that of a provider adjustment.
    pub code: String,
}

/// One side of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// The account of the ledger.
    pub ledger: Ledger,
    /// What it is about.
    #[serde(default)]
    pub subject: Subject,
    /// Positive a debit, negative a credit; never nothing.
    pub amount: Cents,
    /// The adjustment behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

impl Leg {
    /// A leg without a payer's reason.
    #[must_use]
    pub fn new(ledger: Ledger, subject: Subject, amount: Cents) -> Leg {
        Leg { ledger, subject, amount, reason: None }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A claim was billed.
    Charged,
    /// A payer decided.
    Remitted,
    /// A payer took its decision back.
    Reversed,
    /// A later decision took the place of a refusal that was never reversed.
    Superseded,
    /// Money came that fits no claim.
    Unapplied,
    /// Unapplied money found its claim.
    Applied,
    /// The payer adjusted its payment beside the claims (PLB).
    ProviderAdjusted,
    /// What the patient owed is asked of the next payer.
    BilledNext,
    /// The patient owes it now.
    BilledPatient,
    /// The patient paid.
    PatientPaid,
    /// Given up.
    WrittenOff,
    /// Money is to be sent back, or was.
    Refunded,
    /// A person put something right.
    Corrected,
}

/// Why an entry is there: what happened, in which remittance, at which place of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What happened.
    pub event: Event,
    /// The remittance, as the store names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remittance: Option<String>,
    /// Where in it, such as `claim 3, service 2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// In words, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Cause {
    /// A cause that no remittance stands behind.
    #[must_use]
    pub fn of(event: Event, note: &str) -> Cause {
        Cause { event, remittance: None, place: None, note: note.to_owned() }
    }
}

/// All of an entry but its legs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryHead {
    /// Identifier.
    pub id: EntryId,
    /// The day on which it was written: what was known when.
    pub posted_on: Date,
    /// The day to which it belongs: of service, of payment.
    pub effective: Date,
    /// The batch.
    pub batch: BatchId,
    /// Why.
    pub cause: Cause,
}

/// One entry. There is no way to hold one that does not balance, or to change one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Draft", into = "Draft")]
pub struct Entry {
    head: EntryHead,
    reverses: Option<EntryId>,
    legs: Vec<Leg>,
}

/// The form in which an entry travels; read back only through the constructor.
#[derive(Serialize, Deserialize)]
struct Draft {
    #[serde(flatten)]
    head: EntryHead,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reverses: Option<EntryId>,
    legs: Vec<Leg>,
}

/// Why legs are no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryFault {
    /// Nothing on it.
    #[error("entry {0} has fewer than two legs; money comes from somewhere and goes somewhere")]
    TooFewLegs(EntryId),
    /// More than [`MOST_LEGS`].
    #[error("entry {0} has {1} legs where {MOST_LEGS} fit; split it")]
    TooManyLegs(EntryId, usize),
    /// The legs do not sum to nothing.
    #[error(
        "entry {id}: debits {debits} and credits {credits} (in cents) differ; \
             nothing is posted"
    )]
    Unbalanced {
        /// The entry.
        id: EntryId,
        /// Sum of the debits, in cents.
        debits: i128,
        /// Sum of the credits, in cents, as a positive number.
        credits: i128,
    },
    /// A leg of no money.
    #[error("entry {0}: a leg of {1} moves nothing; leave it out")]
    EmptyLeg(EntryId, Ledger),
    /// A leg that must name a claim or an account names none.
    #[error("entry {0}: the leg of {1} names no claim and no account")]
    NoSubject(EntryId, Ledger),
    /// An identifier is missing.
    #[error("an entry needs an identifier and a batch")]
    NoIdentifier,
}

impl Entry {
    /// An entry of these legs.
    ///
    /// # Errors
    /// When the legs do not sum to nothing, one moves nothing or lacks its claim, there are fewer
    /// than two or more than [`MOST_LEGS`], or identifier or batch are missing.
    pub fn new(head: EntryHead, legs: Vec<Leg>) -> Result<Entry, EntryFault> {
        Entry::checked(head, None, legs)
    }

    fn checked(
        head: EntryHead,
        reverses: Option<EntryId>,
        legs: Vec<Leg>,
    ) -> Result<Entry, EntryFault> {
        if head.id.0.trim().is_empty() || head.batch.0.trim().is_empty() {
            return Err(EntryFault::NoIdentifier);
        }
        if legs.len() < 2 {
            return Err(EntryFault::TooFewLegs(head.id));
        }
        if legs.len() > MOST_LEGS {
            return Err(EntryFault::TooManyLegs(head.id, legs.len()));
        }
        if let Some(leg) = legs.iter().find(|leg| leg.amount == Cents::ZERO) {
            return Err(EntryFault::EmptyLeg(head.id, leg.ledger));
        }
        let nobody = |leg: &&Leg| leg.ledger.needs_subject() && leg.subject.is_nobody();
        if let Some(leg) = legs.iter().find(nobody) {
            return Err(EntryFault::NoSubject(head.id, leg.ledger));
        }
        // Wider than cents, so that no sum is cut off and looks balanced.
        let sum = |keep: fn(i64) -> bool| -> i128 {
            legs.iter().map(|leg| leg.amount.0).filter(|a| keep(*a)).map(i128::from).sum()
        };
        let (debits, credits) = (sum(|a| a > 0), -sum(|a| a < 0));
        if debits != credits {
            return Err(EntryFault::Unbalanced { id: head.id, debits, credits });
        }
        Ok(Entry { head, reverses, legs })
    }

    /// The entry that takes this one back: the same legs the other way round.
    ///
    /// # Errors
    /// When identifier or batch of `head` are missing.
    pub fn reversal(&self, head: EntryHead) -> Result<Entry, EntryFault> {
        let turned = |leg: &Leg| Leg { amount: -leg.amount, ..leg.clone() };
        Entry::checked(head, Some(self.head.id.clone()), self.legs.iter().map(turned).collect())
    }

    /// Identifier, days, batch, cause.
    #[must_use]
    pub fn head(&self) -> &EntryHead {
        &self.head
    }

    /// Identifier.
    #[must_use]
    pub fn id(&self) -> &EntryId {
        &self.head.id
    }

    /// The entry that this one takes back.
    #[must_use]
    pub fn reverses(&self) -> Option<&EntryId> {
        self.reverses.as_ref()
    }

    /// The legs, in order.
    #[must_use]
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// What it moves on one account of the ledger.
    #[must_use]
    pub fn on(&self, ledger: Ledger) -> Cents {
        self.legs.iter().filter(|leg| leg.ledger == ledger).map(|leg| leg.amount).sum()
    }
}

impl TryFrom<Draft> for Entry {
    type Error = EntryFault;

    fn try_from(draft: Draft) -> Result<Entry, EntryFault> {
        Entry::checked(draft.head, draft.reverses, draft.legs)
    }
}

impl From<Entry> for Draft {
    fn from(entry: Entry) -> Draft {
        Draft { head: entry.head, reverses: entry.reverses, legs: entry.legs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(id: &str) -> EntryHead {
        let day = Date::default();
        let (id, batch) = (EntryId(id.to_owned()), BatchId("b".to_owned()));
        let cause = Cause::of(Event::Corrected, "");
        EntryHead { id, posted_on: day, effective: day, batch, cause }
    }

    fn leg(ledger: Ledger, cents: i64) -> Leg {
        let claim = Some(ClaimId::from("C1"));
        Leg::new(ledger, Subject { claim, ..Subject::default() }, Cents(cents))
    }

    #[test]
    fn only_what_balances_is_an_entry() {
        let cash = |cents| leg(Ledger::Cash, cents);
        let owed = |cents| leg(Ledger::PayerReceivable, cents);
        let nobody = Leg::new(Ledger::Denied, Subject::default(), Cents(-5));
        for (legs, told) in [
            (vec![cash(5), owed(-5)], ""),
            (vec![cash(5), owed(-3), owed(-2)], ""),
            (vec![cash(5), owed(-4)], "differ"),
            (vec![cash(5)], "fewer than two"),
            (vec![], "fewer than two"),
            (vec![cash(0), owed(0)], "moves nothing"),
            (vec![cash(5), nobody], "names no claim"),
            // The sum in 64 bits would be nothing.
            (vec![cash(i64::MAX), cash(i64::MAX), cash(2), owed(-1), owed(1)], "differ"),
            (vec![cash(1); MOST_LEGS + 1], "legs where"),
        ] {
            match Entry::new(head("e"), legs) {
                Ok(entry) => assert!(told.is_empty(), "{entry:?}"),
                Err(fault) => assert!(
                    !told.is_empty() && fault.to_string().contains(told),
                    "{fault} has not: {told}"
                ),
            }
        }
        assert!(Entry::new(head(" "), vec![cash(5), owed(-5)]).is_err());
    }

    #[test]
    fn json_does_not_get_around_the_constructor() {
        let legs = vec![leg(Ledger::Cash, 5), leg(Ledger::PayerReceivable, -5)];
        let entry = Entry::new(head("e"), legs).unwrap();
        let text = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry);
        let crooked = text.replace("\"amount\":-5", "\"amount\":-4");
        assert_ne!(crooked, text);
        assert!(serde_json::from_str::<Entry>(&crooked).is_err());
    }

    #[test]
    fn a_reversal_undoes_every_leg() {
        let legs = vec![leg(Ledger::Cash, 5), leg(Ledger::PayerReceivable, -5)];
        let entry = Entry::new(head("e"), legs).unwrap();
        let back = entry.reversal(head("r")).unwrap();
        assert_eq!(back.reverses(), Some(entry.id()));
        for ledger in Ledger::all() {
            assert_eq!(entry.on(ledger) + back.on(ledger), Cents::ZERO, "{ledger}");
        }
    }
}
