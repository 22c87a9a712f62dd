//! Denials: the worklist, one denial on one screen, and each way on.

use crate::answered::{Decides, file_of, payment};
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::remittance::Reference;
use model::{AccountState, Cents, Claim};
use payments::ledger::{Ledger, WriteOff};
use std::collections::BTreeMap;
use store::claims::ClaimRow;
use store::payments::{self as kept, DenialFilter, DenialRow};
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("the navigation counts the denials that wait", counted),
        in_browser("an analyst works a denial with the keys, down to the chart's words", worked),
        test("a denial opens once, with its line and its money, however often it is asked", once),
        test("who may not work denials sees none, and the chart needs its owner", rights),
        test("closing needs an outcome, and nothing is written off as contractual", outcome),
        test("what the payer says without an appeal cannot be appealed", guards),
        test("two people do not close the same denial", conflict),
        test("a rule is proposed from a denial with its run over past claims", ruled),
    ]
}

/// Denials that wait for somebody.
pub fn open(house: &House) -> Result<Vec<DenialRow>, Failed> {
    listed(house, "work")
}

pub fn listed(house: &House, waits: &str) -> Result<Vec<DenialRow>, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let filter = DenialFilter { waits: waits.to_owned(), most: 200, ..DenialFilter::default() };
    Ok(house.runtime.block_on(kept::denials_page(db, tenant, &filter))?.rows)
}

/// A denial of a reason that waits for somebody.
pub fn of(house: &House, reason: &str) -> Result<DenialRow, Failed> {
    let (group, carc) = reason.split_once('-').expect("a group");
    let adjusted = |row: &DenialRow| {
        let own = &row.body.denial.adjusted;
        (own.group.as_str(), own.carc.as_str()) == (group, carc)
    };
    let all: Vec<DenialRow> = open(house)?.into_iter().filter(adjusted).collect();
    // A line of a hospital may have a revenue code only.
    let coded = all.iter().find(|row| row.code.len() == 5).or(all.first()).cloned();
    coded.ok_or_else(|| format!("no denial for {reason}").into())
}

/// One denial as it stands.
pub fn now(house: &House, id: &str) -> Result<DenialRow, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let found = house.runtime.block_on(kept::denial(db, tenant, id))?;
    found.ok_or_else(|| format!("no denial {id}").into())
}

/// Sends a form of a denial's page, with its token and version.
pub fn act(
    client: &Client,
    (page, action): (&str, &str),
    fields: &[(&str, &str)],
) -> Result<Answer, Failed> {
    let shown = client.get(page)?.expect(200)?;
    let csrf = shown.csrf().unwrap_or_default();
    let version = shown.field("version").unwrap_or_default();
    let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    all.extend_from_slice(fields);
    Ok(client.post_form(action, &all)?)
}

/// Sends a form of a denial's own page.
pub fn on(client: &Client, id: &str, form: &str, f: &[(&str, &str)]) -> Result<Answer, Failed> {
    act(client, (&format!("/denials/{id}"), &format!("/denials/{id}/{form}")), f)
}

pub fn balances(house: &House, claim: &str) -> Result<BTreeMap<Ledger, Cents>, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let ids = [claim.to_owned()];
    let found = house.runtime.block_on(kept::balances_of(db, tenant, &ids, None))?;
    Ok(found.into_values().next().unwrap_or_default())
}

pub fn on_ledger(house: &House, claim: &str, ledger: Ledger) -> Result<Cents, Failed> {
    Ok(balances(house, claim)?.get(&ledger).copied().unwrap_or_default())
}

pub fn claim(house: &House, id: &str) -> Result<ClaimRow, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let found = house.runtime.block_on(store::claims::claim(db, tenant, id))?;
    found.ok_or_else(|| format!("no claim {id}").into())
}

