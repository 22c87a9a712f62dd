//! Passwords: kept as argon2id, compared in constant time, judged by length and by lists, never
//! by composition (NIST SP 800-63B revision 4, section 3.1.1.2).

mod rules;

pub use rules::{LONGEST, SHORTEST, WeakPassword, judge};

use super::secret::{self, NoRandomness};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

/// Memory of one hash, in KiB. 19 MiB, two passes and one lane are the least that the OWASP
/// Password Storage Cheat Sheet names for argon2id.
pub const MEMORY_KIB: u32 = 19_456;

/// Passes over the memory.
pub const PASSES: u32 = 2;

/// Lanes.
pub const LANES: u32 = 1;

/// Most memory that a stored hash may ask for: a hash put into the database by somebody else
/// must not exhaust the machine.
const MOST_MEMORY_KIB: u32 = 262_144;

/// Most passes that a stored hash may ask for.
const MOST_PASSES: u32 = 16;

/// Bytes of salt.
pub const SALT_BYTES: usize = 16;

/// A hash of no password, at the costs above: for a login that does not exist, so that the
/// answer takes as long as for one that does. The salt and hash are arbitrary.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$\
    AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    fn default() -> Cost {
        Cost { memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES }
    }
}

/// No hash could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashFault {
    /// No salt.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// The costs are outside what argon2 allows, or memory is short.
    #[error("the password could not be hashed")]
    Argon2,
}

/// What became of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The password is right; `rehash` asks to store it anew at today's cost.
    Right {
        /// True where the stored hash is cheaper than [`Cost`] asks.
        rehash: bool,
    },
    /// The password, or the login, is wrong. Which of both is not said.
    Wrong,
}

/// The hash of a password in PHC form, with a fresh salt. Takes tens of milliseconds: call it
/// on a thread that may block.
///
/// # Errors
/// [`HashFault`].
pub fn hash(password: &str, cost: Cost) -> Result<String, HashFault> {
    hash_with_salt(password, cost, &secret::random::<SALT_BYTES>()?)
}

/// As [`hash`], with a salt that is given: for the made-up practice, whose database is the same
/// each time. Never for a site.
///
/// # Errors
/// [`HashFault`].
pub fn hash_with_salt(
    password: &str,
    cost: Cost,
    salt: &[u8; SALT_BYTES],
) -> Result<String, HashFault> {
    let argon2 = argon2(cost).ok_or(HashFault::Argon2)?;
    let hash = argon2.hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash: PasswordHash| hash.to_string()).map_err(|_| HashFault::Argon2)
}

/// Compares a password with the stored hash; `None` where the login does not exist, which costs
/// the same work. Takes tens of milliseconds.
#[must_use]
pub fn verify(password: &str, stored: Option<&str>, cost: Cost) -> Answer {
    // What no rule would have let in needs no hash, and takes no time from others.
    let password = if password.len() > LONGEST * 4 { "" } else { password };
    let known = stored.and_then(|text| PasswordHash::new(text).ok()).filter(is_bearable);
    let Some(hash) = known else {
        let _ = argon2_default().verify_password(password.as_bytes(), NOBODY);
        return Answer::Wrong;
    };
    match argon2_default().verify_password(password.as_bytes(), &hash) {
        Ok(()) => Answer::Right { rehash: is_cheaper(&hash, cost) },
        Err(_) => Answer::Wrong,
    }
}

fn argon2(cost: Cost) -> Option<Argon2<'static>> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn argon2_default() -> Argon2<'static> {
    argon2(Cost::default()).unwrap_or_default()
}

fn is_bearable(hash: &PasswordHash) -> bool {
    Params::try_from(hash).is_ok_and(|params| {
        params.m_cost() <= MOST_MEMORY_KIB && params.t_cost() <= MOST_PASSES && params.p_cost() <= 4
    })
}

fn is_cheaper(hash: &PasswordHash, cost: Cost) -> bool {
    let is_id = hash.algorithm.as_str() == "argon2id";
    let enough = Params::try_from(hash).is_ok_and(|params| {
        params.m_cost() >= cost.memory_kib
            && params.t_cost() >= cost.passes
            && params.p_cost() >= cost.lanes
    });
    !(is_id && enough)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

    #[test]
    fn a_hash_is_argon2id_salted_and_verifies() {
        let first = hash("an unlikely phrase", CHEAP).unwrap();
        let second = hash("an unlikely phrase", CHEAP).unwrap();
        assert!(first.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{first}");
        assert_ne!(first, second);
        let ask = |password, stored| verify(password, stored, CHEAP);
        assert_eq!(ask("an unlikely phrase", Some(&first)), Answer::Right { rehash: false });
        assert_eq!(ask("an unlikely phrasf", Some(&first)), Answer::Wrong);
        assert_eq!(ask("an unlikely phrase", None), Answer::Wrong);
        assert_eq!(ask("", None), Answer::Wrong);
        assert_eq!(ask("an unlikely phrase", Some("not a hash")), Answer::Wrong);
        assert_eq!(ask(&"x".repeat(1_000_000), Some(&first)), Answer::Wrong);
    }

    #[test]
    fn a_cheaper_hash_is_made_anew() {
        let stored = hash("an unlikely phrase", CHEAP).unwrap();
        let dearer = Cost { passes: 2, ..CHEAP };
        let answer = verify("an unlikely phrase", Some(&stored), dearer);
        assert_eq!(answer, Answer::Right { rehash: true });
    }

    #[test]
    fn a_hash_that_asks_for_too_much_is_not_computed() {
        let greedy = NOBODY.replace("m=19456", "m=4000000");
        assert_eq!(verify("an unlikely phrase", Some(&greedy), CHEAP), Answer::Wrong);
    }

    #[test]
    fn the_hash_of_nobody_is_well_formed_and_at_full_cost() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        assert!(is_bearable(&nobody));
        assert!(!is_cheaper(&nobody, Cost::default()));
    }
}
