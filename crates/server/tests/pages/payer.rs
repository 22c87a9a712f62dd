//! One payer: how long it is waited for, and its terms of appeal.

use crate::answered::{Decides, file_of, payment};
use crate::denials::{of, picture};
use crate::house::{Done, fail, in_browser, test};
use crate::remittances::{clean, has, of_trace, pays, sent};
use crate::unposting::undo;
use libtest_mimic::{Failed, Trial};
use model::Date;
use store::payments as kept;
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("payer: its terms of appeal are dated, versioned, and set the deadline", terms),
        test("payer: its usual time is computed, set by hand, and used when a claim leaves", waits),
        in_browser("payer: an analyst changes the terms on the payer's page", browsed),
    ]
}

fn page_of(id: &str) -> String {
    format!("/payers/one?id={}", testkit::http::encode(id))
}

/// Sends a form of the payer's page, with the version that it shows there unless one is given.
fn send(
    client: &Client,
    (id, path): (&str, &str),
    (version, fields): (&str, &[(&str, &str)]),
) -> Result<Answer, Failed> {
    let page = client.get(&page_of(id))?.expect(200)?;
    let csrf = page.csrf().unwrap_or_default();
    let mut all = vec![("csrf", &*csrf), ("id", id), ("version", version)];
    all.extend_from_slice(fields);
    Ok(client.post_form(path, &all)?)
}

const TERMS: [(&str, &str); 9] = [
    ("from", "2026-01-01"),
    ("source", "contract of 2026, section 7"),
    ("name_1", "first appeal"),
    ("days_1", "45"),
    ("line1", "PO Box 7"),
    ("city", "Springfield"),
    ("state", "IL"),
    ("zip", "62704"),
    ("correct_days", "90"),
];

fn terms() -> Done {
    let (house, all) = sent()?;
    let id = payments::ledger::movement::payer_of(&all[0].claim);
    let dana = house.client("dana");
    // Who may not propose rules sees the terms, and cannot change them.
    let biller = house.client("bill");
    let shown = biller.get(&page_of(&id))?.expect(200)?.text();
    if shown.contains("Change the terms") {
        return fail("a biller is offered the terms");
    }
    send(&biller, (&id, "/payers/terms"), ("0", &TERMS))?.expect(403)?;
    let bad: Vec<(&str, &str)> = TERMS
        .iter()
        .map(|(name, text)| (*name, if *name == "days_1" { "0" } else { text }))
        .collect();
    let again = send(&dana, (&id, "/payers/terms"), ("0", &bad))?.expect(422)?.text();
    has(&again, "days of level 1")?;
    has(&again, "contract of 2026, section 7")?;
    dana.get(&page_of("nobody"))?.expect(404)?;
    send(&dana, (&id, "/payers/terms"), ("0", &TERMS))?.expect(303)?;
    // Whoever saw the page before is told.
    send(&dana, (&id, "/payers/terms"), ("0", &TERMS))?.expect(409)?;
    send(&dana, (&id, "/payers/terms"), ("7", &TERMS))?.expect(409)?;
    let later: Vec<(&str, &str)> = TERMS
        .iter()
        .map(|(name, text)| match *name {
            "from" => ("from", "2026-06-25"),
            "days_1" => ("days_1", "10"),
            _ => (*name, *text),
        })
        .collect();
    send(&dana, (&id, "/payers/terms"), ("1", &later))?.expect(303)?;
    let page = dana.get(&page_of(&id))?.expect(200)?.text();
    has(&page, "version 2, notices from 2026-06-25")?;
    has(&page, "version 1, notices from 2026-01-01")?;
    // A notice of the twentieth has 45 days, whatever holds from the 25th.
    let one =
        payment(&[&all[0].claim], "REFUSED", day("2026-06-20")?, &[Decides::Refuses("CO", "50")]);
    house.take("refused.835", file_of(&one)?)?;
    let first = of(&house, "CO-50")?;
    let levels = &first.body.denial.levels;
    let by = levels.first().and_then(|level| level.by);
    if levels.len() != 1 || by != Some(day("2026-06-20")?.plus_days(45)) {
        return fail(format!("{levels:?}"));
    }
    let log = house.client("corin").get("/audit-log?action=payer.appeal_terms")?.expect(200)?;
    has(&log.text(), "payer.appeal_terms")
}

fn day(text: &str) -> Result<Date, Failed> {
    text.parse().map_err(|_| "a day".into())
}

