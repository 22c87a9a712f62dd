//! `cleanclaim claim` and `cleanclaim scrub`, run as a user runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use testkit::practice::{self, PracticeChart};

/// A folder of its own with one chart of the made-up practice in it.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Bench {
        Bench { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the outpatient hospital chart, changed, as a FHIR bundle.
    fn chart(&self, name: &str, change: impl FnOnce(&mut PracticeChart)) -> PathBuf {
        let mut chart =
            practice::charts().into_iter().find(|c| c.slug == "clinic-iron-infusion").unwrap();
        // Without the drug's own quantity a line with an NDC cannot be written.
        chart.chart.charges.iter_mut().for_each(|charge| charge.ndc = None);
        change(&mut chart);
        self.file(name, &practice::to_bundle(&chart).to_string())
    }

    /// Writes a chart of the emergency room with a hospital's charges, changed.
    fn emergency(&self, name: &str, change: impl FnOnce(&mut PracticeChart)) -> PathBuf {
        let mut chart = practice::charts().into_iter().find(|c| c.slug == "ed-chest-pain").unwrap();
        let charge = |code: &str, revenue: &str| model::Charge {
            code: Some(code.to_owned()),
            revenue_code: Some(revenue.to_owned()),
            units: 1,
            amount: model::Cents(90_000),
            date: chart.chart.encounter.start,
            ..model::Charge::default()
        };
        chart.chart.charges = vec![charge("99284", "0450"), charge("93005", "0730")];
        chart.chart.encounter.admission_type = Some("1".to_owned());
        chart.chart.encounter.admission_source = Some("1".to_owned());
        change(&mut chart);
        self.file(name, &practice::to_bundle(&chart).to_string())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output: Output = Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
            .args(arguments)
            .env("CLEANCLAIM_DATA", self.path("data"))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn claim(&self, chart: &Path, more: &[&str]) -> (i32, String, String) {
        let (chart, out) = (chart.display().to_string(), self.path("out").display().to_string());
        let fixed = ["claim", &chart, "--out", &out, "--submitted", "2026-06-22"];
        self.run(&[&fixed[..], more].concat())
    }

    fn scrub(&self, file: &Path) -> (i32, String, String) {
        self.run(&["scrub", &file.display().to_string(), "--format", "json"])
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else { return Vec::new() };
        let name = |e: std::io::Result<fs::DirEntry>| e.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap()
}

#[test]
fn a_hospital_chart_becomes_an_837i_with_its_claim_json() {
    let bench = Bench::new();
    let chart = bench.chart("chart.json", |_| {});
    let (code, text, said) = bench.claim(&chart, &[]);
    assert_eq!(code, 0, "{text}{said}");
    assert!(text.contains("as far as checked") && text.contains("1 claim written"), "{text}");
    assert!(text.contains("Not checked") && text.contains("unit limits (MUE)"), "{text}");
    assert_eq!(said.matches("CPT is the AMA's").count(), 1, "{said}");
    assert_eq!(bench.names("out"), ["claims-000000001.837i", "claims-000000001.json"]);

    let x12 = fs::read(bench.path("out/claims-000000001.837i")).unwrap();
    let head = String::from_utf8_lossy(&x12[..106]).into_owned();
    assert!(head.contains("*260622*") && head.ends_with("*000000001*0*T*:~"), "{head}");
    let read = x12::read_837(&x12).unwrap();
    let beside = fs::read(bench.path("out/claims-000000001.json")).unwrap();
    let beside = claims::json::read(&beside, "beside").unwrap();
    assert!(beside.warnings.is_empty(), "{:?}", beside.warnings);
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].lines, beside.claims[0].lines.clone());
    assert_eq!((&read[0].id, read[0].total()), (&beside.claims[0].id, beside.claims[0].total()));

    // Both forms go back through the edits.
    for file in ["out/claims-000000001.837i", "out/claims-000000001.json"] {
        let (code, answer, _) = bench.scrub(&bench.path(file));
        assert_eq!((code, json(&answer)["claim"].as_str()), (0, Some("CLINIC-IRON-INFUSION")));
    }
}

