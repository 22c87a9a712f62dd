//! The session's cookie (RFC 6265bis): `__Host-` binds it to this host and to TLS, HttpOnly keeps
//! scripts off it, SameSite=Lax keeps it from requests that other sites start.

use super::{Limits, Token};

/// The name over TLS.
pub const NAME: &str = "__Host-cleanclaim";

/// The name without TLS, on loopback only: a browser refuses `__Host-` there.
pub const PLAIN_NAME: &str = "cleanclaim";

/// Longest `Cookie` header that is read.
const LONGEST_HEADER: usize = 16_384;

/// The name that is in use.
#[must_use]
pub fn name(tls: bool) -> &'static str {
    if tls { NAME } else { PLAIN_NAME }
}

/// The `Set-Cookie` value of a login.
#[must_use]
pub fn set(token: &Token, limits: &Limits, tls: bool) -> String {
    attributes(name(tls), token.reveal(), limits.absolute / 1_000_000, tls)
}

/// The `Set-Cookie` value of a logout.
#[must_use]
pub fn clear(tls: bool) -> String {
    attributes(name(tls), "", 0, tls)
}

/// A short-lived cookie of another name, as for a login at a provider. `name` gets the `__Host-`
/// prefix over TLS.
#[must_use]
pub fn set_named(name: &str, value: &str, seconds: i64, tls: bool) -> String {
    let prefix = if tls { "__Host-" } else { "" };
    attributes(&format!("{prefix}{name}"), value, seconds, tls)
}

/// The session's token from a `Cookie` header. Two cookies of the name are none: one of them was
/// planted.
#[must_use]
pub fn read(header: &str, tls: bool) -> Option<Token> {
    value(header, name(tls)).and_then(Token::read)
}

/// The value of the one cookie `name` (with its prefix).
#[must_use]
pub fn value<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    if header.len() > LONGEST_HEADER {
        return None;
    }
    let mut found = header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = found.next();
    if found.next().is_some() { None } else { first }
}

fn attributes(name: &str, value: &str, seconds: i64, tls: bool) -> String {
    let secure = if tls { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let token = Token::generate().unwrap();
        let text = token.reveal();
        let tls = set(&token, &Limits::default(), true);
        let expected = format!(
            "__Host-cleanclaim={text}; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(tls, expected);
        let plain = set(&token, &Limits::default(), false);
        assert!(plain.starts_with("cleanclaim=") && !plain.contains("Secure"), "{plain}");
        assert!(clear(true).starts_with("__Host-cleanclaim=; Path=/; Max-Age=0;"));
        assert!(set_named("login", "x", 600, true).starts_with("__Host-login=x; Path=/;"));
    }

    #[test]
    fn read_from_a_header() {
        let token = Token::generate().unwrap();
        let text = token.reveal();
        let cases = [
            (format!("a=b; __Host-cleanclaim={text}; c=d"), true, true),
            (format!("__Host-cleanclaim={text}"), false, false),
            (format!("cleanclaim={text}"), true, false),
            (format!("cleanclaim={text}"), false, true),
            (format!("cleanclaim={text}; cleanclaim=x"), false, false),
            (format!("{}cleanclaim={text}", "a=b;".repeat(5_000)), false, false),
            (String::new(), true, false),
            ("cleanclaim".to_owned(), false, false),
        ];
        for (header, tls, found) in cases {
            assert_eq!(read(&header, tls) == Some(token.clone()), found, "{header}");
        }
    }
}
