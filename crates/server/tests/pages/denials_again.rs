//! Refused claims that go out again, and what the payer says later.

use crate::answered::{Decides, file_of, payment};
use crate::denials::{act, balances, claim, listed, now, of, on, on_ledger, open, refused};
use crate::house::{Done, House, fail, test};
use libtest_mimic::Trial;
use model::Cents;
use payments::ledger::Ledger;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a corrected claim leaves once, with frequency 7 and REF F8, and balances", corrected),
        test("a claim is taken back as it was sent and charges nothing", voided),
        test("what the payer pays later closes a denial, what it takes back opens it", later),
    ]
}

fn corrected() -> Done {
    let (house, sent) = refused(("CO", "197"), "M62")?;
    let bill = house.client("bill");
    let denial = of(&house, "CO-197")?;
    on(&bill, &denial.id, "take", &[])?.expect(303)?;
    let made = on(&bill, &denial.id, "correct", &[("how", "editor")])?.expect(303)?;
    let path = made.location().unwrap_or_default().to_owned();
    let id = path.trim_start_matches("/claims/").to_owned();
    let fresh = claim(&house, &id)?;
    if (fresh.claim.frequency.as_str(), fresh.claim.original_reference.as_deref())
        != ("7", Some(denial.body.payer_number.as_str()))
    {
        return fail(format!("{:?}", fresh.claim));
    }
    // Twice is refused, and so is saving it as it was.
    if on(&bill, &denial.id, "correct", &[("how", "editor")])?.status == 303 {
        return fail("a second corrected claim was made");
    }
    let same = act(&bill, (&path, &path), &[])?;
    if same.status != 422 {
        return fail(format!("an unchanged claim gave {}", same.status));
    }
    act(&bill, (&path, &path), &[("authorization", "AUTH77")])?.expect(303)?;
    let wire = bill.get(&path)?.expect(200)?.text();
    if !wire.contains(&format!("REF*F8*{}", denial.body.payer_number)) {
        return fail("no REF F8");
    }
    let left = house.send_claims()?;
    if !left.iter().any(|row| row.id == id) || house.send_claims()?.iter().any(|r| r.id == id) {
        return fail("it leaves once");
    }
    let total = sent.total();
    let (old, new) = (balances(&house, &sent.id.0)?, balances(&house, &id)?);
    let both = |ledger: Ledger| {
        old.get(&ledger).copied().unwrap_or_default()
            + new.get(&ledger).copied().unwrap_or_default()
    };
    if both(Ledger::Charges) != -total
        || both(Ledger::PayerReceivable) != total
        || both(Ledger::Denied) != Cents::ZERO
        || !old.is_empty()
    {
        return fail(format!("{old:?} {new:?}"));
    }
    if listed(&house, "payer")?.iter().all(|row| row.id != denial.id) {
        return fail("the denial does not wait for the payer");
    }
    if claim(&house, &sent.id.0)?.status != "replaced" {
        return fail("the first claim is not replaced");
    }
    bill.get(&format!("/denials/{}/cover.pdf", denial.id))?.expect(200)?;
    // The payer pays the corrected claim: the denial is over, with what it brought.
    let day = "2026-06-22".parse().map_err(|_| "a day")?;
    let corrected = claim(&house, &id)?.claim;
    let one = payment(&[&corrected], "PAID", day, &[Decides::Pays]);
    house.take("paid.835", file_of(&one)?)?;
    let after = now(&house, &denial.id)?;
    if after.waits() == "closed" && after.recovered > Cents::ZERO {
        Ok(())
    } else {
        fail(format!("{after:?}"))
    }
}

fn voided() -> Done {
    let (house, sent) = refused(("CO", "18"), "N522")?;
    let bill = house.client("bill");
    let denial = of(&house, "CO-18")?;
    on(&bill, &denial.id, "take", &[])?.expect(303)?;
    on(&bill, &denial.id, "correct", &[("how", "void")])?.expect(303)?;
    let id = now(&house, &denial.id)?.resent_as;
    if claim(&house, &id)?.claim.frequency != "8" {
        return fail("no void");
    }
    if !house.send_claims()?.iter().any(|row| row.id == id) {
        return fail(format!("{:?}", claim(&house, &id)?.report));
    }
    let (old, new) = (balances(&house, &sent.id.0)?, balances(&house, &id)?);
    if old.is_empty() && new.is_empty() { Ok(()) } else { fail(format!("{old:?} {new:?}")) }
}

fn later() -> Done {
    let house = House::open();
    let mut left = house.send_claims()?;
    left.sort_by_key(|row| row.claim.total());
    let (Some(sent), Some(large)) = (left.first(), left.last()) else { return fail("no claims") };
    let (sent, large) = (sent.claim.clone(), large.claim.clone());
    let post = |trace: &str, day: &str, decides: &[Decides]| -> Done {
        let day = day.parse().map_err(|_| "a day")?;
        let one = payment(&[&sent], trace, day, decides);
        house.take(&format!("{trace}.835"), file_of(&one)?)?;
        Ok(())
    };
    post("REFUSED", "2026-06-18", &[Decides::Refuses("CO", "50")])?;
    let denial = of(&house, "CO-50")?;
    let lines = open(&house)?.len();
    post("AGAIN", "2026-06-19", &[Decides::Refuses("CO", "50")])?;
    if open(&house)?.len() != lines {
        return fail("refused again: one item of work a line");
    }
    post("PAYS", "2026-06-20", &[Decides::Pays])?;
    let paid = now(&house, &denial.id)?;
    if paid.waits() != "closed" || paid.recovered <= Cents::ZERO || !open(&house)?.is_empty() {
        return fail(format!("{:?}", paid.life));
    }
    // It takes the money back and refuses again, beside a large claim that it pays.
    let day = "2026-06-21".parse().map_err(|_| "a day")?;
    let mut one = payment(&[&large], "BACK", day, &[Decides::Pays]);
    let mut back = payment(&[&sent], "BACK", day, &[Decides::Pays]).claims.remove(0);
    back.status = "22".to_owned();
    (back.charge, back.paid) = (-back.charge, -back.paid);
    for line in &mut back.lines {
        (line.charge, line.paid) = (-line.charge, -line.paid);
        line.adjustments.iter_mut().for_each(|own| own.amount = -own.amount);
    }
    one.amount = one.amount + back.paid;
    let refused = payment(&[&sent], "BACK", day, &[Decides::Refuses("CO", "50")]).claims;
    one.claims.splice(0..0, [back].into_iter().chain(refused));
    house.take("back.835", file_of(&one)?)?;
    let again = now(&house, &denial.id)?;
    if again.waits() != "work" || again.recovered != Cents::ZERO || open(&house)?.len() != lines {
        return fail(format!("{:?}, {} open", again.life, open(&house)?.len()));
    }
    if on_ledger(&house, &sent.id.0, Ledger::Denied)? != sent.total() {
        return fail(format!("{:?}", balances(&house, &sent.id.0)?));
    }
    Ok(())
}
