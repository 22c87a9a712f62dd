//! A token in every form, against requests that another site makes the browser send: a keyed
//! hash of the session. A fresh nonce stands in each, so that a compressed page does not give the
//! token away by its length (the attack called BREACH).

use crate::identity::secret::{self, NoRandomness};
use aws_lc_rs::hmac;

/// Bytes of the nonce.
const NONCE_BYTES: usize = 16;

/// Bytes of a token: nonce and HMAC-SHA-256.
const TOKEN_BYTES: usize = NONCE_BYTES + 32;

/// The server's key: 32 random bytes, the same for all processes of a site.
#[derive(Clone)]
pub struct Key(hmac::Key);

impl Key {
    /// From 32 bytes.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Key {
        Key(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// A token for the session of this fingerprint.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn token(&self, session: &str) -> Result<String, NoRandomness> {
        let nonce = secret::random::<NONCE_BYTES>()?;
        let tag = hmac::sign(&self.0, &message(&nonce, session));
        let mut token = nonce.to_vec();
        token.extend_from_slice(tag.as_ref());
        Ok(secret::text(&token))
    }

    /// True where the token was made for this session; compared in constant time.
    #[must_use]
    pub fn verify(&self, session: &str, token: &str) -> bool {
        let bytes = if token.len() > TOKEN_BYTES * 2 { None } else { secret::bytes(token) };
        bytes.filter(|bytes| bytes.len() == TOKEN_BYTES).is_some_and(|bytes| {
            let (nonce, tag) = bytes.split_at(NONCE_BYTES);
            hmac::verify(&self.0, &message(nonce, session), tag).is_ok()
        })
    }
}

fn message(nonce: &[u8], session: &str) -> Vec<u8> {
    [b"csrf\0".as_slice(), nonce, session.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bound_to_the_session_and_the_key() {
        let key = Key::new(&[7; 32]);
        let token = key.token("session-1").unwrap();
        assert_ne!(token, key.token("session-1").unwrap(), "a fresh nonce each time");
        assert!(key.verify("session-1", &token));
        assert!(!key.verify("session-2", &token));
        assert!(!Key::new(&[8; 32]).verify("session-1", &token));
        let mut changed = secret::bytes(&token).unwrap();
        changed[3] ^= 1;
        for bad in ["", "x", &token[1..], &secret::text(&changed), &"A".repeat(10_000)] {
            assert!(!key.verify("session-1", bad), "{bad}");
        }
    }
}
