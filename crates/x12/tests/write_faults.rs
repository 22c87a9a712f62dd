//! Everything that a claim lacks is listed: claim, field, loop and element, all at once.

mod expected;
mod sample;

use expected::{check, faults, only};
use model::{Address, Cents, Claim, ClaimLine, OtherPayer, Quantity, ServiceUnit};
use sample::{child, control, day, everything, inpatient, line, office, receiver, submitter};
use x12::{ControlNumbers, Delimiters, Receiver, Submitter, write_837i, write_837p};

#[test]
fn professional_faults() {
    check(
        office,
        &[
            (|c| c.billing.npi.clear(), "missing", "billing.npi", "2010AA", "NM109"),
            (|c| c.billing.npi = "12345".into(), "shape", "billing.npi", "2010AA", "NM109"),
            (|c| c.billing.name = None, "missing", "billing.name", "2010AA", "NM103"),
            (|c| c.billing.tax_id = None, "missing", "billing.tax_id", "2010AA", "REF02"),
            (|c| c.billing.address = None, "missing", "billing.address", "2010AA", "N301"),
            (zip5, "shape", "billing.address.zip", "2010AA", "N403"),
            (po_box, "rule", "billing.address", "2010AA", "N301"),
            (|c| c.payer.id = None, "missing", "payer.id", "2010BB", "NM109"),
            (|c| c.payer.name = "A*B".into(), "delimiter", "payer.name", "2010BB", "NM103"),
            (|c| c.payer.name = "山".into(), "character", "payer.name", "2010BB", "NM103"),
            (|c| c.payer.name = "X".repeat(61), "length", "payer.name", "2010BB", "NM103"),
            (no_birth_date, "missing", "subscriber.birth_date", "2010BA", "DMG02"),
            (|c| c.patient.sex = model::Sex::Male, "rule", "subscriber.sex", "2010BA", "DMG03"),
            (|c| c.id = "X".repeat(21).as_str().into(), "length", "id", "2300", "CLM01"),
            (|c| c.place_of_service = None, "missing", "place_of_service", "2300", "CLM05-1"),
            (|c| c.frequency.clear(), "missing", "frequency", "2300", "CLM05-3"),
            (|c| c.frequency = "7".into(), "missing", "original_reference", "2300", "REF02"),
            (|c| c.diagnoses[0] = "12".into(), "shape", "diagnoses", "2300", "HI01-2"),
            (|c| c.through = day("2026-06-01"), "rule", "through", "2300", "DTP03"),
            (|c| c.lines.clear(), "missing", "lines", "2400", "LX01"),
            (|c| c.lines[0].line = 2, "rule", "lines.line", "2400", "LX01"),
            (|c| c.lines[0].code = None, "missing", "lines.code", "2400", "SV101-2"),
            (|c| c.lines[0].units = Quantity::ZERO, "rule", "lines.units", "2400", "SV104"),
            (|c| c.lines[0].unit = Some(ServiceUnit::Day), "rule", "lines.unit", "2400", "SV103"),
            (born_later, "rule", "subscriber.birth_date", "2010BA", "DMG02"),
            (|c| c.billing.npi = "1245319598".into(), "shape", "billing.npi", "2010AA", "NM109"),
            (|c| c.lines[0].pointers.clear(), "missing", "lines.pointers", "2400", "SV107-1"),
            (|c| c.lines[0].pointers = vec![4], "rule", "lines.pointers", "2400", "SV107"),
            (
                |c| c.lines[0].charge_cents = Cents(-1),
                "rule",
                "lines.charge_cents",
                "2400",
                "SV102",
            ),
            (drug, "missing", "lines.ndc_quantity", "2410", "CTP04"),
            (other_payer, "missing", "other_payers.subscriber", "2320", "SBR02"),
        ],
    );
}

fn zip5(claim: &mut Claim) {
    claim.billing.address = Some(sample::address("100 MAPLE STREET", "62701"));
}

fn po_box(claim: &mut Claim) {
    claim.billing.address = Some(sample::address("P.O. Box 7", "627011234"));
}

fn born_later(claim: &mut Claim) {
    let born = Some(claim.from.plus_days(1));
    claim.patient.birth_date = born;
    claim.subscriber.as_mut().unwrap().birth_date = born;
}

fn no_birth_date(claim: &mut Claim) {
    claim.patient.birth_date = None;
    claim.subscriber.as_mut().unwrap().birth_date = None;
}

fn drug(claim: &mut Claim) {
    claim.lines[0].ndc = Some("00409379501".into());
}

