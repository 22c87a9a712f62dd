//! What was posted to the wrong claim and goes to another; what was divided; what an earlier
//! decision said before.

use crate::answered::{Decides, file_of, payment};
use crate::denials::{claim, now, of, on as on_denial, on_ledger, open, refused};
use crate::house::{Done, House, fail, test};
use crate::remittances::{has, of_trace, sent, stray, taken, work};
use crate::remittances_settled::{items, settle};
use crate::underpayments::standing;
use crate::unposting::{asks, undo};
use libtest_mimic::Trial;
use model::remittance::Remittance;
use model::{AccountState, Cents};
use payments::denials::life::DenialState;
use payments::ledger::{Ledger, WriteOff};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("unposting: a refusal on the wrong claim is a denial of the right one", to_the_right),
        test("unposting: what a division closed is open again", divided),
        test("unposting: an earlier denial stands as that decision left it", as_before),
        test("unposting: what was paid on it by mistake is refused still", refused_still),
        test("unposting: what a decision undid of a write-off is worked again", given_up),
        test("unposting: a part that was sent back stays sent", sent_back),
    ]
}

fn to_the_right() -> Done {
    let (house, all) = sent()?;
    let biller = house.client("bill");
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let one = payment(&[&all[0].claim], "REFUSED", day, &[Decides::Refuses("CO", "197")]);
    taken(&house, &biller, "refused.835", &file_of(&one)?)?;
    let row = of_trace(&house, "REFUSED")?;
    let (wrong, right) = (all[0].id.as_str(), all[1].id.as_str());
    let first = of(&house, "CO-197")?;
    undo(&biller, &row.id, "the notice is of another visit")?.expect(303)?;
    work(&house)?;
    let (item, _) = items(&house, &row)?.remove(0);
    let choose = [("act", "choose"), ("claim", right), ("word", "the payer said so")];
    settle(&biller, &item, &choose)?.expect(303)?;
    work(&house)?;
    let found = open(&house)?;
    if found.is_empty() || found.iter().any(|one| one.claim != right) {
        return fail(format!("{} denials are open, of {wrong} or none", found.len()));
    }
    if on_ledger(&house, right, Ledger::Denied)? <= Cents::ZERO {
        return fail("nothing is refused in the ledger");
    }
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let told = store::payments::denial_events(db, tenant, &first.id);
    let told: Vec<String> =
        house.runtime.block_on(told)?.into_iter().map(|one| one.event).collect();
    if told == ["opened", "taken_back"] { Ok(()) } else { fail(format!("{told:?}")) }
}

/// Pays a claim, but leaves a part to another payer: it is owed still.
fn in_part(mut one: Remittance) -> (Remittance, Cents) {
    let mut left = Cents::ZERO;
    let lines = one.claims.iter_mut().flat_map(|claim| &mut claim.lines);
    for own in lines.flat_map(|line| &mut line.adjustments).filter(|own| own.group == "PR") {
        (own.group, own.carc) = ("OA".to_owned(), "23".to_owned());
        left = left + own.amount;
    }
    for claim in &mut one.claims {
        claim.patient_responsibility = None;
    }
    (one, left)
}

