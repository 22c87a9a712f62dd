//! A patient account as money: payments, plans, write-offs, refunds, the ledger.

use crate::answered::{Decides, file_of, payment};
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::{AccountId, AccountState, Cents};
use payments::ledger::{Balances, Ledger, View};
use store::claims::ClaimRow;
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a biller takes a patient's payment and sees the account close", browsed),
        test("a payment is posted once, and what was typed is never lost", paid),
        test("a write-off needs a reason, and may not be more than is open", given_up),
        test("money goes back only through a second person", refunded),
        test("paying in parts is agreed, and payments go on the plan", in_parts),
        test("the ledger balances on every day, and is exported", books),
        test("who may not, cannot", rights),
    ]
}

/// A practice of which every line was paid, with a fifth left to the patient.
pub fn all_paid() -> Result<(House, Vec<ClaimRow>), Failed> {
    let house = House::open();
    let left = house.send_claims()?;
    let mut payers: Vec<&str> = left.iter().map(|row| row.claim.payer.name.as_str()).collect();
    payers.sort_unstable();
    payers.dedup();
    for (payer, number) in payers.iter().zip(1..) {
        let claims: Vec<_> =
            left.iter().map(|row| &row.claim).filter(|one| one.payer.name == *payer).collect();
        let day = "2026-06-20".parse().map_err(|_| "a day")?;
        let one = payment(&claims, &format!("TRACE{number}"), day, &[Decides::Pays]);
        house.take(&format!("remit-{number}.835"), file_of(&one)?)?;
    }
    Ok((house, left))
}

/// The balances of an account today.
pub fn balances(house: &House, account: &AccountId) -> Result<Balances, Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let journal =
        house.runtime.block_on(store::payments::journal_of_account(&app.db, tenant, account))?;
    Ok(Balances::of(&journal, View::known_on("2026-12-31".parse().map_err(|_| "a day")?)))
}

fn state(house: &House, account: &AccountId) -> Result<AccountState, Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let found = house.runtime.block_on(store::accounts::get(&app.db, tenant, account))?;
    Ok(found.ok_or("the account")?.standing.state)
}

/// The fields of a form of the balance page, with what is typed.
fn send(
    client: &Client,
    account: &AccountId,
    (form, page): (&str, &Answer),
    typed: &[(&str, &str)],
) -> Result<Answer, Failed> {
    let (csrf, seen) = (page.csrf().unwrap_or_default(), page.field("seen").unwrap_or_default());
    let token = format!("{}{form}", page.field("token").unwrap_or_default());
    let mut fields = vec![("csrf", &*csrf), ("seen", &*seen), ("token", &*token)];
    fields.extend(typed);
    Ok(client.post_form(&format!("/accounts/{account}/balance/{form}"), &fields)?)
}

fn page(client: &Client, account: &AccountId) -> Result<Answer, Failed> {
    Ok(client.get(&format!("/accounts/{account}/balance"))?.expect(200)?)
}

fn owed(house: &House, account: &AccountId) -> Result<Cents, Failed> {
    Ok(balances(house, account)?.on(Ledger::PatientReceivable))
}

fn browsed() -> Done {
    let (house, left) = all_paid()?;
    let account = &left[0].account;
    let amount = owed(&house, account)?;
    let browser = house.browser("bill")?;
    browser.open(&format!("{}/accounts/{account}/balance", house.address))?;
    browser.wait_for_text("coinsurance")?;
    no_serious(&browser)?;
    if let Ok(folder) = std::env::var("CLEANCLAIM_SHOTS") {
        browser.resize(1440, 1400)?;
        browser.screenshot(format!("{folder}/balance.png"))?;
    }
    browser.fill("#payment input[name=amount]", "1.00")?;
    browser.choose("#payment select[name=method]", "check")?;
    browser.click("#payment button.primary")?;
    // A check without its number: nothing is posted, and the amount is still there.
    browser.wait_for("#fault")?;
    if browser.value("#payment input[name=amount]")? != "1.00" {
        return fail("what was typed is lost");
    }
    browser.fill("#payment input[name=amount]", &amount.to_x12())?;
    browser.fill("#payment input[name=reference]", "1044")?;
    browser.click("#payment button.primary")?;
    browser.wait_for(".notice")?;
    browser.wait_for_text("check 1044; receipt 1")?;
    browser.wait_for_text("Nobody owes anything")?;
    no_serious(&browser)?;
    if state(&house, account)? != AccountState::Closed {
        return fail("the account is paid to the cent and stays open");
    }
    browser.open(&format!("{}/accounts/{account}/balance?known_on=2026-06-01", house.address))?;
    browser.wait_for_text("as known on 2026-06-01")?;
    browser.wait_for_text("nothing is owed")?;
    for path in ["/credit-balances", "/ledger"] {
        browser.open(&format!("{}{path}", house.address))?;
        browser.wait_for("h1")?;
        no_serious(&browser)?;
    }
    match browser.console_errors()?.as_slice() {
        // The refused form came back as 422, which the console notes.
        errors if errors.iter().all(|one| one.contains("422")) => Ok(()),
        errors => fail(errors.join("; ")),
    }
}

