//! No work is left over in the source: an idea for later is an issue, not a comment.

use super::fault::Fault;
use super::tree::SourceFile;

/// The words, put together here so that this file has none of them.
const WORDS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("HA", "CK")];

/// Three letters that are a marker with a colon and a placeholder in codes without one.
const WITH_COLON: &str = concat!("XX", "X:");

/// Macros that stand for what is not written.
const MACROS: [&str; 2] = [concat!("to", "do!("), concat!("unimple", "mented!(")];

/// Endings of the files that people write as source. Clinical text and fixtures may say anything.
const SOURCES: [&str; 11] =
    [".rs", ".toml", ".md", ".py", ".sh", ".yml", ".yaml", ".html", ".css", ".js", ".ci/run"];

/// Faults of words left over.
pub fn check(files: &[SourceFile]) -> Vec<Fault> {
    let is_source = |file: &&SourceFile| {
        SOURCES.iter().any(|ending| file.path.ends_with(ending))
            && !file.path.starts_with("fixtures/")
    };
    let mut faults = Vec::new();
    for file in files.iter().filter(is_source) {
        for (index, line) in file.text().unwrap_or_default().lines().enumerate() {
            let word = WORDS.into_iter().find(|word| has_word(line, word));
            let other = [WITH_COLON].into_iter().chain(MACROS).find(|m| has_start(line, m));
            if let Some(marker) = word.or(other) {
                let message = format!(
                    "`{marker}` is left over; finish it, or file an issue and remove it here"
                );
                faults.push(Fault::new(&file.path, index + 1, message));
            }
        }
    }
    faults
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(is_word) && !line[at + word.len()..].starts_with(is_word)
    })
}

fn has_start(line: &str, marker: &str) -> bool {
    line.match_indices(marker).any(|(at, _)| !line[..at].ends_with(|c| is_word(c) || c == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_left_over() {
        let [later, broken, ugly] = WORDS;
        let lower = later.to_lowercase();
        for (path, line, left_over) in [
            ("a.rs", format!("// {later}: count"), true),
            ("a.rs", format!("// {broken}"), true),
            ("a.toml", format!("# {ugly} around it"), true),
            ("a.md", format!("{later}(me)"), true),
            ("a.rs", format!("// {WITH_COLON} why"), true),
            ("a.rs", format!("    {}a)", MACROS[0]), true),
            ("a.rs", format!("    {}a)", MACROS[1]), true),
            (".ci/run", format!("# {later}"), true),
            ("a.rs", format!("// {lower} list"), false),
            ("a.rs", format!("let {later}S = 1;"), false),
            ("a.toml", format!("# T36.{WITH_COLON}"), false),
            ("a.txt", format!("{later}: call patient"), false),
            ("fixtures/note.md", format!("{later}: call patient"), false),
        ] {
            let found = check(&[SourceFile::new(path, &line)]);
            assert_eq!(!found.is_empty(), left_over, "{path} {line}");
        }
    }
}
