//! Remittance posting: files by hand, what is refused and why, the review queue, letters, the bank.

use crate::answered::{Decides, file_of, payment};
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::remittance::{PaymentAdjustment, Remittance};
use model::{Cents, Claim};
use payments::ledger::Ledger;
use server::worker;
use store::claims::ClaimRow;
use store::payments::{RemittanceFilter, RemittanceRow};
use testkit::accessibility::no_serious;
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
        test(
            "remittances: stray money goes to a chosen claim, and a reversal finds it there",
            chosen,
        ),
        test("remittances: money is divided, what was typed stays, unapplied cash agrees", divided),
        test("remittances: a reversal of something never posted waits", reversal_of_nothing),
        test("remittances: a letter is typed, kept on a fault, and posted", letter),
        test("remittances: deposits find their payments, and what is missing is told", bank),
        in_browser("remittances: a poster takes a file in, looks, and settles what waits", poster),
        in_browser("remittances: a letter shows its balance while it is typed", typist),
    ]
}

fn upload(client: &Client, address: &str, name: &str, bytes: &[u8]) -> Result<Answer, Failed> {
    let page = client.get("/remittances")?.expect(200)?;
    let csrf = encode(&page.csrf().unwrap_or_default());
    let request =
        Request::new("POST", &format!("{address}?csrf={csrf}")).upload(&[], ("file", name, bytes));
    Ok(client.send(request)?)
}

fn work(house: &House) -> Done {
    house.runtime.block_on(async {
        while worker::pass(&house.app, "house").await? > 0 {}
        Ok(())
    })
}

/// Takes a file in over the page, lets the workers post it, and answers the page of the file.
fn taken(house: &House, client: &Client, name: &str, bytes: &[u8]) -> Result<String, Failed> {
    let answer = upload(client, "/remittances", name, bytes)?.expect(303)?;
    work(house)?;
    let to = answer.location().unwrap_or_default().to_owned();
    Ok(client.get(&to)?.expect(200)?.text())
}

fn rows(house: &House) -> Result<Vec<RemittanceRow>, Failed> {
    let filter = RemittanceFilter { most: 100, ..RemittanceFilter::default() };
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    Ok(house.runtime.block_on(store::payments::remittances(db, tenant, &filter))?)
}

fn of_trace(house: &House, trace: &str) -> Result<RemittanceRow, Failed> {
    let found = rows(house)?.into_iter().find(|row| row.head.trace == trace);
    found.ok_or_else(|| format!("no payment {trace}").into())
}

fn on(house: &House, ledger: Ledger) -> Result<i64, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    Ok(house.runtime.block_on(store::payments::ledger_balance(db, tenant, ledger))?.0)
}

/// What is owed of a claim, by payer and patient, and what was refused.
fn owed(house: &House, claim: &str) -> Result<i64, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let ids = [claim.to_owned()];
    let found = house.runtime.block_on(store::payments::balances_of(db, tenant, &ids, None))?;
    let own = found.into_values().next().unwrap_or_default();
    let owed = own.into_iter().filter(|(ledger, _)| ledger.is_receivable());
    Ok(owed.map(|(_, cents)| cents.0).sum())
}

fn has(text: &str, wanted: &str) -> Done {
    if text.contains(wanted) { Ok(()) } else { fail(format!("`{wanted}` is not in {text}")) }
}

