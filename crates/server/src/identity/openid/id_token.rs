//! Whether an ID token holds (OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725).

use super::fault::TokenFault;
use crate::identity::secret;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Largest token, in bytes.
pub const LARGEST_TOKEN: usize = 16 * 1024;

/// The algorithms that are taken: signatures with a public key, never `none`, never an HMAC,
/// with which the public key itself would be the secret.
pub const ALGORITHMS: [(&str, Algorithm); 4] = [
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("RS256", Algorithm::RS256),
    ("PS256", Algorithm::PS256),
];

/// Seconds by which the clocks may differ.
pub const SKEW_SECONDS: i64 = 60;

/// Oldest token, in seconds: it was made a moment ago, in answer to our request.
pub const OLDEST_SECONDS: i64 = 10 * 60;

/// Longest subject (OpenID Connect Core 1.0, section 2).
const LONGEST_SUBJECT: usize = 255;

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The issuer.
    pub issuer: &'a str,
    /// Our client id.
    pub client: &'a str,
    /// The nonce of the login.
    pub nonce: &'a str,
}

/// What the head of a token says; nothing of it is believed before the signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The algorithm, one of [`ALGORITHMS`].
    pub algorithm: Algorithm,
    /// The key's id.
    pub kid: Option<String>,
}

#[derive(Deserialize)]
struct RawHead {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

/// Reads the head.
///
/// # Errors
/// [`TokenFault::Form`], [`TokenFault::Algorithm`].
pub fn head(token: &str) -> Result<Head, TokenFault> {
    if token.len() > LARGEST_TOKEN || token.split('.').count() != 3 {
        return Err(TokenFault::Form);
    }
    let text = token.split('.').next().unwrap_or_default();
    let bytes = secret::bytes(text).ok_or(TokenFault::Form)?;
    let raw: RawHead = serde_json::from_slice(&bytes).map_err(|_| TokenFault::Form)?;
    // RFC 7515, section 4.1.11: an extension that is not understood makes the token invalid.
    if raw.crit.is_some() {
        return Err(TokenFault::Form);
    }
    let taken = ALGORITHMS.into_iter().find(|(name, _)| *name == raw.alg);
    let (_, algorithm) = taken.ok_or(TokenFault::Algorithm)?;
    Ok(Head { algorithm, kid: raw.kid })
}

/// Judges a token with the key that its head names; gives its claims. `now` in epoch
/// microseconds.
///
/// # Errors
/// [`TokenFault`], the first that is found.
pub fn judge(
    token: &str,
    head: &Head,
    key: &DecodingKey,
    expected: Expected<'_>,
    now: i64,
) -> Result<Map<String, Value>, TokenFault> {
    let mut signature_only = Validation::new(head.algorithm);
    // The claims are judged below, against the time that is passed in.
    signature_only.required_spec_claims.clear();
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    let data = jsonwebtoken::decode::<Map<String, Value>>(token, key, &signature_only);
    let claims = data.map_err(|_| TokenFault::Signature)?.claims;
    if text(&claims, "iss") != Some(expected.issuer) {
        return Err(TokenFault::Issuer);
    }
    if !is_for(&claims, expected.client) {
        return Err(TokenFault::Audience);
    }
    if !is_of_now(&claims, now.div_euclid(1_000_000)) {
        return Err(TokenFault::Time);
    }
    if !text(&claims, "nonce").is_some_and(|nonce| secret::same(nonce, expected.nonce)) {
        return Err(TokenFault::Nonce);
    }
    match text(&claims, "sub") {
        Some(subject) if (1..=LONGEST_SUBJECT).contains(&subject.len()) => Ok(claims),
        _ => Err(TokenFault::Subject),
    }
}

/// For us alone, or for several and issued to us.
fn is_for(claims: &Map<String, Value>, client: &str) -> bool {
    let (named, several) = match claims.get("aud") {
        Some(Value::String(one)) => (one == client, false),
        Some(Value::Array(all)) => (all.iter().any(|one| one == client), all.len() > 1),
        _ => (false, false),
    };
    let party = claims.get("azp");
    named && party.map_or(!several, |party| party == client)
}

fn is_of_now(claims: &Map<String, Value>, now: i64) -> bool {
    let (Some(ends), Some(made)) = (seconds(claims, "exp"), seconds(claims, "iat")) else {
        return false;
    };
    let begins = seconds(claims, "nbf");
    let starts_well = claims.get("nbf").is_none() || begins.is_some();
    starts_well
        && now < ends.saturating_add(SKEW_SECONDS)
        && made <= now.saturating_add(SKEW_SECONDS)
        && made >= now.saturating_sub(OLDEST_SECONDS + SKEW_SECONDS)
        && begins.is_none_or(|begins| begins <= now.saturating_add(SKEW_SECONDS))
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// A number of seconds; RFC 7519 allows fractions.
fn seconds(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    let value = claims.get(name)?;
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        // Within the range in which a float is exact to the second.
        (number.abs() < 1e15).then_some(number.floor() as i64)
    })
}
