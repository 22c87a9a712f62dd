//! `cleanclaim post`, as a user runs it.

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn run(arguments: &[&str], data: &Path) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .args(arguments)
        .env("CLEANCLAIM_DATA", data)
        .env("XDG_CONFIG_HOME", data.join("config"))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// A payment of 80.00 for one claim of 100.00; `paid` is what BPR02 says.
fn remittance(trace: &str, paid: &str, date: &str) -> String {
    let body = format!(
        "ST*835*0001~BPR*I*{paid}*C*CHK************{date}~TRN*1*{trace}*1512345678~\
         N1*PR*FIRST PLAN*XV*12345~N3*1 MAIN ST~N4*OMAHA*NE*68101~PER*BL*DESK~\
         N1*PE*OUR CLINIC*XX*1234567893~LX*1~CLP*C100*1*100*80*5*12*ICN9*11*1~\
         NM1*QC*1*DOE*JANE****MI*M1~DTM*232*20260601~SVC*HC:99213*100*80**1~\
         DTM*472*20260601~CAS*CO*45*15~CAS*PR*2*5~"
    );
    let count = body.matches('~').count() + 1;
    format!(
        "ISA*00*          *00*          *ZZ*PLAN           *ZZ*CLINIC         *260615*1200*^*00501\
         *000000001*0*T*:~GS*HP*PLAN*CLINIC*20260615*1200*1*X*005010X221A1~{body}SE*{count}*0001~\
         GE*1*1~IEA*1*000000001~"
    )
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

#[test]
fn payments_post_or_are_refused_with_their_place() {
    let desk = Desk(tempfile::tempdir().unwrap());
    let data = desk.0.path().join("data");
    let good = desk.file("good.835", &remittance("T1", "80", "20260615"));
    let twin = desk.file("twin.835", &remittance("T1", "80", "20260616"));
    let off = desk.file("off.835", &remittance("T2", "81", "20260615"));
    let ahead = desk.file("ahead.835", &remittance("T3", "80", "20260901"));
    let none = desk.file("none.835", "this is a letter");
    let whole = remittance("T4", "80", "20260615");
    let cut = desk.file("cut.835", &whole[..whole.len() - 90]);
    let on = ["--on", "2026-06-20"];
    for (files, code, told) in [
        (vec![&good], 0, "posts and balances: $80.00 to claims"),
        (vec![&off], 1, "payment (BPR02)"),
        (vec![&good, &twin], 1, "came before in"),
        (vec![&ahead], 1, "more than 7 days"),
        (vec![&cut], 1, "refused, nothing of it is posted"),
        (vec![&good, &none], 2, "trace T1"),
    ] {
        let mut arguments = vec!["post"];
        arguments.extend(files.iter().map(|file| file.as_str()));
        arguments.extend(on);
        let (status, out, said) = run(&arguments, &data);
        assert_eq!(status, code, "{files:?}: {out}{said}");
        assert!(out.contains(told), "{files:?}: {out} has not: {told}");
    }
    assert!(!data.exists(), "nothing is kept without --take");
    let (code, out, _) = run(&["post", &good, "--format", "json", "--on", "2026-06-20"], &data);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, told["state"].as_str()), (0, Some("post")));
    let cents = ["amount_cents", "agreed_cents", "patient_cents"].map(|name| told[name].as_i64());
    assert_eq!(cents, [Some(8_000), Some(1_500), Some(500)]);
}

#[test]
fn claims_that_were_sent_are_matched() {
    let desk = Desk(tempfile::tempdir().unwrap());
    let data = desk.0.path().join("data");
    let era = desk.file("era.835", &remittance("T1", "80", "20260615"));
    let claim = |id: &str, payer: Option<&str>| {
        let provider = json!({ "npi": "1234567893", "taxonomy": "207Q00000X" });
        let line = json!({
            "line": 1, "code": "99213", "modifiers": [], "units": 1, "charge_cents": 10_000,
            "date": "2026-06-01", "pointers": [1],
        });
        json!({
            "id": id, "type": "professional", "frequency": "1",
            "patient": { "id": "p", "sex": "F", "birth_date": "1980-01-01" },
            "payer": {
                "kind": "commercial", "name": "FIRST PLAN", "id": payer,
                "timely_filing_days": 365,
            },
            "from": "2026-06-01", "through": "2026-06-01", "submitted": "2026-06-02",
            "place_of_service": "11", "billing": provider, "rendering": provider,
            "diagnoses": ["I10"], "lines": [line], "history": [],
        })
        .to_string()
    };
    let ours = desk.file("ours.json", &claim("C100", Some("12345")));
    let other = desk.file("other.json", &claim("D7", Some("12345")));
    let named = desk.file("named.json", &claim("C100", None));
    let (code, out, said) = run(&["post", &era, "--on", "2026-06-20", "--claims", &ours], &data);
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("1 posted"), "{out}");
    // Claims that name the payer and not its number are asked of the same payer.
    let (_, out, _) = run(&["post", &era, "--on", "2026-06-20", "--claims", &named], &data);
    assert!(out.contains("1 posted"), "{out}");
    let (_, out, _) = run(&["post", &era, "--on", "2026-06-20", "--claims", &other], &data);
    assert!(out.contains("1 with money that waits ($80.00)"), "{out}");
    assert!(out.contains("look at claim 1 (C100): no claim of ours fits"), "{out}");
}

#[test]
fn files_are_taken_into_the_database_once() {
    let desk = Desk(tempfile::tempdir().unwrap());
    let data = desk.0.path().join("data");
    // A day that is never ahead of the clock.
    let era = desk.file("era.835", &remittance("T1", "80", "20240615"));
    let off = desk.file("off.835", &remittance("T2", "81", "20240615"));
    let (code, out, said) = run(&["post", "--take", &era], &data);
    assert_eq!(code, 0, "{out}{said}");
    assert!(out.contains("posted") && out.contains("$80.00 in unapplied cash"), "{out}");
    let (code, out, _) = run(&["post", "--take", &era, "--format", "json"], &data);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["again"], &told["state"]), (0, &true.into(), &"closed".into()));
    let (code, out, _) = run(&["post", "--take", &off], &data);
    assert_eq!(code, 1, "{out}");
    let (code, _, said) = run(&["post", "--take", "-"], &data);
    assert!(code == 2 && said.contains("standard input"), "{said}");
}

#[test]
fn the_published_examples_post_or_say_why_not() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/x12/linuxforhealth/835_005010X221A1");
    let Ok(files) = fs::read_dir(&folder) else {
        eprintln!("skipped: the published examples are not here");
        return;
    };
    let desk = Desk(tempfile::tempdir().unwrap());
    let mut count = 0;
    for file in files.filter_map(Result::ok).map(|file| file.path()) {
        let name = file.display().to_string();
        let (code, out, said) = run(&["post", &name, "--format", "json"], desk.0.path());
        for line in out.lines() {
            let told: Value = serde_json::from_str(line).unwrap();
            let refused = told["refusals"].as_array().is_some_and(|all| !all.is_empty());
            assert_eq!(refused, told["state"] == "refused", "{line}");
            count += 1;
        }
        assert!(code < 2 && !out.is_empty(), "{name}: {code} {out}{said}");
    }
    assert!(count > 0);
}
