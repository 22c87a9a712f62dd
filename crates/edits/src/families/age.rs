//! Age: diagnoses that hold of some ages only.

use crate::facts::MAX_AGE;
use crate::hit::{Hit, Hits};
use crate::subject::{Subject, dotted};
use model::Severity;

/// # Checks
/// The patient's age on admission or the first day lies in the band of each diagnosis: newborn
/// 0, pediatric 0 to 17, maternity 9 to 64, adult 15 to 124. It blocks an inpatient claim, which
/// the Medicare Code Editor returns; elsewhere it can be overridden, for a condition of birth
/// may last (Official Guidelines I.C.16.a.4).
/// # Why
/// A wrong birth date, a mother's claim with the baby's code, or a wrong code.
/// # Source
/// Medicare Code Editor, age conflict.
pub(crate) fn diagnosis(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let day = subject.diagnosis_day();
    let Some(age) = subject.age().filter(|_| subject.codes.has_diagnoses(day)) else { return };
    let severity = if subject.is_inpatient() { Severity::Block } else { Severity::Reason };
    for (i, code) in subject.claim.diagnoses.iter().enumerate() {
        let Some(band) = subject.codes.diagnosis_attributes(&dotted(code), day).ages else {
            continue;
        };
        let (lowest, highest) = band.years();
        if !(lowest..=highest).contains(&age) {
            let ages = match (lowest, highest) {
                (0, 0) => "under 1 year".to_owned(),
                (lowest, MAX_AGE) => format!("from {lowest} years"),
                (lowest, highest) => format!("from {lowest} to {highest} years"),
            };
            out.push(
                Hit::at(format!("diagnoses[{i}]"), "2300", "HI")
                    .severity(severity)
                    .code(code)
                    .says(format!("{code} is for patients {ages}; this patient is {age}."))
                    .next("Check the birth date, and that the code belongs to this patient."),
            );
        }
    }
}

/// # Checks
/// The patient is not older than 124 years.
/// # Why
/// The Medicare Code Editor takes no higher age; it is a mistyped birth year.
/// # Source
/// Medicare Code Editor, invalid age.
pub(crate) fn implausible(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if let Some(age) = subject.age().filter(|age| *age > MAX_AGE) {
        out.push(
            Hit::at("patient.birth_date", subject.patient_loop(), "DMG02")
                .says(format!("By the birth date the patient is {age} years old."))
                .next("Correct the year of birth."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, HandMade, case, day, ids_after, inpatient_case};
    use model::Severity;

    pub(crate) const CASES: &[Case] = &[
        case("age.diagnosis", 0, |c| c.diagnoses[1] = "P07.30".to_owned()),
        case("age.diagnosis", 0, |c| c.diagnoses[1] = "O80".to_owned()),
        inpatient_case("age.diagnosis", 0, |c| c.diagnoses[1] = "P07.30".to_owned()),
        case("age.implausible", 0, |c| c.patient.birth_date = Some(day("1900-01-01"))),
    ];

    /// The maternity band is 9 to 64, both inside; service on 2026-06-15.
    #[test]
    fn the_edges_of_a_band_are_inside() {
        for (born, fires) in [
            ("2017-06-15", false),
            ("2017-06-16", true),
            ("1961-06-16", false),
            ("1961-06-15", true),
        ] {
            let ids = ids_after(|c| {
                c.patient.birth_date = Some(day(born));
                c.subscriber.as_mut().unwrap().birth_date = Some(day(born));
                c.diagnoses[1] = "O80".to_owned();
            });
            assert_eq!(ids, if fires { vec!["age.diagnosis"] } else { vec![] }, "{born}");
        }
    }

    #[test]
    fn it_blocks_an_inpatient_claim_only() {
        for (base, severity) in [
            (example::inpatient as fn() -> model::Claim, Severity::Block),
            (example::outpatient, Severity::Reason),
            (example::professional, Severity::Reason),
        ] {
            let mut claim = base();
            claim.diagnoses[1] = "P07.30".to_owned();
            let report = crate::scrub(&claim, &HandMade::default());
            let edit = report.edits.iter().find(|e| e.id == "age.diagnosis").unwrap();
            assert_eq!(edit.severity, severity, "{}", claim.id);
        }
    }
}
