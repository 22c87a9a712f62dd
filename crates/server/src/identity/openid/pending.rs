//! A login that has begun and waits for the provider's answer.

use super::fault::Fault;
use crate::identity::secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;

/// How long a login may take, in microseconds: ten minutes.
pub const PATIENCE: i64 = 10 * 60 * 1_000_000;

/// Most logins that wait at once.
pub const MOST_WAITING: usize = 10_000;

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

/// The logins that wait, in one process. Where several processes serve one site, the store keeps
/// the same record and deletes it as it takes it.
#[derive(Debug, Default)]
pub struct Waiting(BTreeMap<String, Pending>);

impl Waiting {
    /// Keeps a login. Where too many wait, the oldest gives way.
    pub fn keep(&mut self, pending: Pending, now: i64) {
        if self.0.len() >= MOST_WAITING {
            self.0.retain(|_, waiting| now < waiting.expires);
        }
        if self.0.len() >= MOST_WAITING {
            let oldest = self.0.iter().min_by_key(|(_, waiting)| waiting.expires);
            if let Some(key) = oldest.map(|(key, _)| key.clone()) {
                self.0.remove(&key);
            }
        }
        self.0.insert(secret::fingerprint(&pending.state), pending);
    }

    /// Takes the login of an answer: once, in time, and in the browser that began it.
    ///
    /// # Errors
    /// [`Fault::State`].
    pub fn take(&mut self, state: &str, cookie: &str, now: i64) -> Result<Pending, Fault> {
        if !secret::same(state, cookie) {
            return Err(Fault::State);
        }
        let pending = self.0.remove(&secret::fingerprint(state)).ok_or(Fault::State)?;
        if now >= pending.expires {
            return Err(Fault::State);
        }
        Ok(pending)
    }
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
    fn a_state_is_taken_once_in_time_and_in_its_browser() {
        let mut waiting = Waiting::default();
        let pending = Pending::begin(0).unwrap();
        let state = pending.state.clone();
        waiting.keep(pending.clone(), 0);
        assert_eq!(waiting.take(&state, "another", 1), Err(Fault::State));
        assert_eq!(waiting.take("made-up", "made-up", 1), Err(Fault::State));
        assert_eq!(waiting.take("", "", 1), Err(Fault::State));
        assert_eq!(waiting.take(&state, &state, 1), Ok(pending.clone()));
        assert_eq!(waiting.take(&state, &state, 1), Err(Fault::State), "a replay");
        waiting.keep(pending, 0);
        assert_eq!(waiting.take(&state, &state, PATIENCE), Err(Fault::State), "too late");
    }

    #[test]
    fn only_so_many_wait() {
        let mut waiting = Waiting::default();
        for n in 0..=i64::try_from(MOST_WAITING).unwrap() {
            let word = n.to_string();
            let (state, nonce, verifier) = (word.clone(), word.clone(), word);
            waiting.keep(Pending { state, nonce, verifier, expires: 1_000_000 + n }, 0);
        }
        assert_eq!(waiting.0.len(), MOST_WAITING);
        assert_eq!(waiting.take("0", "0", 0), Err(Fault::State), "the oldest gave way");
        assert!(waiting.take("1", "1", 0).is_ok());
    }
}
