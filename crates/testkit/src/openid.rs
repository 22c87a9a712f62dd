//! A small OpenID Connect provider for tests: discovery, keys, the authorization endpoint (which
//! asks nobody and redirects at once), and the token endpoint with PKCE. With [`Attack`] it does
//! one thing wrong, so that a test sees the service refuse it.
//!
//! Sources: OpenID Connect Core 1.0 (sections 2, 3.1), OpenID Connect Discovery 1.0 (section 3),
//! RFC 6749 (section 4.1), RFC 7636 (PKCE), RFC 7517 and 7518 (keys), RFC 9207 (`iss`).

mod signing;

pub use signing::Algorithm;

use crate::loopback::{Call, Reply, Server};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use signing::Key;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The client that the provider knows.
pub const CLIENT_ID: &str = "cleanclaim-test";

/// Its secret, for `client_secret_basic` and `client_secret_post`.
pub const CLIENT_SECRET: &str = "a secret of the tests";

/// How long a token is good, in seconds.
const LIFE: i64 = 300;

/// How long ago an expired token ended: more than any leeway for clocks that differ.
const EXPIRED_SINCE: i64 = 86_400;

/// What the provider, or somebody in its place, does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attack {
    /// Nothing.
    #[default]
    None,
    /// The token carries another nonce than was asked with.
    WrongNonce,
    /// The token carries no nonce.
    NoNonce,
    /// The token is for another client.
    WrongAudience,
    /// The token names another provider.
    WrongIssuer,
    /// The token ended a day ago.
    Expired,
    /// The token is signed by nobody (`alg` `none`).
    AlgorithmNone,
    /// The token is signed with HS256, with the public key's text as the shared secret.
    PublicKeyAsSecret,
    /// The token is signed by a key that the provider does not publish, under a published name.
    WrongKey,
    /// The token's claims were changed after signing.
    ChangedClaims,
    /// The answer carries another `state` than was asked with.
    WrongState,
    /// The answer names another provider in `iss` (a mix-up).
    WrongAnswerIssuer,
    /// The answer carries the code of the answer before, which is spent already.
    ReplayedCode,
    /// The person refuses: the answer is `access_denied`.
    Denied,
}

/// One thing that the service asked for, for checks of what it sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The path.
    pub path: String,
    /// The pairs of its query or form, without the client's secret.
    pub pairs: BTreeMap<String, String>,
}

/// A provider; it stops with this value.
#[derive(Debug)]
pub struct Provider {
    server: Server,
    desk: Arc<Mutex<Desk>>,
}

/// What the provider knows.
#[derive(Debug)]
struct Desk {
    issuer: String,
    key: Key,
    other_key: Key,
    claims: Map<String, Value>,
    attack: Attack,
    now: Option<i64>,
    codes: BTreeMap<String, Grant>,
    last_code: Option<String>,
    made: u64,
    asked: Vec<Asked>,
}

/// What a code stands for.
#[derive(Clone, Debug)]
struct Grant {
    redirect: String,
    challenge: Option<String>,
    nonce: Option<String>,
    spent: bool,
}

impl Provider {
    /// Starts a provider that signs with a fresh key. Its person is `sub` `person-1`; other
    /// claims are set with [`Provider::set_claims`].
    ///
    /// # Errors
    /// Where no port or no key is to be had.
    pub fn start(algorithm: Algorithm) -> std::io::Result<Self> {
        let desk = Arc::new(Mutex::new(Desk {
            issuer: String::new(),
            key: Key::make(algorithm)?,
            other_key: Key::make(algorithm)?,
            claims: Map::from_iter([("sub".to_owned(), json!("person-1"))]),
            attack: Attack::None,
            now: None,
            codes: BTreeMap::new(),
            last_code: None,
            made: 0,
            asked: Vec::new(),
        }));
        let own = Arc::clone(&desk);
        let server = Server::start(move |call| locked(&own).answer(call))?;
        locked(&desk).issuer = server.url();
        Ok(Self { server, desk })
    }

