use super::*;
use crate::loopback::{Call, Reply, Server};
use serde_json::json;

fn answer(call: &Call) -> Reply {
    match (call.method.as_str(), call.path.as_str()) {
        ("GET", "/form") => Reply::html(r#"<meta name="csrf" content="t&amp;1">"#)
            .header("set-cookie", "session=s1; Path=/; HttpOnly"),
        ("POST", "/form") => {
            let known = call.header("cookie") == Some("session=s1");
            let fields = [("csrf", "t&1"), ("name", "Ann & Bob = é")];
            let fields = fields.map(|(a, b)| (a.to_owned(), b.to_owned()));
            let right = call.form() == fields;
            if known && right { Reply::redirect("/done?x=1") } else { Reply::status(403) }
        }
        ("GET", "/done") => Reply::json(200, &json!({"x": call.query("x")})),
        ("PATCH", _) => Reply::json(
            200,
            &json!({"kind": call.header("content-type"), "key": call.header("idempotency-key"),
                "body": String::from_utf8_lossy(&call.body)}),
        ),
        ("GET", "/away") => Reply::redirect("//elsewhere.invalid/"),
        ("GET", "/round") => Reply::redirect("/round"),
        _ => Reply::status(404),
    }
}

#[test]
fn a_form_with_its_token_and_cookie() {
    let server = Server::start(answer).unwrap();
    let client = Client::new(server.url()).unwrap();
    let page = client.get("/form").unwrap().expect(200).unwrap();
    assert_eq!(client.cookies()[0].attribute("httponly"), Some(""));
    let sent = client.submit(&page, "/form", &[("name", "Ann & Bob = é")]).unwrap();
    assert_eq!((sent.status, sent.location()), (302, Some("/done?x=1")));
    let done = client.follow(sent).unwrap();
    assert_eq!(done.json().unwrap(), json!({"x": "1"}));
    client.forget_cookies();
    let refused = client.submit(&page, "/form", &[("name", "Ann & Bob = é")]).unwrap();
    assert!(refused.clone().expect(200).unwrap_err().to_string().contains("answered 403"));
    assert!(client.submit(&refused, "/form", &[]).is_err(), "no token on that page");
}

#[test]
fn any_request_and_its_faults() {
    let server = Server::start(answer).unwrap();
    let client = Client::new(server.url()).unwrap();
    let request = Request::new("PATCH", "/x").json(&json!({"a": 1})).header("idempotency-key", "k");
    let told = client.send(request).unwrap().json().unwrap();
    assert_eq!(told, json!({"kind": "application/json", "key": "k", "body": "{\"a\":1}"}));
    let request = Request::new("PATCH", "/x").upload(&[("csrf", "t")], ("file", "a.csv", b"1,2"));
    let told = client.send(request).unwrap().json().unwrap();
    let body = told["body"].as_str().unwrap();
    assert!(body.contains("name=\"csrf\"\r\n\r\nt\r\n") && body.contains("\r\n\r\n1,2\r\n--"));
    assert!(client.follow(client.get("/away").unwrap()).is_err());
    assert!(client.follow(client.get("/round").unwrap()).is_err());
    assert!(client.get("/nothing").unwrap().json().is_err());
    drop(server);
    assert!(matches!(client.get("/form"), Err(HttpFault::NoAnswer { .. })));
}
