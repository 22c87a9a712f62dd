//! Appeals: the letter with the chart's words, its way, and its deadlines.

use crate::denials::{act, now, of, picture, state_of};
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::AccountState;
use payments::denials::life::DenialState;
use testkit::accessibility::no_serious;
use testkit::http::Client;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("an analyst drafts a letter that quotes the chart, and sends it", drafted),
        test("an appeal goes from draft to the payer's word, level by level", levels),
        test("a letter stays its writer's to read, and nobody else's by the list", readable),
    ]
}

fn drafted() -> Done {
    let (house, _) = House::answered()?;
    let denial = of(&house, "CO-50")?;
    let page = house.browser("dana")?;
    page.resize(1440, 900)?;
    page.open(&format!("{}/denials/{}", house.address, denial.id))?;
    page.press("t")?;
    page.wait_for(".notice")?;
    page.press("a")?;
    page.wait_for("input[name=quote]")?;
    no_serious(&page)?;
    page.fill("textarea[name=words]", "The plan's own policy covers it.")?;
    page.click("form[action$='/appeal'] button.primary")?;
    page.wait_for_text("Before it leaves")?;
    page.wait_for_text("The plan's own policy covers it.")?;
    no_serious(&page)?;
    picture(&page, "appeal")?;
    page.press("s")?;
    page.wait_for_text("Wait for the payer's word on the appeal, level 1.")?;
    page.open(&format!("{}/appeals?state=sent", house.address))?;
    page.wait_for(".row-link")?;
    no_serious(&page)?;
    picture(&page, "appeals")?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

/// Drafts an appeal over HTTP; its address.
fn draft(client: &Client, denial: &str) -> Result<String, Failed> {
    let page = format!("/denials/{denial}");
    let letter = [("signer", "Bill B."), ("quote", "0"), ("enclosure", "Your notice")];
    let made = act(client, (&page, &format!("{page}/appeal")), &letter)?.expect(303)?;
    let to = made.location().unwrap_or_default();
    Ok(to.split('?').next().unwrap_or_default().to_owned())
}

fn readable() -> Done {
    let (house, _) = House::answered()?;
    let (dana, bill, mona) = (house.client("dana"), house.client("bill"), house.client("mona"));
    let denial = of(&house, "CO-50")?;
    let page = format!("/denials/{}", denial.id);
    act(&dana, (&page, &format!("{page}/take")), &[])?.expect(303)?;
    let appeal = draft(&dana, &denial.id)?;
    // The account goes to somebody else.
    let to = [("denial", &*denial.id), ("to", "user_mona")];
    act(&mona, ("/denials", "/denials/assign"), &to)?.expect(303)?;
    dana.get(&appeal)?.expect(200)?;
    bill.get(&appeal)?.expect(403)?;
    let link = format!("href=\"{appeal}\"");
    let list = |client: &Client| -> Result<bool, Failed> {
        Ok(client.get("/appeals?state=draft")?.expect(200)?.text().contains(&link))
    };
    match (list(&dana)?, list(&bill)?) {
        (true, false) => Ok(()),
        other => fail(format!("{other:?}")),
    }
}

fn levels() -> Done {
    let (house, _) = House::answered()?;
    let bill = house.client("bill");
    let denial = of(&house, "CO-50")?;
    let page = format!("/denials/{}", denial.id);
    act(&bill, (&page, &format!("{page}/take")), &[])?.expect(303)?;
    // A letter for such a cause without the chart's words proves nothing.
    let bare = [("signer", "Bill B."), ("enclosure", "Your notice")];
    act(&bill, (&page, &format!("{page}/appeal")), &bare)?.expect(422)?;
    let first = draft(&bill, &denial.id)?;
    let pdf = bill.get(&format!("{first}/packet.pdf"))?.expect(200)?;
    if !pdf.body.starts_with(b"%PDF-") {
        return fail("no PDF");
    }
    let seen = bill.get(&first)?.expect(200)?;
    let csrf = seen.csrf().unwrap_or_default();
    let stale = [("csrf", csrf.as_str()), ("version", "1")];
    act(&bill, (&first, &format!("{first}/send")), &[])?.expect(303)?;
    bill.post_form(&format!("{first}/send"), &stale)?.expect(409)?;
    let sent = now(&house, &denial.id)?;
    if sent.life.state != (DenialState::Appealed { level: 1 })
        || state_of(&house, &sent)? != AccountState::Adjudicated
    {
        return fail(format!("{:?}", sent.life));
    }
    // What is with the payer is not given up.
    let given_up = [("outcome", "write_off"), ("kind", "small_balance")];
    act(&bill, (&page, &format!("{page}/close")), &given_up)?.expect(422)?;
    let decide = format!("{first}/decide");
    act(&bill, (&first, &decide), &[("outcome", "lost"), ("notice", "2026-06-21")])?.expect(422)?;
    let future = [("outcome", "lost"), ("notice", "2027-01-01"), ("said", "No.")];
    act(&bill, (&first, &decide), &future)?.expect(422)?;
    let lost = [("outcome", "lost"), ("notice", "2026-06-21"), ("said", "Still not needed.")];
    act(&bill, (&first, &decide), &lost)?.expect(303)?;
    let upheld = now(&house, &denial.id)?;
    let expected = upheld.body.denial.levels.get(1).map(|next| {
        let notice: model::Date = "2026-06-21".parse().expect("a day");
        notice.plus_days(i32::from(next.days))
    });
    if upheld.life.state != (DenialState::Upheld { level: 1 }) || upheld.deadline() != expected {
        return fail(format!("{:?}", upheld.life));
    }
    let list = bill.get("/appeals?state=lost")?.expect(200)?.text();
    if !list.contains("Still not needed.") {
        return fail("the outcome is not in the list");
    }
    if expected.is_some() {
        let second = draft(&bill, &denial.id)?;
        act(&bill, (&second, &format!("{second}/discard")), &[])?.expect(303)?;
        bill.get(&second)?.expect(404)?;
    }
    act(&bill, (&page, &format!("{page}/close")), &given_up)?.expect(303)?;
    house.client("carla").get(&first)?.expect(403)?;
    Ok(())
}
