//! The claim editor.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::{AccountEvent, AccountId, AccountState};
use store::accounts::{self, Account, Filter};
use store::claims::ClaimRow;
use store::work::NewJob;
use testkit::accessibility::no_serious;
use testkit::http::Client;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a biller mends an edit at its field, and the account moves", mended),
        in_browser("an edit that needs a reason is let pass by the owner with one", let_pass),
        test("a change of a code asks for a reason and is kept as a decision", recoded),
        test("a claim is changed by those who may, at the version they read", rights),
        test("the claim on paper is a PDF, or its faults", paper),
    ]
}

/// The accounts of the practice released and charged.
pub fn charged(house: &House) -> Result<Vec<Account>, Failed> {
    let app = &house.app;
    let tenant = app.config.tenant.clone();
    house.runtime.block_on(async {
        let filter = Filter { limit: 200, ..Filter::default() };
        let mut ids: Vec<AccountId> = Vec::new();
        for account in accounts::page(&app.db, &tenant, &filter).await?.accounts {
            if account.standing.state != AccountState::Review {
                continue;
            }
            let mut tx = app.db.begin().await?;
            let mut account = accounts::get_for_change(&mut tx, &tenant, &account.id).await?;
            let steps = [AccountEvent::Released];
            let who = ("service", app.now());
            accounts::take_steps(&mut tx, &tenant, &mut account, &steps, who, &app.terms).await?;
            let job = NewJob {
                id: app.new_id("job"),
                tenant: tenant.clone(),
                kind: "charge".to_owned(),
                subject: account.id.0.clone(),
                payload: "{}".to_owned(),
                priority: 100,
                run_at: app.now(),
                created_at: app.now(),
            };
            store::work::add(&mut tx, &[job]).await?;
            tx.commit().await?;
            ids.push(account.id);
        }
        server::worker::pass(app, "house").await?;
        let mut found = Vec::new();
        for id in ids {
            found.extend(accounts::get(&app.db, &tenant, &id).await?);
        }
        Ok(found)
    })
}

/// A claim that nothing stops.
fn clean(house: &House) -> Result<ClaimRow, Failed> {
    for account in charged(house)? {
        if account.standing.state == AccountState::Scrubbed {
            return first_claim(house, &account.id);
        }
    }
    fail("no claim of the practice is clean")
}

fn first_claim(house: &House, id: &AccountId) -> Result<ClaimRow, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let rows = house.runtime.block_on(store::claims::claims_of(db, tenant, id))?;
    rows.into_iter().next().ok_or_else(|| "an account without a claim".into())
}

pub fn account(house: &House, id: &AccountId) -> Result<Account, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let found = house.runtime.block_on(accounts::get(db, tenant, id))?;
    found.ok_or_else(|| "no such account".into())
}

/// Saves fields of a claim over HTTP; the status of the answer.
fn save(client: &Client, id: &str, fields: &[(&str, &str)]) -> Result<u16, Failed> {
    let page = client.get(&format!("/claims/{id}"))?.expect(200)?;
    let (csrf, version) = (page.csrf().unwrap_or_default(), page.field("version"));
    let version = version.unwrap_or_default();
    let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    all.extend_from_slice(fields);
    Ok(client.post_form(&format!("/claims/{id}"), &all)?.status)
}

