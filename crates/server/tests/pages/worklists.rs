//! Worklists.

use crate::house::{Done, House, fail, in_browser};
use libtest_mimic::Trial;
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![in_browser("a lead gives accounts to a coder, and the numbers follow", assigned)]
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
