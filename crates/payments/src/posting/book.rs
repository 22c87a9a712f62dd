//! What posting asks of the books: claims that wait, and decisions that stand.

use super::decision::{ClaimPosting, PostedClaim};
use super::open_claim::{OpenClaim, plain};
use crate::ledger::{Entry, EntryId};
use model::ClaimId;
use model::remittance::PaidClaim;
use std::collections::{BTreeMap, BTreeSet};

/// The books, as the store keeps them. All answers are in a fixed order, oldest first.
pub trait Book {
    /// Claims that a decision could be about: those with its control number, those with the
    /// payer's number, those of its members.
    fn candidates(&self, decision: &PaidClaim) -> Vec<OpenClaim>;

    /// Decisions on one of our claims that stand, as far as they stand.
    fn posted_to(&self, claim: &ClaimId) -> Vec<PostedClaim>;

    /// Decisions that stand and that came under the numbers of this one, matched or not.
    fn posted_as(&self, decision: &PaidClaim) -> Vec<PostedClaim>;

    /// Keeps what was posted, so that the next claim of the remittance sees it.
    fn note(&mut self, posting: &ClaimPosting);
}

/// Books in memory.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    claims: Vec<OpenClaim>,
    by_key: BTreeMap<String, BTreeSet<usize>>,
    posted: Vec<PostedClaim>,
    posted_by_number: BTreeMap<String, BTreeSet<usize>>,
    posted_by_claim: BTreeMap<ClaimId, BTreeSet<usize>>,
    taken_back: BTreeSet<EntryId>,
}

impl Shelf {
    /// Puts a claim on the shelf.
    pub fn add(&mut self, claim: OpenClaim) {
        let at = self.claims.len();
        for key in claim.keys() {
            self.by_key.entry(key).or_default().insert(at);
        }
        self.claims.push(claim);
    }

    /// Whether a claim with this number of ours is on it.
    #[must_use]
    pub fn knows(&self, number: &str) -> bool {
        let key = plain(number);
        let mut places = self.by_key.get(&key).into_iter().flatten();
        places.any(|at| plain(self.claims[*at].claim.as_str()) == key)
    }

    /// Puts a decision on it that was posted before.
    pub fn keep(&mut self, posted: PostedClaim) {
        let at = self.posted.len();
        for number in posted.payer_control_number.iter().chain([&posted.control_number]) {
            self.posted_by_number.entry(plain(number)).or_default().insert(at);
        }
        if let Some(claim) = &posted.claim {
            self.posted_by_claim.entry(claim.clone()).or_default().insert(at);
        }
        self.posted.push(posted);
    }

    /// The decisions on claims that are on it: claim, remittance, place.
    #[must_use]
    pub fn decisions(&self) -> BTreeSet<(String, String, usize)> {
        let on_claim = |one: &PostedClaim| {
            Some((one.claim.as_ref()?.0.clone(), one.remittance.clone(), one.place))
        };
        self.posted.iter().filter_map(on_claim).collect()
    }

    /// Entries that were taken back before.
    pub fn take_back(&mut self, entries: impl IntoIterator<Item = EntryId>) {
        self.taken_back.extend(entries);
    }

    /// Whether a number of the decision finds its claim here. The other claims of its member
    /// cannot change that: they are asked only where no number finds one.
    #[must_use]
    pub fn finds_by_number(&self, decision: &PaidClaim) -> bool {
        use super::claim_match::MatchedBy::{ControlNumber, PayerControlNumber};
        let found = super::claim_match::match_claim(decision, &self.candidates(decision));
        matches!(found, Ok((_, ControlNumber | PayerControlNumber)))
    }

    /// What still stands of the decisions at these places.
    fn standing(&self, places: impl IntoIterator<Item = usize>) -> Vec<PostedClaim> {
        places.into_iter().filter_map(|at| self.left_of(self.posted[at].clone())).collect()
    }

    /// What is left of a decision after what was taken back here.
    fn left_of(&self, original: PostedClaim) -> Option<PostedClaim> {
        let undone = |entry: &Entry| self.taken_back.contains(entry.id());
        let moved = |one: &PostedClaim| one.parts.iter().any(|part| part.entry.is_some());
        let had_moved = moved(&original);
        let mut left = original;
        left.parts.retain(|part| !part.entry.as_ref().is_some_and(undone));
        // Taken back as a whole: what moved nothing does not stand alone.
        (moved(&left) || !had_moved).then_some(left)
    }
}

