//! The coder workbench in a real browser.

use crate::house::{Done, House, fail, in_browser};
use crate::workbench::{carlas, tenant, work};
use libtest_mimic::{Failed, Trial};
use store::accounts;
use testkit::accessibility::no_serious;
use testkit::browser::{Browser, Options};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a clean chart takes two keys", keys_only),
        in_browser("the reading position is kept, also over a reload", position),
        in_browser("selected words become the evidence of a code", selection),
        in_browser("without JavaScript a code is accepted and the chart submitted", no_script),
    ]
}

fn keys_only() -> Done {
    let house = House::open();
    let id = carlas(&house, "data-action=\"submit_all\"")?;
    let page = house.browser("carla")?;
    page.open(&format!("{}/accounts/{id}", house.address))?;
    no_serious(&page)?;
    page.press("j")?;
    page.press("e")?;
    no_serious(&page)?;
    page.press("Escape")?;
    if let Ok(folder) = std::env::var("CLEANCLAIM_SHOTS") {
        page.screenshot(format!("{folder}/workbench.png"))?;
    }
    page.press("s")?;
    page.wait_for("dialog[open]")?;
    page.press("Enter")?;
    page.wait_for_url("done=submitted")?;
    let coding = house.runtime.block_on(accounts::latest_coding(&house.app.db, &tenant(), &id))?;
    if !coding.is_some_and(|coding| coding.is_final) {
        return fail("two keys did not submit the chart");
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn top(page: &Browser) -> Result<i64, Failed> {
    let top = page.script("return Math.round(document.querySelector('#reader').scrollTop)", &[])?;
    Ok(top.as_i64().unwrap_or(-1))
}

fn position() -> Done {
    let house = House::open();
    let id = carlas(&house, "data-action=\"submit_all\"")?;
    let page = house.browser_with("carla", Options { height: 620, ..Options::default() })?;
    page.open(&format!("{}/accounts/{id}", house.address))?;
    page.script("document.querySelector('#reader').scrollTop = 120", &[])?;
    let before = top(&page)?;
    if before == 0 {
        return fail("the text does not scroll, so this shows nothing");
    }
    page.press("a")?;
    page.wait_for(".code[data-state=accepted]")?;
    page.press("j")?;
    page.press("x")?;
    page.press("Tab")?;
    page.press("Enter")?;
    page.wait_for("details.rejected")?;
    if top(&page)? != before {
        return fail(format!("the text moved from {before} to {}", top(&page)?));
    }
    page.reload()?;
    page.wait_for(".code[data-state=accepted]")?;
    page.wait_for("details.rejected")?;
    if top(&page)? != before {
        return fail(format!("reloading moved the text from {before} to {}", top(&page)?));
    }
    // From the code to its words, and from the words to their code.
    page.script("document.querySelector('#reader').scrollTop = 0", &[])?;
    page.script("document.querySelector('#reader mark.ev a').click()", &[])?;
    page.wait_for(".code.here")?;
    page.press("Enter")?;
    page.wait_for("mark.ev.selected")?;
    no_serious(&page)?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn no_script() -> Done {
    let house = House::open();
    let id = carlas(&house, "data-action=\"submit_all\"")?;
    let page = house.browser_with("carla", Options { javascript: false, ..Options::default() })?;
    page.open(&format!("{}/accounts/{id}", house.address))?;
    page.click(".code[data-state=suggested] button[data-do=accept]")?;
    page.wait_for(".code[data-state=accepted]")?;
    page.click("button[data-action=submit_all]")?;
    page.wait_for_url("done=submitted")?;
    let coding = house.runtime.block_on(accounts::latest_coding(&house.app.db, &tenant(), &id))?;
    if coding.is_some_and(|coding| coding.is_final) { Ok(()) } else { fail("not submitted") }
}

fn selection() -> Done {
    let house = House::open();
    let id = carlas(&house, "data-action=\"submit_all\"")?;
    let page = house.browser("carla")?;
    page.open(&format!("{}/accounts/{id}", house.address))?;
    // A selection from one stretch of text into another, over a mark and its label.
    let words = page.script(
        "const at = [...document.querySelectorAll('#reader [data-at]')]; const range = \
         document.createRange(); const [a, b] = [at[0].firstChild, at[1].firstChild]; \
         range.setStart(a, a.length - 4); range.setEnd(b, 3); const choice = getSelection(); \
         choice.removeAllRanges(); choice.addRange(range); document.dispatchEvent(new \
         MouseEvent('mouseup')); return a.data.slice(-4) + b.data.slice(0, 3);",
        &[],
    )?;
    page.press("+")?;
    // A code that is none is told, and what was typed stays.
    page.type_into("#add-code", "R53.8")?;
    page.press("Enter")?;
    page.wait_for_text("R53.8 is a heading")?;
    page.type_into("#add-code", "3")?;
    page.press("Enter")?;
    page.wait_for_text("R53.83")?;
    page.wait_for(".code[data-state=accepted]")?;
    let kept = work(&house, &id);
    let lines = kept["lines"].as_array().cloned().unwrap_or_default();
    let added = lines.iter().find(|line| line["code"] == "R53.83").ok_or("not added")?;
    if added["evidence"][0]["text"] != words {
        return fail(format!("{words} became {}", added["evidence"]));
    }
    // The browser itself writes the answer to the code that was refused.
    let mut errors = page.console_errors()?;
    errors.retain(|error| !error.contains("status of 422"));
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}