fn paid() -> Done {
    let (house, left) = all_paid()?;
    let (client, account) = (house.client("bill"), &left[0].account);
    let before = owed(&house, account)?;
    let old = page(&client, account)?;
    let typed = [("amount", "1.25"), ("method", "check"), ("reference", "77")];
    send(&client, account, ("payment", &old), &typed)?.expect(303)?;
    // The same form again: nothing more happens.
    let again = send(&client, account, ("payment", &old), &typed)?.expect(303)?;
    if !again.location().is_some_and(|to| to.ends_with("done_before")) {
        return fail(format!("sent twice: {:?}", again.location()));
    }
    if owed(&house, account)? != before - Cents(125) {
        return fail("posted twice, or not at all");
    }
    // Another form over balances that changed in the meantime.
    let fresh = page(&client, account)?;
    let stale = fresh.field("token").unwrap_or_default();
    let csrf = fresh.csrf().unwrap_or_default();
    let seen = old.field("seen").unwrap_or_default();
    let fields = [("csrf", &*csrf), ("seen", &*seen), ("token", &*stale), ("amount", "3.33")];
    let path = format!("/accounts/{account}/balance/payment");
    let answer = client.post_form(&path, &fields)?.expect(409)?;
    if !answer.text().contains("value=\"3.33\"") || owed(&house, account)? != before - Cents(125) {
        return fail("the conflict lost what was typed, or posted it");
    }
    for (amount, method, why) in [
        ("0", "cash", "dollars and cents"),
        ("-5", "cash", "dollars and cents"),
        ("x", "cash", "dollars and cents"),
        ("1.001", "cash", "dollars and cents"),
        ("1", "gold", "how it was paid"),
        ("1", "check", "is missing"),
        ("99999999", "cash", "more than the patient owes"),
    ] {
        let fresh = page(&client, account)?;
        let typed = [("amount", amount), ("method", method)];
        let answer = send(&client, account, ("payment", &fresh), &typed)?.expect(422)?;
        if !answer.text().contains(why) {
            return fail(format!("{amount} by {method}: {}", answer.text()));
        }
    }
    Ok(())
}

fn given_up() -> Done {
    let (house, payers) = House::answered()?;
    let denied = payers.iter().flatten().find(|row| {
        balances(&house, &row.account).is_ok_and(|one| one.on(Ledger::Denied) > Cents(200))
    });
    let account = &denied.ok_or("a refused line")?.account;
    let client = house.client("bill");
    let before = balances(&house, account)?;
    let off = |typed: &[(&str, &str)], status| -> Result<String, Failed> {
        let fresh = page(&client, account)?;
        let answer = send(&client, account, ("write-off", &fresh), typed)?;
        Ok(answer.expect(status)?.text())
    };
    let why = ("why", "timely_filing");
    let text = off(&[("from", "denied"), ("amount", "1.00"), why], 422)?;
    if !text.contains("word of explanation") {
        return fail(text);
    }
    let too_much = [("from", "denied"), ("amount", "999999"), why, ("note", "late")];
    if !off(&too_much, 422)?.contains("more than is open") {
        return fail("more than is open is given up");
    }
    off(&[("from", "denied"), ("amount", "1.00"), why, ("note", "sent in May")], 303)?;
    let after = balances(&house, account)?;
    let written = Ledger::WriteOff(payments::ledger::WriteOff::TimelyFiling);
    if after.on(Ledger::Denied) != before.on(Ledger::Denied) - Cents(100)
        || after.on(written) != Cents(100)
    {
        return fail("the write-off is not where it belongs");
    }
    let text = page(&client, account)?.text();
    if !text.contains("sent too late: sent in May") {
        return fail("the reason is not with the entry");
    }
    Ok(())
}

