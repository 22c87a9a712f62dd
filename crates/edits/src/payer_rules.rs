//! Payer rules: what an analyst wrote in `rules/payer/<payer>/<rule>.md`, without any Rust.
//!
//! A rule file has front matter (owner, source, payer, dates), why, what to do, one condition in
//! CEL over the documented claim schema, and a table of examples that are its tests. A decision
//! table in CSV may stand beside it for long lists. A rule may stop a claim; it never rewrites a
//! code, a modifier, a unit or a charge. Everything is checked when the rules are loaded, and
//! nothing is compiled again for a claim.
//!
//! - `sections.rs`, `front_matter.rs`, `examples.rs`, `decision_table.rs` read a file;
//! - `schema.rs` is the claim as conditions see it, `predicate.rs` the condition;
//! - `rule.rs` judges a claim, `repair.rs` lists the only things that a rule can change;
//! - `reference.rs` writes the page of the schema.

mod decision_table;
mod examples;
mod fault;
mod front_matter;
mod payer;
mod predicate;
mod reference;
mod repair;
mod rule;
mod schema;
mod sections;
#[cfg(test)]
mod tests;
mod value;

pub use fault::RuleFault;
pub use reference::reference;
pub use rule::PayerRule;

use codesets::container::sha256_hex;
use decision_table::DecisionTable;
use fault::Fault;
use model::{Claim, Edit};
use payer::PayerIndex;
use predicate::Predicate;
use std::collections::BTreeMap;

/// Identifier of the edit that says that a rule could not be judged.
pub(crate) const RULE_ERROR: &str = "payer.rule_error";

/// Identifier of the edit that says that a rule repaired the form of a field.
pub(crate) const REPAIRED: &str = "payer.repaired";

/// Largest rule file, in bytes.
pub const LARGEST_RULE: usize = 64 << 10;

/// Most rules that are loaded.
pub const MOST_RULES: usize = 20_000;

/// Longest text under a heading, in characters.
const LONGEST_PROSE: usize = 2_000;

include!(concat!(env!("OUT_DIR"), "/payer_rules.rs"));

