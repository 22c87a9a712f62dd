//! Every address that is read, and lists that stay whole while rows are added.

use crate::site::{Caller, Done, fail, site, test};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("every list has its form, every row its version", forms),
        test("pages are whole and stable while rows are added", pages),
        test("worklists keep the caller's filters and reach", worklists),
        test("a note is coded and a claim is scrubbed without a record", stateless),
        test("codes are found by code and by words", codes),
    ]
}

/// Some account of a queue.
pub fn an_account(caller: &Caller, queue: &str) -> Result<String, Failed> {
    let page = caller.read(&format!("/worklists?queue={queue}&limit=1"))?;
    let id = page["data"][0]["id"].as_str();
    id.map(str::to_owned).ok_or_else(|| format!("nothing in {queue}").into())
}

fn forms() -> Done {
    let una = site().una();
    let account = an_account(&una, "review")?;
    let patient = una.read("/patients?limit=1")?["data"][0]["id"].clone();
    let patient = patient.as_str().ok_or("no patient")?;
    for path in [
        "/patients".to_owned(),
        "/worklists".to_owned(),
        "/worklists/counts".to_owned(),
        "/assignments".to_owned(),
        "/code-sets".to_owned(),
        "/users".to_owned(),
        "/tokens".to_owned(),
        "/audit".to_owned(),
        "/jobs/dead".to_owned(),
        "/webhooks".to_owned(),
        format!("/charts/{account}/codings"),
        format!("/charts/{account}/steps"),
        format!("/accounts/{account}/claims"),
        format!("/accounts/{account}/charges"),
        "/fee-schedules".to_owned(),
        "/reconciliations".to_owned(),
        "/queries".to_owned(),
        "/kpis".to_owned(),
        "/kpis/productivity/rows".to_owned(),
        format!("/patients/{patient}/coverages"),
        format!("/patients/{patient}/authorizations"),
        format!("/patients/{patient}/referrals"),
    ] {
        let page = una.read(&path)?;
        if !page["data"].is_array() || page["meta"].get("next").is_none() {
            return fail(format!("{path}: {page}"));
        }
    }
    for path in [
        format!("/charts/{account}"),
        format!("/accounts/{account}"),
        format!("/patients/{patient}"),
        "/users/user_una".to_owned(),
        "/settings/webhooks".to_owned(),
    ] {
        let answer = una.get(&path)?.expect(200)?;
        let etag = answer.header("etag").unwrap_or_default();
        if !etag.starts_with('"') || !etag.ends_with('"') {
            return fail(format!("{path}: {etag}"));
        }
    }
    let chart = una.read(&format!("/charts/{account}"))?;
    if chart["documents"][0]["text"].as_str().is_none_or(str::is_empty) {
        return fail("a chart without its text");
    }
    let seen = una.read(&format!("/audit?action=chart.view&object={account}"))?;
    if seen["data"][0]["actor"] != "user_una" {
        return fail(format!("the look was not written down: {seen}"));
    }
    Ok(())
}

fn pages() -> Done {
    let una = site().una();
    let add = |name: &str| una.post("/patients", &json!({ "family": name, "sex": "U" }));
    for number in 0..23 {
        add(&format!("Pageable{number:02}"))?.expect(201)?;
    }
    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    for round in 0.. {
        let from = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = una.read(&format!("/patients?text=pageable&limit=5{from}"))?;
        let rows = page["data"].as_array().ok_or("no rows")?.clone();
        seen.extend(rows.iter().filter_map(|row| row["family"].as_str().map(str::to_owned)));
        // One before the place that was reached, and one after the end.
        add(&format!("Pageable00 {round}"))?.expect(201)?;
        add(&format!("Pageable99 {round}"))?.expect(201)?;
        match page["meta"]["next"].as_str() {
            Some(next) if round < 20 => cursor = Some(next.to_owned()),
            _ => break,
        }
    }
    let whole: BTreeSet<&String> = seen.iter().collect();
    if whole.len() != seen.len() {
        return fail(format!("a row came twice: {seen:?}"));
    }
    let missing =
        (0..23).map(|number| format!("Pageable{number:02}")).find(|name| !seen.contains(name));
    match missing {
        Some(name) => fail(format!("{name} is missing in {seen:?}")),
        None => Ok(()),
    }
}

fn worklists() -> Done {
    let site = site();
    let (una, audrey) = (site.una(), site.caller("site", "audrey"));
    let all = una.read("/worklists?queue=review&limit=200&sort=value")?;
    let rows = all["data"].as_array().ok_or("no rows")?;
    let values: Vec<i64> = rows.iter().filter_map(|row| row["value_cents"].as_i64()).collect();
    if rows.is_empty() || !values.is_sorted_by(|a, b| a >= b) {
        return fail(format!("{values:?}"));
    }
    if rows.iter().any(|row| row["queue"] != "review") {
        return fail("a row of another queue");
    }
    // An auditor sees what was drawn for them only, whatever they ask for.
    let own = audrey.read("/worklists?owner=user_una")?;
    if own["data"] != json!([]) {
        return fail(format!("{own}"));
    }
    Ok(())
}

fn stateless() -> Done {
    let una = site().una();
    let note = "Assessment: acute cystitis without hematuria. Nitrofurantoin for five days.";
    let request = testkit::http::Request::new("POST", "/api/v1/code?setting=office");
    let coded: Value = una.send(request.body("text/plain", note))?.expect(200)?.json()?;
    if !coded["dx"].as_array().is_some_and(|dx| dx.iter().any(|one| one["code"] == "N30.00")) {
        return fail(format!("{coded}"));
    }
    let claim = include_str!("../../../claims/tests/paper/professional.json");
    let claim: Value = serde_json::from_str(claim).map_err(|fault| fault.to_string())?;
    let answer = una.post("/scrub", &claim)?.expect(200)?.json()?;
    let first = &answer["data"][0];
    if !first["edits"].is_array() || !first["not_checked"].is_array() {
        return fail(format!("{answer}"));
    }
    Ok(())
}

fn codes() -> Done {
    let una = site().una();
    let code = una.read("/code-sets/icd10cm/codes/e1122?date=2026-06-15")?;
    if code["code"] != "E11.22" || code["billable"] != true {
        return fail(format!("{code}"));
    }
    let found = una.read("/code-sets/icd10cm/codes?text=acute%20cystitis&limit=5")?;
    let rows = found["data"].as_array().ok_or("no rows")?;
    match rows.iter().any(|row| row["code"].as_str().is_some_and(|code| code.starts_with("N30"))) {
        true => Ok(()),
        false => fail(format!("{found}")),
    }
}
