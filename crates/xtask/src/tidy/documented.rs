//! Every public item of the vocabulary is documented. The compiler looks for the missing ones;
//! this holds that it is asked to, everywhere.

use super::fault::Fault;
use super::rust_text;
use super::tree::{SourceFile, text_of};

/// The root of the vocabulary.
const ROOT: &str = "crates/model/src/lib.rs";

/// What must stand there.
const DENY: [&str; 2] = ["#![deny(missing_docs)]", "#![forbid(missing_docs)]"];

/// Faults of a vocabulary that does not ask for documentation, or lets some of it off.
pub fn check(files: &[SourceFile]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let root = rust_text::code(text_of(files, ROOT).unwrap_or_default());
    if !root.lines().any(|line| DENY.contains(&line.trim())) {
        let message = format!("add `{}`: every public item of `model` is documented", DENY[0]);
        faults.push(Fault::new(ROOT, 1, message));
    }
    for file in files.iter().filter(|file| file.path.starts_with("crates/model/")) {
        let code = file.rust().map(rust_text::code).unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            if line.contains("missing_docs") && !DENY.contains(&line.trim()) {
                let message = "document the item instead of letting `missing_docs` off";
                faults.push(Fault::new(&file.path, index + 1, message));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_for_documentation() {
        let good = SourceFile::new(ROOT, "//! Words.\n#![deny(missing_docs)]\n");
        let commented = SourceFile::new(ROOT, "//! #![deny(missing_docs)]\n");
        let lax = SourceFile::new(
            "crates/model/src/a.rs",
            "/// A.\n#[allow(missing_docs)]\npub mod a;\n",
        );
        let other = SourceFile::new("crates/edits/src/a.rs", "#[allow(missing_docs)]\n");
        assert!(check(&[good.clone(), other]).is_empty());
        assert_eq!(check(&[commented])[0].path, ROOT);
        let [fault] = &check(&[good, lax])[..] else { panic!("one fault") };
        assert_eq!((fault.path.as_str(), fault.line), ("crates/model/src/a.rs", 2));
        assert_eq!(check(&[]).len(), 1, "no vocabulary at all");
    }
}
