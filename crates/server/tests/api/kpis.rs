//! KPIs: what a number says is what its rows add up to.

use crate::site::{Done, fail, problem, site, test};
use libtest_mimic::Trial;
use serde_json::Value;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a month's number is the sum of its rows, over all pages", sums),
        test("a past day is told as it was known", past),
        test("numbers of others and money are for those who may", shown),
    ]
}

fn sums() -> Done {
    let una = site().una();
    let all = una.read("/kpis")?;
    let all = all["data"].as_array().ok_or("no KPIs")?;
    let mut told = 0;
    for kpi in all.iter().filter(|kpi| kpi["shape"] == "flow") {
        let name = kpi["name"].as_str().ok_or("no name")?;
        let month = kpi["months"].as_array().and_then(|months| months.last()).ok_or("no month")?;
        let (mut above, mut below, mut rows, mut cursor) = (0, 0, 0, String::new());
        for _ in 0..1_000 {
            let page = una.read(&format!("/kpis/{name}/rows?limit=7{cursor}"))?;
            for row in page["data"].as_array().ok_or("no rows")? {
                above += row["numerator"].as_i64().ok_or("no numerator")?;
                below += row["denominator"].as_i64().ok_or("no denominator")?;
                rows += 1;
            }
            match page["meta"]["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        // The story goes on while it is counted: a number is at most a minute old.
        let fresh = una.read(&format!("/kpis/{name}"))?;
        let same = |key: &str, sum: i64| {
            let now = fresh["months"].as_array().and_then(|months| months.last());
            month[key] == sum || now.is_some_and(|now| now[key] == sum)
        };
        if !same("numerator", above) || !same("denominator", below) {
            return fail(format!("{name}: {rows} rows add to {above} over {below}: {month}"));
        }
        told += rows;
    }
    if told == 0 { fail("no KPI has a row") } else { Ok(()) }
}

fn past() -> Done {
    let una = site().una();
    let now = una.read("/kpis/autonomy-received")?;
    let then = una.read("/kpis/autonomy-received?known=2020-01-31")?;
    let counted = |kpi: &Value| kpi["now"]["denominator"].as_i64().unwrap_or(-1);
    if !now["known_on"].is_null() || counted(&now) < 1 {
        return fail(now.to_string());
    }
    let last = then["months"].as_array().and_then(|months| months.last());
    let last = last.map(|month| month["month"].clone()).unwrap_or_default();
    if then["known_on"] != "2020-01-31" || counted(&then) != 0 || last != "2020-01" {
        return fail(then.to_string());
    }
    let rows = una.read("/kpis/autonomy-received/rows?known=2020-01-31")?;
    if !rows["data"].as_array().is_some_and(Vec::is_empty) {
        return fail(rows.to_string());
    }
    let parts = ["coding", "claims", "money", "denials"];
    let all = una.read("/kpis")?;
    let all = all["data"].as_array().ok_or("no KPIs")?;
    if all.len() != store::kpi::ALL.len()
        || !parts.iter().all(|part| all.iter().any(|kpi| kpi["group"] == *part))
    {
        return fail(format!("{} KPIs", all.len()));
    }
    problem(&una.get("/kpis?known=2999-01-01")?, 400)?;
    problem(&una.get("/kpis/dnfb-days/rows?known=soon")?, 400)
}

fn shown() -> Done {
    let site = site();
    let (una, carla, pia) = (site.una(), site.caller("site", "carla"), site.caller("site", "pia"));
    problem(&pia.get("/kpis")?, 403)?;
    let own = carla.read("/kpis")?;
    let own = own["data"].as_array().ok_or("no KPIs")?;
    if own.is_empty() || own.iter().any(|kpi| kpi["own"] != true) {
        return fail(format!("{own:?}"));
    }
    problem(&carla.get("/kpis/dnfb-days")?, 403)?;
    problem(&carla.get("/kpis/dnfb-days/rows")?, 403)?;
    let lena = site.caller("site", "lena").read("/kpis/dnfb-days")?;
    let una = una.read("/kpis/dnfb-days")?;
    let hidden = |kpi: &Value| kpi["now"]["numerator"].is_null();
    if hidden(&lena) && !hidden(&una) { Ok(()) } else { fail(format!("{lena} {una}")) }
}
