//! Whether a transaction may be posted at all.

use super::balance::{BalanceFault, check};
use super::open_claim::plain;
use super::payer::Payers;
use crate::ledger::{BatchId, Cause, EntryHead, EntryId, Event};
use model::remittance::Remittance;
use model::{Cents, Date};
use serde::{Deserialize, Serialize};

/// What is known beside the remittance.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// How the store names this remittance; the identifiers of its entries begin with it.
    pub remittance: &'a str,
    /// The batch of its entries.
    pub batch: BatchId,
    /// The day of the posting.
    pub posted_on: Date,
    /// The payers that are known.
    pub payers: &'a Payers,
    /// Our own numbers, NPIs and tax numbers; empty: not checked.
    pub payee: &'a [String],
    /// Payments that came before, with the trace of this one at least.
    pub known: &'a [KnownPayment],
}

/// A payment that came before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPayment {
    /// How the store names its remittance.
    pub remittance: String,
    /// How people find it: the name of its file.
    pub file: String,
    /// The payer, as [`Payers::of`] names it.
    pub payer: String,
    /// Its trace (TRN02).
    pub trace: String,
    /// Its amount, negative when the payer took it.
    pub amount: Cents,
    /// Its day.
    pub date: Date,
}

/// A transaction that may be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The payer.
    pub payer: String,
    /// What a person should look at, though the money adds up.
    pub doubts: Vec<BalanceFault>,
}

/// Why nothing of a transaction is posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// It does not add up.
    #[error("{fault}; ask the payer for a corrected remittance")]
    Unbalanced {
        /// Where.
        fault: BalanceFault,
    },
    /// It has no trace, thus no payment can be found to it.
    #[error("the remittance has no trace number (TRN02); ask the payer for one that has")]
    NoTrace,
    /// The same payment came before.
    #[error("trace {trace} of {payer} came before in {before}, with the same money; nothing to do")]
    SamePayment {
        /// What the payer calls itself.
        payer: String,
        /// The trace.
        trace: String,
        /// The file of the earlier remittance.
        before: String,
    },
    /// A payment with this trace came before, over other money or of another day.
    #[error(
        "trace {trace} of {payer} came before in {before} with {was} of {was_on}, now with {now} \
         of {now_on}; ask the payer which one is true"
    )]
    SameTraceOtherMoney {
        /// What the payer calls itself.
        payer: String,
        /// The trace.
        trace: String,
        /// The file of the earlier remittance.
        before: String,
        /// Its money.
        was: Cents,
        /// Its day.
        was_on: Date,
        /// The money of this one.
        now: Cents,
        /// The day of this one.
        now_on: Date,
    },
    /// It is paid on a day too far ahead.
    #[error(
        "the payment is of {date}, more than {most} days after {today}; wait, or ask the payer"
    )]
    FutureDated {
        /// Its day.
        date: Date,
        /// Today.
        today: Date,
        /// Days that a payment may lie ahead.
        most: i32,
    },
    /// It is from somebody whom we do not know as a payer.
    #[error(
        "{name} is not one of our payers{}; add its numbers under Payers and look again, or send \
         the file back",
        if *.ours { ", and it pays us" } else { "" }
    )]
    UnknownPayer {
        /// What it calls itself.
        name: String,
        /// Whether who is paid is us, by a number of ours.
        #[serde(default)]
        ours: bool,
    },
    /// It is for somebody else.
    #[error("the payment is for {name} ({number}), which is not us; send the file back")]
    OtherPayee {
        /// Who is paid.
        name: String,
        /// Its number.
        number: String,
    },
    /// The payment is negative without being a debit: what payers owe themselves is carried
    /// forward in the PLB.
    #[error("the payment is {amount}; an amount below zero has to be carried forward (PLB FB)")]
    NegativePayment {
        /// What it says.
        amount: Cents,
    },
}

/// Days that a payment may lie ahead: advices come up to three business days before the money
/// (CAQH CORE 370), and a weekend may lie between.
pub const MOST_DAYS_AHEAD: i32 = 7;

