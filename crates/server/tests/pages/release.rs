//! The release policy: nothing without audits, from the proved threshold on, closed by bad audits.

use crate::house::{Done, House, NOW, fail, in_browser, test};
use governance::comparison::{CodeEntry, CodeRole, FindingState};
use governance::policy::{Looking, StandingState};
use libtest_mimic::Trial;
use model::{Chart, EncounterId, TenantId};
use server::audits::declare::{Declaration, candidates, declare};
use server::audits::{answer, verdict};
use server::release::{Promise, SETTING, confidence, millionths};
use server::{reception, worker};
use store::governance::{
    AuditFilter, AuditState, ChartAudit, WordFilter, audits, save_audit, words,
};
use store::people::{Setting, put_setting};
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a proved scope releases from its threshold on, and bad audits close it", proved),
        test("who declared a batch does not open its scope", second_person),
        in_browser("a manager sees how many audits are missing", missing),
    ]
}

fn tenant() -> TenantId {
    TenantId::from("site")
}

/// A promise that few audits prove: the arithmetic of 59 is held by the crate `governance`.
async fn weak_promise(house: &House) {
    let promise = Promise { target_error: 0.4, confidence: 0.6, ongoing: 1.0 };
    let setting = Setting {
        name: SETTING.to_owned(),
        body: serde_json::to_string(&promise).expect("JSON"),
        version: 0,
        changed_at: NOW,
        changed_by: "test".to_owned(),
    };
    let mut tx = house.app.db.begin().await.expect("a transaction");
    put_setting(&mut tx, &tenant(), &setting).await.expect("set");
    tx.commit().await.expect("committed");
}

fn declaration(threshold: f64) -> Declaration {
    Declaration {
        scope: "office".parse().expect("a scope"),
        target_error: 0.4,
        confidence: 0.6,
        thresholds: vec![threshold],
        size: 2,
        looking: Looking::Once,
        attempts: 1,
    }
}

/// Codes a drawn chart a second time: as first, or with one diagnosis that is wrong.
async fn audit(house: &House, mut audit: ChartAudit, right: bool) {
    let mut tx = house.app.db.begin().await.expect("a transaction");
    audit.auditor = Some("user_audrey".to_owned());
    audit.state = AuditState::Taken;
    save_audit(&mut tx, &tenant(), &mut audit).await.expect("taken");
    let mut codes = audit.body.first.clone();
    if !right {
        codes.push(CodeEntry::new(CodeRole::Diagnosis, "Z99.89"));
    }
    let by = ("user_audrey", NOW);
    let second = (codes, "user_lena");
    answer::finish(&mut tx, &tenant(), &mut audit, second, by).await.expect("finished");
    let marks: Vec<usize> = audit.body.findings.iter().map(|(mark, _)| *mark).collect();
    for mark in marks {
        let step = (mark, FindingState::Agreed, "");
        answer::go(&mut tx, &tenant(), &mut audit, step, ("user_lena", NOW)).await.expect("agreed");
    }
    tx.commit().await.expect("committed");
}

async fn drawn(house: &House) -> Vec<ChartAudit> {
    let filter =
        AuditFilter { state: Some(AuditState::Drawn), limit: 1_000, ..AuditFilter::default() };
    audits(&house.app.db, &tenant(), &filter).await.expect("audits")
}

/// The practice's charts once more, as other encounters.
async fn again(house: &House, round: &str) {
    let charts = testkit::practice::charts().into_iter().map(|kept| {
        let mut chart: Chart = kept.chart;
        let id = format!("{}-{round}", chart.id);
        chart.id = model::ChartId(id.clone());
        chart.encounter.id = Some(EncounterId(id));
        chart
    });
    let mut tx = house.app.db.begin().await.expect("a transaction");
    let charts = charts.collect();
    reception::receive(&house.app, &mut tx, &tenant(), charts, "test").await.expect("received");
    tx.commit().await.expect("committed");
    while worker::pass(&house.app, "again").await.expect("work") > 0 {}
}

async fn released(house: &House) -> Vec<(String, i64)> {
    let filter = WordFilter { to: i64::MAX, limit: 10_000, ..WordFilter::default() };
    let words = words(&house.app.db, &tenant(), &filter).await.expect("words");
    words.into_iter().filter(|w| w.released).map(|w| (w.scope, w.confidence)).collect()
}

