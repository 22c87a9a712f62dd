//! What was posted to the wrong claim is taken back, with what hung on it; and what a refund that
//! is declined leaves.

use crate::answered::{Decides, file_of, payment};
use crate::denials::{claim, listed, now, of, on as on_denial, on_ledger, open, refused};
use crate::house::{Done, House, fail, in_browser, test};
use crate::remittances::{clean, has, of_trace, on, owed, pays, sent, stray, taken, work};
use crate::remittances_settled::{items, settle, turned};
use crate::underpayments::{claims, leave, standing, with_second};
use libtest_mimic::{Failed, Trial};
use model::{AccountState, Cents};
use payments::ledger::{Ledger, WriteOff};
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("unposting: money on the wrong claim waits again and goes to the right one", moved),
        test("unposting: denials, what was booked for them and closing go with it", follows),
        test("unposting: what the next payer was asked goes with it, sent or not", next),
        test("unposting: what a later word of the payer touched is refused", later),
        test("a write-off is taken back with the refusal behind it", reversed_write_off),
        test("a refund of waiting money is declined: it waits again", declined),
        in_browser("unposting: a poster takes a posting back on its page", browsed),
    ]
}

pub fn page_of(remittance: &str) -> String {
    format!("/remittances/{remittance}/claims/1/undo")
}

/// Says why the first claim of a payment is to be taken back, with the fields as the page has them:
/// the page that tells what follows.
pub fn asks(client: &Client, remittance: &str, word: &str) -> Result<Answer, Failed> {
    send(client, (&page_of(remittance), &client.get(&page_of(remittance))?.expect(200)?), word)
}

fn send(client: &Client, (path, page): (&str, &Answer), word: &str) -> Result<Answer, Failed> {
    let field = |name: &str| page.field(name).unwrap_or_default();
    let (csrf, turn, on) = (page.csrf().unwrap_or_default(), field("turn"), field("claim"));
    let sure = field("sure");
    let fields =
        [("csrf", &*csrf), ("turn", &*turn), ("claim", &*on), ("word", word), ("sure", &*sure)];
    Ok(client.post_form(path, &fields)?)
}

/// Takes the first claim of a payment back: what follows is shown before.
pub fn undo(client: &Client, remittance: &str, word: &str) -> Result<Answer, Failed> {
    let told = asks(client, remittance, word)?;
    if told.status != 200 {
        return Ok(told);
    }
    send(client, (&page_of(remittance), &told), word)
}

/// Cash is the payment, and what waits is this.
fn money(house: &House, (cash, waits): (i64, i64)) -> Done {
    let found = (on(house, Ledger::Cash)?, -on(house, Ledger::UnappliedCash)?);
    if found == (cash, waits) { Ok(()) } else { fail(format!("{found:?}, not {cash}, {waits}")) }
}

