//! Posting one claim of a remittance.

use super::admission::{Admitted, Context};
use super::book::Book;
use super::by_hand::act_of;
use super::claim_match::{MatchedBy, match_claim};
use super::entries::{Part, lines, rest, unapplied};
use super::line_match::{LineMatch, match_lines};
use super::open_claim::OpenClaim;
use super::reversal;
use super::review::{ReviewItem, ReviewReason};
use crate::ledger::{Entry, EntryFault, Event, Subject};
use model::remittance::{PaidClaim, Remittance};
use model::{AccountId, Cents, ClaimId, Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What became of a claim of a remittance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Posted to our claim.
    Posted,
    /// An earlier decision was taken back.
    Reversed,
    /// Its money waits in unapplied cash.
    Unapplied,
    /// Nothing moved: a predetermination, or a refusal that came before.
    Nothing,
}

/// What was posted of one claim of a remittance, kept so that it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedClaim {
    /// Our claim; `None`: the money was unapplied.
    pub claim: Option<ClaimId>,
    /// The account.
    pub account: Option<AccountId>,
    /// Who decided.
    pub payer: String,
    /// The remittance, as the store names it.
    pub remittance: String,
    /// Which claim of it, counted from 1.
    pub place: usize,
    /// Our number, as the payer gave it.
    pub control_number: String,
    /// The payer's number.
    pub payer_control_number: Option<String>,
    /// Claim status (CLP02).
    pub status: String,
    /// What the payer says was charged.
    pub charge: Cents,
    /// What was paid.
    pub paid: Cents,
    /// Line by line, and the claim as a whole: what still stands of it.
    pub parts: Vec<PostedPart>,
}

/// One entry of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedPart {
    /// The line of our claim; `None`: the claim as a whole.
    pub line: Option<u16>,
    /// What was paid.
    pub paid: Cents,
    /// True when it was refused.
    pub refused: bool,
    /// The entry; `None` where nothing moved.
    pub entry: Option<Entry>,
}

/// The posting of one claim of a remittance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPosting {
    /// Which claim of it, counted from 1.
    pub place: usize,
    /// What became of it.
    pub outcome: Outcome,
    /// Our claim.
    pub claim: Option<ClaimId>,
    /// How it was found.
    pub matched: Option<MatchedBy>,
    /// The lines of our claim, one for each paid line; of a reversal, only where it takes back
    /// these lines and not all of the decision.
    pub lines: Vec<LineMatch>,
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// What a person must look at.
    pub reviews: Vec<ReviewItem>,
    /// What the book keeps of it.
    pub posted: Option<PostedClaim>,
}

/// A claim of a remittance, on its way into the ledger.
pub(super) struct Case<'a> {
    pub decision: &'a PaidClaim,
    pub place: usize,
    /// How often a person took it back from a claim.
    pub turn: u32,
    pub paid_on: Date,
    pub payer: &'a str,
    pub context: &'a Context<'a>,
}

/// Posts one claim of an admitted remittance; `place` counts from 1. The same arguments and the
/// same book give the same entries with the same identifiers. A place that the book has noted is
/// not posted again: whoever resumes an interrupted posting goes on behind the last one noted.
///
/// # Errors
/// When an entry does not balance, which an admitted remittance does not lead to.
pub fn post_claim(
    remittance: &Remittance,
    place: usize,
    admitted: &Admitted,
    context: &Context<'_>,
    book: &impl Book,
) -> Result<Option<ClaimPosting>, EntryFault> {
    let Some(decision) = place.checked_sub(1).and_then(|i| remittance.claims.get(i)) else {
        return Ok(None);
    };
    let paid = (remittance.date, admitted.payer.as_str());
    post_decision((decision, place), paid, context, book).map(Some)
}

