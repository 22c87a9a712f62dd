//! Taking back a posting that stands on the wrong claim: a person says so, not the payer.
//!
//! Every entry of it is undone, and its money goes aside, to be matched again: cash stays what the
//! payer paid. Where the posting had pushed an earlier refusal aside, the refusal stands again.

use super::admission::Context;
use super::decision::{PostedClaim, PostedPart};
use super::entries::unapplied;
use crate::ledger::{Entry, EntryFault, Event, Ledger};
use model::Cents;

/// What taking a posting back comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unposted {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// Earlier entries that stand again: each with the one that stands for it from now on.
    pub restored: Vec<(Entry, Entry)>,
    /// What the books keep of the decision: its money, aside.
    pub kept: PostedClaim,
    /// How much left the claim.
    pub moved: Cents,
}

/// Takes a posting back. `pushed` are entries of it that took back what stood before, each with
/// what it took back; `turn` counts how often this decision was taken back, from 1.
///
/// # Errors
/// When an entry does not balance, which entries that balance do not lead to.
pub fn unpost(
    posted: &PostedClaim,
    pushed: &[(Entry, Entry)],
    (turn, why): (u32, &str),
    context: &Context<'_>,
) -> Result<Unposted, EntryFault> {
    let named = |what: &str| format!("{}:turn{turn}:{what}", posted.place);
    let back = |entry: &Entry, id: String| {
        let own = entry.head();
        let place = own.cause.place.clone().unwrap_or_default();
        let mut head = context.head(&id, own.effective, Event::Corrected, place);
        head.cause.note = why.to_owned();
        entry.reversal(head)
    };
    let standing: Vec<&Entry> =
        posted.parts.iter().filter_map(|part| part.entry.as_ref()).collect();
    let mut entries = Vec::with_capacity(standing.len() + pushed.len() + 1);
    for (entry, number) in standing.iter().zip(1usize..) {
        entries.push(back(entry, named(&format!("undone:{number}")))?);
    }
    let mut restored = Vec::with_capacity(pushed.len());
    for ((push, earlier), number) in pushed.iter().zip(1usize..) {
        let again = back(push, named(&format!("restored:{number}")))?;
        entries.push(again.clone());
        restored.push((earlier.clone(), again));
    }
    let whole: Cents = standing.iter().map(|entry| entry.on(Ledger::Cash)).sum();
    let waited: Cents = standing.iter().map(|entry| -entry.on(Ledger::UnappliedCash)).sum();
    let mut aside = None;
    if let Some(first) = standing.first().filter(|_| whole != Cents::ZERO) {
        let own = first.head();
        let place = format!("claim {} ({})", posted.place, posted.control_number);
        let head = context.head(&named("unapplied"), own.effective, Event::Unapplied, place);
        let entry = Entry::new(head, unapplied(&posted.payer, whole))?;
        entries.push(entry.clone());
        aside = Some(entry);
    }
    let part = PostedPart { line: None, paid: whole, refused: false, entry: aside };
    let kept = PostedClaim { claim: None, account: None, parts: vec![part], ..posted.clone() };
    Ok(Unposted { entries, restored, kept, moved: whole - waited })
}

impl PostedClaim {
    /// Parts that stand again stand by the entries that restored them.
    pub fn stands_again(&mut self, restored: &[(Entry, Entry)]) {
        for entry in self.parts.iter_mut().filter_map(|part| part.entry.as_mut()) {
            let again = restored.iter().find(|(earlier, _)| earlier.id() == entry.id());
            if let Some((_, again)) = again {
                *entry = again.clone();
            }
        }
    }
}

/// Money that was to go back to the payer waits again: the refund was declined. The entries that
/// take back the debt, and what waits already of the same decision, and the part in which all of it
/// waits.
///
/// # Errors
/// As [`unpost`].
pub fn not_refunded(
    (owed, waits): (&Entry, Option<&Entry>),
    payer: &str,
    (act, why): (&str, &str),
    context: &Context<'_>,
) -> Result<(Vec<Entry>, PostedPart), EntryFault> {
    let own = owed.head();
    let place = || own.cause.place.clone().unwrap_or_default();
    let mut head = context.head(&format!("{act}:back"), own.effective, Event::Refunded, place());
    head.cause.note = format!("declined: {why}");
    let mut back = vec![owed.reversal(head)?];
    if let Some(entry) = waits {
        let id = format!("{act}:joined");
        back.push(entry.reversal(context.head(&id, own.effective, Event::Applied, place()))?);
    }
    let amount = owed.on(Ledger::Cash) + waits.map_or(Cents::ZERO, |one| one.on(Ledger::Cash));
    let head = context.head(&format!("{act}:unapplied"), own.effective, Event::Unapplied, place());
    let aside = Entry::new(head, unapplied(payer, amount))?;
    let part = PostedPart { line: None, paid: amount, refused: false, entry: Some(aside) };
    Ok((back, part))
}
