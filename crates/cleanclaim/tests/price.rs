//! `cleanclaim price`, as a user runs it: the schedule is imported from a small file in CMS's
//! layout, contracts are the examples of `fixtures/contracts`.

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const HEADING: &str = "HCPCS,MOD,DESCRIPTION,STATUS CODE,NOT USED FOR MEDICARE PAYMENT,WORK RVU,\
    NON-FAC PE RVU,NON-FAC NA INDICATOR,FACILITY PE RVU,FACILITY NA INDICATOR,MP RVU,\
    NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRE OP,INTRA OP,POST OP,MULT PROC,\
    BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,ENDO BASE,CONV FACTOR,PHYSICIAN SUPERVISION OF \
    DIAGNOSTIC PROCEDURES,CALCULATION FLAG,DIAGNOSTIC IMAGING FAMILY INDICATOR,NON-FACILITY PE \
    USED FOR OPPS PAYMENT AMOUNT,FACILITY PE USED FOR OPPS PAYMENT AMOUNT,MP USED FOR OPPS \
    PAYMENT AMOUNT\r\n";

const ROWS: &str = "\
20610,,,A,,0.79,1.04,,0.44,,0.13,1.96,1.36,0,000,0,0,0,2,1,1,0,0,,33.2875,09,0,99,0,0,0\r\n\
71046,,,A,,0.22,0.77,,0.77,NA,0.02,1.01,1.01,1,XXX,0,0,0,0,0,0,0,0,,33.2875,09,0,99,0,0,0\r\n\
71046,26,,A,,0.22,0.08,,0.08,,0.01,0.31,0.31,1,XXX,0,0,0,0,0,0,0,0,,33.2875,09,0,99,0,0,0\r\n\
99213,,,A,,1.30,1.33,,0.56,,0.10,2.73,1.96,0,XXX,0,0,0,0,0,0,0,0,,33.2875,09,0,99,0,0,0\r\n\
J1885,,,E,,0,0,,0,,0,0,0,9,XXX,0,0,0,9,9,9,9,9,,33.2875,09,0,99,0,0,0\r\n";

const INDICES: &str = "ADDENDUM E, MADE UP FOR CY 2024,,,,,,\r\n,,,,,,\r\n\
    Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,\
    2024 PW GPCI (with 1.0 Floor),2024 PE GPCI,2024 MP GPCI\r\n\
    02102,AK,01,ALASKA,1.5,1.081,0.592\r\n\
    01112,CA,54,BAKERSFIELD,1.017,1.093,0.662\r\n\
    01112,CA,55,CHICO,1.017,1.093,0.662\r\n";

struct Desk {
    folder: TempDir,
}

impl Desk {
    /// A data folder with the schedule and the indices of 2024.
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let schedule = desk.file("PPRRVU24_JUL.csv", &format!("{HEADING}{ROWS}"));
        let indices = desk.file("GPCI2024.csv", INDICES);
        let (code, out, said) = desk.run(&["codesets", "import"], &[&schedule, &indices]);
        assert_eq!(code, 0, "{out}{said}");
        desk
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, arguments: &[&str], files: &[&Path]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
            .args(arguments)
            .args(files)
            .env("CLEANCLAIM_DATA", self.folder.path().join("data"))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    /// The claims priced, one JSON object each.
    fn price(&self, claims: &Path, more: &[&str]) -> (i32, Vec<Value>, String) {
        let claims = claims.display().to_string();
        let fixed = ["price", &claims, "--format", "json"];
        let (code, out, said) = self.run(&[&fixed[..], more].concat(), &[]);
        let read = |line: &str| serde_json::from_str(line).unwrap();
        (code, out.lines().map(read).collect(), said)
    }
}

fn contract(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/contracts");
    folder.join(name).display().to_string()
}

/// A claim as JSON: payer, lines of code, modifiers and charge.
fn claim(id: &str, payer: Value, lines: &[(&str, &[&str], i64)]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .zip(1..)
        .map(|((code, modifiers, charge), line)| {
            json!({"line": line, "code": code, "modifiers": modifiers, "units": 1,
                   "charge_cents": charge, "date": "2024-07-15", "pointers": [1]})
        })
        .collect();
    json!({"id": id, "type": "professional", "frequency": "1",
           "patient": {"id": "P1", "sex": "F", "birth_date": "1950-01-01"},
           "payer": payer, "from": "2024-07-15", "through": "2024-07-15",
           "place_of_service": "11", "billing": {"npi": "1234567893"},
           "rendering": {"npi": "1234567893", "taxonomy": "207Q00000X"},
           "diagnoses": ["M17.11"], "lines": lines})
}

fn medicare() -> Value {
    json!({"kind": "medicare", "name": "Federal Senior Health Program"})
}

#[test]
fn medicare_by_the_imported_schedule() {
    let desk = Desk::new();
    let lines: &[(&str, &[&str], i64)] =
        &[("99213", &["25"], 20_000), ("20610", &["50"], 9_000), ("J1885", &[], 1_500)];
    let file = desk.file("c.json", &claim("C1", medicare(), lines).to_string());
    let (code, priced, said) = desk.price(&file, &[]);
    assert_eq!(code, 1, "{said}");
    let told = &priced[0];
    assert_eq!((&told["claim"], &told["not_priced"]), (&json!("C1"), &json!([3])));
    // 90.87, and 65.24 × 1.5 = 97.86, of which 90.00 was charged.
    assert_eq!(told["allowed_cents"], 18_087);
    assert_eq!(told["patient_cents"], 1_817 + 1_800);
    assert_eq!(told["paid_cents"], 7_125 + 7_056);
    let steps = told["lines"][1]["steps"].as_array().unwrap();
    let results: Vec<_> = steps.iter().map(|step| step["result_cents"].as_i64()).collect();
    assert_eq!(results, [Some(6_524), Some(9_786), Some(9_000)]);
    let (code, alaska, _) = desk.price(&file, &["--state", "ak"]);
    assert_eq!((code, &alaska[0]["lines"][0]["allowed_cents"]), (1, &json!(11_474)));
    assert_eq!(alaska[0]["locality"], "02102-01");
}

