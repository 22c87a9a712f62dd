//! Date: days of a claim that contradict each other.

use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::Severity;

/// Days before an admission whose outpatient services belong to the inpatient claim.
const PAYMENT_WINDOW_DAYS: i32 = 3;
/// First day of ICD-10-CM: year, month, day.
const ICD10_START: (i16, i8, i8) = (2015, 10, 1);

/// # Checks
/// The last day of service is not before the first.
/// # Why
/// Rejected.
/// # Source
/// IOM 100-04 ch. 25 s. 75.1 (FL 6); 2300 DTP 434.
pub(crate) fn order(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let (from, through) = (subject.claim.from, subject.claim.through);
    if through < from {
        out.push(
            Hit::at("through", "2300", "DTP03 (434)")
                .says(format!("The claim ends on {through}, before it begins on {from}."))
                .next("Correct the first or the last day of service."),
        );
    }
}

/// # Checks
/// Each line lies within the days of the claim.
/// # Why
/// A line outside the statement period is rejected.
/// # Source
/// IOM 100-04 ch. 25 s. 75.1 (FL 6); 2400 DTP 472.
pub(crate) fn line_outside(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let (from, through) = (subject.claim.from, subject.claim.through);
    for (i, line) in subject.lines().filter(|(_, l)| l.date < from || l.date > through) {
        out.push(
            Hit::line(subject, i, "date", "DTP03 (472)")
                .says(format!(
                    "The line is of {}, outside the claim's days {from} to {through}.",
                    line.date
                ))
                .next("Correct the day of the line or the days of the claim."),
        );
    }
}

/// # Checks
/// No service lies after the day of submission.
/// # Why
/// A service cannot be billed before it is given.
/// # Source
/// 42 CFR 424.44; 2400 DTP 472.
pub(crate) fn after_submission(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(submitted) = subject.claim.submitted else { return };
    if subject.claim.through > submitted {
        out.push(
            Hit::at("through", "2300", "DTP03 (434)")
                .says(format!(
                    "The claim ends on {}, after its submission on {submitted}.",
                    subject.claim.through
                ))
                .next("Correct the day of service, or send the claim after the service."),
        );
    }
    for (i, line) in subject.lines().filter(|(_, l)| l.date > submitted) {
        out.push(
            Hit::line(subject, i, "date", "DTP03 (472)")
                .says(format!("The line is of {}, after the submission on {submitted}.", line.date))
                .next("Correct the day of the line, or send the claim after the service."),
        );
    }
}

/// # Checks
/// The admission does not come after the last day, nor more than three days after the first.
/// Up to three days are a warning: right only for services of the payment window.
/// # Why
/// Outpatient services of the three days before an admission belong to the inpatient claim, which
/// then begins before the admission.
/// # Source
/// IOM 100-04 ch. 3 s. 40.3; 2300 DTP 435.
pub(crate) fn admission(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let Some(admitted) = claim.admission_date.filter(|day| *day > claim.from) else { return };
    let hit = Hit::at("admission_date", "2300", "DTP03 (435)");
    let hit = if admitted > claim.through {
        hit.says(format!("The admission on {admitted} lies after the last day, {}.", claim.through))
            .next("Correct the day of admission or the days of the claim.")
    } else if claim.from.days_until(admitted) > PAYMENT_WINDOW_DAYS {
        hit.says(format!(
            "The claim begins on {}, more than three days before the admission on {admitted}.",
            claim.from
        ))
        .next("Bill the earlier services as outpatient, or correct the day of admission.")
    } else {
        hit.severity(Severity::Warn)
            .says(format!(
                "The claim begins on {}, before the admission on {admitted}.",
                claim.from
            ))
            .next(
                "Leave it when it carries services of the payment window; else begin it at \
                admission.",
            )
    };
    out.push(hit);
}

