//! What a provider says of itself (OpenID Connect Discovery 1.0, sections 3 and 4).

use super::fault::Fault;
use serde::Deserialize;

/// How long a description is used, in microseconds: an hour.
pub const FRESH: i64 = 60 * 60 * 1_000_000;

/// The members that are used.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Metadata {
    /// The issuer, letter by letter as in the ID tokens.
    pub issuer: String,
    /// Where the browser goes.
    pub authorization_endpoint: String,
    /// Where a code becomes a token.
    pub token_endpoint: String,
    /// Where the keys are.
    pub jwks_uri: String,
    /// Ways in which a client may prove itself; without the member: `client_secret_basic`.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Without the member nothing is known; with it, S256 must be there.
    #[serde(default)]
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// True where every answer names its issuer (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

/// Where an issuer's description is.
#[must_use]
pub fn address(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

/// Reads a description, and refuses one of another issuer or without TLS.
///
/// # Errors
/// [`Fault::Discovery`].
pub fn read(body: &[u8], issuer: &str) -> Result<Metadata, Fault> {
    let metadata: Metadata =
        serde_json::from_slice(body).map_err(|_| Fault::Discovery("it is not complete"))?;
    if metadata.issuer != issuer {
        return Err(Fault::Discovery("it names another issuer"));
    }
    let endpoints =
        [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
    if !endpoints.into_iter().all(|address| is_safe(address)) {
        return Err(Fault::Discovery("an address in it has no TLS"));
    }
    let methods = metadata.code_challenge_methods_supported.as_ref();
    if methods.is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
        return Err(Fault::Discovery("it does not know PKCE with S256"));
    }
    Ok(metadata)
}

/// TLS, or loopback, which never leaves the machine.
#[must_use]
pub fn is_safe(address: &str) -> bool {
    let Ok(address) = reqwest::Url::parse(address) else { return false };
    let loopback = matches!(address.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    let plain = address.username().is_empty()
        && address.password().is_none()
        && address.fragment().is_none();
    plain && (address.scheme() == "https" || (address.scheme() == "http" && loopback))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_loopback() {
        let cases = [
            ("https://id.example/authorize", true),
            ("http://127.0.0.1:8081/a", true),
            ("http://localhost/a", true),
            ("http://[::1]:9/a", true),
            ("http://id.example/a", false),
            ("http://127.0.0.1.evil.example/a", false),
            ("https://user:pass@id.example/a", false),
            ("https://id.example/a#x", false),
            ("javascript:alert(1)", false),
            ("/relative", false),
        ];
        for (address, safe) in cases {
            assert_eq!(is_safe(address), safe, "{address}");
        }
    }

    #[test]
    fn another_issuer_or_a_half_description_is_refused() {
        let text = |issuer: &str, token: &str, more: &str| {
            format!(
                r#"{{"issuer":"{issuer}","authorization_endpoint":"https://i/a",
                "token_endpoint":"{token}","jwks_uri":"https://i/k"{more}}}"#
            )
        };
        let read = |text: &str| read(text.as_bytes(), "https://i");
        assert!(read(&text("https://i", "https://i/t", "")).is_ok());
        let s256 = r#","code_challenge_methods_supported":["plain","S256"]"#;
        assert!(read(&text("https://i", "https://i/t", s256)).is_ok());
        let plain = r#","code_challenge_methods_supported":["plain"]"#;
        for bad in [
            text("https://i/", "https://i/t", ""),
            text("https://evil", "https://i/t", ""),
            text("https://i", "http://i/t", ""),
            text("https://i", "https://i/t", plain),
            "{}".to_owned(),
            "not json".to_owned(),
        ] {
            assert!(matches!(read(&bad), Err(Fault::Discovery(_))), "{bad}");
        }
        assert_eq!(address("https://i/"), "https://i/.well-known/openid-configuration");
    }
}
