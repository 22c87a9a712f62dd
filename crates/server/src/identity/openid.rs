//! Login at an OpenID Connect provider: authorization code with PKCE (OpenID Connect Core 1.0,
//! section 3.1; RFC 7636; RFC 9700).
//!
//! [`RelyingParty::begin`] gives the address to send the browser to and what to keep;
//! the store keeps it (`store::people::keep_login`); [`RelyingParty::finish`] turns the answer
//! into a [`Person`].

pub mod discovery;
mod fault;
pub mod http;
pub mod id_token;
pub mod keys;
mod mapping;
pub mod pending;
#[cfg(test)]
mod tests;

pub use fault::{Fault, TokenFault};
pub use mapping::{Mapping, Person};

use super::totp::percent;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use discovery::Metadata;
use http::{Form, Http};
use id_token::Expected;
use keys::Keys;
use model::Phi;
use pending::Pending;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};

/// Longest code of an answer.
const LONGEST_CODE: usize = 4_096;

/// What a site sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The issuer, letter by letter.
    pub issuer: String,
    /// Our name at the provider.
    pub client_id: String,
    /// Our secret at the provider; a public client has none.
    #[serde(default, with = "model::phi::revealed")]
    pub client_secret: Phi<Option<String>>,
    /// Where the provider sends the browser back to.
    pub redirect_uri: String,
    /// Scopes besides `openid`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Which claim says what.
    #[serde(default)]
    pub mapping: Mapping,
}

/// The query of the provider's answer.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// To be exchanged for a token.
    pub code: Option<String>,
    /// Ours.
    pub state: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
    /// The issuer (RFC 9207).
    pub iss: Option<String>,
}

/// One provider, with what is known of it.
pub struct RelyingParty {
    settings: Settings,
    http: Arc<dyn Http>,
    metadata: Mutex<Option<(Metadata, i64)>>,
    keys: Mutex<Keys>,
}

impl RelyingParty {
    /// Nothing is fetched before the first login.
    ///
    /// # Errors
    /// [`Fault::Discovery`] where the issuer has no TLS and is not on this machine.
    pub fn new(settings: Settings, http: Arc<dyn Http>) -> Result<RelyingParty, Fault> {
        if !discovery::is_safe(&settings.issuer) {
            return Err(Fault::Discovery("the issuer's address has no TLS"));
        }
        Ok(RelyingParty { settings, http, metadata: Mutex::default(), keys: Mutex::default() })
    }