#[test]
fn text_shows_the_arithmetic() {
    let desk = Desk::new();
    let lines: &[(&str, &[&str], i64)] = &[("99213", &[], 20_000)];
    let file = desk.file("c.json", &claim("C1", medicare(), lines).to_string());
    let (code, out, said) = desk.run(&["price"], &[&file]);
    assert_eq!(code, 0, "{said}");
    for part in [
        "(1.30 × 1.000 + 1.33 × 1.000 + 0.10 × 1.000) × 33.2875",
        "The patient's share: − 20 %",
        "Sequestration: − 2 %",
        "$71.25",
        "Assumed: National amounts",
        "1 claim: charged $200.00, allowed $90.87; of it patients $18.17, payers $71.25.",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
}

#[test]
fn states_with_several_localities_are_refused() {
    let desk = Desk::new();
    let file = desk.file("c.json", &claim("C1", medicare(), &[("99213", &[], 1)]).to_string());
    for (state, part) in [("CA", "01112-54 BAKERSFIELD, 01112-55 CHICO"), ("ZZ", "no locality")] {
        let (code, _, said) = desk.price(&file, &["--state", state]);
        assert_eq!(code, 2);
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn each_example_contract() {
    let desk = Desk::new();
    let lines: &[(&str, &[&str], i64)] =
        &[("99213", &["25"], 20_000), ("20610", &["RT"], 10_000), ("71046", &["26"], 5_000)];
    let payers = [
        ("C1", "commercial", "Prairie Mutual Health Plan"),
        ("C2", "commercial", "red barn employers benefit trust"),
        ("C3", "medicare_advantage", "Golden Plains Advantage"),
        ("C4", "medicaid", "Cornhusk State Medical Assistance"),
        ("C5", "commercial", "Nobody's Plan"),
    ];
    let claims: Vec<Value> = payers
        .iter()
        .map(|(id, kind, name)| {
            let payer = json!({"kind": kind, "name": name, "state": "NE"});
            claim(id, payer, lines)
        })
        .collect();
    let file = desk.file("c.json", &Value::Array(claims).to_string());
    let names = ["prairie_mutual", "red_barn", "golden_plains_advantage", "cornhusk_state"];
    let files = names.map(|name| contract(&format!("{name}.toml")));
    let named: Vec<&str> = files.iter().map(String::as_str).collect();
    let (code, priced, said) = desk.price(&file, &[&["--contract"], &named[..]].concat());
    assert_eq!((code, priced.len()), (1, 5), "{said}");
    let allowed = |claim: usize| -> Vec<Option<i64>> {
        let lines = priced[claim]["lines"].as_array().unwrap();
        lines.iter().map(|line| line["allowed_cents"].as_i64()).collect()
    };
    // Agreed 112.40; 65.24 × 1.15 = 75.026; agreed 14.50.
    assert_eq!(allowed(0), [Some(11_240), Some(7_503), Some(1_450)]);
    // 62.5 % of 200.00; 65.24 × 1.4 = 91.336; 62.5 % of 50.00.
    assert_eq!(allowed(1), [Some(12_500), Some(9_134), Some(3_125)]);
    assert_eq!(allowed(2), [Some(9_087), Some(6_524), Some(1_032)]);
    assert_eq!(allowed(3), [Some(6_118), Some(4_902), None]);
    assert_eq!(allowed(4), [None, None, None]);
    assert_eq!(priced[0]["paid_cents"], Value::Null);
    assert_eq!(priced[1]["patient_cents"], 1_250 + 913 + 313);
    let why = priced[4]["lines"][0]["reason"].as_str().unwrap();
    assert_eq!(why, "There is no contract with Nobody's Plan for 2024-07-15.");
}

#[test]
fn a_faulty_contract_stops_with_its_line() {
    let desk = Desk::new();
    let file = desk.file("c.json", &claim("C1", medicare(), &[("99213", &[], 1)]).to_string());
    let bad = desk.file("bad.toml", "title = \"a\"\npayers = [\"b\"]\nform = 2024-01-01\n");
    let (code, priced, said) = desk.price(&file, &["--contract", &bad.display().to_string()]);
    assert_eq!((code, priced.len()), (2, 0));
    assert!(said.contains("bad.toml:3: unknown field `form`"), "{said}");
    let prairie = contract("prairie_mutual.toml");
    let (code, _, said) = desk.price(&file, &["--contract", &prairie, &prairie]);
    assert_eq!(code, 2);
    assert!(said.contains("same payer"), "{said}");
}

#[test]
fn without_a_schedule_nothing_is_priced() {
    let desk = Desk { folder: tempfile::tempdir().unwrap() };
    let file = desk.file("c.json", &claim("C1", medicare(), &[("99213", &[], 1)]).to_string());
    let (code, priced, _) = desk.price(&file, &[]);
    assert_eq!((code, &priced[0]["not_priced"]), (1, &json!([1])));
    let (code, _, said) = desk.price(&desk.folder.path().join("missing.json"), &[]);
    assert!(code == 2 && said.contains("missing.json"), "{said}");
}
