//! Format of what an institutional claim says of the stay or visit: hours, point of origin, why
//! an outpatient came.

use super::{absent, blank};
use crate::hit::{Hit, Hits};
use crate::subject::Subject;

/// Bill type of a hospital's inpatients.
const HOSPITAL_INPATIENT: &str = "11";

/// Bill types of a hospital's outpatients, and of a critical access hospital's.
const HOSPITAL_OUTPATIENT: [&str; 2] = ["13", "85"];

/// Priorities of an unscheduled visit: emergency, urgent, trauma.
const UNSCHEDULED: [&str; 3] = ["1", "2", "5"];

/// Revenue codes of an unscheduled visit: emergency room, urgent care, treatment room.
const UNSCHEDULED_REVENUE: [&str; 8] =
    ["0450", "0451", "0452", "0456", "0459", "0516", "0526", "0762"];

/// Patient status of somebody who is still here.
const STILL_HERE: &str = "30";

/// True for a claim of a hospital's inpatient that is to be sent.
fn is_hospital_stay(subject: &Subject<'_>) -> bool {
    subject.for_submission
        && subject.is_institutional()
        && subject.claim.bill_type.as_deref() == Some(HOSPITAL_INPATIENT)
}

/// # Checks
/// A hospital's inpatient claim that is sent gives the hour of admission.
/// # Why
/// Day and hour go together in one element; a day alone comes back.
/// # Source
/// 2300 DTP 435 (UB-04 FL 13).
pub(crate) fn admission_hour(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if is_hospital_stay(subject) && subject.claim.admission_hour.is_none() {
        out.push(
            Hit::at("admission_hour", "2300", "DTP03 (435)")
                .says("The inpatient claim has no hour of admission.")
                .next("Add the hour of the inpatient order, by the hospital's own clock."),
        );
    }
}

/// # Checks
/// The last claim of a hospital's inpatient stay gives the hour of discharge.
/// # Why
/// It is required on every final inpatient claim, and tells stays of one day apart.
/// # Source
/// 2300 DTP 096 (UB-04 FL 16).
pub(crate) fn discharge_hour(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let last = matches!(subject.claim.frequency.as_str(), "1" | "4");
    let here = subject.claim.discharge_status.as_deref() == Some(STILL_HERE);
    if is_hospital_stay(subject) && last && !here && subject.claim.discharge_hour.is_none() {
        out.push(
            Hit::at("discharge_hour", "2300", "DTP03 (096)")
                .says("The last claim of the inpatient stay has no hour of discharge.")
                .next("Add the hour at which the patient left, by the hospital's own clock."),
        );
    }
}

/// # Checks
/// Frequency and patient status of a hospital's stay agree: 30 (still a patient) on interim
/// claims, and on no other.
/// # Why
/// A last claim of a patient who is still here, or an interim one of a patient who has left, is
/// rejected.
/// # Source
/// 2300 CL103 and CLM05-3 (UB-04 FL 4 and 17).
pub(crate) fn status_against_frequency(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let here = match subject.claim.discharge_status.as_deref() {
        Some(status) if !blank(status) => status == STILL_HERE,
        _ => return,
    };
    let says = match subject.claim.frequency.as_str() {
        "1" | "4" if here => "The last claim of the stay says that the patient is still here (30).",
        "2" | "3" if !here => "The interim claim says that the patient has left.",
        _ => return,
    };
    let stay = subject.is_institutional()
        && subject.claim.bill_type.as_deref() == Some(HOSPITAL_INPATIENT);
    if stay {
        out.push(
            Hit::at("discharge_status", "2300", "CL103")
                .says(says)
                .next("Correct the patient status, or the claim frequency."),
        );
    }
}

/// # Checks
/// An inpatient claim that is sent says where the patient came from.
/// # Why
/// CL102 is required on inpatient bills; 9 says that it is not known.
/// # Source
/// 2300 CL102 (UB-04 FL 15).
pub(crate) fn admission_source(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let missing = absent(subject.claim.admission_source.as_deref());
    if subject.for_submission && subject.is_inpatient() && missing {
        out.push(
            Hit::at("admission_source", "2300", "CL102")
                .says("The inpatient claim does not say where the patient came from.")
                .next("Give the point of origin, as 1 for home or 4 for another hospital."),
        );
    }
}

/// # Checks
/// A claim for an unscheduled outpatient visit that is sent says why the patient came.
/// # Why
/// Required with revenue codes 045X, 0516, 0526 and 0762 and the priorities emergency, urgent and
/// trauma.
/// # Source
/// 2300 HI APR (UB-04 FL 70).
pub(crate) fn reason_for_visit(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let among = |codes: &[&str], code: Option<&str>| code.is_some_and(|c| codes.contains(&c));
    let claim = subject.claim;
    let unscheduled = among(&UNSCHEDULED, claim.admission_type.as_deref())
        && claim.lines.iter().any(|l| among(&UNSCHEDULED_REVENUE, l.revenue_code.as_deref()));
    if subject.for_submission
        && subject.is_institutional()
        && among(&HOSPITAL_OUTPATIENT, claim.bill_type.as_deref())
        && unscheduled
        && claim.reasons_for_visit.iter().all(|code| blank(code))
    {
        out.push(
            Hit::at("reasons_for_visit", "2300", "HI (APR)")
                .says("The claim for an unscheduled visit does not say why the patient came.")
                .next("Code the patient's complaint on arrival, as the symptom it was."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, inpatient_case, outpatient_case};

    pub(crate) const CASES: &[Case] = &[
        inpatient_case("format.admission_hour", 0, |c| c.admission_hour = None),
        inpatient_case("format.discharge_hour", 0, |c| c.discharge_hour = None),
        inpatient_case("format.status_against_frequency", 0, |c| {
            c.discharge_status = Some("30".to_owned());
        }),
        inpatient_case("format.status_against_frequency", 0, |c| c.frequency = "2".to_owned()),
        inpatient_case("format.admission_source", 0, |c| c.admission_source = None),
        outpatient_case("format.reason_for_visit", 0, |c| c.reasons_for_visit.clear()),
    ];

    #[test]
    fn a_scheduled_visit_needs_no_reason() {
        let mut claim = example::outpatient();
        claim.reasons_for_visit.clear();
        claim.admission_type = Some("3".to_owned());
        assert!(example::ids(&claim).is_empty());
        claim.admission_type = Some("1".to_owned());
        claim.lines[0].revenue_code = Some("0510".to_owned());
        assert!(example::ids(&claim).is_empty());
    }

    #[test]
    fn an_interim_claim_has_no_hour_of_discharge() {
        let mut claim = example::inpatient();
        (claim.frequency, claim.discharge_hour) = ("2".to_owned(), None);
        claim.discharge_status = Some("30".to_owned());
        assert!(example::ids(&claim).is_empty());
    }
}
