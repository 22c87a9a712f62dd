//! One stay, judged by the oracle and by us. Where they differ, the difference belongs to a class
//! of `differences.tsv`; anything else fails.

use crate::stays::Stay;
use model::{Claim, Edit, ScrubReport, Severity, Sex};
use std::collections::BTreeMap;

/// Edits by the oracle's name, with how often each was found.
pub type Found = BTreeMap<String, u64>;

const SEX: &str = "SEX_CONFLICT";
const LENGTH: &str = "INCONSISTENT_WITH_LENGTH_OF_STAY";
const OBSTETRIC: &str = "QUESTIONABLE_OBSTETRIC_ADMISSION";

/// Our rules as the editor's edits. What only looks after the editor's end of an edit is apart.
const NAMES: [(&str, &str); 17] = [
    ("sex.diagnosis", SEX),
    ("sex.procedure", SEX),
    ("age.diagnosis", "AGE_CONFLICT"),
    ("age.implausible", "INVALID_AGE"),
    ("manifestation.first_listed", "MANIFESTATION_AS_PDX"),
    ("manifestation.external_cause_first", "E_CODE_AS_PDX"),
    ("manifestation.unacceptable_principal", "UNACCEPTABLE_PDX"),
    ("validity.procedure", "INVALID_CODE"),
    ("mce.requires_secondary", "REQUIRES_SDX"),
    ("mce.questionable_admission", "QUESTIONABLE_ADMISSION"),
    ("mce.unspecified_code", "UNSPECIFIED"),
    ("mce.wrong_procedure", "WRONG_PROCEDURE_PERFORMED"),
    ("mce.obstetric_outcome", OBSTETRIC),
    ("mce.length_of_stay", LENGTH),
    ("mce.discharge_status", "INVALID_DISCHARGE_STATUS"),
    ("mce.noncovered_procedure", "NON_COVERED"),
    ("mce.limited_coverage", "LIMITED_COVERAGE"),
];

/// The sex conflicts of which we only warn, as the editor has given the edit up.
pub const WARNED: &str = "sex conflict, as a warning";

/// What we found, in the oracle's names.
pub fn ours(report: &ScrubReport, claim: &Claim) -> Found {
    let mut found = Found::new();
    for name in report.edits.iter().filter_map(|edit| name(edit, claim)) {
        *found.entry(name.to_owned()).or_default() += 1;
    }
    found
}

fn name(edit: &Edit, claim: &Claim) -> Option<&'static str> {
    match edit.id.as_str() {
        "sex.diagnosis" | "sex.procedure" if edit.severity == Severity::Warn => Some(WARNED),
        "format.diagnosis_repeated" => {
            (edit.code == claim.diagnoses[0]).then_some("DUPLICATE_OF_PDX")
        }
        id if id.starts_with("validity.diagnosis") => {
            let listed = edit.place.field.starts_with("diagnoses[");
            Some(if listed { "INVALID_CODE" } else { "INVALID_ADMIT_DX" })
        }
        id => NAMES.iter().find(|(ours, _)| *ours == id).map(|(_, name)| *name),
    }
}

/// The classes of the differences between two answers.
///
/// # Errors
/// What differs and belongs to no class.
pub fn explain(stay: &Stay, ours: &Found, theirs: &Found) -> Result<Vec<&'static str>, String> {
    let (mut we, mut they) = (ours.clone(), theirs.clone());
    let mut classes = Vec::new();
    if we.remove(WARNED).is_some() {
        classes.push("sex-after-its-end");
    }
    let claim = &stay.claim;
    if claim.patient.sex == Sex::Unknown && they.remove("INVALID_SEX").is_some() {
        they.remove(SEX);
        classes.push("unknown-sex");
    }
    if we.get(LENGTH) != they.get(LENGTH) {
        // Each is right by its own measure, or it is another difference.
        let (by_nights, by_age) = (stay.nights < 5, stay.age < 5);
        if we.remove(LENGTH).is_some() == by_nights && they.remove(LENGTH).is_some() == by_age {
            classes.push("age-for-length-of-stay");
        } else {
            return Err(format!("{LENGTH}: {} nights, {} years", stay.nights, stay.age));
        }
    }
    if they.get(OBSTETRIC).is_some_and(|times| *times > 1) {
        they.insert(OBSTETRIC.to_owned(), 1);
        classes.push("deliveries-told-once");
    }
    match we == they {
        true => Ok(classes),
        false => Err(format!("we {we:?}, they {they:?}")),
    }
}
