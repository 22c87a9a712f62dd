//! The way of a scope, from the shadow to open, closed and open again.

use super::*;
use crate::policy::plan::tests::{frame, plan};
use crate::policy::{Decision, Looking, Outcome, ReleaseRequest};

const LEAF: &str = "office/cardiology/medicare";
const OTHER: &str = "office/cardiology/aetna";
const SURGERY: &str = "office/surgery/medicare";

/// Draws, audits and tests a declared batch.
fn audited(mut batch: AuditBatch, leaf: &str, errors: u32) -> AuditBatch {
    for n in 0..batch.plan().size {
        let account = format!("acct_{n}");
        batch.draw(&account, &leaf.parse().unwrap(), 0.95).unwrap();
        batch.record(&account, if n < errors { Outcome::Error } else { Outcome::Right }).unwrap();
    }
    batch.test(100).unwrap();
    batch
}

/// A policy in which `scope` is open on audits over `leaves`.
fn opened(scope: &str, leaves: &[&str]) -> ReleasePolicy {
    let mut policy = ReleasePolicy::new();
    let batch = policy.declare(plan(scope), frame(leaves), "lead", 10).unwrap();
    policy.open(&audited(batch, leaves[0], 0), "manager", 200).unwrap();
    policy
}

fn decide(policy: &ReleasePolicy, scope: &str, chart_confidence: f64) -> Decision {
    let scope = scope.parse().unwrap();
    policy.decide(&ReleaseRequest { scope: &scope, engine: "model-1", chart_confidence })
}

fn reason(decision: Decision) -> String {
    match decision {
        Decision::Review { reason } => reason,
        Decision::Release(release) => panic!("released: {release:?}"),
    }
}

#[test]
fn nothing_is_released_without_audits() {
    let why = reason(decide(&ReleasePolicy::new(), LEAF, 1.0));
    assert!(why.contains("at least 59 without an error"), "{why}");
    let mut policy = ReleasePolicy::new();
    let strict = AuditPlan { target_error: 0.02, ..plan(LEAF) };
    let batch = policy.declare(strict, frame(&[LEAF]), "lead", 1).unwrap();
    let why = reason(decide(&policy, LEAF, 1.0));
    assert!(why.contains("at least 149 without an error to promise at most 2 %"), "{why}");
    assert_eq!(policy.open(&batch, "x", 2), Err(PolicyFault::NoProof(LEAF.parse().unwrap())));
}

#[test]
fn releases_what_is_proved_and_says_why_not() {
    let policy = opened(LEAF, &[LEAF]);
    let Decision::Release(release) = decide(&policy, LEAF, 0.9) else { panic!() };
    assert_eq!((release.threshold, release.audited, release.errors), (0.9, 59, 0));
    assert!(release.bound <= 0.05);
    let why = reason(decide(&policy, LEAF, 0.89));
    assert!(why.contains("0.89 is below 0.9"), "{why}");
    assert!(reason(decide(&policy, LEAF, f64::NAN)).contains("no confidence"));
    let leaf = LEAF.parse().unwrap();
    let other = ReleaseRequest { scope: &leaf, engine: "model-2", chart_confidence: 1.0 };
    let why = reason(policy.decide(&other));
    assert!(why.contains("prove model-1; this chart was coded by model-2"), "{why}");
}

#[test]
fn a_proof_reaches_down_only_where_it_was_drawn() {
    let policy = opened("office", &[LEAF, SURGERY]);
    assert!(matches!(decide(&policy, LEAF, 0.95), Decision::Release(_)));
    let why = reason(decide(&policy, OTHER, 0.95));
    assert!(why.contains("the audits of office were not drawn over its charts"), "{why}");
    assert!(matches!(decide(&policy, "ed/trauma/medicare", 1.0), Decision::Review { .. }));
    // Not upward either.
    assert!(matches!(decide(&opened(LEAF, &[LEAF]), "office", 1.0), Decision::Review { .. }));
}

