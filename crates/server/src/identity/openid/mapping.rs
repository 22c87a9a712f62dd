//! From what a provider says of a person to what the person is here, by the site's settings.

use super::fault::Fault;
use crate::identity::permission::Role;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Most groups of a person that are looked at.
const MOST_GROUPS: usize = 1_000;

/// Longest claim that is taken over, in characters.
const LONGEST_CLAIM: usize = 255;

/// Which claim says what. A name with dots goes into objects (`realm_access.roles`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// The login, for people to read; never the key of the user.
    pub login: String,
    /// The name.
    pub name: String,
    /// The groups: a text or a list.
    pub groups: String,
    /// The person's NPI, where the person is a provider.
    pub provider: Option<String>,
    /// Roles by group. A group that is not here has none.
    pub roles: BTreeMap<String, BTreeSet<Role>>,
    /// Teams by group.
    pub teams: BTreeMap<String, BTreeSet<String>>,
}

impl Default for Mapping {
    fn default() -> Mapping {
        Mapping {
            login: "preferred_username".into(),
            name: "name".into(),
            groups: "groups".into(),
            provider: None,
            roles: BTreeMap::new(),
            teams: BTreeMap::new(),
        }
    }
}

/// A person whom a provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// With `subject`, the key of the user: no other claim is promised to stay
    /// (OpenID Connect Core 1.0, section 5.7).
    pub issuer: String,
    /// The person, at this issuer.
    pub subject: String,
    /// For people to read.
    pub login: String,
    /// For people to read.
    pub name: String,
    /// Only where the provider says that it has been verified.
    pub email: Option<String>,
    /// The roles, at least one.
    pub roles: BTreeSet<Role>,
    /// The teams.
    pub teams: BTreeSet<String>,
    /// The NPI.
    pub provider: Option<String>,
}

/// Maps the claims of a token that holds.
///
/// # Errors
/// [`Fault::NoRole`]: nobody comes in by default.
pub fn person(mapping: &Mapping, claims: &Map<String, Value>) -> Result<Person, Fault> {
    let text = |path: &str| at(claims, path).and_then(Value::as_str).map(clean);
    let groups = groups(claims, &mapping.groups);
    let of = |group: &String| mapping.roles.get(group).into_iter().flatten().copied();
    let roles: BTreeSet<Role> = groups.iter().flat_map(of).collect();
    if roles.is_empty() {
        return Err(Fault::NoRole);
    }
    let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default().to_owned();
    let login = text(&mapping.login).filter(|login| !login.is_empty());
    let login = login.unwrap_or_else(|| subject.clone());
    let verified = claims.get("email_verified") == Some(&Value::Bool(true));
    let of = |group: &String| mapping.teams.get(group).into_iter().flatten().cloned();
    Ok(Person {
        issuer: claims.get("iss").and_then(Value::as_str).unwrap_or_default().to_owned(),
        name: text(&mapping.name).unwrap_or_else(|| login.clone()),
        email: if verified { text("email") } else { None },
        teams: groups.iter().flat_map(of).collect(),
        provider: mapping.provider.as_deref().and_then(text).filter(|npi| is_npi(npi)),
        subject,
        login,
        roles,
    })
}

fn at<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    // A claim whose own name has dots (`https://site.example/groups`) comes first.
    claims.get(path).or_else(|| {
        let mut parts = path.split('.');
        let first = claims.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    })
}

fn groups(claims: &Map<String, Value>, path: &str) -> Vec<String> {
    match at(claims, path) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => {
            all.iter().take(MOST_GROUPS).filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn clean(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_CLAIM).collect()
}

fn is_npi(text: &str) -> bool {
    model::npi::is_valid(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping() -> Mapping {
        Mapping {
            groups: "realm_access.roles".into(),
            provider: Some("npi".into()),
            roles: [
                ("cc-coders".to_owned(), [Role::Coder].into()),
                ("cc-docs".to_owned(), [Role::Provider].into()),
            ]
            .into(),
            teams: [("cc-coders".to_owned(), ["ed".to_owned()].into())].into(),
            ..Mapping::default()
        }
    }

    fn map(json: Value) -> Result<Person, Fault> {
        person(&mapping(), json.as_object().unwrap())
    }

    #[test]
    fn groups_become_roles() {
        let person = map(serde_json::json!({
            "iss": "https://i", "sub": "42", "preferred_username": "ada\n", "name": "Ada",
            "email": "a@x.org", "email_verified": true, "npi": "1234567893",
            "realm_access": {"roles": ["cc-coders", "other", 7, "cc-docs"]},
        }))
        .unwrap();
        assert_eq!(person.roles, [Role::Coder, Role::Provider].into());
        assert_eq!(person.teams, ["ed".to_owned()].into());
        assert_eq!((person.login.as_str(), person.subject.as_str()), ("ada", "42"));
        assert_eq!(person.email.as_deref(), Some("a@x.org"));
        assert_eq!(person.provider.as_deref(), Some("1234567893"));
    }

    #[test]
    fn nobody_comes_in_by_default_and_nothing_unverified() {
        for groups in [
            serde_json::json!({}),
            serde_json::json!({"realm_access": {"roles": ["admin", "coder"]}}),
            serde_json::json!({"groups": ["cc-coders"]}),
            serde_json::json!({"realm_access": "cc-coders"}),
        ] {
            assert_eq!(map(groups), Err(Fault::NoRole));
        }
        let person = map(serde_json::json!({
            "sub": "42", "email": "boss@x.org", "email_verified": "true", "npi": "12",
            "realm_access": {"roles": "cc-docs"},
        }))
        .unwrap();
        assert_eq!((person.email, person.provider), (None, None));
        assert_eq!((person.login.as_str(), person.name.as_str()), ("42", "42"));
    }
}