fn moved() -> Done {
    let (house, all) = sent()?;
    let biller = house.client("bill");
    let (wrong, right) = (all[0].id.as_str(), all[1].id.as_str());
    let before = (owed(&house, wrong)?, owed(&house, right)?);
    let one = pays(&all[..1], "WRONG");
    let whole = one.amount.0;
    taken(&house, &biller, "wrong.835", &file_of(&one)?)?;
    let row = of_trace(&house, "WRONG")?;
    let shown = biller.get(&format!("/remittances/{}", row.id))?.expect(200)?.text();
    has(&shown, "wrong claim?")?;
    let shown = biller.get(&format!("/accounts/{}/balance", all[0].account))?.expect(200)?;
    has(&shown.text(), "wrong claim?")?;
    house.client("carla").get(&page_of(&row.id))?.expect(403)?;
    let empty = undo(&biller, &row.id, "  ")?.expect(422)?.text();
    has(&empty, "Nothing was changed")?;
    // Two people see it; the second is told.
    let second = house.client("bill");
    let seen = second.get(&page_of(&row.id))?.expect(200)?;
    undo(&biller, &row.id, "the number was typed wrong")?.expect(303)?;
    let csrf = seen.csrf().unwrap_or_default();
    let stale = [("csrf", &*csrf), ("turn", "0"), ("claim", wrong), ("word", "me too")];
    second.post_form(&page_of(&row.id), &stale)?.expect(409)?;
    biller.get(&page_of(&row.id))?.expect(422)?;
    work(&house)?;
    money(&house, (whole, whole))?;
    let after = of_trace(&house, "WRONG")?;
    if (after.applied, after.unapplied, owed(&house, wrong)?) != (Cents::ZERO, one.amount, before.0)
    {
        return fail(format!("{after:?}, owed {}", owed(&house, wrong)?));
    }
    if (standing(&house, &all[0])?, claim(&house, wrong)?.status.as_str())
        != (AccountState::Acknowledged, "acknowledged")
    {
        return fail("the claim does not wait for its payer again");
    }
    let page = biller.get(&format!("/remittances/{}", row.id))?.expect(200)?.text();
    has(&page, "A posting was taken back")?;
    has(&page, "balances to the cent")?;
    // To the right claim, back from it, and to the first one after all.
    let patient: i64 = one.claims[0]
        .all_adjustments()
        .filter(|one| one.group == "PR")
        .map(|one| one.amount.0)
        .sum();
    for (to, other) in [(right, wrong), (wrong, right)] {
        let open = items(&house, &after)?;
        let [(item, _)] = open.as_slice() else { return fail(format!("{open:?}")) };
        let choose = [("act", "choose"), ("claim", to), ("word", "the payer said so")];
        settle(&biller, item, &choose)?.expect(303)?;
        work(&house)?;
        money(&house, (whole, 0))?;
        let rest = if to == wrong { patient } else { owed(&house, right)? };
        if owed(&house, to)? != rest
            || owed(&house, other)? != if other == wrong { before.0 } else { before.1 }
        {
            return fail(format!(
                "{to}: {} owed, {other}: {}",
                owed(&house, to)?,
                owed(&house, other)?
            ));
        }
        for (item, _) in items(&house, &after)? {
            settle(&biller, &item, &[("act", "leave"), ("word", "seen")])?.expect(303)?;
        }
        if to == right {
            undo(&biller, &row.id, "not this one either")?.expect(303)?;
            work(&house)?;
            money(&house, (whole, whole))?;
        }
    }
    let log = house.client("corin").get("/audit-log?action=review.unpost")?.expect(200)?.text();
    has(&log, wrong)
}

fn follows() -> Done {
    let (house, sent) = refused(("CO", "197"), "N130")?;
    let biller = house.client("bill");
    let row = of_trace(&house, "REFUSED")?;
    let id = sent.id.0.as_str();
    let lines = open(&house)?;
    let given_up = [("outcome", "write_off"), ("kind", "no_authorization")];
    for denial in &lines {
        on_denial(&biller, &denial.id, "close", &given_up)?.expect(303)?;
    }
    let kept = Ledger::WriteOff(WriteOff::NoAuthorization);
    let account = claim(&house, id)?;
    if on_ledger(&house, id, kept)? != sent.total()
        || standing(&house, &account)? != AccountState::Closed
    {
        return fail("nothing was given up");
    }
    let shown = asks(&biller, &row.id, "the notice is of another patient")?.expect(200)?.text();
    has(&shown, "denial")?;
    has(&shown, "the account is open again")?;
    // Looking changes nothing.
    if on_ledger(&house, id, kept)? != sent.total() || !open(&house)?.is_empty() {
        return fail("the page that asks took something back");
    }
    undo(&biller, &row.id, "the notice is of another patient")?.expect(303)?;
    work(&house)?;
    if on_ledger(&house, id, kept)? != Cents::ZERO
        || on_ledger(&house, id, Ledger::Denied)? != Cents::ZERO
        || on_ledger(&house, id, Ledger::PayerReceivable)? != sent.total()
        || standing(&house, &account)? != AccountState::Acknowledged
    {
        return fail(format!("{:?}", crate::denials::balances(&house, id)?));
    }
    if !open(&house)?.is_empty() || listed(&house, "closed")?.len() != lines.len() {
        return fail("the denials are still worked");
    }
    // A refusal without money finds its claim too; here it was right after all.
    let (item, _) = items(&house, &row)?.remove(0);
    let choose = [("act", "choose"), ("claim", id), ("word", "it was right")];
    settle(&biller, &item, &choose)?.expect(303)?;
    work(&house)?;
    if open(&house)?.len() != lines.len() || on_ledger(&house, id, Ledger::Denied)? != sent.total()
    {
        return fail(format!("{} denials are open again", open(&house)?.len()));
    }
    Ok(())
}

