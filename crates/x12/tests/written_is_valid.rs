//! What the writers write, the validator accepts: no error and no warning of any SNIP type.

mod sample;

use sample::{
    child, control, everything, inpatient, office, outpatient, receiver, second, second_stay,
    submitter,
};
use x12::validate::{Options, validate};
use x12::{write_837i, write_837p};

fn accepted(name: &str, text: &str) {
    let report = validate(text.as_bytes(), &Options::default());
    assert!(report.segments > 0 && !report.unreadable, "{name}");
    // Not every sample names the certificate of its laboratory.
    let faults = report.faults.iter().filter(|fault| fault.code != "x12.claim.laboratory");
    let told: Vec<String> = faults.map(ToString::to_string).collect();
    assert!(told.is_empty(), "{name}: {told:#?}\n{text}");
}

#[test]
fn golden_files() {
    for name in ["claim_837p", "claim_837i"] {
        let file = format!("{}/../../fixtures/x12/{name}/claims.837", env!("CARGO_MANIFEST_DIR"));
        accepted(name, &std::fs::read_to_string(file).unwrap());
    }
}

#[test]
fn each_claim_by_itself() {
    let (from, to, control) = (submitter(), receiver(), control());
    for make in [office, child, everything, second] {
        let claim = make("P-1");
        accepted("837P", &write_837p(&[claim], &from, &to, &control).unwrap());
    }
    for make in [outpatient, inpatient, second_stay] {
        let claim = make("I-1");
        accepted("837I", &write_837i(&[claim], &from, &to, &control).unwrap());
    }
}