fn worked() -> Done {
    let (house, _) = House::answered()?;
    let denial = of(&house, "CO-50")?;
    let page = house.browser("dana")?;
    page.resize(1440, 900)?;
    page.open(&format!("{}/denials?category=medical_necessity", house.address))?;
    no_serious(&page)?;
    picture(&page, "denials")?;
    page.press("j")?;
    page.press("Enter")?;
    page.wait_for(".denial-facts")?;
    let before = page.count("blockquote")?;
    page.open(&format!("{}/denials/{}", house.address, denial.id))?;
    page.press("t")?;
    page.wait_for(".notice")?;
    if before > 0 || page.count(".decisions blockquote")? == 0 {
        return fail("the chart's words are for its owner, and for them they are there");
    }
    no_serious(&page)?;
    picture(&page, "denial")?;
    page.press("r")?;
    page.wait_for("textarea[name=text]")?;
    no_serious(&page)?;
    picture(&page, "denial-rule")?;
    page.click("form button.primary")?;
    page.wait_for("h1")?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

/// Leaves a picture of a screen where pictures are asked for.
pub fn picture(page: &testkit::browser::Browser, name: &str) -> Done {
    if let Some(folder) = std::env::var_os("CLEANCLAIM_PICTURES").map(std::path::PathBuf::from) {
        std::fs::create_dir_all(&folder)?;
        page.screenshot(folder.join(format!("{name}.png")))?;
    }
    Ok(())
}

fn counted() -> Done {
    let (house, _) = House::answered()?;
    let dana = house.client("dana");
    let told = |client: &Client| -> Result<i64, Failed> {
        let page = client.get("/appeals")?.expect(200)?.text();
        let after = page.split("href=\"/denials\">Denials <span class=\"count\">").nth(1);
        let number = after.and_then(|rest| rest.split('<').next()).ok_or("no count")?;
        Ok(number.parse()?)
    };
    let before = open(&house)?.len() as i64;
    if before == 0 || told(&dana)? != before {
        return fail(format!("{before} wait, and {} are told", told(&dana)?));
    }
    let row = of(&house, "CO-50")?;
    let end = [("outcome", "write_off"), ("kind", "small_balance"), ("why", "")];
    on(&house.client("mona"), &row.id, "close", &end)?.expect(303)?;
    match told(&dana)? {
        now if now == before - 1 => Ok(()),
        now => fail(format!("{now} of {before} are told")),
    }
}

fn once() -> Done {
    let (house, payers) = House::answered()?;
    let found = open(&house)?;
    if found.is_empty() {
        return fail("no denial");
    }
    for row in &found {
        let left = claim(&house, &row.claim)?.claim;
        let line = left.lines.iter().find(|line| i64::from(line.line) == row.line);
        let Some(line) = line else { return fail(format!("{} has no line", row.id)) };
        let refused = row.body.denial.adjusted.amount;
        if line.charge_cents != refused
            || line.code.clone().or(line.revenue_code.clone()).as_ref() != Some(&row.code)
        {
            return fail(format!("{}: {refused} of {line:?}", row.id));
        }
    }
    // All that the ledger keeps as refused is somebody's work.
    for row in payers.iter().flatten() {
        let own = found.iter().filter(|denial| denial.claim == row.id);
        let work: Cents = own.map(|denial| denial.body.denial.adjusted.amount).sum();
        if on_ledger(&house, &row.id, Ledger::Denied)? != work {
            return fail(format!("claim {}: {work} in work", row.id));
        }
    }
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        let filter = kept::RemittanceFilter { most: 50, ..Default::default() };
        for row in kept::remittances(&app.db, tenant, &filter).await? {
            let job = store::work::NewJob {
                id: app.new_id("job"),
                tenant: tenant.clone(),
                kind: "remittance.after".to_owned(),
                subject: row.id,
                payload: "{}".to_owned(),
                priority: 100,
                run_at: app.now(),
                created_at: app.now(),
            };
            store::work::add(&mut tx, &[job]).await?;
        }
        tx.commit().await?;
        while server::worker::pass(app, "house").await? > 0 {}
        Ok::<(), Failed>(())
    })?;
    let again = open(&house)?;
    if again == found { Ok(()) } else { fail(format!("{} became {}", found.len(), again.len())) }
}

