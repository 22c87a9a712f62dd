use super::*;
use governance::policy::{AuditPlan, Frame, Looking, Outcome};
use model::account::Terms;
use model::{AccountId, Setting, Standing};

fn account(specialty: &str, payer: &str) -> Account {
    Account {
        id: AccountId("acct_1".into()),
        source_key: "k".into(),
        patient: None,
        patient_name: String::new(),
        mrn: None,
        setting: "office".into(),
        specialty: specialty.into(),
        site: String::new(),
        provider: None,
        provider_name: String::new(),
        payer: payer.into(),
        payer_kind: String::new(),
        service_from: None,
        service_to: None,
        received_at: 0,
        standing: Standing::received(0, &Terms::default()),
        value_cents: 0,
        confidence_bp: None,
        released_by: None,
        released_at: None,
        coder: None,
        tags: Vec::new(),
        entered_at: 0,
        version: 1,
    }
}

fn coded(confidence: f64, reasons: &[&str]) -> CodedChart {
    let mut value = json!({
        "id": "c", "setting": "office", "date": "2026-06-01", "dx": [], "px": [],
        "not_coded": [], "gaps": [], "route": "release", "reasons": reasons,
        "chart_confidence": confidence, "releases": { "lexicon": "l1" },
    });
    value["date_assumed"] = false.into();
    value["setting_inferred"] = false.into();
    value["setting_evidence"] = json!([]);
    serde_json::from_value(value).expect("a coded chart")
}

/// A policy that is open for the office from 0.9 on: 59 audits without an error.
fn open() -> Policy {
    let scope = Scope::of_setting(Setting::Office);
    let plan = AuditPlan {
        scope: scope.clone(),
        engine: engine_of(&coded(1.0, &[])),
        target_error: 0.05,
        confidence: 0.95,
        thresholds: vec![0.9],
        size: 59,
        looking: Looking::Once,
        attempts: 1,
    };
    let frame = Frame { charts: [(scope.clone(), 100)].into(), random: true };
    let mut policy = Policy::default();
    let mut batch = policy.register.declare(plan, frame, "ann", 1).expect("declared");
    for n in 0..59 {
        batch.draw(&format!("a{n}"), &scope, 0.95).expect("drawn");
        batch.record(&format!("a{n}"), Outcome::Right).expect("recorded");
    }
    batch.test(2).expect("tested");
    policy.register.open(&batch, "bob", 3).expect("opened");
    policy
}

#[test]
fn nothing_is_released_without_audits() {
    let word = decide(&Policy::default(), &account("", ""), &coded(1.0, &[]));
    assert_eq!(word.released, None);
    assert!(word.reasons[0].contains("at least 59"), "{:?}", word.reasons);
    assert!(word.eligible);
}

#[test]
fn a_proof_releases_from_its_threshold_on_and_nothing_with_another_reason() {
    let policy = open();
    let low = format!("{LOW_CONFIDENCE}0.91 is below the release threshold 0.99");
    let cases = [
        (0.9, vec![], true),
        (0.91, vec![low.as_str()], true),
        (0.899_999_9, vec![], false),
        (0.99, vec!["documentation gap: which side"], false),
    ];
    for (confidence, reasons, released) in cases {
        let word = decide(&policy, &account("", ""), &coded(confidence, &reasons));
        assert_eq!(word.released.is_some(), released, "{confidence} {:?}", word.reasons);
        assert_eq!(word.reasons.is_empty(), released, "{:?}", word.reasons);
        assert_eq!(word.policy["proof"]["threshold"], 0.9);
    }
}

#[test]
fn a_stricter_promise_closes_the_door_at_once() {
    let mut policy = open();
    policy.promise.target_error = 0.02;
    let word = decide(&policy, &account("", ""), &coded(0.99, &[]));
    assert_eq!(word.released, None);
    assert!(word.reasons[0].contains("promises at most 2 %"), "{:?}", word.reasons);
}

#[test]
fn scopes_are_named_from_what_is_known() {
    let cases = [
        ("", "", "office"),
        ("Family medicine", "", "office/family-medicine"),
        ("", "Blue & Co.", "office/unknown/blue-co"),
        ("cardiology", "Medicare", "office/cardiology/medicare"),
        ("(!)", "…", "office"),
    ];
    for (specialty, payer, scope) in cases {
        let account = account(specialty, payer);
        assert_eq!(scope_of(&account, &coded(1.0, &[])).to_string(), scope);
    }
}
