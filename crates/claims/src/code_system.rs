//! The last look at the codes of a claim: each belongs to a code system that a US claim may carry.
//!
//! HIPAA names ICD-10-CM for diagnoses (45 CFR 162.1002(c)). ICD-11 is shown beside it for reading
//! only; whatever a source system or an earlier step wrote, a code of its form stops the claim.

use crate::fault::Findings;
use codesets::code::has_icd10cm_form;
use codesets::icd11::cluster::has_icd11_form;
use model::Claim;

/// Finds codes of another system among the diagnoses, those beside them, the service lines and
/// the inpatient procedures.
pub(crate) fn check(claim: &Claim, findings: &mut Findings) {
    let listed = claim.diagnoses.iter().enumerate();
    let listed = listed.map(|(i, code)| (format!("diagnoses[{i}]"), code.as_str()));
    let beside = claim.diagnoses_beside().map(|(field, _, code)| (field, code));
    for (field, code) in listed.chain(beside) {
        if !has_icd10cm_form(code) {
            let message = format!("`{code}` {}; a claim carries ICD-10-CM.", says(code));
            let next = "Code the condition in ICD-10-CM.";
            findings.fault("diagnosis.not_icd10cm", field, message, next);
        }
    }
    let lines = claim.lines.iter().enumerate();
    let lines = lines
        .filter_map(|(i, line)| Some((format!("lines[{i}].code"), line.code.as_ref()?)))
        .filter(|(_, code)| has_icd11_form(code));
    let procedures = claim.procedures.iter().enumerate();
    let procedures = procedures
        .map(|(i, procedure)| (format!("procedures[{i}].code"), &procedure.code))
        .filter(|(_, code)| has_icd11_form(code));
    for (field, code) in lines.chain(procedures) {
        let message = format!("`{code}` {}; it is no code of a service.", says(code));
        let next = "Give the service its CPT, HCPCS or ICD-10-PCS code.";
        findings.fault("procedure.icd11", field, message, next);
    }
}

fn says(code: &str) -> &'static str {
    if has_icd11_form(code) {
        "has the form of an ICD-11 code, which is for reading only"
    } else {
        "does not have the form of an ICD-10-CM code"
    }
}

#[cfg(test)]
mod tests {
    use crate::example::{self, charge};
    use crate::{ClaimContext, FeeSchedule, build};
    use model::{Charge, CodedChart, Setting};

    /// Codes and clusters of ICD-11, with every first and second character that may stand there.
    fn icd11_codes() -> Vec<String> {
        let letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
        let mut codes = Vec::new();
        for first in "123456789ABCDEFGHJKLMNPQRSTUVWYZ".chars() {
            for second in letters.chars() {
                for tail in ["00", "00.0", "0Z.1Y", "00&XN8P1", "00/5A11"] {
                    codes.push(format!("{first}{second}{tail}"));
                }
            }
        }
        codes.extend(letters.chars().flat_map(|c| [format!("X{c}9R"), format!("X{c}8P1")]));
        codes
    }

    fn faults(chart: &model::Chart, coded: &CodedChart) -> Vec<(&'static str, String, String)> {
        let fees = FeeSchedule::from_csv("code,modifier,charge\n99213,,125\n").unwrap();
        let made = build(chart, coded, &fees, &ClaimContext::default());
        let faults = made.err().unwrap_or_default();
        faults.into_iter().map(|f| (f.code, f.field, f.message)).collect()
    }

    #[test]
    fn no_icd11_code_becomes_a_diagnosis_of_a_claim() {
        let chart = example::chart();
        let codes = icd11_codes();
        assert!(codes.len() > 3_000);
        for code in codes {
            let mut coded = example::coded();
            coded.dx[1].code = code.clone();
            let found = faults(&chart, &coded);
            let [(kind, field, message)] = &found[..] else { panic!("{code}: {found:?}") };
            assert_eq!((*kind, field.as_str()), ("diagnosis.not_icd10cm", "diagnoses[1]"));
            assert!(message.contains(&code) && message.contains("ICD-11"), "{message}");
        }
        assert_eq!(faults(&chart, &example::coded()), []);
    }

    #[test]
    fn nor_the_admitting_diagnosis_nor_a_charge() {
        let mut chart = example::chart();
        chart.encounter.admitting_diagnosis = Some("BA00.Z".to_owned());
        let line = charge("XN8P1", &[], 1, 5_000);
        chart.charges = vec![Charge { revenue_code: Some("0450".to_owned()), ..line }];
        let coded = CodedChart { setting: Setting::Inpatient, ..example::coded() };
        let found = faults(&chart, &coded);
        let places: Vec<(&str, &str)> = found.iter().map(|(c, f, _)| (*c, f.as_str())).collect();
        assert_eq!(places[0], ("diagnosis.not_icd10cm", "admitting_diagnosis"));
        assert!(places.iter().skip(1).all(|(code, _)| *code == "procedure.icd11"), "{places:?}");
    }

    /// What `code --format json` shows beside a diagnosis has no place in what claims are made of:
    /// [`build`] takes a `CodedChart<DiagnosisCode>`, and reading it back leaves the view behind.
    #[test]
    fn the_view_has_no_place_in_a_claim() {
        let takes: fn(&model::Chart, &CodedChart<model::DiagnosisCode>, _, &_) -> _ = build;
        let mut shown = serde_json::to_value(example::coded()).unwrap();
        let beside = serde_json::json!([{"code": "5A11", "title": "x", "from": "E11.2"}]);
        shown["dx"][0]["icd11"] = beside;
        let coded: CodedChart = serde_json::from_value(shown).unwrap();
        assert_eq!(coded, example::coded());
        let fees = FeeSchedule::from_csv("code,modifier,charge\n99213,,125\n").unwrap();
        let made = takes(&example::chart(), &coded, &fees, &ClaimContext::default()).unwrap();
        let claim = serde_json::to_string(&made.claims).unwrap();
        assert!(claim.contains("E11.22") && !claim.contains("5A11") && !claim.contains("icd11"));
    }

    #[test]
    fn another_form_is_named_as_what_it_is() {
        let mut coded = example::coded();
        coded.dx[0].code = "250.00".to_owned();
        let found = faults(&example::chart(), &coded);
        assert!(found[0].2.contains("does not have the form of an ICD-10-CM code"), "{found:?}");
    }
}
