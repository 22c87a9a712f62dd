//! Charge review and the price list.

use crate::claims::{account, charged};
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::{AccountState, HoldKind};
use store::accounts::Account;
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client, Request};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("an unknown price holds the account, and a price lets it go on", priced),
        test("the same file of charges twice adds nothing", twice),
        test("a file that is none is refused, and so is one that is too large", bad_files),
        test("charges are changed by those who may, with a reason, once", rights),
    ]
}

fn scrubbed(house: &House) -> Result<Account, Failed> {
    let mut all = charged(house)?.into_iter();
    let found = all.find(|account| account.standing.state == AccountState::Scrubbed);
    found.ok_or_else(|| "no account of the practice is clean".into())
}

fn work(house: &House) -> Done {
    house.runtime.block_on(server::worker::pass(&house.app, "house"))?;
    Ok(())
}

/// Sends a file to be checked or taken.
fn send(client: &Client, address: &str, step: &str, text: &[u8]) -> Result<Answer, Failed> {
    let page = client.get(address)?.expect(200)?;
    let csrf = testkit::http::encode(&page.csrf().unwrap_or_default());
    let version = page.field("version").unwrap_or_default();
    let request = Request::new("POST", &format!("{address}?csrf={csrf}"))
        .upload(&[("step", step), ("version", &version)], ("file", "rows.csv", text));
    Ok(client.send(request)?)
}

fn priced() -> Done {
    let house = House::open();
    let held = scrubbed(&house)?;
    let page = house.browser("bill")?;
    page.open(&format!("{}/accounts/{}/charges", house.address, held.id))?;
    no_serious(&page)?;
    page.fill("#add input[name=code]", "Q9999")?;
    page.click("#add button")?;
    page.wait_for(".notice")?;
    work(&house)?;
    let after = account(&house, &held.id)?;
    let kind = after.standing.hold.as_ref().map(|hold| hold.kind);
    if kind != Some(HoldKind::Charges) {
        return fail(format!("not held for charges: {:?}", after.standing));
    }
    page.open(&format!("{}/accounts/{}/charges", house.address, held.id))?;
    page.wait_for_text("has no row for Q9999")?;
    page.open(&format!("{}/charges", house.address))?;
    page.wait_for("table.list")?;
    no_serious(&page)?;
    let manager = house.client("mona");
    let file = b"code,price,from\nQ9999,12.50,2020-01-01\n";
    let checked = send(&manager, "/prices", "check", file)?.expect(200)?;
    if !checked.text().contains("Take these prices") {
        return fail("the check does not offer to take the file");
    }
    work(&house)?;
    if account(&house, &held.id)?.standing.state != AccountState::Held {
        return fail("a check alone changed something");
    }
    send(&manager, "/prices", "take", file)?.expect(303)?;
    work(&house)?;
    let after = account(&house, &held.id)?;
    if after.standing.state == AccountState::Held {
        return fail(format!("still held: {:?}", after.standing));
    }
    let page = house.browser("mona")?;
    page.open(&format!("{}/prices?text=Q9999", house.address))?;
    page.wait_for_text("$12.50")?;
    no_serious(&page)?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn twice() -> Done {
    let house = House::open();
    let account = scrubbed(&house)?;
    let biller = house.client("bill");
    let day = account.service_from.clone().unwrap_or_default();
    let file = format!(
        "account,id,code,units,charge,date\n{},a1,99213,1,125,{day}\n{},a2,Q9998,2,10,{day}\n",
        account.source_key, account.id
    );
    let address = "/charges/upload";
    let count = || {
        let (db, tenant) = (&house.app.db, &house.app.config.tenant);
        let rows = store::charges::charges_of(db, tenant, &account.id);
        house.runtime.block_on(rows).map(|rows| rows.len())
    };
    let before = count()?;
    send(&biller, address, "check", file.as_bytes())?.expect(200)?;
    if count()? != before {
        return fail("a check added charges");
    }
    send(&biller, address, "take", file.as_bytes())?.expect(303)?;
    if count()? != before + 2 {
        return fail(format!("{before} before, {} after", count()?));
    }
    send(&biller, address, "take", file.as_bytes())?.expect(303)?;
    if count()? != before + 2 {
        return fail("the same file added charges again");
    }
    let unknown = file.replace(&account.source_key, "nobody");
    let page = send(&biller, address, "take", unknown.as_bytes())?.expect(422)?.text();
    if page.contains("There is no account `nobody`") { Ok(()) } else { fail(page) }
}

fn bad_files() -> Done {
    let house = House::open();
    let (biller, manager) = (house.client("bill"), house.client("mona"));
    let large = "x".repeat(9 << 20);
    send(&biller, "/charges/upload", "check", large.as_bytes())?.expect(413)?;
    for bytes in [&b"%PDF-1.7\x00\xff\xfe"[..], b"", b"code,price\n", b"a,b,c\n1,2,3\n"] {
        send(&biller, "/charges/upload", "take", bytes)?.expect(422)?;
        send(&manager, "/prices", "take", bytes)?.expect(422)?;
    }
    let page = manager.get("/prices")?.expect(200)?;
    let csrf = page.csrf().unwrap_or_default();
    let address = format!("/prices?csrf={}", testkit::http::encode(&csrf));
    manager.post_form(&address, &[("step", "take"), ("text", "x")])?.expect(422)?;
    let forged = Request::new("POST", "/prices?csrf=forged")
        .upload(&[("step", "take")], ("file", "a.csv", b"code,price,from\n99213,1,2020-01-01\n"));
    manager.send(forged)?.expect(403)?;
    biller.get("/prices")?.expect(403)?;
    house.client("carla").get("/charges")?.expect(403)?;
    Ok(())
}

fn rights() -> Done {
    let house = House::open();
    let account = scrubbed(&house)?;
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let rows = house.runtime.block_on(store::charges::charges_of(db, tenant, &account.id))?;
    let Some(row) = rows.first() else { return fail("no charge was made from the codes") };
    let address = format!("/accounts/{}/charges/{}/void", account.id, row.charge.id);
    let biller = house.client("bill");
    let page = biller.get(&format!("/accounts/{}/charges", account.id))?.expect(200)?;
    let csrf = page.csrf().unwrap_or_default();
    let version = row.version.to_string();
    let fields =
        |reason| [("csrf", csrf.as_str()), ("version", version.as_str()), ("reason", reason)];
    biller.post_form(&address, &fields(" "))?.expect(422)?;
    biller.post_form(&address, &fields("charged in error"))?.expect(303)?;
    biller.post_form(&address, &fields("charged in error"))?.expect(409)?;
    let coder = house.client("carla");
    coder.get(&format!("/accounts/{}/charges", account.id))?.expect(403)?;
    Ok(())
}
