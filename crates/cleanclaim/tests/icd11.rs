//! ICD-11 beside ICD-10-CM, as a user sees it after importing the World Health Organization's
//! files, and that nothing of it reaches a claim. The files imported here are made up, in the
//! layout of the release.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Output};
use testkit::practice;

const RELEASE: &str = "http://id.who.int/icd/release/11/2025-01/mms/";

/// Codes that tests ask for; all titles are made up.
const CODES: [(&str, &str); 6] = [
    ("5A11", "Made-up sugar trouble"),
    ("GB61", "Made-up filter trouble"),
    ("BA00.Z", "Made-up pressure, unspecified"),
    ("2C25.Z", "Made-up growth"),
    ("XS9R", "Made-up stage"),
    ("XN8P1", "Made-up germ"),
];

/// Where WHO's ICD-10 leads.
const LEADS: [(&str, &str, &str); 5] = [
    ("E11", "5A11", "Made-up sugar trouble"),
    ("E11.2", "5A11/GB61", "Made-up sugar trouble / Made-up filter trouble"),
    ("I10", "BA00.Z", ""),
    ("C34.9", "2C25.Z&XS9R", ""),
    ("D50", "5A11", "Made-up sugar trouble"),
];

/// The tabulation: the codes above among enough others for a release.
fn tabulation() -> String {
    let mut text = String::from(
        "\u{feff}Foundation URI\tLinearization URI\tCode\tBlockId\tTitle\tClassKind\tDepthInKind\t\
         IsResidual\tChapterNo\tBrowserLink\tisLeaf\tPrimary tabulation\tGrouping1\t\
         Version:2025 Jan 24 - 22:30 UTC\r\n",
    );
    let mut row = |code: &str, title: &str, chapter: &str| {
        let _ = write!(
            text,
            "http://id.who.int/icd/entity/1\t{RELEASE}1\t{code}\t\t\"- - {title}\"\tcategory\t2\t\
             False\t{chapter}\t\"=hyperlink(\"\"x\"\",\"\"browser\"\")\"\tTrue\tTrue\t\r\n"
        );
    };
    let letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    for (first, second) in
        "134678".chars().flat_map(|f| letters.chars().map(move |second| (f, second)))
    {
        for number in 0..100 {
            row(&format!("{first}{second}{number:02}"), "Something else", "01");
        }
    }
    CODES.iter().filter(|(code, _)| !code.starts_with('X')).for_each(|(c, t)| row(c, t, "05"));
    for (i, second) in letters.chars().enumerate() {
        for number in 0..100 {
            row(&format!("X{second}{number:02}"), &format!("Extension of kind {i}"), "X");
        }
    }
    CODES.iter().filter(|(code, _)| code.starts_with('X')).for_each(|(c, t)| row(c, t, "X"));
    text
}

/// A table from ICD-10: the leads above and enough others; with `twice`, one leads to two.
fn table(twice: bool) -> String {
    let mut text = String::from(
        "10ClassKind\tDepth\ticd10Code\ticd10Chapter\ticd10Title\t11ClassKind\tDepth\t\
         ICD-11 Foundation URI\tLinearization (release) URI\ticd11Code\ticd11Chapter\ticd11Title\t\
         2025-Jan-24\n",
    );
    let mut row = |ten: &str, eleven: &str, title: &str| {
        let _ = writeln!(
            text,
            "category\t2\t{ten}\tI\tOld\tcategory\t1\thttp://id.who.int/icd/entity/1\t{RELEASE}1\t\
             {eleven}\t01\t{title}"
        );
    };
    LEADS.iter().for_each(|(ten, eleven, title)| row(ten, eleven, title));
    if twice {
        row("E11", "GB61", "Made-up filter trouble");
    }
    for number in 0..6_000 {
        let code = format!("Q{:02}.{:02}", number / 100, number % 100);
        row(&code, "1A00", "Something else");
        if twice {
            row(&code, "1A01", "Something beside it");
        }
    }
    text
}

fn back_table() -> String {
    let mut text = String::from(
        "Linearization (release) URI\ticd11Code\ticd11Chapter\ticd11Title\ticd10Code\t\
         icd10Chapter\ticd10Title\t2025-Jan-24\n",
    );
    let mut row = |eleven: &str, ten: &str, title: &str| {
        let _ = writeln!(text, "{RELEASE}1\t{eleven}\t01\tx\t{ten}\tI\t{title}");
    };
    row("5A11", "E11", "Old sugar trouble");
    let letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    for (first, second) in "134".chars().flat_map(|f| letters.chars().map(move |s| (f, s))) {
        (0..100).for_each(|i| row(&format!("{first}{second}{i:02}"), "A00", "Old"));
    }
    text
}

