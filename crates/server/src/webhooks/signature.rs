//! The signature of Standard Webhooks, version 1: HMAC-SHA256 over id, time and body.

use crate::identity::secret::{NoRandomness, random};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How every secret begins.
const PREFIX: &str = "whsec_";

/// A new secret: 32 random bytes.
///
/// # Errors
/// [`NoRandomness`].
pub fn new_secret() -> Result<String, NoRandomness> {
    Ok(format!("{PREFIX}{}", STANDARD.encode(random::<32>()?)))
}

/// The value of `webhook-signature`; `timestamp` is in seconds since 1970. `None` for a secret
/// that is not of our form.
#[must_use]
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(tag.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example() {
        // The example of the specification's reference libraries.
        let signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(sign("whsec_!", "m", 0, "").is_none());
        assert_ne!(new_secret().unwrap(), new_secret().unwrap());
    }
}
