//! `eval coding`: made-up golden tables, right and wrong, and tables that can't be read.

use crate::Desk;
use libtest_mimic::{Failed, Trial};

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("coding: right, wrong and skipped cases", counts),
        Trial::test("coding: what can't be read", faults),
    ]
}

fn counts() -> Result<(), Failed> {
    let desk = Desk::new()?;
    let stay = "DISCHARGE DIAGNOSES:\\n1. Pneumonia, present on admission.";
    desk.write("set/poa.tsv", &format!("one\tinpatient\t{stay}\tJ18.9:Y\n"))?;
    desk.write(
        "set/units_drugs.tsv",
        "id\tsetting\tnote\texpected\none\toffice\tpain.txt\tJ3301x8\n",
    )?;
    desk.write("set/notes/pain.txt", "ASSESSMENT: Headache.\n")?;
    desk.write("set/pcs.tsv", "one\tinpatient\tCholecystectomy.\t0FT44ZZ\n")?;
    let lines = desk.eval(&["coding", "set", "--format", "json"], 1)?.json()?;
    let [units, poa, pcs] = &lines[..] else { return Err("three tables".into()) };
    assert_eq!((&poa["table"], &poa["right"]), (&"poa".into(), &1.into()), "{poa}");
    assert_eq!((&pcs["skipped"], &pcs["right"]), (&1.into(), &0.into()), "{pcs}");
    assert_eq!(units["wrong"][0]["place"], "units_drugs.tsv:2", "{units}");
    let text = desk.eval(&["coding", "set"], 1)?;
    text.says(&["pcs: 1 cases skipped: the ICD-10-PCS tables", "expected J3301x8", "got "])?;
    desk.write("right/poa.tsv", &format!("one\tinpatient\t{stay}\tJ18.9:Y\n"))?;
    desk.eval(&["coding", "right"], 0)?;
    Ok(())
}

fn faults() -> Result<(), Failed> {
    for (file, line, words) in [
        ("units.tsv", "one\toffice\tA note.\tJ3301", "units.tsv:1: `J3301`: expected CODExN"),
        ("units.tsv", "one\toffice\tmissing.txt\t=", "missing.txt"),
        ("other.tsv", "one\toffice\tA note.\t=", "the name of a table begins with"),
        ("poa.tsv", "# nothing", "there is no golden case"),
    ] {
        let desk = Desk::new()?;
        desk.write(&format!("set/{file}"), line)?;
        desk.eval(&["coding", "set"], 2)?.says(&[words])?;
    }
    Ok(())
}
