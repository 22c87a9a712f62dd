//! Sex: diagnoses and procedures that hold of one sex only.

use crate::code_editor;
use crate::hit::{Hit, Hits};
use crate::subject::{Subject, dotted};
use model::{Date, PayerKind, Severity, Sex};

/// A hospital stay that Medicare pays has not been held up by it since October 2024, when the
/// Medicare Code Editor gave the edit up; it is still worth a look.
fn severity(subject: &Subject<'_>, day: Date) -> Severity {
    let medicare = subject.claim.payer.kind == PayerKind::Medicare && subject.is_hospital_stay();
    match medicare && day > code_editor::last_day_of_sex_conflict() {
        true => Severity::Warn,
        false => Severity::Reason,
    }
}

/// # Checks
/// No diagnosis of the other sex, where the patient's sex is known.
/// # Why
/// A wrong sex in the registration or a wrong code; for a transgender or intersex patient the
/// claim is right and needs a marker, so the edit can be overridden.
/// # Source
/// Medicare Code Editor, sex conflict; IOM 100-04 ch. 32 s. 240.
pub(crate) fn diagnosis(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let patient = subject.claim.patient.sex;
    let day = subject.diagnosis_day();
    if patient == Sex::Unknown || !subject.codes.has_diagnoses(day) {
        return;
    }
    for (i, code) in subject.claim.diagnoses.iter().enumerate() {
        let asked = subject.codes.diagnosis_attributes(&dotted(code), day).sex;
        let Some(needed) = asked.filter(|sex| *sex != patient && *sex != Sex::Unknown) else {
            continue;
        };
        let next = match subject.is_professional() {
            true => {
                "Correct the sex or the code; if both are right, bill the line with modifier KX."
            }
            false => "Correct the sex or the code; if both are right, bill with condition code 45.",
        };
        out.push(
            Hit::at(format!("diagnoses[{i}]"), "2300", "HI")
                .severity(severity(subject, day))
                .code(code)
                .says(format!(
                    "{code} is for a {} patient; the claim says {}.",
                    word(needed),
                    word(patient)
                ))
                .next(next),
        );
    }
}

/// # Checks
/// No ICD-10-PCS procedure of the other sex, where the patient's sex is known.
/// # Why
/// As of a diagnosis: a wrong sex or a wrong code, seldom neither.
/// # Source
/// Medicare Code Editor, sex conflict; IOM 100-04 ch. 32 s. 240.
pub(crate) fn procedure(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let patient = subject.claim.patient.sex;
    if patient == Sex::Unknown {
        return;
    }
    let day = subject.diagnosis_day();
    for (i, procedure) in subject.claim.procedures.iter().enumerate() {
        let code = &procedure.code;
        let asked = subject.codes.procedure_attributes(code, day).sex;
        let Some(needed) = asked.filter(|sex| *sex != patient) else { continue };
        out.push(
            Hit::at(format!("procedures[{i}].code"), "2300", "HI (BBR)")
                .severity(severity(subject, day))
                .code(code)
                .says(format!(
                    "{code} is done on a {} patient; the claim says {}.",
                    word(needed),
                    word(patient)
                ))
                .next(
                    "Correct the sex or the code; if both are right, bill with condition code 45.",
                ),
        );
    }
}

fn word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unknown => "unknown",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, HandMade, case, day, ids_after, inpatient_case};
    use model::{ClaimProcedure, PayerKind, Severity, Sex};

    pub(crate) const CASES: &[Case] = &[
        case("sex.diagnosis", 0, |c| c.diagnoses[1] = "N40.0".to_owned()),
        case("sex.diagnosis", 0, |c| {
            c.patient.sex = Sex::Male;
            c.diagnoses[1] = "O80".to_owned();
        }),
        inpatient_case("sex.procedure", 0, |c| {
            let code = "0VT00ZZ".to_owned();
            c.procedures = vec![ClaimProcedure { code, date: c.from }];
        }),
    ];

    /// The editor's last day was 2024-09-30; other payers and other bills go on.
    #[test]
    fn medicare_holds_up_no_stay_for_it_any_more() {
        for (through, kind, bill_type, severity) in [
            ("2024-09-30", PayerKind::Medicare, "11", Severity::Reason),
            ("2024-10-01", PayerKind::Medicare, "11", Severity::Warn),
            ("2024-10-01", PayerKind::Commercial, "11", Severity::Reason),
            ("2024-10-01", PayerKind::Medicare, "13", Severity::Reason),
        ] {
            let mut claim = example::inpatient();
            (claim.from, claim.through) = (day("2024-09-30"), day(through));
            claim.payer.kind = kind;
            claim.bill_type = Some(bill_type.to_owned());
            claim.patient.sex = Sex::Male;
            claim.diagnoses = vec!["O80".to_owned()];
            let code = "10E0XZZ".to_owned();
            claim.procedures = vec![ClaimProcedure { code, date: claim.from }];
            let report = crate::scrub(&claim, &HandMade::default());
            let found = report.edits.iter().filter(|e| e.id.starts_with("sex."));
            let found: Vec<_> = found.map(|e| (e.code.as_str(), e.severity)).collect();
            let expected = [("O80", severity), ("10E0XZZ", severity)];
            // The first day of an outpatient claim counts: 2024-09-30.
            assert_eq!(found, expected, "{through} {kind:?} {bill_type}");
        }
    }

    #[test]
    fn silent_when_the_sex_is_not_known_or_fits() {
        for sex in [Sex::Unknown, Sex::Male] {
            let ids = ids_after(|c| {
                c.patient.sex = sex;
                c.diagnoses[1] = "N40.0".to_owned();
            });
            assert!(ids.is_empty(), "{sex:?} {ids:?}");
        }
    }
}
