//! What is a chart: files, folders, sub-folders, joined files, and one fault among good ones.

use intake::{IntakeError, Options, charts};
use model::Chart;
use std::fs;
use std::path::{Path, PathBuf};

fn run(inputs: &[PathBuf], options: &Options<'_>) -> Vec<Result<Chart, IntakeError>> {
    charts(inputs, options).collect()
}

/// Writes files of a fresh folder.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

/// Chart ids with their documents' titles, or the code of the error.
fn shown(items: &[Result<Chart, IntakeError>]) -> Vec<String> {
    let titles = |chart: &Chart| {
        let titles: Vec<&str> = chart.documents.iter().map(|d| d.title.as_str()).collect();
        format!("{}: {}", chart.id, titles.join(" "))
    };
    items.iter().map(|i| i.as_ref().map_or_else(|e| e.code.to_owned(), titles)).collect()
}

const BUNDLE: &[u8] = br#"{"resourceType":"Bundle","type":"collection","entry":[
 {"resource":{"resourceType":"Patient","id":"p"}},
 {"resource":{"resourceType":"Encounter","id":"enc","subject":{"reference":"Patient/p"}}}]}"#;

#[test]
fn a_folder_of_charts() {
    let root = folder(&[
        ("b.txt", b"CC: cough"),
        ("a.note", b"CC: fever"),
        ("scan.txt", b"%PDF-1.7"),
        ("answers.json", br#"{"dx": ["J18.9"]}"#),
        (".hidden", b"no"),
        ("visit.dat", BUNDLE),
        ("Smith.J/2 plan.txt", b"Plan: rest"),
        ("Smith.J/1 hpi.txt", b"HPI: cough"),
        ("Smith.J/answers.json", br#"{"dx": []}"#),
        ("Smith.J/deep/x.txt", b"too deep"),
        ("with_bundle/bundle.json", BUNDLE),
        ("with_bundle/note.txt", b"HPI: cough"),
    ]);
    let found = run(&[root.path().to_owned()], &Options::default());
    assert_eq!(
        shown(&found),
        [
            "a: a",
            "fhir.not_fhir",
            "b: b",
            "text.binary",
            "enc: ",
            "fhir.not_fhir",
            "Smith.J: 1 hpi 2 plan",
            "folder.nested",
            "enc: note",
        ]
    );
    let fault = found[1].as_ref().unwrap_err().to_string();
    assert!(fault.contains("answers.json: $.resourceType: "), "{fault}");
}

#[test]
fn files_joined_into_one_chart() {
    let root = folder(&[("a.txt", b"HPI: cough"), ("b.json", BUNDLE), ("c.txt", b"Plan: rest")]);
    let paths = ["c.txt", "b.json", "a.txt"].map(|name| root.path().join(name));
    let options = Options { one_chart: true, ..Options::default() };
    assert_eq!(shown(&run(&paths, &options)), ["enc: c a"]);
    assert_eq!(shown(&run(&[paths[0].clone(), paths[2].clone()], &options)), ["c: c a"]);
    // Lone resources make a chart together.
    let parts = folder(&[
        ("p.json", br#"{"resourceType":"Patient","id":"p"}"#),
        ("e.json", br#"{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/p"}}"#),
    ]);
    let paths = ["p.json", "e.json"].map(|name| parts.path().join(name));
    assert_eq!(shown(&run(&paths, &options)), ["e: "]);
    assert_eq!(shown(&run(&paths, &Options::default())), ["fhir.not_bundle", "fhir.not_bundle"]);
    // A named file that cannot be read fails the chart.
    let broken = folder(&[("a.txt", b"HPI: cough"), ("b.txt", b"")]);
    let paths = ["a.txt", "b.txt"].map(|name| broken.path().join(name));
    assert_eq!(shown(&run(&paths, &options)), ["text.empty"]);
}

#[test]
fn lines_of_json() {
    let bundle = String::from_utf8_lossy(BUNDLE).replace('\n', "");
    let patient = r#"{"resourceType":"Patient","id":"p"}"#;
    let encounter = r#"{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/p"}}"#;
    let root = folder(&[
        ("bundles", format!("{bundle}\n{bundle}\n").as_bytes()),
        ("mixed", format!("{patient}\n\n{encounter}\n{{\"resourceType\": \n").as_bytes()),
        ("patients", format!("{patient}\n{patient}\n").as_bytes()),
        ("log", b"{\"event\": 1}\n{\"event\": 2}\n"),
    ]);
    let of = |name: &str| shown(&run(&[root.path().join(name)], &Options::default()));
    assert_eq!(of("bundles"), ["enc: ", "enc: "]);
    assert_eq!(of("mixed"), ["bulk.line", "e: "]);
    assert_eq!(of("patients"), ["bulk.no_encounter"]);
    assert_eq!(of("log"), ["fhir.not_fhir"]);
}

#[test]
fn other_files_beside_an_export_are_named() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/intake/bulk");
    let root = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(fixtures).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), root.path().join(entry.file_name())).unwrap();
    }
    fs::write(root.path().join("README.txt"), "What this is").unwrap();
    fs::write(root.path().join("log.ndjson"), "{\"event\": 1}\n").unwrap();
    fs::write(root.path().join("Procedure.ndjson"), "{\"cut off\n{}\n").unwrap();
    let mut found = shown(&run(&[root.path().to_owned()], &Options::default()));
    found.sort();
    assert_eq!(found.len(), 6);
    assert_eq!(found[..3], ["bulk.line", "bulk.line", "bulk.other_file"]);
}

#[test]
fn the_file_itself_is_the_document() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/intake/office_note.txt");
    let found = run(std::slice::from_ref(&path), &Options::default());
    let chart = found[0].as_ref().unwrap();
    assert_eq!(chart.documents[0].text.as_bytes(), fs::read(&path).unwrap());
    assert_eq!(chart.id.as_str(), "office_note");
    assert_eq!(chart.documents[0].id.as_str(), "office_note.txt");
    assert_eq!((chart.encounter.start, chart.encounter.setting), (None, None));
}

#[test]
fn notes_of_any_size_up_to_the_bound() {
    let root = tempfile::tempdir().unwrap();
    let line = "HPI: 1 of many lines, café\r\n";
    let large = root.path().join("large.txt");
    fs::write(&large, line.repeat(50 * 1024 * 1024 / line.len())).unwrap();
    let huge = root.path().join("huge.txt");
    let file = fs::File::create(&huge).unwrap();
    file.set_len(intake::text::MAX_NOTE_BYTES as u64 + 1).unwrap();
    let written = fs::read(&large).unwrap();
    let found = run(&[large, huge], &Options::default());
    assert_eq!(found[0].as_ref().unwrap().documents[0].text.as_bytes(), written);
    // A sparse file is all NUL bytes, but its size is the first thing seen.
    assert_eq!(shown(&found)[1], "text.too_large");
}

#[test]
fn missing_and_impossible_inputs() {
    let root = folder(&[]);
    let missing = root.path().join("none.txt");
    assert_eq!(shown(&run(&[missing], &Options::default())), ["file.unreadable"]);
    assert_eq!(shown(&run(&[root.path().to_owned()], &Options::default())), ["folder.empty"]);
    let options = Options {
        date: Some("2014-12-31".parse().unwrap()),
        today: Some("2026-06-15".parse().unwrap()),
        ..Options::default()
    };
    let found = run(&[PathBuf::from("any.txt")], &options);
    let fault = found[0].as_ref().unwrap_err().to_string();
    assert!(fault.starts_with("command line: --date: ") && fault.contains("2015-10-01"), "{fault}");
}