fn mended() -> Done {
    let house = House::open();
    let claim = clean(&house)?;
    let biller = house.client("bill");
    let id = claim.id.clone();
    if save(&biller, &id, &[("billing.npi", "1234567890")])? != 303 {
        return fail("a biller may change a claim");
    }
    let broken = account(&house, &claim.account)?;
    if broken.standing.state != AccountState::Charged || broken.standing.reasons.is_empty() {
        return fail(format!("a broken claim stays: {:?}", broken.standing));
    }
    let page = house.browser("bill")?;
    page.open(&format!("{}/accounts/{}/claims", house.address, claim.account))?;
    no_serious(&page)?;
    page.click("a.row-link")?;
    page.wait_for(".edit-list .badge.stop")?;
    if page.count(".box.marked #f-billing-npi")? == 0 {
        return fail("the edit does not stand at its field");
    }
    no_serious(&page)?;
    page.fill("#f-billing-npi", &claim.claim.billing.npi)?;
    page.click("form.claim-form button.primary")?;
    page.wait_for(".notice")?;
    if page.count(".edit-list .badge.stop")? > 0 {
        return fail("the mended claim still has a hard stop");
    }
    let after = account(&house, &claim.account)?;
    if after.standing.state != AccountState::Scrubbed {
        return fail(format!("the account did not move: {:?}", after.standing));
    }
    if first_claim(&house, &claim.account)?.touched != 2 {
        return fail("two changes by people are two touches");
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn let_pass() -> Done {
    let house = House::open();
    let claim = clean(&house)?;
    let biller = house.client("bill");
    let born = "1890-01-01";
    let fields = [("patient.birth_date", born), ("subscriber.birth_date", born)];
    save(&biller, &claim.id, &fields)?;
    let page = house.browser("bill")?;
    page.open(&format!("{}/claims/{}", house.address, claim.id))?;
    if page.count("input[name=position]")? > 0 {
        return fail("one who does not own the account was asked for a reason");
    }
    page.click("[action$='/claims/take'] button")?;
    page.wait_for("form[action$='/override'] input[name=reason]")?;
    page.fill("form[action$='/override'] input[name=reason]", "Birth record seen: 1890.")?;
    page.click("form[action$='/override'] button")?;
    page.wait_for(".edit-list .badge.good")?;
    page.wait_for_text("Birth record seen: 1890.")?;
    no_serious(&page)?;
    let after = account(&house, &claim.account)?;
    if after.standing.state != AccountState::Scrubbed {
        return fail(format!("the account did not move: {:?}", after.standing));
    }
    // What was let pass holds when the same edit fires again.
    save(&biller, &claim.id, &[("subscriber.group", "G-1")])?;
    match account(&house, &claim.account)?.standing.state {
        AccountState::Scrubbed => Ok(()),
        state => fail(format!("forgotten: {state:?}")),
    }
}

fn recoded() -> Done {
    let house = House::open();
    let claim = clean(&house)?;
    let biller = house.client("bill");
    let last = claim.claim.diagnoses.len().saturating_sub(1);
    let Some(code) = claim.claim.diagnoses.get(last) else { return fail("no diagnosis") };
    let field = format!("diagnoses[{last}]");
    let change = (field.as_str(), "");
    if save(&biller, &claim.id, &[change])? != 422 {
        return fail("a change of diagnoses was taken without a reason");
    }
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let coding = || house.runtime.block_on(accounts::latest_coding(db, tenant, &claim.account));
    let before = coding()?.ok_or("no coding")?;
    if save(&biller, &claim.id, &[change, ("reason", "Not in the note.")])? != 303 {
        return fail("a change with its reason was refused");
    }
    let after = coding()?.ok_or("no coding")?;
    if after.version != before.version + 1 || after.by_person.as_deref() != Some("user_bill") {
        return fail(format!("coding {} by {:?}", after.version, after.by_person));
    }
    let has = |coding: &accounts::Coding| coding.coded.dx.iter().any(|dx| dx.code == *code);
    if !has(&before) || has(&after) {
        return fail("the codes did not follow the claim");
    }
    let filter = store::record::AuditFilter {
        action: "claim.edit".to_owned(),
        limit: 1,
        ..Default::default()
    };
    let log = house.runtime.block_on(store::record::search(db, tenant, &filter))?;
    let detail = log.first().map(|row| row.entry.detail.to_string()).unwrap_or_default();
    match detail.contains("Not in the note.") && detail.contains(code.as_str()) {
        true => Ok(()),
        false => fail(detail),
    }
}

fn rights() -> Done {
    let house = House::open();
    let claim = clean(&house)?;
    let address = format!("/claims/{}", claim.id);
    let coder = house.client("carla");
    coder.get(&address)?.expect(403)?;
    let csrf = coder.get("/worklists")?.expect(200)?.csrf().unwrap_or_default();
    let fields = [("csrf", csrf.as_str()), ("version", "1"), ("authorization", "X")];
    coder.post_form(&address, &fields)?.expect(403)?;
    coder.post_form(&format!("{address}/override"), &fields)?.expect(403)?;
    let biller = house.client("bill");
    let page = biller.get(&address)?.expect(200)?;
    let csrf = page.csrf().unwrap_or_default();
    let old = [("csrf", csrf.as_str()), ("version", "1"), ("authorization", "FIRST")];
    biller.post_form(&address, &old)?.expect(303)?;
    let late = [("csrf", csrf.as_str()), ("version", "1"), ("authorization", "SECOND")];
    biller.post_form(&address, &late)?.expect(409)?;
    let bad = save(&biller, &claim.id, &[("lines[0].date", "yesterday")])?;
    if bad != 422 {
        return fail(format!("a bad day gave {bad}"));
    }
    biller.get("/claims/nothing-like-it")?.expect(404)?;
    let kept = first_claim(&house, &claim.account)?;
    match kept.claim.authorization.as_deref() {
        Some("FIRST") => Ok(()),
        other => fail(format!("{other:?}")),
    }
}

fn paper() -> Done {
    let house = House::open();
    let claim = clean(&house)?;
    let address = format!("/claims/{}/paper.pdf", claim.id);
    let biller = house.client("bill");
    biller.get(&format!("{address}?mode=fax"))?.expect(422)?;
    for mode in ["data", "labels"] {
        let answer = biller.get(&format!("{address}?mode={mode}&shortened=seen"))?.expect(200)?;
        if !answer.body.starts_with(b"%PDF") {
            return fail(answer.text());
        }
    }
    // A name that is too long is shortened, and shown first as it will stand.
    let long = "FEATHERSTONEHAUGH-CHOLMONDELEY-WYNDHAM";
    save(&biller, &claim.id, &[("patient.name.family", long)])?;
    let page = biller.get(&format!("{address}?mode=data"))?.expect(200)?.text();
    if !page.contains(long) || !page.contains("FEATHERSTONEHAUGH-CHOLMON") {
        return fail(page);
    }
    let seen = biller.get(&format!("{address}?mode=data&shortened=seen"))?.expect(200)?;
    if !seen.body.starts_with(b"%PDF") {
        return fail(seen.text());
    }
    // A number is never cut: the claim's own house number cannot be made to fit.
    let street = "12345-67890 Unit 1234567890 Box 1234567890";
    save(&biller, &claim.id, &[("patient.address.line1", street)])?;
    let page = biller.get(&format!("{address}?mode=data"))?.expect(422)?.text();
    if page.contains("there is room for") { Ok(()) } else { fail(page) }
}
