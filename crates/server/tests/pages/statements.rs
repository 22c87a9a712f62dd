//! Patient statements: one account's, and the run.

use crate::balances::{all_paid, balances};
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::{AccountId, Cents};
use payments::ledger::Ledger;
use store::claims::ClaimRow;
use testkit::accessibility::no_serious;
use testkit::http::Client;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a biller sets the texts, looks at a statement, makes them all", browsed),
        test("a statement is made once a cycle, and held with its reason", run),
        test("a letter that came back holds the next one", came_back),
        test("texts are kept once at a version, and nothing typed is lost", texts),
    ]
}

const TEXTS: [(&str, &str); 6] = [
    ("practice", "Cedar Clinic"),
    ("questions", "Call 555 010 0100, Monday to Friday, 9 to 5."),
    ("pay", "Pay at the desk or by phone."),
    ("assistance", "Ask us about help with your bill."),
    ("minimum", "0.01"),
    ("due_days", "30"),
];

/// The site's texts, as these and with a change.
pub fn set(
    client: &Client,
    version: &str,
    change: &[(&str, &str)],
    status: u16,
) -> Result<String, Failed> {
    let csrf = client.get("/statements")?.csrf().unwrap_or_default();
    let mut fields = vec![("csrf", &*csrf), ("version", version)];
    for (name, value) in TEXTS {
        let other = change.iter().find(|one| one.0 == name);
        fields.push((name, other.map_or(value, |one| one.1)));
    }
    Ok(client.post_form("/statements/texts", &fields)?.expect(status)?.text())
}

/// An account whose patient owes something.
fn owing(house: &House, left: &[ClaimRow]) -> Result<AccountId, Failed> {
    let owes = |row: &&ClaimRow| {
        let found = balances(house, &row.account);
        found.is_ok_and(|one| one.on(Ledger::PatientReceivable) > Cents(500))
    };
    Ok(left.iter().find(owes).ok_or("somebody who owes")?.account.clone())
}

/// Whether every patient of the practice has an address: the made-up one may not.
pub fn with_address(house: &House, account: &AccountId) -> Done {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    house.runtime.block_on(async {
        let found = store::accounts::get(&app.db, tenant, account).await?;
        let patient = found.and_then(|one| one.patient).ok_or("a patient")?;
        let mut tx = app.db.begin().await?;
        let text = "SELECT body FROM patient WHERE id = $1".to_owned();
        let row = tx.row(store::assembled(text).bind(patient.clone())).await?;
        let mut body: serde_json::Value = store::Get::json(&row.ok_or("a row")?, "body")?;
        body["address"] = serde_json::json!({
            "line1": "1 ELM ST", "city": "OMAHA", "state": "NE", "zip": "68102",
        });
        let text = "UPDATE patient SET body = $1 WHERE id = $2".to_owned();
        tx.run(store::assembled(text).bind(body.to_string()).bind(patient)).await?;
        tx.commit().await?;
        Ok(())
    })
}

fn browsed() -> Done {
    let (house, left) = all_paid()?;
    let account = owing(&house, &left)?;
    with_address(&house, &account)?;
    let browser = house.browser("bill")?;
    browser.open(&format!("{}/statements", house.address))?;
    browser.wait_for_text("No statement is made before")?;
    no_serious(&browser)?;
    for (name, value) in TEXTS {
        browser.fill(&*format!(".texts input[name={name}]"), value)?;
    }
    browser.click(".texts button")?;
    browser.wait_for(".notice")?;
    browser.wait_for_text("Make ")?;
    no_serious(&browser)?;
    if let Ok(folder) = std::env::var("CLEANCLAIM_SHOTS") {
        browser.resize(1440, 1300)?;
        browser.screenshot(format!("{folder}/statements.png"))?;
    }
    browser.open(&format!("{}/accounts/{account}/statement", house.address))?;
    browser.wait_for_text("You owe $")?;
    browser.wait_for_text("coinsurance")?;
    browser.wait_for_text("555 010 0100")?;
    no_serious(&browser)?;
    if let Ok(folder) = std::env::var("CLEANCLAIM_SHOTS") {
        browser.resize(1440, 1300)?;
        browser.screenshot(format!("{folder}/statement.png"))?;
    }
    browser.open(&format!("{}/statements", house.address))?;
    browser.click("button.primary")?;
    browser.wait_for_text("The statements are made")?;
    match browser.console_errors()?.as_slice() {
        [] => Ok(()),
        errors => fail(errors.join("; ")),
    }
}

