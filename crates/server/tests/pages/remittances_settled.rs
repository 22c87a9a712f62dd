//! What posting leaves for people: money that waits, and what they do with it.

use crate::answered::file_of;
use crate::house::{Done, House, fail, in_browser, test};
use crate::remittances::{clean, has, of_trace, on, owed, pays, sent, stray, taken, work};
use libtest_mimic::{Failed, Trial};
use model::Cents;
use model::remittance::{PaymentAdjustment, Remittance};
use payments::ledger::Ledger;
use store::payments::RemittanceRow;
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test(
            "remittances: stray money goes to a chosen claim, and a reversal finds it there",
            chosen,
        ),
        test("remittances: money is divided, what was typed stays, unapplied cash agrees", divided),
        test("remittances: a reversal of something never posted waits", reversal_of_nothing),
        in_browser("remittances: a poster takes a file in, looks, and settles what waits", poster),
    ]
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
    has(&queue, "No claim of ours fits")?;
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
pub fn turned(one: &mut Remittance) {
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

/// What is left can be taken up again, and goes to the last claim.
fn reopened(house: &House, (item, claim): (&str, &str), (whole, rest): (i64, &str)) -> Done {
    let biller = house.client("bill");
    let page = biller.get(item)?.expect(200)?;
    let (csrf, version) = (page.csrf().unwrap_or_default(), page.field("version"));
    let fields = [("csrf", &*csrf), ("version", &*version.unwrap_or_default())];
    biller.post_form(&format!("{item}/reopen"), &fields)?.expect(303)?;
    let last = [("act", "divide"), ("word", "the rest"), ("claim_1", claim), ("amount_1", rest)];
    settle(&biller, item, &last)?.expect(303)?;
    if on(house, Ledger::UnappliedCash)? != 0 || on(house, Ledger::Cash)? != whole {
        return fail("the rest did not leave unapplied cash");
    }
    Ok(())
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
    reopened(&house, (&item, &claims[2].id), (whole, &dollars(left)))?;
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
    has(&page, "Takes back a decision that was never posted")?;
    has(&page, "will still be taken")?;
    let (item, _) = items(&house, &row)?.remove(0);
    let leave = [("act", "leave"), ("word", "the payer looks into it")];
    settle(&biller, &item, &leave)?.expect(303)?;
    let queue = biller.get("/remittances/review")?.expect(200)?.text();
    has(&queue, "agrees with the ledger")?;
    has(&queue, "the payer looks into it")
}

/// The open items of a payment: address and version of each.
pub fn items(house: &House, row: &RemittanceRow) -> Result<Vec<(String, String)>, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let which = ("open", Some(row.id.as_str()));
    let found = house.runtime.block_on(store::payments::reviews(db, tenant, which, 100))?;
    let address = |id: &str| format!("/remittances/review/{id}");
    Ok(found.iter().map(|one| (address(&one.id), one.version.to_string())).collect())
}

pub fn settle(client: &Client, address: &str, fields: &[(&str, &str)]) -> Result<Answer, Failed> {
    let page = client.get(address)?.expect(200)?;
    let (csrf, version) = (page.csrf().unwrap_or_default(), page.field("version"));
    let version = version.unwrap_or_default();
    let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    all.retain(|(name, _)| !fields.iter().any(|(own, _)| own == name));
    all.extend(fields);
    Ok(client.post_form(address, &all)?)
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
    page.wait_for("#enter")?;
    no_serious(&page)?;
    clean(&page)
}