fn other_payer(claim: &mut Claim) {
    claim.other_payers = vec![OtherPayer { sequence: "S".into(), ..OtherPayer::default() }];
}

#[test]
fn institutional_faults() {
    check(
        inpatient,
        &[
            (bad_bill_type, "shape", "bill_type", "2300", "CLM05-1"),
            (no_admission_hour, "missing", "admission_hour", "2300", "DTP03"),
            (|c| c.discharge_hour = None, "missing", "discharge_hour", "2300", "DTP03"),
            (|c| c.admission_source = None, "missing", "admission_source", "2300", "CL102"),
            (newborn, "rule", "admission_source", "2300", "CL102"),
            (still_here, "rule", "discharge_status", "2300", "CL103"),
            (interim, "rule", "discharge_hour", "2300", "DTP03"),
            (left_on_interim, "rule", "discharge_status", "2300", "CL103"),
            (reason_of_inpatient, "rule", "reasons_for_visit", "2300", "HI01-2"),
            (rate_without_code, "missing", "lines.code", "2400", "SV202-2"),
            (
                |c| c.lines[0].unit = Some(ServiceUnit::Minute),
                "rule",
                "lines.unit",
                "2400",
                "SV204",
            ),
            (
                |c| c.lines[0].description = Some("BED".into()),
                "rule",
                "lines.description",
                "2400",
                "SV202-7",
            ),
            (|c| c.discharge_status = None, "missing", "discharge_status", "2300", "CL103"),
            (|c| c.admission_date = None, "missing", "admission_date", "2300", "DTP03"),
            (|c| c.admission_type = None, "missing", "admission_type", "2300", "CL101"),
            (|c| c.admitting_diagnosis = None, "missing", "admitting_diagnosis", "2300", "HI01-2"),
            (|c| c.diagnoses_poa[0] = "X".into(), "rule", "diagnoses_poa", "2300", "HI01-9"),
            (
                |c| c.procedures[0].code = "0DTJ4Z".into(),
                "shape",
                "procedures.code",
                "2300",
                "HI01-2",
            ),
            (|c| c.rendering = None, "missing", "rendering", "2310A", "NM103"),
            (|c| c.lines[0].revenue_code = None, "missing", "lines.revenue_code", "2400", "SV201"),
            (
                |c| c.lines[0].modifiers = vec!["25".into()],
                "rule",
                "lines.modifiers",
                "2400",
                "SV202-3",
            ),
        ],
    );
}

fn bad_bill_type(claim: &mut Claim) {
    claim.bill_type = Some("111".into());
}

fn no_admission_hour(claim: &mut Claim) {
    claim.admission_hour = None;
}

fn newborn(claim: &mut Claim) {
    claim.admission_type = Some("4".into());
}

fn still_here(claim: &mut Claim) {
    (claim.discharge_status, claim.discharge_hour) = (Some("30".into()), None);
}

fn interim(claim: &mut Claim) {
    (claim.frequency, claim.discharge_status) = ("2".into(), Some("30".into()));
}

fn left_on_interim(claim: &mut Claim) {
    (claim.frequency, claim.discharge_hour) = ("3".into(), None);
}

fn reason_of_inpatient(claim: &mut Claim) {
    claim.reasons_for_visit = vec!["R05.9".into()];
}

fn rate_without_code(claim: &mut Claim) {
    claim.lines[0].revenue_code = Some("0024".into());
}

#[test]
fn the_patient_of_a_dependent_claim_is_described() {
    let mut claim = child("F2");
    (claim.patient.name, claim.patient.address, claim.patient.birth_date) = (None, None, None);
    let fields: Vec<&str> = faults(claim).iter().map(|f| f.field).collect();
    assert_eq!(fields, ["patient.name.family", "patient.address", "patient.birth_date"]);
}

