//! `eval codiesp`: made-up cases, and lines that can't be read.

use crate::Desk;
use libtest_mimic::{Failed, Trial};

/// Two cases; the second one's codes are not those of its text.
pub const CASES: &str = "\
{\"id\":\"a\",\"text_en\":\"Fever and nephrolithiasis. No hematuria.\",\"dx\":[\"R50.9\",\"N20.0\",\"R31.9\"]}

{\"id\":\"b\",\"text_en\":\"Acute bronchitis.\",\"dx\":[\"J20.0\",\"I10\"],\
\"evidence\":[{\"code\":\"I10\",\"evidence_es\":\"hipertensión\"}]}
";

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("codiesp: denied mentions count, codes of 2018", counts),
        Trial::test("codiesp: what can't be read", faults),
    ]
}

fn counts() -> Result<(), Failed> {
    let desk = Desk::new()?;
    desk.write("cases.jsonl", CASES)?;
    let arguments = ["codiesp", "cases.jsonl", "--format", "json", "--errors", "5"];
    let sums = desk.eval(&arguments, 0)?.json()?.remove(0);
    let counts = |what: &str| ["tp", "fp", "fn"].map(|member| sums[what][member].as_u64());
    assert_eq!(counts("dx"), [Some(3), Some(1), Some(2)], "{sums}");
    assert_eq!(counts("dx_category"), [Some(4), Some(0), Some(1)], "{sums}");
    let missed = &sums["errors"]["missed"];
    assert_eq!(missed[0]["examples"][0], "hipertensión: nothing near", "{sums}");
    assert_eq!(sums["errors"]["wrong"][0]["code"], "J20.9", "{sums}");
    desk.eval(&["codiesp", "cases.jsonl", "--errors", "1"], 0)?.says(&["most often wrong"])?;
    Ok(())
}

fn faults() -> Result<(), Failed> {
    let desk = Desk::new()?;
    desk.write("cases.jsonl", &format!("{CASES}{{\"id\":\"c\"}}\n"))?;
    desk.eval(&["codiesp", "cases.jsonl"], 2)?.says(&["line 4", "text_en"])?;
    desk.write("cases.jsonl", "\n")?;
    desk.eval(&["codiesp", "cases.jsonl"], 2)?.says(&["holds no case"])?;
    desk.eval(&["codiesp", "nothing.jsonl"], 2)?.says(&["nothing.jsonl"])?;
    Ok(())
}