/// A rule file or a decision table: its path, by which faults name it, and its text.
#[derive(Clone, Debug, Default)]
pub struct RuleFile {
    /// Path, with `/`; a table is looked for beside the rule that names it.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Rules, checked and ready.
#[derive(Debug, Default)]
pub struct PayerRules {
    rules: Vec<PayerRule>,
    index: PayerIndex,
    hash: String,
}

impl PayerRules {
    /// The files that the product brings along.
    #[must_use]
    pub fn embedded() -> Vec<RuleFile> {
        let file = |(path, text): &(&str, &str)| RuleFile {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        EMBEDDED.iter().map(file).collect()
    }

    /// Loads rules; of two layers the later wins by identifier.
    ///
    /// # Errors
    /// Every fault of every file, in the order of the files. A set with a fault is not loaded: a
    /// rule that silently does not take part is worse than none.
    pub fn load(layers: &[Vec<RuleFile>]) -> Result<PayerRules, Vec<RuleFault>> {
        let mut rules: BTreeMap<String, PayerRule> = BTreeMap::new();
        let mut faults = Vec::new();
        for layer in layers {
            let mut own: BTreeMap<String, PayerRule> = BTreeMap::new();
            for file in layer.iter().filter(|file| file.path.ends_with(".md")) {
                match read(file, layer) {
                    Ok(rule) => {
                        let id = rule.id().to_owned();
                        if let Some(other) = own.insert(id.clone(), rule) {
                            let message =
                                format!("the identifier `{id}` is that of {}", other.file);
                            faults.push(Fault::at(1, message).of(&file.path));
                        }
                    }
                    Err(found) => faults.extend(found),
                }
            }
            rules.append(&mut own);
        }
        if rules.len() > MOST_RULES {
            let message = format!("there are {} rules; at most {MOST_RULES}", rules.len());
            faults.push(Fault::at(1, message).of("rules"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let rules: Vec<PayerRule> = rules.into_values().collect();
        let index = PayerIndex::new(rules.iter().map(|rule| rule.front.payers.as_slice()));
        let mut canonical = String::new();
        for rule in &rules {
            canonical.push_str(&rule.canonical);
        }
        let hash = sha256_hex(canonical.as_bytes());
        Ok(PayerRules { rules, index, hash })
    }

    /// The rules, by identifier.
    #[must_use]
    pub fn rules(&self) -> &[PayerRule] {
        &self.rules
    }

    /// SHA-256 of the rules, by which a report names them.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What the rules of the claim's payer say of it, in the order of their identifiers.
    pub fn judge(&self, claim: &Claim, edits: &mut Vec<Edit>) {
        for at in self.index.rules_of(&claim.payer) {
            if let Some(rule) = self.rules.get(at as usize) {
                rule.judge(claim, edits);
            }
        }
    }

    /// Applies the formatting repairs of those rules that fire on the claim. What comes back is
    /// the log: one edit for each repair that changed the claim.
    pub fn repair(&self, claim: &mut Claim) -> Vec<Edit> {
        let mut log = Vec::new();
        for at in self.index.rules_of(&claim.payer) {
            let Some(rule) = self.rules.get(at as usize) else { continue };
            let Some(repair) = rule.front.repair else { continue };
            let mut fired = Vec::new();
            rule.judge(claim, &mut fired);
            if fired.iter().any(|edit| edit.id == rule.edit_id()) && repair.apply(claim) {
                log.push(rule.repaired(claim, repair));
            }
        }
        log
    }

    /// Runs the example tables; what is wrong with them, by file and line.
    #[must_use]
    pub fn check_examples(&self) -> Vec<RuleFault> {
        let faults = |rule: &PayerRule| {
            let found = examples::check(rule);
            found.into_iter().map(|fault| fault.of(&rule.file)).collect::<Vec<_>>()
        };
        self.rules.iter().flat_map(faults).collect()
    }
}

impl PayerRule {
    /// Whether the claim's payer is this rule's.
    pub(crate) fn is_for(&self, claim: &Claim) -> bool {
        let index = PayerIndex::new(std::iter::once(self.front.payers.as_slice()));
        !index.rules_of(&claim.payer).is_empty()
    }
}

/// Reads one rule file; all faults of it.
fn read(file: &RuleFile, layer: &[RuleFile]) -> Result<PayerRule, Vec<RuleFault>> {
    let of_file = |faults: Vec<Fault>| -> Vec<RuleFault> {
        faults.into_iter().map(|fault| fault.of(&file.path)).collect()
    };
    if file.text.len() > LARGEST_RULE {
        let message = format!("the file is longer than {LARGEST_RULE} bytes");
        return Err(of_file(vec![Fault::at(1, message)]));
    }
    let sections = sections::read(&file.text).map_err(of_file)?;
    let mut faults = Vec::new();
    let front = keep(front_matter::read(&sections.front_matter).map_err(of_file), &mut faults);
    let examples = keep(examples::read(&sections.examples).map_err(of_file), &mut faults);
    let predicate = sections.condition.as_ref().map(|condition| {
        Predicate::compile(&condition.value).map_err(|found| {
            let moved = found
                .into_iter()
                .map(|fault| Fault { line: fault.line + condition.line - 1, ..fault });
            of_file(moved.collect())
        })
    });
    let predicate = predicate.and_then(|compiled| keep(compiled, &mut faults));
    for (heading, text) in [("Why", &sections.why), ("What to do", &sections.what_to_do)] {
        let length = text.chars().count();
        let message = match length {
            0 => format!("the rule has no text under `## {heading}`"),
            _ if length > LONGEST_PROSE => {
                format!("the text under `## {heading}` is over {LONGEST_PROSE} characters")
            }
            _ => continue,
        };
        faults.push(Fault::at(1, message).of(&file.path));
    }
    let table = match front.as_ref().and_then(|front| front.table.as_ref()) {
        Some(name) => keep(table(file, layer, &name.value, name.line), &mut faults),
        None => None,
    };
    let names_table = front.as_ref().is_some_and(|front| front.table.is_some());
    if sections.condition.is_none() && front.is_some() && !names_table {
        let message = "the rule has no condition: a ```cel block, or a `table` in the front matter";
        faults.push(Fault::at(1, message).of(&file.path));
    }
    let (Some(front), Some(examples), true) = (front, examples, faults.is_empty()) else {
        faults.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        return Err(faults);
    };
    let (table, table_text) = table.map_or((None, ""), |(table, text)| (Some(table), text));
    Ok(PayerRule {
        edit_id: format!("payer.{}", front.id),
        canonical: canonical(&front.id, &[&file.text, table_text]),
        front,
        file: file.path.clone(),
        why: sections.why,
        what_to_do: sections.what_to_do,
        condition: sections.condition.map(|condition| condition.value),
        predicate,
        table,
        examples,
    })
}

/// What was read, or its faults among the others.
fn keep<T>(read: Result<T, Vec<RuleFault>>, faults: &mut Vec<RuleFault>) -> Option<T> {
    read.map_err(|found| faults.extend(found)).ok()
}

/// The decision table of this name, beside the rule.
fn table<'f>(
    file: &RuleFile,
    layer: &'f [RuleFile],
    name: &str,
    line: usize,
) -> Result<(DecisionTable, &'f str), Vec<RuleFault>> {
    let folder = file.path.rfind('/').map_or("", |slash| &file.path[..=slash]);
    let path = format!("{folder}{name}");
    let Some(found) = layer.iter().find(|other| other.path == path) else {
        let message = format!("the table `{name}` is not beside the rule");
        return Err(vec![Fault::at(line, message).of(&file.path)]);
    };
    let table = DecisionTable::read(&found.text);
    let of_table = |faults: Vec<Fault>| faults.into_iter().map(|f| f.of(&path)).collect::<Vec<_>>();
    table.map_err(of_table).map(|table| (table, found.text.as_str()))
}

/// The content that the hash is taken of: without what an editor or another system changes by
/// itself (line ends, spaces at the end of a line).
fn canonical(id: &str, texts: &[&str]) -> String {
    let mut canonical = format!("{id}\0");
    for text in texts {
        for line in text.trim_start_matches('\u{feff}').trim_end().lines() {
            canonical.push_str(line.trim_end());
            canonical.push('\n');
        }
        canonical.push('\0');
    }
    canonical
}
