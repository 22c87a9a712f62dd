//! Queries through the API: the linter stops what the page would stop, only who is asked answers,
//! and webhooks hear of every state.

use crate::site::{Caller, Done, Site, fail, problem, test};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use testkit::loopback::{Call, Reply, Server};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![test("a gap is asked about, linted, sent, answered and closed", way)]
}

/// What a receiver of webhooks heard.
type Heard = Arc<Mutex<Vec<String>>>;

/// A receiver that is told of everything.
fn receiver(una: &Caller) -> Result<(Server, Heard), Failed> {
    let heard = Heard::default();
    let ear = Arc::clone(&heard);
    let server = Server::start(move |call: &Call| {
        let body = String::from_utf8_lossy(&call.body).into_owned();
        ear.lock().expect("an ear").push(body);
        Reply::status(204)
    })?;
    let setting = una.get("/settings/webhooks")?.expect(200)?;
    let etag = setting.header("etag").ok_or("no etag")?;
    let open = json!({ "enabled": true, "private_networks": true });
    una.with(("PUT", "/settings/webhooks"), ("if-match", etag), Some(&open))?.expect(200)?;
    let url = format!("{}/hook", server.url());
    let hook = json!({ "url": url, "events": server::webhooks::EVENTS });
    una.post("/webhooks", &hook)?.expect(201)?;
    Ok((server, heard))
}

/// Every event that was announced until now, as `type account`; the bodies name no patient.
fn events(site: &Site, heard: &Heard, query: &str) -> Result<Vec<String>, Failed> {
    while site.runtime.block_on(server::webhooks::pass(&site.app, "test"))? > 0 {}
    let mut names = Vec::new();
    for body in heard.lock().expect("an ear").drain(..) {
        let value: Value = serde_json::from_str(&body).map_err(|fault| fault.to_string())?;
        let name = value["type"].as_str().unwrap_or_default().to_owned();
        if name.starts_with("query.") && value["data"]["detail"]["query"] != query {
            return fail(body);
        }
        names.push(name);
    }
    names.sort();
    Ok(names)
}

/// A draft of some gap that the linter has nothing against.
fn clean_draft(cody: &Caller) -> Result<(String, Value, String), Failed> {
    let list = cody.read("/worklists?queue=review&limit=200")?;
    for row in list["data"].as_array().ok_or("no rows")? {
        let account = row["id"].as_str().ok_or("no id")?;
        let gaps = cody.get(&format!("/accounts/{account}/gaps"))?;
        if gaps.status != 200 {
            continue;
        }
        let gaps = gaps.json()?;
        if gaps["gaps"].as_array().is_none_or(Vec::is_empty) {
            continue;
        }
        let path = format!("/accounts/{account}/queries");
        problem(&cody.post(&path, &json!({ "gap": 0, "coding": 999 }))?, 409)?;
        problem(&cody.post(&path, &json!({ "gap": 999, "coding": gaps["coding"] }))?, 404)?;
        problem(&cody.post(&path, &json!({ "coding": gaps["coding"] }))?, 422)?;
        let made = cody.post(&path, &json!({ "gap": 0, "coding": gaps["coding"] }))?.expect(201)?;
        let etag = made.header("etag").ok_or("no etag")?.to_owned();
        let made = made.json()?;
        let lint = format!("/queries/{}/lint", made["id"].as_str().unwrap_or_default());
        let request = testkit::http::Request::new("POST", &format!("/api/v1{lint}"));
        if cody.send(request)?.expect(200)?.json()?["may_send"] == true {
            return Ok((account.to_owned(), made, etag));
        }
    }
    fail("no gap can be asked about")
}

/// The draft as it stands, for another author.
fn draft_of(query: &Value, question: &Value, recipient: &str) -> Value {
    let places = query["indicators"].as_array().into_iter().flatten().enumerate();
    let chosen: Vec<usize> =
        places.filter(|(_, one)| one["chosen"] == true).map(|(place, _)| place).collect();
    let options: Vec<Value> = query["options"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| one["kind"] == "supported")
        .map(|one| json!({ "key": one["key"], "text": one["text"] }))
        .collect();
    json!({ "title": query["title"], "question": question, "note": query["note"],
        "subject": query["subject"], "format": query["format"], "recipient": recipient,
        "affects_coding": true, "indicators": chosen, "options": options })
}

