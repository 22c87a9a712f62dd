//! Remittance posting: files by hand, what is refused and why.

use crate::answered::{Decides, file_of, payment};
use crate::house::{Done, House, fail, test};
use libtest_mimic::{Failed, Trial};
use model::remittance::Remittance;
use model::{Cents, Claim};
use payments::ledger::Ledger;
use server::worker;
use store::claims::ClaimRow;
use store::payments::{RemittanceFilter, RemittanceRow};
use testkit::http::{Answer, Client, Request, encode};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("remittances: a file by hand is posted once, and its page adds up", by_hand),
        test("remittances: what must not be posted is refused with its place", refusals),
        test(
            "remittances: a payer that was not known is added, and its payment looked at again",
            unknown_payer,
        ),
    ]
}

pub fn upload(client: &Client, address: &str, name: &str, bytes: &[u8]) -> Result<Answer, Failed> {
    let page = client.get("/remittances")?.expect(200)?;
    let csrf = encode(&page.csrf().unwrap_or_default());
    let request =
        Request::new("POST", &format!("{address}?csrf={csrf}")).upload(&[], ("file", name, bytes));
    Ok(client.send(request)?)
}

pub fn work(house: &House) -> Done {
    house.runtime.block_on(async {
        while worker::pass(&house.app, "house").await? > 0 {}
        Ok(())
    })
}

/// Takes a file in over the page, lets the workers post it, and answers the page of the file.
pub fn taken(house: &House, client: &Client, name: &str, bytes: &[u8]) -> Result<String, Failed> {
    let answer = upload(client, "/remittances", name, bytes)?.expect(303)?;
    work(house)?;
    let to = answer.location().unwrap_or_default().to_owned();
    Ok(client.get(&to)?.expect(200)?.text())
}

pub fn rows(house: &House) -> Result<Vec<RemittanceRow>, Failed> {
    let filter = RemittanceFilter { most: 100, ..RemittanceFilter::default() };
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    Ok(house.runtime.block_on(store::payments::remittances(db, tenant, &filter))?)
}

pub fn of_trace(house: &House, trace: &str) -> Result<RemittanceRow, Failed> {
    let found = rows(house)?.into_iter().find(|row| row.head.trace == trace);
    found.ok_or_else(|| format!("no payment {trace}").into())
}

pub fn on(house: &House, ledger: Ledger) -> Result<i64, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    Ok(house.runtime.block_on(store::payments::ledger_balance(db, tenant, ledger))?.0)
}

/// What is owed of a claim, by payer and patient, and what was refused.
pub fn owed(house: &House, claim: &str) -> Result<i64, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let ids = [claim.to_owned()];
    let found = house.runtime.block_on(store::payments::balances_of(db, tenant, &ids, None))?;
    let own = found.into_values().next().unwrap_or_default();
    let owed = own.into_iter().filter(|(ledger, _)| ledger.is_receivable());
    Ok(owed.map(|(_, cents)| cents.0).sum())
}

pub fn has(text: &str, wanted: &str) -> Done {
    if text.contains(wanted) { Ok(()) } else { fail(format!("`{wanted}` is not in {text}")) }
}

/// A practice whose claims left, and claims of one payer.
pub fn sent() -> Result<(House, Vec<ClaimRow>), Failed> {
    let house = House::open();
    let left = house.send_claims()?;
    let Some(first) = left.first().map(|row| row.claim.payer.name.clone()) else {
        return Err("no claim left".into());
    };
    let same: Vec<ClaimRow> =
        left.into_iter().filter(|row| row.claim.payer.name == first).collect();
    if same.len() < 3 {
        Err("fewer than three claims of a payer".into())
    } else {
        Ok((house, same))
    }
}

pub fn pays(claims: &[ClaimRow], trace: &str) -> Remittance {
    let claims: Vec<&Claim> = claims.iter().map(|row| &row.claim).collect();
    payment(&claims, trace, "2026-06-20".parse().expect("a day"), &[Decides::Pays])
}

