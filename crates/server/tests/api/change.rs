//! Changes: once for each key, and of the version that was read.

use crate::site::{Done, fail, problem, site, test};
use libtest_mimic::Trial;
use serde_json::json;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a key makes a change happen once", once),
        test("two at once with one key have one effect", race),
        test("a change names the version it is of", versions),
        test("a user is added, changed and shut out", users),
        test("a token is made, used and taken back", tokens),
        test("work is given and taken", work),
        test("coverages, authorizations and referrals are added", desk),
    ]
}

fn once() -> Done {
    let una = site().una();
    let key = ("idempotency-key", "once-1");
    let body = json!({ "family": "Onceler", "sex": "M" });
    let first = una.with(("POST", "/patients"), key, Some(&body))?.expect(201)?;
    let second = una.with(("POST", "/patients"), key, Some(&body))?.expect(201)?;
    if first.body != second.body || first.header("etag") != second.header("etag") {
        return fail("two answers to one key");
    }
    if second.header("idempotent-replayed") != Some("true") {
        return fail("the second answer does not say that it is one");
    }
    let other = json!({ "family": "Onceler", "sex": "F" });
    problem(&una.with(("POST", "/patients"), key, Some(&other))?, 422)?;
    let rows = una.read("/patients?text=onceler")?;
    match rows["data"].as_array().map(Vec::len) {
        Some(1) => {}
        other => return fail(format!("{other:?} patients")),
    }
    // The key of one caller is nothing to another.
    let bill = site().caller("site", "bill");
    bill.with(("POST", "/patients"), key, Some(&body))?.expect(201)?;
    let long = "x".repeat(201);
    problem(&una.with(("POST", "/patients"), ("idempotency-key", &long), Some(&body))?, 400)
}

fn race() -> Done {
    let answers: Vec<_> = std::thread::scope(|scope| {
        let send = || {
            let una = site().una();
            let body = json!({ "family": "Racer", "sex": "F" });
            let key = ("idempotency-key", "race-1");
            una.with(("POST", "/patients"), key, Some(&body)).map_err(|_| "no answer")
        };
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread")).collect()
    });
    let mut bodies = Vec::new();
    for answer in answers {
        bodies.push(answer?.expect(201)?.text());
    }
    bodies.dedup();
    let rows = site().una().read("/patients?text=racer")?;
    match (bodies.len(), rows["data"].as_array().map(Vec::len)) {
        (1, Some(1)) => Ok(()),
        other => fail(format!("answers and patients: {other:?}")),
    }
}

fn versions() -> Done {
    let una = site().una();
    let body = json!({ "family": "Version", "sex": "F", "mrn": "V-1" });
    let added = una.post("/patients", &body)?.expect(201)?;
    let id = added.json()?["id"].as_str().ok_or("no id")?.to_owned();
    problem(&una.post("/patients", &body)?, 409)?;
    let path = format!("/patients/{id}");
    let change = json!({ "family": "Versions", "given": "Ada", "sex": "F", "mrn": "V-1" });
    let put = ("PUT", path.as_str());
    let request = testkit::http::Request::new("PUT", &format!("/api/v1{path}")).json(&change);
    problem(&una.send(request)?, 428)?;
    problem(&una.with(put, ("if-match", "\"7\""), Some(&change))?, 412)?;
    problem(&una.with(put, ("if-match", "x"), Some(&change))?, 412)?;
    let etag = added.header("etag").ok_or("no etag")?;
    let changed = una.with(put, ("if-match", etag), Some(&change))?.expect(200)?;
    if changed.json()?["given"] != "Ada" || changed.header("etag") != Some("\"2\"") {
        return fail(changed.text());
    }
    problem(&una.with(put, ("if-match", etag), Some(&change))?, 412)
}

fn users() -> Done {
    let una = site().una();
    let body = json!({ "login": "newcomer", "name": "New Comer", "roles": ["coder"] });
    let added = una.post("/users", &body)?.expect(201)?;
    let id = added.json()?["id"].as_str().ok_or("no id")?.to_owned();
    problem(&una.post("/users", &body)?, 409)?;
    let path = format!("/users/{id}");
    let change = json!({ "login": "newcomer", "name": "New Comer", "roles": [], "active": false });
    let etag = added.header("etag").ok_or("no etag")?;
    let changed = una.with(("PUT", &path), ("if-match", etag), Some(&change))?.expect(200)?;
    if changed.json()?["active"] != false {
        return fail(changed.text());
    }
    let me = una.get("/users/user_una")?.expect(200)?;
    let more = json!({ "login": "una", "name": "una", "roles": ["admin"] });
    let etag = me.header("etag").ok_or("no etag")?;
    problem(&una.with(("PUT", "/users/user_una"), ("if-match", etag), Some(&more))?, 422)
}

