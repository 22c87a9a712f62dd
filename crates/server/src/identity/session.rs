//! Sessions: a random token in a cookie, its hash in the store, an idle and an absolute limit, a
//! recent password for dangerous acts, and a token against forged requests.

pub mod cookie;
pub mod csrf;

use super::secret::{self, NoRandomness};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Bytes of a token: 256 bits.
const TOKEN_BYTES: usize = 32;

/// Characters of a token.
pub const TOKEN_CHARACTERS: usize = 43;

const MINUTE: i64 = 60 * 1_000_000;

/// A session's token, as it stands in the cookie. It prints as stars.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

impl Token {
    /// A new token. Make one at each login and at each step up, and drop the old one, so that a
    /// token planted before the login is worth nothing.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn generate() -> Result<Token, NoRandomness> {
        secret::random::<TOKEN_BYTES>().map(|bytes| Token(secret::text(&bytes)))
    }

    /// A token that came in; `None` where it has not the form of one.
    #[must_use]
    pub fn read(text: &str) -> Option<Token> {
        let well_formed = text.len() == TOKEN_CHARACTERS
            && secret::bytes(text).is_some_and(|bytes| bytes.len() == TOKEN_BYTES);
        well_formed.then(|| Token(text.to_owned()))
    }

    /// The text, for the cookie only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the token: the key under which the store keeps the session.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        secret::fingerprint(&self.0)
    }
}

/// The limits, in microseconds; settings of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Longest time without a request.
    pub idle: i64,
    /// Longest time since the login, whatever happens.
    pub absolute: i64,
    /// How long a password counts as recent.
    pub step_up: i64,
}

impl Default for Limits {
    /// 15 minutes idle, 12 hours in all, 10 minutes for dangerous acts.
    fn default() -> Limits {
        Limits { idle: 15 * MINUTE, absolute: 12 * 60 * MINUTE, step_up: 10 * MINUTE }
    }
}

/// What the store keeps of a session. Times in epoch microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The login.
    pub created: i64,
    /// The last request.
    pub last_seen: i64,
    /// When the person last proved who they are.
    pub proved: i64,
    /// False between the password and the second factor: the session may do nothing but give it.
    pub complete: bool,
}

/// What a session is worth now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may go on.
    Live,
    /// The password was right; the second factor is still to come.
    AwaitsSecondFactor,
    /// Too long without a request.
    Idle,
    /// Too long since the login.
    Expired,
}

/// Judges a session. A clock that went back by more than the idle limit ends it too: nobody
/// knows then how old it is.
#[must_use]
pub fn judge(session: &Session, limits: &Limits, now: i64) -> Standing {
    let newest = session.created.max(session.last_seen);
    if now.saturating_sub(session.created) >= limits.absolute
        || newest.saturating_sub(now) >= limits.idle
    {
        return Standing::Expired;
    }
    if now.saturating_sub(session.last_seen) >= limits.idle {
        return Standing::Idle;
    }
    if session.complete { Standing::Live } else { Standing::AwaitsSecondFactor }
}

/// True where a dangerous act (`Permission::is_dangerous`) may be done without asking for the
/// password again.
#[must_use]
pub fn is_recent(session: &Session, limits: &Limits, now: i64) -> bool {
    judge(session, limits, now) == Standing::Live
        && (0..limits.step_up).contains(&now.saturating_sub(session.proved))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judged() {
        let limits = Limits::default();
        let hour = 60 * MINUTE;
        let at = |last_seen| Session { created: 0, last_seen, proved: 0, complete: true };
        let cases = [
            (at(0), 0, Standing::Live),
            (at(0), 15 * MINUTE - 1, Standing::Live),
            (at(0), 15 * MINUTE, Standing::Idle),
            (at(12 * hour - 1), 12 * hour - 1, Standing::Live),
            (at(12 * hour - 1), 12 * hour, Standing::Expired),
            // The clock goes back a little, then a lot.
            (at(hour), hour - MINUTE, Standing::Live),
            (at(hour), hour - 15 * MINUTE, Standing::Expired),
            (at(0), i64::MAX, Standing::Expired),
            (at(i64::MAX), i64::MIN, Standing::Expired),
            (Session { complete: false, ..at(0) }, MINUTE, Standing::AwaitsSecondFactor),
            (Session { complete: false, ..at(0) }, hour, Standing::Idle),
        ];
        for (session, now, standing) in cases {
            assert_eq!(judge(&session, &limits, now), standing, "{session:?} {now}");
        }
    }

    #[test]
    fn a_password_is_recent_for_a_while() {
        let limits = Limits::default();
        let session = Session { created: 0, last_seen: 0, proved: 0, complete: true };
        for (now, recent) in
            [(0, true), (10 * MINUTE - 1, true), (10 * MINUTE, false), (-MINUTE, false)]
        {
            assert_eq!(is_recent(&session, &limits, now), recent, "{now}");
        }
        assert!(!is_recent(&Session { complete: false, ..session }, &limits, 0));
    }

    #[test]
    fn tokens() {
        let token = Token::generate().unwrap();
        assert_eq!(token.reveal().len(), TOKEN_CHARACTERS);
        assert_eq!(Token::read(token.reveal()), Some(token.clone()));
        assert_eq!(token.fingerprint().len(), 64);
        assert_eq!(format!("{token:?}"), "Token(***)");
        for bad in ["", "short", &"é".repeat(22), &"A".repeat(44), &"!".repeat(43)] {
            assert_eq!(Token::read(bad), None, "{bad}");
        }
    }
}
