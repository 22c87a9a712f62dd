//! Charges from elsewhere, and the prices they are charged by.

use crate::rows::an_account;
use crate::site::{Done, fail, problem, site, test};
use libtest_mimic::Trial;
use serde_json::json;
use testkit::http::Request;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("charges come in once, are reviewed and taken back", charges),
        test("a ChargeItem is a charge, and what cannot be billed is told", items),
        test("a file of charges is taken whole or not at all", file),
        test("a price is checked, taken, dated and listed page by page", prices),
    ]
}

fn charges() -> Done {
    let una = site().una();
    let account = an_account(&una, "review")?;
    let path = format!("/accounts/{account}/charges");
    let sent = json!({ "charges": [
        { "id": "A1", "code": "99213", "units": 1, "charge_cents": 12_345, "date": "2026-06-01" },
        { "id": "A2", "code": "ZZZZ9", "units": 2, "date": "2026-06-01" },
    ] });
    let first = una.post(&path, &sent)?.expect(201)?.json()?;
    let count = |name: &str| first[name].as_array().map_or(0, Vec::len);
    if (count("added"), count("repeated"), count("unpriced")) != (2, 0, 1) {
        return fail(format!("{first}"));
    }
    let again = una.post(&path, &sent)?.expect(201)?.json()?;
    if again["added"] != json!([]) || again["repeated"] != first["added"] {
        return fail(format!("{again}"));
    }
    let other = json!({ "charges": [{ "id": "A1", "code": "99213", "units": 3,
        "charge_cents": 12_345, "date": "2026-06-01" }] });
    let changed = una.post(&path, &other)?.expect(201)?.json()?;
    if changed["changed"][0]["sent_units"] != 3 || changed["changed"][0]["units"] != 1 {
        return fail(format!("{changed}"));
    }
    let wrong = json!({ "charges": [{ "code": "9", "units": 1, "date": "2026-02-30" }] });
    let told = una.post(&path, &wrong)?;
    problem(&told, 422)?;
    if !told.text().contains("charges[0].date") || !told.text().contains("charges[0].code") {
        return fail(told.text());
    }
    let id = first["added"][0].as_str().ok_or("no id")?;
    let one = format!("{path}/{id}");
    let etag = una.get(&one)?.expect(200)?.header("etag").ok_or("no etag")?.to_owned();
    let review = format!("{one}/review");
    let request = Request::new("POST", &format!("/api/v1{review}"));
    problem(&una.send(request)?, 428)?;
    let seen = una.with(("POST", &review), ("if-match", &etag), None)?.expect(200)?;
    let void = format!("{one}/void");
    let why = json!({ "reason": "Charged to the wrong visit." });
    problem(&una.with(("POST", &void), ("if-match", &etag), Some(&why))?, 412)?;
    let etag = seen.header("etag").ok_or("no etag")?;
    let gone = una.with(("POST", &void), ("if-match", etag), Some(&why))?.expect(200)?.json()?;
    if gone["state"] != "voided" || gone["reason"] != why["reason"] {
        return fail(format!("{gone}"));
    }
    let found = una.read(&format!("/accounts/{account}/reconciliation"))?;
    let kinds: Vec<&str> = found["differences"]
        .as_array()
        .map(|rows| rows.iter().filter_map(|row| row["kind"].as_str()).collect())
        .unwrap_or_default();
    if !kinds.contains(&"price_missing") || found["at"].is_null() {
        return fail(format!("{found}"));
    }
    let queue = una.read("/reconciliations?limit=200")?;
    let rows = queue["data"].as_array().ok_or("no rows")?;
    if !rows.iter().any(|row| row["account"] == *account) {
        return fail(format!("{queue}"));
    }
    // One row a page: the same rows in the same order.
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    while paged.len() <= rows.len() {
        let page = una.read(&format!("/reconciliations?limit=1{cursor}"))?;
        paged.extend(page["data"].as_array().cloned().unwrap_or_default());
        match page["meta"]["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    match paged == *rows {
        true => Ok(()),
        false => fail(format!("{paged:?}, not {rows:?}")),
    }
}

fn items() -> Done {
    let una = site().una();
    let account = an_account(&una, "review")?;
    let path = format!("/api/v1/accounts/{account}/charges");
    let post = |body: &serde_json::Value| {
        una.send(Request::new("POST", &path).body("application/fhir+json", body.to_string()))
    };
    let item = |id: &str, status: &str, quantity: f64| {
        json!({ "resourceType": "ChargeItem", "id": id, "status": status,
            "code": { "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "99214" }] },
            "subject": { "reference": "Patient/elsewhere" },
            "occurrenceDateTime": "2026-06-02", "quantity": { "value": quantity } })
    };
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": [
        { "resource": item("f1", "billable", 2.0) },
        { "resource": item("f2", "entered-in-error", 1.0) } ] });
    let first = post(&bundle)?.expect(201)?.json()?;
    if first["added"].as_array().map(Vec::len) != Some(1) {
        return fail(format!("{first}"));
    }
    let id = first["added"][0].as_str().ok_or("no id")?;
    let charge = una.read(&format!("/accounts/{account}/charges/{id}"))?;
    if charge["source"] != "fhir" || charge["units"] != 2 || charge["code"] != "99214" {
        return fail(format!("{charge}"));
    }
    let again = post(&item("f1", "billable", 2.0))?.expect(201)?.json()?;
    if again["repeated"] != json!([id]) {
        return fail(format!("{again}"));
    }
    problem(&post(&item("f3", "billable", 0.5))?, 422)?;
    problem(&post(&json!({ "resourceType": "Patient" }))?, 422)?;
    problem(&post(&item("f4", "planned", 1.0))?, 422)
}

