mod provider;

use super::http::Network;
use super::pending::{PATIENCE, Pending};
use super::*;
use crate::identity::permission::Role;
use crate::identity::secret;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use provider::{Key, Provider};
use serde_json::{Value, json};

const ISSUER: &str = "https://id.example";
const NOW_SECONDS: i64 = 1_700_000_000;
const NOW: i64 = NOW_SECONDS * 1_000_000;

fn settings(issuer: &str) -> Settings {
    Settings {
        issuer: issuer.into(),
        client_id: "client".into(),
        client_secret: Phi::new(Some("s3cret:/".into())),
        redirect_uri: "https://cc.example/login/answer".into(),
        scopes: vec!["profile".into(), "groups".into()],
        mapping: Mapping {
            roles: [("coders".to_owned(), [Role::Coder].into())].into(),
            ..Mapping::default()
        },
    }
}

/// A login up to the provider's answer, with the token that `make` signs from the good claims.
struct Login {
    provider: Arc<Provider>,
    party: RelyingParty,
    pending: Pending,
    answer: Answer,
}

async fn login(keys: &[&Key], make: impl FnOnce(&mut Value) -> String) -> Login {
    let provider = Arc::new(Provider::new(ISSUER));
    let party = RelyingParty::new(settings(ISSUER), provider.clone()).unwrap();
    *provider.published.lock().unwrap() = keys.iter().map(|key| key.public()).collect();
    let (_, pending) = party.begin(NOW).await.unwrap();
    *provider.challenge.lock().unwrap() = pending.challenge();
    let mut claims = json!({
        "iss": ISSUER, "aud": "client", "sub": "42", "nonce": pending.nonce,
        "iat": NOW_SECONDS, "exp": NOW_SECONDS + 300, "groups": ["coders"],
    });
    *provider.token.lock().unwrap() = make(&mut claims);
    let answer = Answer {
        code: Some("the-code".into()),
        state: Some(pending.state.clone()),
        ..Answer::default()
    };
    Login { provider, party, pending, answer }
}

async fn finish(login: &Login) -> Result<Person, Fault> {
    login.party.finish(login.pending.clone(), &login.answer, NOW).await
}

#[tokio::test]
async fn every_algorithm_that_is_taken() {
    for (name, algorithm) in id_token::ALGORITHMS {
        let key = Key::new(algorithm, "k1");
        let person = finish(&login(&[&key], |claims| key.sign(claims)).await).await;
        assert_eq!(person.unwrap().roles, [Role::Coder].into(), "{name}");
    }
}

#[tokio::test]
async fn the_address_for_the_browser() {
    let provider = Arc::new(Provider::new(ISSUER));
    let party = RelyingParty::new(settings(ISSUER), provider).unwrap();
    let (address, pending) = party.begin(NOW).await.unwrap();
    let expected = format!(
        "https://id.example/authorize?response_type=code&client_id=client\
         &redirect_uri=https%3A%2F%2Fcc.example%2Flogin%2Fanswer&scope=openid%20profile%20groups\
         &state={}&nonce={}&code_challenge={}&code_challenge_method=S256",
        pending.state,
        pending.nonce,
        pending.challenge()
    );
    assert_eq!(address, expected);
    let (_, another) = party.begin(NOW).await.unwrap();
    assert_ne!((pending.state, pending.nonce), (another.state, another.nonce));
    let plain = RelyingParty::new(settings("http://id.example"), Arc::new(Provider::new(ISSUER)));
    assert!(plain.is_err());
    let printed = format!("{:?}", settings(ISSUER));
    assert!(!printed.contains("s3cret"), "{printed}");
}

#[tokio::test]
async fn claims_that_do_not_hold() {
    use TokenFault::{Audience, Issuer, Nonce, Subject, Time};
    let key = Key::new(Algorithm::ES256, "k1");
    let cases: &[(&str, Value, TokenFault)] = &[
        ("iss", json!("https://evil.example"), Issuer),
        ("iss", json!("https://id.example/"), Issuer),
        ("iss", Value::Null, Issuer),
        ("aud", json!("another"), Audience),
        ("aud", json!([]), Audience),
        ("aud", json!(["client", "another"]), Audience),
        ("aud", Value::Null, Audience),
        ("azp", json!("another"), Audience),
        ("exp", json!(NOW_SECONDS - 61), Time),
        ("exp", json!("later"), Time),
        ("exp", Value::Null, Time),
        ("iat", json!(NOW_SECONDS + 61), Time),
        ("iat", json!(NOW_SECONDS - 661), Time),
        ("iat", Value::Null, Time),
        ("nbf", json!(NOW_SECONDS + 61), Time),
        ("nbf", json!("x"), Time),
        ("nonce", json!("from-another-login"), Nonce),
        ("nonce", Value::Null, Nonce),
        ("sub", json!(""), Subject),
        ("sub", json!("x".repeat(256)), Subject),
        ("sub", json!(7), Subject),
    ];
    for (claim, value, fault) in cases {
        let login = login(&[&key], |claims| {
            claims[*claim] = value.clone();
            key.sign(claims)
        })
        .await;
        let result = finish(&login).await;
        assert_eq!(result, Err(Fault::Token(*fault)), "{claim}: {value}");
    }
}

