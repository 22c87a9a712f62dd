//! What cannot be read or taken is told, with its place; nothing brings the service down.

use crate::site::{Done, fail, problem, site, test};
use libtest_mimic::Trial;
use testkit::http::Request;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("every bad request is a problem document", table),
        test("a fault in JSON is told with line, column and path", places),
        test("65 MB, deep JSON and no UTF-8 are refused", heavy),
    ]
}

const JSON: &str = "application/json";

/// Method, path, media type, body, and the status of the answer.
const CASES: &[(&str, &str, &str, &str, u16)] = &[
    ("GET", "/nowhere", "", "", 404),
    ("GET", "", "", "", 404),
    ("PATCH", "/patients", "", "", 405),
    ("DELETE", "/charts", "", "", 405),
    ("POST", "/patients", "", "", 415),
    ("POST", "/patients", "text/plain", "x", 415),
    ("POST", "/charts", "application/pdf", "x", 415),
    ("POST", "/patients", JSON, "", 400),
    ("POST", "/patients", JSON, "{", 400),
    ("POST", "/patients", JSON, "[1]", 422),
    ("POST", "/patients", JSON, "{}", 422),
    ("POST", "/patients", JSON, r#"{"family":"A","sex":"F","x":1}"#, 422),
    ("POST", "/patients", JSON, r#"{"family":"","sex":"F"}"#, 422),
    ("POST", "/patients", JSON, r#"{"family":"A","sex":"X"}"#, 422),
    ("POST", "/patients", JSON, r#"{"family":"A\u0000","sex":"F"}"#, 422),
    ("POST", "/patients", JSON, r#"{"family":"A","sex":"F","birth_date":"2999-01-01"}"#, 422),
    ("POST", "/patients", JSON, r#"{"family":"A","sex":"F","birth_date":"1.1.1970"}"#, 422),
    ("POST", "/charts", JSON, r#"{"id":"x","no_such":1}"#, 422),
    ("POST", "/charts", JSON, r#"{}"#, 422),
    ("POST", "/charts", JSON, r#"{"resourceType":"Bundle"}"#, 422),
    ("POST", "/charts", "text/plain", "", 422),
    ("POST", "/charts?setting=kitchen", "text/plain", "x", 400),
    ("POST", "/charts?date=2026-02-30", "text/plain", "x", 400),
    ("POST", "/charts", JSON, r#"{"id":"x","encounter":{"start":"2014-01-01"}}"#, 422),
    ("POST", "/scrub", JSON, "{}", 422),
    ("POST", "/scrub", JSON, "[]", 422),
    ("POST", "/code", "text/plain", " ", 422),
    ("POST", "/tokens", JSON, r#"{"name":"x","user":"user_una","scopes":[],"days":1}"#, 422),
    ("POST", "/tokens", JSON, r#"{"name":"x","user":"nobody","scopes":[],"days":1}"#, 404),
    ("POST", "/users", JSON, r#"{"login":"A B","name":"x","roles":[]}"#, 422),
    ("POST", "/users", JSON, r#"{"login":"x","name":"x","roles":["king"]}"#, 422),
    ("POST", "/users", JSON, r#"{"login":"una","name":"x","roles":[]}"#, 409),
    ("POST", "/webhooks", JSON, r#"{"url":"http://x.org","events":["chart.coded"]}"#, 422),
    ("POST", "/webhooks", JSON, r#"{"url":"https://x.org","events":["no.such"]}"#, 422),
    ("POST", "/jobs/none/revive", "", "", 404),
    ("POST", "/assignments", JSON, r#"{"account":"none","to":null}"#, 404),
    ("POST", "/accounts/none/charges", JSON, r#"{"charges":[]}"#, 404),
    ("POST", "/charges", "text/csv", "account,units\nx,1\n", 422),
    ("POST", "/charges", "text/csv", "account,units,date\nnone,1,2026-06-01\n", 422),
    ("POST", "/charges", JSON, "{}", 415),
    ("POST", "/fee-schedules/check", "text/csv", "code,price\n", 422),
    ("POST", "/fee-schedules/check", "text/csv", "code,price,from\nA,x,y\n", 422),
    ("POST", "/fee-schedules", "text/csv", "code,price,from\n", 428),
    ("GET", "/fee-schedules?date=today", "", "", 400),
    ("GET", "/fee-schedules?cursor=AAAA", "", "", 400),
    ("GET", "/kpis/none", "", "", 404),
    ("GET", "/kpis/dnfb-days/rows?month=2001-01", "", "", 400),
    ("GET", "/kpis/dnfb-days/rows?cursor=AAAA", "", "", 400),
    ("GET", "/queries/none", "", "", 404),
    ("GET", "/queries?status=lost", "", "", 400),
    ("POST", "/queries/none/lint", "", "", 404),
    ("POST", "/queries/none/send", "", "", 404),
    ("POST", "/queries/none/answer", JSON, "{}", 403),
    ("POST", "/queries/none/cancel", JSON, "{}", 422),
    ("POST", "/queries/none/close", JSON, r#"{"outcome":"won"}"#, 422),
    ("POST", "/accounts/none/queries", JSON, r#"{"coding":1}"#, 404),
    ("GET", "/users?cursor=none", "", "", 400),
    ("POST", "/assignments/next", JSON, r#"{"queue":"none"}"#, 422),
    ("GET", "/patients?limit=0", "", "", 400),
    ("GET", "/patients?limit=x", "", "", 400),
    ("GET", "/patients?limit=1&limit=1", "", "", 400),
    ("GET", "/patients?cursor=none", "", "", 400),
    ("GET", "/patients?unknown=1", "", "", 400),
    ("GET", "/patients?text=%00", "", "", 400),
    ("GET", "/patients/%FF", "", "", 400),
    ("GET", "/patients/none", "", "", 404),
    ("GET", "/worklists?queue=none", "", "", 400),
    ("GET", "/worklists?cursor=AAAA", "", "", 400),
    ("GET", "/claims/none", "", "", 404),
    ("GET", "/code-sets/none/codes/A00", "", "", 404),
    ("GET", "/code-sets/icd10cm/codes/none", "", "", 404),
    ("GET", "/code-sets/icd10cm/codes", "", "", 400),
    ("GET", "/audit?from=yesterday", "", "", 400),
    ("PUT", "/patients/none", JSON, "{}", 404),
];

fn table() -> Done {
    let una = site().una();
    for (method, path, media, body, status) in CASES {
        let mut request = Request::new(method, &format!("/api/v1{path}"));
        if !media.is_empty() {
            request = request.body(media, *body);
        }
        problem(&una.send(request)?, *status)?;
    }
    Ok(())
}

fn places() -> Done {
    let una = site().una();
    let body = "{\n \"family\": \"A\",\n \"sex\": 7}";
    let request = Request::new("POST", "/api/v1/patients").body("application/json", body);
    let answer = una.send(request)?.expect(422)?.json()?;
    let place = &answer["errors"][0];
    if place["at"] != "sex" || place["line"] != 3 || place["column"].is_null() {
        return fail(format!("{answer}"));
    }
    let body = r#"{"id":"x","documents":[{"text":"secret words","date":"Tuesday"}]}"#;
    let request = Request::new("POST", "/api/v1/charts").body("application/json", body);
    let answer = una.send(request)?.expect(422)?;
    let text = answer.text();
    if !text.contains("documents[0].date") || text.contains("Tuesday") || text.contains("secret") {
        return fail(text);
    }
    Ok(())
}

fn heavy() -> Done {
    let una = site().una();
    let post = |path: &str, media: &str, body: Vec<u8>| {
        una.send(Request::new("POST", &format!("/api/v1{path}")).body(media, body))
    };
    problem(&post("/charts", "text/plain", vec![b'x'; 65 << 20])?, 413)?;
    let deep = |open: &str| format!("{{\"id\":\"x\",\"resources\":[{}", open.repeat(500_000));
    for open in ["[", "{\"a\":"] {
        problem(&post("/charts", "application/json", deep(open).into_bytes())?, 400)?;
        problem(&post("/scrub", "application/json", deep(open).into_bytes())?, 422)?;
    }
    for (path, media) in [("/charts", "text/plain"), ("/code", "text/plain")] {
        problem(&post(path, media, b"fever \xff\xfe".to_vec())?, 400)?;
    }
    problem(&post("/patients", "application/json", b"{\"family\":\"\xff\"}".to_vec())?, 400)?;
    una.get("/code-sets")?.expect(200)?;
    Ok(())
}
