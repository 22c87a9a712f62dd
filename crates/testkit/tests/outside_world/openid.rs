//! The provider issues tokens that the service's library accepts, and its attacks are such that
//! a careful reader refuses them.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use testkit::http::{Client, encode};
use testkit::loopback::pairs;
use testkit::openid::{self, Attack, CLIENT_ID, CLIENT_SECRET, Provider};

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123";
const REDIRECT: &str = "http://127.0.0.1:8080/login/callback?from=openid";

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("openid: ES256 tokens are good", || good(openid::Algorithm::Es256)),
        Trial::test("openid: RS256 tokens are good", || good(openid::Algorithm::Rs256)),
        Trial::test("openid: a code is good once, with its verifier", codes),
        Trial::test("openid: attacks are seen", attacks),
    ]
}

/// The way of a person who signs in: the answer's pairs.
fn authorize(client: &Client) -> Result<Vec<(String, String)>, Failed> {
    let asked = [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("scope", "openid email"),
        ("redirect_uri", REDIRECT),
        ("state", "st&te"),
        ("nonce", "n-1"),
        ("code_challenge", &openid::challenge(VERIFIER)),
        ("code_challenge_method", "S256"),
    ];
    let query: Vec<String> = asked.iter().map(|(a, b)| format!("{a}={}", encode(b))).collect();
    let answer = client.get(&format!("/authorize?{}", query.join("&")))?.expect(302)?;
    let to = answer.location().ok_or("no redirect")?;
    Ok(pairs(to.strip_prefix(&format!("{REDIRECT}&")).ok_or("another address")?))
}

fn value(pairs: &[(String, String)], name: &str) -> String {
    pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn redeem(client: &Client, code: &str, verifier: &str) -> Result<Result<String, String>, Failed> {
    let answer = client.post_form(
        "/token",
        &[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("code_verifier", verifier),
        ],
    )?;
    let said = answer.json()?;
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    Ok(if answer.status == 200 { Ok(text("id_token")) } else { Err(text("error")) })
}

fn token(client: &Client) -> Result<String, Failed> {
    let code = value(&authorize(client)?, "code");
    redeem(client, &code, VERIFIER)?.map_err(Failed::from)
}

/// What a careful client does with a token: the claims, or why it is refused.
fn read(client: &Client, token: &str) -> Result<Result<Value, String>, Failed> {
    let discovery = client.get("/.well-known/openid-configuration")?.expect(200)?.json()?;
    let keys: JwkSet = serde_json::from_value(client.get("/keys")?.json()?)?;
    let algorithm = match discovery["id_token_signing_alg_values_supported"][0].as_str() {
        Some("ES256") => Algorithm::ES256,
        _ => Algorithm::RS256,
    };
    let header = match jsonwebtoken::decode_header(token) {
        Ok(header) => header,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let key = header.kid.and_then(|id| keys.find(&id).cloned()).ok_or("an unknown key")?;
    let mut rules = Validation::new(algorithm);
    rules.set_audience(&[CLIENT_ID]);
    rules.set_issuer(&[client.base()]);
    rules.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    let read = decode::<Value>(token, &DecodingKey::from_jwk(&key)?, &rules);
    Ok(match read {
        Ok(read) if read.claims["nonce"] == "n-1" => Ok(read.claims),
        Ok(read) => Err(format!("nonce {}", read.claims["nonce"])),
        Err(why) => Err(why.to_string()),
    })
}

fn good(algorithm: openid::Algorithm) -> Result<(), Failed> {
    let provider = Provider::start(algorithm)?;
    provider.set_claims(&json!({"sub": "p-7", "email": "a@example.invalid", "groups": ["coder"]}));
    let client = Client::new(provider.issuer())?;
    let answer = authorize(&client)?;
    if value(&answer, "state") != "st&te" || value(&answer, "iss") != provider.issuer() {
        return Err(format!("{answer:?}").into());
    }
    let issued = redeem(&client, &value(&answer, "code"), VERIFIER)?.map_err(Failed::from)?;
    let claims = read(&client, &issued)?.map_err(Failed::from)?;
    if claims["sub"] != "p-7" || claims["groups"] != json!(["coder"]) {
        return Err(claims.to_string().into());
    }
    provider.rotate_key()?;
    if read(&client, &issued).is_ok() {
        return Err("an old key is still published".into());
    }
    read(&client, &token(&client)?)?.map_err(Failed::from)?;
    let asked = provider.asked();
    let secret = asked.iter().any(|asked| asked.pairs.contains_key("client_secret"));
    let verifier = asked.iter().any(|asked| asked.pairs.contains_key("code_verifier"));
    match (secret, verifier) {
        (false, true) => Ok(()),
        _ => Err("it tells what was asked, but no secret".into()),
    }
}

fn codes() -> Result<(), Failed> {
    let provider = Provider::start(openid::Algorithm::Es256)?;
    let client = Client::new(provider.issuer())?;
    let code = value(&authorize(&client)?, "code");
    redeem(&client, &code, VERIFIER)?.map_err(Failed::from)?;
    let guessed = value(&authorize(&client)?, "code");
    for (code, verifier) in [(code.as_str(), VERIFIER), (&guessed, "another"), ("none", VERIFIER)] {
        if redeem(&client, code, verifier)? != Err("invalid_grant".to_owned()) {
            return Err(format!("{code} {verifier} was redeemed").into());
        }
    }
    let unknown = client.post_form("/token", &[("grant_type", "authorization_code")])?;
    unknown.expect(401)?;
    client.get("/authorize?response_type=code&client_id=other")?.expect(400)?;
    Ok(())
}

fn attacks() -> Result<(), Failed> {
    let provider = Provider::start(openid::Algorithm::Rs256)?;
    let client = Client::new(provider.issuer())?;
    for attack in [
        Attack::WrongNonce,
        Attack::NoNonce,
        Attack::WrongAudience,
        Attack::WrongIssuer,
        Attack::Expired,
        Attack::AlgorithmNone,
        Attack::PublicKeyAsSecret,
        Attack::WrongKey,
        Attack::ChangedClaims,
    ] {
        provider.set_attack(Attack::None);
        read(&client, &token(&client)?)?.map_err(Failed::from)?;
        provider.set_attack(attack);
        if let Ok(claims) = read(&client, &token(&client)?)? {
            return Err(format!("{attack:?} was not seen: {claims}").into());
        }
    }
    provider.set_attack(Attack::ReplayedCode);
    let replayed = value(&authorize(&client)?, "code");
    if redeem(&client, &replayed, VERIFIER)? != Err("invalid_grant".to_owned()) {
        return Err("a code was redeemed twice".into());
    }
    for (attack, name, right) in [
        (Attack::WrongState, "state", "st&te".to_owned()),
        (Attack::WrongAnswerIssuer, "iss", provider.issuer()),
        (Attack::Denied, "error", String::new()),
    ] {
        provider.set_attack(attack);
        let answer = authorize(&client)?;
        if value(&answer, name) == right {
            return Err(format!("{attack:?} changes nothing: {answer:?}").into());
        }
    }
    Ok(())
}
