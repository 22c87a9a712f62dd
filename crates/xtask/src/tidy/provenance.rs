//! Every file of data says where it comes from, in `data/SOURCES.toml`: built from somebody's
//! release (package, version, file, hash, licence, rows), or written by us.

use super::fault::Fault;
use super::tree::{SourceFile, line_with};
use codesets::container::{self, sha256_hex};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where it says so.
pub const SOURCES: &str = "data/SOURCES.toml";

/// Endings of files that are data wherever they stand outside tests.
const DATA_ENDINGS: [&str; 12] = [
    ".pack", ".csv", ".tsv", ".xml", ".xlsx", ".parquet", ".db", ".sqlite", ".bin", ".zip", ".gz",
    ".zst",
];

/// Folders whose files are made up for tests.
const TEST_FOLDERS: [&str; 3] = ["fixtures", "tests", "testdata"];

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    #[serde(default)]
    built: Vec<Built>,
    /// Folder → names of the files that we wrote.
    #[serde(default)]
    ours: BTreeMap<String, Vec<String>>,
}

/// A file that was made from somebody's data.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Built {
    file: String,
    sha256: String,
    how: String,
    rows: BTreeMap<String, u64>,
    source: Vec<Source>,
}

/// What it was made from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    package: String,
    version: String,
    file: String,
    sha256: String,
    licence: String,
    rows: u64,
}

/// Faults between the list and the files; `sources` is the text of the list.
pub fn check(files: &[SourceFile], sources: Option<&str>) -> Vec<Fault> {
    let Some(text) = sources else {
        return vec![Fault::new(SOURCES, 1, "is missing; list every file of data there")];
    };
    let listed = match toml::from_str::<Sources>(text) {
        Ok(listed) => listed,
        Err(fault) => {
            let line = fault.span().map_or(1, |span| text[..span.start].lines().count().max(1));
            return vec![Fault::new(SOURCES, line, format!("can't be read: {}", fault.message()))];
        }
    };
    let mut faults = Vec::new();
    for built in &listed.built {
        let line = line_with(text, &format!("\"{}\"", built.file));
        let file = files.iter().find(|file| file.path == built.file);
        let mut messages = built_faults(built, file);
        messages.extend(built.source.iter().flat_map(source_faults));
        faults.extend(messages.into_iter().map(|message| Fault::new(SOURCES, line, message)));
    }
    for (folder, name) in listed.ours_files() {
        let path = format!("{folder}/{name}");
        let line = line_with(text, &format!("\"{name}\""));
        if !files.iter().any(|file| file.path == path) {
            let message = format!("`{path}` is not there; remove it from the list");
            faults.push(Fault::new(SOURCES, line, message));
        }
        if listed.built.iter().any(|built| built.file == path) {
            let message = format!("`{path}` is listed as ours and as built; it can be only one");
            faults.push(Fault::new(SOURCES, line, message));
        }
    }
    let unlisted = files.iter().filter(|file| is_data(&file.path) && !listed.has(&file.path));
    faults.extend(unlisted.map(|file| {
        let message = format!(
            "is not listed in {SOURCES}; say there what it was built from, or that it is ours"
        );
        Fault::new(&file.path, 1, message)
    }));
    faults
}

impl Sources {
    fn ours_files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.ours
            .iter()
            .flat_map(|(folder, names)| names.iter().map(move |n| (folder.as_str(), n.as_str())))
    }

    fn has(&self, path: &str) -> bool {
        self.built.iter().any(|built| built.file == path)
            || self.ours_files().any(|(folder, name)| path == format!("{folder}/{name}"))
    }
}

/// Whether a file is data that must be listed.
fn is_data(path: &str) -> bool {
    if path.starts_with("data/") {
        return path != SOURCES && !path.ends_with("/README.md");
    }
    let for_tests = path.split('/').any(|part| TEST_FOLDERS.contains(&part));
    !for_tests && DATA_ENDINGS.iter().any(|ending| path.ends_with(ending))
}

