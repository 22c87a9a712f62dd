//! A function has at most 70 lines. Clippy counts them; this holds that clippy is asked to, and
//! that whoever silences it says why.

use super::fault::Fault;
use super::rust_text;
use super::tree::{SourceFile, line_with, text_of};

/// Most lines of a function.
const MOST_LINES: i64 = 70;

/// The setting of `clippy.toml`.
const SETTING: &str = "too-many-lines-threshold";

/// The lint.
const LINT: &str = "too_many_lines";

/// Faults of the setting, and of functions that are let off without a reason.
pub fn check(files: &[SourceFile]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let setting = text_of(files, "clippy.toml").unwrap_or_default();
    let table: toml::Table = setting.parse().unwrap_or_default();
    if table.get(SETTING).and_then(toml::Value::as_integer).is_none_or(|n| n > MOST_LINES) {
        let message = format!("set `{SETTING} = {MOST_LINES}`");
        faults.push(Fault::new("clippy.toml", line_with(setting, SETTING), message));
    }
    let manifest = text_of(files, "Cargo.toml").unwrap_or_default();
    let table: toml::Table = manifest.parse().unwrap_or_default();
    let level = ["workspace", "lints", "clippy", LINT]
        .iter()
        .try_fold(&toml::Value::Table(table), |value, key| value.get(key))
        .and_then(toml::Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if !["warn", "deny", "forbid"].contains(&level.as_str()) {
        let message = format!("set `{LINT} = \"warn\"` in [workspace.lints.clippy]");
        faults.push(Fault::new("Cargo.toml", line_with(manifest, LINT), message));
    }
    faults.extend(files.iter().flat_map(silenced));
    faults
}

fn silenced(file: &SourceFile) -> Vec<Fault> {
    let code = file.rust().map(rust_text::code).unwrap_or_default();
    let allows = |line: &str| {
        line.contains(LINT)
            && (line.contains("allow(") || line.contains("expect("))
            && !line.contains("reason")
    };
    let message = format!("split the function, or give `{LINT}` its `reason = \"…\"`");
    code.lines()
        .enumerate()
        .filter(|(_, line)| allows(line))
        .map(|(index, _)| Fault::new(&file.path, index + 1, message.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(clippy: &str, manifest: &str, rust: &str) -> Vec<String> {
        let files = [
            SourceFile::new("clippy.toml", clippy),
            SourceFile::new("Cargo.toml", manifest),
            SourceFile::new("a.rs", rust),
        ];
        check(&files).iter().map(|fault| format!("{}:{}", fault.path, fault.line)).collect()
    }

    #[test]
    fn asks_clippy_to_count() {
        let manifest = "[workspace.lints.clippy]\ntoo_many_lines = \"warn\"\n";
        let clippy = "too-many-lines-threshold = 70\n";
        let off = "[workspace.lints.clippy]\ntoo_many_lines = \"allow\"\n";
        let silent = "x\n#[allow(clippy::too_many_lines)]\n";
        let told = "#[expect(clippy::too_many_lines, reason = \"one table\")]\n";
        assert!(places(clippy, manifest, "").is_empty());
        assert_eq!(
            places("a = 1\ntoo-many-lines-threshold = 90\n", manifest, ""),
            ["clippy.toml:2"]
        );
        assert_eq!(places("", manifest, ""), ["clippy.toml:1"]);
        assert_eq!(places(clippy, off, ""), ["Cargo.toml:2"]);
        assert_eq!(places(clippy, manifest, silent), ["a.rs:2"]);
        assert!(places(clippy, manifest, told).is_empty());
    }
}