/// The same, but nobody can tell whose it is.
pub fn stray(claims: &[ClaimRow], trace: &str) -> Remittance {
    let mut one = pays(claims, trace);
    for (claim, number) in one.claims.iter_mut().zip(1..) {
        claim.control_number = format!("LOST{number}");
        claim.payer_control_number = Some(format!("THEIRS{number}"));
        claim.names.clear();
    }
    one
}

fn by_hand() -> Done {
    let (house, claims) = sent()?;
    let biller = house.client("bill");
    house.client("carla").get("/remittances")?.expect(403)?;
    let file = file_of(&pays(&claims[..2], "HAND1"))?;
    let coder = house.client("carla");
    let csrf = encode(&coder.get("/me")?.csrf().unwrap_or_default());
    let forbidden = Request::new("POST", &format!("/remittances?csrf={csrf}"))
        .upload(&[], ("file", "era.835", &file));
    coder.send(forbidden)?.expect(403)?;
    let page = taken(&house, &biller, "../era.835", &file)?;
    has(&page, "File era.835")?;
    let row = of_trace(&house, "HAND1")?;
    if row.state != "closed" {
        return fail(format!("{row:?}"));
    }
    let page = biller.get(&format!("/remittances/{}", row.id))?.expect(200)?.text();
    for wanted in ["balances to the cent", &row.head.amount.to_string(), "by our number"] {
        has(&page, wanted)?;
    }
    let again = upload(&biller, "/remittances", "other-name.835", &file)?.expect(303)?;
    has(again.location().unwrap_or_default(), "done=file_again")?;
    work(&house)?;
    if rows(&house)?.len() != 1 {
        return fail("the same file was posted twice");
    }
    let list = biller.get("/remittances?state=closed")?.expect(200)?.text();
    has(&list, "HAND1")?;
    let none = biller.get("/remittances?state=refused")?.expect(200)?.text();
    has(&none, "No payment is like that")?;
    upload(&biller, "/remittances", "empty.835", b"")?.expect(422)?;
    let page = taken(&house, &biller, "letter.pdf", b"%PDF-1.7 no remittance")?;
    has(&page, "refused")
}