/// A folder with a note and a data folder.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let note = "ASSESSMENT AND PLAN:\n1. Type 2 diabetes mellitus with diabetic chronic kidney \
            disease, CKD stage 3a. Continue metformin.\n2. Essential hypertension, lisinopril \
            refilled.\n3. Acute bronchitis.\n";
        desk.write("note.txt", note.as_bytes());
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    fn run(&self, data: &str, arguments: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
            .args(arguments)
            .args(["--data", data])
            .current_dir(self.path())
            .env_remove("CLEANCLAIM_DATA")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    /// Imports the archive of tables, with what else lies in it, and the tabulation.
    fn import(&self) -> String {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let (one, all, back) = (table(false), table(true), back_table());
        for (name, text) in [
            ("mapping/10To11MapToMultipleCategories.txt", all.as_str()),
            ("mapping/10To11MapToOneCategory.txt", &one),
            ("mapping/11To10MapToOneCategory.txt", &back),
            ("mapping/foundation_10To11.txt", "icd10Code\ticd10Title\tFoundation URI\n"),
        ] {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        self.write("mapping.zip", &writer.finish().unwrap().into_inner());
        self.write("tabulation.txt", tabulation().as_bytes());
        let arguments = ["codesets", "import", "mapping.zip", "tabulation.txt"];
        let (code, out, said) = self.run("data", &arguments);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("foundation_10To11.txt: passed over"), "{said}");
        out
    }
}

