//! The words of the letters, by cause (`data/appeal_letters.toml`).

use crate::denials::Category;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../data/appeal_letters.toml");

static TEMPLATES: LazyLock<BTreeMap<Category, Template>> =
    LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

/// The words for one cause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Template {
    /// A quotation is needed.
    pub(super) evidence: bool,
    /// An enclosure is needed.
    pub(super) attachment: bool,
    /// What happened.
    pub(super) opening: String,
    /// What comes before the quotations.
    pub(super) argument: String,
    /// What is asked for.
    pub(super) request: String,
}

/// The words for a cause; those of [`Category::Unsorted`] for a cause without its own.
pub(super) fn of(category: Category) -> Template {
    let own = TEMPLATES.get(&category).or_else(|| TEMPLATES.get(&Category::Unsorted));
    own.cloned().unwrap_or_default()
}

/// The text with every `{name}` replaced, in one pass: what is filled in is never looked at again.
pub(super) fn filled(text: &str, values: &BTreeMap<&'static str, String>) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        whole.push_str(before);
        match after.split_once('}') {
            Some((name, after)) => {
                whole.push_str(values.get(name).map_or("", String::as_str));
                rest = after;
            }
            None => {
                whole.push('{');
                rest = after;
            }
        }
    }
    whole + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_braces_is_known() {
        let read: BTreeMap<Category, Template> = toml::from_str(TEXT).unwrap();
        assert!(read.contains_key(&Category::Unsorted) && read.len() >= 9);
        let names = [
            "payer",
            "patient",
            "claim",
            "line",
            "code",
            "modifiers",
            "date",
            "amount",
            "reason",
            "diagnoses",
            "level",
        ];
        let values: BTreeMap<&'static str, String> =
            names.iter().map(|name| (*name, "<>".to_owned())).collect();
        for (category, template) in read {
            let whole = [template.opening, template.argument, template.request].join(" ");
            let shown = filled(&whole, &values);
            assert_eq!(whole.matches('{').count(), shown.matches("<>").count(), "{category:?}");
            assert!(!shown.contains('{'), "{category:?}");
        }
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        let values = BTreeMap::from([("a", "{b}".to_owned()), ("b", "no".to_owned())]);
        assert_eq!(filled("1 {a} 2 {x} 3 {", &values), "1 {b} 2  3 {");
    }
}