fn divided() -> Done {
    let (house, all) = sent()?;
    let biller = house.client("bill");
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let mut left = Vec::new();
    for (row, trace) in all.iter().zip(["ONE", "TWO"]) {
        let (one, owed) = in_part(payment(&[&row.claim], trace, day, &[Decides::Pays]));
        taken(&house, &biller, &format!("{trace}.835"), &file_of(&one)?)?;
        for (item, _) in items(&house, &of_trace(&house, trace)?)? {
            settle(&biller, &item, &[("act", "leave"), ("word", "seen")])?.expect(303)?;
        }
        if owed <= Cents::ZERO || standing(&house, row)? != AccountState::Adjudicated {
            return fail(format!("{owed} is left, {:?}", standing(&house, row)?));
        }
        left.push(owed);
    }
    let whole = left[0] + left[1];
    let mut rest = stray(&all[..1], "REST");
    rest.amount = whole;
    for claim in &mut rest.claims {
        (claim.charge, claim.paid, claim.patient_responsibility) = (whole, whole, None);
        claim.lines.clear();
        claim.adjustments.clear();
    }
    taken(&house, &biller, "rest.835", &file_of(&rest)?)?;
    let row = of_trace(&house, "REST")?;
    let (item, _) = items(&house, &row)?.remove(0);
    let amounts: Vec<String> =
        left.iter().map(|cents| format!("{}.{:02}", cents.0 / 100, cents.0 % 100)).collect();
    let parts = [
        ("act", "divide"),
        ("word", "both visits"),
        ("claim_1", &*all[0].id),
        ("amount_1", &*amounts[0]),
        ("claim_2", &*all[1].id),
        ("amount_2", &*amounts[1]),
    ];
    settle(&biller, &item, &parts)?.expect(303)?;
    work(&house)?;
    let states = || -> Result<[AccountState; 2], libtest_mimic::Failed> {
        Ok([standing(&house, &all[0])?, standing(&house, &all[1])?])
    };
    if states()? != [AccountState::Closed; 2] {
        return fail(format!("{:?}", states()?));
    }
    has(&asks(&biller, &row.id, "others")?.expect(200)?.text(), "2 accounts are open again")?;
    if states()? != [AccountState::Closed; 2] {
        return fail("asking opened them");
    }
    undo(&biller, &row.id, "it is of two others")?.expect(303)?;
    work(&house)?;
    if states()? != [AccountState::Adjudicated; 2]
        || on_ledger(&house, &all[0].id, Ledger::PayerReceivable)? != left[0]
    {
        return fail(format!("{:?}", states()?));
    }
    let corin = house.client("corin");
    for one in &all[..2] {
        let (db, tenant) = (&house.app.db, &house.app.config.tenant);
        let account = house.runtime.block_on(store::accounts::get(db, tenant, &one.account))?;
        let patient = account.and_then(|one| one.patient).ok_or("a patient")?;
        let log = corin.get(&format!("/audit-log?action=review.unpost&patient={patient}"))?;
        has(&log.expect(200)?.text(), &row.id)?;
    }
    Ok(())
}

fn as_before() -> Done {
    let (house, sent) = refused(("CO", "197"), "N130")?;
    let biller = house.client("bill");
    let before = of(&house, "CO-197")?;
    on_denial(&biller, &before.id, "take", &[])?.expect(303)?;
    let before = now(&house, &before.id)?;
    let day = "2026-06-21".parse().map_err(|_| "a day")?;
    let mut again = payment(&[&sent], "AGAIN", day, &[Decides::Refuses("CO", "50")]);
    for claim in &mut again.claims {
        claim.payer_control_number = Some("ANOTHER".to_owned());
    }
    taken(&house, &biller, "again.835", &file_of(&again)?)?;
    let moved = now(&house, &before.id)?;
    if moved.body.denial.adjusted.carc != "50" || moved.remittance == before.remittance {
        return fail(format!("{moved:?}"));
    }
    let row = of_trace(&house, "AGAIN")?;
    has(&asks(&biller, &row.id, "another visit")?.expect(200)?.text(), "as before it")?;
    undo(&biller, &row.id, "another visit")?.expect(303)?;
    work(&house)?;
    let after = now(&house, &before.id)?;
    if (&after.body, &after.life, &after.remittance, after.place)
        != (&before.body, &before.life, &before.remittance, before.place)
    {
        return fail(format!("{after:?} is not {before:?}"));
    }
    if on_ledger(&house, &sent.id.0, Ledger::Denied)? != sent.total() {
        return fail("the refusal does not stand again");
    }
    // The one before it too.
    undo(&biller, &of_trace(&house, "REFUSED")?.id, "this one too")?.expect(303)?;
    work(&house)?;
    if now(&house, &before.id)?.life.state != DenialState::Superseded {
        return fail("nobody refuses it, and it is worked");
    }
    Ok(())
}

