//! Documents that came again with another text: what changed, and what need not be read again.

use crate::house::{Done, House, fail, in_browser, test};
use crate::workbench::{carlas, tenant};
use libtest_mimic::{Failed, Trial};
use model::{AccountId, Chart, RecordedProcedure};
use store::accounts;
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a document that came again keeps its version unless its text changed", again),
        test("a procedure dated outside the visit is an issue", misdated),
        in_browser("what changed in a document is told line by line", compared),
    ]
}

fn chart(house: &House, id: &AccountId) -> Result<Chart, Failed> {
    let site = tenant();
    let stored = house.runtime.block_on(accounts::latest_chart(&house.app.db, &site, id))?;
    Ok(stored.ok_or("no chart")?.chart)
}

fn documents(house: &House, id: &AccountId) -> Result<Vec<accounts::DocumentRow>, Failed> {
    let site = tenant();
    let rows = accounts::documents(&house.app.db, &site, id, "user_carla");
    Ok(house.runtime.block_on(rows)?)
}

/// Sends the chart again, changed.
fn resend(house: &House, chart: Chart) -> Done {
    house.runtime.block_on(async {
        let app = &house.app;
        let mut tx = app.db.begin().await?;
        server::reception::receive(app, &mut tx, &tenant(), vec![chart], "test").await?;
        tx.commit().await?;
        while server::worker::pass(app, "again").await? > 0 {}
        Ok(())
    })
}

/// Carla's chart, come again with a line more and a line less in its first document.
fn changed(house: &House) -> Result<AccountId, Failed> {
    let id = carlas(house, "id=\"reader\"")?;
    house.client("carla").get(&format!("/accounts/{id}"))?.expect(200)?;
    let mut chart = chart(house, &id)?;
    let text = &mut chart.documents[0].text;
    let first = text.lines().next().unwrap_or_default().to_owned();
    *text = text.replacen(&first, &format!("{first}\nAddendum: seen again at noon."), 1);
    resend(house, chart)?;
    Ok(id)
}

fn again() -> Done {
    let house = House::open();
    let id = changed(&house)?;
    let rows = documents(&house, &id)?;
    if rows[0].version != 2 || rows[0].read_at.is_some() {
        return fail(format!("{:?}", rows[0]));
    }
    // The same chart with nothing but another fact: no document is new.
    house.client("carla").get(&format!("/accounts/{id}"))?.expect(200)?;
    let mut chart = chart(&house, &id)?;
    chart.encounter.reasons.push("Another reason".to_owned());
    resend(&house, chart)?;
    let rows = documents(&house, &id)?;
    if rows[0].version != 2 || rows[0].read_at.is_none() {
        return fail(format!("{:?}", rows[0]));
    }
    let page = house.client("carla").get(&format!("/accounts/{id}/documents/0/changes"))?;
    let text = page.expect(200)?.text();
    // Version 2 of the chart reads the same, so only version 1 is offered.
    if !text.contains("value=\"1\"") || text.contains("value=\"2\"") {
        return fail(text);
    }
    let client = house.client("carla");
    client.get(&format!("/accounts/{id}/documents/99/changes"))?.expect(404)?;
    client.get("/accounts/none/documents/0/changes")?.expect(404)?;
    house.client("ada").get(&format!("/accounts/{id}/documents/0/changes"))?.expect(403)?;
    Ok(())
}

fn misdated() -> Done {
    let house = House::open();
    let id = carlas(&house, "id=\"reader\"")?;
    let mut chart = chart(&house, &id)?;
    let site = tenant();
    let coding = accounts::latest_coding(&house.app.db, &site, &id);
    let coding = house.runtime.block_on(coding)?.ok_or("no codes")?;
    let Some(px) = coding.coded.px.first() else { return fail("the chart has no procedure") };
    let day = chart.encounter.start.ok_or("no day")?.plus_days(-3);
    chart.procedures = vec![RecordedProcedure {
        cpt: Some(px.code.clone()),
        date: Some(day),
        ..RecordedProcedure::default()
    }];
    chart.charges.clear();
    resend(&house, chart)?;
    let page = house.client("carla").get(&format!("/accounts/{id}"))?.expect(200)?.text();
    let said = format!("{} is dated {day}, outside the visit", px.code);
    if page.contains(&said) { Ok(()) } else { fail(format!("`{said}` is not among the issues")) }
}

fn compared() -> Done {
    let house = House::open();
    let id = changed(&house)?;
    let page = house.browser("carla")?;
    page.open(&format!("{}/accounts/{id}?doc=0", house.address))?;
    page.click("#reader .paper-head a")?;
    page.wait_for("#changed")?;
    page.wait_for_text("1 line added, 0 removed since version 1")?;
    let added = page.texts("tr.added ins")?;
    if added != ["Addendum: seen again at noon."] {
        return fail(format!("{added:?}"));
    }
    no_serious(&page)?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}
