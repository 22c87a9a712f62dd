//! A Rust file has at most 400 lines: one idea a file.

use super::fault::Fault;
use super::tree::{SourceFile, line_with};
use serde::Deserialize;

/// Where longer files stand, each with its reason.
pub const EXEMPTIONS: &str = "crates/xtask/tidy.toml";

/// Most lines of a file.
const MOST_LINES: usize = 400;

/// Most lines of a file that is exempt.
const HARD_STOP: usize = 700;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exemptions {
    #[serde(default)]
    long: Vec<Long>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Long {
    file: String,
    reason: String,
}

/// Faults of long files, and of exemptions that say nothing or are not needed.
pub fn check(files: &[SourceFile], exemptions: &str) -> Vec<Fault> {
    let (exempt, mut faults) = match toml::from_str::<Exemptions>(exemptions) {
        Ok(read) => (read.long, Vec::new()),
        Err(fault) => {
            let message = format!("can't be read ({}); see its first lines", fault.message());
            (Vec::new(), vec![Fault::new(EXEMPTIONS, 1, message)])
        }
    };
    for entry in &exempt {
        let lines = files.iter().find(|file| file.path == entry.file).map(lines_of);
        if let Some(message) = needless(entry, lines) {
            faults.push(Fault::new(EXEMPTIONS, line_with(exemptions, &entry.file), message));
        }
    }
    for file in files.iter().filter(|file| file.is_rust()) {
        let lines = lines_of(file);
        let is_exempt = exempt.iter().any(|entry| entry.file == file.path);
        let most = if is_exempt { HARD_STOP } else { MOST_LINES };
        if lines > most {
            let message = format!("{lines} lines, and {most} are the most; split it by idea");
            faults.push(Fault::new(&file.path, most + 1, message));
        }
    }
    faults
}

fn lines_of(file: &SourceFile) -> usize {
    file.text().map_or(0, |text| text.lines().count())
}

/// Why an exemption should not stand.
fn needless(entry: &Long, lines: Option<usize>) -> Option<String> {
    let Long { file, reason } = entry;
    match lines {
        None => Some(format!("`{file}` is not in the repository; remove its exemption")),
        Some(lines) if lines <= MOST_LINES => {
            Some(format!("`{file}` has {lines} lines again; remove its exemption"))
        }
        _ if reason.trim().is_empty() => Some(format!("say why `{file}` can't be split")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, lines: usize, exemptions: &str) -> Vec<(String, usize)> {
        let file = SourceFile::new(path, &"x\n".repeat(lines));
        check(&[file], exemptions).into_iter().map(|fault| (fault.path, fault.line)).collect()
    }

    #[test]
    fn holds_the_size() {
        let exempt = "# why\n[[long]]\nfile = \"a.rs\"\nreason = \"one table\"\n";
        let silent = "[[long]]\nfile = \"a.rs\"\nreason = \" \"\n";
        let here = |line: usize| vec![("a.rs".to_owned(), line)];
        let there = |line: usize| vec![(EXEMPTIONS.to_owned(), line)];
        for (path, lines, exemptions, wanted) in [
            ("a.rs", 400, "", vec![]),
            ("a.rs", 401, "", here(401)),
            ("a.toml", 4000, "", vec![]),
            ("a.rs", 700, exempt, vec![]),
            ("a.rs", 701, exempt, here(701)),
            ("a.rs", 300, exempt, there(3)),
            ("b.rs", 300, exempt, there(3)),
            ("a.rs", 500, silent, there(2)),
            ("a.rs", 10, "[[short]]", there(1)),
        ] {
            assert_eq!(found(path, lines, exemptions), wanted, "{path} {lines} {exemptions}");
        }
    }
}