/// The claims of the one 837I written, which our own validator must accept.
fn accepted(bench: &Bench) -> Vec<model::Claim> {
    let names = bench.names("out");
    let name = names.iter().find(|name| name.ends_with(".837i")).unwrap();
    let x12 = fs::read(bench.path("out").join(name)).unwrap();
    let report = x12::validate::validate(&x12, &x12::validate::Options::default());
    let told: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{told:#?}");
    x12::read_837(&x12).unwrap()
}

#[test]
fn an_emergency_visit_says_why_the_patient_came() {
    let bench = Bench::new();
    let chart = bench.emergency("chart.json", |_| {});
    let (code, text, said) = bench.claim(&chart, &[]);
    assert_eq!(code, 0, "{text}{said}");
    let claims = accepted(&bench);
    assert_eq!(claims[0].reasons_for_visit, ["R07.9"], "{text}");
    assert_eq!(claims[0].admission_source.as_deref(), Some("1"));
}

#[test]
fn an_inpatient_claim_waits_for_its_hours() {
    let of = |change: fn(&mut model::Encounter)| {
        let bench = Bench::new();
        let slug = "inpatient-sepsis";
        let mut chart = practice::charts().into_iter().find(|c| c.slug == slug).unwrap();
        change(&mut chart.chart.encounter);
        let path = bench.file("stay.json", &practice::to_bundle(&chart).to_string());
        let (code, text, said) = bench.claim(&path, &[]);
        (bench, code, format!("{text}{said}"))
    };
    let (bench, code, text) = of(|_| {});
    assert_eq!(code, 0, "{text}");
    let claims = accepted(&bench);
    let hours = (claims[0].admission_hour, claims[0].discharge_hour);
    assert_eq!(hours, (model::TimeOfDay::new(3, 25), model::TimeOfDay::new(14, 10)));

    let (bench, code, text) = of(|encounter| encounter.end_time = None);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("no hour of discharge"), "{text}");
    assert!(!bench.names("out").iter().any(|name| name.ends_with(".837i")));
}

#[test]
fn a_file_that_may_have_been_sent_is_not_replaced() {
    let bench = Bench::new();
    let chart = bench.chart("chart.json", |_| {});
    assert_eq!(bench.claim(&chart, &[]).0, 0);
    let first = fs::read(bench.path("out/claims-000000001.837i")).unwrap();
    assert_eq!(bench.claim(&chart, &[]).0, 0, "the same again is no harm");

    let changed = bench.chart("chart.json", |c| c.chart.charges[0].amount = model::Cents(100));
    let (code, _, said) = bench.claim(&changed, &[]);
    assert!(code == 2 && said.contains("--control"), "{code} {said}");
    assert_eq!(fs::read(bench.path("out/claims-000000001.837i")).unwrap(), first);

    assert_eq!(bench.claim(&changed, &["--control", "2"]).0, 0);
    assert!(bench.names("out").contains(&"claims-000000002.837i".to_owned()));
}

#[test]
fn production_needs_its_parties_and_is_marked() {
    let bench = Bench::new();
    let chart = bench.chart("chart.json", |_| {});
    let (code, _, said) = bench.claim(&chart, &["--production"]);
    assert!(code == 2 && said.contains("--receiver"), "{said}");
    assert!(bench.names("out").is_empty());
    let parties = ["--receiver", "HOUSE", "--receiver-id", "HOUSE1", "--submitter-id", "ME1"];
    assert_eq!(bench.claim(&chart, &[&["--production"], &parties[..]].concat()).0, 0);
    let x12 = fs::read_to_string(bench.path("out/claims-000000001.837i")).unwrap();
    assert!(x12[..106].ends_with("*P*:~") && x12.contains("NM1*40*2*HOUSE*****46*HOUSE1~"));
}

#[test]
fn a_claim_that_an_edit_stops_is_not_written() {
    let bench = Bench::new();
    let chart = bench.chart("chart.json", |c| {
        c.chart.billing.as_mut().unwrap().npi = Some("1000001029".into());
    });
    let (code, text, _) = bench.claim(&chart, &[]);
    assert_eq!(code, 1);
    assert!(text.contains("stopped: 1 block") && text.contains("npi.check_digit"), "{text}");
    assert!(text.contains("0 claims written"), "{text}");
    assert!(bench.names("out").is_empty());
    let (_, line, _) = bench.claim(&chart, &["--format", "json"]);
    let answer = json(&line);
    assert_eq!(answer["claims"][0]["status"], "stopped");
    assert_eq!(answer["claims"][0]["edits"][0]["severity"], "block");
}