fn file() -> Done {
    let una = site().una();
    let account = an_account(&una, "review")?;
    let post =
        |text: String| una.send(Request::new("POST", "/api/v1/charges").body("text/csv", text));
    let head = "account,id,code,units,charge,date\n";
    let good = format!("{account},B1,99215,1,200.00,2026-06-03\n");
    let told = post(format!("{head}{good}nobody,B2,99215,1,,2026-06-03\n"))?;
    problem(&told, 422)?;
    if !told.text().contains("\"line\":3") {
        return fail(told.text());
    }
    let before = una.read(&format!("/accounts/{account}/charges?limit=200"))?.to_string();
    if before.contains("id B1") {
        return fail("half a file was taken");
    }
    let taken = post(format!("{head}{good}"))?.expect(201)?.json()?;
    if taken["added"].as_array().map(Vec::len) == Some(1) {
        Ok(())
    } else {
        fail(format!("{taken}"))
    }
}

fn prices() -> Done {
    let una = site().una();
    let text = "code,price,from,to,description\nQ9991,10.00,2026-01-01,2026-05-31,First\n\
        Q9991,12.00,2026-06-01,,Second\nQ9992,7.50,2026-01-01,,Other\n";
    let check = Request::new("POST", "/api/v1/fee-schedules/check").body("text/csv", text);
    let would = una.send(check)?.expect(200)?.json()?;
    if would["added"] != 3 {
        return fail(format!("{would}"));
    }
    if una.read("/fee-schedules?text=Q999")?["data"] != json!([]) {
        return fail("a check changed the list");
    }
    let etag = una.get("/fee-schedules?limit=1")?.header("etag").ok_or("no etag")?.to_owned();
    let take = |etag: &str| {
        let request = Request::new("POST", "/api/v1/fee-schedules").body("text/csv", text);
        una.send(request.header("if-match", etag).header("idempotency-key", "prices-1"))
    };
    problem(&take("\"99\"")?, 412)?;
    take(&etag)?.expect(200)?;
    let again = take(&etag)?.expect(200)?;
    if again.header("idempotent-replayed") != Some("true") {
        return fail("the file was taken twice");
    }
    let on = una.read("/fee-schedules?text=q9991&date=2026-06-15")?;
    let rows = on["data"].as_array().ok_or("no rows")?;
    if rows.len() != 1 || rows[0]["price_cents"] != 1_200 {
        return fail(format!("{on}"));
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for _ in 0..5 {
        let page = una.read(&format!("/fee-schedules?text=Q999&limit=1{cursor}"))?;
        seen.extend(page["data"][0]["from"].as_str().map(str::to_owned));
        match page["meta"]["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    match seen == ["2026-01-01", "2026-06-01", "2026-01-01"] {
        true => Ok(()),
        false => fail(format!("{seen:?}")),
    }
}
