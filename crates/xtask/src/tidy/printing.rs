//! Libraries do not print: results are values, and only a program talks to a person.

use super::fault::Fault;
use super::rust_text::{self, calls};
use super::tree::SourceFile;

/// The macros.
const MACROS: [&str; 5] = ["dbg!", "print!", "println!", "eprint!", "eprintln!"];

/// Crates that are programs.
const PROGRAMS: [&str; 2] = ["cleanclaim", "xtask"];

/// Faults of libraries that print outside their tests.
pub fn check(files: &[SourceFile]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| is_library(&file.path)) {
        let code = rust_text::code(file.rust().unwrap_or_default());
        for (number, line) in rust_text::lines_outside_tests(&code) {
            if let Some(name) = MACROS.into_iter().find(|name| calls(line, name)) {
                let message = format!("`{name}` in a library; return the words to the caller");
                faults.push(Fault::new(&file.path, number, message));
            }
        }
    }
    faults
}

/// Whether a file is source of a library, and no test of it.
fn is_library(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["crates", room, "src", .., file] => {
            let is_test = file == "tests.rs" || parts.contains(&"tests");
            !PROGRAMS.contains(&room) && !is_test && file.ends_with(".rs")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_libraries_quiet() {
        let test = "fn a() {}\n#[cfg(test)]\nmod tests {\n    println!();\n}\n";
        for (path, text, lines) in [
            ("crates/edits/src/claim.rs", "fn a() {\n    println!();\n}\n", &[2][..]),
            ("crates/edits/src/claim.rs", "std::eprint!(\"a\"); dbg!(b);\n", &[1]),
            ("crates/edits/src/claim.rs", "//! println!();\nlet a = \"dbg!\";\n", &[]),
            ("crates/edits/src/claim.rs", test, &[]),
            ("crates/edits/src/age/tests.rs", "println!();\n", &[]),
            ("crates/edits/tests/claim.rs", "println!();\n", &[]),
            ("crates/edits/benches/claim.rs", "println!();\n", &[]),
            ("crates/cleanclaim/src/main.rs", "println!();\n", &[]),
            ("crates/xtask/src/main.rs", "println!();\n", &[]),
            ("crates/edits/build.rs", "println!();\n", &[]),
            ("crates/edits/src/claim.md", "println!();\n", &[]),
        ] {
            let found = check(&[SourceFile::new(path, text)]);
            let found: Vec<usize> = found.iter().map(|fault| fault.line).collect();
            assert_eq!(found, lines, "{path} {text}");
        }
    }
}
