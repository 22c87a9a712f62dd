//! A line of Rust has at most 100 columns, unless it is one long string, a link or an include.

use super::fault::Fault;
use super::rust_text::{self, calls};
use super::tree::SourceFile;

/// Most columns of a line, in characters.
const MOST_COLUMNS: usize = 100;

/// What may stand beside the one string of a line: its marks, and what closes a call.
const AROUND_A_STRING: [char; 12] = ['"', 'r', 'b', '#', '&', ',', ';', '(', ')', ']', '\\', ' '];

/// Faults of wide lines.
pub fn check(files: &[SourceFile]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files {
        let Some(text) = file.rust() else { continue };
        let code = rust_text::code(text);
        for (index, (line, code)) in text.lines().zip(code.lines()).enumerate() {
            let columns = line.chars().count();
            if columns > MOST_COLUMNS && !is_one_thing(line, code) {
                let message = format!(
                    "{columns} columns, and {MOST_COLUMNS} are the most; run cargo fmt, break the \
                     comment or split the string"
                );
                faults.push(Fault::new(&file.path, index + 1, message));
            }
        }
    }
    faults
}

/// Whether nothing on a line can be broken off.
fn is_one_thing(line: &str, code: &str) -> bool {
    let longest = line.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
    // A link that is most of its line: what stands around it does not make the line wide.
    let is_link = line.contains("://") && line.chars().count() - longest <= MOST_COLUMNS / 2;
    let is_include = calls(code, "include_str!") || calls(code, "include_bytes!");
    let is_string = code.chars().all(|character| AROUND_A_STRING.contains(&character));
    is_link || is_include || is_string
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_the_width() {
        let long = "x".repeat(110);
        let words = "word ".repeat(25);
        for (text, wide) in [
            (format!("{}\n", "x".repeat(100)), false),
            (format!("{}\n", "é".repeat(100)), false),
            (format!("let a = {long};\n"), true),
            (format!("    \"{words}\",\n"), false),
            (format!("r#\"\n{words}\n\"#\n"), false),
            (format!("let a = call(\"{words}\");\n"), true),
            (format!("// {words}\n"), true),
            (format!("/*\n{words}\n*/\n"), true),
            (format!("// See https://example.invalid/{long}\n"), false),
            (format!("// See https://example.invalid/ {words}\n"), true),
            (format!("const A: &str = include_str!(\"{long}\");\n"), false),
        ] {
            let found = check(&[SourceFile::new("a.rs", &text)]);
            assert_eq!(!found.is_empty(), wide, "{text}");
        }
        assert!(check(&[SourceFile::new("a.toml", &long)]).is_empty());
    }

    #[test]
    fn names_the_line() {
        let text = format!("a\nb{}\n", " + b".repeat(40));
        assert_eq!(check(&[SourceFile::new("a.rs", &text)])[0].line, 2);
    }
}
