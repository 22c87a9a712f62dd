//! The synthetic payer against the rooms that work with its answers: every file it writes is
//! valid, the trace finds what it planted, the alarm finds what it changed, no cent is lost.

mod alarms;
mod answers;
mod cents;
mod granted;
mod office;
mod replaced;
mod second;
mod taken_back;
mod traced;
mod underpaid;

use model::Date;
use testkit::payer::caseload::Caseload;
use testkit::payer::{Profile, Share};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A number that a test is asked for from outside, else the one it takes by itself.
fn asked(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// A payer with all the policies of the caseload, and its office.
fn strict(seed: u64) -> (Profile, Caseload) {
    let mut profile = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", seed);
    profile.policies = Caseload::policies(day("2020-01-01"));
    profile.members = Caseload::members().into_iter().collect();
    let caseload = Caseload { mistakes: Share::percent(40), ..Caseload::of(&profile) };
    (profile, caseload)
}