fn built_faults(built: &Built, file: Option<&SourceFile>) -> Vec<String> {
    let name = &built.file;
    let Some(file) = file else {
        return vec![format!("`{name}` is not there; build it ({}) or remove it here", built.how)];
    };
    let mut faults = Vec::new();
    let hash = sha256_hex(&file.bytes);
    if hash != built.sha256 {
        faults.push(format!(
            "`{name}` has SHA-256 {hash}, not the one listed; build it again ({}) or list the new \
             build with its sources",
            built.how
        ));
    }
    if built.source.is_empty() || built.how.trim().is_empty() {
        faults.push(format!("`{name}` needs its sources and how it is built"));
    }
    faults.extend(rows_fault(built, file).map(|fault| format!("`{name}` {fault}")));
    faults
}

/// What is wrong with the number of rows, where the file can tell it: a pack's header counts
/// them, and the lines of a table below its heading are as many as all that are listed.
fn rows_fault(built: &Built, file: &SourceFile) -> Option<String> {
    let listed: u64 = built.rows.values().sum();
    if listed == 0 {
        return Some("needs its number of rows".to_owned());
    }
    if file.path.ends_with(".pack") {
        let header = match container::split_checked(&file.bytes) {
            Ok((header, _)) => header,
            Err(fault) => return Some(format!("can't be read: {fault}")),
        };
        if !built.source.iter().any(|source| source.sha256 == header.source_sha256) {
            let hash = header.source_sha256;
            return Some(format!("was made from a file of SHA-256 {hash}, which is not listed"));
        }
        let rows = header.rows;
        return (rows != built.rows)
            .then(|| format!("has {rows:?} rows, and {:?} are listed", built.rows));
    }
    if file.path.ends_with(".csv") {
        let rows = file.text().map_or(0, |text| text.lines().count().saturating_sub(1) as u64);
        return (rows != listed).then(|| format!("has {rows} rows, and {listed} are listed"));
    }
    None
}