#[test]
fn a_scope_closes_itself_and_says_so() {
    let mut policy = opened("office", &[LEAF, OTHER, SURGERY]);
    let [leaf, other, office] = [LEAF, SURGERY, "office"].map(|s| s.parse::<Scope>().unwrap());
    // The other specialty's charts are right: the setting as a whole keeps its promise.
    for _ in 0..400 {
        assert_eq!(policy.ongoing(&other, false, 300).unwrap(), vec![]);
    }
    let closed = (0..60).find_map(|n| {
        let closed = policy.ongoing(&leaf, n % 4 == 0, 400).unwrap();
        (!closed.is_empty()).then_some(closed)
    });
    let closed = closed.expect("one error in four closes it");
    let names: Vec<String> = closed.iter().map(|(scope, _)| scope.to_string()).collect();
    assert_eq!(names, [LEAF, "office/cardiology"]);
    let said = &closed[0].1;
    assert!(reason(decide(&policy, LEAF, 1.0)).contains(said));
    assert!(matches!(decide(&policy, SURGERY, 1.0), Decision::Release(_)));
    // The setting closes too when its own promise is contradicted.
    let mut errors = 0;
    while policy.standing(&office).unwrap().proof().is_some() {
        // The other specialty's own monitor may speak first; the setting's goes on.
        policy.ongoing(&other, true, 500).unwrap();
        errors += 1;
        assert!(errors < 100);
    }
    assert!(reason(decide(&policy, SURGERY, 1.0)).contains("closed itself"));
    assert!(reason(decide(&policy, OTHER, 1.0)).contains("closed"));
}

#[test]
fn attempts_are_counted_when_declared() {
    let mut policy = ReleasePolicy::new();
    let again = |policy: &mut ReleasePolicy, plan| policy.declare(plan, frame(&[LEAF]), "lead", 1);
    again(&mut policy, plan(LEAF)).unwrap();
    let left = again(&mut policy, plan(LEAF));
    assert!(matches!(left, Err(PolicyFault::NoAttemptLeft { .. })), "{left:?}");
    let more = AuditPlan { attempts: 2, ..plan(LEAF) };
    let other = again(&mut policy, more.clone());
    assert_eq!(other, Err(PolicyFault::OtherPromise(LEAF.parse().unwrap())));
    let new = AuditPlan { engine: "model-2".into(), size: 72, ..more };
    let first = again(&mut policy, new.clone()).unwrap();
    assert_eq!(first.audits_missing(), Some(72), "two attempts at half the level each");
    let looked = AuditPlan { looking: Looking::Anytime, ..new.clone() };
    assert!(again(&mut policy, looked).is_ok());
    assert!(again(&mut policy, new).is_err());
}

#[test]
fn a_closed_scope_takes_a_new_batch() {
    let mut policy = ReleasePolicy::new();
    let two = AuditPlan { attempts: 2, size: 80, ..plan(LEAF) };
    let first = policy.declare(two.clone(), frame(&[LEAF]), "lead", 10).unwrap();
    let first = audited(first, LEAF, 0);
    policy.open(&first, "manager", 101).unwrap();
    let leaf: Scope = LEAF.parse().unwrap();
    assert_eq!(policy.open(&first, "manager", 102), Err(PolicyFault::Open(leaf.clone())));
    policy.close(&leaf, "a complaint is looked into", 150).unwrap();
    assert!(reason(decide(&policy, LEAF, 1.0)).contains("a complaint is looked into"));
    assert_eq!(policy.open(&first, "manager", 160), Err(PolicyFault::OldProof(leaf.clone())));
    let mut second = policy.declare(two, frame(&[LEAF]), "lead", 170).unwrap();
    for n in 0..80 {
        second.draw(&format!("b{n}"), &leaf, 0.95).unwrap();
        second.record(&format!("b{n}"), Outcome::Right).unwrap();
    }
    second.test(180).unwrap();
    policy.open(&second, "manager", 190).unwrap();
    assert!(matches!(decide(&policy, LEAF, 1.0), Decision::Release(_)));
    let stranger = ReleasePolicy::new().open(&second, "manager", 190);
    assert_eq!(stranger, Err(PolicyFault::NotDeclared(leaf)));
    let text = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<ReleasePolicy>(&text).unwrap(), policy);
}