/// As [`post_claim`], for a decision that was kept apart from its remittance: the decision and its
/// place, the day of the payment and the payer.
///
/// # Errors
/// As [`post_claim`].
pub fn post_decision(
    (decision, place): (&PaidClaim, usize),
    (paid_on, payer): (Date, &str),
    context: &Context<'_>,
    book: &impl Book,
) -> Result<ClaimPosting, EntryFault> {
    let case = Case { decision, place, turn: 0, paid_on, payer, context };
    match decision.status.as_str() {
        "22" => reversal::post(&case, book),
        "25" => case.predetermined(),
        _ => case.decided(book),
    }
}

impl<'a> Case<'a> {
    pub(super) fn review(&self, claim: Option<&ClaimId>, reason: ReviewReason) -> ReviewItem {
        ReviewItem {
            place: self.place,
            control_number: self.decision.control_number.clone(),
            claim: claim.cloned(),
            line: None,
            waiting: Cents::ZERO,
            reason,
        }
    }

    pub(super) fn entry_place(&self) -> String {
        format!("claim {} ({})", self.place, self.decision.control_number)
    }

    /// What makes the identifier of an entry.
    pub(super) fn part(&self, what: &str) -> String {
        format!("{}:{}", self.place, act_of(self.turn, what))
    }

    /// The posting before anything is known of it.
    pub(super) fn blank(&self, outcome: Outcome) -> ClaimPosting {
        ClaimPosting {
            place: self.place,
            outcome,
            claim: None,
            matched: None,
            lines: Vec::new(),
            entries: Vec::new(),
            reviews: Vec::new(),
            posted: None,
        }
    }

    /// What the book keeps of this decision.
    pub(super) fn kept(&self, of: Option<&OpenClaim>, parts: Vec<PostedPart>) -> PostedClaim {
        let decision = self.decision;
        PostedClaim {
            claim: of.map(|one| one.claim.clone()),
            account: of.and_then(|one| one.account.clone()),
            payer: self.payer.to_owned(),
            remittance: self.context.remittance.to_owned(),
            place: self.place,
            control_number: decision.control_number.clone(),
            payer_control_number: decision.payer_control_number.clone(),
            status: decision.status.clone(),
            charge: decision.charge,
            paid: decision.paid,
            parts,
        }
    }

    /// The entry that puts money aside; none when there is none.
    pub(super) fn aside(&self, amount: Cents) -> Result<Option<Entry>, EntryFault> {
        if amount == Cents::ZERO {
            return Ok(None);
        }
        let part = self.part("unapplied");
        let (event, place) = (Event::Unapplied, self.entry_place());
        let head = self.context.head(&part, self.paid_on, event, place);
        Entry::new(head, unapplied(self.payer, amount)).map(Some)
    }

    /// All of the claim's money waits in unapplied cash.
    pub(super) fn waits(&self, mut item: ReviewItem) -> Result<ClaimPosting, EntryFault> {
        item.waiting = self.decision.paid;
        let entry = self.aside(self.decision.paid)?;
        let outcome = if entry.is_some() { Outcome::Unapplied } else { Outcome::Nothing };
        let mut posting = self.blank(outcome);
        posting.claim = item.claim.clone();
        // What is kept can be taken back, also while it waits. A second word on a claim that is
        // posted is kept for its money alone.
        if self.decision.status != "22" && (entry.is_some() || item.claim.is_none()) {
            let (paid, refused) = (self.decision.paid, false);
            let part = PostedPart { line: None, paid, refused, entry: entry.clone() };
            posting.posted = Some(self.kept(None, vec![part]));
        }
        posting.entries.extend(entry);
        posting.reviews.push(item);
        Ok(posting)
    }

    fn predetermined(&self) -> Result<ClaimPosting, EntryFault> {
        match self.decision.paid {
            Cents::ZERO => Ok(self.blank(Outcome::Nothing)),
            _ => self.waits(self.review(None, ReviewReason::PaidPredetermination)),
        }
    }