fn source_faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    let named = [
        ("package", &source.package),
        ("version", &source.version),
        ("file", &source.file),
        ("licence", &source.licence),
    ];
    for (field, value) in named {
        if value.trim().is_empty() {
            faults.push(format!("the source `{}` needs its {field}", source.file));
        }
    }
    let is_hash = source.sha256.len() == 64
        && source.sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if !is_hash {
        faults.push(format!("`{}` needs its SHA-256, 64 lower-case digits", source.file));
    }
    if source.rows == 0 {
        faults.push(format!("`{}` needs its number of rows", source.file));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use codesets::container::{PackHeader, PackKind};

    const FEES: &str = "code,fee\n1,2\n3,4\n";

    /// A list with one built file, one of ours, and whatever a test changes in it.
    fn list(from: &str, to: &str) -> String {
        let text = format!(
            r#"
            [[built]]
            file = "crates/testkit/fees.csv"
            sha256 = "{}"
            how = "by hand"
            rows = {{ theirs = 1, ours = 1 }}
            [[built.source]]
            package = "fees"
            version = "1"
            file = "f.csv"
            sha256 = "{}"
            licence = "public domain"
            rows = 9
            [ours]
            "data/lexicon" = ["ear.toml"]
            "#,
            sha256_hex(FEES.as_bytes()),
            sha256_hex(b"f"),
        );
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    }

    fn tree() -> Vec<SourceFile> {
        vec![
            SourceFile::new("crates/testkit/fees.csv", FEES),
            SourceFile::new("data/lexicon/ear.toml", "a = 1"),
            SourceFile::new("data/lexicon/README.md", "words"),
            SourceFile::new("data/SOURCES.toml", ""),
            SourceFile::new("fixtures/a.csv", "a"),
            SourceFile::new("crates/codesets/tests/a.xml", "a"),
            SourceFile::new("crates/codesets/src/lib.rs", ""),
        ]
    }

    fn told(files: &[SourceFile], sources: &str) -> String {
        let lines: Vec<String> =
            check(files, Some(sources)).iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    #[test]
    fn a_true_list_has_no_fault() {
        assert_eq!(told(&tree(), &list("", "")), "");
        assert!(check(&tree(), None)[0].message.contains("is missing"));
    }

    #[test]
    fn a_false_list_has_faults() {
        let hash = sha256_hex(FEES.as_bytes());
        for (from, to, wanted) in [
            (hash.as_str(), "0", "has SHA-256"),
            ("theirs = 1", "theirs = 2", "has 2 rows, and 3 are listed"),
            ("{ theirs = 1, ours = 1 }", "{}", "needs its number of rows"),
            ("\"1\"", "\" \"", "needs its version"),
            ("public domain", "", "needs its licence"),
            ("by hand", "", "how it is built"),
            ("rows = 9", "rows = 0", "`f.csv` needs its number of rows"),
            ("rows = 9", "row = 9", "can't be read"),
            (sha256_hex(b"f").as_str(), "F00", "`f.csv` needs its SHA-256"),
            ("testkit/fees.csv", "testkit/old.csv", "`crates/testkit/old.csv` is not there"),
            ("testkit/fees.csv", "testkit/old.csv", "testkit/fees.csv:1: is not listed"),
            ("\"ear.toml\"", "\"ear.toml\", \"eye.toml\"", "`data/lexicon/eye.toml` is not there"),
            ("\"ear.toml\"", "", "data/lexicon/ear.toml:1: is not listed"),
            ("crates/testkit/fees.csv", "data/lexicon/ear.toml", "it can be only one"),
        ] {
            let told = told(&tree(), &list(from, to));
            assert!(told.contains(wanted), "{from} → {to}: {told}");
        }
    }

    #[test]
    fn every_file_of_data_is_listed() {
        for (path, listed) in [
            ("data/packs/b.pack", false),
            ("data/procedures/b.toml", false),
            ("data/new/deep/b.json", false),
            ("crates/edits/src/b.tsv", false),
            ("data/procedures/README.md", true),
            ("crates/edits/tests/b.tsv", true),
            ("crates/edits/src/b.toml", true),
        ] {
            let files: Vec<SourceFile> =
                tree().into_iter().chain([SourceFile::new(path, "b")]).collect();
            let told = told(&files, &list("", ""));
            assert_eq!(told.is_empty(), listed, "{path}: {told}");
        }
    }

    #[test]
    fn a_pack_counts_itself() {
        let header = |source: &[u8]| PackHeader {
            kind: PackKind::Hcpcs,
            label: "2025-10".to_owned(),
            starts: model::Date::new(2025, 10, 1).unwrap(),
            source: "f.csv".to_owned(),
            source_sha256: sha256_hex(source),
            rows: BTreeMap::from([("codes".to_owned(), 2)]),
            payload_sha256: String::new(),
        };
        let pack = |source: &[u8]| container::write(header(source), b"payload");
        for (bytes, rows, wanted) in [
            (pack(b"f"), "{ codes = 2 }", ""),
            (pack(b"f"), "{ codes = 3 }", "rows, and {\"codes\": 3} are listed"),
            (pack(b"g"), "{ codes = 2 }", "which is not listed"),
            (b"no pack".to_vec(), "{ codes = 2 }", "can't be read"),
        ] {
            let hash = sha256_hex(&bytes);
            let sources = list("{ theirs = 1, ours = 1 }", rows)
                .replace("crates/testkit/fees.csv", "data/packs/b.pack")
                .replace(&sha256_hex(FEES.as_bytes()), &hash);
            let mut files = tree();
            files[0] = SourceFile { path: "data/packs/b.pack".to_owned(), bytes };
            let told = told(&files, &sources);
            assert!(told.contains(wanted) && told.is_empty() == wanted.is_empty(), "{told}");
        }
    }
}