fn next() -> Done {
    for leaves in [false, true] {
        let house = House::open();
        let row = with_second(&house)?;
        let day = "2026-06-20".parse().map_err(|_| "a day")?;
        let first = payment(&[&row.claim], "FIRST", day, &[Decides::Pays]);
        house.take("first.835", file_of(&first)?)?;
        let all = claims(&house, &row)?;
        let second = all.iter().find(|one| one.claim.payer.name == "Second Mutual");
        let second = second.ok_or("no claim to the second payer")?;
        if leaves {
            let (app, tenant) = (&house.app, &house.app.config.tenant);
            house.runtime.block_on(async {
                leave(app, tenant, second).await?;
                let mut tx = app.db.begin().await?;
                let ids = [second.id.clone()];
                store::claims::put_statuses(&mut tx, tenant, "submitted", &ids).await?;
                tx.commit().await?;
                Ok::<(), Failed>(())
            })?;
        }
        let biller = house.client("bill");
        let payment = of_trace(&house, "FIRST")?;
        let shown = asks(&biller, &payment.id, "another visit")?.expect(200)?.text();
        has(&shown, if leaves { "take it back there" } else { "which had not left" })?;
        undo(&biller, &payment.id, "another visit")?.expect(303)?;
        work(&house)?;
        for ledger in [Ledger::PatientReceivable, Ledger::ContractualAllowance] {
            if on_ledger(&house, &row.id, ledger)? != Cents::ZERO {
                return fail(format!("{:?}", crate::denials::balances(&house, &row.id)?));
            }
        }
        if on_ledger(&house, &row.id, Ledger::PayerReceivable)? != row.claim.total()
            || on_ledger(&house, &second.id, Ledger::PayerReceivable)? != Cents::ZERO
        {
            return fail("the next payer is still asked in the ledger");
        }
        let (item, _) = items(&house, &payment)?.remove(0);
        if leaves {
            has(&biller.get(&item)?.expect(200)?.text(), "take it back there")?;
            continue;
        }
        // Who has it open is told by its version.
        let dropped = claim(&house, &second.id)?;
        if (dropped.status.as_str(), dropped.version) != ("replaced", second.version + 1)
            || standing(&house, &row)? != AccountState::Acknowledged
        {
            return fail("the claim to the next payer still leaves");
        }
        // It was right after all: the next payer is asked again, by the same claim.
        let choose = [("act", "choose"), ("claim", &*row.id), ("word", "it was right")];
        settle(&biller, &item, &choose)?.expect(303)?;
        work(&house)?;
        let again = claim(&house, &second.id)?;
        let asked = on_ledger(&house, &second.id, Ledger::PayerReceivable)?;
        if again.status == "replaced" || asked <= Cents::ZERO {
            return fail(format!("{} asks for {asked}", again.status));
        }
    }
    Ok(())
}

fn later() -> Done {
    let (house, all) = sent()?;
    let biller = house.client("bill");
    let one = pays(&all[..1], "PAID");
    taken(&house, &biller, "paid.835", &file_of(&one)?)?;
    let mut back = one.clone();
    back.trace = "BACK".to_owned();
    turned(&mut back);
    taken(&house, &biller, "back.835", &file_of(&back)?)?;
    let answer = undo(&biller, &of_trace(&house, "PAID")?.id, "wrong")?.expect(422)?.text();
    has(&answer, "A later word of the payer took it back")?;
    money(&house, (on(&house, Ledger::Cash)?, 0))
}