#[tokio::test]
async fn claims_that_hold() {
    let key = Key::new(Algorithm::ES256, "k1");
    for (claim, value) in [
        ("exp", json!(NOW_SECONDS - 59)),
        ("iat", json!(NOW_SECONDS + 59)),
        ("iat", json!(NOW_SECONDS as f64 + 0.5)),
        ("aud", json!(["client"])),
        ("azp", json!("client")),
        ("nbf", json!(NOW_SECONDS)),
    ] {
        let login = login(&[&key], |claims| {
            claims[claim] = value.clone();
            key.sign(claims)
        })
        .await;
        assert!(finish(&login).await.is_ok(), "{claim}: {value}");
    }
    let several = login(&[&key], |claims| {
        claims["aud"] = json!(["another", "client"]);
        claims["azp"] = json!("client");
        key.sign(claims)
    })
    .await;
    assert!(finish(&several).await.is_ok());
}

/// A token with a head of our own and a signature that somebody else made.
fn forged(head: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| secret::text(value.to_string().as_bytes());
    format!("{}.{}.{signature}", part(head), part(claims))
}

#[tokio::test]
async fn forged_tokens() {
    use TokenFault::{Algorithm as Alg, Form, Key as NoKey, Signature};
    let key = Key::new(Algorithm::RS256, "k1");
    let thief = Key::new(Algorithm::RS256, "k1");
    let stranger = Key::new(Algorithm::RS256, "k2");
    let public = key.public();
    let modulus = secret::bytes(public["n"].as_str().unwrap()).unwrap();
    let hs256 = |claims: &mut Value| {
        let mut head = Header::new(Algorithm::HS256);
        head.kid = Some("k1".into());
        jsonwebtoken::encode(&head, claims, &EncodingKey::from_secret(&modulus)).unwrap()
    };
    let none = |alg: &str, claims: &Value| forged(&json!({"alg": alg, "kid": "k1"}), claims, "");
    let changed = |claims: &mut Value| {
        let good = key.sign(claims);
        claims["groups"] = json!(["admins", "coders"]);
        let signature = good.rsplit('.').next().unwrap();
        forged(&json!({"alg": "RS256", "kid": "k1"}), claims, signature)
    };
    let crit = |claims: &mut Value| {
        let head = json!({"alg": "RS256", "kid": "k1", "crit": ["b64"], "b64": false});
        forged(&head, claims, "AAAA")
    };
    type Make<'a> = Box<dyn FnOnce(&mut Value) -> String + 'a>;
    let cases: Vec<(&str, Make<'_>, TokenFault)> = vec![
        ("HS256 with the public key", Box::new(hs256), Alg),
        ("alg none", Box::new(|c| none("none", c)), Alg),
        ("alg None", Box::new(|c| none("None", c)), Alg),
        ("alg RS512", Box::new(|c| none("RS512", c)), Alg),
        ("no signature", Box::new(|c| none("RS256", c)), Signature),
        ("another algorithm of the key", Box::new(|c| none("ES256", c)), NoKey),
        ("a key of the same name", Box::new(|c| thief.sign(c)), Signature),
        ("an unknown key", Box::new(|c| stranger.sign(c)), NoKey),
        ("changed claims", Box::new(changed), Signature),
        ("an extension", Box::new(crit), Form),
        ("not a token", Box::new(|_| "hello".into()), Form),
        ("encrypted", Box::new(|_| "a.b.c.d.e".into()), Form),
        ("too large", Box::new(|_| format!("{}.a.b", "A".repeat(20_000))), Form),
    ];
    for (what, make, fault) in cases {
        let result = finish(&login(&[&key], make).await).await;
        assert_eq!(result, Err(Fault::Token(fault)), "{what}");
    }
}

