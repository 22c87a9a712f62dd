//! Bad input: each fault names the file and the place, the other charts of the call are still
//! coded, and nothing panics (`Desk` checks that of every run).

use crate::{Desk, bundle, codes, items, text};
use serde_json::{Value, json};

/// A chart that is coded beside each bad one.
const GOOD: &str = "ASSESSMENT: Psoriasis.";

const START: &str = "Bundle.entry[1].resource.period.start";
const CODED: &str = "Bundle.entry[2].resource.code.coding[0].code";

/// Name of a file, what is in it, and what the message must hold.
type Case = (&'static str, Vec<u8>, &'static [&'static str]);

fn notes() -> Vec<Case> {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    vec![
        ("empty.txt", vec![], &["byte 0", "empty"]),
        ("white.txt", b" \r\n\t \n".to_vec(), &["byte 0", "empty"]),
        ("mark.txt", b"\xef\xbb\xbf\n".to_vec(), &["byte 0", "empty"]),
        ("binary.txt", b"\x00\x01\x02\x03psoriasis".to_vec(), &["byte 0", "binary"]),
        ("late.txt", [&b"word ".repeat(5000)[..], b"\0"].concat(), &["byte 25000", "binary"]),
        ("scan.pdf", b"%PDF-1.7\n%\xe2\xe3".to_vec(), &["byte 0", "a PDF"]),
        ("note.docx", b"PK\x03\x04\x14\x00".to_vec(), &["byte 0", "Office document"]),
        ("photo.jpg", b"\xff\xd8\xff\xe0".to_vec(), &["byte 0", "JPEG"]),
        // Without its mark UTF-16 can't be told from binary data.
        ("utf16.txt", utf16(GOOD), &["byte 0", "NUL bytes"]),
        ("visit.xml", b"<?xml version='1.0'?><a/>".to_vec(), &["byte 0", "XML"]),
    ]
}

fn json_files() -> Vec<Case> {
    let whole = bundle::of(&[bundle::patient("p"), bundle::visit("e", "2026-02-03")]).to_string();
    let cut = whole.as_bytes()[..whole.len() - 20].to_vec();
    vec![
        ("cut.json", cut, &["line 1, column", "cut off"]),
        ("broken.json", b"{\"resourceType\":\n nope}".to_vec(), &["line 2, column", "not valid"]),
        ("other.json", br#"{"name": "x"}"#.to_vec(), &["$.resourceType", "not FHIR"]),
        ("list.json", br#"[{"name": "x"}]"#.to_vec(), &["$", "Bundle"]),
        ("other.ndjson", b"{\"a\":1}\n{\"a\":2}\n".to_vec(), &["line 1", "resourceType"]),
        ("lone.json", bundle::patient("p").to_string().into_bytes(), &["$", "lone Patient"]),
    ]
}

fn fhir() -> Vec<(&'static str, Value, &'static [&'static str])> {
    let stated = |version: &str| {
        let mut made = bundle::of(&[bundle::patient("p"), bundle::visit("e", "2026-02-03")]);
        made["fhirVersion"] = version.into();
        made
    };
    let with = |more: Value| bundle::of(&[bundle::patient("p"), more]);
    let visit_with = |member: &str, value: Value| {
        let mut visit = bundle::visit("e", "2026-02-03");
        visit[member] = value;
        with(visit)
    };
    let condition = |code: &str| {
        let coding = json!({ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code });
        let made = json!({ "resourceType": "Condition", "id": "c", "code": { "coding": [coding] },
            "subject": { "reference": "Patient/p" }, "encounter": { "reference": "Encounter/e" } });
        bundle::of(&[bundle::patient("p"), bundle::visit("e", "2026-02-03"), made])
    };
    let [document, binary] = bundle::note("n", "e", GOOD);
    vec![
        ("stu3.json", stated("3.0.2"), &["Bundle.fhirVersion", "STU3", "R4"]),
        ("r5.json", stated("5.0.0"), &["Bundle.fhirVersion", "R5"]),
        (
            "dstu2.json",
            visit_with("class", json!("outpatient")),
            &["Bundle.entry[1].resource.class", "DSTU2"],
        ),
        ("r5class.json", visit_with("class", json!([{}])), &["Bundle.entry[1].resource", "R5"]),
        (
            "retired.json",
            with(json!({ "resourceType": "MedicationOrder", "id": "m" })),
            &["Bundle.entry[1].resource", "DSTU2"],
        ),
        ("nobody.json", bundle::of(&[document, binary]), &["Bundle.entry", "no Patient"]),
        (
            "lost.json",
            bundle::of(&[bundle::visit("e", "2026-02-03")]),
            &["Bundle.entry", "Patient"],
        ),
        (
            "two.json",
            bundle::of(&[bundle::patient("p"), bundle::patient("q")]),
            &["Bundle.entry[1]", "two patients", "Patient/p", "Patient/q"],
        ),
        ("early.json", with(bundle::visit("e", "2015-09-30")), &[START, "before 2015-10-01"]),
        ("future.json", with(bundle::visit("e", "2999-01-01")), &[START, "in the future"]),
        ("icd9.json", condition("250.00"), &[CODED, "`250.00`", "not a code of ICD-10-CM"]),
        ("unknown.json", condition("E11.777"), &[CODED, "`E11.777`"]),
    ]
}

#[test]
fn each_fault_names_file_and_place_and_the_others_are_coded() {
    let desk = Desk::new();
    desk.write("good.txt", GOOD);
    let of_json = fhir().into_iter().map(|(n, value, w)| (n, value.to_string().into_bytes(), w));
    let cases: Vec<Case> = notes().into_iter().chain(json_files()).chain(of_json).collect();
    for (name, bytes, _) in &cases {
        desk.write(name, bytes);
    }
    let mut inputs = vec!["good.txt"];
    inputs.extend(cases.iter().map(|(name, ..)| *name));
    inputs.extend(["gone.txt", "good.txt"]);
    let answer = desk.code_some(&inputs);
    assert_eq!(answer.exit, 1);
    let charts = answer.charts();
    assert_eq!(charts.len(), 2, "{}", answer.out);
    assert!(charts.iter().all(|chart| codes(chart) == ["L40.9"]));
    // One line a fault, in the order of the inputs.
    let lines: Vec<&str> = answer.errors.lines().filter(|l| !l.contains("CPT")).collect();
    let expected = cases.iter().map(|(name, _, words)| (*name, *words));
    let expected: Vec<_> = expected.chain([("gone.txt", &["cannot be read"][..])]).collect();
    assert_eq!(lines.len(), expected.len(), "{}", answer.errors);
    for (line, (name, words)) in lines.iter().zip(expected) {
        assert!(line.starts_with(&format!("cleanclaim: {name}: ")), "{name}: {line}");
        for word in words {
            assert!(line.contains(word), "`{word}` in {line}");
        }
    }
}

#[test]
fn a_date_that_the_caller_gives_is_checked() {
    let desk = Desk::new();
    desk.write("good.txt", GOOD);
    for (date, words) in [("2015-09-30", "before 2015-10-01"), ("2999-01-01", "in the future")] {
        let answer = desk.code_some(&["good.txt", "--date", date]);
        assert_eq!((answer.exit, answer.out.as_str()), (1, ""), "{}", answer.errors);
        for word in ["--date", date, words] {
            assert!(answer.errors.contains(word), "{word} in {}", answer.errors);
        }
    }
    for date in ["2026-02-30", "yesterday", "06/15/2026", ""] {
        let answer = desk.code_some(&["good.txt", "--date", date]);
        assert_eq!((answer.exit, answer.out.as_str()), (2, ""), "{}", answer.errors);
        assert!(answer.errors.contains("--date"), "{}", answer.errors);
    }
    assert_eq!(text(&desk.one(&["good.txt", "--date", "2015-10-01"]), "date"), "2015-10-01");
    let answer = desk.code_some(&["good.txt", "--setting", "spa"]);
    assert_eq!(answer.exit, 2);
    assert!(answer.errors.contains("spa") && answer.errors.contains("--setting"));
}

#[test]
fn two_patients_in_one_chart_are_refused() {
    let desk = Desk::new();
    let of = |patient: &str, visit: &str| {
        let mut visit = bundle::visit(visit, "2026-02-03");
        visit["subject"]["reference"] = format!("Patient/{patient}").into();
        bundle::of(&[bundle::patient(patient), visit]).to_string()
    };
    for name in ["first.json", "chart/first.json"] {
        desk.write(name, of("p", "e"));
    }
    for name in ["second.json", "chart/second.json"] {
        desk.write(name, of("q", "f"));
    }
    desk.write("all/good.txt", GOOD);
    std::fs::rename(desk.path().join("chart"), desk.path().join("all/chart")).expect("moved");
    let joined = desk.code_some(&["first.json", "second.json", "--one-chart"]);
    assert_eq!((joined.exit, joined.charts().len()), (1, 0), "{}{}", joined.out, joined.errors);
    let folder = desk.code_some(&["all"]);
    assert_eq!((folder.exit, folder.charts().len()), (1, 1), "{}{}", folder.out, folder.errors);
    assert!(folder.errors.contains("chart"), "{}", folder.errors);
}

/// What can be read is read, and a warning says what was repaired and where.
#[test]
fn other_encodings_are_read_with_a_warning() {
    let desk = Desk::new();
    let words = "Fi\u{e8}vre. ASSESSMENT: Psoriasis.";
    let marked = format!("\u{feff}{words}");
    let cases: [(&str, Vec<u8>, &str, &str); 3] = [
        ("le.txt", marked.encode_utf16().flat_map(u16::to_le_bytes).collect(), "utf16", "byte 0"),
        ("be.txt", marked.encode_utf16().flat_map(u16::to_be_bytes).collect(), "utf16", "byte 0"),
        ("latin.txt", b"Fi\xe8vre. ASSESSMENT: Psoriasis.".to_vec(), "utf8", "byte 2"),
    ];
    for (name, bytes, code, place) in cases {
        desk.write(name, bytes);
        let chart = desk.one(&[name]);
        assert_eq!(codes(&chart), ["L40.9"], "{name}");
        let [warning] = items(&chart, "warnings") else { panic!("{chart}") };
        assert!(text(warning, "code").starts_with(code), "{warning}");
        assert_eq!(text(warning, "place"), format!("{name}, {place}"));
        // Offsets point into the decoded text.
        let evidence = &items(&items(&chart, "dx")[0], "evidence")[0];
        let decoded =
            if code == "utf16" { words.into() } else { words.replace('\u{e8}', "\u{fffd}") };
        let at = decoded.find("Psoriasis").expect("it is there");
        assert_eq!(evidence["start"], at, "{name}");
    }
}

#[test]
fn a_chart_without_a_word_is_a_chart() {
    let desk = Desk::new();
    for written in ["... ---", "!", "\u{2014}\n\u{2022}\n", "1", "\u{0301}", "\u{200b}.", "[1, 2]"]
    {
        desk.write("dots.txt", written);
        for profile in ["claim", "mentions"] {
            let chart = desk.one(&["dots.txt", "--profile", profile]);
            assert!(codes(&chart).is_empty() && items(&chart, "px").is_empty(), "{chart}");
            assert_ne!(text(&chart, "route"), "release", "{chart}");
            assert!(!items(&chart, "reasons").is_empty(), "{chart}");
        }
        assert_eq!(desk.run(&["code", "dots.txt"]).exit, 0);
    }
}

#[test]
fn folders_that_hold_no_chart() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path().join("void")).expect("a folder");
    desk.write("deep/chart/inner/note.txt", GOOD);
    desk.write("deep/chart/note.txt", GOOD);
    let void = desk.code_some(&["void"]);
    assert_eq!(void.exit, 1);
    assert!(void.errors.contains("void: the folder holds no document"), "{}", void.errors);
    let deep = desk.code_some(&["deep"]);
    assert_eq!((deep.exit, deep.charts().len()), (1, 1), "{}", deep.errors);
    assert!(deep.errors.contains("inner"), "{}", deep.errors);
    assert_eq!(desk.run(&["code"]).exit, 2);
}
