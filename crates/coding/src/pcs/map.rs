//! The operations and lists of `data/procedures/pcs/*.toml`, validated and indexed when the
//! coder starts.

use crate::pcs::entry::{List, OPEN, Operation, Value};
use crate::procedures::phrases::{GroupId, Hit, Phrases};
use codesets::words;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Most operations.
const MOST_OPERATIONS: usize = 5_000;

/// The files of the map, by name.
const FILES: &[(&str, &str)] = &[
    ("words.toml", include_str!("../../../../data/procedures/pcs/words.toml")),
    ("abdomen.toml", include_str!("../../../../data/procedures/pcs/abdomen.toml")),
    ("bones.toml", include_str!("../../../../data/procedures/pcs/bones.toml")),
    ("chest.toml", include_str!("../../../../data/procedures/pcs/chest.toml")),
    ("pelvis.toml", include_str!("../../../../data/procedures/pcs/pelvis.toml")),
    ("skin_head_neck.toml", include_str!("../../../../data/procedures/pcs/skin_head_neck.toml")),
    ("bedside.toml", include_str!("../../../../data/procedures/pcs/bedside.toml")),
];

/// The list of approaches that an operation uses when it names none.
pub const APPROACH: &str = "approach";
/// The list of words by which a narrative tells its approach.
pub const NARRATIVE: &str = "approach-narrative";
/// The list of sides.
pub const SIDE: &str = "side";
/// The list of coronary arteries.
pub const CORONARY: &str = "coronary";

/// Why a map could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PcsMapError {
    /// Not of the form that `data/procedures/pcs/README.md` describes.
    #[error("data/procedures/pcs/{file}: {fault}")]
    Form {
        /// The file.
        file: String,
        /// What the TOML reader says.
        fault: String,
    },
    /// An operation that contradicts itself.
    #[error("data/procedures/pcs: operation `{name}`: {fault}")]
    Operation {
        /// Its name.
        name: String,
        /// What is wrong and what to do.
        fault: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    operation: Vec<Operation>,
    #[serde(default)]
    list: Vec<List>,
}

/// A list with its groups of phrases.
pub struct Choices {
    /// Values with the group of their words.
    pub values: Vec<(GroupId, Value)>,
}

/// The groups and lists of an operation, by number.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Groups that must stand in the sentence.
    pub all: Vec<GroupId>,
    /// The group that must not.
    pub none: Option<GroupId>,
    /// The list of each position, 4 to 7.
    pub lists: [Option<usize>; 4],
}

/// The map, ready to be matched. Made once, used for any number of charts and threads.
pub struct PcsMap {
    /// Operations in the order of the files.
    pub operations: Vec<Operation>,
    /// Their groups and lists.
    pub links: Vec<Links>,
    /// Lists.
    pub lists: Vec<Choices>,
    names: BTreeMap<String, usize>,
    phrases: Phrases,
    keyed: Vec<Vec<usize>>,
}

impl PcsMap {
    /// The map inside the binary.
    ///
    /// # Errors
    /// When an embedded file is not of its form; a test reads them all.
    pub fn embedded() -> Result<PcsMap, PcsMapError> {
        PcsMap::from_files(FILES)
    }

    /// A map from files: name and text.
    ///
    /// # Errors
    /// When a file is not of the map's form, or an operation contradicts itself.
    pub fn from_files(files: &[(&str, &str)]) -> Result<PcsMap, PcsMapError> {
        let (mut operations, mut lists) = (Vec::new(), Vec::new());
        for (name, text) in files {
            let file: File = toml::from_str(text).map_err(|e| PcsMapError::Form {
                file: (*name).to_owned(),
                fault: e.to_string(),
            })?;
            operations.extend(file.operation);
            lists.extend(file.list);
        }
        PcsMap::build(operations, lists)
    }

