//! Mce: the stay itself: its length, how it ended, a delivery and its outcome.

use super::{day, explained, find_diagnosis, on_procedure, returned};
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::Date;

/// Patient statuses at discharge that the editor takes.
const DISCHARGE_STATUSES: [&str; 36] = [
    "01", "02", "03", "04", "05", "06", "07", "20", "21", "30", "43", "50", "51", "61", "62", "63",
    "64", "65", "66", "69", "70", "81", "82", "83", "84", "85", "86", "87", "88", "89", "90", "91",
    "92", "93", "94", "95",
];

/// Frequencies of bills that continue an earlier one of the same stay.
const CONTINUING: [&str; 2] = ["3", "4"];

/// Nights below which a stay cannot hold more than 96 hours.
const POSSIBLE_NIGHTS: i32 = 4;
/// Nights from which on the editor takes a ventilation of more than 96 hours.
const TAKEN_NIGHTS: i32 = 5;

/// # Checks
/// Ventilation of more than 96 consecutive hours stands on a stay that is long enough: four
/// nights hold it when it began on the first day, with five the editor has no doubt.
/// # Why
/// The code brings a much higher payment; Medicare returns a claim whose days cannot hold it.
/// # Source
/// Medicare Code Editor, procedure inconsistent with length of stay.
pub(crate) fn length_of_stay(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(day) = day(subject) else { return };
    let claim = subject.claim;
    // A bill that continues an earlier one does not tell by its own days how long the stay is.
    if claim.admission_date.is_none() && CONTINUING.contains(&claim.frequency.as_str()) {
        return;
    }
    let admitted = claim.admission_date.unwrap_or(claim.from);
    let nights = |from: Date| from.days_until(claim.through);
    let stay = nights(admitted);
    // Care before the admission order counts too (emergency department of the same hospital).
    let severity = match nights(admitted.min(claim.from)) < POSSIBLE_NIGHTS {
        true => returned(subject),
        false if stay < TAKEN_NIGHTS => explained(subject),
        false => return,
    };
    for (i, procedure) in claim.procedures.iter().enumerate() {
        if subject.codes.procedure_attributes(&procedure.code, day).long_ventilation {
            let code = &procedure.code;
            out.push(
                on_procedure(subject, i)
                    .severity(severity)
                    .says(format!(
                        "{code} is ventilation of more than 96 consecutive hours; the stay from \
                         {admitted} to {} has {stay} nights.",
                        claim.through
                    ))
                    .next(
                        "Count the hours from the ventilation record and code the duration it \
                         shows, or correct the dates of the stay.",
                    ),
            );
        }
    }
}

/// # Checks
/// A delivery is told with its outcome: a code of category Z37 among the secondary diagnoses.
/// # Why
/// The outcome stands on every mother's record of a delivery; Medicare returns a claim without it.
/// # Source
/// Medicare Code Editor, questionable obstetric admission; Official Guidelines I.C.15.b.5.
pub(crate) fn obstetric_outcome(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(day) = day(subject) else { return };
    let mut procedures = subject.claim.procedures.iter();
    let delivers = |code: &str| subject.codes.procedure_attributes(code, day).delivery;
    let Some(i) = procedures.position(|procedure| delivers(&procedure.code)) else { return };
    if find_diagnosis(subject, 1, day, |found| found.delivery_outcome).is_none() {
        let code = &subject.claim.procedures[i].code;
        out.push(
            on_procedure(subject, i)
                .severity(returned(subject))
                .says(format!(
                    "{code} is a delivery, and no secondary diagnosis tells its outcome (Z37)."
                ))
                .next("Add the outcome of the delivery (Z37.-) from the delivery record."),
        );
    }
}

/// # Checks
/// The patient status at discharge is one that exists for an inpatient stay.
/// # Why
/// Medicare cannot tell a discharge from a transfer by it, and returns the claim.
/// # Source
/// Medicare Code Editor, invalid discharge status; 2300 CL103.
pub(crate) fn discharge_status(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if day(subject).is_none() {
        return;
    }
    // A status that is missing or not two digits is told by `format.discharge_status`.
    let Some(status) = subject.claim.discharge_status.as_deref() else { return };
    let formed = status.len() == 2 && status.bytes().all(|b| b.is_ascii_digit());
    if formed && !DISCHARGE_STATUSES.contains(&status) {
        out.push(
            Hit::at("discharge_status", "2300", "CL103")
                .severity(returned(subject))
                .says(format!("The patient status `{status}` is none of an inpatient stay."))
                .next(
                    "Take it from the discharge order, as 01 for home; 30 while still a patient.",
                ),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, HandMade, day, ids, inpatient, inpatient_case};
    use model::{Claim, ClaimProcedure, PayerKind, Severity};

    pub(crate) const CASES: &[Case] = &[
        inpatient_case("mce.length_of_stay", 0, |c| done(c, "5A1955Z")),
        inpatient_case("mce.obstetric_outcome", 0, |c| done(c, "10E0XZZ")),
        inpatient_case("mce.discharge_status", 0, |c| c.discharge_status = Some("09".to_owned())),
    ];

    fn done(claim: &mut Claim, code: &str) {
        claim.procedures = vec![ClaimProcedure { code: code.to_owned(), date: claim.from }];
    }

    /// The stay ends on 2026-06-15.
    #[test]
    fn nights_that_hold_ninety_six_hours() {
        for (from, admitted, frequency, severity) in [
            ("2026-06-12", Some("2026-06-12"), "1", Some(Severity::Block)),
            ("2026-06-11", Some("2026-06-11"), "1", Some(Severity::Reason)),
            ("2026-06-10", Some("2026-06-10"), "1", None),
            // A day in the emergency department before the admission.
            ("2026-06-11", Some("2026-06-12"), "1", Some(Severity::Reason)),
            ("2026-06-12", None, "1", Some(Severity::Block)),
            // The last bill of a longer stay.
            ("2026-06-12", Some("2026-05-20"), "4", None),
            ("2026-06-12", None, "4", None),
        ] {
            let mut claim = inpatient();
            claim.payer.kind = PayerKind::Medicare;
            claim.from = day(from);
            claim.admission_date = admitted.map(day);
            claim.frequency = frequency.to_owned();
            done(&mut claim, "5A1955Z");
            let report = crate::scrub(&claim, &HandMade::default());
            let found = report.edits.iter().find(|e| e.id == "mce.length_of_stay");
            assert_eq!(found.map(|e| e.severity), severity, "{from} {admitted:?} {frequency}");
        }
    }

    #[test]
    fn a_delivery_with_its_outcome() {
        for (diagnoses, fires) in [
            (vec!["O80", "Z37.0"], false),
            (vec!["O80", "I10", "Z370"], false),
            (vec!["O80"], true),
            (vec!["Z37.0"], true),
        ] {
            let mut claim = inpatient();
            claim.diagnoses = diagnoses.iter().map(|code| (*code).to_owned()).collect();
            done(&mut claim, "10E0XZZ");
            let fired = ids(&claim).contains(&"mce.obstetric_outcome".to_owned());
            assert_eq!(fired, fires, "{diagnoses:?}");
        }
    }

    #[test]
    fn a_status_of_the_wrong_form_is_told_once() {
        let mut claim = inpatient();
        for status in [None, Some(""), Some("1"), Some("ab")] {
            claim.discharge_status = status.map(str::to_owned);
            assert_eq!(ids(&claim), ["format.discharge_status"], "{status:?}");
        }
    }
}