fn run() -> Done {
    let (house, left) = all_paid()?;
    let account = owing(&house, &left)?;
    with_address(&house, &account)?;
    let client = house.client("bill");
    // Without the site's texts nothing can be made.
    let pdf = format!("/accounts/{account}/statement.pdf");
    client.get(&pdf)?.expect(422)?;
    set(&client, "0", &[], 303)?;
    let answer = client.get(&pdf)?.expect(200)?;
    if !answer.body.starts_with(b"%PDF-") {
        return fail("no PDF");
    }
    let csrf = client.get("/statements")?.csrf().unwrap_or_default();
    for _ in 0..2 {
        client.post_form("/statements/make", &[("csrf", &*csrf)])?.expect(303)?;
    }
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let made = house.runtime.block_on(store::payments::statements_of(&app.db, tenant, &account))?;
    let owed = balances(&house, &account)?.on(Ledger::PatientReceivable);
    if made.len() != 1 || made[0].owed != owed {
        return fail(format!("{} statements", made.len()));
    }
    let page = client.get(&format!("/accounts/{account}/statement"))?.expect(200)?.text();
    for words in ["You owe", "Made before", "We took"] {
        if !page.contains(words) {
            return fail(format!("`{words}` is missing"));
        }
    }
    // Below the least amount nothing is sent, and the page says so.
    set(&client, "1", &[("minimum", "1000")], 303)?;
    let page = client.get(&format!("/accounts/{account}/statement"))?.expect(200)?.text();
    if !page.contains("below the least amount") || page.contains("You owe") {
        return fail("a statement below the least amount");
    }
    house.client("mona").get("/statements")?.expect(403)?;
    house.client("carla").get(&pdf)?.expect(403)?;
    Ok(())
}

fn came_back() -> Done {
    let (house, left) = all_paid()?;
    let account = owing(&house, &left)?;
    with_address(&house, &account)?;
    let client = house.client("bill");
    set(&client, "0", &[], 303)?;
    let csrf = client.get("/statements")?.csrf().unwrap_or_default();
    client.post_form("/statements/make", &[("csrf", &*csrf)])?.expect(303)?;
    let path = format!("/accounts/{account}/statement");
    let page = client.get(&path)?.expect(200)?;
    let day = page.field("day").unwrap_or_default();
    let fields = [("csrf", &*csrf), ("day", &*day)];
    client.post_form(&format!("{path}/returned"), &fields)?.expect(303)?;
    if !client.get(&path)?.expect(200)?.text().contains("no good address") {
        return fail("another letter to an address from which one came back");
    }
    client
        .post_form(&format!("{path}/returned"), &[("csrf", &*csrf), ("day", "2020-01-01")])?
        .expect(404)?;
    Ok(())
}

fn texts() -> Done {
    let house = House::open();
    let client = house.client("bill");
    let text = set(&client, "0", &[("questions", " "), ("pay", "At the desk only")], 422)?;
    if !text.contains("At the desk only") || !text.contains("whom to ask") {
        return fail("what was typed is lost");
    }
    set(&client, "0", &[("minimum", "x")], 422)?;
    set(&client, "0", &[("due_days", "3")], 422)?;
    set(&client, "0", &[("pay", &"x".repeat(235))], 422)?;
    set(&client, "0", &[], 303)?;
    set(&client, "0", &[], 409)?;
    Ok(())
}
