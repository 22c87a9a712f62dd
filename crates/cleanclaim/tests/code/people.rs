//! What people read: the text of a chart, and the notice about CPT numbers.

use crate::{Desk, NOTE, items, text};

#[test]
fn text_shows_code_title_percent_words_and_rule() {
    let desk = Desk::new();
    desk.write("note.txt", NOTE);
    let arguments = ["note.txt", "--setting", "office", "--date", "2026-06-15"];
    let shown = desk.run(&[&["code"][..], &arguments].concat()).out;
    let chart = desk.one(&arguments);
    let first = shown.lines().next().expect("a line");
    for part in ["note", "office", "2026-06-15", text(&chart, "route"), "chart confidence"] {
        assert!(first.contains(part), "{part}: {first}");
    }
    let lines: Vec<&str> = shown.lines().collect();
    for dx in items(&chart, "dx") {
        let head = format!("{:>2}. {} ", dx["rank"].as_u64().expect("a rank"), text(dx, "code"));
        let at = lines.iter().position(|line| line.trim_start().starts_with(head.trim_start()));
        let at = at.unwrap_or_else(|| panic!("no line `{head}` in {shown}"));
        let percent = dx["confidence"].as_f64().expect("a number") * 100.0;
        assert!(lines[at].contains(&format!("{percent:.0} %")), "{}", lines[at]);
        assert!(lines[at].ends_with(text(dx, "description")), "{}", lines[at]);
        let entry: Vec<&str> =
            lines[at + 1..].iter().copied().take_while(|line| !line.is_empty()).collect();
        let words: Vec<&str> = text(&items(dx, "evidence")[0], "text").split_whitespace().collect();
        let marked = format!("»{}«", words.join(" "));
        assert!(entry.iter().any(|line| line.contains(&marked)), "{marked} in {entry:?}");
        let rules: Vec<&str> = items(dx, "rules").iter().filter_map(|r| r.as_str()).collect();
        let rule = format!("rule {}", rules.join(", "));
        assert!(entry.iter().any(|line| line.trim() == rule), "{rule} in {entry:?}");
    }
    // The whole sentence stands around the words.
    assert!(shown.contains("diabetic chronic kidney disease«, CKD stage 3a”"), "{shown}");
    assert!(shown.contains("\"chest pain\" (R07.9): the chart says that it is absent"), "{shown}");
}

#[test]
fn text_says_what_was_assumed_and_repaired() {
    let desk = Desk::new();
    desk.write("note.txt", b"Dx: caf\xe9 psoriasis\n");
    let shown = desk.run(&["code", "note.txt"]);
    assert_eq!(shown.exit, 0);
    for part in ["office (assumed)", "note.txt, byte 7", "UTF-8", "L40.9"] {
        assert!(shown.out.contains(part), "{part} in {}", shown.out);
    }
}

#[test]
fn the_cpt_notice_comes_once_a_run_until_the_licence_is_recorded() {
    let desk = Desk::new();
    let notices = |inputs: &[&str]| {
        let answer = desk.code(&[inputs, &["--setting", "office"]].concat());
        let with_cpt = answer.charts().iter().any(|chart| !items(chart, "px").is_empty());
        assert!(!answer.out.contains("licence"), "{}", answer.out);
        (with_cpt, answer.errors.matches("codesets licence cpt --confirm").count())
    };
    for name in ["a.txt", "b.txt", "c.txt"] {
        desk.write(name, NOTE);
    }
    desk.write("none.txt", "... ---");
    assert_eq!(notices(&["a.txt", "b.txt", "c.txt"]), (true, 1));
    assert_eq!(notices(&["none.txt"]), (false, 0));
    // Asking is not recording.
    assert_eq!(desk.run(&["codesets", "licence", "cpt"]).exit, 0);
    assert_eq!(notices(&["a.txt"]), (true, 1));
    assert_eq!(desk.run(&["codesets", "licence", "cpt", "--confirm"]).exit, 0);
    assert_eq!(notices(&["a.txt", "b.txt", "c.txt"]), (true, 0));
}
