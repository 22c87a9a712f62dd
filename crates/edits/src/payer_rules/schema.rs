//! The documented claim schema: which paths a condition may name, their types, and where each is
//! found on a claim. What analysts read of it stands in `rules/schema/claim.toml`; a test holds
//! both together.

mod document;
mod fields;

pub(crate) use document::{DOCUMENT, Function, Path};
pub(crate) use fields::{FIELDS, ceiling};

use super::value::{Record, Scope, Type, Value};

/// What a path begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Claim,
    Patient,
    Payer,
    Subscriber,
    Billing,
    Rendering,
    Ordering,
    Referring,
    Line,
    History,
    OtherPayer,
}

/// Every kind with its name in a path.
pub(crate) const KINDS: [(Kind, &str); 11] = [
    (Kind::Claim, "claim"),
    (Kind::Patient, "patient"),
    (Kind::Payer, "payer"),
    (Kind::Subscriber, "subscriber"),
    (Kind::Billing, "billing"),
    (Kind::Rendering, "rendering"),
    (Kind::Ordering, "ordering"),
    (Kind::Referring, "referring"),
    (Kind::Line, "line"),
    (Kind::History, "history"),
    (Kind::OtherPayer, "other_payer"),
];

impl Kind {
    /// Its name in a path.
    pub(crate) fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

/// Reads a field from the claim.
pub(crate) type Getter = for<'a> fn(&Scope<'a>, Record) -> Value<'a>;

/// A field that a condition may name.
pub(crate) struct Field {
    pub(crate) kind: Kind,
    pub(crate) name: &'static str,
    pub(crate) r#type: Type,
    pub(crate) get: Getter,
}

/// The field of this name.
pub(crate) fn field(kind: Kind, name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.kind == kind && field.name == name)
}

/// The names of all fields of a kind.
pub(crate) fn names(kind: Kind) -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter(move |field| field.kind == kind).map(|field| field.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_every_field_with_its_type_and_no_other() {
        let own: Vec<(String, &str)> = FIELDS
            .iter()
            .map(|f| (format!("{}.{}", f.kind.name(), f.name), f.r#type.words()))
            .collect();
        let told: Vec<(String, &str)> =
            DOCUMENT.paths.iter().map(|p| (p.path.clone(), p.r#type.as_str())).collect();
        assert_eq!(own, told);
        for path in &DOCUMENT.paths {
            assert!(path.says.ends_with('.'), "{}", path.path);
        }
    }
}