fn rights() -> Done {
    let (house, _) = House::answered()?;
    let denial = of(&house, "CO-50")?;
    let path = format!("/denials/{}", denial.id);
    for login in ["carla", "ada", "pia"] {
        for page in ["/denials", &path, "/appeals", "/patterns"] {
            house.client(login).get(page)?.expect(403)?;
        }
    }
    let dana = house.client("dana");
    let shown = dana.get(&path)?.expect(200)?.text();
    if shown.contains("<blockquote>") || shown.contains("/close\"") {
        return fail("what is not hers is shown");
    }
    // Her rights over money and claims reach what she has taken.
    let close = [("outcome", "write_off"), ("kind", "small_balance")];
    if on(&dana, &denial.id, "close", &close)?.status != 403 {
        return fail("money of others was given up");
    }
    if on(&dana, &denial.id, "correct", &[("how", "editor")])?.status != 403 {
        return fail("a claim of others was corrected");
    }
    let letter = [("signer", "Dana"), ("enclosure", "Your notice")];
    if on(&dana, &denial.id, "appeal", &letter)?.status != 403 {
        return fail("a chart of others was quoted");
    }
    on(&dana, &denial.id, "take", &[])?.expect(303)?;
    let shown = dana.get(&path)?.expect(200)?.text();
    if !shown.contains("<blockquote>") {
        return fail("the evidence is not there");
    }
    let log = house.client("corin").get("/audit-log?action=denial.view")?.expect(200)?.text();
    if !log.contains(&denial.id) {
        return fail("the view is not in the log");
    }
    if now(&house, &denial.id)?.owner.as_deref() != Some(dana_id(&house)?.as_str()) {
        return fail("she does not own it");
    }
    Ok(())
}

fn dana_id(house: &House) -> Result<String, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let users = house.runtime.block_on(store::people::users(db, tenant))?;
    let dana = users.into_iter().find(|user| user.login == "dana");
    dana.map(|user| user.id.0).ok_or_else(|| "no dana".into())
}

fn outcome() -> Done {
    let (house, _) = House::answered()?;
    let bill = house.client("bill");
    let denial = of(&house, "CO-197")?;
    let amount = denial.body.denial.adjusted.amount;
    let allowed = on_ledger(&house, &denial.claim, Ledger::ContractualAllowance)?;
    let refused = on_ledger(&house, &denial.claim, Ledger::Denied)?;
    let empty: [&[(&str, &str)]; 5] = [
        &[],
        &[("outcome", "write_off")],
        &[("outcome", "write_off"), ("kind", "contractual")],
        &[("outcome", "write_off"), ("kind", "administrative"), ("why", "  ")],
        &[("outcome", "bill_patient")],
    ];
    for fields in empty {
        let answer = on(&bill, &denial.id, "close", fields)?;
        if answer.status != 422 || now(&house, &denial.id)?.closed_at.is_some() {
            return fail(format!("{fields:?} gave {}", answer.status));
        }
    }
    let given_up = [("outcome", "write_off"), ("kind", "no_authorization")];
    on(&bill, &denial.id, "close", &given_up)?.expect(303)?;
    let kept = Ledger::WriteOff(WriteOff::NoAuthorization);
    if on_ledger(&house, &denial.claim, kept)? != amount
        || on_ledger(&house, &denial.claim, Ledger::Denied)? != refused - amount
        || on_ledger(&house, &denial.claim, Ledger::ContractualAllowance)? != allowed
    {
        return fail(format!("{:?}", balances(&house, &denial.claim)?));
    }
    let patient = of(&house, "PR-204")?;
    let owed = on_ledger(&house, &patient.claim, Ledger::PatientReceivable)?;
    on(&bill, &patient.id, "close", &[("outcome", "bill_patient")])?.expect(303)?;
    let after = on_ledger(&house, &patient.claim, Ledger::PatientReceivable)?;
    if after - owed != patient.body.denial.adjusted.amount {
        return fail(format!("the patient owed {owed}, now {after}"));
    }
    Ok(())
}