#[tokio::test]
async fn keys_rotate_and_made_up_keys_do_not_knock() {
    let (old, new) = (Key::new(Algorithm::ES256, "old"), Key::new(Algorithm::ES384, "new"));
    let login = login(&[&old], |claims| old.sign(claims)).await;
    assert!(finish(&login).await.is_ok());
    let fetches = || *login.provider.key_fetches.lock().unwrap();
    assert!(finish(&login).await.is_ok());
    assert_eq!(fetches(), 1, "the keys are kept");
    // The provider signs with a new key; within the pause it is not asked for again.
    let claims = json!({
        "iss": ISSUER, "aud": "client", "sub": "42", "nonce": login.pending.nonce,
        "iat": NOW_SECONDS, "exp": NOW_SECONDS + 300, "groups": ["coders"],
    });
    *login.provider.token.lock().unwrap() = new.sign(&claims);
    *login.provider.published.lock().unwrap() = vec![json!({"kty": "made-up"}), new.public()];
    assert_eq!(finish(&login).await, Err(Fault::Token(TokenFault::Key)));
    assert_eq!(fetches(), 1);
    let later = NOW + keys::PAUSE;
    let person = login.party.finish(login.pending.clone(), &login.answer, later).await;
    assert!(person.is_ok());
    assert_eq!(fetches(), 2);
}

#[tokio::test]
async fn answers_that_are_not_ours() {
    let key = Key::new(Algorithm::ES256, "k1");
    let login = login(&[&key], |claims| key.sign(claims)).await;
    let good = &login.answer;
    let some = |text: &str| Some(text.to_owned());
    let cases = [
        (Answer { state: some("another"), ..good.clone() }, Fault::State),
        (Answer { state: None, ..good.clone() }, Fault::State),
        (Answer { iss: some("https://evil.example"), ..good.clone() }, Fault::Mixed),
        (Answer { error: some("access_denied"), ..good.clone() }, Fault::Refused),
        (Answer { code: None, ..good.clone() }, Fault::Refused),
        (
            Answer { code: some("stolen"), ..good.clone() },
            Fault::Provider("status 401 for the code".into()),
        ),
    ];
    for (answer, fault) in cases {
        let result = login.party.finish(login.pending.clone(), &answer, NOW).await;
        assert_eq!(result, Err(fault));
    }
    let late = login.party.finish(login.pending.clone(), good, NOW + PATIENCE).await;
    assert_eq!(late, Err(Fault::State));
    // A code that was begun with another verifier is worth nothing (PKCE).
    let other = Pending { verifier: "x".repeat(43), ..login.pending.clone() };
    let result = login.party.finish(other, good, NOW).await;
    assert_eq!(result, Err(Fault::Provider("status 400 for the code".into())));
    let named = Answer { iss: some(ISSUER), ..good.clone() };
    assert!(login.party.finish(login.pending.clone(), &named, NOW).await.is_ok());
}

/// The whole way over HTTP, against a provider on this machine.
#[tokio::test]
async fn over_the_network() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let provider = Arc::new(Provider::new(&issuer));
    let (get, post) = (provider.clone(), provider.clone());
    let read = move |uri: Uri| async move {
        let (status, body) = get.answer_get(&format!("{}{uri}", get.issuer));
        (StatusCode::from_u16(status).unwrap(), body.to_string())
    };
    let exchange = move |head: HeaderMap, body: Bytes| async move {
        let proof = head.get("authorization").and_then(|value| value.to_str().ok());
        let body = String::from_utf8(body.to_vec()).unwrap();
        let (status, body) = post.answer_post(&body, proof);
        (StatusCode::from_u16(status).unwrap(), body.to_string())
    };
    let routes = axum::Router::new()
        .route("/token", axum::routing::post(exchange))
        .fallback(axum::routing::get(read));
    let server = tokio::spawn(async move { axum::serve(listener, routes).await });
    let key = Key::new(Algorithm::ES256, "k1");
    *provider.published.lock().unwrap() = vec![key.public()];
    let network = Arc::new(Network::new().unwrap());
    let party = RelyingParty::new(settings(&issuer), network).unwrap();
    let (_, pending) = party.begin(NOW).await.unwrap();
    *provider.challenge.lock().unwrap() = pending.challenge();
    *provider.token.lock().unwrap() = key.sign(&json!({
        "iss": issuer, "aud": "client", "sub": "42", "nonce": pending.nonce,
        "iat": NOW_SECONDS, "exp": NOW_SECONDS + 300, "groups": ["coders"],
        "preferred_username": "ada",
    }));
    let (code, state) = (Some("the-code".into()), Some(pending.state.clone()));
    let answer = Answer { code, state, ..Answer::default() };
    let person = party.finish(pending, &answer, NOW).await.unwrap();
    assert_eq!((person.login.as_str(), person.subject.as_str()), ("ada", "42"));
    server.abort();
}
