//! The whole way of one query, and the ladder of one that nobody answers.

use super::{account, aged, fields, post, sent, stored, tenant};
use crate::house::{Done, House, fail, in_browser, test};
use cdi::query::Status;
use libtest_mimic::Trial;
use model::AccountState;
use server::worker;
use testkit::accessibility::no_serious;
use testkit::browser::Browser;

pub(super) fn trials() -> Vec<Trial> {
    vec![
        in_browser("a gap becomes a query, its answer a code, and the link stays", way),
        test("a query that nobody answers is reminded of, then escalated", ladder),
        test("an answer that states nothing leaves the codes alone", undetermined),
    ]
}

const LEADING: &str = "Please document acute on chronic diastolic heart failure; it raises the \
    DRG payment.";

const OPEN: &str = "The record has CHF as quoted below. Based on your clinical judgment, which \
    type and acuity describe it, if this can be determined?";

fn sound(page: &Browser) -> Done {
    no_serious(page)?;
    let errors = page.console_errors()?;
    // A page that refuses with 422 is told by the browser as a failed load; that is meant.
    let errors: Vec<&String> = errors.iter().filter(|line| !line.contains("422")).collect();
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn picture(page: &Browser, name: &str) -> Done {
    if let Ok(folder) = std::env::var("CLEANCLAIM_PICTURES") {
        page.screenshot(std::path::Path::new(&folder).join(name))?;
    }
    Ok(())
}

fn way() -> Done {
    let house = House::open();
    let page = house.browser("cody")?;
    page.open(&format!("{}/queries", house.address))?;
    sound(&page)?;
    picture(&page, "queries-charts.png")?;
    page.click("a[aria-label='Ask about Stavros, Gerald N']")?;
    page.wait_for("form.gap")?;
    sound(&page)?;
    picture(&page, "queries-begin.png")?;
    page.click("form.gap button")?;
    page.wait_for("textarea[name=question]")?;
    // The linter stops what leads and what speaks of money; the text stays where it is.
    page.choose("select[name=recipient]", &provider_name(&house)?)?;
    page.fill("textarea[name=question]", LEADING)?;
    page.click("button[value=send]")?;
    page.wait_for("#f-question")?;
    let faults = page.text("#f-question")?;
    if !faults.contains("payment") || page.value("textarea[name=question]")? != LEADING {
        return fail(format!("faults: {faults}"));
    }
    sound(&page)?;
    picture(&page, "queries-draft.png")?;
    page.fill("textarea[name=question]", OPEN)?;
    page.click("button[value=send]")?;
    page.wait_for(".notice")?;
    let address = page.url()?;
    let asked = account(&house, "Stavros")?;
    if asked.standing.state != AccountState::Query {
        return fail(format!("the account is {}", asked.standing.state.name()));
    }
    answered(&house)?;
    page.open(address.split('?').next().unwrap_or(&address))?;
    let changes = page.texts(".changes li")?;
    if changes != ["I50.9 became I50.33"] {
        return fail(format!("changes: {changes:?}; {}", page.text("main")?));
    }
    if !page.text("ins")?.contains("diastolic") {
        return fail("the difference does not show what was added");
    }
    sound(&page)?;
    picture(&page, "queries-answered.png")?;
    let again = account(&house, "Stavros")?;
    if again.standing.state != AccountState::Review {
        return fail(format!("recoded, and {}", again.standing.state.name()));
    }
    page.choose("select[name=outcome]", "Agreed: one of the options is documented")?;
    page.click("button[value=close]")?;
    page.wait_for_text("Closed")?;
    Ok(())
}

fn provider_name(house: &House) -> Result<String, libtest_mimic::Failed> {
    let npi = super::pia(house)?;
    let found = store::people::provider_by_npi(&house.app.db, tenant(), &npi);
    let found = house.runtime.block_on(found)?;
    found.map_or_else(|| fail("no such provider"), |provider| Ok(provider.name))
}

/// Pia answers, and the service reads the chart again.
fn answered(house: &House) -> Done {
    let page = house.browser("pia")?;
    page.open(&format!("{}/inbox", house.address))?;
    sound(&page)?;
    picture(&page, "queries-inbox.png")?;
    page.click(".asks a")?;
    page.wait_for(".choices")?;
    let text = page.text("body")?;
    if text.contains("I50") || text.contains('$') || text.contains("coding") {
        return fail(format!("the provider sees {text}"));
    }
    sound(&page)?;
    picture(&page, "queries-answer.png")?;
    let option = "button[name=choice][value=e]";
    if page.text(option)? != "Acute on chronic diastolic heart failure" {
        return fail(format!("the fifth option is {}", page.text(option)?));
    }
    page.click(option)?;
    page.wait_for(".notice")?;
    if !page.texts(".asks li")?.is_empty() {
        return fail("the question is still open");
    }
    house.runtime.block_on(async {
        while worker::pass(&house.app, "house").await? > 0 {}
        store::Result::Ok(())
    })?;
    Ok(())
}

fn ladder() -> Done {
    let house = House::open();
    let id = sent(&house, "Stavros", "gap:0")?;
    let pass = || house.runtime.block_on(worker::ladder::pass(&house.app));
    let cases = [(1, 0, Status::Sent), (73, 1, Status::Sent), (170, 1, Status::Escalated)];
    for (hours, steps, status) in cases {
        aged(&house, &id, hours)?;
        let done = pass()?;
        let query = stored(&house, &id)?.query;
        if done != steps || query.status != status || pass()? != 0 {
            return fail(format!("after {hours} h: {done} steps, {:?}", query.history));
        }
    }
    let lena = house.client("lena");
    let page = lena.get(&format!("/queries/{id}"))?.expect(200)?.text();
    let late = lena.get("/queries?view=list&state=overdue")?.expect(200)?.text();
    let inbox = house.client("pia").get("/inbox")?.expect(200)?.text();
    for (page, wanted) in [
        (&page, "physician advisor"),
        (&page, "reminded"),
        (&late, "over 7 d"),
        (&late, "1 late"),
        (&inbox, "reminder"),
    ] {
        if !page.contains(wanted) {
            return fail(format!("no `{wanted}` on {page}"));
        }
    }
    let csv = lena.get("/queries/export.csv?view=list&state=overdue")?.expect(200)?.text();
    if csv.lines().count() != 2 || !csv.contains(",yes,over7_days,") {
        return fail(csv);
    }
    Ok(())
}

fn undetermined() -> Done {
    let house = House::open();
    let id = sent(&house, "Stavros", "gap:0")?;
    let client = house.client("pia");
    let address = format!("/inbox/{id}");
    let csrf = super::csrf(&client, &address)?;
    let query = stored(&house, &id)?;
    let mut form = fields(&query, &csrf, "", "");
    form.push(("choice".to_owned(), "cannot_determine".to_owned()));
    post(&client, &address, &form)?.expect(303)?;
    let after = account(&house, "Stavros")?;
    let query = stored(&house, &id)?;
    let chart = store::accounts::latest_chart(&house.app.db, tenant(), &after.id);
    let chart = house.runtime.block_on(chart)?.map(|stored| stored.version);
    let found = (after.standing.state, query.query.status, query.chart_version, chart);
    if found != (AccountState::Review, Status::Answered, None, Some(1)) {
        return fail(format!("{found:?}"));
    }
    Ok(())
}
