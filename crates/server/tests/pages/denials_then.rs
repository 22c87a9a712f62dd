//! Denials of past days: the list, and what the numbers lead to, tell each day as it was known on
//! it, whatever was taken back since.

use crate::answered::{Decides, file_of, payment};
use crate::denials::{now, on as on_denial, open};
use crate::house::{Done, House, fail, in_browser, test};
use crate::remittances::{has, of_trace, taken, work};
use crate::unposting::undo;
use libtest_mimic::{Failed, Trial};
use model::Date;
use store::assembled;
use store::payments::DenialRow;
use testkit::accessibility::no_serious;
use testkit::http::Client;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a denial that stands again is closed in the list of the days between", again),
        test("a write-off that was taken back is told for the days between", given_up),
        in_browser("a manager goes from a number of a past day to its denials", walked),
    ]
}

/// Days go by: what happened to denials lies so many more of them back.
fn pass(house: &House, days: i64) -> Done {
    let by = days * 86_400_000_000;
    house.runtime.block_on(async {
        let mut tx = house.app.db.begin().await?;
        for text in [
            format!(
                "UPDATE denial_span SET from_at = from_at - {by}, until_at = until_at - {by}, \
                 opened_at = opened_at - {by}, closed_at = closed_at - {by}"
            ),
            format!(
                "UPDATE denial SET opened_at = opened_at - {by}, closed_at = closed_at - {by}, \
                 undone_at = undone_at - {by}"
            ),
        ] {
            tx.run(assembled(text)).await?;
        }
        tx.commit().await
    })?;
    Ok(())
}

/// So many days ago.
fn ago(house: &House, days: i32) -> Date {
    let today = i32::try_from(house.app.now().div_euclid(86_400_000_000) - 10_957).unwrap_or(0);
    Date::from_days_since_2000(today - days)
}

/// The denials of one claim that its payer refused as not necessary.
fn refused() -> Result<(House, Vec<DenialRow>, model::Claim), Failed> {
    let house = House::open();
    let claim = house.send_claims()?.first().ok_or("no claim")?.claim.clone();
    says(&house, &claim, "REFUSED", Decides::Refuses("CO", "50"))?;
    let rows = open(&house)?;
    match rows.is_empty() {
        true => Err("nothing was refused".into()),
        false => Ok((house, rows, claim)),
    }
}

fn says(house: &House, claim: &model::Claim, trace: &str, decides: Decides) -> Done {
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let mut one = payment(&[claim], trace, day, &[decides]);
    one.claims[0].payer_control_number = Some(format!("THEIRS{trace}"));
    taken(house, &house.client("bill"), trace, &file_of(&one)?).map(drop)
}

/// How many of these denials a list shows.
fn shown(client: &Client, path: &str, rows: &[DenialRow]) -> Result<usize, Failed> {
    let page = client.get(path)?.expect(200)?.text();
    Ok(rows.iter().filter(|row| page.contains(&format!("/denials/{}\"", row.id))).count())
}

/// Of all these denials a list of each of three ways to wait shows all or none.
fn lists(house: &House, rows: &[DenialRow], (days, waits): (i32, &str)) -> Done {
    let client = house.client("dana");
    let known = if days == 0 { String::new() } else { format!("&known={}", ago(house, days)) };
    for one in ["work", "closed"] {
        let wanted = if one == waits { rows.len() } else { 0 };
        let found = shown(&client, &format!("/denials?waits={one}{known}"), rows)?;
        if found != wanted {
            return fail(format!("{days} days ago {found} of {wanted} under {one}"));
        }
    }
    // The backlog and what is behind it agree.
    let client = house.client("mona");
    let known = known.trim_start_matches('&');
    let number = client.get(&format!("/kpis/appeal-backlog?{known}"))?.expect(200)?.text();
    let wanted = if waits == "work" { rows.len() } else { 0 };
    let head = format!("<p class=\"big\">{wanted}");
    // The number of now is kept for a while.
    if wanted > 0 && days > 0 {
        has(&number, &head)?;
    }
    let link =
        number.split("href=\"/denials?behind=").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.ok_or("the number leads to no denials")?.replace("&amp;", "&");
    let link = link.replace("&#38;", "&");
    let path = format!("/denials?behind={link}");
    let found = shown(&client, &path, rows)?;
    let page = client.get(&path)?.expect(200)?.text();
    has(&page, &format!("{wanted} here"))?;
    if found == wanted { Ok(()) } else { fail(format!("{found} of {wanted} behind the number")) }
}

