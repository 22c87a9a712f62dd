//! Nothing in the repository names the machine it was written on: neither its folders nor the
//! tools of the place where it was made.

use super::fault::Fault;
use super::tree::SourceFile;
use std::path::{Component, Path};

/// Words of the workplace, put together here so that this file has none of them.
const WORKPLACE: [&str; 4] = [
    concat!("/wo", "rk/"),
    concat!("/.lib", "rary"),
    concat!("farm", "-bench"),
    concat!("farm", "-studio"),
];

/// What may not stand in a file: the workplace's words, this clone's folder, the home folder.
pub fn words(root: &Path, home: &Path) -> Vec<String> {
    let mut words: Vec<String> = WORKPLACE.iter().map(|word| (*word).to_owned()).collect();
    let named =
        |path: &Path| path.components().filter(|c| matches!(c, Component::Normal(_))).count();
    if named(root) >= 2 {
        words.push(root.display().to_string());
    }
    if home.is_absolute() && named(home) >= 1 {
        words.push(format!("{}/", home.display()));
    }
    words
}

/// Faults of files that hold such a word.
pub fn check(files: &[SourceFile], words: &[String]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files {
        for (index, line) in file.text().unwrap_or_default().lines().enumerate() {
            if let Some(word) = words.iter().find(|word| stands_alone(line, word)) {
                let message = format!(
                    "`{word}` is of one machine; write a path from the workspace root, or take it \
                     from an argument or the environment"
                );
                faults.push(Fault::new(&file.path, index + 1, message));
            }
        }
    }
    faults
}

/// Whether a word is there and is not the tail of a longer path or name.
fn stands_alone(line: &str, word: &str) -> bool {
    let continues = |c: char| c.is_alphanumeric() || ['.', '-', '_'].contains(&c);
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(continues))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_machine() {
        let words = words(Path::new("/home/ann/claims/main"), Path::new("/home/ann"));
        for (line, found) in [
            ("cd /home/ann/claims/main && ls".to_owned(), true),
            ("let a = \"/home/ann/notes\";".to_owned(), true),
            (format!("see {}shared", WORKPLACE[0]), true),
            (format!("run {} first", WORKPLACE[2]), true),
            ("/home/anna/notes".to_owned(), false),
            ("cd ../shared".to_owned(), false),
            (format!("physical{}social", WORKPLACE[0]), false),
            ("https://example.invalid/home/ann/x".to_owned(), false),
        ] {
            let faults = check(&[SourceFile::new("a.md", &line)], &words);
            assert_eq!(!faults.is_empty(), found, "{line}");
        }
    }

    #[test]
    fn short_folders_are_no_words() {
        assert_eq!(words(Path::new("/repo"), Path::new("/")).len(), WORKPLACE.len());
        assert_eq!(words(Path::new("/repo"), Path::new("")).len(), WORKPLACE.len());
    }
}
