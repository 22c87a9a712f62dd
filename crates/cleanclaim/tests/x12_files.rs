//! `cleanclaim x12 generate`, `split`, `merge` and `diff` as people run them.

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

fn done(folder: &Path, arguments: &[&str]) -> String {
    let out = run(folder, arguments);
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.success(), "{arguments:?}: {said}");
    String::from_utf8(out.stdout).unwrap()
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let out = run(folder, arguments);
    assert_eq!(out.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(out.stderr).unwrap()
}

#[test]
fn made_up_files_are_the_same_each_time_and_have_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let plan = ["generate", "--kind", "837p", "--claims", "40", "--seed", "7"];
    let text = done(at, &plan);
    assert_eq!(text.matches("\nCLM*").count(), 40);
    done(at, &[&plan[..], &["-o", "claims.837"]].concat());
    assert_eq!(std::fs::read_to_string(at.join("claims.837")).unwrap(), text);
    for (kind, segment) in [("835", "\nCLP*"), ("999", "\nAK2*"), ("277ca", "\nREF*1K*")] {
        let answer = done(at, &["generate", "--kind", kind, "--answer-to", "claims.837"]);
        assert!(answer.contains(segment), "{kind}");
    }
    let names: Vec<_> = std::fs::read_dir(at).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(names, ["claims.837"], "no draft is left");
    let odd = [&plan[..], &["--delimiters", "|!>+", "--line-end", "crlf"]].concat();
    assert!(done(at, &odd).contains("+\r\nGS|HC|"));
}

#[test]
fn defects_are_listed_made_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let list = done(at, &["generate", "--defect", "list"]);
    assert!(list.lines().count() > 60);
    for (name, snip) in [("se-count", "1"), ("claim-total", "3"), ("npi-check-digit", "5")] {
        assert!(list.lines().any(|l| l.starts_with(snip) && l.contains(name)), "{name}");
        done(at, &["generate", "--claims", "5", "--defect", name, "-o", "bad.837"]);
        assert_eq!(run(at, &["validate", "--types", snip, "bad.837"]).status.code(), Some(1));
    }
    assert!(refused(at, &["generate", "--defect", "no-such"]).contains("--defect list"));
    let wrong = ["generate", "--kind", "835", "--defect", "claim-total", "-o", "not.835"];
    assert!(refused(at, &wrong).contains("claim-total"));
    assert!(!at.join("not.835").exists());
    assert!(refused(at, &["generate", "--claims", "0"]).contains("claims must be"));
    let answer = ["generate", "--kind", "835", "--answer-to", "list.txt"];
    std::fs::write(at.join("list.txt"), list).unwrap();
    assert!(refused(at, &answer).contains("list.txt: "));
}

#[test]
fn what_was_split_and_merged_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["generate", "--claims", "30", "--seed", "3", "-o", "claims.837"]);
    let said = done(at, &["split", "claims.837", "--claims", "12", "--out", "parts"]);
    assert!(said.contains("claims-0003.837") && said.contains("interchange 000000003"), "{said}");
    let again = refused(at, &["split", "claims.837", "--claims", "12", "--out", "parts"]);
    assert!(again.contains("parts"), "{again}");
    let parts = ["parts/claims-0001.837", "parts/claims-0002.837", "parts/claims-0003.837"];
    let said = done(at, &[&["merge"], &parts[..], &["-o", "whole.837"]].concat());
    assert!(said.contains("1 transaction, 30 claims"), "{said}");
    let same = ["diff", "claims.837", "whole.837", "--any-control-numbers"];
    assert!(done(at, &same).contains("the files say the same"));
    let out = run(at, &["diff", "claims.837", "parts/claims-0001.837"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8(out.stdout).unwrap().contains("  - CLM*"));
    assert!(refused(at, &["diff", "claims.837", "nowhere"]).contains("nowhere"));
    assert!(refused(at, &["merge", "claims.837", "nowhere", "-o", "x"]).contains("nowhere"));
    std::fs::write(at.join("bad.837"), "ISA*").unwrap();
    assert!(refused(at, &["split", "bad.837", "--out", "parts"]).contains("bad.837: "));
}
