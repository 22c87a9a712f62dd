//! Format of what only an institutional claim carries.

use super::{absent, blank, digits};
use crate::hit::{Hit, Hits};
use crate::subject::Subject;

/// Length of an ICD-10-PCS code.
const PCS_LENGTH: usize = 7;

/// # Checks
/// A type of bill of two digits: facility and care.
/// # Why
/// It selects the rules by which the whole claim is judged.
/// # Source
/// NUBC FL 4; 2300 CLM05-1.
pub(crate) fn bill_type(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_institutional() {
        return;
    }
    let says = match subject.claim.bill_type.as_deref() {
        Some(text) if digits(text, 2) && !text.contains('0') => return,
        Some(text) if !blank(text) => {
            format!("The type of bill `{text}` is not two digits from 1 to 9.")
        }
        _ => "The institutional claim has no type of bill.".to_owned(),
    };
    out.push(Hit::at("bill_type", "2300", "CLM05-1").says(says).next(
        "Give facility and care without leading zero and frequency, as 11 for an inpatient \
                hospital stay or 13 for a hospital outpatient.",
    ));
}

/// # Checks
/// An inpatient claim has a day of admission.
/// # Why
/// Required on inpatient bills.
/// # Source
/// 2300 DTP 435.
pub(crate) fn admission_date(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.is_inpatient() && subject.claim.admission_date.is_none() {
        out.push(
            Hit::at("admission_date", "2300", "DTP03 (435)")
                .says("The inpatient claim has no day of admission.")
                .next("Add the day of the inpatient order."),
        );
    }
}

/// # Checks
/// A one-digit priority of the admission or visit, on every institutional claim that is sent.
/// # Why
/// CL101 is required; 9 says that it is not known.
/// # Source
/// 2300 CL101.
pub(crate) fn admission_type(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_institutional() {
        return;
    }
    let says = match subject.claim.admission_type.as_deref() {
        Some(text) if digits(text, 1) && text != "0" => return,
        Some(text) if !blank(text) => {
            format!("The type of admission `{text}` is not one digit from 1 to 9.")
        }
        _ if !subject.for_submission => return,
        _ => "The institutional claim has no type of admission.".to_owned(),
    };
    out.push(
        Hit::at("admission_type", "2300", "CL101")
            .says(says)
            .next("Use 1 emergency, 2 urgent, 3 elective, 4 newborn, 5 trauma, 9 not known."),
    );
}

/// # Checks
/// A two-digit patient status: on every inpatient claim, and on every institutional claim that
/// is sent.
/// # Why
/// CL103 is required; on an inpatient claim it moves the payment (transfers).
/// # Source
/// 2300 CL103.
pub(crate) fn discharge_status(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_institutional() {
        return;
    }
    let says = match subject.claim.discharge_status.as_deref() {
        Some(text) if digits(text, 2) => return,
        Some(text) if !blank(text) => format!("The patient status `{text}` is not two digits."),
        _ if !subject.for_submission && !subject.is_inpatient() => return,
        _ => "The institutional claim has no patient status at discharge.".to_owned(),
    };
    out.push(
        Hit::at("discharge_status", "2300", "CL103")
            .says(says)
            .next("Take it from the discharge order, as 01 for home; 30 while still a patient."),
    );
}

/// # Checks
/// An inpatient claim that is sent names the admitting diagnosis.
/// # Why
/// Required on inpatient bills: it tells why the patient was admitted, which the principal
/// diagnosis (after study) need not.
/// # Source
/// 2300 HI ABJ.
pub(crate) fn admitting_diagnosis(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let missing = absent(subject.claim.admitting_diagnosis.as_deref());
    if subject.for_submission && subject.is_inpatient() && missing {
        out.push(
            Hit::at("admitting_diagnosis", "2300", "HI (ABJ)")
                .says("The inpatient claim names no admitting diagnosis.")
                .next("Add the diagnosis stated at admission."),
        );
    }
}

/// # Checks
/// An inpatient claim carries present-on-admission indicators.
/// # Why
/// Hospitals paid by DRG get a claim without them back; others are exempt, so it is a warning.
/// # Source
/// IOM 100-04 ch. 25 s. 75.6 (FL 67).
pub(crate) fn poa_missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let acute = subject.is_inpatient()
        && subject
            .claim
            .bill_type
            .as_deref()
            .is_some_and(|t| t.trim_start_matches('0').starts_with("11"));
    if acute && subject.claim.diagnoses_poa.iter().all(|mark| blank(mark)) {
        out.push(
            Hit::at("diagnoses_poa", "2300", "HI01-9")
                .says("The inpatient claim has no present-on-admission indicators.")
                .next("Give one for each diagnosis, unless the hospital is exempt."),
        );
    }
}

/// # Checks
/// Each ICD-10-PCS procedure has seven characters without I and O.
/// # Why
/// Another form is not ICD-10-PCS and is rejected.
/// # Source
/// 2300 HI BBR, BBQ.
pub(crate) fn procedure_form(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, procedure) in subject.claim.procedures.iter().enumerate() {
        let code = &procedure.code;
        let letter = |b: u8| b.is_ascii_uppercase() && b != b'I' && b != b'O';
        let formed =
            code.len() == PCS_LENGTH && code.bytes().all(|b| b.is_ascii_digit() || letter(b));
        if !formed {
            out.push(
                Hit::at(format!("procedures[{i}].code"), "2300", "HI (BBR)")
                    .code(code)
                    .says(format!("`{code}` does not have the form of an ICD-10-PCS code."))
                    .next("Build the seven characters from the procedure tables."),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, inpatient_case};
    use model::ClaimProcedure;

    pub(crate) const CASES: &[Case] = &[
        inpatient_case("format.bill_type", 0, |c| c.bill_type = None),
        inpatient_case("format.bill_type", 0, |c| c.bill_type = Some("0111".to_owned())),
        inpatient_case("format.bill_type", 0, |c| c.bill_type = Some("10".to_owned())),
        inpatient_case("format.admission_date", 0, |c| c.admission_date = None),
        inpatient_case("format.admission_type", 0, |c| c.admission_type = None),
        inpatient_case("format.admission_type", 0, |c| c.admission_type = Some("EM".to_owned())),
        inpatient_case("format.discharge_status", 0, |c| c.discharge_status = None),
        inpatient_case("format.discharge_status", 0, |c| c.discharge_status = Some("1".to_owned())),
        inpatient_case("format.admitting_diagnosis", 0, |c| c.admitting_diagnosis = None),
        inpatient_case("format.poa_missing", 0, |c| c.diagnoses_poa.clear()),
        inpatient_case("format.procedure_form", 0, |c| {
            let date = c.from;
            c.procedures = vec![ClaimProcedure { code: "0DTJ4Z".to_owned(), date }];
        }),
    ];

    #[test]
    fn a_bare_outpatient_claim_needs_no_patient_status() {
        let mut claim = example::outpatient();
        (claim.subscriber, claim.billing.address) = (None, None);
        (claim.discharge_status, claim.admission_type) = (None, None);
        assert_eq!(example::ids(&claim), ["format.scrub_only"]);
    }
}
