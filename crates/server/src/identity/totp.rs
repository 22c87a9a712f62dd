//! The second factor: codes by time (RFC 6238 over RFC 4226), and recovery codes.
//!
//! SHA-1, 30 seconds and six digits are what every authenticator app understands; in an HMAC,
//! SHA-1's collisions do not matter.

mod base32;

use super::secret::{self, NoRandomness};
use aws_lc_rs::hmac;
use std::collections::BTreeSet;
use std::fmt;

/// Seconds of one step.
pub const STEP_SECONDS: i64 = 30;

/// Digits of a code.
pub const DIGITS: u32 = 6;

/// Steps before and after now whose code is taken, for clocks that differ.
pub const SKEW_STEPS: i64 = 1;

/// Bytes of a secret: as many as SHA-1 gives (RFC 4226, section 4, R6).
const SECRET_BYTES: usize = 20;

/// Recovery codes of one user.
pub const RECOVERY_CODES: usize = 10;

/// Bytes of a recovery code: 80 bits, so that a plain SHA-256 can't be searched.
const RECOVERY_BYTES: usize = 10;

/// The shared secret of one user. It prints as stars; the store keeps it encrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl Secret {
    /// A new secret.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn generate() -> Result<Secret, NoRandomness> {
        Ok(Secret(secret::random::<SECRET_BYTES>()?.to_vec()))
    }

    /// From base32, in any case, with or without spaces; at least 128 bits.
    #[must_use]
    pub fn from_base32(text: &str) -> Option<Secret> {
        base32::decode(text).filter(|bytes| (16..=64).contains(&bytes.len())).map(Secret)
    }

    /// The secret in base32, for the store.
    #[must_use]
    pub fn to_base32(&self) -> String {
        base32::encode(&self.0)
    }

    /// The secret in groups of four, to be typed into an app.
    #[must_use]
    pub fn in_groups(&self) -> String {
        groups(&self.to_base32())
    }

    /// The address that an app reads (the form of Google Authenticator's key URI).
    #[must_use]
    pub fn uri(&self, site: &str, login: &str) -> String {
        let (site, login, secret) = (percent(site), percent(login), self.to_base32());
        format!(
            "otpauth://totp/{site}:{login}?secret={secret}&issuer={site}\
             &algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}"
        )
    }
}

/// Why a code was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongCode {
    /// Not the code of now.
    #[error("this is not the code of now; wait for the next one and try again")]
    Wrong,
    /// Right, but used before (RFC 6238, section 5.2).
    #[error("this code has been used; wait for the next one")]
    Used,
}

/// The code of a step.
#[must_use]
pub fn code(secret: &Secret, step: i64, digits: u32) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret.0);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    // RFC 4226, section 5.3: the last four bits say where the 31 bits stand.
    let at = usize::from(tag[tag.len() - 1] & 0xf);
    let bits = tag[at..at + 4].iter().fold(0u32, |bits, byte| (bits << 8) | u32::from(*byte));
    let number = (bits & 0x7fff_ffff) % 10u32.pow(digits.min(9));
    format!("{number:0width$}", width = digits as usize)
}

/// Compares what was typed with the codes around now (epoch microseconds). Gives the step, which
/// the caller keeps as `last_used`: no code of it or of an earlier one is taken again.
///
/// # Errors
/// [`WrongCode`].
pub fn verify(
    secret: &Secret,
    typed: &str,
    now: i64,
    last_used: Option<i64>,
) -> Result<i64, WrongCode> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).take(16).collect();
    let here = now.div_euclid(1_000_000 * STEP_SECONDS);
    let mut found = None;
    for step in here - SKEW_STEPS..=here + SKEW_STEPS {
        if secret::same(&code(secret, step, DIGITS), &typed) {
            found = Some(step);
        }
    }
    let step = found.ok_or(WrongCode::Wrong)?;
    if last_used.is_some_and(|last| step <= last) {
        return Err(WrongCode::Used);
    }
    Ok(step)
}

/// Recovery codes: what is shown once, and what is kept.
#[derive(Clone)]
pub struct RecoveryCodes {
    /// To be shown once, in groups of four.
    pub shown: Vec<String>,
    /// SHA-256 of each, for the store.
    pub kept: BTreeSet<String>,
}

