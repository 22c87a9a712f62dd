//! The same input gives the same bytes, in one call on all cores or one by one.

use crate::{Desk, bundle};

#[test]
fn two_runs_and_one_by_one_give_the_same_bytes() {
    let desk = Desk::new();
    let names = bundle::practice(&desk, "practice");
    assert!(names.len() >= 24, "{names:?}");
    let named: Vec<&str> = names.iter().map(String::as_str).collect();
    let together = desk.code(&named).out;
    assert_eq!(together.lines().count(), names.len());
    assert_eq!(together, desk.code(&named).out);
    // One chart a call never leaves the first thread.
    for (name, line) in names.iter().zip(together.lines()) {
        assert_eq!(desk.code(&[name]).out.trim_end(), line, "{name}");
    }
    let mut folder: Vec<String> = desk.code(&["practice"]).out.lines().map(str::to_owned).collect();
    let mut lines: Vec<&str> = together.lines().collect();
    folder.sort_unstable();
    lines.sort_unstable();
    assert_eq!(folder, lines);
}

#[test]
fn text_for_people_is_the_same_twice() {
    let desk = Desk::new();
    bundle::practice(&desk, "practice");
    let first = desk.run(&["code", "practice"]);
    assert_eq!(first.exit, 0, "{}", first.errors);
    assert_eq!(first.out, desk.run(&["code", "practice"]).out);
}

#[test]
fn results_come_in_the_order_of_the_inputs() {
    let desk = Desk::new();
    let names: Vec<String> = (0..200).rev().map(|n| format!("note-{n:03}.txt")).collect();
    for name in &names {
        desk.write(name, format!("ASSESSMENT: Hypothyroidism. Seen in room {name}."));
    }
    let named: Vec<&str> = names.iter().map(String::as_str).collect();
    let charts = desk.code(&named).charts();
    let ids: Vec<String> = charts.iter().map(|c| format!("{}.txt", crate::text(c, "id"))).collect();
    assert_eq!(ids, names);
}
