//! Worklists.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::Trial;
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a lead gives accounts to a coder, and the numbers follow", assigned),
        test("a list is filtered by specialty, also by none", by_specialty),
        in_browser("a patient is found by the beginnings of the name", by_name),
    ]
}

fn assigned() -> Done {
    let house = House::open();
    let page = house.browser("lena")?;
    page.open(&format!("{}/worklists?queue=unassigned", house.address))?;
    let before = page.texts("table.list tbody tr")?.len();
    page.click("table.list tbody tr:first-child input[type=checkbox]")?;
    page.choose("select[name=to]", "Carla Coder")?;
    page.click("#assign .bar button")?;
    page.wait_for(".notice")?;
    let after = page.texts("table.list tbody tr")?.len();
    if after + 1 != before {
        return fail(format!("{before} unassigned before, {after} after"));
    }
    no_serious(&page)?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn by_specialty() -> Done {
    let house = House::open();
    let lena = house.client("lena");
    let rows = |query: &str| -> Result<usize, libtest_mimic::Failed> {
        let page = lena.get(&format!("/worklists?{query}"))?.expect(200)?.text();
        Ok(page.matches("class=\"row-link\"").count())
    };
    let page = lena.get("/worklists")?.expect(200)?.text();
    let offered = page.split("name=\"specialty\"").nth(1).unwrap_or_default();
    let offered = offered.split("</select>").next().unwrap_or_default();
    let choices: Vec<&str> = offered.split("value=\"").skip(1).collect();
    let choices: Vec<&str> = choices.iter().filter_map(|choice| choice.split('"').next()).collect();
    // Visits of the emergency department are there by their setting alone.
    if !choices.contains(&"emergency medicine") || !choices.contains(&"not stated") {
        return fail(format!("{choices:?}"));
    }
    let (all, mut sum) = (rows("")?, 0);
    for choice in choices.into_iter().filter(|choice| !choice.is_empty()) {
        let found = rows(&format!("specialty={}", choice.replace(' ', "+")))?;
        if found == 0 || found >= all {
            return fail(format!("{choice}: {found} of {all}"));
        }
        sum += found;
    }
    if sum == all { Ok(()) } else { fail(format!("{sum} in the specialties, {all} in all")) }
}

fn by_name() -> Done {
    let house = House::open();
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let filter = store::accounts::Filter { limit: 200, ..Default::default() };
    let all = house.runtime.block_on(store::accounts::page(db, tenant, &filter))?.accounts;
    let one = all.iter().find(|one| one.patient_name.contains(", ")).ok_or("nobody has a name")?;
    let (family, given) = one.patient_name.split_once(", ").ok_or("one name")?;
    let start = |name: &str| name.chars().take(3).collect::<String>().to_uppercase();
    let page = house.browser("lena")?;
    page.open(&format!("{}/worklists", house.address))?;
    let text = format!("{} {}", start(given), start(family));
    page.fill("form.filters input[name=text]", &text)?;
    page.click("form.filters button")?;
    page.wait_for(format!("input[name=text][value='{text}']").as_str())?;
    page.wait_for(format!("a[href='/accounts/{}']", one.id).as_str())?;
    let asked = page.texts("table.list tbody tr")?.len();
    if asked >= all.len() {
        return fail(format!("{asked} of {} found", all.len()));
    }
    no_serious(&page)?;
    // The middle of a word does not find it; where nobody is found, the page says how to search.
    let middle: String = family.chars().skip(1).collect();
    let lena = house.client("lena");
    let found = lena.get(&format!("/worklists?text={middle}"))?.expect(200)?.text();
    if found.contains(&format!("/accounts/{}\"", one.id)) {
        return fail(format!("{middle} finds {}", one.patient_name));
    }
    let none = lena.get("/worklists?text=zzzz")?.expect(200)?.text();
    if none.contains("row-link") || !none.contains("the beginning of each of its words") {
        return fail("no word of how a name is found");
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}