    /// The issuer: the address under which `/.well-known/openid-configuration` stands.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.server.url()
    }

    /// Sets claims of the tokens to come (`sub`, `email`, `groups` …); they also win over what
    /// the provider itself writes (`aud`, `exp` …).
    pub fn set_claims(&self, claims: &Value) {
        if let Value::Object(claims) = claims {
            locked(&self.desk).claims = claims.clone();
        }
    }

    /// Does this wrong from now on.
    pub fn set_attack(&self, attack: Attack) {
        locked(&self.desk).attack = attack;
    }

    /// The time that the provider's tokens tell, in seconds since 1970; else this machine's.
    pub fn set_now(&self, seconds: i64) {
        locked(&self.desk).now = Some(seconds);
    }

    /// Publishes and signs with a new key from now on, as providers do every few weeks.
    ///
    /// # Errors
    /// Where no key is to be had.
    pub fn rotate_key(&self) -> std::io::Result<()> {
        let mut desk = locked(&self.desk);
        desk.key = Key::make(desk.key.algorithm())?;
        Ok(())
    }

    /// What was asked so far, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        locked(&self.desk).asked.clone()
    }
}

fn locked(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    fn answer(&mut self, call: &Call) -> Reply {
        let pairs = if call.method == "POST" { call.form() } else { call.query.clone() };
        let mut pairs: BTreeMap<String, String> = pairs.into_iter().collect();
        let secret = pairs.remove("client_secret");
        self.asked.push(Asked { path: call.path.clone(), pairs: pairs.clone() });
        match (call.method.as_str(), call.path.as_str()) {
            ("GET", "/.well-known/openid-configuration") => self.discovery(),
            ("GET", "/keys") => Reply::json(200, &json!({ "keys": [self.key.public()] })),
            ("GET", "/authorize") => self.authorize(&pairs),
            ("POST", "/token") => match knows_client(call, &pairs, secret.as_deref()) {
                true => self.token(&pairs),
                false => refuse(401, "invalid_client"),
            },
            _ => Reply::status(404),
        }
    }

    fn discovery(&self) -> Reply {
        let at = |path: &str| format!("{}{path}", self.issuer);
        Reply::json(
            200,
            &json!({
                "issuer": self.issuer,
                "authorization_endpoint": at("/authorize"),
                "token_endpoint": at("/token"),
                "jwks_uri": at("/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "scopes_supported": ["openid", "profile", "email"],
                "id_token_signing_alg_values_supported": [self.key.algorithm().name()],
                "token_endpoint_auth_methods_supported":
                    ["client_secret_basic", "client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": true,
            }),
        )
    }

    fn authorize(&mut self, asked: &BTreeMap<String, String>) -> Reply {
        let get = |name: &str| asked.get(name).cloned();
        let scopes = get("scope").unwrap_or_default();
        let right = get("client_id").as_deref() == Some(CLIENT_ID)
            && get("response_type").as_deref() == Some("code")
            && scopes.split(' ').any(|scope| scope == "openid")
            && get("code_challenge_method").as_deref().unwrap_or("S256") == "S256";
        let Some(redirect) = get("redirect_uri").filter(|_| right) else {
            return refuse(400, "invalid_request");
        };
        self.made += 1;
        let mut code = format!("code-{}", self.made);
        let grant = Grant {
            redirect: redirect.clone(),
            challenge: get("code_challenge"),
            nonce: get("nonce"),
            spent: false,
        };
        self.codes.insert(code.clone(), grant);
        if let (Attack::ReplayedCode, Some(last)) = (self.attack, &self.last_code) {
            code.clone_from(last);
        }
        self.last_code = Some(code.clone());
        let mut answer = match self.attack {
            Attack::Denied => vec![("error", "access_denied".to_owned())],
            _ => vec![("code", code)],
        };
        let state = get("state").unwrap_or_default();
        answer.push((
            "state",
            match self.attack {
                Attack::WrongState => format!("{state}x"),
                _ => state,
            },
        ));
        answer.push((
            "iss",
            match self.attack {
                Attack::WrongAnswerIssuer => "https://elsewhere.invalid".to_owned(),
                _ => self.issuer.clone(),
            },
        ));
        let pairs: Vec<String> =
            answer.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let sign = if redirect.contains('?') { '&' } else { '?' };
        Reply::redirect(format!("{redirect}{sign}{}", pairs.join("&")))
    }

    fn token(&mut self, asked: &BTreeMap<String, String>) -> Reply {
        let get = |name: &str| asked.get(name).map(String::as_str);
        if get("grant_type") != Some("authorization_code") {
            return refuse(400, "unsupported_grant_type");
        }
        let Some(grant) = get("code").and_then(|code| self.codes.get_mut(code)) else {
            return refuse(400, "invalid_grant");
        };
        let verifier = get("code_verifier").map(challenge);
        // RFC 7636, 4.6; and RFC 6749, 4.1.3: a code is good once and for one address.
        let right = !grant.spent
            && get("redirect_uri") == Some(grant.redirect.as_str())
            && verifier == grant.challenge;
        grant.spent = true;
        if !right {
            return refuse(400, "invalid_grant");
        }
        let grant = grant.clone();
        let Some(token) = self.id_token(&grant) else { return Reply::status(500) };
        let answer = json!({"access_token": "an access token of the tests", "token_type": "Bearer",
            "expires_in": LIFE, "id_token": token});
        Reply::json(200, &answer).header("cache-control", "no-store")
    }

    fn id_token(&self, grant: &Grant) -> Option<String> {
        let now = self.now.unwrap_or_else(clock);
        let mut claims = Map::new();
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        set("iss", json!(self.issuer));
        set("aud", json!(CLIENT_ID));
        set("iat", json!(now));
        set("auth_time", json!(now));
        set("exp", json!(now + LIFE));
        if let Some(nonce) = &grant.nonce {
            set("nonce", json!(nonce));
        }
        claims.extend(self.claims.clone());
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        match self.attack {
            Attack::WrongNonce => drop(set("nonce", json!("of somebody else"))),
            Attack::WrongAudience => drop(set("aud", json!("another-client"))),
            Attack::WrongIssuer => drop(set("iss", json!("https://elsewhere.invalid"))),
            Attack::Expired => {
                set("iat", json!(now - EXPIRED_SINCE - LIFE));
                set("exp", json!(now - EXPIRED_SINCE));
            }
            Attack::NoNonce => drop(claims.remove("nonce")),
            _ => {}
        }
        let key = if self.attack == Attack::WrongKey { &self.other_key } else { &self.key };
        let id = self.key.id();
        match self.attack {
            Attack::AlgorithmNone => Some(signing::unsigned(&claims)),
            Attack::PublicKeyAsSecret => Some(self.key.as_secret(&claims)),
            Attack::ChangedClaims => {
                let token = key.sign(id, &claims)?;
                claims.insert("sub".to_owned(), json!("somebody-else"));
                let (head, rest) = token.split_once('.')?;
                let signature = rest.split_once('.')?.1;
                Some(format!("{head}.{}.{signature}", signing::part(&Value::Object(claims))))
            }
            _ => key.sign(id, &claims),
        }
    }
}

/// The S256 challenge of a verifier (RFC 7636, 4.2).
#[must_use]
pub fn challenge(verifier: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
    URL_SAFE_NO_PAD.encode(digest)
}

fn refuse(status: u16, error: &str) -> Reply {
    Reply::json(status, &json!({ "error": error }))
}

/// RFC 6749, 2.3.1: the client's name and secret in the header or in the form.
fn knows_client(call: &Call, form: &BTreeMap<String, String>, secret: Option<&str>) -> bool {
    if let Some(basic) = call.header("authorization").and_then(|h| h.strip_prefix("Basic ")) {
        let Ok(pair) = STANDARD.decode(basic) else { return false };
        let Ok(pair) = String::from_utf8(pair) else { return false };
        let Some((id, secret)) = pair.split_once(':') else { return false };
        // Both parts are form-encoded before they are joined.
        let [id, secret] = [id, secret].map(|part| {
            let pairs = crate::loopback::pairs(part);
            pairs.into_iter().next().map(|(text, _)| text)
        });
        return id.as_deref() == Some(CLIENT_ID) && secret.as_deref() == Some(CLIENT_SECRET);
    }
    form.get("client_id").map(String::as_str) == Some(CLIENT_ID) && secret == Some(CLIENT_SECRET)
}

fn encode(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

/// The service under test reads the same clock; a judgement never does.
#[expect(clippy::disallowed_methods, reason = "a provider of tokens tells the machine's time")]
fn clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}
