//! What an institutional claim says of the stay or visit as a whole: statement days, admission,
//! discharge, and why an outpatient came (DTP 096, 434, 435, CL1, HI ABJ, HI APR).

use super::claim_facts::{self, Coded};
use super::sheet::{self, Sheet};
use model::Claim;

/// Bill types of an inpatient admission (UB-04 FL 4): hospital, swing bed, skilled nursing,
/// religious non-medical hospital.
const INPATIENT_BILL_TYPES: [&str; 4] = ["11", "18", "21", "41"];

/// Bill type of a hospital's inpatients, whose hours of admission and discharge are asked for.
const HOSPITAL_INPATIENT: &str = "11";

/// Bill types of a hospital's outpatients, and of a critical access hospital's.
const HOSPITAL_OUTPATIENT: [&str; 2] = ["13", "85"];

/// Priorities of an unscheduled visit (CL101): emergency, urgent, trauma.
const UNSCHEDULED: [&str; 3] = ["1", "2", "5"];

/// Revenue codes of an unscheduled visit: emergency room, urgent care, treatment room.
const UNSCHEDULED_REVENUE: [&str; 8] =
    ["0450", "0451", "0452", "0456", "0459", "0516", "0526", "0762"];

/// Priority of a birth (CL101), under which the point of origin has two meanings of its own.
const NEWBORN: &str = "4";

/// Patient status of somebody who is still here (CL103).
const STILL_HERE: &str = "30";

/// Reasons that fit in one claim (UB-04 FL 70).
const MAX_REASONS: usize = 3;

/// DTP 096, 434, 435 and CL1.
pub(crate) fn stay(sheet: &mut Sheet, claim: &Claim) {
    let bill_type = claim.bill_type.as_deref().unwrap_or("");
    let status = claim.discharge_status.as_deref().unwrap_or("").trim();
    if INPATIENT_BILL_TYPES.contains(&bill_type) {
        admission_facts(sheet, claim, bill_type);
    }
    discharge_facts(sheet, claim, bill_type == HOSPITAL_INPATIENT, status);
    if let Some(time) = claim.discharge_hour {
        sheet.open("DTP").code("096").code("TM").code(time.to_x12()).end();
    }
    let days = format!("{}-{}", claim.from.to_x12(), claim.through.to_x12());
    sheet.open("DTP").code("434").code("RD8").code(days).end();
    match (claim.admission_date, claim.admission_hour) {
        (Some(day), None) => sheet.open("DTP").code("435").code("D8").code(day.to_x12()).end(),
        (Some(day), Some(time)) => {
            let moment = format!("{}{}", day.to_x12(), time.to_x12());
            sheet.open("DTP").code("435").code("DT").code(moment).end();
        }
        (None, Some(_)) if !INPATIENT_BILL_TYPES.contains(&bill_type) => {
            let action = "give the day of admission with its hour";
            sheet.rule("admission_hour", "DTP03", "stands without a day", action);
        }
        (None, _) => {}
    }
    sheet
        .open("CL1")
        .need("admission_type", claim.admission_type.as_deref().unwrap_or(""), sheet::ONE_CODE)
        .may("admission_source", claim.admission_source.as_deref(), sheet::ONE_CODE)
        .need("discharge_status", status, sheet::STATUS)
        .end();
}

/// What an admission needs: its day, its hour, where the patient came from, the diagnosis.
fn admission_facts(sheet: &mut Sheet, claim: &Claim, bill_type: &str) {
    if claim.admission_date.is_none() {
        sheet.missing("admission_date", "DTP03");
    } else if claim.admission_hour.is_none() && bill_type == HOSPITAL_INPATIENT {
        sheet.missing("admission_hour", "DTP03");
    }
    let source = claim.admission_source.as_deref().unwrap_or("").trim();
    if source.is_empty() {
        sheet.missing("admission_source", "CL102");
    } else if claim.admission_type.as_deref() == Some(NEWBORN) && !["5", "6"].contains(&source) {
        let message = "is neither 5 (born here) nor 6 (born elsewhere), as of a newborn";
        sheet.rule("admission_source", "CL102", message, "correct it, or the admission_type");
    }
    if claim.admitting_diagnosis.is_none() {
        sheet.missing("admitting_diagnosis", "HI01-2");
    }
}

/// Frequency, patient status and hour of discharge tell one story: the patient has left by the
/// end of the last claim, and not before (UB-04 FL 4, 16 and 17).
fn discharge_facts(sheet: &mut Sheet, claim: &Claim, hospital: bool, status: &str) {
    let interim = matches!(claim.frequency.as_str(), "2" | "3");
    let last = matches!(claim.frequency.as_str(), "1" | "4");
    let (here, hour) = (status == STILL_HERE, claim.discharge_hour.is_some());
    if hospital && last && here {
        let message = "says that the patient is still here, on the last claim of the stay";
        let action = "give the status at discharge, or bill an interim claim (frequency 2 or 3)";
        sheet.rule("discharge_status", "CL103", message, action);
    } else if hospital && interim && !here && !status.is_empty() {
        let message = "says that the patient has left, on an interim claim";
        let action = "give 30, or bill the last claim of the stay (frequency 4)";
        sheet.rule("discharge_status", "CL103", message, action);
    } else if hospital && last && !hour {
        sheet.missing("discharge_hour", "DTP03");
    }
    if hour && (interim || here) {
        let message = "is given although the patient is still here";
        let action = "leave it out until the last claim of the stay";
        sheet.rule("discharge_hour", "DTP03", message, action);
    }
}

/// HI ABJ.
pub(crate) fn admitting_diagnosis(sheet: &mut Sheet, claim: &Claim) {
    let admitting = claim.admitting_diagnosis.as_deref();
    let coded = |code| Coded { qualifier: "ABJ", field: "admitting_diagnosis", code, poa: "" };
    claim_facts::diagnoses(sheet, admitting.map(coded).as_slice());
}

/// HI APR.
pub(crate) fn reasons_for_visit(sheet: &mut Sheet, claim: &Claim) {
    let field = "reasons_for_visit";
    let bill_type = claim.bill_type.as_deref().unwrap_or("");
    let among = |codes: &[&str], code: Option<&str>| code.is_some_and(|c| codes.contains(&c));
    let unscheduled = among(&UNSCHEDULED, claim.admission_type.as_deref())
        && claim.lines.iter().any(|l| among(&UNSCHEDULED_REVENUE, l.revenue_code.as_deref()));
    let reasons = &claim.reasons_for_visit;
    if reasons.is_empty() && unscheduled && HOSPITAL_OUTPATIENT.contains(&bill_type) {
        sheet.missing(field, "HI01-2");
    }
    if !reasons.is_empty() && bill_type == HOSPITAL_INPATIENT {
        let action = "give the admitting_diagnosis instead";
        sheet.rule(field, "HI01-2", "is of outpatients, and this is an inpatient claim", action);
    }
    if reasons.len() > MAX_REASONS {
        let message = format!("has {} entries where {MAX_REASONS} fit", reasons.len());
        return sheet.rule(field, "HI01", message, "keep those that matter most");
    }
    let codes: Vec<Coded<'_>> =
        reasons.iter().map(|code| Coded { qualifier: "APR", field, code, poa: "" }).collect();
    claim_facts::diagnoses(sheet, &codes);
}
