//! Audits: the second coder is blind, the comparison comes afterwards, the coder may rebut.

use crate::house::{Done, House, NOW, fail, in_browser, test};
use governance::policy::Looking;
use libtest_mimic::Trial;
use model::TenantId;
use server::audits::declare::{Declaration, declare};
use store::governance::{AuditFilter, AuditState, ChartAudit, add_audits, audits};
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("an auditor gets no first code before finishing", blind),
        test("nobody audits their own codes", own_work),
        in_browser("coded blind, compared, rebutted", rebutted),
    ]
}

/// Two drawn charts.
fn drawn(house: &House) -> Vec<ChartAudit> {
    let tenant = TenantId::from("site");
    let declaration = Declaration {
        scope: "office".parse().expect("a scope"),
        target_error: 0.4,
        confidence: 0.6,
        thresholds: vec![0.1],
        size: 2,
        looking: Looking::Once,
        attempts: 1,
    };
    let filter =
        AuditFilter { state: Some(AuditState::Drawn), limit: 10, ..AuditFilter::default() };
    house.runtime.block_on(async {
        let by = ("user_mona", NOW);
        declare(&house.app, &tenant, &declaration, by).await.expect("declared");
        audits(&house.app.db, &tenant, &filter).await.expect("drawn")
    })
}

fn blind() -> Done {
    let house = House::open();
    let drawn = drawn(&house);
    let client = house.client("audrey");
    let list = client.get("/audits")?.expect(200)?;
    let csrf = list.csrf().unwrap_or_default();
    let address = format!("/audits/{}", drawn[0].id);
    // Before it is taken there is nothing to see.
    client.get(&address)?.expect(403)?;
    client.post_form(&format!("{address}/take"), &[("csrf", &*csrf)])?.expect(303)?;
    let page = client.get(&address)?.expect(200)?;
    let version = page.field("version").unwrap_or_default();
    // What stands in the documents themselves may be read.
    let seen = list.text() + &page.text();
    let own: Vec<_> = drawn[0].body.first.iter().map(|entry| entry.code.clone()).collect();
    if own.iter().any(|code| code.contains('.') && seen.contains(code.as_str())) {
        return fail(format!("one of {own:?} stands in the blind page"));
    }
    let wrong = [("csrf", &*csrf), ("version", &*version), ("dx", "X1"), ("act", "finish")];
    let refused = client.post_form(&format!("{address}/enter"), &wrong)?.expect(422)?.text();
    if !refused.contains("no billable ICD-10-CM code") || !refused.contains(">X1<") {
        return fail("what was typed is lost, or the fault is not named");
    }
    let entry = [("csrf", &*csrf), ("version", &*version), ("dx", "Z99.89"), ("act", "finish")];
    client.post_form(&format!("{address}/enter"), &entry)?.expect(303)?;
    client.post_form(&format!("{address}/enter"), &entry)?.expect(409)?;
    let page = client.get(&address)?.expect(200)?.text();
    match own.iter().all(|code| page.contains(code.as_str())) {
        true => Ok(()),
        false => fail("the comparison does not show the first codes"),
    }
}

fn own_work() -> Done {
    let house = House::open();
    let mut audit = drawn(&house).remove(0);
    audit.id = "aud_own".to_owned();
    audit.batch = None;
    audit.auditee = "user_audrey".to_owned();
    house.runtime.block_on(async {
        let mut tx = house.app.db.begin().await.expect("a transaction");
        add_audits(&mut tx, &TenantId::from("site"), &[audit]).await.expect("added");
        tx.commit().await.expect("committed");
    });
    let client = house.client("audrey");
    let list = client.get("/audits")?.expect(200)?;
    let csrf = list.csrf().unwrap_or_default();
    if list.text().contains("aud_own") {
        return fail("one's own codes are offered");
    }
    client.post_form("/audits/aud_own/take", &[("csrf", &*csrf)])?.expect(403)?;
    house.client("carla").get("/audits")?.expect(403)?;
    Ok(())
}

fn rebutted() -> Done {
    let house = House::open();
    let drawn = drawn(&house);
    let page = house.browser("audrey")?;
    page.open(&format!("{}/audits", house.address))?;
    no_serious(&page)?;
    page.click("button.primary")?;
    page.wait_for("textarea[name=dx]")?;
    no_serious(&page)?;
    page.fill("textarea[name=dx]", "Z99.89")?;
    page.click("button[value=finish]")?;
    page.wait_for_text("Findings wait for an answer")?;
    no_serious(&page)?;
    let url = page.url()?;
    if !drawn.iter().any(|audit| url.ends_with(&audit.id)) {
        return fail(format!("{url} is none of the drawn charts"));
    }
    let lead = house.browser("lena")?;
    lead.open(&url)?;
    lead.fill("input[name=comment]", "The plan supports it.")?;
    lead.click("button[value=rebutted]")?;
    lead.wait_for_text("rebutted: The plan supports it.")?;
    page.reload()?;
    page.fill("input[name=comment]", "It was history only.")?;
    page.click("button[value=upheld]")?;
    page.wait_for_text("upheld: It was history only.")?;
    let mut errors = page.console_errors()?;
    errors.extend(lead.console_errors()?);
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}