#[test]
fn all_faults_of_all_claims_are_listed() {
    let mut bad = everything("F3");
    bad.billing.tax_id = None;
    bad.lines[1].modifiers[0] = "5".into();
    let empty = Claim { id: "F4".into(), ..Claim::default() };
    let claims = [bad, office("F5"), empty];
    let found = write_837p(&claims, &submitter(), &receiver(), &control()).unwrap_err();
    let of = |id: &str| {
        let of_claim = found.iter().filter(|f| f.claim.as_ref().is_some_and(|c| c.as_str() == id));
        of_claim.map(|f| f.field).collect::<Vec<_>>()
    };
    assert_eq!(of("F3"), ["billing.tax_id", "lines.modifiers"]);
    assert!(of("F5").is_empty());
    assert_eq!(
        of("F4"),
        [
            "billing.name",
            "billing.npi",
            "billing.address",
            "billing.tax_id",
            "subscriber",
            "payer.name",
            "payer.id",
            "place_of_service",
            "frequency",
            "diagnoses",
            "lines",
        ]
    );
    let on_line = found.iter().find(|f| f.field == "lines.modifiers").unwrap();
    assert_eq!((on_line.line, on_line.segment.as_str()), (Some(2), "SV101-3"));
    assert!(on_line.to_string().starts_with("claim F3, line 2: lines.modifiers is not two"));
}

#[test]
fn the_envelope_is_checked() {
    let write = |submitter: &Submitter, receiver: &Receiver, control: &ControlNumbers| {
        let found = write_837p(&[office("F6")], submitter, receiver, control).unwrap_err();
        found.iter().map(|f| (f.field, f.segment.clone())).collect::<Vec<_>>()
    };
    let fine = (submitter(), receiver(), control());
    let long = Submitter { interchange_id: "X".repeat(16), ..submitter() };
    assert_eq!(write(&long, &fine.1, &fine.2), [("submitter.interchange_id", "ISA06".into())]);
    let delimiters = Delimiters { component: b'*', ..Delimiters::default() };
    let same = Receiver { delimiters, ..receiver() };
    assert_eq!(write(&fine.0, &same, &fine.2)[0], ("receiver.delimiters", "ISA16".into()));
    let zero = ControlNumbers { interchange: 0, ..control() };
    assert_eq!(write(&fine.0, &fine.1, &zero), [("control.interchange", "ISA13".into())]);
    let none = write_837p(&[], &fine.0, &fine.1, &fine.2).unwrap_err();
    assert_eq!(none[0].field, "claims");
    let wrong_type = write_837i(&[office("F7")], &fine.0, &fine.1, &fine.2).unwrap_err();
    assert!(wrong_type.iter().any(|f| f.field == "type"));
}

#[test]
fn names_are_cleaned_on_their_way() {
    let mut claim = office("F8");
    claim.payer.name = "  Société\tGénérale ".into();
    claim.lines = vec![ClaimLine { modifiers: vec!["lt".into()], ..line(1, "99213", 100) }];
    claim.facility = Some(model::ServiceFacility {
        name: "Annex".into(),
        npi: None,
        address: Address {
            line2: Some("Suite #4".into()),
            ..sample::address("1 Elm", "627011234")
        },
    });
    let text = write_837p(&[claim], &submitter(), &receiver(), &control()).unwrap();
    for expected in
        ["NM1*PR*2*SOCIETE GENERALE*****PI*EHP01~", "HC:99213:LT*100*", "N3*1 ELM*SUITE #4~"]
    {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

/// ICD-11 is for reading only. Its codes have a letter in the second place, with or without their
/// dot; nothing of that form is written, as whatever it is given.
mod no_icd11 {
    use super::*;
    use model::ClaimProcedure;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_a_diagnosis(code in "[1-9A-HJ-NP-Z][A-HJ-NP-Z][0-9][0-9A-Z](\\.?[0-9A-Z]{1,2})?") {
            let mut claim = office("F1");
            claim.diagnoses[0] = code.clone();
            prop_assert_eq!(only(claim).1, "diagnoses", "{}", &code);
            let mut claim = inpatient("F1");
            claim.admitting_diagnosis = Some(code);
            prop_assert_eq!(only(claim).1, "admitting_diagnosis");
        }

        #[test]
        fn as_a_cluster(code in "[1-9A-H][A-H][0-9]{2}[&/](X[A-H][0-9][0-9A-Z]{1,3}|5A11)") {
            let mut claim = office("F1");
            claim.diagnoses[0] = code;
            prop_assert!(faults(claim).iter().any(|fault| fault.field == "diagnoses"));
        }

        #[test]
        fn as_a_service_or_an_operation(code in "X[A-HJ-NP-Z][0-9][0-9A-Z]{1,3}") {
            let mut claim = office("F1");
            claim.lines[0].code = Some(code.clone());
            prop_assert_eq!(only(claim).1, "lines.code", "{}", &code);
            let mut claim = inpatient("F1");
            let date = claim.from;
            claim.procedures = vec![ClaimProcedure { code, date }];
            prop_assert_eq!(only(claim).1, "procedures.code");
        }
    }
}
