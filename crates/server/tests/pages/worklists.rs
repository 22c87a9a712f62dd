//! Worklists.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::Trial;
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a lead gives accounts to a coder, and the numbers follow", assigned),
        test("a list is filtered by specialty, also by none", by_specialty),
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
