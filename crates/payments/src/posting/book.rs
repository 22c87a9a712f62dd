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

    /// Entries that were taken back before.
    pub fn take_back(&mut self, entries: impl IntoIterator<Item = EntryId>) {
        self.taken_back.extend(entries);
    }

    /// What still stands of the decisions at these places.
    fn standing(&self, places: impl IntoIterator<Item = usize>) -> Vec<PostedClaim> {
        let undone = |entry: &Entry| self.taken_back.contains(entry.id());
        let moved = |one: &PostedClaim| one.parts.iter().any(|part| part.entry.is_some());
        let stands = |at: usize| {
            let original = &self.posted[at];
            let mut left = original.clone();
            left.parts.retain(|part| !part.entry.as_ref().is_some_and(undone));
            // Taken back as a whole: what moved nothing does not stand alone.
            (moved(&left) || !moved(original)).then_some(left)
        };
        places.into_iter().filter_map(stands).collect()
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
