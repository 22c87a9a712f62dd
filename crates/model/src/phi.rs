//! Protected health information that does not slip into a log: it prints as stars, and leaves
//! only where somebody writes that it shall.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// What is printed instead.
pub const STARS: &str = "***";

/// A value that must not stand in logs, error messages or traces.
///
/// It has no `Serialize` of its own, so that no structure that holds one is written out by
/// accident; a field that shall be written says `#[serde(with = "model::phi::revealed")]`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phi<T>(T);

impl<T> Phi<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Phi<T> {
        Phi(value)
    }

    /// The value. Search for this word to find every place where it leaves.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value, unwrapped.
    pub fn into_revealed(self) -> T {
        self.0
    }

    /// Another value made of this one, wrapped too.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Phi<U> {
        Phi(change(self.0))
    }
}

impl<T> From<T> for Phi<T> {
    fn from(value: T) -> Phi<T> {
        Phi(value)
    }
}

impl<T> fmt::Debug for Phi<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(STARS)
    }
}

impl<T> fmt::Display for Phi<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(STARS)
    }
}

/// Writes and reads the value itself, for fields whose place is a record or an answer:
/// `#[serde(with = "model::phi::revealed")]`.
pub mod revealed {
    use super::{Deserialize, Deserializer, Phi, Serialize, Serializer};

    /// Writes the value itself.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Phi<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.reveal().serialize(serializer)
    }

    /// Reads a value and wraps it.
    ///
    /// # Errors
    /// Those of the deserializer.
    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Phi<T>, D::Error> {
        T::deserialize(deserializer).map(Phi::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row {
        id: u8,
        #[serde(with = "revealed")]
        name: Phi<String>,
    }

    #[test]
    fn prints_stars() {
        let name = Phi::new("Ada".to_owned());
        let row = Row { id: 1, name: name.clone() };
        for shown in [
            format!("{name}"),
            format!("{name:?}"),
            format!("{name:#?}"),
            format!("{name:>20}"),
            format!("{row:?}"),
            format!("{row:#?}"),
            format!("{:?}", Some(&name)),
        ] {
            assert!(shown.contains(STARS) && !shown.contains("Ada"), "{shown}");
        }
        assert_eq!(name.reveal(), "Ada");
        assert_eq!(name.map(|name| name.len()).into_revealed(), 3);
    }

    #[test]
    fn leaves_only_where_a_field_says_so() {
        let json = r#"{"id":1,"name":"Ada"}"#;
        let row: Row = serde_json::from_str(json).unwrap();
        assert_eq!(row.name, Phi::from("Ada".to_owned()));
        assert_eq!(serde_json::to_string(&row).unwrap(), json);
    }
}