/// New recovery codes; they replace all earlier ones.
///
/// # Errors
/// [`NoRandomness`].
pub fn recovery_codes() -> Result<RecoveryCodes, NoRandomness> {
    let mut codes = RecoveryCodes { shown: Vec::new(), kept: BTreeSet::new() };
    for _ in 0..RECOVERY_CODES {
        let code = base32::encode(&secret::random::<RECOVERY_BYTES>()?);
        codes.kept.insert(secret::fingerprint(&code));
        codes.shown.push(groups(&code));
    }
    Ok(codes)
}

/// Takes a recovery code out of `kept`; false where it is none of them. The caller stores what
/// is left in the same transaction as the login.
pub fn use_recovery_code(kept: &mut BTreeSet<String>, typed: &str) -> bool {
    let code = base32::decode(typed).filter(|bytes| bytes.len() == RECOVERY_BYTES);
    code.is_some_and(|bytes| kept.remove(&secret::fingerprint(&base32::encode(&bytes))))
}

fn groups(text: &str) -> String {
    let groups: Vec<&str> =
        text.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}

/// Percent-encoding of all but the unreserved characters (RFC 3986, section 2.3).
pub(super) fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn rfc() -> Secret {
        Secret(b"12345678901234567890".to_vec())
    }

    #[test]
    fn vectors_of_rfc_6238_appendix_b() {
        let cases = [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(code(&rfc(), seconds / STEP_SECONDS, 8), expected);
            let six = &expected[2..];
            assert_eq!(verify(&rfc(), six, seconds * SECOND, None), Ok(seconds / STEP_SECONDS));
        }
    }

    #[test]
    fn vectors_of_rfc_4226_appendix_d() {
        let codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922"];
        for (counter, expected) in (0..).zip(codes) {
            assert_eq!(code(&rfc(), counter, DIGITS), expected);
        }
    }

    #[test]
    fn one_step_of_skew_and_each_code_once() {
        let at = |step: i64| code(&rfc(), step, DIGITS);
        let now = 100 * STEP_SECONDS * SECOND + 7;
        for (step, taken) in [(98, false), (99, true), (100, true), (101, true), (102, false)] {
            assert_eq!(verify(&rfc(), &at(step), now, None).is_ok(), taken, "{step}");
        }
        assert_eq!(verify(&rfc(), &at(100), now, Some(100)), Err(WrongCode::Used));
        assert_eq!(verify(&rfc(), &at(99), now, Some(100)), Err(WrongCode::Used));
        assert_eq!(verify(&rfc(), &at(101), now, Some(100)), Ok(101));
        let spaced = format!(" {} {} ", &at(100)[..3], &at(100)[3..]);
        assert_eq!(verify(&rfc(), &spaced, now, None), Ok(100));
        for wrong in ["", "0", "abcdef", "1234567890123456789012345678901234567890"] {
            assert_eq!(verify(&rfc(), wrong, now, None), Err(WrongCode::Wrong));
        }
    }

    #[test]
    fn the_address_and_the_groups() {
        let secret = rfc();
        assert_eq!(secret.in_groups(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            secret.uri("Mercy & Co", "ada@x.org"),
            "otpauth://totp/Mercy%20%26%20Co:ada%40x.org?\
             secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Mercy%20%26%20Co\
             &algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(Secret::from_base32(&secret.in_groups().to_lowercase()), Some(secret.clone()));
        assert_eq!(Secret::from_base32("GEZD"), None);
        assert_eq!(format!("{secret:?}"), "Secret(***)");
    }

    #[test]
    fn a_recovery_code_works_once() {
        let codes = recovery_codes().unwrap();
        assert_eq!((codes.shown.len(), codes.kept.len()), (RECOVERY_CODES, RECOVERY_CODES));
        let mut kept = codes.kept.clone();
        assert!(!use_recovery_code(&mut kept, "AAAA AAAA AAAA AAAA"));
        assert!(use_recovery_code(&mut kept, &codes.shown[3].to_lowercase()));
        assert!(!use_recovery_code(&mut kept, &codes.shown[3]));
        assert_eq!(kept.len(), RECOVERY_CODES - 1);
    }
}
