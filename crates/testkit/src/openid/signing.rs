//! Keys and signed tokens (JSON Web Signature, RFC 7515).

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// How the provider signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, of 2048 bits: what most providers use.
    Rs256,
}

#[derive(Debug)]
enum Pair {
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

#[derive(Debug)]
pub(super) struct Key {
    pair: Pair,
    id: String,
}

impl Algorithm {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }
}

impl Key {
    pub(super) fn make(algorithm: Algorithm) -> std::io::Result<Self> {
        let fault = |_| std::io::Error::other("no key could be made");
        let pair = match algorithm {
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
                Pair::Ec(pair.map_err(fault)?)
            }
            Algorithm::Rs256 => Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).map_err(fault)?),
        };
        let mut key = Self { pair, id: String::new() };
        let digest = digest::digest(&digest::SHA256, key.public_bytes());
        key.id = URL_SAFE_NO_PAD.encode(&digest.as_ref()[..8]);
        Ok(key)
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Ec(_) => Algorithm::Es256,
            Pair::Rsa(_) => Algorithm::Rs256,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The public key as JWK (RFC 7518, section 6).
    pub(super) fn public(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut jwk = match &self.pair {
            // The uncompressed point: 04, then x and y of 32 bytes each.
            Pair::Ec(_) => {
                let (x, y) = self.public_bytes()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "x": text(x), "y": text(y) })
            }
            Pair::Rsa(_) => {
                let (modulus, exponent) = integers(self.public_bytes()).unwrap_or_default();
                json!({ "kty": "RSA", "n": text(modulus), "e": text(exponent) })
            }
        };
        jwk["kid"] = json!(self.id);
        jwk["use"] = json!("sig");
        jwk["alg"] = json!(self.algorithm().name());
        jwk
    }

    /// A signed token whose header names a key.
    pub(super) fn sign(&self, id: &str, claims: &Map<String, Value>) -> Option<String> {
        let head = json!({ "alg": self.algorithm().name(), "kid": id, "typ": "JWT" });
        let text = format!("{}.{}", part(&head), part(&Value::Object(claims.clone())));
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Ec(pair) => pair.sign(&random, text.as_bytes()).ok()?.as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).ok()?;
                signature
            }
        };
        Some(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// A token signed with HS256, with the published key in PEM as the secret: accepted by
    /// whoever lets the token choose the algorithm.
    pub(super) fn as_secret(&self, claims: &Map<String, Value>) -> String {
        let head = json!({ "alg": "HS256", "kid": self.id, "typ": "JWT" });
        let text = format!("{}.{}", part(&head), part(&Value::Object(claims.clone())));
        let der = match &self.pair {
            Pair::Ec(pair) => pair.public_key().as_der().map(|der| der.as_ref().to_vec()),
            Pair::Rsa(pair) => pair.public_key().as_der().map(|der| der.as_ref().to_vec()),
        };
        let der = der.unwrap_or_default();
        let lines = base64::engine::general_purpose::STANDARD.encode(der);
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n");
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, pem.as_bytes()), text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
    }

    fn public_bytes(&self) -> &[u8] {
        match &self.pair {
            Pair::Ec(pair) => pair.public_key().as_ref(),
            Pair::Rsa(pair) => pair.public_key().as_ref(),
        }
    }
}

/// A token that nobody signed.
pub(super) fn unsigned(claims: &Map<String, Value>) -> String {
    let head = part(&json!({ "alg": "none", "typ": "JWT" }));
    format!("{head}.{}.", part(&Value::Object(claims.clone())))
}

/// A part of a token.
pub(super) fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// The two integers of an `RSAPublicKey` (RFC 8017, A.1.1), without their leading zeros.
fn integers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = element(der, 0x30)?;
    let (modulus, rest) = element(sequence, 0x02)?;
    let (exponent, _) = element(rest, 0x02)?;
    let bare = |bytes: &[u8]| bytes.iter().take_while(|byte| **byte == 0).count();
    Some((&modulus[bare(modulus)..], &exponent[bare(exponent)..]))
}

/// The content of a DER element of a kind, and what follows it.
fn element(der: &[u8], kind: u8) -> Option<(&[u8], &[u8])> {
    let (&[own, first], mut rest) = der.split_first_chunk::<2>()?;
    let mut length = usize::from(first);
    if first & 0x80 != 0 {
        let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
        length = bytes.iter().try_fold(0_usize, |sum, byte| {
            sum.checked_mul(256).map(|sum| sum + usize::from(*byte))
        })?;
        rest = after;
    }
    (own == kind).then_some(rest)?.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_rsa_key() {
        let der = [0x30, 0x08, 0x02, 0x03, 0x00, 0x81, 0x05, 0x02, 0x01, 0x03];
        assert_eq!(integers(&der), Some((&[0x81, 0x05][..], &[0x03][..])));
        assert_eq!(integers(&der[..6]), None);
        let Ok(key) = Key::make(Algorithm::Rs256) else { panic!("a key") };
        assert_eq!(
            (key.public()["e"].as_str(), key.public()["n"].as_str().map(str::len)),
            (Some("AQAB"), Some(342))
        );
    }
}
