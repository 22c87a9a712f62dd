//! Who is let in, and to what.

use crate::site::{Caller, Done, fail, problem, site, test};
use libtest_mimic::Trial;
use server::identity::permission::Permission;
use testkit::http::{Client, Request};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("no token, a wrong one, one that is over: 401", strangers),
        test("each endpoint is shut without its permission", shut),
        test("a token does no more than its scope", scoped),
        test("a session reads, and changes only with its form token", sessions),
        test("too many requests are told when to come back", too_many),
        test("another tenant's ids are not there", other_tenant),
        test("what one sent in oneself can be read, and nothing else", own),
    ]
}

fn strangers() -> Done {
    let site = site();
    let client = Client::new(site.address.clone())?;
    let over = site.token_for("site", "una", Permission::ALL.iter().copied().collect(), 0);
    let unknown = format!("cc_{}", "A".repeat(43));
    for header in ["", "Bearer", "Basic x", &format!("Bearer {over}"), &format!("Bearer {unknown}")]
    {
        let mut request = Request::new("GET", "/api/v1/patients");
        if !header.is_empty() {
            request = request.header("authorization", header);
        }
        let answer = client.send(request)?;
        problem(&answer, 401)?;
        if answer.header("www-authenticate").is_none() {
            return fail(format!("no challenge for `{header}`"));
        }
    }
    Ok(())
}

fn shut() -> Done {
    let site = site();
    let only: std::collections::BTreeSet<_> = [Permission::ReadApi].into();
    let token = site.token_for("site", "una", only, 1);
    let caller = Caller { client: Client::new(site.address.clone())?, token };
    for endpoint in server::api::table().rows() {
        let path = endpoint.path.replace(['{', '}'], "");
        let mut request = Request::new(endpoint.method, &format!("/api/v1{path}"));
        if let Some((media, _)) = endpoint.bodies.first() {
            request = request.body(media, "{}");
        }
        problem(&caller.send(request)?, 403)?;
    }
    Ok(())
}

fn scoped() -> Done {
    let site = site();
    let scope = [Permission::ReadApi, Permission::LookUpCodes].into();
    let token = site.token_for("site", "una", scope, 1);
    let caller = Caller { client: Client::new(site.address.clone())?, token };
    caller.get("/code-sets")?.expect(200)?;
    problem(&caller.get("/patients")?, 403)?;
    let scope = [Permission::LookUpCodes].into();
    let token = site.token_for("site", "una", scope, 1);
    let caller = Caller { client: Client::new(site.address.clone())?, token };
    problem(&caller.get("/code-sets")?, 403)
}

fn sessions() -> Done {
    let site = site();
    let client = Client::new(site.address.clone())?;
    let csrf = client.get("/login")?.csrf().ok_or("no token")?;
    let fields = [("csrf", &*csrf), ("login", "lena"), ("password", server::demo::PASSWORD)];
    client.post_form("/login", &fields)?.expect(303)?;
    client.get("/api/v1/worklists?queue=review")?.expect(200)?;
    let body = serde_json::json!({ "queue": "query" });
    problem(&client.post_json("/api/v1/assignments/next", &body)?, 403)?;
    let csrf = client.get("/worklists")?.csrf().ok_or("no token")?;
    let request = Request::new("POST", "/api/v1/scrub").json(&serde_json::json!({}));
    problem(&client.send(request.clone())?, 403)?;
    problem(&client.send(request.header("x-csrf", csrf))?, 422)
}

fn too_many() -> Done {
    let site = site();
    let caller = site.caller("site", "ralf");
    let mut last = caller.get("/users")?.expect(200)?;
    for _ in 0..2_000 {
        if last.status == 429 {
            break;
        }
        for header in ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"] {
            if last.header(header).is_none() {
                return fail(format!("no {header}"));
            }
        }
        last = caller.get("/tokens?no=such")?;
    }
    problem(&last, 429)?;
    match last.header("retry-after").and_then(|text| text.parse::<u64>().ok()) {
        Some(1..) => Ok(()),
        other => fail(format!("retry-after: {other:?}")),
    }
}

fn other_tenant() -> Done {
    let site = site();
    let (una, olga) = (site.una(), site.caller("other", "olga"));
    let account = crate::rows::an_account(&una, "review")?;
    let patients = una.read("/patients?limit=1")?;
    let patient = patients["data"][0]["id"].as_str().ok_or("no patient")?.to_owned();
    for path in [
        format!("/charts/{account}"),
        format!("/charts/{account}/codings"),
        format!("/charts/{account}/steps"),
        format!("/accounts/{account}"),
        format!("/accounts/{account}/claims"),
        format!("/accounts/{account}/charges"),
        format!("/accounts/{account}/reconciliation"),
        format!("/accounts/{account}/gaps"),
        format!("/patients/{patient}"),
        format!("/patients/{patient}/coverages"),
        format!("/patients/{patient}/authorizations"),
        format!("/patients/{patient}/referrals"),
        "/users/user_una".to_owned(),
    ] {
        una.get(&path)?.expect(200)?;
        problem(&olga.get(&path)?, 404)?;
    }
    let charges = serde_json::json!({ "charges": [{ "code": "99213", "units": 1,
        "date": "2026-06-01" }] });
    problem(&olga.post(&format!("/accounts/{account}/charges"), &charges)?, 404)?;
    let empty = olga.read("/patients")?;
    if empty["data"] != serde_json::json!([]) {
        return fail(format!("{empty}"));
    }
    Ok(())
}

fn own() -> Done {
    let site = site();
    let (una, sam) = (site.una(), site.caller("site", "sam"));
    let chart = serde_json::json!({ "id": "sams", "documents": [{ "text": "Acute cystitis." }] });
    let sent = sam.post("/charts", &chart)?.expect(202)?.json()?;
    let account = sent["data"][0]["account"].as_str().ok_or("no account")?.to_owned();
    sam.get(&format!("/charts/{account}"))?.expect(200)?;
    let foreign = crate::rows::an_account(&una, "review")?;
    problem(&sam.get(&format!("/charts/{foreign}"))?, 403)
}
