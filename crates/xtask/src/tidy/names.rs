//! Files and modules are named with the field's nouns, never with words that fit anything.

use super::fault::Fault;
use super::rust_text;
use super::tree::SourceFile;

/// Words that say nothing of what is inside, wherever they stand in a name.
const EMPTY_WORDS: [&str; 11] = [
    "util",
    "utils",
    "utilities",
    "helper",
    "helpers",
    "misc",
    "miscellaneous",
    "manager",
    "managers",
    "engine",
    "engines",
];

/// Words that say nothing when they are the whole name.
const EMPTY_NAMES: [&str; 5] = ["common", "commons", "stuff", "various", "generic"];

const WHAT_TO_DO: &str = "name it after what it holds, in the field's words (chart, claim, edit …)";

/// Faults of files, folders and modules with an empty name.
pub fn check(files: &[SourceFile]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files {
        for part in file.path.split('/') {
            let name = part.split('.').find(|name| !name.is_empty()).unwrap_or(part);
            if is_empty(name) {
                let message = format!("`{part}` is a banned name; {WHAT_TO_DO}");
                faults.push(Fault::new(&file.path, 1, message));
            }
        }
        let code = file.rust().map(rust_text::code).unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            if let Some(name) = inline_module(line).filter(|name| is_empty(name)) {
                let message = format!("`mod {name}` is a banned name; {WHAT_TO_DO}");
                faults.push(Fault::new(&file.path, index + 1, message));
            }
        }
    }
    faults
}

fn is_empty(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    EMPTY_NAMES.contains(&name.as_str())
        || name.split(['_', '-']).any(|word| EMPTY_WORDS.contains(&word))
}

/// The name of a module that a line opens.
fn inline_module(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("mod ")?;
    let opens = before.trim().is_empty() || before.trim_start().starts_with("pub");
    let name = after.trim().strip_suffix('{')?.trim();
    opens.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_the_names() {
        for (path, text, lines) in [
            ("crates/edits/src/claim.rs", "", &[][..]),
            ("crates/edits/src/utils.rs", "", &[1]),
            ("crates/edits/src/helpers/age.rs", "", &[1]),
            ("crates/edits/tests/common/mod.rs", "", &[1]),
            ("crates/rule-engine/Cargo.toml", "", &[1]),
            ("crates/edits/src/claim_manager.rs", "", &[1]),
            ("docs/common-codes.md", "", &[]),
            ("data/utils.toml", "", &[1]),
            (".editorconfig", "", &[]),
            ("a.rs", "mod claim;\nmod misc {\n}\n", &[2]),
            ("a.rs", "pub(crate) mod helpers {\n// mod utils {\n}\n", &[1]),
            ("a.rs", "let a = \"mod utils {\";\n", &[]),
        ] {
            let found = check(&[SourceFile::new(path, text)]);
            let found: Vec<usize> = found.iter().map(|fault| fault.line).collect();
            assert_eq!(found, lines, "{path} {text}");
        }
    }
}