    /// Begins a login: the address for the browser, and what to keep until the answer. The
    /// caller puts `state` into the cookie [`pending::COOKIE`].
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn begin(&self, now: i64) -> Result<(String, Pending), Fault> {
        let metadata = self.metadata(now).await?;
        let pending = Pending::begin(now)?;
        let scope = std::iter::once("openid")
            .chain(self.settings.scopes.iter().map(String::as_str))
            .collect::<Vec<&str>>()
            .join(" ");
        let query = form(&[
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &self.settings.redirect_uri),
            ("scope", &scope),
            ("state", &pending.state),
            ("nonce", &pending.nonce),
            ("code_challenge", &pending.challenge()),
            ("code_challenge_method", "S256"),
        ]);
        let mark = if metadata.authorization_endpoint.contains('?') { '&' } else { '?' };
        Ok((format!("{}{mark}{query}", metadata.authorization_endpoint), pending))
    }

    /// Finishes a login. `pending` comes out of the store (`store::people::take_login`), which
    /// gives it once.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn finish(
        &self,
        pending: Pending,
        answer: &Answer,
        now: i64,
    ) -> Result<Person, Fault> {
        let metadata = self.metadata(now).await?;
        let state = answer.state.as_deref().unwrap_or_default();
        if !super::secret::same(state, &pending.state) || now >= pending.expires {
            return Err(Fault::State);
        }
        let must_name = metadata.authorization_response_iss_parameter_supported;
        match answer.iss.as_deref() {
            Some(issuer) if issuer != metadata.issuer => return Err(Fault::Mixed),
            None if must_name => return Err(Fault::Mixed),
            _ => {}
        }
        let code = answer.code.as_deref().filter(|code| code.len() <= LONGEST_CODE);
        let code = code.filter(|_| answer.error.is_none()).ok_or(Fault::Refused)?;
        let token = self.exchange(&metadata, code, &pending.verifier).await?;
        let head = id_token::head(&token)?;
        let key = self.key(&metadata, &head, now).await?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client: &self.settings.client_id,
            nonce: &pending.nonce,
        };
        let claims = id_token::judge(&token, &head, &key, expected, now)?;
        mapping::person(&self.settings.mapping, &claims)
    }

    async fn metadata(&self, now: i64) -> Result<Metadata, Fault> {
        let kept = self.metadata.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((metadata, at)) = kept
            && (0..discovery::FRESH).contains(&now.saturating_sub(at))
        {
            return Ok(metadata);
        }
        let body = self.get(&discovery::address(&self.settings.issuer)).await?;
        let fresh = discovery::read(&body, &self.settings.issuer)?;
        *self.metadata.lock().unwrap_or_else(PoisonError::into_inner) = Some((fresh.clone(), now));
        Ok(fresh)
    }

    async fn key(
        &self,
        metadata: &Metadata,
        head: &id_token::Head,
        now: i64,
    ) -> Result<jsonwebtoken::DecodingKey, Fault> {
        let kept = self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let find = |keys: &Keys| keys.find(head.kid.as_deref(), head.algorithm);
        if !kept.is_stale(now)
            && let Some(key) = find(&kept)
        {
            return Ok(key);
        }
        if !kept.is_stale(now) && !kept.may_ask(now) {
            return Err(TokenFault::Key.into());
        }
        let body = self.get(&metadata.jwks_uri).await?;
        let no_keys = || Fault::Provider("its keys are no key set".into());
        let fresh = Keys::read(&body, now).ok_or_else(no_keys)?;
        let key = find(&fresh);
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        key.ok_or(Fault::Token(TokenFault::Key))
    }

    async fn get(&self, address: &str) -> Result<Vec<u8>, Fault> {
        let reply = self.http.get(address).await.map_err(Fault::Provider)?;
        if reply.status != 200 {
            return Err(Fault::Provider(format!("status {}", reply.status)));
        }
        Ok(reply.body)
    }

    /// Exchanges the code for an ID token (RFC 6749, sections 2.3.1 and 4.1.3).
    async fn exchange(&self, of: &Metadata, code: &str, verifier: &str) -> Result<String, Fault> {
        let settings = &self.settings;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", settings.redirect_uri.as_str()),
            ("code_verifier", verifier),
        ];
        let methods = of.token_endpoint_auth_methods_supported.as_ref();
        let basic = methods
            .is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"));
        let secret = settings.client_secret.reveal().as_deref();
        let authorization = secret.filter(|_| basic).map(|secret| {
            let pair = format!("{}:{}", percent(&settings.client_id), percent(secret));
            format!("Basic {}", STANDARD.encode(pair))
        });
        if authorization.is_none() {
            fields.push(("client_id", &settings.client_id));
            fields.extend(secret.map(|secret| ("client_secret", secret)));
        }
        let body = form(&fields);
        let form = Form { body: &body, authorization: authorization.as_deref() };
        let reply = self.http.post(&of.token_endpoint, form).await.map_err(Fault::Provider)?;
        if reply.status != 200 {
            return Err(Fault::Provider(format!("status {} for the code", reply.status)));
        }
        #[derive(Deserialize)]
        struct Tokens {
            id_token: String,
        }
        let tokens: Result<Tokens, _> = serde_json::from_slice(&reply.body);
        tokens.map(|tokens| tokens.id_token).map_err(|_| Fault::Provider("no ID token".into()))
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", percent(value)));
    pairs.collect::<Vec<String>>().join("&")
}
