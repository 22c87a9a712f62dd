//! Drugs by the category of poisoning, adverse effect and underdosing: the imported table of drugs
//! where there is one, else our own groups (`data/tables/drug_groups.toml`).

use crate::draft::Facts;
use crate::sentence_words::{Word, stands};
use codesets::index_tree::Documented;
use codesets::words;
use hashbrown::HashMap;
use serde::Deserialize;
use std::sync::OnceLock;

/// How a drug came to harm (I.C.19.e.5): the columns of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Wrong drug, dose or way, by accident; also where no intent is stated.
    Accidental,
    /// Taken to harm oneself.
    SelfHarm,
    /// Given to harm.
    Assault,
    /// Documented as not to be told.
    Undetermined,
    /// The right drug, rightly taken.
    Adverse,
    /// Less taken than prescribed.
    Underdosing,
}

impl Intent {
    /// Its character in the code.
    #[must_use]
    pub fn character(self) -> char {
        match self {
            Intent::Accidental => '1',
            Intent::SelfHarm => '2',
            Intent::Assault => '3',
            Intent::Undetermined => '4',
            Intent::Adverse => '5',
            Intent::Underdosing => '6',
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    stem: String,
    #[serde(default)]
    classes: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<Group>,
}

/// Our own groups.
pub struct Groups {
    groups: Vec<Group>,
    /// Normal forms of each name with its group, longest first.
    named: Vec<(String, usize)>,
    /// The names that begin with a word, so that a sentence is read once for all of them.
    beginning: HashMap<String, Vec<u32>>,
}

impl Groups {
    /// Our own groups, read once.
    ///
    /// # Errors
    /// When the file is not of its form; [`crate::Coder::new`] and a test read it.
    pub fn embedded() -> Result<&'static Groups, String> {
        static GROUPS: OnceLock<Result<Groups, String>> = OnceLock::new();
        GROUPS.get_or_init(Groups::read).as_ref().map_err(Clone::clone)
    }

    fn read() -> Result<Groups, String> {
        let text = include_str!("../../../data/tables/drug_groups.toml");
        let File { group: groups } =
            toml::from_str(text).map_err(|f| format!("data/tables/drug_groups.toml: {f}"))?;
        let mut named: Vec<(String, usize)> = Vec::new();
        for (at, group) in groups.iter().enumerate() {
            named.extend(group.names.iter().map(|name| (words::forms(name).join(" "), at)));
        }
        named.sort_by_key(|(name, at)| (usize::MAX - name.len(), *at));
        let mut beginning: HashMap<String, Vec<u32>> = HashMap::new();
        for (at, (name, _)) in named.iter().enumerate() {
            let first = name.split(' ').next().unwrap_or_default();
            beginning.entry_ref(first).or_default().push(at as u32);
        }
        Ok(Groups { groups, named, beginning })
    }

    /// True when a name begins with the word.
    #[must_use]
    pub fn begins(&self, form: &str) -> bool {
        self.beginning.contains_key(form)
    }

    /// The names by which notes speak of a group, where they stand among the words: longer names
    /// first, each from left to right.
    #[must_use]
    pub fn found(&self, words: &[Word]) -> Vec<(&str, usize)> {
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            for name in self.beginning.get(&word.form).into_iter().flatten() {
                if stands(&words[at..], &self.named[*name as usize].0) {
                    found.push((*name, at));
                }
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(name, at)| (self.named[name as usize].0.as_str(), at)).collect()
    }

    fn by_name(&self, name: &str) -> Option<&str> {
        let forms = words::forms(name).join(" ");
        let (_, at) = self.named.iter().find(|(own, _)| *own == forms)?;
        Some(&self.groups[*at].stem)
    }

    fn by_class(&self, class: &str) -> Option<&str> {
        let group = self.groups.iter().find(|g| g.classes.iter().any(|own| own == class))?;
        Some(&group.stem)
    }
}

/// The code of a drug for an intent, without its 7th character; `None` where the drug belongs to
/// no group that we know.
#[must_use]
pub fn code(facts: &Facts<'_>, name: &str, class: Option<&str>, intent: Intent) -> Option<String> {
    let groups = Groups::embedded().ok()?;
    let own = || {
        let stem = groups.by_name(name).or_else(|| groups.by_class(class?))?;
        Some(format!("{stem}{}", intent.character()))
    };
    from_table(facts, name, intent).or_else(own).filter(|code| facts.pack.base(code).is_some())
}

fn from_table(facts: &Facts<'_>, name: &str, intent: Intent) -> Option<String> {
    let table = facts.tables.drugs.as_ref()?;
    let forms = words::forms(name);
    let documented = Documented::of(table, forms.iter().map(|w| (w.as_str(), 0)));
    let lead = *table.leads(&documented).first()?;
    let path = table.walk(lead, &documented)?;
    let code = path.columns.get(intent as usize)?;
    (!code.is_empty()).then(|| code.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use codesets::Icd10Cm;
    use reader::Lexicon;

    #[test]
    fn every_group_has_codes_and_known_classes() {
        let groups = Groups::embedded().unwrap();
        let pack = Icd10Cm::embedded();
        let lexicon = Lexicon::embedded().unwrap();
        for group in &groups.groups {
            for intent in [Intent::Accidental, Intent::SelfHarm] {
                let code = format!("{}{}", group.stem, intent.character());
                assert!(pack.base(&code).is_some(), "{code}");
            }
            for class in &group.classes {
                assert!(lexicon.drugs.iter().any(|d| d.class == *class), "{class}");
            }
        }
    }

    #[test]
    fn a_name_beats_a_class() {
        let groups = Groups::embedded().unwrap();
        assert_eq!(groups.by_name("ibuprofen"), Some("T39.31"));
        assert_eq!(groups.by_class("NSAID"), Some("T39.39"));
        assert_eq!(groups.by_name("ACE inhibitors"), Some("T46.4X"));
        assert_eq!(groups.by_class("no such class"), None);
    }
}
