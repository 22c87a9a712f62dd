//! Underpayments by payer and term: one letter to the payer, not a hundred.

use super::{ClaimVariance, Verdict};
use model::{Cents, ClaimId};
use serde::Serialize;
use std::collections::BTreeMap;

/// What one payer owes under one term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermTotal {
    /// Who pays.
    pub payer: String,
    /// By which terms.
    pub terms: String,
    /// Which term of them.
    pub term: String,
    /// Lines that were underpaid.
    pub lines: usize,
    /// What is owed for them.
    pub owed: Cents,
    /// The claims, each once, in the order in which they came.
    pub claims: Vec<ClaimId>,
}

/// Underpaid lines by payer and term, the largest sum first.
#[must_use]
pub fn by_term(claims: &[ClaimVariance]) -> Vec<TermTotal> {
    let mut totals: BTreeMap<(&str, &str, &str), TermTotal> = BTreeMap::new();
    for claim in claims {
        for line in claim.lines.iter().filter(|line| line.verdict == Verdict::Underpaid) {
            let key = (claim.payer.as_str(), claim.terms.as_str(), line.term.as_str());
            let total = totals.entry(key).or_insert_with(|| TermTotal {
                payer: claim.payer.clone(),
                terms: claim.terms.clone(),
                term: line.term.clone(),
                lines: 0,
                owed: Cents::ZERO,
                claims: Vec::new(),
            });
            total.lines += 1;
            total.owed = total.owed + line.owed;
            if total.claims.last() != Some(&claim.claim) {
                total.claims.push(claim.claim.clone());
            }
        }
    }
    let mut totals: Vec<TermTotal> = totals.into_values().collect();
    totals.sort_by_key(|total| std::cmp::Reverse(total.owed));
    totals
}