fn reversed_write_off() -> Done {
    let (house, sent) = refused(("CO", "197"), "N130")?;
    let (biller, id) = (house.client("bill"), sent.id.0.as_str());
    let denial = of(&house, "CO-197")?;
    let kept = Ledger::WriteOff(WriteOff::NoAuthorization);
    let given_up = [("outcome", "write_off"), ("kind", "no_authorization")];
    for one in open(&house)? {
        on_denial(&biller, &one.id, "close", &given_up)?.expect(303)?;
    }
    if on_ledger(&house, id, kept)? != sent.total() {
        return fail("nothing was given up");
    }
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let mut back = payment(&[&sent], "BACK", day, &[Decides::Refuses("CO", "197")]);
    turned(&mut back);
    back.provider_adjustments.clear();
    house.take("back.835", file_of(&back)?)?;
    let after = now(&house, &denial.id)?;
    if on_ledger(&house, id, kept)? != Cents::ZERO
        || on_ledger(&house, id, Ledger::Denied)? != Cents::ZERO
        || on_ledger(&house, id, Ledger::PayerReceivable)? != sent.total()
        || after.waits() != "closed"
    {
        return fail(format!("{:?} {:?}", crate::denials::balances(&house, id)?, after.life));
    }
    // Decided anew, it is worked anew, and the money is refused once.
    let again = payment(&[&sent], "ANEW", day, &[Decides::Refuses("CO", "197")]);
    house.take("anew.835", file_of(&again)?)?;
    if on_ledger(&house, id, Ledger::Denied)? != sent.total() || open(&house)?.is_empty() {
        return fail("the refusal is not worked");
    }
    Ok(())
}

fn declined() -> Done {
    let (house, all) = sent()?;
    let (biller, manager) = (house.client("bill"), house.client("mona"));
    let one = stray(&all[..1], "STRAY");
    let whole = one.amount.0;
    taken(&house, &biller, "stray.835", &file_of(&one)?)?;
    let row = of_trace(&house, "STRAY")?;
    let (item, _) = items(&house, &row)?.remove(0);
    let back = [("act", "divide"), ("word", "not ours"), ("refund", "2.00")];
    settle(&biller, &item, &back)?.expect(303)?;
    money(&house, (whole, whole - 200))?;
    let tenant = &house.app.config.tenant;
    let due = store::payments::refunds(&house.app.db, tenant, (Some("due"), None), 9);
    let refund = house.runtime.block_on(due)?.pop().ok_or("no refund waits")?;
    let path = format!("/refunds/{}/decline", refund.id);
    let csrf = manager.get("/credit-balances")?.expect(200)?.csrf().unwrap_or_default();
    let no = [("csrf", &*csrf), ("version", "1"), ("reference", "it is Ann's")];
    manager.post_form(&path, &no)?.expect(303)?;
    manager.post_form(&path, &no)?.expect(409)?;
    money(&house, (whole, whole))?;
    if on(&house, Ledger::RefundsPayable)? != 0 {
        return fail("it is still owed to the payer");
    }
    let row = of_trace(&house, "STRAY")?;
    if (row.applied, row.unapplied) != (Cents::ZERO, one.amount) {
        return fail(format!("{row:?}"));
    }
    let queue = biller.get("/remittances/review")?.expect(200)?.text();
    has(&queue, "agrees with the ledger")?;
    has(&queue, "which was declined: it is Ann")?;
    // The part that was declined goes to a claim, as any money that waits.
    let found = items(&house, &row)?;
    let (item, _) = found.iter().find(|one| one.0.contains("declined")).ok_or("no item")?;
    let to = [("act", "divide"), ("word", "found"), ("claim_1", &*all[1].id), ("amount_1", "2.00")];
    settle(&biller, item, &to)?.expect(303)?;
    money(&house, (whole, whole - 200))
}

fn browsed() -> Done {
    let (house, all) = sent()?;
    let biller = house.client("bill");
    taken(&house, &biller, "wrong.835", &file_of(&pays(&all[..1], "WRONG"))?)?;
    let page = house.browser("bill")?;
    let row = of_trace(&house, "WRONG")?;
    page.open(&format!("{}/remittances/{}", house.address, row.id))?;
    page.wait_for("#claims")?;
    page.click("#claims small a")?;
    page.wait_for("#unpost")?;
    no_serious(&page)?;
    crate::denials::picture(&page, "unpost")?;
    page.fill("textarea[name=word]", "the number was typed wrong")?;
    page.click("#unpost button")?;
    page.wait_for("#follows")?;
    no_serious(&page)?;
    crate::denials::picture(&page, "unpost_follows")?;
    page.click("#unpost button.stop")?;
    page.wait_for(".notice")?;
    page.wait_for("#open")?;
    page.wait_for_text("choose the right claim")?;
    no_serious(&page)?;
    clean(&page)
}