fn refusals() -> Done {
    let (house, claims) = sent()?;
    let biller = house.client("bill");
    taken(&house, &biller, "good.835", &file_of(&pays(&claims[..1], "GOOD"))?)?;
    let cash = on(&house, Ledger::Cash)?;
    let mut unbalanced = pays(&claims[1..3], "OFF");
    unbalanced.claims[1].lines[0].paid = unbalanced.claims[1].lines[0].paid + Cents(1);
    let place = format!("claim 2 ({}), line 1 (", unbalanced.claims[1].control_number);
    let mut other_money = pays(&claims[1..2], "GOOD");
    other_money.claims[0].lines[0].paid = other_money.claims[0].lines[0].paid - Cents(100);
    other_money.claims[0].lines[0].adjustments[0].amount =
        other_money.claims[0].lines[0].adjustments[0].amount + Cents(100);
    other_money.claims[0].paid = other_money.claims[0].paid - Cents(100);
    other_money.amount = other_money.amount - Cents(100);
    let mut ahead = pays(&claims[1..2], "AHEAD");
    ahead.date = "2026-08-01".parse().map_err(|_| "a day")?;
    let mut theirs = pays(&claims[1..2], "THEIRS");
    theirs.payee.id = Some("1999999984".to_owned());
    let cut = file_of(&pays(&claims[1..2], "CUT"))?;
    let cut = cut[..cut.len() * 2 / 3].to_vec();
    let old = String::from_utf8(file_of(&pays(&claims[1..2], "OLD"))?)?;
    let old = old.replace("005010X221A1", "004010X091A1").into_bytes();
    for (name, bytes, told) in [
        ("off", file_of(&unbalanced)?, place.as_str()),
        ("other", file_of(&other_money)?, "trace GOOD of"),
        ("ahead", file_of(&ahead)?, "more than 7 days after"),
        ("theirs", file_of(&theirs)?, "which is not us"),
        ("cut", cut, "refused"),
        ("old", old, "refused"),
    ] {
        let page = taken(&house, &biller, name, &bytes)?;
        has(&page, told).map_err(|fault| Failed::from(format!("{name}: {}", fault_of(&fault))))?;
    }
    if on(&house, Ledger::Cash)? != cash {
        return fail("a refused payment moved money");
    }
    // Looked at again, one that does not add up is refused again, and both are in its history.
    let row = of_trace(&house, "OFF")?;
    let address = format!("/remittances/{}", row.id);
    let page = biller.get(&address)?.expect(200)?;
    let fields = [("csrf", &*page.csrf().unwrap_or_default()), ("version", "99")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let stale: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    biller.post_form(&format!("{address}/again"), &stale)?.expect(409)?;
    again(&biller, &address)?.expect(303)?;
    has(&biller.get(&address)?.text(), "Looked at again, refused still")?;
    // A payment that broke off has nothing to be looked at again.
    if let Some(cut) = rows(&house)?.into_iter().find(|row| row.head.trace == "CUT") {
        let address = format!("/remittances/{}", cut.id);
        has(&biller.get(&address)?.text(), "not read to its end")?;
        let csrf = page.csrf().unwrap_or_default();
        let version = cut.version.to_string();
        let fields = [("csrf", &*csrf), ("version", &*version)];
        biller.post_form(&format!("{address}/again"), &fields)?.expect(422)?;
    }
    Ok(())
}

fn fault_of(fault: &Failed) -> String {
    fault.message().unwrap_or("no reason").to_owned()
}

fn again(client: &Client, address: &str) -> Result<Answer, Failed> {
    let page = client.get(address)?.expect(200)?;
    let (csrf, version) = (page.csrf().unwrap_or_default(), page.field("version"));
    let fields = [("csrf", &*csrf), ("version", &*version.unwrap_or_default())];
    Ok(client.post_form(&format!("{address}/again"), &fields)?)
}

fn unknown_payer() -> Done {
    let (house, claims) = sent()?;
    let biller = house.client("bill");
    let mut one = pays(&claims[..2], "NEWPAYER");
    let known = one.payer.id.clone().unwrap_or_else(|| one.payer.name.clone());
    one.payer.name = "A NAME NOBODY KNOWS".to_owned();
    one.payer.id = Some("77777".to_owned());
    one.originator = Some("1777777777".to_owned());
    let page = taken(&house, &biller, "new.835", &file_of(&one)?)?;
    has(&page, "not one of our payers")?;
    let address = format!("/remittances/{}", of_trace(&house, "NEWPAYER")?.id);
    again(&biller, &address)?.expect(303)?;
    if of_trace(&house, "NEWPAYER")?.state != "refused" {
        return fail("an unknown payer was posted");
    }
    let page = biller.get("/payers?number=77777")?.expect(200)?;
    let csrf = page.csrf().unwrap_or_default();
    let save = |version: &str, number: &str| {
        let fields = [("csrf", &*csrf), ("id", &*known), ("version", version), ("number", number)];
        biller.post_form("/payers", &fields)
    };
    save("1", "")?.expect(422)?;
    save("1", &"9".repeat(81))?.expect(422)?;
    save("7", "77777")?.expect(409)?;
    save("1", "77777")?.expect(303)?;
    save("1", "88888")?.expect(409)?;
    again(&biller, &address)?.expect(303)?;
    work(&house)?;
    let row = of_trace(&house, "NEWPAYER")?;
    if row.state != "closed" || row.applied != row.head.amount {
        return fail(format!("{row:?}"));
    }
    let page = biller.get(&address)?.expect(200)?.text();
    has(&page, "Looked at again: admitted")?;
    has(&page, "balances to the cent")
}

pub fn clean(page: &testkit::browser::Browser) -> Done {
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}
