//! Which claim a decision is about.
//!
//! Our control number first, which the payer has to give back (CLP01), also without its hyphens
//! and blanks where that is one claim's; then the payer's own
//! number of the claim; then member, days, charge and procedures together. A number that fits
//! while everything else speaks against it is no match: numbers are typed, and cut off.

use super::open_claim::{OpenClaim, days, members, plain};
use model::remittance::PaidClaim;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What made the match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// Our control number, and nothing speaks against it.
    ControlNumber,
    /// The payer's number of the claim.
    PayerControlNumber,
    /// Member, days, charge and procedures.
    CarefulKeys,
    /// A person chose it.
    Person,
}

/// Why there is no match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoMatch {
    /// No claim fits.
    Unknown,
    /// Several fit equally.
    Ambiguous(Vec<String>),
    /// The control number fits a claim of another member, for another charge.
    OtherPatient(String),
}

/// The one candidate that a decision is about, by its place among `candidates`.
///
/// # Errors
/// Why none is: nothing fits, several do, or the number is that of somebody else.
pub fn match_claim(
    decision: &PaidClaim,
    candidates: &[OpenClaim],
) -> Result<(usize, MatchedBy), NoMatch> {
    let number = decision.control_number.trim();
    let places = |keep: &dyn Fn(&OpenClaim) -> bool| -> Vec<usize> {
        (0..candidates.len()).filter(|&i| keep(&candidates[i])).collect()
    };
    let by_number =
        places(&|one| !number.is_empty() && one.claim.as_str().trim().eq_ignore_ascii_case(number));
    // Payers strip hyphens and put blanks in. What is left of a number may be that of two claims,
    // so that an altered one counts only where it is one claim's and a fact agrees.
    let bare = plain(number);
    let altered = match by_number.is_empty() && !bare.is_empty() {
        true => places(&|one| plain(one.claim.as_str()) == bare),
        false => Vec::new(),
    };
    let (mut fits, mut strange): (Vec<usize>, Vec<usize>) =
        by_number.into_iter().partition(|&i| nothing_against(decision, &candidates[i]));
    match altered.as_slice() {
        [one] if agrees(decision, &candidates[*one]) => fits.push(*one),
        [one] => strange.push(*one),
        _ => {}
    }
    let icns: Vec<String> = payer_numbers(decision).collect();
    let by_icn = places(&|one| one.payer_control_numbers.iter().any(|n| icns.contains(&plain(n))));
    let careful = places(&|one| careful_keys(decision, one));
    for (found, how) in [
        (fits, MatchedBy::ControlNumber),
        (by_icn, MatchedBy::PayerControlNumber),
        (careful, MatchedBy::CarefulKeys),
    ] {
        match found.as_slice() {
            [] => {}
            [one] => return Ok((*one, how)),
            several => {
                let names = several.iter().map(|&i| candidates[i].claim.0.clone());
                return Err(NoMatch::Ambiguous(names.collect()));
            }
        }
    }
    let names = |all: &[usize]| all.iter().map(|&i| candidates[i].claim.0.clone()).collect();
    match (strange.first(), altered.len()) {
        (Some(&i), _) => Err(NoMatch::OtherPatient(candidates[i].claim.0.clone())),
        (None, 2..) => Err(NoMatch::Ambiguous(names(&altered))),
        (None, _) => Err(NoMatch::Unknown),
    }
}

/// The payer's numbers of the claim that a decision names: its own, and that of the original.
pub(super) fn payer_numbers(decision: &PaidClaim) -> impl Iterator<Item = String> {
    let original = decision.references.iter().filter(|one| one.qualifier == "F8");
    let numbers = decision.payer_control_number.iter().chain(original.map(|one| &one.id));
    numbers.map(|number| plain(number)).filter(|number| !number.is_empty())
}

/// One fact that agrees is enough beside our own number: member, patient's name, charge. A
/// decision that names nobody has nothing against it.
fn nothing_against(decision: &PaidClaim, claim: &OpenClaim) -> bool {
    let silent = members(decision).is_empty() && family(decision).is_none();
    silent || agrees(decision, claim)
}

fn family(decision: &PaidClaim) -> Option<String> {
    let name = decision.name("QC").and_then(|name| name.family.as_deref());
    name.map(plain).filter(|name| !name.is_empty())
}

/// Member, patient's name or charge are the same.
fn agrees(decision: &PaidClaim, claim: &OpenClaim) -> bool {
    let told = members(decision);
    let ours: Vec<String> = claim.members.iter().map(|one| plain(one)).collect();
    let member = told.iter().any(|one| ours.contains(one));
    let patient = family(decision);
    let named = patient.is_some() && patient == claim.family.as_deref().map(plain);
    member || named || decision.charge == claim.charge
}

/// Member, days, charge and procedures all agree.
fn careful_keys(decision: &PaidClaim, claim: &OpenClaim) -> bool {
    let told = members(decision);
    let member = claim.members.iter().any(|one| told.contains(&plain(one)));
    member
        && days(decision) == Some((claim.from, claim.through))
        && decision.charge == claim.charge
        && !decision.lines.is_empty()
        && procedures_of(decision) == procedures_billed(claim)
}

fn procedures_of(decision: &PaidClaim) -> BTreeMap<&str, usize> {
    let mut count = BTreeMap::new();
    for line in &decision.lines {
        let billed = line.billed_service.as_ref().unwrap_or(&line.service);
        *count.entry(billed.code.as_str()).or_default() += 1;
    }
    count
}

fn procedures_billed(claim: &OpenClaim) -> BTreeMap<&str, usize> {
    let mut count = BTreeMap::new();
    for line in &claim.lines {
        let code = line.code.as_deref().or(line.revenue_code.as_deref()).unwrap_or("");
        *count.entry(code).or_default() += 1;
    }
    count
}