/// The practice with claims that left, and one of them refused whole with remarks on its lines.
pub fn refused(
    reason: (&'static str, &'static str),
    remark: &str,
) -> Result<(House, Claim), Failed> {
    let house = House::open();
    let left = house.send_claims()?;
    let sent = left.first().ok_or("no claim")?.claim.clone();
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let refuses = [Decides::Refuses(reason.0, reason.1)];
    let mut one = payment(&[&sent], "REFUSED", day, &refuses);
    for line in one.claims.iter_mut().flat_map(|claim| &mut claim.lines) {
        let remark = Reference { qualifier: "HE".to_owned(), id: remark.to_owned() };
        line.remarks = vec![remark];
    }
    house.take("refused.835", file_of(&one)?)?;
    Ok((house, sent))
}

fn guards() -> Done {
    for (reason, remark) in [(("CO", "16"), "MA130"), (("CO", "50"), "N211")] {
        let (house, sent) = refused(reason, remark)?;
        let denial = of(&house, &format!("{}-{}", reason.0, reason.1))?;
        let bill = house.client("bill");
        on(&bill, &denial.id, "take", &[])?.expect(303)?;
        let shown = bill.get(&format!("/denials/{}", denial.id))?.expect(200)?.text();
        if !shown.contains(&format!("Remark {remark}")) || shown.contains("Draft the letter") {
            return fail(format!("{remark} of {} is no guard", sent.id));
        }
        let letter = [("signer", "Bill"), ("enclosure", "Your notice"), ("quote", "0")];
        let answer = on(&bill, &denial.id, "appeal", &letter)?;
        if answer.status != 422 {
            return fail(format!("{remark}: an appeal gave {}", answer.status));
        }
    }
    Ok(())
}

fn conflict() -> Done {
    let (house, _) = House::answered()?;
    let denial = of(&house, "CO-197")?;
    let (bill, mona) = (house.client("bill"), house.client("mona"));
    let path = format!("/denials/{}", denial.id);
    let seen = mona.get(&path)?.expect(200)?;
    let (csrf, version) =
        (seen.csrf().unwrap_or_default(), seen.field("version").unwrap_or_default());
    let given_up = [("outcome", "write_off"), ("kind", "small_balance")];
    on(&bill, &denial.id, "close", &given_up)?.expect(303)?;
    let mut fields = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    fields.extend_from_slice(&given_up);
    mona.post_form(&format!("{path}/close"), &fields)?.expect(409)?;
    let other = of(&house, "CO-50")?;
    on(&bill, &other.id, "take", &[])?.expect(303)?;
    let answer = on(&house.client("dana"), &other.id, "take", &[])?;
    if answer.status == 409 { Ok(()) } else { fail(format!("taken twice: {}", answer.status)) }
}

fn ruled() -> Done {
    let (house, _) = House::answered()?;
    let dana = house.client("dana");
    let denial = of(&house, "CO-50")?;
    let path = format!("/denials/{}/rule", denial.id);
    let page = dana.get(&path)?.expect(200)?;
    let text = page.text();
    if !text.contains("What it would have stopped") || text.contains("class=\"fault\"") {
        return fail("no run over past claims");
    }
    let draft = text.split("class=\"mono\" required>").nth(1).unwrap_or_default();
    let draft = draft.split("</textarea>").next().unwrap_or_default();
    let draft = draft.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&");
    let draft = draft.replace("&quot;", "\"").replace("&amp;", "&").replace("&gt;", ">");
    let draft = draft.replace("&#60;", "<").replace("&#62;", ">").replace("&lt;", "<");
    let (csrf, file) = (page.csrf().unwrap_or_default(), page.field("path").unwrap_or_default());
    let fields =
        [("csrf", csrf.as_str()), ("title", "From a denial"), ("path", &file), ("text", &draft)];
    dana.post_form(&path, &fields)?.expect(303)?;
    let changes = house.client("mona").get("/changes")?.expect(200)?.text();
    if changes.contains("From a denial") && changes.contains("Approve") {
        Ok(())
    } else {
        fail("the rule does not wait for approval")
    }
}

/// The account of a denial, for other tests.
pub fn state_of(house: &House, row: &DenialRow) -> Result<AccountState, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let found = house.runtime.block_on(store::accounts::get(db, tenant, &row.account))?;
    found.map(|one| one.standing.state).ok_or_else(|| "no account".into())
}
