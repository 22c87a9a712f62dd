//! What posting asks of the books: claims that wait, and decisions that stand.

use super::decision::{ClaimPosting, PostedClaim};
use super::open_claim::{OpenClaim, members, plain};
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
    taken_back: BTreeSet<EntryId>,
}

impl Shelf {
    /// Puts a claim on the shelf.
    pub fn add(&mut self, claim: OpenClaim) {
        let at = self.claims.len();
        let keys = [plain(claim.claim.as_str())].into_iter();
        let numbers = claim.payer_control_numbers.iter().chain(&claim.members).map(|n| plain(n));
        for key in keys.chain(numbers).filter(|key| !key.is_empty()) {
            self.by_key.entry(key).or_default().insert(at);
        }
        self.claims.push(claim);
    }

    /// What still stands of the decisions that a test keeps.
    fn standing(&self, keep: impl Fn(&PostedClaim) -> bool) -> Vec<PostedClaim> {
        let mut standing: Vec<PostedClaim> =
            self.posted.iter().filter(|one| keep(one)).cloned().collect();
        for one in &mut standing {
            one.parts.retain(|part| {
                let undone = |entry: &Entry| self.taken_back.contains(entry.id());
                !part.entry.as_ref().is_some_and(undone)
            });
        }
        // Taken back as a whole: what moved nothing does not stand alone.
        standing.retain(|one| {
            let moved = |one: &PostedClaim| one.parts.iter().any(|part| part.entry.is_some());
            moved(one) || !self.posted.iter().any(|p| same(p, one) && moved(p))
        });
        standing
    }
}

fn same(one: &PostedClaim, other: &PostedClaim) -> bool {
    (&one.remittance, one.place) == (&other.remittance, other.place)
}

impl Book for Shelf {
    fn candidates(&self, decision: &PaidClaim) -> Vec<OpenClaim> {
        let numbers = super::claim_match::payer_numbers(decision).chain(members(decision));
        let keys = numbers.chain([plain(&decision.control_number)]);
        let places: BTreeSet<usize> =
            keys.filter_map(|key| self.by_key.get(&key)).flatten().copied().collect();
        places.into_iter().map(|at| self.claims[at].clone()).collect()
    }

    fn posted_to(&self, claim: &ClaimId) -> Vec<PostedClaim> {
        self.standing(|one| one.claim.as_ref() == Some(claim))
    }

    fn posted_as(&self, decision: &PaidClaim) -> Vec<PostedClaim> {
        let numbers: Vec<String> = super::claim_match::payer_numbers(decision).collect();
        let own = plain(&decision.control_number);
        self.standing(|one| {
            let number = one.payer_control_number.as_deref().map(plain);
            plain(&one.control_number) == own || number.is_some_and(|n| numbers.contains(&n))
        })
    }

    fn note(&mut self, posting: &ClaimPosting) {
        self.taken_back.extend(posting.entries.iter().filter_map(|e| e.reverses().cloned()));
        self.posted.extend(posting.posted.clone());
        // The payer's number of a claim finds it the next time.
        let Some((kept, claim)) = posting.posted.as_ref().zip(posting.claim.as_ref()) else {
            return;
        };
        let at = self.claims.iter().position(|one| one.claim == *claim);
        if let (Some(at), Some(number)) = (at, &kept.payer_control_number) {
            if kept.claim.is_some() && !self.claims[at].payer_control_numbers.contains(number) {
                self.claims[at].payer_control_numbers.push(number.clone());
                self.by_key.entry(plain(number)).or_default().insert(at);
            }
        }
    }
}
