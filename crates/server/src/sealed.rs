//! Small secrets that lie in the database: sealed with a key that does not (AES-256-GCM, a key of
//! its own for each purpose by HKDF from the site's secret).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Bytes of a nonce; drawn anew for each seal.
const NONCE: usize = 12;

/// The secret could not be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret could not be sealed")]
pub struct NotSealed;

struct KeyBytes;

impl KeyType for KeyBytes {
    fn len(&self) -> usize {
        32
    }
}

fn key(site: &[u8; 32], purpose: &str) -> Option<LessSafeKey> {
    let secret = Salt::new(HKDF_SHA256, b"cleanclaim sealed 1").extract(site);
    let info = [purpose.as_bytes()];
    let mut bytes = [0; 32];
    secret.expand(&info, KeyBytes).ok()?.fill(&mut bytes).ok()?;
    Some(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &bytes).ok()?))
}

/// Seals a text for one purpose.
///
/// # Errors
/// [`NotSealed`] when the machine gives no random bytes.
pub fn seal(site: &[u8; 32], purpose: &str, text: &str) -> Result<String, NotSealed> {
    let mut nonce = [0; NONCE];
    aws_lc_rs::rand::fill(&mut nonce).map_err(|_| NotSealed)?;
    let mut bytes = text.as_bytes().to_vec();
    let sealing = key(site, purpose).ok_or(NotSealed)?;
    sealing
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut bytes)
        .map_err(|_| NotSealed)?;
    let mut sealed = nonce.to_vec();
    sealed.extend(bytes);
    Ok(STANDARD_NO_PAD.encode(sealed))
}

/// Opens what was sealed here for the same purpose; `None` for anything else.
#[must_use]
pub fn open(site: &[u8; 32], purpose: &str, sealed: &str) -> Option<String> {
    let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
    let (nonce, body) = bytes.split_at_checked(NONCE)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut body = body.to_vec();
    let text = key(site, purpose)?.open_in_place(nonce, Aad::empty(), &mut body).ok()?;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::{open, seal};

    #[test]
    fn a_sealed_text_opens_for_its_purpose_at_its_site_only() {
        let sealed = seal(&[1; 32], "totp", "JBSWY3DP").expect("sealed");
        assert!(!sealed.contains("JBSWY3DP"));
        assert_eq!(open(&[1; 32], "totp", &sealed).as_deref(), Some("JBSWY3DP"));
        assert_eq!(open(&[2; 32], "totp", &sealed), None);
        assert_eq!(open(&[1; 32], "webhook", &sealed), None);
        let mut flipped = sealed.clone().into_bytes();
        flipped[20] = if flipped[20] == b'A' { b'B' } else { b'A' };
        assert_eq!(open(&[1; 32], "totp", &String::from_utf8(flipped).expect("text")), None);
        for bad in ["", "AAAA", "not base64 !"] {
            assert_eq!(open(&[1; 32], "totp", bad), None, "{bad}");
        }
    }
}
