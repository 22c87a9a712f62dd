//! `cargo xtask edits`: the page that lists every edit, written from the tables of rules and the
//! documentation of the functions that hold them.

mod row;

use crate::tidy::fault::Fault;
use crate::tidy::tree::{self, SourceFile};
use crate::tidy::workspace::Workspace;
use row::Row;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The page.
pub const PAGE: &str = "docs/reference/edits.md";

/// The folder of the tables of rules.
const TABLES: &str = "crates/edits/src/registry/";

/// The folder of the rules.
const FAMILIES: &str = "crates/edits/src/families/";

/// Writes the page.
pub fn run() -> Result<(), String> {
    let workspace = Workspace::read()?;
    let files = tree::files(&workspace.root)?;
    let page = page(&files)?;
    std::fs::write(workspace.root.join(PAGE), page).map_err(|fault| format!("{PAGE}: {fault}"))?;
    println!("edits: {PAGE} written");
    Ok(())
}

/// A fault where the page is not what the rules say.
pub fn check(files: &[SourceFile]) -> Vec<Fault> {
    let fresh = match page(files) {
        Ok(fresh) => fresh,
        Err(fault) => return vec![Fault::new(TABLES.trim_end_matches('/'), 1, fault)],
    };
    match tree::text_of(files, PAGE) {
        Some(text) if text == fresh => Vec::new(),
        _ => vec![Fault::new(PAGE, 1, "is not what the rules say; run cargo xtask edits")],
    }
}

fn page(files: &[SourceFile]) -> Result<String, String> {
    let mut families: BTreeMap<String, Vec<(Row, String)>> = BTreeMap::new();
    for table in files.iter().filter(|file| file.path.starts_with(TABLES)) {
        for row in row::rows(table.rust().unwrap_or_default()) {
            let checks = checks(files, &row)
                .ok_or_else(|| format!("{} has no `# Checks` at {}", row.id, row.function))?;
            families.entry(row.family.to_lowercase()).or_default().push((row, checks));
        }
    }
    let count: usize = families.values().map(Vec::len).sum();
    let mut page = format!(
        "# Edits\n\n\
         The {count} rules that judge a claim before it leaves, by family. This page is written by\n\
         `cargo xtask edits` from the rules; `cargo xtask tidy` fails when it is not up to date.\n\n\
         **block** stops the claim; **reason** needs a stated reason to override; **warn** and\n\
         **inform** let it pass. The severity is the usual one: what is absolute for Medicare may\n\
         need only a reason with a payer that follows its own policy. Rules of payers (family\n\
         `payer`) are files: see [payer-rules.md](payer-rules.md).\n"
    );
    for (family, rows) in families {
        let _ = writeln!(page, "\n## {family}\n\n| id | severity | checks | source |");
        page.push_str("|---|---|---|---|\n");
        for (row, checks) in rows {
            let cells = [&row.id, &row.severity.to_lowercase(), &checks, &row.source];
            let cells = cells.map(|cell| cell.replace('|', "\\|"));
            let _ =
                writeln!(page, "| `{}` | {} | {} | {} |", cells[0], cells[1], cells[2], cells[3]);
        }
    }
    Ok(page)
}

/// What the function behind a row says that it checks, on one line.
fn checks(files: &[SourceFile], row: &Row) -> Option<String> {
    let (module, name) = row.function.rsplit_once("::")?;
    let module = module.rsplit("::").next()?;
    let head = format!("fn {name}(");
    let of_module = |file: &&SourceFile| {
        let path = file.path.strip_prefix(FAMILIES).unwrap_or_default();
        path.split('/').any(|part| part.trim_end_matches(".rs") == module)
    };
    let mut texts = files.iter().filter(of_module).filter_map(SourceFile::rust);
    texts.find_map(|text| documented(text, &head))
}

/// The paragraph under `# Checks` above a function.
fn documented(text: &str, head: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains(head))?;
    let above = lines[..at].iter().rposition(|line| line.trim() == "/// # Checks")?;
    let words: Vec<&str> = lines[above + 1..at]
        .iter()
        .map_while(|line| line.trim().strip_prefix("///").map(str::trim))
        .take_while(|line| !line.starts_with('#'))
        .collect();
    // Nothing but documentation and attributes may stand between, else it is another item's.
    let between = lines[above..at].iter().map(|line| line.trim());
    let own = between.into_iter().all(|line| line.starts_with("///") || line.starts_with('#'));
    own.then(|| words.join(" ").trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(doc: &str) -> Vec<SourceFile> {
        let table = "const NPI: &str = \"45 CFR\";\npub(super) const RULES: &[Rule] = &[\n    \
                     guide(\"pos.x\", Pos, Block, pos::x),\n    \
                     rule(\n        \"npi.y\",\n        Npi,\n        Warn,\n        NPI,\n        \
                     format::npi::y,\n    ),\n];\n";
        let y = "/// # Checks\n/// Y | z,\n/// too.\n/// # Why\n/// No.\npub(crate) fn y(";
        vec![
            SourceFile::new("crates/edits/src/registry/a.rs", table),
            SourceFile::new("crates/edits/src/families/pos.rs", doc),
            SourceFile::new("crates/edits/src/families/format/npi.rs", y),
        ]
    }

    #[test]
    fn rows_by_family_with_what_they_check() {
        let page = page(&files("/// # Checks\n/// X.\npub(crate) fn x(")).unwrap();
        assert!(page.contains("The 2 rules"), "{page}");
        let npi = "## npi\n\n| id | severity | checks | source |\n|---|---|---|---|\n\
                   | `npi.y` | warn | Y \\| z, too. | 45 CFR |\n";
        assert!(page.contains(npi), "{page}");
        assert!(page.contains("| `pos.x` | block | X. | implementation guide |"), "{page}");
    }

    #[test]
    fn a_rule_without_documentation_is_named() {
        for doc in ["pub(crate) fn x(", "/// # Checks\n/// Z.\nfn z() {}\npub(crate) fn x("] {
            let fault = page(&files(doc)).unwrap_err();
            assert!(fault.contains("pos.x has no `# Checks` at pos::x"), "{fault}");
        }
    }

    #[test]
    fn a_page_that_is_not_up_to_date_is_a_fault() {
        let mut files = files("/// # Checks\n/// X.\npub(crate) fn x(");
        assert_eq!(check(&files).len(), 1);
        files.push(SourceFile::new(PAGE, &page(&files).unwrap()));
        assert!(check(&files).is_empty());
    }
}
