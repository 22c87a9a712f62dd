//! What a person does with money that waits in unapplied cash: the whole decision goes to a claim
//! that they choose, or the money alone is divided.
//!
//! The entry that put the money aside is taken back, and the money is posted anew where it
//! belongs. So every claim's own legs sum to nothing, cash stays what the payer paid, and a later
//! reversal by the payer undoes what stands, wherever it went.

use super::admission::Context;
use super::book::Book;
use super::claim_match::MatchedBy;
use super::decision::{Case, ClaimPosting, Outcome, PostedClaim, PostedPart};
use super::entries::unapplied;
use super::open_claim::OpenClaim;
use crate::ledger::{Entry, EntryFault, Event, Ledger, Leg, Subject};
use model::remittance::PaidClaim;
use model::{AccountId, Cents, ClaimId, Date};

/// A decision whose money waits, and the claim that a person chose for it.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// What the payer decided.
    pub decision: &'a PaidClaim,
    /// Which claim of the remittance, from 1.
    pub place: usize,
    /// The entry that put its money aside; `None` where it paid nothing.
    pub waiting: Option<&'a Entry>,
    /// The claim.
    pub claim: &'a OpenClaim,
    /// In place of an earlier decision of this payer on it, which is undone.
    pub instead: bool,
    /// How often a person took this decision back from a claim; 0 where nobody did.
    pub turn: u32,
}

/// Posts a decision to the claim that a person chose: its money, its adjustments, everything, as
/// if the payer had named that claim. Answers a posting with outcome `unapplied` and nothing to
/// post when the payer's earlier decision on it stands and `instead` is not asked for.
///
/// # Errors
/// As [`super::post_decision`].
pub fn post_chosen(
    chosen: &Chosen<'_>,
    (paid_on, payer): (Date, &str),
    context: &Context<'_>,
    book: &impl Book,
) -> Result<ClaimPosting, EntryFault> {
    let Chosen { decision, place, waiting, claim, instead, turn } = *chosen;
    let case = Case { decision, place, turn, paid_on, payer, context };
    let mut posting = case.onto(claim, (MatchedBy::Person, instead), book)?;
    if posting.outcome != Outcome::Posted {
        posting.entries.clear();
        posting.posted = None;
        return Ok(posting);
    }
    if let Some(entry) = waiting {
        posting.entries.insert(0, taken_back(entry, place, &act_of(turn, "hand"), context)?);
    }
    Ok(posting)
}

/// The name of an act on a decision: what is done after it was taken back is another act.
#[must_use]
pub fn act_of(turn: u32, act: &str) -> String {
    if turn == 0 { act.to_owned() } else { format!("turn{turn}:{act}") }
}

/// Where a part of the money goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// To a claim, or a line of it.
    Claim {
        /// Which.
        claim: ClaimId,
        /// Its account.
        account: Option<AccountId>,
        /// The line; `None`: the claim as a whole.
        line: Option<u16>,
        /// The payer that owes it.
        owed_by: String,
    },
    /// Back to the payer: a refund that is due.
    Refund,
}

/// A part of money that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// Where it goes.
    pub whose: Whose,
    /// How much, with the sign of what waits.
    pub amount: Cents,
}

/// Why money cannot be divided so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DivideFault {
    /// A part is nothing, or has the other sign.
    #[error(
        "a part of {part} cannot be taken from {waiting}; each part lies between nothing and it"
    )]
    OtherSign {
        /// The part.
        part: Cents,
        /// What waits.
        waiting: Cents,
    },
    /// The parts are more than the whole.
    #[error("the parts come to {parts}, but only {waiting} waits")]
    TooMuch {
        /// Their sum.
        parts: Cents,
        /// What waits.
        waiting: Cents,
    },
    /// Nothing is divided.
    #[error("no part is named; say to which claim how much goes")]
    Nothing,
    /// An entry does not balance.
    #[error(transparent)]
    Entry(#[from] EntryFault),
}

/// How much an entry put aside.
#[must_use]
pub fn still_waiting(entry: &Entry) -> Cents {
    -entry.on(Ledger::UnappliedCash)
}