/// # Checks
/// Each ICD-10-PCS procedure was done between three days before admission and discharge.
/// # Why
/// A procedure outside the stay belongs to another claim.
/// # Source
/// IOM 100-04 ch. 25 s. 75.6 (FL 74).
pub(crate) fn procedure_outside(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let begin = claim.admission_date.unwrap_or(claim.from).min(claim.from);
    let first = begin.plus_days(-PAYMENT_WINDOW_DAYS);
    for (i, procedure) in claim.procedures.iter().enumerate() {
        if procedure.date < first || procedure.date > claim.through {
            out.push(
                Hit::at(format!("procedures[{i}].date"), "2300", "HI01-4 (BBR)")
                    .code(&procedure.code)
                    .says(format!(
                        "{} was done on {}, outside the stay.",
                        procedure.code, procedure.date
                    ))
                    .next("Correct the day of the procedure, or move it to its own claim."),
            );
        }
    }
}

/// # Checks
/// No service lies before 1 October 2015.
/// # Why
/// Diagnoses of earlier days are coded in ICD-9-CM.
/// # Source
/// 45 CFR 162.1002(c).
pub(crate) fn before_icd10(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let from = subject.claim.from;
    if (from.year(), from.month(), from.day()) < ICD10_START {
        out.push(
            Hit::at("from", "2300", "DTP03 (434)")
                .says(format!("The claim begins on {from}, before ICD-10-CM was in force."))
                .next("Correct the day of service."),
        );
    }
}

/// # Checks
/// The patient was born by the first day of service.
/// # Why
/// A mistyped birth date, or a mother's service on the baby's claim.
/// # Source
/// 2010BA or 2010CA DMG02.
pub(crate) fn birth(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    if let Some(born) = claim.patient.birth_date.filter(|born| *born > claim.from) {
        out.push(
            Hit::at("patient.birth_date", subject.patient_loop(), "DMG02")
                .says(format!(
                    "The patient was born on {born}, after the first day of service, {}.",
                    claim.from
                ))
                .next("Correct the birth date or the day of service."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, HandMade, case, day, inpatient_case};
    use model::{ClaimProcedure, Severity};

    pub(crate) const CASES: &[Case] = &[
        case("date.order", 0, |c| c.through = day("2026-06-14")),
        case("date.line_outside", 2, |c| c.lines[1].date = day("2026-06-16")),
        case("date.line_outside", 1, |c| c.lines[0].date = day("2026-06-14")),
        case("date.after_submission", 0, |c| c.submitted = Some(day("2026-06-14"))),
        case("date.after_submission", 1, |c| c.submitted = Some(day("2026-06-14"))),
        inpatient_case("date.admission", 0, |c| c.admission_date = Some(day("2026-06-16"))),
        inpatient_case("date.procedure_outside", 0, |c| {
            let date = day("2026-06-16");
            c.procedures = vec![ClaimProcedure { code: "0DTJ4ZZ".to_owned(), date }];
        }),
        case("date.before_icd10", 0, |c| c.from = day("2015-09-30")),
        case("date.birth", 0, |c| c.patient.birth_date = Some(day("2026-06-16"))),
    ];

    #[test]
    fn the_payment_window_has_three_days() {
        for (from, severity) in [
            ("2026-06-12", None),
            ("2026-06-11", Some(Severity::Warn)),
            ("2026-06-09", Some(Severity::Warn)),
            ("2026-06-08", Some(Severity::Block)),
        ] {
            let mut claim = example::inpatient();
            claim.from = day(from);
            let report = crate::scrub(&claim, &HandMade::default());
            let found = report.edits.iter().find(|e| e.id == "date.admission").map(|e| e.severity);
            assert_eq!(found, severity, "{from}");
        }
    }

    #[test]
    fn the_day_of_submission_and_of_birth_may_be_the_day_of_service() {
        let mut claim = example::professional();
        claim.submitted = Some(claim.from);
        assert!(example::ids(&claim).is_empty());
        claim.patient.birth_date = Some(claim.from);
        claim.subscriber.as_mut().unwrap().birth_date = Some(claim.from);
        assert!(example::ids(&claim).is_empty());
    }
}
