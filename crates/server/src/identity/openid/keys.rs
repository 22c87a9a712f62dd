//! The provider's public keys, kept for a while and fetched anew when a key is unknown, for
//! providers change their keys without notice (OpenID Connect Core 1.0, section 10.1.1).

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

/// How long keys are used, in microseconds: an hour.
pub const FRESH: i64 = 60 * 60 * 1_000_000;

/// Shortest time between two fetches for unknown keys: a minute. Tokens with made-up key ids
/// must not make us knock at the provider's door.
pub const PAUSE: i64 = 60 * 1_000_000;

/// Most keys of a set.
const MOST_KEYS: usize = 64;

/// The keys, and when they were fetched.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    keys: Vec<Jwk>,
    fetched: Option<i64>,
}

impl Keys {
    /// Reads a key set. Keys of kinds that we do not know are left out, the others stay.
    /// `None` where it is no key set.
    #[must_use]
    pub fn read(body: &[u8], now: i64) -> Option<Keys> {
        let set: Value = serde_json::from_slice(body).ok()?;
        let keys = set.get("keys")?.as_array()?;
        let keys = keys.iter().take(MOST_KEYS);
        let keys = keys.filter_map(|key| serde_json::from_value(key.clone()).ok()).collect();
        Some(Keys { keys, fetched: Some(now) })
    }

    /// True where the keys are too old to be used.
    #[must_use]
    pub fn is_stale(&self, now: i64) -> bool {
        self.fetched.is_none_or(|at| !(0..FRESH).contains(&now.saturating_sub(at)))
    }

    /// True where an unknown key may be asked for.
    #[must_use]
    pub fn may_ask(&self, now: i64) -> bool {
        self.fetched.is_none_or(|at| !(0..PAUSE).contains(&now.saturating_sub(at)))
    }

    /// The key of this id for this algorithm. A token without a key id is taken only where one
    /// key alone fits.
    #[must_use]
    pub fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let mut fitting = self.keys.iter().filter(|key| {
            fits(key, algorithm) && (kid.is_none() || key.common.key_id.as_deref() == kid)
        });
        let key = fitting.next()?;
        if fitting.next().is_some() {
            return None;
        }
        DecodingKey::from_jwk(key).ok()
    }
}

fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let kind = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::EllipticCurve(ec), Algorithm::ES256) => {
            ec.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::EllipticCurve(ec), Algorithm::ES384) => {
            ec.curve == EllipticCurve::P384
        }
        (AlgorithmParameters::RSA(_), Algorithm::RS256 | Algorithm::PS256) => true,
        _ => false,
    };
    let signs = matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let named = key.common.key_algorithm.is_none_or(|named| named == algorithm.into());
    kind && signs && named
}
