//! A scope: a setting, a specialty within it, a payer within that. Charts belong to the deepest.

use model::Setting;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Longest name of a specialty or payer, in bytes.
pub const MAX_NAME: usize = 64;

/// One node of the tree setting → specialty → payer; its text is `office/cardiology/medicare`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope {
    setting: Setting,
    specialty: Option<String>,
    payer: Option<String>,
}

/// Why a text is not a scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a scope; write setting, setting/specialty or setting/specialty/payer, with names \
     of small letters, digits, - and _ (as office/cardiology/medicare)"
)]
pub struct ScopeError(pub String);

impl Scope {
    /// A whole setting.
    #[must_use]
    pub fn of_setting(setting: Setting) -> Scope {
        Scope { setting, specialty: None, payer: None }
    }

    /// The setting.
    #[must_use]
    pub fn setting(&self) -> Setting {
        self.setting
    }

    /// The specialty, unless this is a whole setting.
    #[must_use]
    pub fn specialty(&self) -> Option<&str> {
        self.specialty.as_deref()
    }

    /// The payer, when this is one payer of one specialty.
    #[must_use]
    pub fn payer(&self) -> Option<&str> {
        self.payer.as_deref()
    }

    /// The scope above; a setting has none.
    #[must_use]
    pub fn parent(&self) -> Option<Scope> {
        let mut parent = self.clone();
        if parent.payer.take().is_some() || parent.specialty.take().is_some() {
            Some(parent)
        } else {
            None
        }
    }

    /// This scope and those above, deepest first.
    pub fn upward(&self) -> impl Iterator<Item = Scope> {
        std::iter::successors(Some(self.clone()), Scope::parent)
    }

    /// True when `other` is this scope or lies in it.
    #[must_use]
    pub fn contains(&self, other: &Scope) -> bool {
        other.upward().any(|scope| scope == *self)
    }
}

fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    !name.is_empty() && name.len() <= MAX_NAME && name.bytes().all(plain)
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Scope, ScopeError> {
        let fault = || ScopeError(text.chars().take(3 * MAX_NAME).collect());
        let mut parts = text.split('/');
        let setting = parts.next().and_then(|name| name.parse().ok()).ok_or_else(fault)?;
        let mut name = || match parts.next() {
            None => Ok(None),
            Some(name) if is_name(name) => Ok(Some(name.to_owned())),
            Some(_) => Err(fault()),
        };
        let scope = Scope { setting, specialty: name()?, payer: name()? };
        if parts.next().is_some() { Err(fault()) } else { Ok(scope) }
    }
}

impl TryFrom<String> for Scope {
    type Error = ScopeError;

    fn try_from(text: String) -> Result<Scope, ScopeError> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> String {
        scope.to_string()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.setting.name())?;
        for name in [&self.specialty, &self.payer].into_iter().flatten() {
            write!(f, "/{name}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_tree() {
        let leaf: Scope = "office/cardiology/medicare".parse().unwrap();
        let up: Vec<String> = leaf.upward().map(String::from).collect();
        assert_eq!(up, ["office/cardiology/medicare", "office/cardiology", "office"]);
        let office = Scope::of_setting(Setting::Office);
        assert!(office.contains(&leaf) && leaf.contains(&leaf) && !leaf.contains(&office));
        assert!(!"ed".parse::<Scope>().unwrap().contains(&leaf));
        assert_eq!((leaf.specialty(), leaf.payer()), (Some("cardiology"), Some("medicare")));
        assert_eq!(serde_json::to_string(&leaf).unwrap(), "\"office/cardiology/medicare\"");
        for bad in ["", "bar", "office/", "office//x", "office/Cardiology", "office/a/b/c"] {
            assert!(bad.parse::<Scope>().is_err(), "{bad}");
        }
    }
}