    /// A decision that takes nothing back.
    fn decided(&self, book: &impl Book) -> Result<ClaimPosting, EntryFault> {
        let candidates = book.candidates(self.decision);
        let (at, how) = match match_claim(self.decision, &candidates) {
            Ok(found) => found,
            Err(none) => return self.waits(self.review(None, ReviewReason::of(none))),
        };
        let claim = &candidates[at];
        let id = Some(&claim.claim);
        if !claim.payers.iter().any(|one| one == self.payer) {
            let (pays, asked) = (self.payer.to_owned(), claim.payers.clone());
            return self.waits(self.review(id, ReviewReason::WrongPayer { pays, asked }));
        }
        self.onto(claim, (how, false), book)
    }

    /// Posts to a claim. `instead`: in place of an earlier decision of this payer, which is undone
    /// also where it paid.
    pub(super) fn onto(
        &self,
        claim: &OpenClaim,
        (how, instead): (MatchedBy, bool),
        book: &impl Book,
    ) -> Result<ClaimPosting, EntryFault> {
        let id = Some(&claim.claim);
        let before = book.posted_to(&claim.claim);
        let of_payer: Vec<&PostedClaim> =
            before.iter().filter(|one| one.payer == self.payer).collect();
        if let Some(same) = of_payer.iter().find(|one| !instead && self.is_same(one)) {
            let reason = ReviewReason::SameDecisionAgain { before: same.remittance.clone() };
            return self.waits(self.review(id, reason));
        }
        let answered: BTreeSet<u16> =
            of_payer.iter().flat_map(|one| &one.parts).filter_map(|part| part.line).collect();
        let lines = match_lines(self.decision, &claim.lines, &answered);
        let mut posting = self.blank(Outcome::Posted);
        (posting.claim, posting.matched) = (Some(claim.claim.clone()), Some(how));
        if !matches!(how, MatchedBy::ControlNumber | MatchedBy::Person) {
            posting.reviews.push(self.review(id, ReviewReason::FoundByKeys { by: how }));
        }
        for earlier in &of_payer {
            let told = answers_again(earlier, &lines, self.decision.lines.is_empty());
            if !instead && told.iter().any(|part| !part.refused) {
                let reason = ReviewReason::SecondDecision { before: earlier.remittance.clone() };
                return self.waits(self.review(id, reason));
            }
            let undone = reversal::undo(self, earlier, &told, Event::Superseded)?;
            if !told.is_empty() && !instead {
                let before = earlier.remittance.clone();
                posting.reviews.push(self.review(id, ReviewReason::RefusalSuperseded { before }));
            }
            posting.entries.extend(undone);
        }
        posting.lines = lines;
        self.post_parts(claim, &mut posting)?;
        self.doubts(claim, &before, &mut posting);
        Ok(posting)
    }

    /// The very same decision once more, whatever the remittance.
    fn is_same(&self, earlier: &PostedClaim) -> bool {
        let decision = self.decision;
        let numbers = (&decision.payer_control_number, &earlier.payer_control_number);
        let same_number = numbers.0.is_some() && numbers.0 == numbers.1;
        same_number
            && (decision.charge, decision.paid) == (earlier.charge, earlier.paid)
            && decision.status == earlier.status
    }

    /// Who owed what is paid: the payer, or, where a person says that it pays for another one,
    /// the payer that was asked.
    fn owed_by<'b>(&'b self, claim: &'b OpenClaim) -> &'b str {
        let asked = claim.payers.iter().any(|one| one == self.payer);
        if asked { self.payer } else { claim.payers.first().map_or(self.payer, String::as_str) }
    }

