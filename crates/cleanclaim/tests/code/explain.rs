//! `cleanclaim code --explain CODE`: why, and why not, on made-up notes.

use crate::{Desk, NOTE};

/// The answer as one line, so that a sentence is found wherever it was broken.
fn explained(note: &str, code: &str) -> String {
    let desk = Desk::new();
    desk.write("note.txt", note);
    let arguments =
        ["code", "note.txt", "--setting", "office", "--date", "2026-06-15", "--explain", code];
    let answer = desk.run(&arguments);
    assert_eq!(answer.exit, 0, "{}", answer.errors);
    assert!(answer.out.lines().all(|line| line.chars().count() <= 100), "{}", answer.out);
    answer.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn says(note: &str, code: &str, parts: &[&str]) {
    let said = explained(note, code);
    for part in parts {
        assert!(said.contains(part), "{code}: `{part}` is not in: {said}");
    }
}

#[test]
fn why_a_code_is_on_the_chart() {
    let title = "Type 2 diabetes mellitus with diabetic chronic kidney disease";
    says(
        NOTE,
        "e1122",
        &[
            &format!("Why E11.22: {title}. It is coded, first-listed, confidence"),
            "The words, under “ASSESSMENT AND PLAN”:",
            "»Type 2 diabetes mellitus with diabetic chronic kidney disease«",
            "I.B.1 tabular title: the words are the title of a code in the tabular list",
            "In the tabular list: E11 Type 2 diabetes mellitus › E11.2",
            "It can be billed on 2026-06-15.",
        ],
    );
    says(NOTE, "Z79.84", &["I.C.21.c.3: long-term drug therapy", "»metformin«"]);
}

#[test]
fn why_a_named_condition_is_not_coded() {
    for (code, parts) in [
        (
            "R07.9",
            &["Why not R07.9", "the chart says that it is absent", "denies »chest pain«"][..],
        ),
        ("J18.9", &["uncertain, outpatient (IV.H)", "Probable »pneumonia«"]),
        ("J18.1", &["The chart names it (there as J18.9)", "they do not say: lobar"]),
    ] {
        says(NOTE, code, parts);
    }
}

#[test]
fn why_another_level_or_code_stands_there() {
    says(
        NOTE,
        "E11.2",
        &[
            "It can't be billed: it is a heading. Billable below it: E11.21, E11.22",
            "E11.22 Type 2 diabetes mellitus with diabetic chronic kidney disease is coded instead",
        ],
    );
    says(NOTE, "S52.501", &["it is a heading. Billable below it: S52.501A", "and 4 more"]);
    says(NOTE, "E10.9", &["can't stand beside E11.22", "Excludes1 note at E10", "I.A.12.a"]);
    says(NOTE, "E99.99", &["has no such code"]);
    says(NOTE, "00000", &["does not have the form of an ICD-10-CM code"]);
}

#[test]
fn words_that_would_have_led_to_a_code_never_named() {
    says(
        NOTE,
        "M25.562",
        &[
            "Nothing in the documents was read as this condition.",
            "Words that lead to it: “Pain in left knee”",
            "the documents say: pain;",
            "do not say: left, knee",
        ],
    );
    says(NOTE, "K35.80", &["Words that lead to it:", "other names"]);
}

#[test]
fn sentences_are_not_json() {
    let desk = Desk::new();
    desk.write("note.txt", NOTE);
    let answer = desk.run(&["code", "note.txt", "--explain", "I10", "--format", "json"]);
    assert_eq!((answer.exit, answer.out.as_str()), (2, ""));
    assert!(answer.errors.contains("--explain answers in sentences"), "{}", answer.errors);
}
