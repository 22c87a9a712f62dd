//! Emergency access (45 CFR 164.312(a)(2)(ii)): one account or patient, for a limited time, with
//! a reason, and never without an entry in the audit log.

use super::permission::{Permission, Principal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Fewest characters of a reason.
pub const SHORTEST_REASON: usize = 10;

/// Most characters of a reason.
pub const LONGEST_REASON: usize = 500;

/// Minutes that a chart stays open where nothing else is asked for.
pub const USUAL_MINUTES: u32 = 60;

/// Most minutes.
pub const MOST_MINUTES: u32 = 240;

/// Longest id.
const LONGEST_ID: usize = 200;

const MINUTE: i64 = 60 * 1_000_000;

/// What is to be opened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// One account, by id.
    Account(String),
    /// All charts of one patient, by id.
    Patient(String),
}

impl Subject {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Subject::Account(id) | Subject::Patient(id) => id,
        }
    }

    /// `account` or `patient`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Subject::Account(_) => "account",
            Subject::Patient(_) => "patient",
        }
    }
}

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What is to be opened.
    pub subject: Subject,
    /// Why, in the person's own words.
    pub reason: String,
    /// For how many minutes; else [`USUAL_MINUTES`].
    pub minutes: Option<u32>,
}

/// An open glass, as the store keeps it. Times in epoch microseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The tenant.
    pub tenant: String,
    /// Who opened it.
    pub user: String,
    /// What is open.
    pub subject: Subject,
    /// Why.
    pub reason: String,
    /// From when.
    pub from: i64,
    /// Until when.
    pub until: i64,
}

/// The entry of the audit log that belongs to a grant. The caller writes both in one
/// transaction, and tells the compliance officers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditEntry {
    /// What happened: `break_glass`.
    pub action: &'static str,
    /// The tenant.
    pub tenant: String,
    /// Who did it.
    pub user: String,
    /// `account` or `patient`.
    pub subject_kind: &'static str,
    /// Its id.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// When, in epoch microseconds.
    pub at: i64,
    /// Until when it is open.
    pub until: i64,
}

/// Why the glass stays whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unbroken {
    /// No role of the person, or its token, allows it.
    #[error("this user may not open charts in an emergency")]
    NotAllowed,
    /// Too short, too long, or no words.
    #[error("give the reason in {SHORTEST_REASON} to {LONGEST_REASON} characters")]
    Reason,
    /// Too long a time, or none.
    #[error("a chart can be opened for 1 to {MOST_MINUTES} minutes")]
    Minutes,
    /// No id, or not the form of one.
    #[error("name one account or patient")]
    Subject,
}

/// Opens a glass.
///
/// # Errors
/// [`Unbroken`].
pub fn open(
    principal: &Principal,
    request: Request,
    now: i64,
) -> Result<(Grant, AuditEntry), Unbroken> {
    if !principal.may(Permission::BreakGlass) {
        return Err(Unbroken::NotAllowed);
    }
    let reason = request.reason.trim().to_owned();
    let length = reason.chars().count();
    let letters = reason.chars().filter(|c| c.is_alphabetic()).collect::<BTreeSet<char>>().len();
    // "xxxxxxxxxx" and "1234567890" are no reasons.
    if !(SHORTEST_REASON..=LONGEST_REASON).contains(&length) || letters < 4 {
        return Err(Unbroken::Reason);
    }
    let minutes = request.minutes.unwrap_or(USUAL_MINUTES);
    if !(1..=MOST_MINUTES).contains(&minutes) {
        return Err(Unbroken::Minutes);
    }
    let id = request.subject.id();
    if id.is_empty() || id.len() > LONGEST_ID || id.chars().any(char::is_control) {
        return Err(Unbroken::Subject);
    }
    let until = now.saturating_add(i64::from(minutes) * MINUTE);
    let entry = AuditEntry {
        action: "break_glass",
        tenant: principal.tenant.clone(),
        user: principal.user.clone(),
        subject_kind: request.subject.kind(),
        subject: id.to_owned(),
        reason: reason.clone(),
        at: now,
        until,
    };
    let grant = Grant {
        tenant: principal.tenant.clone(),
        user: principal.user.clone(),
        subject: request.subject,
        reason,
        from: now,
        until,
    };
    Ok((grant, entry))
}

/// True while the grant is open. Before its start it is not: a clock that goes back opens
/// nothing.
#[must_use]
pub fn is_open(grant: &Grant, now: i64) -> bool {
    (grant.from..grant.until).contains(&now)
}

/// What a person has open now: the value of `Principal::opened`.
#[must_use]
pub fn opened(grants: &[Grant], tenant: &str, user: &str, now: i64) -> BTreeSet<String> {
    grants
        .iter()
        .filter(|grant| grant.tenant == tenant && grant.user == user && is_open(grant, now))
        .map(|grant| grant.subject.id().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::permission::Role;

    fn person(role: Role) -> Principal {
        Principal {
            tenant: "t".into(),
            user: "ada".into(),
            roles: [role].into(),
            ..Principal::default()
        }
    }

    fn request(reason: &str, minutes: Option<u32>) -> Request {
        Request { subject: Subject::Account("acct_1".into()), reason: reason.into(), minutes }
    }

    #[test]
    fn opens_for_an_hour_and_leaves_an_entry() {
        let asked = request("  Patient calls about a denial today ", None);
        let (grant, entry) = open(&person(Role::Coder), asked, 7).unwrap();
        assert_eq!((grant.from, grant.until), (7, 7 + 60 * MINUTE));
        assert_eq!(entry.reason, "Patient calls about a denial today");
        let what = (entry.action, entry.user.as_str(), entry.subject_kind, entry.subject.as_str());
        assert_eq!(what, ("break_glass", "ada", "account", "acct_1"));
        assert_eq!((entry.at, entry.until), (grant.from, grant.until));
        for (now, open) in [(6, false), (7, true), (grant.until - 1, true), (grant.until, false)] {
            assert_eq!(is_open(&grant, now), open, "{now}");
        }
        let grants = [grant];
        assert_eq!(opened(&grants, "t", "ada", 8), ["acct_1".to_owned()].into());
        for (tenant, user, now) in [("t", "bob", 8), ("u", "ada", 8), ("t", "ada", i64::MAX)] {
            assert!(opened(&grants, tenant, user, now).is_empty());
        }
    }

    #[test]
    fn stays_whole() {
        let good = "Patient calls about a denial";
        let empty = Request { subject: Subject::Patient(String::new()), ..request(good, None) };
        let cases = [
            (Role::Admin, request(good, None), Unbroken::NotAllowed),
            (Role::Coder, request("urgent", None), Unbroken::Reason),
            (Role::Coder, request("          ", None), Unbroken::Reason),
            (Role::Coder, request("xxxxxxxxxxxxxxx", None), Unbroken::Reason),
            (Role::Coder, request(&"word ".repeat(101), None), Unbroken::Reason),
            (Role::Coder, request(good, Some(0)), Unbroken::Minutes),
            (Role::Coder, request(good, Some(241)), Unbroken::Minutes),
            (Role::Coder, empty, Unbroken::Subject),
        ];
        for (role, request, why) in cases {
            assert_eq!(open(&person(role), request, 0).unwrap_err(), why);
        }
    }
}
