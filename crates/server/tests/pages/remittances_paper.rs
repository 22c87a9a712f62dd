//! Letters that are typed in, and the bank.

use crate::answered::file_of;
use crate::house::{Done, fail, in_browser, test};
use crate::remittances::{clean, has, of_trace, owed, pays, rows, sent, taken, upload, work};
use libtest_mimic::Trial;
use model::Cents;
use model::remittance::Remittance;
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("remittances: a letter is typed, kept on a fault, and posted", letter),
        test("remittances: deposits find their payments, and what is missing is told", bank),
        in_browser("remittances: a letter shows its balance while it is typed", typist),
    ]
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
