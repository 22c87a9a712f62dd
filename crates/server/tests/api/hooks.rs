//! Webhooks: sent in the transaction's wake, signed, tried again, and to nowhere they must not.

use crate::site::{Done, fail, problem, site, test};
use libtest_mimic::Trial;
use serde_json::{Value, json};
use server::webhooks;
use std::sync::{Arc, Mutex};
use testkit::loopback::{Call, Reply, Server};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![test("a webhook is told, signed, tried again, and never let into the house", told)]
}

fn told() -> Done {
    let site = site();
    let (una, olga) = (site.una(), site.caller("other", "olga"));
    let heard: Arc<Mutex<Vec<Call>>> = Arc::default();
    let ear = Arc::clone(&heard);
    // The first message is refused, as by a receiver that is away.
    let receiver = Server::start(move |call: &Call| {
        let mut heard = ear.lock().expect("an ear");
        heard.push(call.clone());
        Reply::status(if heard.len() == 1 { 503 } else { 204 })
    })?;
    let url = format!("{}/hook", receiver.url());
    let entry = json!({ "url": url, "events": ["chart.received"] });
    problem(&olga.post("/webhooks", &entry)?, 422)?;
    let setting = olga.get("/settings/webhooks")?.expect(200)?;
    let etag = setting.header("etag").ok_or("no etag")?.to_owned();
    let put = ("PUT", "/settings/webhooks");
    let open = json!({ "enabled": true, "private_networks": true });
    olga.with(put, ("if-match", &etag), Some(&open))?.expect(200)?;
    problem(&olga.with(put, ("if-match", &etag), Some(&open))?, 412)?;
    let added = olga.post("/webhooks", &entry)?.expect(201)?.json()?;
    let secret = added["secret"].as_str().ok_or("no secret")?.to_owned();
    let id = added["id"].as_str().ok_or("no id")?.to_owned();
    if olga.get("/webhooks")?.text().contains(&secret) {
        return fail("a secret is shown twice");
    }
    problem(&una.get(&format!("/webhooks/{id}"))?, 404)?;
    let chart = json!({ "id": "hooked", "documents": [{ "text": "Secret cough." }] });
    olga.post("/charts", &chart)?.expect(202)?;
    let pass = || site.runtime.block_on(webhooks::pass(&site.app, "test"));
    if pass()? != 1 {
        return fail("one parcel was to leave");
    }
    let first = heard.lock().expect("an ear").first().cloned().ok_or("nothing was sent")?;
    let body = String::from_utf8_lossy(&first.body).into_owned();
    let value: Value = serde_json::from_str(&body).map_err(|fault| fault.to_string())?;
    if value["type"] != "chart.received" || body.contains("cough") || body.contains("hooked") {
        return fail(body);
    }
    let message = first.header("webhook-id").ok_or("no id")?.to_owned();
    let at: i64 = first.header("webhook-timestamp").ok_or("no time")?.parse()?;
    let signature = webhooks::sign(&secret, &message, at, &body);
    if first.header("webhook-signature") != signature.as_deref() {
        return fail("another signature");
    }
    if pass()? != 0 {
        return fail("a parcel that failed is tried again at once");
    }
    std::thread::sleep(std::time::Duration::from_secs(6));
    pass()?;
    let second = heard.lock().expect("an ear").get(1).cloned().ok_or("it was not tried again")?;
    if second.header("webhook-id") != Some(&message) || second.body != first.body {
        return fail("the second try is another message");
    }
    // The setting is closed again: what waits stays, and this machine is not reached.
    let shut = json!({ "enabled": true });
    olga.with(put, ("if-match", "\"1\""), Some(&shut))?.expect(200)?;
    olga.post(&format!("/webhooks/{id}/test"), &json!({}))
        .and_then(|answer| problem(&answer, 400))?;
    let request = testkit::http::Request::new("POST", &format!("/api/v1/webhooks/{id}/test"));
    olga.send(request)?.expect(202)?;
    pass()?;
    let count = heard.lock().expect("an ear").len();
    if count != 2 {
        return fail(format!("this machine was reached: {count} calls"));
    }
    let drop = format!("/webhooks/{id}");
    olga.with(("DELETE", &drop), ("if-match", "\"1\""), None)?.expect(204)?;
    Ok(())
}
