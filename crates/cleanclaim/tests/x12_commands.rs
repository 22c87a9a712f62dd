//! Exit codes and messages of every `cleanclaim x12` command, on good and on bad input.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .current_dir(folder)
        .arg("--data")
        .arg(folder.join("data"))
        .arg("x12")
        .args(arguments)
        .output()
        .unwrap()
}

/// Every command that reads an X12 file, reading this one.
fn readers(file: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["validate", file],
        vec!["validate", "--jobs", "2", file],
        vec!["show", file],
        vec!["ack", file, "--out", "acks"],
        vec!["split", file, "--out", "parts"],
        vec!["merge", file, "-o", "merged.x12"],
        vec!["diff", file, "good.837"],
        vec!["json", file],
        vec!["generate", "--kind", "999", "--answer-to", file, "-o", "made.x12"],
    ]
}

fn good(folder: &Path) -> String {
    let plan = ["generate", "--claims", "3", "--seed", "5", "-o", "good.837"];
    assert!(run(folder, &plan).status.success());
    fs::read_to_string(folder.join("good.837")).unwrap()
}

#[test]
fn every_command_takes_a_good_file() {
    let folder = tempfile::tempdir().unwrap();
    good(folder.path());
    for arguments in readers("good.837") {
        let out = run(folder.path(), &arguments);
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(0), "{arguments:?}: {said}");
        assert!(said.is_empty(), "{arguments:?}: {said}");
    }
}

#[test]
fn what_is_no_x12_is_refused_with_a_sentence_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let text = good(at);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let endless = [&text.as_bytes()[..107], &[b'A'; 10_000_000]].concat();
    let short_isa = text.replacen("  ", " ", 1);
    let cases: &[(&str, &[u8], &str)] = &[
        ("empty", b"", "empty"),
        ("pdf", b"%PDF-1.4 ...", "PDF"),
        ("zip", b"PK\x03\x04 ...", "ZIP"),
        ("utf16", &utf16, "UTF-16"),
        ("marked", &[b"\xef\xbb\xbf", text.as_bytes()].concat(), "byte order mark"),
        ("short-isa", short_isa.as_bytes(), "fixed length"),
        ("cut-isa", &text.as_bytes()[..60], "60 of its 106"),
        ("cut", &text.as_bytes()[..text.len() - 10], "ends within a segment"),
        ("endless", &endless, "no segment terminator"),
        ("noise", &[7, 200, 3, 99, 250], "does not begin with an ISA"),
    ];
    for (name, bytes, wanted) in cases {
        fs::write(at.join(name), bytes).unwrap();
        for arguments in readers(name) {
            let out = run(at, &arguments);
            let said = [out.stdout, out.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert_eq!(out.status.code(), Some(2), "{arguments:?}: {said}");
            assert!(said.contains(wanted), "{arguments:?}: {said}");
            assert!(said.contains("; "), "what to do is told: {arguments:?}: {said}");
            assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        }
    }
    for left in ["merged.x12", "made.x12"] {
        assert!(!at.join(left).exists(), "{left}");
    }
    assert_eq!(fs::read_dir(at.join("parts")).map_or(0, Iterator::count), 0);
}

#[test]
fn a_file_that_is_not_there_or_is_a_folder_is_told() {
    let folder = tempfile::tempdir().unwrap();
    good(folder.path());
    fs::create_dir(folder.path().join("a-folder")).unwrap();
    for name in ["no-such-file", "a-folder"] {
        for arguments in readers(name) {
            let out = run(folder.path(), &arguments);
            let said = String::from_utf8(out.stderr).unwrap();
            assert_eq!(out.status.code(), Some(2), "{arguments:?}: {said}");
            assert!(said.contains(name), "{arguments:?}: {said}");
            assert!(said.contains("check the name and the permissions"), "{arguments:?}: {said}");
        }
    }
}

#[test]
fn a_file_that_ends_between_two_segments_is_never_taken_for_whole() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let text = good(at);
    let end = text.find("\nCLM*").unwrap() + 1;
    fs::write(at.join("part.837"), &text[..end]).unwrap();
    let said = |arguments: &[&str]| {
        let out = run(at, arguments);
        let said = String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned();
        (out.status.code(), said)
    };
    let (code, text) = said(&["validate", "part.837"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("x12.se.missing") && text.contains("x12.iea.missing"), "{text}");
    let (code, text) = said(&["show", "part.837"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("ends without SE, GE, IEA"), "{text}");
    for arguments in [["split", "part.837", "--out", "p"], ["merge", "part.837", "-o", "m.837"]] {
        let (code, text) = said(&arguments);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("SE is missing"), "{text}");
    }
    assert!(!at.join("m.837").exists());
}

#[test]
fn parts_are_written_all_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    good(at);
    fs::create_dir(at.join("parts")).unwrap();
    fs::write(at.join("parts/good-0002.837"), "sent already").unwrap();
    let out = run(at, &["split", "good.837", "--claims", "1", "--out", "parts"]);
    assert_eq!(out.status.code(), Some(2));
    let names: Vec<_> =
        fs::read_dir(at.join("parts")).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(names, ["good-0002.837"], "neither part 1 nor part 3 is left");
    assert_eq!(fs::read_to_string(at.join("parts/good-0002.837")).unwrap(), "sent already");
}

#[test]
fn json_gives_the_same_bytes_back_and_refuses_what_is_not_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let text = good(at).replace("~\n", "~\r\n");
    fs::write(at.join("crlf.837"), &text).unwrap();
    let out = run(at, &["json", "crlf.837"]);
    assert_eq!(out.status.code(), Some(0));
    fs::write(at.join("crlf.json"), out.stdout).unwrap();
    let out = run(at, &["json", "--write", "crlf.json"]);
    assert_eq!(String::from_utf8(out.stdout).unwrap(), text);
    let out = run(at, &["json", "--write", "crlf.837"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("interchanges"));
}
