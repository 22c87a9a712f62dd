//! Charts that are marked as sensitive: who sees whose they are, and what a claim of them needs.

use crate::claims::{account, charged};
use crate::connectors::{send, sent, work_off};
use crate::house::{Done, House, fail, test};
use libtest_mimic::{Failed, Trial};
use model::{AccountId, AccountState, HoldKind, SensitivityTag};
use store::accounts::Account;
use testkit::http::Client;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("without a consent no claim is made; one that is recorded lets it go", consented),
        test("a claim does not leave after its consent was revoked", revoked),
        test("a list names no patient of a protected chart without a need to know", listed),
    ]
}

/// Every chart comes again with its first document marked as a Part 2 record.
fn marked(house: &House) -> Done {
    let mut charts: Vec<model::Chart> =
        testkit::practice::charts().into_iter().map(|chart| chart.chart).collect();
    for document in charts.iter_mut().filter_map(|chart| chart.documents.first_mut()) {
        document.tags = vec![SensitivityTag::Part2];
    }
    let app = &house.app;
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        server::reception::receive(app, &mut tx, &app.config.tenant, charts, "source").await?;
        tx.commit().await
    })?;
    work_off(house)
}

fn waits(account: &Account) -> bool {
    account.standing.hold.as_ref().is_some_and(|hold| hold.kind == HoldKind::Consent)
}

fn claims(house: &House, id: &AccountId) -> Result<usize, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    Ok(house.runtime.block_on(store::claims::claims_of(db, tenant, id))?.len())
}

/// The accounts that wait for a consent.
fn held(house: &House) -> Result<Vec<Account>, Failed> {
    marked(house)?;
    let held: Vec<Account> = charged(house)?.into_iter().filter(waits).collect();
    if held.is_empty() {
        return fail("no account waits for a consent");
    }
    for account in &held {
        let hold = account.standing.hold.as_ref().ok_or("no hold")?;
        if claims(house, &account.id)? != 0 || !hold.reason.contains("42 CFR Part 2") {
            return fail(format!("{} has a claim, or no reason", account.id));
        }
    }
    Ok(held)
}

fn consent(officer: &Client, account: &Account, to: &str) -> Done {
    let address = format!("/patients/{}", account.patient.as_deref().ok_or("no patient")?);
    let page = officer.get(&address)?.expect(200)?;
    let fields = [("from", "2026-01-01"), ("to", to), ("source", "signed paper, folder 7")];
    officer.submit(&page, &format!("{address}/consents"), &fields)?.expect(303)?;
    Ok(())
}

fn consented() -> Done {
    let house = House::open_site();
    let held = held(&house)?;
    let officer = house.client("corin");
    // One that ended lets nothing go.
    consent(&officer, &held[0], "2026-02-01")?;
    work_off(&house)?;
    if !waits(&account(&house, &held[0].id)?) {
        return fail("a consent that ended let the account go");
    }
    for account in &held {
        consent(&officer, account, "")?;
    }
    work_off(&house)?;
    let mut clean = 0;
    for one in &held {
        let now = account(&house, &one.id)?;
        if waits(&now) {
            return fail(format!("{} waits though the consent is there", one.id));
        }
        clean += usize::from(now.standing.state == AccountState::Scrubbed);
        if now.standing.state == AccountState::Scrubbed && claims(&house, &one.id)? == 0 {
            return fail("clean without a claim");
        }
    }
    if clean == 0 {
        return fail("no claim was made once the consent was there");
    }
    let patient = held[0].patient.as_deref().unwrap_or_default();
    let page = officer.get(&format!("/patients/{patient}"))?.text();
    if page.contains("by Corin Compliance") && page.contains("without end") {
        Ok(())
    } else {
        fail("the page does not say who recorded the consent and for how long")
    }
}