fn again() -> Done {
    let (house, rows, claim) = refused()?;
    pass(&house, 4)?;
    says(&house, &claim, "PAID", Decides::Pays)?;
    pass(&house, 3)?;
    lists(&house, &rows, (0, "closed"))?;
    undo(&house.client("bill"), &of_trace(&house, "PAID")?.id, "another visit")?.expect(303)?;
    work(&house)?;
    for (days, waits) in [(9, "none"), (7, "work"), (5, "work"), (3, "closed"), (1, "closed")] {
        lists(&house, &rows, (days, waits))?;
    }
    lists(&house, &rows, (0, "work"))?;
    let page = format!("/denials?waits=closed&known={}", ago(&house, 2));
    let page = house.client("mona").get(&page)?.expect(200)?.text();
    has(&page, "as known at the end of")?;
    has(&page, "<td>paid</td>")?;
    if page.contains("Give the chosen denials to") {
        return fail("the past is given to somebody");
    }
    // Words that are no day, and numbers that count no denials.
    let client = house.client("dana");
    client.get("/denials?known=2999-01-01")?.expect(422)?;
    client.get("/denials?behind=dnfb-days")?.expect(422)?;
    client.get("/denials?behind=appeal-backlog&month=1999-01")?.expect(422)?;
    Ok(())
}

fn given_up() -> Done {
    let (house, rows, _) = refused()?;
    pass(&house, 4)?;
    let given = [("outcome", "write_off"), ("kind", "medical_necessity")];
    for row in &rows {
        on_denial(&house.client("bill"), &row.id, "close", &given)?.expect(303)?;
    }
    pass(&house, 3)?;
    undo(&house.client("bill"), &of_trace(&house, "REFUSED")?.id, "another visit")?.expect(303)?;
    work(&house)?;
    let client = house.client("mona");
    let amount: i64 = rows.iter().map(|row| row.body.denial.adjusted.amount.0).sum();
    let amount = format!("${}.{:02}", amount / 100, amount % 100);
    for (days, lost) in [(5, false), (3, true), (1, true), (0, false)] {
        let known = ago(&house, days);
        let number = format!("/kpis/final-denial-rate?known={known}");
        let page = client.get(&number)?.expect(200)?.text();
        has(&page, "Told as it was known on that day.")?;
        let month = known.to_string();
        let path = format!("/denials?behind=final-denial-rate&month={}&known={known}", &month[..7]);
        let list = client.get(&path)?.expect(200)?.text().replace(',', "");
        has(&list, if lost { &amount } else { "0 here" })?;
        if shown(&client, &path, &rows)? != if lost { rows.len() } else { 0 } {
            return fail(format!("{days} days ago"));
        }
    }
    let state = now(&house, &rows[0].id)?.life.state;
    if state.is_closed() { Ok(()) } else { fail(format!("{state:?}")) }
}

fn walked() -> Done {
    let (house, rows, _) = refused()?;
    pass(&house, 2)?;
    let page = house.browser("mona")?;
    page.open(&format!("{}/kpis/appeal-backlog?known={}", house.address, ago(&house, 1)))?;
    page.click("a[href^='/denials?behind=']")?;
    page.wait_for(".past")?;
    no_serious(&page)?;
    let said = page.text(".past")?;
    if !said.contains("Appeal backlog") || page.count("table.denial-list tbody tr")? != rows.len() {
        return fail(said);
    }
    page.click(".past a[href^='/kpis/appeal-backlog']")?;
    page.wait_for("table.ages")?;
    page.open(&format!("{}/denials?known={}", house.address, ago(&house, 1)))?;
    no_serious(&page)?;
    page.click("nav.tabs a[href*='waits=closed']")?;
    page.wait_for(".empty")?;
    if !page.text(".past")?.contains("as known at the end of") {
        return fail("the tab forgets the day");
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}
