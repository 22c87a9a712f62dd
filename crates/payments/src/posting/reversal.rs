//! Taking an earlier decision back (status 22): the original posting is undone, entry by entry,
//! with the very amounts that were posted. No second opinion on what the payer's negative amounts
//! mean, and no fresh negative beside the original.

use super::book::Book;
use super::claim_match::payer_numbers;
use super::decision::{Case, ClaimPosting, Outcome, PostedClaim, PostedPart};
use super::open_claim::plain;
use super::review::ReviewReason;
use crate::ledger::{Entry, EntryFault, Event};
use model::Cents;

/// Posts a reversal.
pub(super) fn post(case: &Case<'_>, book: &impl Book) -> Result<ClaimPosting, EntryFault> {
    let decision = case.decision;
    let known = book.posted_as(decision);
    let numbers: Vec<String> = payer_numbers(decision).collect();
    let own = plain(&decision.control_number);
    let by_payer = |one: &&PostedClaim| {
        let number = one.payer_control_number.as_deref().map(plain);
        number.is_some_and(|number| numbers.contains(&number))
    };
    let of_payer = known.iter().filter(|one| one.payer == case.payer && !one.parts.is_empty());
    let fits = |one: &&PostedClaim| by_payer(one) || plain(&one.control_number) == own;
    let fitting: Vec<&PostedClaim> = of_payer.filter(fits).collect();
    let mirror = |one: &&&PostedClaim| (one.charge, one.paid) == (-decision.charge, -decision.paid);
    let mirrors: Vec<&PostedClaim> = fitting.iter().filter(mirror).copied().collect();
    let numbered: Vec<&PostedClaim> = mirrors.iter().filter(|o| by_payer(o)).copied().collect();
    match (numbered.as_slice(), mirrors.as_slice(), fitting.as_slice()) {
        ([one], _, _) | ([], [one], _) => take_back(case, one, None),
        ([], [], [one]) => {
            let (told, posted) = (-decision.paid, one.paid);
            take_back(case, one, Some(ReviewReason::ReversalDiffers { told, posted }))
        }
        ([], [], []) => case.waits(case.review(None, ReviewReason::ReversalOfUnknown)),
        // Paid twice, and once of it waits: that is what is taken back.
        (several, more, all) => {
            if let Some(one) = waiting(several).or_else(|| waiting(more)) {
                return take_back(case, one, None);
            }
            let count = [several.len(), more.len(), all.len()].into_iter().find(|n| *n > 1);
            let reason = ReviewReason::ReversalAmbiguous { count: count.unwrap_or(2) };
            case.waits(case.review(None, reason))
        }
    }
}

/// The newest of several like decisions that found no claim.
fn waiting<'a>(several: &[&'a PostedClaim]) -> Option<&'a PostedClaim> {
    several.iter().rev().find(|one| one.claim.is_none()).copied()
}

/// Undoes a posting; money by which the payer's word differs waits.
fn take_back(
    case: &Case<'_>,
    original: &PostedClaim,
    differs: Option<ReviewReason>,
) -> Result<ClaimPosting, EntryFault> {
    let mut posting = case.blank(Outcome::Reversed);
    posting.claim = original.claim.clone();
    let all: Vec<&PostedPart> = original.parts.iter().collect();
    posting.entries = undo(case, original, &all, Event::Reversed)?;
    let undone: Cents = all.iter().filter(|p| p.entry.is_some()).map(|p| p.paid).sum();
    let rest = case.decision.paid + undone;
    posting.entries.extend(case.aside(rest)?);
    if let Some(reason) = differs {
        let mut item = case.review(original.claim.as_ref(), reason);
        item.waiting = rest;
        posting.reviews.push(item);
    }
    Ok(posting)
}

/// The entries that undo parts of a posting.
pub(super) fn undo(
    case: &Case<'_>,
    original: &PostedClaim,
    parts: &[&PostedPart],
    event: Event,
) -> Result<Vec<Entry>, EntryFault> {
    let entries = parts.iter().filter_map(|part| part.entry.as_ref());
    let back = |entry: &Entry| {
        let part = case.part(&format!("back:{}", entry.id()));
        let mut head = case.context.head(&part, case.paid_on, event, case.entry_place());
        head.cause.note = format!("undoes {}, claim {}", original.remittance, original.place);
        entry.reversal(head)
    };
    entries.map(back).collect()
}
