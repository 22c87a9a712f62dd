//! `cargo xtask guidelines`: the page that says which guidelines are held, written from the rule
//! files themselves, and from the list of what other files hold and what is still open.

use crate::tidy::fault::Fault;
use crate::tidy::tree::{self, SourceFile};
use crate::tidy::workspace::Workspace;
use serde::Deserialize;
use std::fmt::Write as _;

/// The page.
pub const PAGE: &str = "docs/reference/guidelines.md";

/// The folder of the rules.
const RULES: &str = "crates/coding/src/guidelines/";

/// What is held elsewhere, and what is open.
const LIST: &str = "data/guidelines/held.toml";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    elsewhere: Vec<Elsewhere>,
    #[serde(default)]
    open: Vec<Open>,
}

/// A section that is held outside the folder of rules.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    section: String,
    title: String,
    file: String,
}

/// A section, or a part of one, that is not held.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    section: String,
    what: String,
}

/// One row of the table of what is held.
#[derive(Debug, PartialEq, Eq)]
struct Held {
    section: String,
    title: String,
    file: String,
    tested: bool,
}

/// Writes the page.
pub fn run() -> Result<(), String> {
    let workspace = Workspace::read()?;
    let files = tree::files(&workspace.root)?;
    let page = page(&files)?;
    std::fs::write(workspace.root.join(PAGE), page).map_err(|fault| format!("{PAGE}: {fault}"))?;
    println!("guidelines: {PAGE} written");
    Ok(())
}

/// A fault where the page is not what the rules say.
pub fn check(files: &[SourceFile]) -> Vec<Fault> {
    let fresh = match page(files) {
        Ok(fresh) => fresh,
        Err(fault) => return vec![Fault::new(LIST, 1, fault)],
    };
    match tree::text_of(files, PAGE) {
        Some(text) if text == fresh => Vec::new(),
        _ => vec![Fault::new(PAGE, 1, "is not what the rules say; run cargo xtask guidelines")],
    }
}

fn page(files: &[SourceFile]) -> Result<String, String> {
    let list: List = match tree::text_of(files, LIST) {
        Some(text) => toml::from_str(text).map_err(|fault| format!("{LIST}: {fault}"))?,
        None => List::default(),
    };
    let mut held: Vec<Held> = files
        .iter()
        .filter(|f| f.path.starts_with(RULES))
        .filter_map(|f| rule(&f.path, f.rust()?))
        .collect();
    for row in &list.elsewhere {
        let Some(text) = tree::text_of(files, &row.file) else {
            return Err(format!("{} is said to hold {}; it is not there", row.file, row.section));
        };
        held.push(Held {
            section: row.section.clone(),
            title: row.title.clone(),
            file: row.file.clone(),
            tested: is_tested(files, &row.file, text),
        });
    }
    held.sort_by(|a, b| (key(&a.section), &a.file).cmp(&(key(&b.section), &b.file)));
    Ok(write(&held, &list.open))
}

/// The section and title that a rule file states.
fn rule(path: &str, text: &str) -> Option<Held> {
    let from = text.find("const RULE: Rule =")?;
    let quoted = |field: &str| {
        let at = from + text[from..].find(&format!("{field}: \""))? + field.len() + 3;
        Some(text[at..at + text[at..].find('"')?].to_owned())
    };
    let (section, title) = (quoted("section")?, quoted("title")?);
    Some(Held { section, title, file: path.to_owned(), tested: text.contains("#[test]") })
}

/// Tests in the file, or in the `tests.rs` of its folder.
fn is_tested(files: &[SourceFile], path: &str, text: &str) -> bool {
    let beside = format!("{}/tests.rs", path.trim_end_matches(".rs"));
    text.contains("#[test]") || files.iter().any(|f| f.path == beside)
}

/// Sections in the order of the book: parts that are numbers by their value.
fn key(section: &str) -> Vec<(usize, u32, String)> {
    section
        .split('.')
        .enumerate()
        .map(|(depth, part)| match (depth, part) {
            (0, part) => {
                let books = ["I", "II", "III", "IV", "Appendix I"];
                (books.iter().position(|b| *b == part).unwrap_or(books.len()), 0, part.to_owned())
            }
            (_, part) => (0, part.parse().unwrap_or(0), part.to_owned()),
        })
        .collect()
}

fn write(held: &[Held], open: &[Open]) -> String {
    let mut page = String::from(
        "# Coding guidelines held\n\n\
         Sections of the ICD-10-CM Official Guidelines for Coding and Reporting, FY2026, and where\n\
         the coder holds them. This page is written by `cargo xtask guidelines` from the rules;\n\
         `cargo xtask tidy` fails when it is not up to date.\n\n",
    );
    let _ = writeln!(page, "## Held ({})\n", held.len());
    page.push_str("| section | what is held | file | status |\n|---|---|---|---|\n");
    for row in held {
        let name = row.file.rsplit('/').next().unwrap_or(&row.file);
        let status = if row.tested { "held, tested in the file" } else { "held" };
        let _ = writeln!(
            page,
            "| {} | {} | [{name}](../../{}) | {status} |",
            row.section, row.title, row.file
        );
    }
    let _ = writeln!(page, "\n## Not yet held ({})\n", open.len());
    page.push_str("| section | what is missing |\n|---|---|\n");
    for row in open {
        let _ = writeln!(page, "| {} | {} |", row.section, row.what);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "pub const RULE: Rule =\n    Rule { section: \"I.C.4.a\", title: \"x\", \
                        apply };\n#[test]\nfn t() {}\n";

    #[test]
    fn a_rule_says_its_section() {
        let rule = rule("crates/coding/src/guidelines/x.rs", RULE).unwrap();
        assert_eq!(
            (rule.section.as_str(), rule.title.as_str(), rule.tested),
            ("I.C.4.a", "x", true)
        );
        assert_eq!(super::rule("a.rs", "fn main() {}"), None);
    }

    #[test]
    fn an_old_page_is_a_fault() {
        let rule = SourceFile::new("crates/coding/src/guidelines/x.rs", RULE);
        let old = SourceFile::new(PAGE, "old");
        assert_eq!(check(&[rule.clone(), old]).len(), 1);
        let fresh = SourceFile::new(PAGE, &page(std::slice::from_ref(&rule)).unwrap());
        assert_eq!(check(&[rule, fresh]), Vec::new());
    }

    #[test]
    fn a_file_that_holds_nothing_is_a_fault() {
        let list = "[[elsewhere]]\nsection = \"II\"\ntitle = \"t\"\nfile = \"crates/none.rs\"\n";
        assert!(page(&[SourceFile::new(LIST, list)]).is_err());
    }

    #[test]
    fn sections_sort_as_in_the_book() {
        let mut sections = ["IV.G", "I.C.10.a", "I.C.9.a", "Appendix I", "I.B.2", "II.H"];
        sections.sort_by_key(|s| key(s));
        assert_eq!(sections, ["I.B.2", "I.C.9.a", "I.C.10.a", "II.H", "IV.G", "Appendix I"]);
    }
}
