//! The synthetic payer against the rooms that work with its answers: every file it writes is
//! valid, the trace finds what it planted, the alarm finds what it changed, no cent is lost.

mod alarms;
mod answers;
mod cents;
mod office;
mod taken_back;
mod traced;

use model::Date;
use testkit::payer::caseload::Caseload;
use testkit::payer::{Profile, Share};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A payer with all the policies of the caseload, and its office.
fn strict(seed: u64) -> (Profile, Caseload) {
    let mut profile = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", seed);
    profile.policies = Caseload::policies(day("2020-01-01"));
    profile.members = Caseload::members().into_iter().collect();
    let caseload = Caseload { mistakes: Share::percent(40), ..Caseload::of(&profile) };
    (profile, caseload)
}