/// Divides money that waits; what no part names goes on waiting. The entries, the first of which
/// takes the waiting one back, and the parts that a later reversal undoes. `act` tells this act
/// from others on the same money.
///
/// # Errors
/// Parts that are no parts of it.
pub fn divide(
    (waiting, place): (&Entry, usize),
    portions: &[Portion],
    (payer, act): (&str, &str),
    context: &Context<'_>,
) -> Result<(Vec<Entry>, Vec<PostedPart>), DivideFault> {
    let whole = still_waiting(waiting);
    let mut left = i128::from(whole.0);
    for one in portions {
        if one.amount == Cents::ZERO || (one.amount > Cents::ZERO) != (whole > Cents::ZERO) {
            return Err(DivideFault::OtherSign { part: one.amount, waiting: whole });
        }
        left -= i128::from(one.amount.0);
    }
    if portions.is_empty() {
        return Err(DivideFault::Nothing);
    }
    if left != 0 && (left > 0) != (whole > Cents::ZERO) {
        let parts = portions.iter().map(|one| one.amount).sum();
        return Err(DivideFault::TooMuch { parts, waiting: whole });
    }
    let mut entries = vec![taken_back(waiting, place, act, context)?];
    let mut parts = Vec::new();
    let effective = waiting.head().effective;
    let told = waiting.head().cause.place.clone().unwrap_or_default();
    for (one, number) in portions.iter().zip(1..) {
        let id = format!("{place}:{act}:{number}");
        let (event, line, legs) = match &one.whose {
            Whose::Claim { claim, account, line, owed_by } => {
                let subject = Subject {
                    account: account.clone(),
                    claim: Some(claim.clone()),
                    line: *line,
                    payer: Some(owed_by.clone()),
                };
                let legs = vec![
                    Leg::new(Ledger::Cash, subject.clone(), one.amount),
                    Leg::new(Ledger::PayerReceivable, subject, -one.amount),
                ];
                (Event::Applied, *line, legs)
            }
            Whose::Refund => {
                let subject = Subject { payer: Some(payer.to_owned()), ..Subject::default() };
                let legs = vec![
                    Leg::new(Ledger::Cash, subject.clone(), one.amount),
                    Leg::new(Ledger::RefundsPayable, subject, -one.amount),
                ];
                (Event::Refunded, None, legs)
            }
        };
        let entry = Entry::new(context.head(&id, effective, event, told.clone()), legs)?;
        parts.push(PostedPart {
            line,
            paid: one.amount,
            refused: false,
            entry: Some(entry.clone()),
        });
        entries.push(entry);
    }
    if let Some(rest) = i64::try_from(left).ok().map(Cents).filter(|left| *left != Cents::ZERO) {
        let id = format!("{place}:{act}:unapplied");
        let head = context.head(&id, effective, Event::Unapplied, told);
        let entry = Entry::new(head, unapplied(payer, rest))?;
        let (line, refused) = (None, false);
        parts.push(PostedPart { line, paid: rest, refused, entry: Some(entry.clone()) });
        entries.push(entry);
    }
    Ok((entries, parts))
}

/// What the books keep of a decision whose money was divided: the parts that stood already, and
/// the new ones in the place of the one that waited.
impl PostedClaim {
    /// See [`divide`].
    pub fn divided(&mut self, waiting: &Entry, parts: Vec<PostedPart>) {
        let is_waiting =
            |part: &PostedPart| part.entry.as_ref().is_some_and(|own| own.id() == waiting.id());
        self.parts.retain(|part| !is_waiting(part));
        self.parts.extend(parts);
        let legs = self.parts.iter().filter_map(|part| part.entry.as_ref()).flat_map(Entry::legs);
        let mut claims = legs.filter_map(|leg| {
            leg.subject.claim.clone().map(|claim| (claim, leg.subject.account.clone()))
        });
        let first = claims.next();
        let one = first.filter(|(first, _)| claims.all(|(claim, _)| claim == *first));
        (self.claim, self.account) = match one {
            Some((claim, account)) => (Some(claim), account),
            None => (None, None),
        };
    }
}

fn taken_back(
    waiting: &Entry,
    place: usize,
    act: &str,
    context: &Context<'_>,
) -> Result<Entry, EntryFault> {
    let own = waiting.head();
    let told = own.cause.place.clone().unwrap_or_default();
    let id = format!("{place}:{act}:back");
    let mut head = context.head(&id, own.effective, Event::Applied, told);
    head.cause.note = "waits no longer in unapplied cash".to_owned();
    waiting.reversal(head)
}
