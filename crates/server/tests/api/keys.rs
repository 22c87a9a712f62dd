//! What every endpoint shares: rights by role, keys, pages.

use crate::site::{Caller, Done, fail, site, test};
use libtest_mimic::{Failed, Trial};
use server::demo::PEOPLE;
use server::identity::permission::{Reach, grants};
use std::collections::BTreeSet;
use testkit::http::{Answer, Request};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("every endpoint opens for its roles and for no other", roles),
        test("every change that keeps no secret takes a key; every list has pages", shared),
        test("a change of something that is there is versioned, but for those that say why", etags),
        test("the pages of a short list are the list", pages),
    ]
}

fn ask(caller: &Caller, method: &str, path: &str, media: Option<&str>) -> Result<Answer, Failed> {
    let path = path.replace(['{', '}'], "");
    let request = Request::new(method, &format!("/api/v1{path}"));
    caller.send(match media {
        Some(media) => request.body(media, "{}"),
        None => request,
    })
}

fn roles() -> Done {
    let mut faults = Vec::new();
    for (login, _, roles) in PEOPLE {
        let caller = site().caller("site", login);
        for row in server::api::table().rows() {
            let reaches = |permission| {
                roles.iter().any(|role| grants::reach_of(*role, permission) != Reach::None)
            };
            let may = reaches(row.permission) || row.instead.is_some_and(reaches);
            let media = row.bodies.first().map(|(media, _)| *media);
            let status = ask(&caller, row.method, row.path, media)?.status;
            let right = if may { status < 500 && status != 403 } else { status == 403 };
            if !right {
                faults.push(format!("{login} {} {} gave {status}", row.method, row.path));
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { fail(faults.join("\n")) }
}

/// Changes that take no key: an answer with a secret is not kept, a judgement changes nothing.
const KEYLESS: [&str; 6] = [
    "POST /api/v1/code",
    "POST /api/v1/fee-schedules/check",
    "POST /api/v1/queries/{query}/lint",
    "POST /api/v1/scrub",
    "POST /api/v1/tokens",
    "POST /api/v1/webhooks",
];

fn shared() -> Done {
    let document = server::api::document(&server::api::table());
    let mut keyless = BTreeSet::new();
    for (path, item) in document["paths"].as_object().ok_or("no paths")? {
        for (method, operation) in item.as_object().ok_or("no operations")? {
            let parameters = operation["parameters"].as_array().ok_or("no parameters")?;
            let takes = |name: &str| parameters.iter().any(|one| one["name"] == name);
            if method != "get" && !takes("Idempotency-Key") {
                keyless.insert(format!("{} {path}", method.to_uppercase()));
            }
            let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            let list = answer["properties"]["meta"].is_object();
            if method == "get" && list && !(takes("limit") && takes("cursor")) {
                return fail(format!("{path} has no pages"));
            }
        }
    }
    let known: BTreeSet<String> = KEYLESS.iter().map(|name| (*name).to_owned()).collect();
    if keyless == known { Ok(()) } else { fail(format!("{keyless:?}")) }
}

/// Changes of something that is there without If-Match, each with its reason.
const UNVERSIONED: [(&str, &str); 2] = [
    ("DELETE /tokens/{token}", "it only goes one way, and must work at once"),
    ("POST /jobs/{job}/revive", "a job that is not laid aside is not there"),
];

fn etags() -> Done {
    for row in server::api::table().rows() {
        let last = row.path.rsplit('/').next().unwrap_or_default();
        // What is posted to a collection adds to it; what ends in a verb changes what is before it.
        let verb = row.path.matches('{').count() > 0 && row.method == "POST";
        let verb = verb && !row.path.ends_with('s') && last != "lint" && last != "test";
        let changes = matches!(row.method, "PUT" | "DELETE") || verb;
        let name = format!("{} {}", row.method, row.path);
        let known = UNVERSIONED.iter().any(|(own, _)| *own == name);
        if changes && row.versioned == known {
            return fail(format!("{name}: versioned is {}", row.versioned));
        }
    }
    Ok(())
}

fn pages() -> Done {
    let una = site().una();
    let account = crate::rows::an_account(&una, "review")?;
    for path in ["/users".to_owned(), "/kpis".into(), format!("/charts/{account}/steps")] {
        let whole = una.read(&format!("{path}?limit=200"))?;
        let whole = whole["data"].as_array().ok_or("no rows")?.clone();
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        for _ in 0..=whole.len() {
            let page = una.read(&format!("{path}?limit=1{cursor}"))?;
            rows.extend(page["data"].as_array().ok_or("no rows")?.iter().cloned());
            match page["meta"]["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let named = |rows: &[serde_json::Value]| -> Vec<String> {
            let name = |row: &serde_json::Value| format!("{}{}", row["id"], row["name"]);
            rows.iter().map(name).collect()
        };
        if named(&rows) != named(&whole) || whole.is_empty() {
            return fail(format!("{path}: {} rows in pages, {} whole", rows.len(), whole.len()));
        }
    }
    Ok(())
}