fn way() -> Done {
    // A house of its own: what leaves it is counted.
    let site = &Site::open();
    let (_receiver, heard) = receiver(&site.una())?;
    let (cody, pia, olga) =
        (site.caller("site", "cody"), site.caller("site", "pia"), site.caller("other", "olga"));
    let (account, query, etag) = clean_draft(&cody)?;
    let id = query["id"].as_str().ok_or("no id")?.to_owned();
    let path = format!("/queries/{id}");
    problem(&olga.get(&path)?, 404)?;
    let tenant = &site.app.config.tenant;
    let user = site.runtime.block_on(store::people::user_by_login(&site.app.db, tenant, "pia"))?;
    let npi = user.and_then(|user| user.provider).ok_or("Pia is no provider")?;
    // A question that leads is kept as a draft and not sent.
    let leading = json!("Please document acute heart failure; it raises the DRG payment.");
    let put = ("PUT", path.as_str());
    let body = draft_of(&query, &leading, &npi);
    problem(&cody.with(put, ("if-match", "\"99\""), Some(&body))?, 412)?;
    let saved = cody.with(put, ("if-match", &etag), Some(&body))?.expect(200)?;
    let etag = saved.header("etag").ok_or("no etag")?.to_owned();
    let send = format!("{path}/send");
    let blocked = cody.with(("POST", &send), ("if-match", &etag), None)?;
    problem(&blocked, 422)?;
    if !blocked.text().contains("query-blocked") || !blocked.text().contains("\"question\"") {
        return fail(blocked.text());
    }
    problem(&pia.get(&path)?, 404)?;
    let body = draft_of(&query, &query["question"], &npi);
    let saved = cody.with(put, ("if-match", &etag), Some(&body))?.expect(200)?;
    let etag = saved.header("etag").ok_or("no etag")?.to_owned();
    let sent = cody.with(("POST", &send), ("if-match", &etag), None)?.expect(200)?;
    if sent.json()?["status"] != "sent" {
        return fail(sent.text());
    }
    let told = events(site, &heard, &id)?;
    if told != ["account.moved", "query.sent"] {
        return fail(format!("sending told {told:?}"));
    }
    if cody.read(&format!("/accounts/{account}"))?["state"] != "query" {
        return fail("the account does not wait for the answer");
    }
    answered((&cody, &pia), &path, sent.header("etag").ok_or("no etag")?)?;
    let told = events(site, &heard, &id)?;
    if told != ["account.moved", "query.answered", "query.closed"] {
        return fail(format!("the answer told {told:?}"));
    }
    let listed = cody.read(&format!("/queries?account={account}&status=closed"))?;
    match listed["data"].as_array().is_some_and(|rows| rows.iter().any(|row| row["id"] == *id)) {
        true => Ok(()),
        false => fail(format!("{listed}")),
    }
}

fn answered((cody, pia): (&Caller, &Caller), path: &str, etag: &str) -> Done {
    let asked = pia.get(path)?.expect(200)?.json()?;
    let hidden = ["affects_coding", "history", "code_changes", "subject", "outcome"];
    let hints = asked["options"].as_array().ok_or("no options")?;
    if hidden.iter().any(|name| !asked[*name].is_null())
        || hints.iter().any(|option| !option["code_hint"].is_null())
    {
        return fail(format!("who is asked sees too much: {asked}"));
    }
    let answer = format!("{path}/answer");
    let post = ("POST", answer.as_str());
    let none = json!({ "choice": "none" });
    problem(&pia.with(post, ("if-match", etag), Some(&none))?, 422)?;
    let words = json!({ "choice": "other", "text": "Acute on chronic diastolic heart failure." });
    problem(&cody.with(post, ("if-match", etag), Some(&words))?, 403)?;
    let done = pia.with(post, ("if-match", etag), Some(&words))?.expect(200)?;
    let etag = done.header("etag").ok_or("no etag")?.to_owned();
    if done.json()?["answer"]["choice"] != "other" {
        return fail(done.text());
    }
    let close = format!("{path}/close");
    let wrong = json!({ "outcome": "no_response" });
    problem(&cody.with(("POST", &close), ("if-match", &etag), Some(&wrong))?, 422)?;
    let outcome = json!({ "outcome": "disagreed", "note": "Another type." });
    cody.with(("POST", &close), ("if-match", &etag), Some(&outcome))?.expect(200)?;
    Ok(())
}
