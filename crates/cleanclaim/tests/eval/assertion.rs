//! `eval assertion`: the set inside the binary, a made-up one that does not hold, bad lines.

use crate::Desk;
use libtest_mimic::{Failed, Trial};

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("assertion: the set inside the binary is the repository's", embedded),
        Trial::test("assertion: a bar that does not hold", bar),
        Trial::test("assertion: what can't be read", faults),
    ]
}

fn embedded() -> Result<(), Failed> {
    let desk = Desk::new()?;
    let folder = testkit::outside::workspace_root().join("fixtures/assertion");
    let folder = folder.display().to_string();
    let inside = desk.eval(&["assertion", "--format", "json"], 0)?;
    let there = desk.eval(&["assertion", &folder, "--format", "json"], 0)?;
    assert_eq!(inside.out, there.out);
    assert!(inside.json()?[0]["snippets"].as_u64() >= Some(400), "{}", inside.out);
    Ok(())
}

fn bar() -> Result<(), Failed> {
    let desk = Desk::new()?;
    desk.write("set/a.tsv", "No cough.\tcough=negated\nNo fever today.\tfever=present\n")?;
    let answer = desk.eval(&["assertion", "set", "--errors"], 1)?;
    answer.says(&["negated: F1 0.667 is under the bar 0.95", "a.tsv:2: \"fever\""])?;
    let odd = desk.eval(&["assertion", "set", "--errors", "odd"], 1)?;
    assert!(!odd.out.contains("a.tsv:2: \"fever\""), "{}", odd.out);
    Ok(())
}

fn faults() -> Result<(), Failed> {
    let desk = Desk::new()?;
    desk.write("set/a.tsv", "No cough.\tcough=absent\n")?;
    desk.eval(&["assertion", "set"], 2)?.says(&["a.tsv:1", "`absent` is not a label"])?;
    desk.write("empty/a.txt", "")?;
    desk.eval(&["assertion", "empty"], 2)?.says(&["holds no .tsv file"])?;
    Ok(())
}
