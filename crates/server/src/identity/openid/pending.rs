//! A login that has begun and waits for the provider's answer.

use super::fault::Fault;
use crate::identity::secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use store::people::LoginWait;

/// How long a login may take, in microseconds: ten minutes.
pub const PATIENCE: i64 = 10 * 60 * 1_000_000;

/// The cookie that binds a login to the browser that began it (`session::cookie::set_named`).
pub const COOKIE: &str = "cleanclaim-login";

/// What is kept until the answer comes; single use. It prints as stars.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Goes through the browser and comes back; the cookie holds it too.
    pub state: String,
    /// Goes into the ID token.
    pub nonce: String,
    /// Proves to the provider that the answer comes to whom the question came from (RFC 7636).
    pub verifier: String,
    /// From when on it is worth nothing, in epoch microseconds.
    pub expires: i64,
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending(***)")
    }
}

impl Pending {
    /// A new login.
    ///
    /// # Errors
    /// [`Fault::Randomness`].
    pub fn begin(now: i64) -> Result<Pending, Fault> {
        let word = || secret::random::<32>().map(|bytes| secret::text(&bytes));
        let expires = now.saturating_add(PATIENCE);
        Ok(Pending { state: word()?, nonce: word()?, verifier: word()?, expires })
    }

    /// The challenge of the verifier: S256 of RFC 7636, section 4.2.
    #[must_use]
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes()))
    }
}

impl Pending {
    /// As the store keeps it: the state as a hash.
    #[must_use]
    pub fn kept(&self) -> LoginWait {
        LoginWait {
            state_hash: secret::fingerprint(&self.state),
            nonce: self.nonce.clone(),
            verifier: self.verifier.clone(),
            expires_at: self.expires,
        }
    }

    /// From what the store kept, once the state came back.
    #[must_use]
    pub fn of(state: &str, kept: LoginWait) -> Pending {
        Pending {
            state: state.to_owned(),
            nonce: kept.nonce,
            verifier: kept.verifier,
            expires: kept.expires_at,
        }
    }
}

/// The key under which the store keeps the login of an answer; only in the browser that began it.
///
/// # Errors
/// [`Fault::State`].
pub fn key_of(state: &str, cookie: &str) -> Result<String, Fault> {
    if state.is_empty() || !secret::same(state, cookie) {
        return Err(Fault::State);
    }
    Ok(secret::fingerprint(state))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_of_rfc_7636_appendix_b() {
        let mut pending = Pending::begin(0).unwrap();
        pending.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into();
        assert_eq!(pending.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(format!("{pending:?}"), "Pending(***)");
    }

    #[test]
    fn a_state_is_kept_as_a_hash_and_asked_for_in_its_browser_only() {
        let pending = Pending::begin(0).unwrap();
        let kept = pending.kept();
        assert_ne!(kept.state_hash, pending.state);
        assert_eq!(kept.expires_at, PATIENCE);
        assert_eq!(key_of(&pending.state, &pending.state), Ok(kept.state_hash.clone()));
        assert_eq!(key_of(&pending.state, "another"), Err(Fault::State));
        assert_eq!(key_of("", ""), Err(Fault::State));
        assert_eq!(Pending::of(&pending.state, kept), pending);
    }
}
