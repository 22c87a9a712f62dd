//! Taking an earlier decision back (status 22): the original posting is undone, entry by entry,
//! with the very amounts that were posted. No second opinion on what the payer's negative amounts
//! mean, and no fresh negative beside the original.

use super::book::Book;
use super::claim_match::payer_numbers;
use super::decision::{Case, ClaimPosting, Outcome, PostedClaim, PostedPart};
use super::line_match::{LineMatch, match_lines};
use super::open_claim::plain;
use super::review::ReviewReason;
use crate::ledger::{Entry, EntryFault, Event};
use model::Cents;
use model::remittance::PaidLine;
use std::collections::BTreeSet;

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
    let mut partly = fitting.iter().filter_map(|one| Some((*one, lines_of(case, one, book)?)));
    if let (true, Some((one, lines)), None) = (mirrors.is_empty(), partly.next(), partly.next()) {
        return take_lines_back(case, one, lines);
    }
    match (numbered.as_slice(), mirrors.as_slice(), fitting.as_slice()) {
        ([one], _, _) | ([], [one], _) => take_back(case, one),
        // Its lines were taken back before: the others stand, and what the payer takes again waits.
        ([], [], [one]) if names_none_that_stands(case, one, book) => {
            let (told, posted) = (-decision.paid, Cents::ZERO);
            let reason = ReviewReason::ReversalDiffers { told, posted };
            case.waits(case.review(one.claim.as_ref(), reason))
        }
        ([], [], [one]) => take_back(case, one),
        ([], [], []) => case.waits(case.review(None, ReviewReason::ReversalOfUnknown)),
        // Paid twice, and once of it waits: that is what is taken back.
        (several, more, all) => {
            if let Some(one) = waiting(several).or_else(|| waiting(more)) {
                return take_back(case, one);
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

/// The lines of our claim that a reversal names, where it takes back some lines of a decision and
/// not the whole of it: each of them was decided there, and their money is that of the reversal.
fn lines_of(case: &Case<'_>, original: &PostedClaim, book: &impl Book) -> Option<Vec<LineMatch>> {
    let found = named(case, original, book)?;
    let lines: BTreeSet<u16> = found.iter().filter_map(|one| one.line).collect();
    let parts: Vec<&PostedPart> = of_lines(original, &lines).collect();
    let decided: BTreeSet<u16> = parts.iter().filter_map(|part| part.line).collect();
    let paid: Cents = parts.iter().map(|part| part.paid).sum();
    let others = original.parts.iter().any(|part| part.line.is_some_and(|l| !lines.contains(&l)));
    let some = !lines.is_empty() && decided == lines && others;
    (some && paid == -case.decision.paid).then_some(found)
}

/// The lines of our claim that a reversal names; `None` where one of them is not ours.
fn named(case: &Case<'_>, original: &PostedClaim, book: &impl Book) -> Option<Vec<LineMatch>> {
    let claim = original.claim.as_ref()?;
    let known = book.candidates(case.decision);
    let open = known.iter().find(|one| one.claim == *claim)?;
    let mut told = case.decision.clone();
    let upright = |line: &mut PaidLine| (line.charge, line.paid) = (-line.charge, -line.paid);
    told.lines.iter_mut().for_each(upright);
    let found = match_lines(&told, &open.lines, &BTreeSet::new());
    found.iter().all(|one| one.line.is_some()).then_some(found)
}

/// True where a reversal names lines, and nothing of the decision stands on any of them while it
/// does on others.
fn names_none_that_stands(case: &Case<'_>, original: &PostedClaim, book: &impl Book) -> bool {
    let Some(found) = named(case, original, book) else { return false };
    let lines: BTreeSet<u16> = found.iter().filter_map(|one| one.line).collect();
    let others = original.parts.iter().any(|part| part.line.is_some());
    !lines.is_empty() && others && of_lines(original, &lines).next().is_none()
}

fn of_lines<'a>(
    original: &'a PostedClaim,
    lines: &'a BTreeSet<u16>,
) -> impl Iterator<Item = &'a PostedPart> {
    original.parts.iter().filter(|part| part.line.is_some_and(|line| lines.contains(&line)))
}

/// Undoes these lines of a posting; the others stand.
fn take_lines_back(
    case: &Case<'_>,
    original: &PostedClaim,
    found: Vec<LineMatch>,
) -> Result<ClaimPosting, EntryFault> {
    let lines: BTreeSet<u16> = found.iter().filter_map(|one| one.line).collect();
    let parts: Vec<&PostedPart> = of_lines(original, &lines).collect();
    let mut posting = case.blank(Outcome::Reversed);
    posting.claim = original.claim.clone();
    posting.entries = undo(case, original, &parts, Event::Reversed)?;
    posting.lines = found;
    Ok(posting)
}

/// Undoes a posting; money by which the payer's word differs waits.
fn take_back(case: &Case<'_>, original: &PostedClaim) -> Result<ClaimPosting, EntryFault> {
    let mut posting = case.blank(Outcome::Reversed);
    posting.claim = original.claim.clone();
    let all: Vec<&PostedPart> = original.parts.iter().collect();
    posting.entries = undo(case, original, &all, Event::Reversed)?;
    let undone: Cents = all.iter().filter(|p| p.entry.is_some()).map(|p| p.paid).sum();
    let rest = case.decision.paid + undone;
    posting.entries.extend(case.aside(rest)?);
    // The payer says another amount, or a part of it does not stand any more.
    if rest != Cents::ZERO {
        let (told, posted) = (-case.decision.paid, undone);
        let reason = ReviewReason::ReversalDiffers { told, posted };
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
