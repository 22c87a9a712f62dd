//! Retention: years, what is due, removal by two acts.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::AccountId;
use store::record::{AuditFilter, Chain, search, verify};
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("texts past their retention are removed by two acts", removed),
        test("fewer years than the law asks are refused; others may not remove", refused),
    ]
}

/// Closes two accounts eleven years before the story.
fn closed(house: &House) -> Result<Vec<AccountId>, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    house.runtime.block_on(async {
        let mut tx = db.begin().await?;
        tx.script(
            "UPDATE account SET state = 'closed', queue = 'done', owner_kind = 'service', \
             owner = NULL, hold = NULL, reasons = '[]', entered_at = 1434963600000000 \
             WHERE id IN (SELECT id FROM account ORDER BY id LIMIT 2)",
        )
        .await?;
        tx.commit().await
    })?;
    let cuts = store::retention::Cuts { closed_before: 1_434_963_600_000_001, claims_before: 1 };
    let due = house.runtime.block_on(store::retention::due(db, tenant, cuts))?;
    Ok(due.into_iter().map(|one| one.account).collect())
}

/// Every text of an account's chart, together.
fn texts(house: &House, id: &AccountId) -> Result<String, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let chart = house.runtime.block_on(store::accounts::latest_chart(db, tenant, id))?;
    let chart = chart.ok_or("no chart")?.chart;
    Ok(chart.documents.into_iter().map(|document| document.text).collect())
}

fn removed() -> Done {
    let house = House::open_site();
    let ids = closed(&house)?;
    if ids.len() != 2 || texts(&house, &ids[0])?.is_empty() {
        return fail(format!("{} accounts are due", ids.len()));
    }
    house.runtime.block_on(server::retention::pass(&house.app))?;
    let page = house.browser("corin")?;
    page.open(&format!("{}/admin/retention", house.address))?;
    no_serious(&page)?;
    page.wait_for_text(ids[0].as_str())?;
    page.fill("form.ask input[name=reason]", "Ten years are over.")?;
    page.click("form.ask button")?;
    page.wait_for_url("done=saved")?;
    page.wait_for("form.carry-out")?;
    no_serious(&page)?;
    if texts(&house, &ids[0])?.is_empty() {
        return fail("asking alone removed a text");
    }
    page.fill("form.carry-out input[name=accounts]", "2")?;
    page.click("form.carry-out button")?;
    page.wait_for_url("done=deleted")?;
    page.wait_for_text("Nothing is due.")?;
    if !texts(&house, &ids[0])?.is_empty() || !texts(&house, &ids[1])?.is_empty() {
        return fail("a text is still there");
    }
    // What was decided stays, and whoever opens the account sees it without the text.
    house.client("lena").get(&format!("/accounts/{}", ids[0]))?.expect(200)?;
    let (app, db) = (&house.app, &house.app.db);
    let tenant = &app.config.tenant;
    let codes = house.runtime.block_on(store::accounts::latest_coding(db, tenant, &ids[0]))?;
    codes.ok_or("the codes are gone")?;
    for (action, wanted) in [("retention.due", 1), ("retention.ask", 1), ("retention.removed", 2)] {
        let filter = AuditFilter { action: action.to_owned(), limit: 10, ..AuditFilter::default() };
        let rows = house.runtime.block_on(search(db, tenant, &filter))?;
        if rows.len() != wanted {
            return fail(format!("{} entries of {action}", rows.len()));
        }
        if action == "retention.removed" && rows[0].entry.detail["documents"][0]["sha256"].is_null()
        {
            return fail(format!("no tombstone: {}", rows[0].entry.detail));
        }
    }
    for chain in [Chain::Audit, Chain::Decision] {
        let mut keys = governance::signing::Keyring::new();
        keys.add(governance::signing::SigningKey::from_seed([7; 32]).public())?;
        let report = house.runtime.block_on(verify(db, tenant, chain, &keys))?;
        if !report.is_whole() {
            return fail(format!("{chain:?}: {:?}", report.faults));
        }
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn refused() -> Done {
    let house = House::open_site();
    let ids = closed(&house)?;
    let corin = house.client("corin");
    let years = |documents: &str, version: &str| {
        let page = corin.get("/admin/retention")?;
        let fields = [("version", version), ("documents", documents), ("claims", "10")];
        corin.submit(&page, "/admin/retention", &fields)
    };
    years("5", "0")?.expect(422)?;
    years("6", "0")?.expect(303)?;
    years("7", "0")?.expect(409)?;
    let page = corin.get("/admin/retention")?.expect(200)?;
    let asked = "/admin/retention/removals";
    corin.submit(&page, asked, &[("reason", " ")])?.expect(422)?;
    corin.submit(&page, asked, &[("reason", "The years are over.")])?.expect(303)?;
    let page = corin.get("/admin/retention")?.expect(200)?;
    let text = page.text();
    let path = text.split("action=\"").find(|part| part.starts_with("/admin/retention/removals/"));
    let path = path.and_then(|part| part.split('"').next()).ok_or("no form")?.to_owned();
    corin.submit(&page, &path, &[("accounts", "1")])?.expect(422)?;
    let mona = house.client("mona");
    let own = mona.get("/me")?;
    mona.submit(&own, &path, &[("accounts", "2")])?.expect(403)?;
    // More years since: nothing of it is due any more.
    years("20", "1")?.expect(303)?;
    corin.submit(&page, &path, &[("accounts", "2")])?.expect(409)?;
    if texts(&house, &ids[0])?.is_empty() {
        return fail("a text went that was no longer due");
    }
    years("6", "2")?.expect(303)?;
    corin.submit(&page, &format!("{path}/cancel"), &[])?.expect(303)?;
    corin.submit(&page, &path, &[("accounts", "2")])?.expect(409)?;
    Ok(())
}