    /// One entry a line, and one for the claim beside its lines.
    fn post_parts(&self, claim: &OpenClaim, posting: &mut ClaimPosting) -> Result<(), EntryFault> {
        let found: Vec<Option<u16>> = posting.lines.iter().map(|one| one.line).collect();
        let parts = lines(self.decision).zip(found).zip(1usize..);
        let parts = parts.map(|((part, line), number)| (part, line, Some(number)));
        let denied = self.decision.is_denial();
        let mut kept = Vec::new();
        for (part, line, number) in parts.chain([(rest(self.decision), None, None)]) {
            let subject = Subject {
                account: claim.account.clone(),
                claim: Some(claim.claim.clone()),
                line,
                payer: Some(self.owed_by(claim).to_owned()),
            };
            let named = number.map_or("rest".to_owned(), |n| n.to_string());
            let place = match number {
                Some(n) => format!("{}, line {n}", self.entry_place()),
                None => self.entry_place(),
            };
            let id = self.part(&named);
            let head = self.context.head(&id, self.paid_on, Event::Remitted, place);
            let legs = part.legs(&subject, denied);
            let entry = if legs.is_empty() { None } else { Some(Entry::new(head, legs)?) };
            posting.entries.extend(entry.clone());
            if part.all_contractual() {
                let reason = ReviewReason::AllOfItContractual;
                let item = self.review(Some(&claim.claim), reason);
                posting.reviews.push(ReviewItem { line: number, ..item });
            }
            if number.is_some() || entry.is_some() {
                let refused = denied || part.is_refused();
                kept.push(PostedPart { line, paid: part.paid, refused, entry });
            }
        }
        posting.posted = Some(self.kept(Some(claim), kept));
        Ok(())
    }

    /// What was taken for granted.
    fn doubts(&self, claim: &OpenClaim, before: &[PostedClaim], posting: &mut ClaimPosting) {
        let decision = self.decision;
        let id = Some(&claim.claim);
        for (one, number) in posting.lines.iter().zip(1..) {
            if !one.how.is_exact() {
                let item = self.review(id, ReviewReason::LineNotExact { how: one.how });
                posting.reviews.push(ReviewItem { line: Some(number), ..item });
            }
        }
        let explained =
            !decision.lines.is_empty() && posting.lines.iter().all(|l| l.line.is_some());
        if decision.charge != claim.charge && !explained {
            let (told, ours) = (decision.charge, claim.charge);
            posting.reviews.push(self.review(id, ReviewReason::ChargeDiffers { told, ours }));
        }
        let parts: Vec<Part<'_>> = lines(decision).chain([rest(decision)]).collect();
        let of_others: Cents = parts.iter().map(Part::of_other_payers).sum();
        let known = claim.comes_after || before.iter().any(|one| one.payer != self.payer);
        if of_others != Cents::ZERO && !known {
            let reason = ReviewReason::OtherPayerNotPosted { amount: of_others };
            posting.reviews.push(self.review(id, reason));
        }
        let of_patient = decision.all_adjustments().filter(|one| one.group == "PR");
        let computed: Cents = of_patient.map(|one| one.amount).sum();
        if let Some(told) = decision.patient_responsibility.filter(|told| *told != computed) {
            let reason = ReviewReason::PatientShareDiffers { told, computed };
            posting.reviews.push(self.review(id, reason));
        }
    }
}

/// The parts of an earlier decision that this one answers again: those of the same lines, and
/// all of them where one of the two has no lines.
fn answers_again<'a>(
    earlier: &'a PostedClaim,
    lines: &[LineMatch],
    whole: bool,
) -> Vec<&'a PostedPart> {
    let told: BTreeSet<u16> =
        lines.iter().flat_map(|one| one.line.iter().chain(&one.also)).copied().collect();
    let earlier_whole = !earlier.parts.iter().any(|part| part.line.is_some());
    let again = |part: &&PostedPart| match part.line {
        Some(line) => whole || told.contains(&line),
        None => whole || earlier_whole,
    };
    let mut parts: Vec<&PostedPart> = earlier.parts.iter().filter(again).collect();
    // What was said beside the lines goes with the last of them.
    if !parts.is_empty() && earlier.parts.iter().all(|p| p.line.is_none() || again(&p)) {
        parts = earlier.parts.iter().collect();
    }
    parts
}