fn refunded() -> Done {
    let (house, left) = all_paid()?;
    let (client, account) = (house.client("bill"), &left[0].account);
    let amount = owed(&house, account)? + Cents(2_500);
    let more = [("amount", &*amount.to_x12()), ("method", "card"), ("more", "yes")];
    let fresh = page(&client, account)?;
    send(&client, account, ("payment", &fresh), &more)?.expect(303)?;
    if owed(&house, account)? != Cents(-2_500) {
        return fail("no credit");
    }
    let list = client.get("/credit-balances")?.expect(200)?.text();
    if !list.contains("$25.00") || !list.contains("the patient") {
        return fail("the credit is in no list");
    }
    // The manager asks for it, so somebody else has to send it; here the only one who may is the
    // manager, who may not.
    let manager = house.client("mona");
    let fresh = page(&manager, account)?;
    let claim = fresh.field("claim").unwrap_or_default();
    let ask = |client: &Client, fresh: &Answer| {
        let typed = [("claim", &*claim), ("payer", ""), ("note", "paid twice")];
        send(client, account, ("refund", fresh), &typed)
    };
    ask(&manager, &fresh)?.expect(303)?;
    let due = |client: &Client| -> Result<(String, String), Failed> {
        let tenant = &house.app.config.tenant;
        let rows = house.runtime.block_on(store::payments::refunds(
            &house.app.db,
            tenant,
            (Some("due"), None),
            9,
        ))?;
        let csrf = client.get("/credit-balances")?.csrf().unwrap_or_default();
        Ok((rows.first().map(|row| row.id.clone()).ok_or("no refund waits")?, csrf))
    };
    let second = |client: &Client, act: &str, reference: &str| -> Result<Answer, Failed> {
        let (id, csrf) = due(client)?;
        let fields = [("csrf", &*csrf), ("version", "1"), ("reference", reference)];
        Ok(client.post_form(&format!("/refunds/{id}/{act}"), &fields)?)
    };
    second(&manager, "send", "5001")?.expect(403)?;
    // Both lists tell whose account it is by name.
    let list = manager.get("/credit-balances")?.expect(200)?.text();
    if list.contains(&format!(">{account}</a>")) {
        return fail("an account is told by its number");
    }
    // Nobody asks twice: the credit is on its way.
    let fresh = page(&client, account)?;
    ask(&client, &fresh)?.expect(409)?;
    let after = balances(&house, account)?;
    if after.on(Ledger::RefundsPayable) != Cents(-2_500) || owed(&house, account)? != Cents::ZERO {
        return fail("the credit is no debt of ours");
    }
    // The manager may not decline an own one either; the biller may do neither.
    second(&manager, "decline", "no")?.expect(403)?;
    second(&client, "send", "5001")?.expect(403)?;
    let (house, left) = all_paid()?;
    let (client, manager, account) = (house.client("bill"), house.client("mona"), &left[0].account);
    asked_and_sent(&house, (&client, &manager), account)
}

/// The biller asks, the manager declines once and sends the second time.
fn asked_and_sent(
    house: &House,
    (client, manager): (&Client, &Client),
    account: &AccountId,
) -> Done {
    let amount = owed(house, account)? + Cents(900);
    let more = [("amount", &*amount.to_x12()), ("method", "cash"), ("more", "yes")];
    send(client, account, ("payment", &page(client, account)?), &more)?.expect(303)?;
    for (act, credit, cash) in [("decline", -900, 0), ("send", 0, -900)] {
        let before = balances(house, account)?.on(Ledger::Cash);
        let fresh = page(client, account)?;
        let claim = fresh.field("claim").unwrap_or_default();
        let typed = [("claim", &*claim), ("payer", ""), ("note", "too much")];
        send(client, account, ("refund", &fresh), &typed)?.expect(303)?;
        let tenant = &house.app.config.tenant;
        let rows = house.runtime.block_on(store::payments::refunds(
            &house.app.db,
            tenant,
            (Some("due"), None),
            9,
        ))?;
        let id = rows.first().map(|row| row.id.clone()).ok_or("no refund waits")?;
        let csrf = manager.get("/credit-balances")?.csrf().unwrap_or_default();
        let path = format!("/refunds/{id}/{act}");
        let none = [("csrf", &*csrf), ("version", "1"), ("reference", " ")];
        manager.post_form(&path, &none)?.expect(422)?;
        let fields = [("csrf", &*csrf), ("version", "1"), ("reference", "5001")];
        manager.post_form(&path, &fields)?.expect(303)?;
        manager.post_form(&path, &fields)?.expect(409)?;
        let after = balances(house, account)?;
        if owed(house, account)? != Cents(credit)
            || after.on(Ledger::RefundsPayable) != Cents::ZERO
            || after.on(Ledger::Cash) - before != Cents(cash)
        {
            return fail(format!("{act}: the money is not where it belongs"));
        }
    }
    Ok(())
}

