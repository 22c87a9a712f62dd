//! The payer rules at hand: those that the product brings along, and those of the data folder,
//! which win by identifier.

use crate::commands::claim::outbox;
use edits::{PayerRules, RuleFault, RuleFile};
use std::fs;
use std::path::Path;

/// The folder of the user's own rules within the data folder.
const FOLDER: &str = "rules";

/// Largest file, in bytes: that of a decision table.
const LARGEST_FILE: u64 = 16 << 20;

/// Most files that are read.
const MOST_FILES: usize = 40_000;

/// Deepest folder below the one that was named.
const DEEPEST: usize = 16;

/// Faults of rules that are printed where somebody only wanted to use them.
const MOST_FAULTS: usize = 5;

/// The rules in layers: the embedded ones and the user's own; or those of one folder alone.
pub fn layers(folder: Option<&Path>, data: &Path) -> Result<Vec<Vec<RuleFile>>, String> {
    if let Some(folder) = folder {
        return Ok(vec![read(folder)?]);
    }
    let own = data.join(FOLDER);
    let mut layers = vec![PayerRules::embedded()];
    if own.is_dir() {
        layers.push(read(&own)?);
    }
    Ok(layers)
}

/// The rules at hand, for a command that judges claims by them. Those that a user wrote judge only
/// when their examples hold; the embedded ones are held by a test.
pub fn load(folder: Option<&Path>, data: &Path) -> Result<PayerRules, String> {
    let layers = layers(folder, data)?;
    let rules = checked(&layers)?;
    let own = folder.is_some() || layers.len() > 1;
    let faults = if own { rules.check_examples() } else { Vec::new() };
    if faults.is_empty() { Ok(rules) } else { Err(told(&faults)) }
}

/// The rules that the product brings along, and no others.
pub fn embedded() -> Result<PayerRules, String> {
    checked(&[PayerRules::embedded()])
}

fn checked(layers: &[Vec<RuleFile>]) -> Result<PayerRules, String> {
    PayerRules::load(layers).map_err(|faults| told(&faults))
}

fn told(faults: &[RuleFault]) -> String {
    let mut lines: Vec<String> =
        faults.iter().take(MOST_FAULTS).map(RuleFault::to_string).collect();
    let more = faults.len().saturating_sub(MOST_FAULTS);
    lines.extend((more > 0).then(|| format!("and {more} more")));
    format!(
        "the payer rules cannot be used; mend them (cleanclaim rules check):\n  {}",
        lines.join("\n  ")
    )
}

/// The rule files and decision tables below a folder, or one rule file with the tables beside it.
fn read(path: &Path) -> Result<Vec<RuleFile>, String> {
    let mut files = Vec::new();
    if path.is_dir() {
        collect(path, 0, &mut files)?;
    } else {
        add(path, &mut files)?;
        let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        for table in listed(beside.unwrap_or(Path::new(".")))? {
            if table.extension().is_some_and(|ending| ending == "csv") {
                let table = if beside.is_none() {
                    table.strip_prefix(".").unwrap_or(&table).to_owned()
                } else {
                    table
                };
                add(&table, &mut files)?;
            }
        }
    }
    Ok(files)
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<RuleFile>) -> Result<(), String> {
    if depth > DEEPEST {
        return Err(format!("{}: folders are nested too deeply", folder.display()));
    }
    for path in listed(folder)? {
        if path.is_dir() {
            collect(&path, depth + 1, files)?;
        } else if is_rule_file(&path) {
            add(&path, files)?;
        } else if path.to_string_lossy().to_ascii_lowercase().ends_with(".md.txt") {
            return Err(format!(
                "{}: a rule ends in .md; take the .txt off its name",
                path.display()
            ));
        }
    }
    Ok(())
}

/// What stands in a folder, in name order.
fn listed(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    let said = |fault| format!("{}: cannot be read ({fault})", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(said)? {
        paths.push(entry.map_err(said)?.path());
        if paths.len() > MOST_FILES {
            return Err(format!("{}: holds more than {MOST_FILES} files", folder.display()));
        }
    }
    paths.sort();
    Ok(paths)
}

/// A rule or a table; a README beside them is neither.
fn is_rule_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    (name.ends_with(".md") || name.ends_with(".csv"))
        && !name.starts_with('.')
        && !name.eq_ignore_ascii_case("README.md")
}

fn add(path: &Path, files: &mut Vec<RuleFile>) -> Result<(), String> {
    if files.len() >= MOST_FILES {
        return Err(format!("{}: more than {MOST_FILES} rule files", path.display()));
    }
    let bytes = outbox::read_bounded(path, LARGEST_FILE)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| format!("{}: is not UTF-8 text; save it as such", path.display()))?;
    let path = path.display().to_string().replace('\\', "/");
    files.push(RuleFile { path, text });
    Ok(())
}
