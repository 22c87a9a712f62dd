//! `cleanclaim codesets`, as a user runs it. The releases imported here are made up, in the
//! layout of their publishers.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Output};

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run(data: &Path, arguments: &[&str]) -> Ran {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .arg("codesets")
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env_remove("CLEANCLAIM_DATA")
        .env("USER", "pat")
        .output()
        .unwrap();
    Ran {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// The lines of JSON that a command prints.
fn json(data: &Path, arguments: &[&str]) -> Vec<serde_json::Value> {
    let all: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
    run(data, &all).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn text<'a>(value: &'a serde_json::Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// HCPCS in its fixed width: enough rows for a release, and a few that tests ask for.
fn hcpcs() -> String {
    let mut text = String::new();
    let mut line = |code: &str, record: char, long: &str, short: &str| {
        let _ = writeln!(text, "{code:>5}00100{record}{long:<80}{short:<28}");
    };
    line("J1100", '3', "Injection of a made-up steroid, 1 mg", "Made-up steroid");
    for i in 0..5_500 {
        line(&format!("K{i:04}"), '3', "Made-up supply", "Supply");
    }
    line("LT", '7', "Left side of the body", "Left side");
    for i in 0..110u8 {
        line(&format!("{}{}", char::from(b'A' + i / 10), i % 10), '7', "Made up", "Made up");
    }
    text
}

/// ICD-10-PCS tables as XML: enough for a release, all alike but for their third character.
fn pcs() -> String {
    let characters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let label = |c: char, words: &str| format!("<label code=\"{c}\">{words} {c}</label>");
    let mut xml =
        String::from("<?xml version=\"1.0\"?>\n<ICD10PCS.tabular><version>2026</version>\n");
    for (body, operation) in
        characters.chars().take(20).flat_map(|b| characters.chars().map(move |o| (b, o)))
    {
        xml.push_str("<pcsTable>");
        for (position, axis) in
            [(1, label('0', "Section")), (2, label(body, "Body")), (3, label(operation, "Act"))]
        {
            let _ =
                write!(xml, "<axis pos=\"{position}\" values=\"1\"><title>t</title>{axis}</axis>");
        }
        xml.push_str("<pcsRow codes=\"2\">");
        for (position, axis) in [
            (4, label('J', "Part")),
            (5, label('0', "Open") + &label('4', "Scope")),
            (6, label('Z', "Device")),
            (7, label('Z', "Qualifier")),
        ] {
            let _ =
                write!(xml, "<axis pos=\"{position}\" values=\"1\"><title>t</title>{axis}</axis>");
        }
        xml.push_str("</pcsRow></pcsTable>\n");
    }
    xml.push_str("</ICD10PCS.tabular>\n");
    xml
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn list_shows_the_embedded_pack_and_its_age() {
    let data = folder();
    let ran = run(data.path(), &["list", "--date", "2026-09-30"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = ran.out.lines().find(|line| line.starts_with("embedded")).unwrap();
    for part in ["icd10cm", "2026-04", "2026-04-01", "current", "46881 entries"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let all = json(data.path(), &["list", "--date", "2026-10-01"]);
    let [pack] = &all[..] else { panic!("{all:?}") };
    assert_eq!((pack["stale"].as_bool(), text(pack, "next_release")), (Some(true), "2026-10-01"));
    assert_eq!((text(pack, "origin"), pack["intact"].as_bool()), ("embedded", Some(true)));
    assert_eq!(text(pack, "payload_sha256").len(), 64);
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0, "looking writes nothing");
}

#[test]
fn lookup_of_a_billable_code_shows_notes_with_their_place() {
    let data = folder();
    for code in ["E11.22", "e1122", " E11.22 "] {
        let ran = run(data.path(), &["lookup", code, "--date", "2026-06-15"]);
        assert_eq!(ran.code, 0, "{code}: {}", ran.err);
        let first = "E11.22  Type 2 diabetes mellitus with diabetic chronic kidney disease\n";
        assert!(ran.out.starts_with(first), "{}", ran.out);
        assert!(ran.out.contains("billable on 2026-06-15"), "{}", ran.out);
        assert!(ran.out.contains("valid 2015-10-01 to "), "{}", ran.out);
    }
    let all = json(data.path(), &["lookup", "E11.22", "--date", "2026-06-15"]);
    let notes = all[0]["notes"].as_array().unwrap();
    let has = |kind: &str, part: &str, from: Option<&str>| {
        notes.iter().any(|note| {
            text(note, "kind") == kind
                && text(note, "text").contains(part)
                && note["from"].as_str() == from
        })
    };
    assert!(has("use_additional_code", "N18.1-N18.6", None), "its own: {notes:?}");
    assert!(has("use_additional_code", "insulin (Z79.4)", Some("E11")), "{notes:?}");
    assert!(has("excludes1", "(E10.-)", Some("E11")), "{notes:?}");
    assert!(notes.iter().any(|n| text(n, "from") == "chapter 4"), "{notes:?}");
    assert!(!notes.iter().any(|n| text(n, "kind") == "inclusion_term" && n["from"].is_string()));
}

#[test]
fn lookup_says_why_a_code_can_not_be_billed() {
    let data = folder();
    let on = "2026-06-15";
    for (code, date, words) in [
        ("E11.2", on, "not billable: a heading, it needs more characters"),
        ("E11.2", on, "\n    E11.22    Type 2 diabetes mellitus with diabetic chronic kidney"),
        ("S52.501", on, "not billable: it needs a 7th character"),
        ("S52.501", on, "\n    A  S52.501A  initial encounter for closed fracture"),
        ("T36.0X1", on, "T36.0X1A  initial encounter"),
        ("A04.7", "2016-06-01", "billable on 2016-06-01"),
        ("A04.7", "2016-06-01", "valid 2015-10-01 to 2017-09-30"),
        ("D69.11", on, "(no title in the embedded release)"),
        ("D69.11", on, "not billable on 2026-06-15: in force from 2026-10-01 on"),
        ("D69.11", "2026-10-01", "billable on 2026-10-01"),
        ("S52.501A", on, ", initial encounter for closed fracture\n"),
        ("F02.80", on, "attributes: manifestation"),
    ] {
        let ran = run(data.path(), &["lookup", code, "--date", date]);
        assert_eq!(ran.code, 0, "{code}: {}", ran.err);
        assert!(ran.out.contains(words), "{code} on {date}: {words}\n{}", ran.out);
    }
    let all = json(data.path(), &["lookup", "S52", "--date", on]);
    let (below, count) = (all[0]["below"].as_array().unwrap(), all[0]["below_count"].as_u64());
    assert!(below.len() == 40 && count > Some(1_000), "{count:?}");
    assert!(run(data.path(), &["lookup", "S52", "--date", on]).out.contains("… and "));
}

#[test]
fn an_unknown_code_is_a_fault_with_near_codes() {
    let data = folder();
    for (code, words) in [
        ("E11.23", &["`E11.23` is in no code set", "near it: ", "E11.22"][..]),
        ("1E1.22", &["near it: ", "E11.22"]),
        ("S52.501Z", &["S52.501 takes the 7th characters A B C D", "S52.501A"]),
        ("T73.0A", &["with its placeholder it is T73.0XXA"]),
        ("99213", &["form of a CPT number"]),
        ("J1885", &["form of a HCPCS code", "codesets import"]),
        ("0DTJ4ZZ", &["form of an ICD-10-PCS code", "codesets import"]),
        ("250.00", &["is in no code set"]),
        ("É11", &["is in no code set"]),
        ("", &["is in no code set"]),
    ] {
        let ran = run(data.path(), &["lookup", code, "I10", "--date", "2026-06-15"]);
        assert_eq!(ran.code, 1, "{code}: {}", ran.out);
        assert!(ran.out.starts_with("I10  Essential"), "the others are shown: {}", ran.out);
        for words in words {
            assert!(ran.err.contains(words), "{code}: {words}: {}", ran.err);
        }
    }
    let long = run(data.path(), &["lookup", &"A".repeat(10_000)]);
    assert!(long.code == 1 && long.err.len() < 300, "{}", long.err);
}

#[test]
fn search_finds_what_coders_type() {
    let data = folder();
    let query = "type 2 diabetes with kidney disease";
    let first = |arguments: &[&str]| -> Vec<String> {
        let all = json(data.path(), &[arguments, &["--date", "2026-04-01"]].concat());
        all.iter().map(|hit| text(hit, "code").to_owned()).collect()
    };
    assert!(first(&["search", query]).iter().take(3).any(|code| code == "E11.22"));
    let words: Vec<&str> = ["search"].into_iter().chain(query.split(' ')).collect();
    assert_eq!(first(&words), first(&["search", query]), "quoted or not");
    assert_eq!(first(&["search", query, "--most", "2"]).len(), 2);
    let billable = json(data.path(), &["search", "appendicitis", "--billable"]);
    assert!(billable.len() > 3 && billable.iter().all(|hit| hit["billable"] == true));

    let ran = run(data.path(), &["search", query, "--time"]);
    assert!(ran.err.contains(" ms") && !ran.out.contains(" ms"), "{}", ran.err);
    assert_eq!(run(data.path(), &["search", query]).err, "");
    let nothing = run(data.path(), &["search", "qqqqzzzz"]);
    assert_eq!(nothing.code, 0);
    assert!(nothing.out.contains("nothing found"), "{}", nothing.out);
    assert_eq!(run(data.path(), &["search", "x", "--most", "0"]).code, 2);
}

#[test]
fn imported_releases_are_listed_looked_up_searched_and_removed() {
    let (data, files) = (folder(), folder());
    let file = files.path().join("HCPC2026_APR_ANWEB.txt");
    std::fs::write(&file, hcpcs()).unwrap();
    std::fs::write(files.path().join("pcs.xml"), pcs()).unwrap();
    let ran = run(data.path(), &["import", files.path().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = ran.out.lines().next().unwrap();
    for part in ["hcpcs-2026-04", "in force from 2026-04-01", "5501 procedures", "111 modifiers"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let listed = json(data.path(), &["list", "--date", "2026-08-01"]);
    let names: Vec<&str> = listed.iter().map(|pack| text(pack, "name")).collect();
    assert_eq!(names, ["embedded", "hcpcs-2026-04", "icd10pcs-2025-10"]);
    assert_eq!(text(&listed[1], "source"), "HCPC2026_APR_ANWEB.txt");
    assert!(listed[1]["stale"] == true && text(&listed[1], "next_release") == "2026-07-01");
    assert_eq!(listed[2]["rows"]["tables"], 680);

    let both = json(data.path(), &["lookup", "J1100", "--date", "2026-08-01"]);
    let systems: Vec<&str> = both.iter().map(|entry| text(entry, "system")).collect();
    assert_eq!(systems, ["icd10cm", "hcpcs"], "influenza, and a drug");
    assert_eq!(json(data.path(), &["lookup", "J11.00", "--date", "2026-08-01"]).len(), 1);
    let before = run(data.path(), &["lookup", "K0001", "--date", "2026-03-31"]);
    assert!(before.err.contains("releases here begin on 2026-04-01"), "{}", before.err);
    let code = run(data.path(), &["lookup", "0DTJ4ZZ", "LT", "--date", "2026-08-01"]).out;
    assert!(code.contains("5  4  Scope 4") && code.contains("3  T  Act T"), "{code}");
    assert!(code.contains("Left side of the body") && code.contains("modifier"), "{code}");
    let near = run(data.path(), &["lookup", "0DTJ5ZZ", "--date", "2026-08-01"]).err;
    assert!(near.contains("0DTJ0ZZ, 0DTJ4ZZ"), "{near}");
    let found = run(data.path(), &["search", "steroid injection", "--date", "2026-08-01"]).out;
    let (_, second) = found.split_once("HCPCS Level II 2026-04").unwrap();
    assert!(second.trim_start().starts_with("J1100"), "{found}");

    assert_eq!(run(data.path(), &["remove", "hcpcs-2026-04"]).code, 0);
    let gone = run(data.path(), &["remove", "hcpcs-2026-04"]);
    assert!(gone.code == 1 && gone.err.contains("`hcpcs-2026-04`"), "{}", gone.err);
    assert_eq!(run(data.path(), &["remove", "embedded"]).code, 1);
    assert_eq!(json(data.path(), &["list"]).len(), 2);
}

/// Reasons in X12's table: enough rows for a list, and one that ended.
fn reasons() -> String {
    let mut text = "Code,Description,Start,Last Modified,Stop,Notes\r\n".to_owned();
    for n in 1..=299 {
        text += &format!("{n},\"Made up, number {n}\",1995-01-01,,,\r\n");
    }
    text + "W1,Made up and gone,2000-02-29,2023-11-01,2014-07-01,see elsewhere\r\n"
}

#[test]
fn reasons_are_imported_listed_and_looked_up() {
    let (data, files) = (folder(), folder());
    let file = files.path().join("list.csv");
    std::fs::write(&file, reasons()).unwrap();
    let path = file.display().to_string();
    let ran = run(data.path(), &["import", &path]);
    assert!(ran.out.contains("carc-2023-11 from list.csv"), "{} {}", ran.out, ran.err);
    assert!(ran.out.contains("300 codes, 1 ended"), "{}", ran.out);

    let listed = json(data.path(), &["list"]);
    assert_eq!((text(&listed[1], "kind"), text(&listed[1], "starts")), ("carc", "2023-11-01"));

    let arguments = ["lookup", "W1", "--date", "2014-07-02"];
    let found = json(data.path(), &arguments);
    assert_eq!((text(&found[0], "system"), text(&found[0], "ends")), ("carc", "2014-07-01"));
    assert_eq!(found[0]["in_force"], false);
    let ran = run(data.path(), &["lookup", "45", "--date", "2026-01-01"]);
    let wanted = "45  Made up, number 45\n  claim adjustment reason 2023-11 · from 1995-01-01 · in \
        force on 2026-01-01";
    assert!(ran.out.contains(wanted), "{}", ran.out);
}

#[test]
fn each_file_stands_alone() {
    let (data, files) = (folder(), folder());
    let put = |name: &str, bytes: &[u8]| std::fs::write(files.path().join(name), bytes).unwrap();
    let whole = pcs();
    put("HCPC2026_APR.txt", hcpcs().as_bytes());
    put("cut.xml", &whole.as_bytes()[..whole.len() / 2]);
    put("empty.txt", b"");
    put("note.txt", b"Patient seen today.");
    put("page.pdf", b"%PDF-1.7");
    std::fs::create_dir(files.path().join("more")).unwrap();
    put("more/pcs.xml", whole.as_bytes());
    let ran = run(data.path(), &["import", files.path().to_str().unwrap(), "no/such/file.xml"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    for (file, words) in [
        ("cut.xml: line ", "it is cut"),
        ("empty.txt", "an empty file"),
        ("note.txt", "text that begins with `Patient seen today.`"),
        ("page.pdf", "a PDF"),
        ("no/such/file.xml", ""),
    ] {
        let line = ran.err.lines().find(|line| line.contains(file));
        assert!(line.is_some_and(|line| line.contains(words)), "{file}: {}", ran.err);
    }
    assert!(ran.err.contains("2 imported, 5 failed"), "{}", ran.err);

    // A cut file of a release that is here leaves it as it was.
    let before = json(data.path(), &["list"]);
    let cut = files.path().join("cut.xml");
    assert_eq!(run(data.path(), &["import", cut.to_str().unwrap()]).code, 1);
    assert_eq!(json(data.path(), &["list"]), before);
    let packs = std::fs::read_dir(data.path().join("codesets")).unwrap();
    let names: Vec<String> =
        packs.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| name.ends_with(".pack")) && names.len() == 2, "{names:?}");
}

#[test]
fn archives_are_unpacked() {
    let (data, files) = (folder(), folder());
    let (codes, tables) = (hcpcs(), pcs());
    let path = files.path().join("release.zip");
    let bytes = zip(&[
        ("read me.pdf", b"%PDF-1.7"),
        ("../../HCPC2026_APR.txt", codes.as_bytes()),
        ("in/pcs.xml", tables.as_bytes()),
    ]);
    std::fs::write(&path, &bytes).unwrap();
    let ran = run(data.path(), &["import", path.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("release.zip/read me.pdf: passed over"), "{}", ran.err);
    assert!(ran.out.contains("hcpcs-2026-04 from HCPC2026_APR.txt"), "{}", ran.out);
    assert!(ran.out.contains("icd10pcs-2025-10 from pcs.xml"), "{}", ran.out);

    for (bytes, words) in [
        (bytes[..bytes.len() / 2].to_vec(), "release.zip: byte "),
        (zip(&[("a.pdf", b"%PDF")]), "none of its files is a release"),
        (zip(&[("a.xml", &tables.as_bytes()[..99_999])]), "release.zip/a.xml: line "),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let ran = run(data.path(), &["import", path.to_str().unwrap()]);
        assert!(ran.code == 1 && ran.err.contains(words), "{words}: {}", ran.err);
    }
    assert_eq!(json(data.path(), &["list"]).len(), 3);
}

#[test]
fn the_licence_is_recorded_once() {
    let data = folder();
    let state = run(data.path(), &["licence", "cpt"]);
    assert!(state.code == 0 && state.out.contains("no licence recorded"), "{}", state.out);
    assert!(!data.path().join("cpt-licence.json").exists());
    let ran = run(data.path(), &["licence", "cpt", "--confirm"]);
    assert!(ran.code == 0 && ran.out.contains("by pat"), "{}{}", ran.out, ran.err);
    let record = std::fs::read(data.path().join("cpt-licence.json")).unwrap();
    let record: serde_json::Value = serde_json::from_slice(&record).unwrap();
    assert_eq!((text(&record, "licence"), text(&record, "by")), ("cpt", "pat"));
    assert_eq!(text(&record, "confirmed").len(), 10);
    assert_eq!(run(data.path(), &["licence", "cpt"]).out, ran.out);
    assert_eq!(run(data.path(), &["licence", "snomed"]).code, 2);
}