/// A practice whose claims left, and claims of one payer.
fn sent() -> Result<(House, Vec<ClaimRow>), Failed> {
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

fn pays(claims: &[ClaimRow], trace: &str) -> Remittance {
    let claims: Vec<&Claim> = claims.iter().map(|row| &row.claim).collect();
    payment(&claims, trace, "2026-06-20".parse().expect("a day"), &[Decides::Pays])
}

/// The same, but nobody can tell whose it is.
fn stray(claims: &[ClaimRow], trace: &str) -> Remittance {
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

/// The open items of a payment: address and version of each.
fn items(house: &House, row: &RemittanceRow) -> Result<Vec<(String, String)>, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let which = ("open", Some(row.id.as_str()));
    let found = house.runtime.block_on(store::payments::reviews(db, tenant, which, 100))?;
    let address = |id: &str| format!("/remittances/review/{id}");
    Ok(found.iter().map(|one| (address(&one.id), one.version.to_string())).collect())
}

fn settle(client: &Client, address: &str, fields: &[(&str, &str)]) -> Result<Answer, Failed> {
    let page = client.get(address)?.expect(200)?;
    let (csrf, version) = (page.csrf().unwrap_or_default(), page.field("version"));
    let version = version.unwrap_or_default();
    let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    all.retain(|(name, _)| !fields.iter().any(|(own, _)| own == name));
    all.extend(fields);
    Ok(client.post_form(address, &all)?)
}

fn chosen() -> Done {
    let (house, claims) = sent()?;
    let biller = house.client("bill");
    let one = stray(&claims[..1], "STRAY");
    let before = owed(&house, &claims[0].id)?;
    taken(&house, &biller, "stray.835", &file_of(&one)?)?;
    let row = of_trace(&house, "STRAY")?;
    if row.unapplied != one.amount || on(&house, Ledger::UnappliedCash)? != -one.amount.0 {
        return fail(format!("{row:?}"));
    }
    let queue = biller.get("/remittances/review")?.expect(200)?.text();
    has(&queue, "agrees with the ledger")?;
    has(&queue, "no claim of ours fits")?;
    let (item, _) = items(&house, &row)?.remove(0);
    let page = biller.get(&format!("{item}?claim={}", claims[0].id))?.expect(200)?.text();
    has(&page, "same charge")?;
    let claim = claims[0].id.as_str();
    house.client("carla").get(&item)?.expect(403)?;
    settle(&biller, &item, &[("act", "choose"), ("claim", claim)])?.expect(422)?;
    let typed = [("act", "choose"), ("claim", "NOSUCH"), ("word", "a word that stays")];
    let page = settle(&biller, &item, &typed)?.expect(422)?.text();
    has(&page, "a word that stays")?;
    has(&page, "No claim `NOSUCH` left from here")?;
    let right = [("act", "choose"), ("claim", claim), ("word", "the payer named it by phone")];
    let stale = [right[0], right[1], right[2], ("version", "9")];
    settle(&biller, &item, &stale)?.expect(409)?;
    settle(&biller, &item, &right)?.expect(303)?;
    settle(&biller, &item, &[right[0], right[1], right[2], ("version", "1")])?.expect(409)?;
    work(&house)?;
    let after = of_trace(&house, "STRAY")?;
    if (after.applied, after.unapplied) != (one.amount, Cents::ZERO) {
        return fail(format!("{after:?}"));
    }
    if on(&house, Ledger::UnappliedCash)? != 0 || on(&house, Ledger::Cash)? != one.amount.0 {
        return fail("money was lost on its way to the claim");
    }
    // The whole decision counts: what is still owed is the patient's share.
    let patient: Cents =
        one.claims[0].all_adjustments().filter(|one| one.group == "PR").map(|one| one.amount).sum();
    if owed(&house, claim)? != patient.0 {
        return fail(format!("{} is owed, not {patient}", owed(&house, claim)?));
    }
    // The payer takes back what it calls LOST1: all is owed again.
    let mut back = one.clone();
    back.trace = "BACK".to_owned();
    turned(&mut back);
    taken(&house, &biller, "back.835", &file_of(&back)?)?;
    if owed(&house, claim)? != before {
        return fail(format!("{} is owed after the reversal, not {before}", owed(&house, claim)?));
    }
    let page = biller.get(&format!("/remittances/{}", of_trace(&house, "BACK")?.id))?.text();
    has(&page, "taken back")?;
    has(&page, "balances to the cent")
}

/// Every claim taken back, and what is below zero carried forward.
fn turned(one: &mut Remittance) {
    for claim in &mut one.claims {
        claim.status = "22".to_owned();
        (claim.charge, claim.paid) = (-claim.charge, -claim.paid);
        for line in &mut claim.lines {
            (line.charge, line.paid) = (-line.charge, -line.paid);
            for own in &mut line.adjustments {
                own.amount = -own.amount;
            }
        }
    }
    one.provider_adjustments = vec![PaymentAdjustment {
        provider: one.payee.id.clone().unwrap_or_default(),
        fiscal_period: "2026-12-31".parse().expect("a day"),
        reason: "FB".to_owned(),
        reference: Some("CARRIED1".to_owned()),
        amount: -one.amount,
    }];
    one.amount = Cents::ZERO;
    one.method = "NON".to_owned();
}

fn divided() -> Done {
    let (house, claims) = sent()?;
    let biller = house.client("bill");
    let one = stray(&claims[..1], "SPLIT");
    taken(&house, &biller, "split.835", &file_of(&one)?)?;
    let row = of_trace(&house, "SPLIT")?;
    let (item, _) = items(&house, &row)?.remove(0);
    let whole = one.amount.0;
    let dollars = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let (first, second, too_much) = (dollars(1_000), dollars(500), dollars(whole + 1));
    let parts = [
        ("act", "divide"),
        ("word", "two visits were paid together"),
        ("claim_1", claims[0].id.as_str()),
        ("amount_1", &first),
        ("claim_2", claims[1].id.as_str()),
        ("line_2", "1"),
        ("amount_2", &second),
    ];
    let with = |more: &[(&'static str, &str)]| -> Result<Answer, Failed> {
        let mut all = parts.to_vec();
        all.retain(|(name, _)| !more.iter().any(|(own, _)| own == name));
        all.extend(more);
        settle(&biller, &item, &all)
    };
    for (more, told) in [
        (("refund", too_much.as_str()), "waits"),
        (("amount_1", "ten"), "reads like 125.50"),
        (("line_2", "77"), "has no line 77"),
        (("amount_1", "-1.00"), "cannot be taken from"),
        (("claim_1", ""), "names no claim"),
    ] {
        let page = with(&[more])?.expect(422)?.text();
        has(&page, told)?;
        has(&page, "two visits were paid together")?;
    }
    if on(&house, Ledger::UnappliedCash)? != -whole {
        return fail("a refused division moved money");
    }
    let owed_before = owed(&house, &claims[1].id)?;
    with(&[("refund", "2.00")])?.expect(303)?;
    let left = whole - 1_000 - 500 - 200;
    if (on(&house, Ledger::UnappliedCash)?, on(&house, Ledger::RefundsPayable)?) != (-left, -200) {
        return fail("the money was not divided");
    }
    if owed(&house, &claims[1].id)? != owed_before - 500 {
        return fail("a part did not reach its claim");
    }
    let queue = biller.get("/remittances/review")?.expect(200)?.text();
    has(&queue, "agrees with the ledger")?;
    has(&queue, "two visits were paid together")?;
    let row = of_trace(&house, "SPLIT")?;
    if (row.applied.0, row.unapplied.0) != (whole - left, left) {
        return fail(format!("{row:?}"));
    }
    // What is left can be taken up again, and goes to the last of them.
    let page = biller.get(&item)?.expect(200)?;
    let (csrf, version) = (page.csrf().unwrap_or_default(), page.field("version"));
    let fields = [("csrf", &*csrf), ("version", &*version.unwrap_or_default())];
    biller.post_form(&format!("{item}/reopen"), &fields)?.expect(303)?;
    let rest = dollars(left);
    let last = [
        ("act", "divide"),
        ("word", "the rest"),
        ("claim_1", claims[2].id.as_str()),
        ("amount_1", &rest),
    ];
    settle(&biller, &item, &last)?.expect(303)?;
    if on(&house, Ledger::UnappliedCash)? != 0 || on(&house, Ledger::Cash)? != whole {
        return fail("the rest did not leave unapplied cash");
    }
    let refund = house.runtime.block_on(async {
        let sql = "SELECT state, amount_cents, payer FROM refund WHERE tenant = $1";
        let statement = store::assembled(sql.to_owned()).bind("site");
        house.app.db.rows(statement).await.map(|rows| rows.len())
    })?;
    if refund == 1 { Ok(()) } else { fail(format!("{refund} refunds are due")) }
}

fn reversal_of_nothing() -> Done {
    let (house, claims) = sent()?;
    let biller = house.client("bill");
    let mut one = stray(&claims[..1], "NEVER");
    let amount = one.amount.0;
    turned(&mut one);
    taken(&house, &biller, "never.835", &file_of(&one)?)?;
    let row = of_trace(&house, "NEVER")?;
    if (row.state.as_str(), row.unapplied.0, row.beside.0) != ("closed", -amount, amount) {
        return fail(format!("{row:?}"));
    }
    let page = biller.get(&format!("/remittances/{}", row.id))?.expect(200)?.text();
    has(&page, "takes back a decision that was never posted")?;
    has(&page, "will still be taken")?;
    let (item, _) = items(&house, &row)?.remove(0);
    let leave = [("act", "leave"), ("word", "the payer looks into it")];
    settle(&biller, &item, &leave)?.expect(303)?;
    let queue = biller.get("/remittances/review")?.expect(200)?.text();
    has(&queue, "agrees with the ledger")?;
    has(&queue, "the payer looks into it")
}

fn letter() -> Done {
    let (house, claims) = sent()?;
    let biller = house.client("bill");
    let claim = &claims[0].claim;
    let payer = claim.payer.id.clone().unwrap_or_else(|| claim.payer.name.clone());
    let page = biller.get("/remittances/paper")?.expect(200)?;
    let csrf = page.csrf().unwrap_or_default();
    let mut fields: Vec<(String, String)> = [
        ("csrf", csrf.as_str()),
        ("payer", &payer),
        ("trace", "CHECK9"),
        ("date", "2026-06-18"),
        ("add", claim.id.as_str()),
        ("step", "add"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let send = |fields: &[(String, String)]| {
        let all: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        biller.post_form("/remittances/paper", &all)
    };
    let page = send(&fields)?.expect(200)?;
    let mut paid = Cents::ZERO;
    fields.retain(|(name, _)| !["add", "step"].contains(&name.as_str()));
    fields.push(("c0_number".to_owned(), claim.id.0.clone()));
    for (line, at) in claim.lines.iter().zip(0..) {
        let own = page.field(&format!("c0_{at}_charge")).unwrap_or_default();
        if Cents::from_decimal(&own).ok() != Some(line.charge_cents) {
            return fail(format!("line {at} is charged `{own}`, not {}", line.charge_cents));
        }
        let agreed = Cents(line.charge_cents.0 / 2);
        let rest = line.charge_cents - agreed;
        paid = paid + rest;
        let plain = |cents: Cents| cents.to_string().replace(['$', ','], "");
        for (field, value) in [
            ("line", line.line.to_string()),
            ("code", line.code.clone().unwrap_or_default()),
            ("date", line.date.to_string()),
            ("charge", own),
            ("paid", plain(rest)),
            ("adjusted", format!("co45 {}", plain(agreed))),
        ] {
            fields.push((format!("c0_{at}_{field}"), value));
        }
    }
    // One cent short: told where, and everything is still there.
    let mut short = fields.clone();
    let amount = |cents: Cents| cents.to_string().replace(['$', ','], "");
    short.push(("amount".to_owned(), amount(paid - Cents(1))));
    short.push(("step".to_owned(), "post".to_owned()));
    let page = send(&short)?.expect(422)?;
    has(&page.text(), "does not add up")?;
    if page.field("c0_0_paid").unwrap_or_default().is_empty() || !rows(&house)?.is_empty() {
        return fail("what was typed is lost, or something was posted");
    }
    fields.push(("amount".to_owned(), amount(paid)));
    fields.push(("step".to_owned(), "post".to_owned()));
    let answer = send(&fields)?.expect(303)?;
    work(&house)?;
    let to = answer.location().unwrap_or_default().to_owned();
    has(&biller.get(&to)?.expect(200)?.text(), "balances to the cent")?;
    let row = of_trace(&house, "CHECK9")?;
    if (row.state.as_str(), row.applied) != ("closed", paid)
        || owed(&house, claim.id.as_str())? != 0
    {
        return fail(format!("{row:?}"));
    }
    let again = send(&fields)?.expect(303)?;
    has(again.location().unwrap_or_default(), "done=file_again")
}

fn bank() -> Done {
    let (house, claims) = sent()?;
    let biller = house.client("bill");
    // A deposit may come before its remittance.
    let one = pays(&claims[..1], "0000EFT1");
    let two = pays(&claims[1..2], "EFT2");
    // Monday the 15th: by Monday the 22nd more than three business days have passed.
    let mut late = pays(&claims[2..3], "EFT3");
    late.date = "2026-06-15".parse().map_err(|_| "a day")?;
    let dollars = |of: &Remittance| of.amount.to_string().replace(['$', ','], "");
    let file = format!(
        "date,amount,trace,name\n2026-06-21,{},TRN*1*EFT1*1999999999\\,PLAN\n\
         2026-06-21,{},EFT2,PLAN\n2026-06-10,12.34,NOBODY,SOMEBODY\n",
        dollars(&one),
        // Ten cents less came than was announced.
        (Cents(two.amount.0 - 10)).to_string().replace(['$', ','], ""),
    );
    upload(&biller, "/deposits/file", "bank.csv", b"day,sum\n1,2\n")?.expect(422)?;
    upload(&biller, "/deposits/file", "bank.csv", file.as_bytes())?.expect(303)?;
    let again = upload(&biller, "/deposits/file", "bank.csv", file.as_bytes())?.expect(303)?;
    has(again.location().unwrap_or_default(), "deposits_again")?;
    for (name, remittance) in [("1", &one), ("2", &two), ("3", &late)] {
        taken(&house, &biller, name, &file_of(remittance)?)?;
    }
    if of_trace(&house, "0000EFT1")?.deposit.is_none() {
        return fail("the deposit that came first was not found");
    }
    let page = biller.get("/deposits")?.expect(200)?.text();
    for wanted in ["differs", "ask the bank, then the payer", "ask the payer for its remittance"] {
        has(&page, wanted)?;
    }
    // A deposit without a trace is joined by a person.
    let csrf = biller.get("/deposits")?.csrf().unwrap_or_default();
    let amount = dollars(&late);
    let fields = [("csrf", &*csrf), ("date", "2026-06-16"), ("amount", &*amount)];
    biller.post_form("/deposits", &fields)?.expect(303)?;
    if of_trace(&house, "EFT3")?.deposit.is_some() {
        return fail("amount and day alone joined a deposit");
    }
    let open = house.runtime.block_on(store::payments::deposits(
        &house.app.db,
        &house.app.config.tenant,
        true,
        50,
    ))?;
    let own = open.iter().find(|row| row.trace.is_empty()).ok_or("no deposit without a trace")?;
    let row = of_trace(&house, "EFT3")?;
    let version = own.version.to_string();
    let fields = [("csrf", &*csrf), ("version", &*version), ("remittance", &*row.id)];
    let address = format!("/deposits/{}/match", own.id);
    biller.post_form(&address, &fields)?.expect(303)?;
    biller.post_form(&address, &fields)?.expect(409)?;
    for (name, value) in [("date", "2026-07-22"), ("amount", "x"), ("amount", "0")] {
        let mut bad = vec![("csrf", &*csrf), ("date", "2026-06-16"), ("amount", "5.00")];
        bad.retain(|(own, _)| *own != name);
        bad.push((name, value));
        biller.post_form("/deposits", &bad)?.expect(422)?;
    }
    Ok(())
}

fn clean(page: &testkit::browser::Browser) -> Done {
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn poster() -> Done {
    let (house, claims) = sent()?;
    let mut one = pays(&claims[..2], "MIXED");
    let lost = stray(&claims[2..3], "MIXED");
    one.amount = one.amount + lost.amount;
    one.claims.extend(lost.claims);
    house.take("mixed.835", file_of(&one)?)?;
    let mut off = pays(&claims[..1], "OFFBY1");
    off.amount = off.amount + Cents(1);
    house.take("off.835", file_of(&off)?)?;
    let page = house.browser("bill")?;
    page.open(&format!("{}/remittances", house.address))?;
    page.wait_for("#payments")?;
    no_serious(&page)?;
    page.open(&format!("{}/remittances/{}", house.address, of_trace(&house, "OFFBY1")?.id))?;
    page.wait_for("#refusals")?;
    no_serious(&page)?;
    page.open(&format!("{}/remittances/{}", house.address, of_trace(&house, "MIXED")?.id))?;
    page.wait_for_text("balances to the cent")?;
    no_serious(&page)?;
    page.open(&format!("{}/remittances/review", house.address))?;
    page.wait_for("#items")?;
    no_serious(&page)?;
    page.click("#items tbody a")?;
    page.wait_for("#settle")?;
    page.fill("input[name=claim]", &claims[2].id)?;
    page.click("form[role=search] button")?;
    page.wait_for(".candidate")?;
    no_serious(&page)?;
    page.fill("textarea[name=word]", "the patient had a new card")?;
    page.click("button[value=choose]")?;
    page.wait_for(".notice")?;
    page.wait_for_text("agrees with the ledger")?;
    if on(&house, Ledger::UnappliedCash)? != 0 {
        return fail("the money still waits");
    }
    page.open(&format!("{}/payers", house.address))?;
    page.wait_for("#payers")?;
    no_serious(&page)?;
    page.open(&format!("{}/deposits", house.address))?;
    page.wait_for("#no-money")?;
    no_serious(&page)?;
    clean(&page)
}

fn typist() -> Done {
    let (house, claims) = sent()?;
    let claim = &claims[0].claim;
    let page = house.browser("bill")?;
    page.open(&format!("{}/remittances/paper", house.address))?;
    page.wait_for("#letter")?;
    page.fill("input[name=trace]", "CHECK1")?;
    page.fill("input[name=amount]", "100.00")?;
    page.fill("input[name=add]", claim.id.as_str())?;
    page.click("button[value=add]")?;
    page.wait_for("input[name=c0_0_paid]")?;
    no_serious(&page)?;
    page.fill("input[name=c0_0_paid]", "60.00")?;
    page.script(
        "document.querySelector('input[name=c0_0_paid]')\
         .dispatchEvent(new Event('change', { bubbles: true }))",
        &[],
    )?;
    // The balance is told without a button, and what was typed stays.
    page.wait_for_text("$40.00")?;
    let kept = page.script("return document.querySelector('input[name=c0_0_paid]').value", &[])?;
    if kept != "60.00" {
        return fail(format!("{kept}"));
    }
    clean(&page)
}