/// Whether a transaction may be posted, by whom it is paid, and what is doubtful in it.
///
/// # Errors
/// Every reason why it may not.
pub fn admit(remittance: &Remittance, context: &Context<'_>) -> Result<Admitted, Vec<Refusal>> {
    admit_checked(remittance, check(remittance), context)
}

/// As [`admit`], where the equations were checked part by part: the claims are not looked at.
///
/// # Errors
/// As [`admit`].
pub fn admit_checked(
    remittance: &Remittance,
    faults: Vec<BalanceFault>,
    context: &Context<'_>,
) -> Result<Admitted, Vec<Refusal>> {
    let (blocking, doubts): (Vec<_>, Vec<_>) = faults.into_iter().partition(BalanceFault::blocks);
    let unbalanced = blocking.into_iter().map(|fault| Refusal::Unbalanced { fault });
    let mut refusals: Vec<Refusal> = unbalanced.collect();
    if remittance.amount < Cents::ZERO {
        refusals.push(Refusal::NegativePayment { amount: remittance.amount });
    }
    if context.posted_on.days_until(remittance.date) > MOST_DAYS_AHEAD {
        refusals.push(Refusal::FutureDated {
            date: remittance.date,
            today: context.posted_on,
            most: MOST_DAYS_AHEAD,
        });
    }
    if let Some(refusal) = other_payee(remittance, context) {
        refusals.push(refusal);
    }
    let payer = context.payers.of(remittance);
    match &payer {
        None => {
            let ours = is_paid_to(remittance, context.payee);
            let name = remittance.payer.name.clone();
            refusals.push(Refusal::UnknownPayer { name, ours });
        }
        Some(payer) => refusals.extend(known_trace(remittance, context, payer)),
    }
    match payer {
        Some(payer) if refusals.is_empty() => Ok(Admitted { payer, doubts }),
        _ => Err(refusals),
    }
}

/// Whether a payment names one of these numbers, NPIs and tax numbers, as who is paid.
#[must_use]
pub fn is_paid_to(remittance: &Remittance, own: &[String]) -> bool {
    let payee = &remittance.payee;
    let mut told = payee.id.iter().chain(payee.references.iter().map(|one| &one.id));
    told.any(|number| own.iter().any(|own| plain(own) == plain(number)))
}

fn other_payee(remittance: &Remittance, context: &Context<'_>) -> Option<Refusal> {
    if context.payee.is_empty() || is_paid_to(remittance, context.payee) {
        return None;
    }
    let payee = &remittance.payee;
    let number = payee.id.clone().unwrap_or_default();
    Some(Refusal::OtherPayee { name: payee.name.clone(), number })
}

fn known_trace(remittance: &Remittance, context: &Context<'_>, payer: &str) -> Option<Refusal> {
    let trace = remittance.trace.trim();
    if trace.is_empty() {
        return Some(Refusal::NoTrace);
    }
    // Advices without money come with made-up traces, the same one again and again.
    if remittance.amount == Cents::ZERO {
        return None;
    }
    let known = context.known.iter().filter(|one| one.amount != Cents::ZERO);
    let mut same = known.filter(|one| {
        one.payer == payer && one.trace.trim() == trace && one.remittance != context.remittance
    });
    let before = same.next()?;
    let (now, now_on) = (remittance.signed_amount(), remittance.date);
    let (payer, trace) = (remittance.payer.name.trim().to_owned(), trace.to_owned());
    let was_in = before.file.clone();
    Some(match (before.amount, before.date) == (now, now_on) {
        true => Refusal::SamePayment { payer, trace, before: was_in },
        false => Refusal::SameTraceOtherMoney {
            payer,
            trace,
            before: was_in,
            was: before.amount,
            was_on: before.date,
            now,
            now_on,
        },
    })
}

impl Context<'_> {
    /// The head of an entry of this posting; `part` makes its identifier.
    pub(super) fn head(
        &self,
        part: &str,
        effective: Date,
        event: Event,
        place: String,
    ) -> EntryHead {
        EntryHead {
            id: EntryId(format!("{}:{part}", self.remittance)),
            posted_on: self.posted_on,
            effective,
            batch: self.batch.clone(),
            cause: Cause {
                event,
                remittance: Some(self.remittance.to_owned()),
                place: Some(place),
                note: String::new(),
            },
        }
    }
}