fn revoked() -> Done {
    let house = House::open_site();
    let held = held(&house)?;
    let officer = house.client("corin");
    for account in &held {
        consent(&officer, account, "")?;
    }
    work_off(&house)?;
    let mut clean = Vec::new();
    for one in &held {
        if account(&house, &one.id)?.standing.state == AccountState::Scrubbed {
            clean.push(one);
        }
    }
    let first = *clean.first().ok_or("no clean claim")?;
    let address = format!("/patients/{}", first.patient.as_deref().unwrap_or_default());
    let page = officer.get(&address)?.expect(200)?;
    let text = page.text();
    let path = text.split("action=\"").find(|part| part.contains("/revoke\""));
    let path = path.and_then(|part| part.split('"').next()).ok_or("no button")?.to_owned();
    officer.submit(&page, &path, &[("version", "1")])?.expect(303)?;
    let out = tempfile::tempdir()?;
    send(&house.client("ada"), &out.path().display().to_string(), &[])?.expect(303)?;
    work_off(&house)?;
    let stopped = account(&house, &first.id)?;
    if !waits(&stopped) {
        return fail(format!("{:?}", stopped.standing));
    }
    let left = sent(out.path())?.len();
    consent(&officer, first, "")?;
    work_off(&house)?;
    let state = account(&house, &first.id)?.standing.state;
    if state == AccountState::Submitted && sent(out.path())?.len() > left {
        Ok(())
    } else {
        fail(format!("after the new consent: {state:?}"))
    }
}

fn listed() -> Done {
    let house = House::open();
    marked(&house)?;
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let filter = store::accounts::Filter { limit: 200, ..Default::default() };
    let page = house.runtime.block_on(store::accounts::page(db, tenant, &filter))?;
    let one = page.accounts.iter().find(|one| !one.tags.is_empty()).ok_or("nothing is tagged")?;
    let family = one.patient_name.split(',').next().unwrap_or_default();
    let carla = house.client("carla");
    let list = carla.get("/worklists")?.expect(200)?.text();
    if list.contains(family) || !list.contains("Protected") || !list.contains("sensitive") {
        return fail("a coder without clearance sees who it is, or no row at all");
    }
    let found = carla.get(&format!("/worklists?text={family}"))?.expect(200)?.text();
    if found.contains("row-link") {
        return fail("a search by name finds a protected chart");
    }
    carla.get(&format!("/accounts/{}", one.id))?.expect(403)?;
    let list = house.client("bill").get("/worklists")?.text();
    if !list.contains(family) || !list.contains("part2") {
        return fail("who bills the chart sees its patient and its tag");
    }
    let client = house.client("ada");
    let path = "/admin/users/user_carla";
    let form = client.get(path)?.expect(200)?;
    let version = form.field("version").unwrap_or_default();
    let fields = [
        ("version", version.as_str()),
        ("name", "Carla Coder"),
        ("role", "coder"),
        ("tags", "part2"),
        ("active", "yes"),
    ];
    client.submit(&form, path, &fields)?.expect(303)?;
    let to = Some(model::UserId("user_carla".to_owned()));
    give(&house, &one.id, to)?;
    let carla = house.client("carla");
    let list = carla.get("/worklists?owner=me")?.expect(200)?.text();
    if !list.contains(family) || !list.contains("part2") {
        return fail("a coder with the clearance does not see her own row");
    }
    carla.get(&format!("/accounts/{}", one.id))?.expect(200)?;
    Ok(())
}

fn give(house: &House, id: &AccountId, to: Option<model::UserId>) -> Done {
    let app = &house.app;
    house.runtime.block_on(async {
        let tenant = &app.config.tenant;
        let mut tx = app.db.begin().await?;
        let mut account = store::accounts::get_for_change(&mut tx, tenant, id).await?;
        let steps = to.map(|to| model::AccountEvent::Assigned { to });
        let steps: Vec<_> = steps.into_iter().collect();
        let who = ("lena", app.now());
        store::accounts::take_steps(&mut tx, tenant, &mut account, &steps, who, &app.terms).await?;
        tx.commit().await
    })?;
    Ok(())
}
