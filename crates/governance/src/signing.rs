//! Ed25519 signatures (RFC 8032), and the ring of public keys that outlives each key.
//!
//! The seed is made and kept by the caller (outside the data folder, mode 0600). A key is rotated
//! by adding the new public key to the ring; what an older key signed stays verifiable.

use crate::hex;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::collections::BTreeMap;
use std::fmt;

/// Most public keys of a ring: one a day for over ten years.
pub const MAX_KEYS: usize = 4_096;

/// Longest text of a ring, in bytes.
pub const MAX_RING_BYTES: usize = 1024 * 1024;

/// Bytes of an Ed25519 public key.
const PUBLIC_BYTES: usize = 32;

/// Hexadecimal digits of a key's id: 128 bits.
const ID_DIGITS: usize = 32;

/// What every line of a ring begins with.
const ALGORITHM: &str = "ed25519";

/// A secret key.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// The key of 32 secret random bytes.
    ///
    /// # Panics
    /// Never for lack of sense in the seed: every 32 bytes are one (RFC 8032, 5.1.5). Only when
    /// the library can get no memory.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> SigningKey {
        SigningKey(Ed25519KeyPair::from_seed_unchecked(&seed).expect("32 bytes are a seed"))
    }

    /// The id of the public key.
    #[must_use]
    pub fn key_id(&self) -> String {
        self.public().key_id()
    }

    /// The signature of a message, as lower-case hexadecimal (128 digits).
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> String {
        hex::print(self.0.sign(message).as_ref())
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; PUBLIC_BYTES];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        PublicKey(bytes)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(***)")
    }
}

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; PUBLIC_BYTES]);

impl PublicKey {
    /// The key's name: the first 128 bits of the SHA-256 of its bytes, in hexadecimal.
    #[must_use]
    pub fn key_id(&self) -> String {
        let mut id = hex::sha256(&self.0);
        id.truncate(ID_DIGITS);
        id
    }

    /// True when this key signed the message. A signature that is not hexadecimal is no signature.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &str) -> bool {
        hex::parse(signature).is_some_and(|signature| {
            UnparsedPublicKey::new(&ED25519, self.0).verify(message, &signature).is_ok()
        })
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<PublicKey> {
        hex::parse(text)?.try_into().ok().map(PublicKey)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::print(&self.0))
    }
}

/// Why a text is not a ring of keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// A line is not `ed25519 ID KEY`.
    #[error("line {0} of the key ring is not `ed25519 ID KEY` with 32 and 64 hexadecimal digits")]
    Line(usize),
    /// The id is not the one of the key beside it.
    #[error("line {line}: the key has the id {right}, not the one that is written")]
    Id {
        /// The line, from 1.
        line: usize,
        /// The key's id.
        right: String,
    },
    /// More than [`MAX_KEYS`] keys, or longer than [`MAX_RING_BYTES`].
    #[error("the key ring holds more than {MAX_KEYS} keys or {MAX_RING_BYTES} bytes")]
    TooMany,
}

/// Public keys by their id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyring(BTreeMap<String, PublicKey>);

impl Keyring {
    /// A ring without keys.
    #[must_use]
    pub fn new() -> Keyring {
        Keyring::default()
    }

    /// Adds a key.
    ///
    /// # Errors
    /// When the ring is full.
    pub fn add(&mut self, key: PublicKey) -> Result<(), KeyringError> {
        if self.0.len() >= MAX_KEYS && !self.0.contains_key(&key.key_id()) {
            return Err(KeyringError::TooMany);
        }
        self.0.insert(key.key_id(), key);
        Ok(())
    }

    /// The ids of the keys, sorted.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// True when the ring has a key of this id.
    #[must_use]
    pub fn holds(&self, key_id: &str) -> bool {
        self.0.contains_key(key_id)
    }

    /// True when the ring has the key and the key signed the message.
    #[must_use]
    pub fn verify(&self, key_id: &str, message: &[u8], signature: &str) -> bool {
        self.0.get(key_id).is_some_and(|key| key.verify(message, signature))
    }

    /// Reads a ring: one key a line (`ed25519 ID KEY`); empty lines and lines from `#` are passed
    /// over.
    ///
    /// # Errors
    /// When a line is of another form, an id is not its key's, or there are too many.
    pub fn parse(text: &str) -> Result<Keyring, KeyringError> {
        if text.len() > MAX_RING_BYTES {
            return Err(KeyringError::TooMany);
        }
        let mut ring = Keyring::new();
        for (index, line) in text.lines().enumerate() {
            let (line, number) = (line.trim(), index + 1);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut words = line.split_ascii_whitespace();
            let (Some(ALGORITHM), Some(id), Some(key), None) =
                (words.next(), words.next(), words.next(), words.next())
            else {
                return Err(KeyringError::Line(number));
            };
            let key = PublicKey::parse(key).ok_or(KeyringError::Line(number))?;
            if key.key_id() != id {
                return Err(KeyringError::Id { line: number, right: key.key_id() });
            }
            ring.add(key)?;
        }
        Ok(ring)
    }
}

impl fmt::Display for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(id, key)| writeln!(f, "{ALGORITHM} {id} {key}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032, 7.1, test 1: the secret key, the public key, the signature of nothing.
    const SEED: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    const PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    const SIGNATURE: &str = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb\
                             8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

    #[test]
    fn the_standards_first_test() {
        let key = SigningKey::from_seed(hex::parse(SEED).unwrap().try_into().unwrap());
        assert_eq!(key.public().to_string(), PUBLIC);
        assert_eq!(key.sign(b""), SIGNATURE);
        assert_eq!(format!("{key:?}"), "SigningKey(***)");
        assert_eq!(key.key_id().len(), ID_DIGITS);
    }

    #[test]
    fn a_ring_keeps_what_older_keys_signed() {
        let (old, new) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
        let signature = old.sign(b"head");
        let mut ring = Keyring::new();
        assert!(!ring.verify(&old.key_id(), b"head", &signature));
        ring.add(old.public()).unwrap();
        ring.add(new.public()).unwrap();
        let ring = Keyring::parse(&format!("# keys\n\n{ring}")).unwrap();
        assert_eq!(ring.key_ids().count(), 2);
        assert!(ring.holds(&new.key_id()));
        assert!(ring.verify(&old.key_id(), b"head", &signature));
        assert!(!ring.verify(&new.key_id(), b"head", &signature));
        assert!(!ring.verify(&old.key_id(), b"heat", &signature));
        assert!(!ring.verify(&old.key_id(), b"head", &signature.to_uppercase()));
        assert!(!ring.verify(&old.key_id(), b"head", ""));
    }

    #[test]
    fn refuses_what_is_not_a_ring() {
        let key = SigningKey::from_seed([1; 32]).public();
        let id = key.key_id();
        assert_eq!(Keyring::parse(&format!("\nrsa {id} {key}")), Err(KeyringError::Line(2)));
        assert_eq!(Keyring::parse(&format!("ed25519 {id} {key} x")), Err(KeyringError::Line(1)));
        assert_eq!(Keyring::parse(&format!("ed25519 {id} ff")), Err(KeyringError::Line(1)));
        let wrong = Keyring::parse(&format!("ed25519 0 {key}"));
        assert_eq!(wrong, Err(KeyringError::Id { line: 1, right: id }));
        assert_eq!(Keyring::parse(&" ".repeat(MAX_RING_BYTES + 1)), Err(KeyringError::TooMany));
    }
}