/// A book with what one remittance has posted so far, of which the book itself knows nothing yet.
pub(super) struct Draft<'b, B> {
    book: &'b B,
    own: Shelf,
    /// The payer's numbers that the remittance told, with the claims they are of.
    told: BTreeMap<String, BTreeSet<ClaimId>>,
}

impl<'b, B: Book> Draft<'b, B> {
    pub(super) fn of(book: &'b B) -> Draft<'b, B> {
        Draft { book, own: Shelf::default(), told: BTreeMap::new() }
    }

    /// What the book says, less what was taken back since, and what was posted since.
    fn with_own(&self, of_book: Vec<PostedClaim>, own: Vec<PostedClaim>) -> Vec<PostedClaim> {
        of_book.into_iter().filter_map(|one| self.own.left_of(one)).chain(own).collect()
    }
}

impl<B: Book> Book for Draft<'_, B> {
    fn candidates(&self, decision: &PaidClaim) -> Vec<OpenClaim> {
        let mut found = self.book.candidates(decision);
        for number in super::claim_match::payer_numbers(decision) {
            for claim in self.told.get(&number).into_iter().flatten() {
                let control_number = claim.as_str().to_owned();
                let by_claim = PaidClaim { control_number, ..PaidClaim::default() };
                let known = self.book.candidates(&by_claim).into_iter().find(|c| c.claim == *claim);
                let at = match found.iter().position(|one| one.claim == *claim) {
                    Some(at) => at,
                    None => {
                        found.extend(known);
                        found.len().saturating_sub(1)
                    }
                };
                let open = found.get_mut(at).filter(|one| one.claim == *claim);
                let numbers = open.map(|one| &mut one.payer_control_numbers);
                if let Some(numbers) = numbers.filter(|all| !all.contains(&number)) {
                    numbers.push(number.clone());
                }
            }
        }
        found
    }

    fn posted_to(&self, claim: &ClaimId) -> Vec<PostedClaim> {
        self.with_own(self.book.posted_to(claim), self.own.posted_to(claim))
    }

    fn posted_as(&self, decision: &PaidClaim) -> Vec<PostedClaim> {
        self.with_own(self.book.posted_as(decision), self.own.posted_as(decision))
    }

    fn note(&mut self, posting: &ClaimPosting) {
        self.own.note(posting);
        let Some(kept) = posting.posted.as_ref() else { return };
        if let Some((claim, number)) = kept.claim.as_ref().zip(kept.payer_control_number.as_ref()) {
            self.told.entry(plain(number)).or_default().insert(claim.clone());
        }
    }
}

impl Book for Shelf {
    fn candidates(&self, decision: &PaidClaim) -> Vec<OpenClaim> {
        let keys = super::open_claim::keys_of(decision).into_iter();
        let places: BTreeSet<usize> =
            keys.filter_map(|key| self.by_key.get(&key)).flatten().copied().collect();
        places.into_iter().map(|at| self.claims[at].clone()).collect()
    }

    fn posted_to(&self, claim: &ClaimId) -> Vec<PostedClaim> {
        self.standing(self.posted_by_claim.get(claim).into_iter().flatten().copied())
    }

    fn posted_as(&self, decision: &PaidClaim) -> Vec<PostedClaim> {
        let numbers = super::claim_match::payer_numbers(decision);
        let numbers = numbers.chain([plain(&decision.control_number)]);
        let places: BTreeSet<usize> =
            numbers.filter_map(|n| self.posted_by_number.get(&n)).flatten().copied().collect();
        self.standing(places)
    }

    fn note(&mut self, posting: &ClaimPosting) {
        self.take_back(posting.entries.iter().filter_map(|e| e.reverses().cloned()));
        if let Some(kept) = &posting.posted {
            self.keep(kept.clone());
        }
        // The payer's number of a claim finds it the next time.
        let Some((kept, claim)) = posting.posted.as_ref().zip(posting.claim.as_ref()) else {
            return;
        };
        let places = self.by_key.get(&plain(claim.as_str())).into_iter().flatten();
        let at = places.copied().find(|at| self.claims[*at].claim == *claim);
        let (Some(at), Some(number)) = (at, &kept.payer_control_number) else { return };
        let numbers = &mut self.claims[at].payer_control_numbers;
        if kept.claim.is_some() && !numbers.contains(number) {
            numbers.push(number.clone());
            self.by_key.entry(plain(number)).or_default().insert(at);
        }
    }
}
