//! What a site chooses of its sessions, lock-out, passwords, uploads and rates: one setting, each
//! number within bounds that stay safe whatever is chosen.

use super::lockout::Policy;
use super::rate_limit::Limit;
use super::session::Limits;
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60 * 1_000_000;

/// The numbers of a site. What is missing in the setting is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Security {
    /// Minutes without a request after which a session ends.
    pub idle_minutes: u32,
    /// Hours after which a session ends whatever happens.
    pub absolute_hours: u32,
    /// Minutes for which a password counts as given lately.
    pub step_up_minutes: u32,
    /// Failed logins of one login that lock nothing.
    pub free_failures: u32,
    /// Minutes of the first lock; each further failure doubles it.
    pub first_lock_minutes: u32,
    /// Minutes of the longest lock.
    pub longest_lock_minutes: u32,
    /// Failures in a row that close a login until an administrator opens it.
    pub close_at: u32,
    /// Failed logins from one address that lock nothing.
    pub address_free_failures: u32,
    /// Fewest characters of a new password.
    pub shortest_password: u32,
    /// Largest uploaded file, in MiB.
    pub upload_mib: u32,
    /// Requests of one program a minute, in the long run.
    pub api_per_minute: u32,
    /// Requests of one program at once.
    pub api_burst: u32,
    /// Tries to log in from one address a minute.
    pub login_per_minute: u32,
}

impl Default for Security {
    fn default() -> Security {
        Security {
            idle_minutes: 15,
            absolute_hours: 12,
            step_up_minutes: 10,
            free_failures: 4,
            first_lock_minutes: 1,
            longest_lock_minutes: 60,
            close_at: 100,
            address_free_failures: 19,
            shortest_password: 12,
            upload_mib: 64,
            api_per_minute: 6_000,
            api_burst: 600,
            login_per_minute: 30,
        }
    }
}

/// One number as the page shows and takes it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the form and in the setting.
    pub name: &'static str,
    /// The group under which it stands.
    pub group: &'static str,
    /// What it is, with its unit.
    pub label: &'static str,
    /// The least that is safe.
    pub least: u32,
    /// The most that is safe.
    pub most: u32,
    /// Why these bounds.
    pub why: &'static str,
    /// Reads it.
    pub get: fn(&Security) -> u32,
    /// Sets it.
    pub set: fn(&mut Security, u32),
}

macro_rules! fields {
    ($($group:literal: $name:ident $least:literal to $most:literal,
       $label:literal, $why:literal;)*) => {
        /// Every number, in the order of the page.
        pub const FIELDS: &[Field] = &[$(Field {
            name: stringify!($name),
            group: $group,
            label: $label,
            least: $least,
            most: $most,
            why: $why,
            get: |security| security.$name,
            set: |security, value| security.$name = value,
        }),*];
    };
}

fields! {
    "Sessions": idle_minutes 2 to 30, "Minutes without a request until a session ends",
        "NIST SP 800-63B (revision 3, section 4.2.3) allows 30 minutes at most at its second level.";
    "Sessions": absolute_hours 1 to 12, "Hours until a session ends whatever happens",
        "The same section asks for a new login every 12 hours at least.";
    "Sessions": step_up_minutes 1 to 30,
        "Minutes for which a password counts as given lately",
        "People, connectors and approvals are changed only so soon after a password.";
    "Lock-out": free_failures 2 to 9, "Failed tries for one login that lock nothing",
        "Fewer lock out people who mistype; more help who guesses.";
    "Lock-out": first_lock_minutes 1 to 60, "Minutes of the first lock; each further one doubles",
        "A lock of less than a minute hardly slows a guesser.";
    "Lock-out": longest_lock_minutes 15 to 1440, "Minutes of the longest lock",
        "A day at most: a longer one is what an administrator decides.";
    "Lock-out": close_at 10 to 100, "Failures in a row that close a login until it is unlocked",
        "NIST SP 800-63B (section 5.2.2) allows 100 at most.";
    "Lock-out": address_free_failures 9 to 199, "Failed tries from one address that lock nothing",
        "Many people may sit behind one address.";
    "Passwords": shortest_password 12 to 64, "Fewest characters of a new password",
        "Longer is stronger than more kinds of signs. Passwords that exist stay as they are.";
    "Uploads": upload_mib 1 to 256, "Largest uploaded file, in MiB",
        "A file is read into memory in parts; larger releases are imported on the machine itself.";
    "Rates": api_per_minute 60 to 60000, "Requests of one program a minute",
        "Counted by each process that serves this site.";
    "Rates": api_burst 10 to 6000, "Requests of one program at once",
        "Counted by each process that serves this site.";
    "Rates": login_per_minute 5 to 300, "Tries to log in from one address a minute",
        "Counted by each process; failed tries are counted over all of them, above.";
}

impl Security {
    /// The setting's name.
    pub const SETTING: &str = "security";

