//! What payers began to refuse.

use crate::denials::picture;
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::Cents;
use payments::patterns::{Service, week_of};
use server::denials::watch;
use store::payments::{PatternCount, put_pattern_counts};
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a payer's change is told, explained, and leads to its denials", told),
        test("an alarm is kept once, and answered by one person at a time", once),
    ]
}

/// A year in which a payer refused one line in twenty, and three weeks in which it refuses most.
fn changed(house: &House) -> Result<u64, Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let this = week_of(server::surroundings::day_of(app.now()));
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        for back in 1..=56 {
            let service = Service {
                payer: "PLANTED".to_owned(),
                code: "99213".to_owned(),
                modifier: String::new(),
            };
            let count = |reason: &str, lines: u64| PatternCount {
                service: service.clone(),
                reason: reason.to_owned(),
                lines,
                cents: Cents(i64::try_from(lines).unwrap_or(0) * 10_000),
            };
            let refused = if back <= 3 { 14 } else { 1 };
            let counts = [count("", 20), count("CO-50", refused)];
            let payment = format!("planted-{back}");
            put_pattern_counts(&mut tx, tenant, (&payment, this - back), &counts).await?;
            // The same payment counted again counts once.
            put_pattern_counts(&mut tx, tenant, (&payment, this - back), &counts).await?;
        }
        tx.commit().await?;
        Ok(watch(app, tenant).await?)
    })
}

fn told() -> Done {
    let (house, _) = House::answered()?;
    if changed(&house)? != 1 {
        return fail("one alarm");
    }
    let page = house.browser("mona")?;
    page.resize(1440, 900)?;
    page.open(&format!("{}/patterns", house.address))?;
    page.wait_for_text("PLANTED refuses 99213 for CO-50")?;
    no_serious(&page)?;
    picture(&page, "patterns")?;
    page.fill("input[name=note]", "New policy of June.")?;
    page.click("button[value=explained]")?;
    page.wait_for_text("New policy of June.")?;
    page.click(".alarms a.button")?;
    page.wait_for("h1")?;
    if !page.url()?.contains("code=99213") {
        return fail("not its denials");
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn once() -> Done {
    let (house, _) = House::answered()?;
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    if changed(&house)? != 1 || house.runtime.block_on(watch(app, tenant))? != 0 {
        return fail("an alarm is kept once");
    }
    let dana = house.client("dana");
    let page = dana.get("/patterns")?.expect(200)?;
    let text = page.text();
    let action = text.split("action=\"/patterns/").nth(1).and_then(|rest| rest.split('"').next());
    let path = format!("/patterns/{}", action.unwrap_or_default());
    let csrf = page.csrf().unwrap_or_default();
    let said =
        |state: &'static str| vec![("csrf", csrf.as_str()), ("version", "1"), ("state", state)];
    dana.post_form(&path, &said("explained"))?.expect(422)?;
    dana.post_form(&path, &said("seen"))?.expect(303)?;
    dana.post_form(&path, &said("seen"))?.expect(409)?;
    // The program and people stand in one table, by the same counts.
    if !text.contains("Coding, and what was refused of it") {
        return fail("no coding beside its denials");
    }
    Ok(())
}
