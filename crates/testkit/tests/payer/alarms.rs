//! The alarm finds a policy that the payer changed, and keeps still when nothing changed.

use crate::office::remittances;
use crate::{asked, day};
use model::remittance::Remittance;
use model::{Claim, Date};
use payments::patterns::{Counts, Pattern, Service, week_of};
use payments::reason::{Group, Kind as Means, kind};
use testkit::payer::caseload::Caseload;
use testkit::payer::{Policy, Profile, Rule, Share, SyntheticPayer};

/// Weeks of history, and weeks after the change.
const BEFORE: u64 = 40;
const AFTER: u64 = 3;
/// Claims a week.
const WEEKLY: u64 = 150;

/// Weekly remittances of a payer; `change` is planted at the beginning of the last weeks.
fn weeks(seed: u64, weeks: u64, change: Option<Policy>) -> Vec<(Date, Remittance)> {
    let mut profile = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", seed);
    profile.policies = Caseload::policies(day("2020-01-01"));
    profile.members = Caseload::members().into_iter().collect();
    profile.habits.days_to_pay = 0;
    profile.policies.extend(change);
    let caseload = Caseload { mistakes: Share::percent(10), ..Caseload::of(&profile) };
    let mut payer = SyntheticPayer::new(profile);
    let mut all = Vec::new();
    for week in 0..weeks {
        let today = start().plus_days(i32::try_from(week).unwrap() * 7);
        let claims: Vec<Claim> = (week * WEEKLY..(week + 1) * WEEKLY)
            .flat_map(|n| caseload.claims(n, today.plus_days(-2)))
            .map(|one| one.claim)
            .collect();
        let control = u32::try_from(week).unwrap() * 2 + 1;
        for file in caseload.files(&claims, control, today).unwrap() {
            payer.receive(file.as_bytes(), today).unwrap();
        }
        for answer in payer.due(today).unwrap() {
            all.extend(remittances(&answer).into_iter().map(|one| (today, one)));
        }
    }
    all
}

/// A Saturday, with which the weeks of the counts begin.
fn start() -> Date {
    day("2026-01-03")
}

/// Counts the lines of a remittance.
fn count(counts: &mut Counts, on: Date, remittance: &Remittance) {
    let week = week_of(on);
    for claim in &remittance.claims {
        for line in &claim.lines {
            let mut modifiers = line.service.modifiers.clone();
            modifiers.sort();
            let service = Service {
                payer: "PMHP7".to_owned(),
                code: line.service.code.clone(),
                modifier: modifiers.join("-"),
            };
            counts.add_decided(&service, week, 1);
            for one in &line.adjustments {
                let means = Group::of(&one.group).map(|group| kind(group, &one.carc));
                if means == Some(Means::Denied) {
                    let reason = format!("{}-{}", one.group, one.carc);
                    counts.add_refused(&Pattern { service: service.clone(), reason }, week, 1);
                }
            }
        }
    }
}

/// Changes that payers make, with the code and the reason in which they show.
fn changes(from: Date) -> Vec<(Policy, &'static str, &'static str)> {
    let some = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let planted = |rule| Policy { share: Share::percent(50), ..Policy::new("new", from, rule) };
    vec![
        (planted(Rule::Records { codes: some(&["88305"]) }), "88305", "CO-252"),
        (planted(Rule::Authorization { codes: some(&["77080"]) }), "77080", "CO-197"),
        (planted(Rule::NonCovered { codes: some(&["80061"]) }), "80061", "CO-96"),
        (planted(Rule::Units { codes: some(&["97530"]), most: 1 }), "97530", "CO-151"),
        (
            planted(Rule::Pair {
                code: "96372".to_owned(),
                into: "99213".to_owned(),
                opened_by: some(&["59"]),
            }),
            "96372",
            "CO-97",
        ),
    ]
}

/// Alarms of the weeks after a change: whether it was found, and what rang beside it.
fn after(seed: u64, (policy, code, reason): &(Policy, &str, &str)) -> (bool, Vec<Pattern>) {
    let first = week_of(policy.from);
    let told = weeks(seed, BEFORE + AFTER, Some(policy.clone()));
    let weeks = first..first + i32::try_from(AFTER).unwrap();
    let alarms = weeks.flat_map(|week| counts_until(&told, week).alarms(week));
    let its = |p: &Pattern| p.service.code == *code && p.reason == *reason;
    let (own, others): (Vec<Pattern>, Vec<Pattern>) =
        alarms.map(|alarm| alarm.pattern).partition(its);
    (!own.is_empty(), others)
}

#[test]
fn a_changed_policy_is_found_within_three_weeks() {
    let from = start().plus_days(i32::try_from(BEFORE).unwrap() * 7);
    let (mut runs, mut found, mut strange) = (0u64, 0, Vec::new());
    for round in 0..asked("CLEANCLAIM_PAYER_CHANGES", 1) {
        for (at, change) in (0u64..).zip(&changes(from)) {
            let (its, others) = after(61 + round * 100 + at, change);
            runs += 1;
            found += u64::from(its);
            strange.extend((!others.is_empty()).then_some(others));
        }
    }
    let wrong = strange.len() as u64;
    println!("{found} of {runs} changes found, {wrong} with an alarm about something else");
    assert_eq!(found, runs, "changes found");
    assert!(wrong * 20 <= runs, "alarms about what did not change: {strange:?}");
}

/// What was known by the end of a week.
fn counts_until(told: &[(Date, Remittance)], week: i32) -> Counts {
    let mut counts = Counts::default();
    for (on, remittance) in told.iter().filter(|(on, _)| week_of(*on) <= week) {
        count(&mut counts, *on, remittance);
    }
    counts
}

/// Years in which nothing changes; at most one in twenty may ring.
#[test]
fn a_payer_that_changes_nothing_rings_no_alarm() {
    let years = asked("CLEANCLAIM_PAYER_YEARS", 4);
    let mut rung = 0;
    for year in 0..years {
        let told = weeks(700 + year, 52, None);
        let mut counts = Counts::default();
        told.iter().for_each(|(on, remittance)| count(&mut counts, *on, remittance));
        let first = week_of(start());
        rung += u64::from((first..first + 52).any(|week| !counts.alarms(week).is_empty()));
    }
    println!("{rung} of {years} quiet years had an alarm");
    assert!(rung * 20 <= years, "{rung} of {years} quiet years had an alarm");
}
