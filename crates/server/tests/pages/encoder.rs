//! The encoder and the worksheet of the visit level.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::Trial;
use store::accounts::{Account, Filter, page as accounts_page};
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("codes are looked up by those who may, and never used out of reach", looked_up),
        test("a code's page says what the books say", read),
        test("the worksheet of a visit lets another level be chosen", worksheet),
        in_browser("a coder finds a code by keys alone", by_keys),
    ]
}

fn accounts(house: &House) -> Vec<Account> {
    let filter = Filter { limit: 200, ..Filter::default() };
    let found = accounts_page(&house.app.db, &house.app.config.tenant, &filter);
    house.runtime.block_on(found).expect("accounts").accounts
}

fn looked_up() -> Done {
    let house = House::open();
    house.client("pia").get("/encoder")?.expect(403)?;
    let id = accounts(&house)[0].id.clone();
    let address = format!("/encoder?text=hypertension&account={id}");
    // A biller looks up and never codes; a lead may use what they find.
    let biller = house.client("bill").get(&address)?.expect(200)?.text();
    if !biller.contains("I10") || !biller.contains("may not code that account") {
        return fail("a biller is not told what they may do");
    }
    let lead = house.client("lena");
    let code = format!("/encoder/code/I10?account={id}&start=3&end=9&document=0&text=high");
    let page = lead.get(&code)?.expect(200)?.text();
    for part in [format!("/accounts/{id}/codes/add"), "name=\"end\" value=\"9\"".into()] {
        if !page.contains(&part) {
            return fail(format!("the form lacks `{part}`"));
        }
    }
    let unknown = lead.get("/encoder?text=pain&account=acct_nobody")?.expect(200)?.text();
    if !unknown.contains("may not code that account") {
        return fail("an account of nobody is told apart from one out of reach");
    }
    lead.get("/encoder?text=pain&date=2026-02-31")?.expect(200)?;
    for wrong in ["ZZZZZ", "A", "%C3%89", "E11.22.33.44.55"] {
        lead.get(&format!("/encoder/code/{wrong}"))?.expect(404)?;
    }
    Ok(())
}

fn read() -> Done {
    let house = House::open();
    let client = house.client("carla");
    for (code, parts) in [
        ("E11.22", &["Use additional code", "Excludes1", "I.C.4", "Endocrine"][..]),
        ("M25.561", &["Other sides", "M25.562", "I.B.13"]),
        ("S52.501", &["7th character", "S52.501A", "without it the code is not whole"]),
        ("S52.501A", &["chosen", "can go on a claim"]),
        ("99213", &["bare number"]),
        ("E11", &["This is a heading", "E11.9"]),
    ] {
        let page = client.get(&format!("/encoder/code/{code}"))?.expect(200)?.text();
        for part in parts {
            if !page.contains(part) {
                return fail(format!("the page of {code} lacks `{part}`"));
            }
        }
    }
    client.get("/encoder/pcs?chars=0DT")?.expect(200)?;
    Ok(())
}

fn worksheet() -> Done {
    let house = House::open();
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let visit = accounts(&house).into_iter().find(|one| {
        let coding = store::accounts::latest_coding(&app.db, tenant, &one.id);
        let coding = house.runtime.block_on(coding).expect("an answer");
        coding.is_some_and(|coding| coding.coded.em.is_some_and(|em| em.code.starts_with("992")))
    });
    let Some(visit) = visit else { return fail("no visit level in the made-up practice") };
    let address = format!("/accounts/{}/em", visit.id);
    house.client("ada").get(&address)?.expect(403)?;
    let client = house.client("lena");
    client.get(&address)?.expect(200)?;
    let asked = "?family=office_established&problems=high&data=low&risk=high&minutes=5";
    let page = client.get(&format!("{address}{asked}"))?.expect(200)?.text();
    let wanted = ["99215", "Problems high, data limited, risk high, 5 minutes", "codes/add"];
    for part in wanted {
        if !page.contains(part) {
            return fail(format!("the worksheet lacks `{part}`"));
        }
    }
    client.get("/accounts/acct_nobody/em")?.expect(404)?;
    Ok(())
}

fn by_keys() -> Done {
    let house = House::open();
    let page = house.browser("carla")?;
    page.open(&format!("{}/encoder", house.address))?;
    page.fill("input[name=text]", "knee pain right")?;
    page.press("Enter")?;
    page.wait_for("table.list tbody tr")?;
    no_serious(&page)?;
    if !page.page_text()?.contains("M25.561") {
        return fail("the right knee's pain was not found");
    }
    page.press("Escape")?;
    page.press("j")?;
    page.wait_for("table.list tbody tr.here")?;
    if let Ok(folder) = std::env::var("CLEANCLAIM_PICTURES") {
        page.screenshot(format!("{folder}/encoder.png"))?;
    }
    page.press("Enter")?;
    page.wait_for("#place")?;
    no_serious(&page)?;
    page.open(&format!("{}/encoder/code/S52.501?text=wrist", house.address))?;
    page.click("#seventh li:first-child a")?;
    page.wait_for_url("S52.501A")?;
    no_serious(&page)?;
    if let Ok(folder) = std::env::var("CLEANCLAIM_PICTURES") {
        page.screenshot(format!("{folder}/code.png"))?;
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}