fn json(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn import_says_what_it_is_and_under_which_licence() {
    let desk = Desk::new();
    let out = desk.import();
    for name in ["icd11-2025-01", "icd11-map-2025-01", "icd11-map-all-2025-01"] {
        assert!(out.contains(&format!("imported {name} from ")), "{name}: {out}");
    }
    assert!(out.contains("2402 extension codes, 14404 stem codes"), "{out}");
    assert_eq!(out.matches("CC BY-ND 3.0 IGO").count(), 4, "{out}");
    let (_, list, _) = desk.run("data", &["codesets", "list", "--date", "2025-06-01"]);
    assert!(list.contains("icd11-map-back-2025-01: ICD-11, World Health"), "{list}");
    let rows = json(&desk.run("data", &["codesets", "list", "--format", "json"]).1);
    assert!(rows[0]["licence"].is_null() && rows[1]["licence"].is_string(), "{rows:?}");
    let pack = std::fs::read(desk.path().join("data/codesets/icd11-2025-01.pack")).unwrap();
    assert!(String::from_utf8_lossy(&pack).contains("\nC\t") && out.contains("passed on"));
    let licence = b"L\tICD-11, World Health Organization, CC BY-ND";
    assert!(pack.windows(licence.len()).any(|w| w == licence), "the pack says its licence");

    let (code, _, said) = desk.run("data", &["codesets", "remove", "icd11-2025-01"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn lookup_and_search() {
    let desk = Desk::new();
    let (code, _, said) = desk.run("data", &["codesets", "lookup", "5A11"]);
    assert_eq!(code, 1);
    assert!(said.contains("form of an ICD-11 code") && said.contains("import"), "{said}");
    desk.import();
    for (asked, parts) in [
        (
            "5a11",
            &[
                "5A11  Made-up sugar trouble\n",
                "never on a claim",
                "stem code",
                "CC BY-ND",
                "ICD-10 of WHO, mapped from 5A11: E11  Old sugar trouble",
            ][..],
        ),
        ("XS9R", &["extension code XS9R, chapter X: Made-up stage"]),
        ("2C25.Z&XS9R", &["2C25.Z&XS9R  Made-up growth / Made-up stage\n"]),
        ("5A11/GB61", &["5A11/GB61  Made-up sugar", "mapped from 5A11: E11"]),
        (
            "E11.22",
            &["in ICD-11, for reading only\n    5A11/GB61  Made-up sugar", "[mapped from E11.2]"],
        ),
    ] {
        let (code, out, said) = desk.run("data", &["codesets", "lookup", asked]);
        assert_eq!(code, 0, "{asked}: {said}");
        assert!(parts.iter().all(|part| out.contains(part)), "{asked}: {out}");
    }
    for (asked, part) in [
        ("5A11&2C25.Z", "`2C25.Z` at character 6 is a stem code behind &"),
        ("XS9R&5A11", "can't begin a cluster"),
        ("5A11/5A11", "stands there twice"),
        ("5A11/9Z99", "`9Z99` at character 6 is not in the imported ICD-11 release"),
        ("9Z99", "`9Z99` at character 1 is not in the imported ICD-11 release"),
        ("XZZZ", "no extension code of the ICD-11 release"),
        ("5A11/E11.22", "has that of ICD-10"),
    ] {
        let (code, out, said) = desk.run("data", &["codesets", "lookup", asked]);
        assert_eq!((code, out.as_str()), (1, ""), "{asked}");
        assert!(said.contains(part), "{asked}: {said}");
    }
    let entry = &json(&desk.run("data", &["codesets", "lookup", "5A11", "--format", "json"]).1)[0];
    assert_eq!((&entry["system"], &entry["read_only"]), (&"icd11".into(), &true.into()));

    let (_, out, _) = desk.run("data", &["codesets", "search", "made-up", "sugar", "trouble"]);
    let found = out.split("ICD-11 MMS 2025-01").nth(1).unwrap();
    assert!(found.lines().nth(1).unwrap().contains("5A11      Made-up sugar trouble"), "{out}");
    let billable = ["codesets", "search", "made-up", "sugar", "--billable"];
    assert!(!desk.run("data", &billable).1.contains("ICD-11"), "none of it is billable");
}

#[test]
fn shown_beside_each_code_and_absent_without_an_import() {
    let desk = Desk::new();
    let arguments = ["code", "note.txt", "--setting", "office", "--date", "2026-06-15"];
    let as_json = [&arguments[..], &["--format", "json"]].concat();
    let before = desk.run("data", &as_json).1;
    let text_before = desk.run("data", &arguments).1;
    assert!(!before.contains("icd11") && !text_before.contains("ICD-11"), "{before}");
    desk.import();

    let chart = &json(&desk.run("data", &as_json).1)[0];
    let beside: BTreeMap<&str, &serde_json::Value> = chart["dx"]
        .as_array()
        .unwrap()
        .iter()
        .map(|dx| (dx["code"].as_str().unwrap(), &dx["icd11"]))
        .collect();
    let first = &beside["E11.22"][0];
    assert_eq!((&first["code"], &first["from"]), (&"5A11/GB61".into(), &"E11.2".into()));
    assert_eq!(first["title"], "Made-up sugar trouble / Made-up filter trouble");
    assert!(beside.iter().any(|(_, entries)| entries.is_null()), "no table leads from one of them");
    assert_eq!(chart["releases"]["icd11"], "2025-01");

    // Nothing else has changed.
    let mut bare = chart.clone();
    for dx in bare["dx"].as_array_mut().unwrap() {
        dx.as_object_mut().unwrap().remove("icd11");
    }
    bare["releases"].as_object_mut().unwrap().retain(|name, _| !name.starts_with("icd11"));
    assert_eq!(bare, json(&before)[0]);
    let added = desk.run("data", &arguments).1;
    let kept: Vec<&str> = added.lines().filter(|line| !line.contains("ICD-11")).collect();
    assert_eq!(kept, text_before.lines().collect::<Vec<_>>());
    let line = "ICD-11 5A11/GB61  Made-up sugar trouble / Made-up filter trouble  (mapped from \
        E11.2; not for claims)";
    assert!(added.contains(line), "{added}");

    for name in ["icd11-2025-01", "icd11-map-2025-01", "icd11-map-all-2025-01"] {
        desk.run("data", &["codesets", "remove", name]);
    }
    desk.run("data", &["codesets", "remove", "icd11-map-back-2025-01"]);
    assert_eq!(desk.run("data", &as_json).1, before, "byte for byte as before the import");
    assert_eq!(desk.run("data", &arguments).1, text_before);
}

/// The files of an output folder, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let read = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, std::fs::read(entry.path()).unwrap())
    };
    entries.map(read).collect()
}

#[test]
fn claims_are_the_same_bytes_with_and_without_it() {
    let desk = Desk::new();
    let mut chart =
        practice::charts().into_iter().find(|c| c.slug == "clinic-iron-infusion").unwrap();
    chart.chart.charges.iter_mut().for_each(|charge| charge.ndc = None);
    desk.write("chart.json", practice::to_bundle(&chart).to_string().as_bytes());
    desk.import();
    let coded = desk.run("data", &["code", "chart.json", "--format", "json"]).1;
    assert!(coded.contains("\"icd11\":[{\"code\":\"5A11\""), "{coded}");
    let mut folders = Vec::new();
    for (data, out) in [("empty", "without"), ("data", "with")] {
        let arguments = ["claim", "chart.json", "--out", out, "--submitted", "2026-06-22"];
        let (code, _, said) = desk.run(data, &arguments);
        assert_eq!(code, 0, "{said}");
        folders.push(files(&desk.path().join(out)));
    }
    assert_eq!(folders[0], folders[1]);
    assert!(folders[1].keys().any(|name| name.ends_with(".837i")), "{:?}", folders[1].keys());
    let codes: BTreeSet<&str> = CODES.iter().map(|(code, _)| *code).collect();
    for (name, bytes) in &folders[1] {
        let text = String::from_utf8_lossy(bytes);
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
        assert!(words.all(|word| !codes.contains(word)), "{name}");
    }
}