fn proved() -> Done {
    let house = House::open();
    house.runtime.block_on(async {
        let app = &house.app;
        if !released(&house).await.is_empty() {
            return fail("released without one audit");
        }
        weak_promise(&house).await;
        let mut found = candidates(app, &tenant(), "office", 0.0).await?;
        found.sort_by_key(|word| word.confidence);
        if found.len() < 4 {
            let all = WordFilter { to: i64::MAX, limit: 100, ..WordFilter::default() };
            let all = words(&app.db, &tenant(), &all).await?;
            return fail(format!("only {} office charts: {all:?}", found.len()));
        }
        let threshold = confidence(found[found.len() / 2].confidence);
        let by = ("user_mona", NOW);
        let id = declare(app, &tenant(), &declaration(threshold), by).await?;
        for drawn in drawn(&house).await {
            audit(&house, drawn, true).await;
        }
        again(&house, "shadow").await;
        if !released(&house).await.is_empty() {
            return fail("released before a person opened the scope");
        }
        verdict::test(app, &tenant(), (&id, false), by).await?;
        verdict::open(app, &tenant(), &id, ("user_corin", NOW)).await?;
        again(&house, "open").await;
        let out = released(&house).await;
        let least = millionths(threshold);
        if out.is_empty() || out.iter().any(|(s, c)| !s.starts_with("office") || *c < least) {
            return fail(format!("threshold {least}, released {out:?}"));
        }
        let ongoing = drawn(&house).await;
        if ongoing.len() != out.len() {
            return fail(format!("{} of {} released charts are audited", ongoing.len(), out.len()));
        }
        for drawn in ongoing {
            audit(&house, drawn, false).await;
        }
        let scope = "office".parse().expect("a scope");
        let (policy, _) = store::governance::policy(&app.db, &tenant()).await?;
        match policy.standing(&scope).map(|standing| &standing.state) {
            Some(StandingState::Closed { reason, .. }) if reason.contains("closed itself") => {}
            other => return fail(format!("{} bad audits: {other:?}", out.len())),
        }
        again(&house, "closed").await;
        if released(&house).await.len() != out.len() {
            return fail("a closed scope released");
        }
        Ok(())
    })?;
    let page = house.client("mona").get("/release/scope?name=office")?.expect(200)?.text();
    match page.contains("closed itself") {
        true => Ok(()),
        false => fail("the page does not say that the scope closed itself"),
    }
}

fn second_person() -> Done {
    let house = House::open();
    house.runtime.block_on(weak_promise(&house));
    let mona = house.client("mona");
    let csrf = mona.get("/release")?.expect(200)?.csrf().unwrap_or_default();
    let fields = [
        ("csrf", &*csrf),
        ("scope", "office"),
        ("target", "40"),
        ("confidence", "60"),
        ("thresholds", "0.1"),
        ("size", "2"),
        ("looking", "once"),
        ("attempts", "1"),
    ];
    mona.post_form("/release/declare", &fields)?.expect(303)?;
    // A second batch would be a second attempt, and one was declared.
    mona.post_form("/release/declare", &fields)?.expect(422)?;
    let id = house.runtime.block_on(async {
        for drawn in drawn(&house).await {
            audit(&house, drawn, true).await;
        }
        store::governance::batches(&house.app.db, &tenant(), "office").await
    })?;
    let Some(id) = id.first().map(|row| row.id.clone()) else { return fail("no batch") };
    let token = [("csrf", &*csrf)];
    mona.post_form(&format!("/release/batches/{id}/open"), &token)?.expect(422)?;
    mona.post_form(&format!("/release/batches/{id}/test"), &token)?.expect(303)?;
    mona.post_form(&format!("/release/batches/{id}/open"), &token)?.expect(422)?;
    let corin = house.client("corin");
    let csrf = corin.get("/release")?.expect(200)?.csrf().unwrap_or_default();
    let token = [("csrf", &*csrf)];
    corin.post_form(&format!("/release/batches/{id}/open"), &token)?.expect(303)?;
    let page = corin.get("/release/scope?name=office")?.expect(200)?.text();
    house.client("carla").get("/release")?.expect(403)?;
    match page.contains("Opened by Corin Compliance") {
        true => Ok(()),
        false => fail("the scope is not open"),
    }
}

fn missing() -> Done {
    let house = House::open();
    let page = house.browser("mona")?;
    page.open(&format!("{}/release", house.address))?;
    page.wait_for_text("59 without an error")?;
    no_serious(&page)?;
    page.open(&format!("{}/release/scope?name=office", house.address))?;
    page.wait_for("#missing")?;
    no_serious(&page)?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}