fn tokens() -> Done {
    let una = site().una();
    let body = json!({ "name": "import", "user": "user_sam", "scopes": ["read_api",
        "submit_chart"], "days": 3 });
    let made = una.post("/tokens", &body)?.expect(201)?.json()?;
    let (id, token) = (made["id"].as_str().ok_or("no id")?, made["token"].as_str());
    let client = testkit::http::Client::new(site().address.clone())?;
    let caller = crate::site::Caller { client, token: token.ok_or("no token")?.to_owned() };
    problem(&caller.get("/patients")?, 403)?;
    let chart = json!({ "id": "by-token", "documents": [{ "text": "Cough." }] });
    caller.post("/charts", &chart)?.expect(202)?;
    let listed = una.get("/tokens")?.text();
    if listed.contains(&caller.token) {
        return fail("a token is shown twice");
    }
    let request = testkit::http::Request::new("DELETE", &format!("/api/v1/tokens/{id}"));
    una.send(request)?.expect(204)?;
    problem(&caller.post("/charts", &chart)?, 401)
}

fn work() -> Done {
    let una = site().una();
    let account = crate::rows::an_account(&una, "review")?;
    let seen = una.get(&format!("/accounts/{account}"))?.expect(200)?;
    let etag = seen.header("etag").ok_or("no etag")?.to_owned();
    let post = ("POST", "/assignments");
    let give = json!({ "account": account, "to": "user_carla" });
    problem(&una.post("/assignments", &give)?, 428)?;
    let answer = una.with(post, ("if-match", &etag), Some(&give))?.expect(200)?;
    let given = answer.json()?;
    problem(&una.with(post, ("if-match", &etag), Some(&give))?, 412)?;
    if given["owner"] != "user_carla" || given["owner_kind"] != "person" {
        return fail(format!("{given}"));
    }
    let carla = site().caller("site", "carla");
    let mine = carla.read("/assignments")?;
    if !mine["data"].as_array().is_some_and(|rows| rows.iter().any(|row| row["id"] == *account)) {
        return fail(format!("{mine}"));
    }
    let next = carla.post("/assignments/next", &json!({ "queue": "review" }))?.expect(200)?;
    if next.json()?["owner"] != "user_carla" {
        return fail(next.text());
    }
    problem(&carla.post("/assignments", &give)?, 403)?;
    let back = json!({ "account": account, "to": null });
    let seen = una.get(&format!("/accounts/{account}"))?.expect(200)?;
    let etag_then = seen.header("etag").ok_or("no etag")?.to_owned();
    let back = una.with(post, ("if-match", &etag_then), Some(&back))?.expect(200)?.json()?;
    if back["owner"].is_null() { Ok(()) } else { fail(format!("{back}")) }
}

fn desk() -> Done {
    let una = site().una();
    let added = una.post("/patients", &json!({ "family": "Desk", "sex": "U" }))?.expect(201)?;
    let id = added.json()?["id"].as_str().ok_or("no id")?.to_owned();
    let path = format!("/patients/{id}/coverages");
    let body = json!({ "rank": 1, "payer": "Acme", "payer_kind": "commercial", "member": "M1",
        "from": "2026-01-01" });
    let coverage = una.post(&path, &body)?.expect(201)?.json()?;
    problem(&una.post(&path, &body)?, 409)?;
    let wrong = json!({ "rank": 2, "payer": "Acme", "payer_kind": "none", "member": "M1" });
    problem(&una.post(&path, &wrong)?, 422)?;
    let cover = coverage["id"].as_str().ok_or("no id")?;
    let body = json!({ "coverage": cover, "number": "A-1", "services": ["70551"],
        "units_total": 2 });
    una.post(&format!("/patients/{id}/authorizations"), &body)?.expect(201)?;
    let wrong = json!({ "coverage": "none", "number": "A-1" });
    problem(&una.post(&format!("/patients/{id}/authorizations"), &wrong)?, 422)?;
    // The same rules as at the front desk's forms.
    for (part, wrong) in [
        ("authorizations", json!({ "number": "A", "services": ["7055"] })),
        ("authorizations", json!({ "number": "A", "units_total": 2, "units_used": 3 })),
        ("authorizations", json!({ "number": "A", "from": "2026-02-01", "to": "2026-01-01" })),
        ("referrals", json!({ "from_name": "Dr. Who", "from_npi": "1234567890" })),
        ("referrals", json!({ "from_name": "Dr. Who", "visits_used": -1 })),
        (
            "coverages",
            json!({ "rank": 3, "payer": "Acme", "payer_kind": "commercial",
            "member": "M1", "from": "2026-02-01", "to": "2026-01-01" }),
        ),
    ] {
        problem(&una.post(&format!("/patients/{id}/{part}"), &wrong)?, 422)?;
    }
    let wrong = json!({ "family": "Desk", "sex": "U", "birth_date": "1899-12-31" });
    problem(&una.post("/patients", &wrong)?, 422)?;
    let body = json!({ "from_name": "Dr. Who", "visits_total": 3 });
    una.post(&format!("/patients/{id}/referrals"), &body)?.expect(201)?;
    for (part, name) in [("authorizations", "number"), ("referrals", "from_name")] {
        let rows = una.read(&format!("/patients/{id}/{part}"))?;
        if !rows["data"][0][name].is_string() {
            return fail(format!("{rows}"));
        }
    }
    let one = format!("{path}/{cover}");
    problem(&una.with(("DELETE", &one), ("if-match", "\"9\""), None)?, 412)?;
    una.with(("DELETE", &one), ("if-match", "\"1\""), None)?.expect(204)?;
    problem(&una.with(("DELETE", &one), ("if-match", "\"1\""), None)?, 404)
}
