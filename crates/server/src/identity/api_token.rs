//! Tokens for programs: shown once, kept as a hash, narrowed to some permissions, with an end.

use super::permission::Permission;
use super::secret::{self, NoRandomness};
use model::{TenantId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// How every token begins, so that a scanner for leaked secrets can find one.
pub const PREFIX: &str = "cc_";

/// Bytes of a token: 256 bits.
const TOKEN_BYTES: usize = 32;

/// Characters after the prefix.
const CHARACTERS: usize = 43;

/// Longest life of a token, in microseconds: 366 days.
pub const LONGEST_LIFE: i64 = 366 * 24 * 60 * 60 * 1_000_000;

/// Longest name of a token, in characters.
pub const LONGEST_NAME: usize = 100;

/// What the store keeps of a token. Times in epoch microseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// SHA-256 of the token: the key of the row.
    pub fingerprint: String,
    /// What it is for, in the words of its maker.
    pub name: String,
    /// The user as whom it acts.
    pub user: String,
    /// What it may do; never more than the user may (`Principal::scope`).
    pub scope: BTreeSet<Permission>,
    /// When it was made.
    pub created: i64,
    /// From when on it is worth nothing.
    pub expires: i64,
    /// When it was revoked.
    pub revoked: Option<i64>,
}

impl ApiToken {
    /// The row that the store keeps.
    #[must_use]
    pub fn row(self, tenant: &TenantId, id: String) -> store::people::ApiToken {
        store::people::ApiToken {
            token_hash: self.fingerprint,
            tenant: tenant.clone(),
            id,
            user: UserId(self.user),
            name: self.name,
            scopes: self.scope.iter().map(ToString::to_string).collect(),
            created_at: self.created,
            expires_at: self.expires,
            used_at: None,
            revoked_at: self.revoked,
        }
    }
}

/// A fresh token's text, to be shown once. It prints as stars.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    /// The text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(***)")
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What it is for.
    pub name: String,
    /// The user as whom it acts.
    pub user: String,
    /// What it may do.
    pub scope: BTreeSet<Permission>,
    /// Life in days.
    pub days: u32,
}

/// Why no token was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoToken {
    /// No random bytes.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// No name, or too long a one.
    #[error("name what the token is for, in at most {LONGEST_NAME} characters")]
    Name,
    /// No permission asked for.
    #[error("name at least one permission")]
    Scope,
    /// Too short or too long a life.
    #[error("a token lives for 1 to 366 days")]
    Life,
}

/// Makes a token: what to show, and what to keep.
///
/// # Errors
/// [`NoToken`].
pub fn make(request: Request, now: i64) -> Result<(Shown, ApiToken), NoToken> {
    let name = request.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(NoToken::Name);
    }
    if request.scope.is_empty() {
        return Err(NoToken::Scope);
    }
    let life = i64::from(request.days).saturating_mul(24 * 60 * 60 * 1_000_000);
    if life == 0 || life > LONGEST_LIFE {
        return Err(NoToken::Life);
    }
    let text = format!("{PREFIX}{}", secret::text(&secret::random::<TOKEN_BYTES>()?));
    let kept = ApiToken {
        fingerprint: secret::fingerprint(&text),
        name,
        user: request.user,
        scope: request.scope,
        created: now,
        expires: now.saturating_add(life),
        revoked: None,
    };
    Ok((Shown(text), kept))
}

/// The fingerprint of the token in an `Authorization` header; `None` where there is none of our
/// form. The scheme's case does not matter (RFC 9110, section 11.1).
#[must_use]
pub fn fingerprint_of(authorization: &str) -> Option<String> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    let token = token.trim();
    let rest = token.strip_prefix(PREFIX)?;
    let well_formed = scheme.eq_ignore_ascii_case("bearer")
        && rest.len() == CHARACTERS
        && secret::bytes(rest).is_some_and(|bytes| bytes.len() == TOKEN_BYTES);
    well_formed.then(|| secret::fingerprint(token))
}

/// What a token is worth now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may be used.
    Live,
    /// Its time is over.
    Expired,
    /// Somebody revoked it.
    Revoked,
}

/// Judges a token.
#[must_use]
pub fn judge(token: &ApiToken, now: i64) -> Standing {
    if token.revoked.is_some() {
        Standing::Revoked
    } else if now >= token.expires {
        Standing::Expired
    } else {
        Standing::Live
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(days: u32) -> Request {
        Request {
            name: " charts of the ward ".into(),
            user: "user_1".into(),
            scope: [Permission::SubmitChart, Permission::ReadApi].into(),
            days,
        }
    }

    #[test]
    fn shown_once_and_found_by_its_hash() {
        let (shown, kept) = make(request(1), 5).unwrap();
        let text = shown.reveal();
        assert!(text.starts_with(PREFIX) && text.len() == 46);
        assert!(!serde_json::to_string(&kept).unwrap().contains(text));
        assert_eq!(format!("{shown:?}"), "Shown(***)");
        assert_eq!(kept.name, "charts of the ward");
        for header in [format!("Bearer {text}"), format!("bearer  {text} ")] {
            assert_eq!(fingerprint_of(&header).as_ref(), Some(&kept.fingerprint));
        }
        let bad =
            ["", "Bearer", "Bearer cc_", &format!("Basic {text}"), &format!("Bearer x{text}")];
        for header in bad {
            assert_eq!(fingerprint_of(header), None, "{header}");
        }
    }

    #[test]
    fn judged() {
        let (_, kept) = make(request(1), 5).unwrap();
        let day = 24 * 60 * 60 * 1_000_000;
        assert_eq!(judge(&kept, 5), Standing::Live);
        assert_eq!(judge(&kept, day + 4), Standing::Live);
        assert_eq!(judge(&kept, day + 5), Standing::Expired);
        assert_eq!(judge(&ApiToken { revoked: Some(6), ..kept }, 7), Standing::Revoked);
    }

    #[test]
    fn refused() {
        let none = Request { scope: BTreeSet::new(), ..request(1) };
        let long = Request { name: "x".repeat(101), ..request(1) };
        let cases = [
            (request(0), NoToken::Life),
            (request(367), NoToken::Life),
            (request(u32::MAX), NoToken::Life),
            (none, NoToken::Scope),
            (long, NoToken::Name),
            (Request { name: "  ".into(), ..request(1) }, NoToken::Name),
        ];
        for (request, why) in cases {
            assert_eq!(make(request, 0).unwrap_err(), why);
        }
    }
}