#[test]
fn two_claims_of_one_number_are_not_sent() {
    let bench = Bench::new();
    bench.chart("charts/a.json", |_| {});
    bench.chart("charts/b.json", |_| {});
    let (code, text, _) = bench.claim(&bench.path("charts"), &[]);
    assert!(code == 1 && text.contains("same number"), "{text}");
    assert!(bench.names("out").is_empty());
}

#[test]
fn a_bare_note_says_all_that_a_claim_lacks() {
    let bench = Bench::new();
    let note = bench.file("note.txt", "Assessment: essential hypertension, stable.\n");
    let (code, text, _) = bench.claim(&note, &[]);
    assert_eq!(code, 1);
    for lack in ["no patient", "no insurance", "no billing provider", "no day of service"] {
        assert!(text.contains(lack), "{lack}: {text}");
    }
    assert!(bench.names("out").is_empty());
}

#[test]
fn a_faulty_fee_schedule_stops_everything() {
    let bench = Bench::new();
    let chart = bench.chart("chart.json", |_| {});
    let fees = bench.file("fees.csv", "code,modifier,charge\n99213,,1.005\n").display().to_string();
    let (code, text, said) = bench.claim(&chart, &["--fees", &fees]);
    assert!(code == 2 && text.is_empty(), "{text}");
    assert!(said.contains("fees.csv: line 2"), "{said}");
    let missing = bench.path("none.csv").display().to_string();
    assert_eq!(bench.claim(&chart, &["--fees", &missing]).0, 2);
}

#[test]
fn scrub_answers_one_line_a_claim() {
    let bench = Bench::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let (code, answer, _) = bench.scrub(&fixtures.join("claims/contract.json"));
    assert_eq!(code, 0, "{answer}");
    assert!(answer.starts_with("{\"claim\":\"CONTRACT-1\",\"edits\":["), "{answer}");
    let report = json(&answer);
    assert!(report["releases"]["icd10cm"].is_string());
    assert!(report["not_checked"].as_array().unwrap().iter().any(|f| f == "ptp"));
    for edit in report["edits"].as_array().unwrap() {
        for key in ["id", "family", "severity", "line", "code", "message", "source", "next"] {
            assert!(!edit[key].is_null(), "{key} in {edit}");
        }
        assert!(edit["place"]["field"].is_string());
    }

    let (code, answer, _) = bench.scrub(&fixtures.join("edits/many_faults.json"));
    let report = json(&answer);
    let ids: Vec<_> =
        report["edits"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap()).collect();
    assert_eq!(code, 1);
    assert!(ids.contains(&"excludes.pair") && ids.contains(&"npi.check_digit"), "{ids:?}");

    let (code, answer, _) = bench.scrub(&fixtures.join("x12/claim_837i/claims.837"));
    let x12 = fs::read(fixtures.join("x12/claim_837i/claims.837")).unwrap();
    assert_eq!(answer.lines().count(), x12::read_837(&x12).unwrap().len());
    assert!(code < 2, "{answer}");
}

#[test]
fn scrub_says_why_a_file_is_unreadable_and_answers_the_others() {
    let bench = Bench::new();
    let contract = include_str!("../../../fixtures/claims/contract.json");
    let good = bench.file("good.json", contract).display().to_string();
    for (name, text, word) in [
        ("empty.json", "", "neither an 837"),
        ("note.txt", "Assessment: cough", "neither an 837"),
        ("cut.json", &contract[..300], "line"),
        ("cut.837", "ISA*00*          *00*", "cut.837: "),
    ] {
        let bad = bench.file(name, text).display().to_string();
        let (code, answer, said) = bench.run(&["scrub", &bad, &good, "--format", "json"]);
        assert_eq!(code, 2, "{name}");
        assert!(said.contains(name) && said.contains(word), "{name}: {said}");
        assert_eq!(json(&answer)["claim"], "CONTRACT-1");
    }
    assert_eq!(bench.scrub(&bench.path("none.json")).0, 2);
}