fn in_parts() -> Done {
    let (house, left) = all_paid()?;
    let client = house.client("bill");
    let large =
        left.iter().find(|row| owed(&house, &row.account).is_ok_and(|cents| cents > Cents(2_000)));
    let account = &large.ok_or("a larger balance")?.account;
    let agree = |typed: &[(&str, &str)], status| -> Result<String, Failed> {
        let fresh = page(&client, account)?;
        Ok(send(&client, account, ("plan", &fresh), typed)?.expect(status)?.text())
    };
    agree(&[("parts", "0"), ("first", "2026-07-01")], 422)?;
    agree(&[("parts", "2"), ("first", "2030-07-01")], 422)?;
    agree(&[("parts", "61"), ("first", "2026-07-01")], 422)?;
    agree(&[("parts", "2"), ("first", "2026-07-01")], 303)?;
    let fresh = page(&client, account)?;
    let typed = [("amount", "5.00"), ("method", "cash")];
    send(&client, account, ("payment", &fresh), &typed)?.expect(303)?;
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let plan = house.runtime.block_on(store::payments::plan_of(&app.db, tenant, account))?;
    let plan = plan.ok_or("a plan")?.plan;
    if plan.paid != Cents(500) || plan.left() != owed(&house, account)? {
        return fail(format!("{plan:?}"));
    }
    if !page(&client, account)?.text().contains("Next: ") {
        return fail("the plan is not shown");
    }
    Ok(())
}

fn books() -> Done {
    let (house, left) = all_paid()?;
    let client = house.client("bill");
    for row in left.iter().take(3) {
        page(&client, &row.account)?;
    }
    let text = client.get("/ledger")?.expect(200)?.text();
    if !text.contains("balanced") || text.contains("does not balance") {
        return fail("the trial balance does not balance");
    }
    let before = client.get("/ledger?known_on=2020-01-01")?.expect(200)?.text();
    if !before.contains("Nothing was posted") {
        return fail("the past knows the future");
    }
    let manager = house.client("mona");
    let path = "/ledger/export?from=2026-01-01&to=2026-12-31";
    let csv = manager.get(path)?.expect(200)?.text();
    let mut sums = (0_i64, 0_i64);
    for line in csv.lines().skip(1) {
        let cells: Vec<&str> = line.rsplit(',').collect();
        let cents = |text: &str| Cents::from_decimal(text).map(|cents| cents.0);
        sums.0 += cents(cells[2]).map_err(|fault| fault.to_string())?;
        sums.1 += cents(cells[1]).map_err(|fault| fault.to_string())?;
    }
    if sums.0 != sums.1 || sums.0 == 0 {
        return fail(format!("debits and credits {sums:?}"));
    }
    manager.get("/ledger/export?from=x&to=2026-12-31")?.expect(422)?;
    manager.get("/ledger/export?from=2026-12-31&to=2026-01-01")?.expect(422)?;
    Ok(())
}

fn rights() -> Done {
    let (house, left) = all_paid()?;
    let account = &left[0].account;
    let coder = house.client("carla");
    coder.get(&format!("/accounts/{account}/balance"))?.expect(403)?;
    coder.get("/credit-balances")?.expect(403)?;
    // The manager sees the money and keeps no account.
    let manager = house.client("mona");
    let fresh = page(&manager, account)?;
    if fresh.text().contains("The patient pays") {
        return fail("a form for whom it is not");
    }
    let typed = [("amount", "1.00"), ("method", "cash")];
    send(&manager, account, ("payment", &fresh), &typed)?.expect(403)?;
    house.client("bill").get("/accounts/nothing/balance")?.expect(404)?;
    Ok(())
}