    /// The most that an upload may ever be, in bytes, whatever a site chooses.
    pub const LARGEST_UPLOAD: usize = 256 << 20;

    /// What is wrong with the numbers, each with the name of its field.
    #[must_use]
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults: Vec<(&'static str, String)> = FIELDS
            .iter()
            .filter(|field| !(field.least..=field.most).contains(&(field.get)(self)))
            .map(|field| {
                (field.name, format!("This lies between {} and {}.", field.least, field.most))
            })
            .collect();
        let mut fault = |wrong: bool, name, says: &str| {
            if wrong {
                faults.push((name, says.to_owned()));
            }
        };
        fault(
            self.first_lock_minutes > self.longest_lock_minutes,
            "first_lock_minutes",
            "The first lock is no longer than the longest.",
        );
        fault(
            self.api_burst > self.api_per_minute,
            "api_burst",
            "No more come at once than in a minute.",
        );
        faults
    }

    /// The numbers, each moved within its bounds: what stands in the database may be older than
    /// the bounds of this program.
    #[must_use]
    pub fn within_bounds(mut self) -> Security {
        for field in FIELDS {
            let value = (field.get)(&self).clamp(field.least, field.most);
            (field.set)(&mut self, value);
        }
        self.first_lock_minutes = self.first_lock_minutes.min(self.longest_lock_minutes);
        self.api_burst = self.api_burst.min(self.api_per_minute);
        self
    }

    /// The limits of a session.
    #[must_use]
    pub fn session(&self) -> Limits {
        Limits {
            idle: i64::from(self.idle_minutes) * MINUTE,
            absolute: i64::from(self.absolute_hours) * 60 * MINUTE,
            step_up: i64::from(self.step_up_minutes) * MINUTE,
        }
    }

    /// How failures of one login are answered.
    #[must_use]
    pub fn login(&self) -> Policy {
        Policy {
            free: self.free_failures,
            first: i64::from(self.first_lock_minutes) * MINUTE,
            longest: i64::from(self.longest_lock_minutes) * MINUTE,
            // A lock must outlive nothing that forgets it.
            forget_after: Policy::LOGIN
                .forget_after
                .max(2 * i64::from(self.longest_lock_minutes) * MINUTE),
            close_at: Some(self.close_at),
        }
    }

    /// How failures from one address are answered.
    #[must_use]
    pub fn address(&self) -> Policy {
        Policy { free: self.address_free_failures, ..Policy::ADDRESS }
    }

    /// Requests of one program.
    #[must_use]
    pub fn api(&self) -> Limit {
        Limit { burst: self.api_burst, per_minute: self.api_per_minute }
    }

    /// Tries to log in from one address.
    #[must_use]
    pub fn login_rate(&self) -> Limit {
        Limit { burst: self.login_per_minute, per_minute: self.login_per_minute }
    }

    /// Largest upload, in bytes.
    #[must_use]
    pub fn upload(&self) -> usize {
        (self.upload_mib as usize) << 20
    }

    /// Fewest characters of a new password.
    #[must_use]
    pub fn shortest(&self) -> usize {
        self.shortest_password as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::password::SHORTEST;

    #[test]
    fn the_defaults_are_what_the_parts_say_and_within_their_bounds() {
        let security = Security::default();
        assert_eq!(security.faults(), []);
        assert_eq!(security.within_bounds(), security);
        assert_eq!(security.session(), Limits::default());
        assert_eq!(security.login(), Policy::LOGIN);
        assert_eq!(security.address(), Policy::ADDRESS);
        assert_eq!(security.shortest(), SHORTEST);
        assert_eq!(serde_json::from_str::<Security>("{}").unwrap(), security);
    }

    #[test]
    fn each_number_has_bounds_that_are_held() {
        let names: Vec<_> = FIELDS.iter().map(|field| field.name).collect();
        let json = serde_json::to_value(Security::default()).unwrap();
        assert_eq!(json.as_object().unwrap().len(), names.len(), "a number without a field");
        for field in FIELDS {
            for bad in [field.least - 1, field.most + 1] {
                let mut security = Security::default();
                (field.set)(&mut security, bad);
                assert!(security.faults().iter().any(|(name, _)| *name == field.name), "{bad}");
                assert_eq!(security.within_bounds().faults(), [], "{} {bad}", field.name);
            }
        }
    }

    #[test]
    fn numbers_that_contradict_each_other_are_refused() {
        let locks =
            Security { first_lock_minutes: 60, longest_lock_minutes: 15, ..Security::default() };
        assert_eq!(locks.faults()[0].0, "first_lock_minutes");
        let rates = Security { api_burst: 600, api_per_minute: 60, ..Security::default() };
        assert_eq!(rates.faults()[0].0, "api_burst");
        assert_eq!(rates.within_bounds().api_burst, 60);
    }
}
