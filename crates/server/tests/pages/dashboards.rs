//! The dashboards: what they show, to whom, and the rows behind a number.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::Trial;
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a manager walks from today to the rows behind a number", walked),
        test("a coder sees their own numbers and nobody else's", own),
        test("money is shown only to those who may see it", money),
        test("rows leave as CSV, and the log says so", exported),
    ]
}

fn walked() -> Done {
    let house = House::open();
    let page = house.browser("mona")?;
    for path in ["/dashboard", "/dashboard/coding-to-cash", "/kpis", "/kpis/dnfb-days"] {
        page.open(&format!("{}{path}", house.address))?;
        no_serious(&page)?;
    }
    page.open(&format!("{}/dashboard", house.address))?;
    let shown = page.texts(".beside table tbody th")?;
    if !shown.iter().any(|label| label == "Review") {
        return fail(format!("queues: {shown:?}"));
    }
    page.click(".tiles a[href='/kpis/dnfb-days']")?;
    page.wait_for("table.list tbody tr")?;
    let rows = page.texts("table.list tbody tr")?.len();
    let worth = testkit::practice::charts();
    let worth = worth.iter().filter(|chart| chart.chart.charges.iter().any(|c| c.amount.0 > 0));
    let worth = worth.count();
    if rows != worth {
        return fail(format!("{rows} rows; {worth} accounts have charges that are not billed"));
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn own() -> Done {
    let house = House::open();
    let carla = house.client("carla");
    let page = carla.get("/kpis")?.expect(200)?.text();
    if !page.contains("My numbers") || page.contains("DNFB") {
        return fail("a coder's page is not their own");
    }
    carla.get("/kpis/productivity")?.expect(200)?;
    carla.get("/kpis/dnfb-days")?.expect(403)?;
    carla.get("/dashboard")?.expect(403)?;
    carla.get("/kpis/productivity/csv")?.expect(403)?;
    house.client("pia").get("/kpis")?.expect(403)?;
    house.client("ada").get("/kpis")?.expect(403)?;
    house.client("mona").get("/kpis/nothing")?.expect(404)?;
    house.client("mona").get("/kpis/dnfb-days?month=1999-01")?.expect(422)?;
    Ok(())
}

fn money() -> Done {
    let house = House::open();
    let lead = house.client("lena");
    for path in ["/dashboard", "/dashboard/coding-to-cash", "/kpis", "/kpis/dnfb-days"] {
        let page = lead.get(path)?.expect(200)?.text();
        if page.contains('$') {
            return fail(format!("{path} shows money to a lead"));
        }
    }
    let csv = lead.get("/kpis/dnfb-days/csv")?.expect(200)?.text();
    if !csv.lines().skip(1).all(|line| line.ends_with(",,")) {
        return fail("the CSV shows money to a lead");
    }
    let seen = house.client("mona").get("/dashboard")?.expect(200)?.text();
    if seen.contains('$') { Ok(()) } else { fail("a manager sees no money") }
}

fn exported() -> Done {
    let house = House::open();
    let answer = house.client("mona").get("/kpis/autonomy-received/csv")?.expect(200)?;
    let text = answer.text();
    if text.lines().count() != 37 || !text.starts_with("account,source_key,") {
        return fail(text);
    }
    let filter = store::record::AuditFilter {
        action: "kpi.export".to_owned(),
        limit: 10,
        ..Default::default()
    };
    let tenant = house.app.config.tenant.clone();
    let found = house.runtime.block_on(store::record::search(&house.app.db, &tenant, &filter));
    let found = found.map_err(|fault| fault.to_string())?;
    if found.len() == 1 { Ok(()) } else { fail(format!("{found:?}")) }
}
