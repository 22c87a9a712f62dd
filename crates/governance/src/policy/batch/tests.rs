//! A batch from its declaration to its verdict.

use super::*;
use crate::policy::plan::tests::{frame, plan};

const LEAF: &str = "office/cardiology/medicare";

/// A batch with this many right audits of confidence 0.95, then this many errors.
fn audited(plan: AuditPlan, frame: Frame, right: u32, errors: u32) -> AuditBatch {
    let leaf = frame.charts.keys().next().unwrap().clone();
    let mut batch = AuditBatch::declare(plan, frame, "lead", 1).unwrap();
    for n in 0..right + errors {
        let account = format!("acct_{n}");
        batch.draw(&account, &leaf, 0.95).unwrap();
        let outcome = if n < right { Outcome::Right } else { Outcome::Error };
        batch.record(&account, outcome).unwrap();
    }
    batch
}

#[test]
fn one_look_when_complete() {
    let mut batch = audited(plan("office"), frame(&[LEAF]), 58, 0);
    assert_eq!(batch.state(), BatchState::Declared);
    assert_eq!(batch.audits_missing(), Some(1));
    assert_eq!(batch.test(5), Err(BatchFault::TooEarly { done: 58, size: 59 }));
    batch.draw("last", &LEAF.parse().unwrap(), 0.9).unwrap();
    batch.record("last", Outcome::Right).unwrap();
    assert_eq!(batch.state(), BatchState::Complete);
    let full = batch.draw("more", &LEAF.parse().unwrap(), 0.9);
    assert_eq!(full, Err(BatchFault::Full(59)));
    let verdict = batch.test(5).unwrap();
    let proof = verdict.proof.unwrap();
    assert_eq!((proof.threshold, proof.audited, proof.errors), (0.9, 59, 0));
    assert!(proof.bound <= 0.05);
    assert!(verdict.says.contains("at most 4.95 % of them have one"), "{}", verdict.says);
    assert_eq!(batch.state(), BatchState::Tested);
    assert_eq!(batch.test(6), Err(BatchFault::Tested));
}

#[test]
fn an_error_or_an_unusable_chart_proves_nothing() {
    let verdict = audited(plan("office"), frame(&[LEAF]), 58, 1).test(1).unwrap();
    assert_eq!(verdict.proof, None);
    assert!(verdict.says.contains("nothing may be released"), "{}", verdict.says);
    let mut batch = audited(plan("office"), frame(&[LEAF]), 58, 0);
    batch.draw("lost", &LEAF.parse().unwrap(), 0.95).unwrap();
    batch.record("lost", Outcome::Unusable).unwrap();
    assert_eq!(batch.test(1).unwrap().proof, None);
}

#[test]
fn thresholds_fall_until_the_first_that_fails() {
    let leaf = LEAF.parse().unwrap();
    let tested = |thresholds: &[f64]| {
        let plan = AuditPlan { thresholds: thresholds.to_vec(), size: 200, ..plan("office") };
        let mut batch = AuditBatch::declare(plan, frame(&[LEAF]), "lead", 1).unwrap();
        for n in 0..200 {
            let confidence = [0.96, 0.92, 0.85, 0.75][n % 4];
            let account = format!("acct_{n}");
            batch.draw(&account, &leaf, confidence).unwrap();
            // Below 0.9 one chart in five is wrong.
            let wrong = confidence < 0.9 && n % 5 == 0;
            batch.record(&account, if wrong { Outcome::Error } else { Outcome::Right }).unwrap();
        }
        (batch.proved_now(), batch.test(1).unwrap())
    };
    // Fifty charts a step: the first step alone is too small to prove 5 %.
    let (now, verdict) = tested(&[0.95, 0.9, 0.8, 0.7]);
    assert_eq!((now, verdict.steps.len()), (None, 1));
    assert_eq!((verdict.proof, verdict.steps[0].audited), (None, 50));

    let (now, verdict) = tested(&[0.9, 0.8, 0.7]);
    assert_eq!(now, Some(0.9));
    let proved: Vec<_> = verdict.steps.iter().map(|s| (s.threshold, s.proved)).collect();
    assert_eq!(proved, [(0.9, true), (0.8, false)]);
    assert_eq!(verdict.proof.unwrap().threshold, 0.9);
}

#[test]
fn any_time_takes_a_few_more() {
    let plan = AuditPlan { looking: Looking::Anytime, size: 400, ..plan("office") };
    let mut batch = audited(plan.clone(), frame(&[LEAF]), 73, 0);
    assert_eq!(batch.test(1).unwrap().proof, None);
    assert_eq!((batch.state(), batch.audits_missing()), (BatchState::Declared, Some(1)));
    let mut batch = audited(plan, frame(&[LEAF]), 74, 0);
    assert!(batch.test(1).unwrap().proof.is_some());
    assert_eq!(batch.state(), BatchState::Tested);
}

#[test]
fn counts_in_the_order_of_the_draw() {
    let mut batch = AuditBatch::declare(plan("office"), frame(&[LEAF]), "lead", 1).unwrap();
    let leaf: Scope = LEAF.parse().unwrap();
    for account in ["a", "b", "c"] {
        batch.draw(account, &leaf, 0.95).unwrap();
    }
    batch.record("c", Outcome::Right).unwrap();
    assert_eq!(batch.counted().len(), 0);
    batch.record("a", Outcome::Error).unwrap();
    assert_eq!(batch.tallies(), [(1, 1)]);
    batch.record("b", Outcome::Right).unwrap();
    assert_eq!(batch.tallies(), [(3, 1)]);
    assert_eq!(batch.record("a", Outcome::Right), Err(BatchFault::Recorded("a".into())));
    assert_eq!(batch.record("x", Outcome::Right), Err(BatchFault::NotDrawn("x".into())));
    assert_eq!(batch.draw("a", &leaf, 0.95), Err(BatchFault::Twice("a".into())));
    for confidence in [0.89, f64::NAN, 1.1] {
        let refused = batch.draw("d", &leaf, confidence);
        assert!(matches!(refused, Err(BatchFault::BelowThresholds { .. })), "{confidence}");
    }
    let other = batch.draw("d", &"ed".parse().unwrap(), 0.95);
    assert!(matches!(other, Err(BatchFault::OtherScope { .. })));
}

#[test]
fn goes_through_json() {
    let mut batch = audited(plan("office"), frame(&[LEAF]), 59, 0);
    batch.test(5).unwrap();
    let text = serde_json::to_string(&batch).unwrap();
    assert_eq!(serde_json::from_str::<AuditBatch>(&text).unwrap(), batch);
    // A stored batch that breaks the rules is not read.
    let twice = text.replace("\"acct_7\"", "\"acct_8\"");
    assert!(serde_json::from_str::<AuditBatch>(&twice).is_err());
}
