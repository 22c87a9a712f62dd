//! `eval charts`: a made-up folder of references, its faults, and folders that can't be read.

use crate::Desk;
use libtest_mimic::{Failed, Trial};

/// A reference: name, note, JSON.
type Reference = (&'static str, &'static str, &'static str);

/// A right chart; one with a missed, a wrong, an optional and a trap code; one of another kind.
pub const REFERENCES: [Reference; 3] = [
    (
        "A1",
        "ASSESSMENT AND PLAN:\n1. Hypertension. Continue lisinopril.\n2. Hypothyroidism. \
         Levothyroxine refilled.\n",
        r#"{"id":"A1","setting":"office","dx":[
          {"code":"I10","rank":1,"required":true,"evidence":["Hypertension."],"alternatives":[]},
          {"code":"E03.9","rank":2,"required":true,"evidence":["Hypothyroidism"]}],
          "px":[{"code":"99214","required":true,"alternatives":["99213"]}],
          "traps":[{"text":"lisinopril","wrong_code":"Z79.899/R05.9","reason":"a drug"},
                   {"text":"none","wrong_code":null}]}"#,
    ),
    (
        "A2",
        "Patient denies chest pain.\n\nASSESSMENT AND PLAN:\n1. Acute bronchitis. Start albuterol.\n2. Type 2 diabetes. \
         Metformin refilled.\n3. Migraine. Continue sumatriptan.\n",
        r#"{"id":"A2","setting":"office","dx":[
          {"code":"E11.9","rank":2,"required":false},
          {"code":"Z79.84","rank":4,"required":false},
          {"code":"J20.8","rank":1,"required":true,"alternatives":["J20.9"]},
          {"code":"R07.9","rank":3,"required":true,"evidence":["chest pain"],
           "why":"made up"}],
          "px":[],
          "traps":[{"text":"Migraine","wrong_code":"G43.909","reason":"made up"}]}"#,
    ),
    (
        "B1",
        "CHEST X-RAY, TWO VIEWS\nINDICATION: Cough.\nFINDINGS: The lungs are clear.\n\
         IMPRESSION: No acute disease.\n",
        r#"{"id":"B1","setting":"radiology","dx":[{"code":"R05.9","required":true}],
            "px":[{"code":"71046","required":true}]}"#,
    ),
];

pub fn write(desk: &Desk) -> Result<(), Failed> {
    for (name, note, reference) in REFERENCES {
        desk.write(&format!("set/notes/{name}.txt"), note)?;
        desk.write(&format!("set/{name}.json"), reference)?;
    }
    Ok(())
}

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("charts: counts and faults", counts),
        Trial::test("charts: the setting of the reference", setting),
        Trial::test("charts: what can't be read", faults),
    ]
}

fn counts() -> Result<(), Failed> {
    let desk = Desk::new()?;
    write(&desk)?;
    let lines = desk.eval(&["charts", "set", "--format", "json", "--errors"], 0)?.json()?;
    let sums = &lines[0];
    let dx = ["tp", "fp", "fn"].map(|member| sums["dx"][member].as_u64());
    assert_eq!(dx, [Some(4), Some(1), Some(1)], "{sums}");
    assert_eq!(sums["charts"], 3);
    assert_eq!(sums["traps_fallen_into"], serde_json::json!([1, 2]));
    assert_eq!(sums["by_setting"]["radiology"]["f1"], 1.0);
    assert_eq!(
        (&sums["codes_without_evidence"], &sums["evidence_not_verbatim"]),
        (&0.into(), &0.into())
    );
    let faulty = lines.iter().find(|line| line["id"] == "A2").ok_or("A2 has faults")?;
    assert_eq!(faulty["missed"][0]["code"], "R07.9", "{faulty}");
    assert_eq!(faulty["wrong"][0]["code"], "G43.909", "{faulty}");
    assert_eq!(faulty["wrong"][0]["evidence"][0], "Migraine", "{faulty}");
    assert_eq!(faulty["traps"][0]["code"], "G43.909", "{faulty}");
    let text = desk.eval(&["charts", "set", "--errors"], 0)?;
    text.says(&[
        "3 charts",
        "missed R07.9",
        "reference: made up",
        "not coded: Negated",
        "trap   G43.909",
        "radiology",
    ])?;
    Ok(())
}

fn setting() -> Result<(), Failed> {
    let desk = Desk::new()?;
    desk.write("set/notes/C.txt", "DIAGNOSIS: Possible pneumonia. Cough.\n")?;
    let stay = r#"{"setting":"inpatient","dx":[{"code":"J18.9"}]}"#;
    desk.write("set/C.json", stay)?;
    let arguments = ["charts", "set", "--format", "json"];
    let own = desk.eval(&[&arguments[..], &["--use-reference-setting"]].concat(), 0)?.json()?;
    let inferred = desk.eval(&arguments, 0)?.json()?;
    // Section II.H: an uncertain diagnosis is coded for a stay, and not outside of one.
    assert_eq!((&own[0]["dx"]["tp"], &inferred[0]["dx"]["tp"]), (&1.into(), &0.into()));
    Ok(())
}

fn faults() -> Result<(), Failed> {
    for (name, reference, note, words) in [
        ("C", r#"{"dx":[{"rank":1}]}"#, "Cough.", "set/C.json: dx[0]: missing field `code`"),
        ("C", r#"{"px":[]}"#, "Cough.", "missing field `dx`"),
        ("C", "[]", "Cough.", "expected one JSON object"),
        ("C", r#"{"dx":[]"#, "Cough.", "line 1 column"),
        ("C", r#"{"dx":[]}"#, "", "C.txt"),
        ("C", r#"{"dx":[],"setting":"attic"}"#, "Cough.", "`attic` is not a setting"),
    ] {
        let desk = Desk::new()?;
        desk.write(&format!("set/{name}.json"), reference)?;
        desk.write(&format!("set/notes/{name}.txt"), note)?;
        desk.eval(&["charts", "set", "--use-reference-setting"], 2)?.says(&[words])?;
    }
    let desk = Desk::new()?;
    desk.eval(&["charts", "nowhere"], 2)?.says(&["nowhere"])?;
    desk.write("set/C.json", r#"{"dx":[]}"#)?;
    desk.eval(&["charts", "set"], 2)?.says(&["set/C.json", "its note", "is not there"])?;
    desk.write("empty/readme.txt", "x")?;
    desk.eval(&["charts", "empty"], 2)?.says(&["holds no reference chart"])?;
    Ok(())
}