fn refused_still() -> Done {
    let (house, sent) = refused(("CO", "197"), "N130")?;
    let biller = house.client("bill");
    let before = of(&house, "CO-197")?;
    let day = "2026-06-21".parse().map_err(|_| "a day")?;
    let pays = payment(&[&sent], "PAYS", day, &[Decides::Pays]);
    taken(&house, &biller, "pays.835", &file_of(&pays)?)?;
    if !matches!(now(&house, &before.id)?.life.state, DenialState::Overturned { .. }) {
        return fail("nothing was paid");
    }
    undo(&biller, &of_trace(&house, "PAYS")?.id, "another visit")?.expect(303)?;
    work(&house)?;
    let after = now(&house, &before.id)?;
    let same = (&after.body, &after.life, after.recovered, after.closed_at)
        == (&before.body, &before.life, Cents::ZERO, None);
    if !same || claim(&house, &sent.id.0)?.status != "denied" {
        return fail(format!("{after:?} is not {before:?}"));
    }
    Ok(())
}

fn given_up() -> Done {
    let (house, sent) = refused(("CO", "197"), "N130")?;
    let (biller, id) = (house.client("bill"), sent.id.0.as_str());
    let lines = open(&house)?;
    let end = [("outcome", "write_off"), ("kind", "no_authorization")];
    for denial in &lines {
        on_denial(&biller, &denial.id, "close", &end)?.expect(303)?;
    }
    let kept = Ledger::WriteOff(WriteOff::NoAuthorization);
    if on_ledger(&house, id, kept)? != sent.total() {
        return fail("nothing was given up");
    }
    let day = "2026-06-21".parse().map_err(|_| "a day")?;
    let mut anew = payment(&[&sent], "ANEW", day, &[Decides::Refuses("CO", "50")]);
    for claim in &mut anew.claims {
        claim.payer_control_number = Some("ANOTHER".to_owned());
    }
    taken(&house, &biller, "anew.835", &file_of(&anew)?)?;
    if on_ledger(&house, id, kept)? != Cents::ZERO {
        return fail("the payer decided anew, and it is given up still");
    }
    undo(&biller, &of_trace(&house, "ANEW")?.id, "another visit")?.expect(303)?;
    work(&house)?;
    let mut worked: Vec<String> = open(&house)?.into_iter().map(|one| one.id).collect();
    let mut first: Vec<String> = lines.into_iter().map(|one| one.id).collect();
    worked.sort();
    first.sort();
    if worked != first || on_ledger(&house, id, Ledger::Denied)? != sent.total() {
        return fail(format!("{worked:?} are worked, not {first:?}"));
    }
    Ok(())
}

fn sent_back() -> Done {
    let (house, all): (House, _) = sent()?;
    let (biller, manager) = (house.client("bill"), house.client("mona"));
    taken(&house, &biller, "stray.835", &file_of(&stray(&all[..1], "STRAY"))?)?;
    let row = of_trace(&house, "STRAY")?;
    let (item, _) = items(&house, &row)?.remove(0);
    let back = [("act", "divide"), ("word", "not ours"), ("refund", "2.00")];
    settle(&biller, &item, &back)?.expect(303)?;
    let waits = asks(&biller, &row.id, "wrong")?.expect(422)?.text();
    has(&waits, "decline that refund first")?;
    let tenant = &house.app.config.tenant;
    let due = store::payments::refunds(&house.app.db, tenant, (Some("due"), None), 9);
    let refund = house.runtime.block_on(due)?.pop().ok_or("no refund waits")?;
    let csrf = manager.get("/credit-balances")?.expect(200)?.csrf().unwrap_or_default();
    let yes = [("csrf", &*csrf), ("version", "1"), ("reference", "check 77")];
    manager.post_form(&format!("/refunds/{}/send", refund.id), &yes)?.expect(303)?;
    let gone = asks(&biller, &row.id, "wrong")?.expect(422)?.text();
    has(&gone, "was sent back to the payer")
}