fn waits() -> Done {
    let (house, all) = sent()?;
    let id = payments::ledger::movement::payer_of(&all[0].claim);
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let biller = house.client("bill");
    let page = biller.get(&page_of(&id))?.expect(200)?.text();
    has(&page, "Asked where a claim is after 30 days")?;
    has(&page, "0 answers of the last year are known")?;
    let day_long = 86_400_000_000_i64;
    let asked_after = |claim: &str| -> Result<i64, Failed> {
        let found = house.runtime.block_on(kept::open_claim(&app.db, tenant, claim))?;
        let row = found.ok_or("an open claim")?;
        Ok((row.ask_at.ok_or("no day to ask")? - row.submitted_at) / day_long)
    };
    if asked_after(&all[0].id)? != 30 {
        return fail("the house's own time");
    }
    // Twenty answers, each a day slower than the one before; the nineteenth took 19 days.
    house.runtime.block_on(async {
        let text = "INSERT INTO open_claim (tenant, claim, account, payer, from_day, through_day, \
            through_at, charge_cents, submitted_at, decided_at, first_pass, body) \
            SELECT tenant, $1, account, payer, from_day, through_day, through_at, charge_cents, \
            $2, $3, 1, body FROM open_claim WHERE tenant = $4 AND claim = $5";
        let mut tx = app.db.begin().await?;
        for number in 1..=20_i64 {
            let left = app.now() - 40 * day_long;
            let statement = store::assembled(text.to_owned())
                .bind(format!("PAST{number}"))
                .bind(left)
                .bind(left + number * day_long)
                .bind(tenant.as_str())
                .bind(all[0].id.clone());
            tx.run(statement).await?;
        }
        tx.commit().await
    })?;
    let page = biller.get(&page_of(&id))?.expect(200)?.text();
    has(&page, "Asked where a claim is after 19 days")?;
    has(&page, "newest 20 answers")?;
    // A person's word counts before it, in the order in which people say it.
    let set = |days: &str, version: &str| {
        let fields = [("days", days), ("note", "they said so")];
        send(&biller, (&id, "/payers/patience"), (version, &fields))
    };
    set("none", "0")?.expect(422)?;
    set("11", "0")?.expect(303)?;
    set("12", "0")?.expect(409)?;
    send(&house.client("dana"), (&id, "/payers/patience"), ("1", &[("note", "x")]))?.expect(403)?;
    has(&biller.get(&page_of(&id))?.expect(200)?.text(), "11 days: set by a person")?;
    set("12", "7")?.expect(409)?;
    // A claim whose decision is taken back waits for that time, from then on.
    house.take("one.835", file_of(&pays(&all[..1], "PAID"))?)?;
    let asked_at = || house.runtime.block_on(kept::open_claim(&app.db, tenant, &all[0].id));
    if asked_at()?.ok_or("an open claim")?.ask_at.is_some() {
        return fail("the payer is asked about what it paid");
    }
    undo(&biller, &of_trace(&house, "PAID")?.id, "another patient's")?.expect(303)?;
    let ask_at = asked_at()?.ok_or("an open claim")?.ask_at.ok_or("no day to ask")?;
    // The clock of the house went on a little since.
    let later = (ask_at - app.now() + day_long / 2) / day_long;
    if later != 11 {
        return fail(format!("asked {later} days later"));
    }
    // Nobody's word any more: computed again, of the twenty answers that stand.
    set("", "1")?.expect(303)?;
    let page = biller.get(&page_of(&id))?.expect(200)?.text();
    has(&page, "Asked where a claim is after 19 days")?;
    has(&page, "newest 20 answers")?;
    let log = house.client("corin").get("/audit-log?action=payer.wait")?.expect(200)?;
    has(&log.text(), "payer.wait")
}

fn browsed() -> Done {
    let (house, all) = sent()?;
    let id = payments::ledger::movement::payer_of(&all[0].claim);
    let page = house.browser("dana")?;
    page.open(&format!("{}{}", house.address, page_of(&id)))?;
    page.wait_for("#terms")?;
    no_serious(&page)?;
    page.click("#terms summary")?;
    page.fill("input[name=source]", "contract of 2026")?;
    page.fill("input[name=name_1]", "first appeal")?;
    page.fill("input[name=days_1]", "45")?;
    picture(&page, "payer")?;
    no_serious(&page)?;
    page.click("#terms-form button.primary")?;
    page.wait_for(".notice")?;
    page.wait_for_text("contract of 2026")?;
    clean(&page)
}