    fn build(mut operations: Vec<Operation>, lists: Vec<List>) -> Result<PcsMap, PcsMapError> {
        operations.truncate(MOST_OPERATIONS);
        let mut phrases = Phrases::default();
        let mut names = BTreeMap::new();
        let mut choices = Vec::new();
        for list in lists {
            names.insert(list.name, choices.len());
            let group = |value: Value| (phrases.group(&stripped(&value.w)), value);
            choices.push(Choices { values: list.values.into_iter().map(group).collect() });
        }
        let mut links = Vec::with_capacity(operations.len());
        for operation in &mut operations {
            if operation.family.is_empty() {
                operation.family.clone_from(&operation.name);
            }
            let linked = link(operation, &names, &mut phrases);
            links.push(
                linked.map_err(|fault| PcsMapError::Operation {
                    name: operation.name.clone(),
                    fault,
                })?,
            );
        }
        let mut keyed = vec![Vec::new(); phrases.groups()];
        for (at, linked) in links.iter().enumerate() {
            keyed[linked.all[0] as usize].push(at);
        }
        Ok(PcsMap { operations, links, lists: choices, names, phrases, keyed })
    }

    /// The number of a list.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// The phrases in a run of words.
    #[must_use]
    pub fn find<'a>(&self, forms: impl Iterator<Item = &'a str>) -> Vec<Hit> {
        let run: Vec<u32> = forms.map(|form| self.phrases.word(form)).collect();
        self.phrases.find(&run)
    }

    /// The operations whose first group is this one.
    #[must_use]
    pub fn keyed(&self, group: GroupId) -> &[usize] {
        self.keyed.get(group as usize).map_or(&[], Vec::as_slice)
    }
}

fn link(
    operation: &Operation,
    names: &BTreeMap<String, usize>,
    phrases: &mut Phrases,
) -> Result<Links, String> {
    if let Some(fault) = operation.fault() {
        return Err(fault);
    }
    let list = |name: &Option<String>| match name {
        None => Ok(None),
        Some(name) => match names.get(name) {
            Some(at) => Ok(Some(*at)),
            None => Err(format!("there is no list named `{name}`")),
        },
    };
    let open_approach = operation.code.chars().nth(4) == Some(OPEN);
    let approach = match (&operation.approach, open_approach) {
        (None, true) => list(&Some(APPROACH.to_owned()))?,
        (own, _) => list(own)?,
    };
    Ok(Links {
        all: operation.all.iter().map(|group| phrases.group(&stripped(group))).collect(),
        none: (!operation.none.is_empty()).then(|| phrases.group(&stripped(&operation.none))),
        lists: [
            list(&operation.part)?,
            approach,
            list(&operation.device)?,
            list(&operation.qualifier)?,
        ],
    })
}

/// Phrases without the words that carry no meaning, as the lines are read.
fn stripped(phrases: &[String]) -> Vec<String> {
    let strip = |phrase: &String| {
        let forms = words::forms(phrase);
        forms.into_iter().filter(|form| !is_filler(form)).collect::<Vec<_>>().join(" ")
    };
    phrases.iter().map(strip).collect()
}

/// Words that stand between the words of a phrase without changing it.
#[must_use]
pub fn is_filler(form: &str) -> bool {
    matches!(form, "a" | "an" | "the" | "of" | "his" | "her" | "their" | "this" | "patient" | "pt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_files_are_of_their_form() {
        let map = PcsMap::embedded().unwrap();
        assert!(map.operations.len() > 150, "{}", map.operations.len());
        for name in [APPROACH, NARRATIVE, SIDE, CORONARY] {
            assert!(map.list(name).is_some(), "{name}");
        }
    }

    #[test]
    fn faults_name_the_operation() {
        for (entry, words) in [
            ("code = '0DTJ'\nall = [['x']]", "seven characters"),
            ("code = '0DT?0ZZ'\nall = [['x']]", "the body part is open"),
            ("code = '0DTJ0ZZ'\nall = []", "one to six groups"),
            ("code = '0DTJ0ZZ'\nall = [['x']]\ndevice = 'none'", "no list named `none`"),
            ("code = '0DTJ0ZZ'\nall = [['x']]\ndefaults = ['8=0']", "is no default"),
        ] {
            let text = format!("[[operation]]\nname = 'wrong'\n{entry}");
            let fault = PcsMap::from_files(&[("x.toml", &text)]).err().unwrap().to_string();
            assert!(fault.contains("`wrong`") && fault.contains(words), "{fault}");
        }
        let fault = PcsMap::from_files(&[("x.toml", "[[operations]]")]).err().unwrap().to_string();
        assert!(fault.contains("pcs/x.toml"), "{fault}");
    }
}
