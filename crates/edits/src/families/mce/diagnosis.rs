//! Mce: the diagnoses of a stay.

use super::{day, diagnosis_at, explained, on_diagnosis, paid_day, returned};
use crate::hit::Hits;
use crate::subject::{Subject, dotted};
use model::{PayerKind, Severity};

/// # Checks
/// A principal diagnosis that says nothing by itself has another diagnosis beside it.
/// # Why
/// The grouper cannot tell from it what the stay was for; Medicare returns the claim.
/// # Source
/// Medicare Code Editor, unacceptable principal diagnosis (requires secondary diagnosis).
pub(crate) fn requires_secondary(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(day) = day(subject).filter(|_| subject.claim.diagnoses.len() == 1) else { return };
    if diagnosis_at(subject, 0, day).requires_secondary {
        let code = &subject.claim.diagnoses[0];
        out.push(
            on_diagnosis(subject, 0)
                .severity(returned(subject))
                .says(format!(
                    "{code} is accepted as principal diagnosis only beside another diagnosis."
                ))
                .next("Add the condition for which the care was given, as documented."),
        );
    }
}

/// # Checks
/// The principal diagnosis is one for which patients are usually admitted.
/// # Why
/// Medicare may ask for the record after payment and deny the stay; the claim itself is taken.
/// # Source
/// Medicare Code Editor, questionable admission; IOM 100-04 ch. 3 s. 20.2.1.
pub(crate) fn questionable_admission(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(day) = day(subject) else { return };
    if diagnosis_at(subject, 0, day).questionable_admission {
        let code = &subject.claim.diagnoses[0];
        let severity = match subject.claim.payer.kind {
            PayerKind::Medicare | PayerKind::MedicareAdvantage => Severity::Warn,
            _ => Severity::Inform,
        };
        out.push(
            on_diagnosis(subject, 0)
                .severity(severity)
                .says(format!("{code} alone is not usually reason enough to admit a patient."))
                .next(
                    "Check that the condition found after study is coded first, and that the \
                     record shows why inpatient care was needed.",
                ),
        );
    }
}

/// # Checks
/// No diagnosis leaves open a side or site that other codes of its subcategory tell. From
/// discharges of April 2022 on, of codes that count as a complication or comorbidity.
/// # Why
/// In hospital the side is nearly always known; Medicare returns the claim unless its remarks
/// tell why it is not (CR 12471).
/// # Source
/// Medicare Code Editor, unspecified code.
pub(crate) fn unspecified_code(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(day) = day(subject) else { return };
    for (i, code) in subject.claim.diagnoses.iter().enumerate() {
        if subject.codes.diagnosis_attributes(&dotted(code), day).unspecified_site {
            out.push(
                on_diagnosis(subject, i)
                    .severity(explained(subject))
                    .says(format!("{code} leaves the side or site open; other codes tell it."))
                    .next(
                        "Look for the side in the record (imaging, operative note, nursing) or \
                         ask the physician. If nobody can tell, say so in the billing note: \
                         UNABLE TO DET LAT 1 when no more can be learned, UNABLE TO DET LAT 2 \
                         when it is clinically undeterminable.",
                    ),
            );
        }
    }
}

/// # Checks
/// No diagnosis tells of a wrong operation, patient or side on a bill that asks for payment.
/// # Why
/// Medicare covers neither the wrong operation nor what belongs to it; they go on a bill of their
/// own that asks for no payment (type of bill 110).
/// # Source
/// Medicare Code Editor, wrong procedure performed; IOM 100-04 ch. 32 s. 230.
pub(crate) fn wrong_procedure(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(day) = paid_day(subject) else { return };
    for (i, code) in subject.claim.diagnoses.iter().enumerate() {
        // Such codes stand among the external causes, Y62 to Y84; few claims have any.
        let external = code.trim_start().starts_with(['Y', 'y']);
        if external && subject.codes.diagnosis_attributes(&dotted(code), day).wrong_procedure {
            out.push(
                on_diagnosis(subject, i)
                    .severity(returned(subject))
                    .says(format!("{code} says that a wrong procedure was performed."))
                    .next(
                        "Bill the erroneous surgery and what belongs to it on a bill of its own \
                         for no payment (type of bill 110), and here the covered care only.",
                    ),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, HandMade, ids, inpatient, inpatient_case};
    use model::{PayerKind, Severity};

    pub(crate) const CASES: &[Case] = &[
        inpatient_case("mce.requires_secondary", 0, |c| {
            (c.diagnoses, c.diagnoses_poa) = (vec!["Z51.89".to_owned()], vec!["Y".to_owned()]);
        }),
        inpatient_case("mce.questionable_admission", 0, |c| c.diagnoses[0] = "R03.0".to_owned()),
        inpatient_case("mce.unspecified_code", 0, |c| c.diagnoses[1] = "I82.409".to_owned()),
        inpatient_case("mce.unspecified_code", 0, |c| c.diagnoses[0] = "i82409".to_owned()),
        inpatient_case("mce.wrong_procedure", 0, |c| c.diagnoses[1] = "Y65.51".to_owned()),
    ];

    #[test]
    fn in_another_place_or_beside_another_code_they_are_right() {
        for diagnoses in [["J18.9", "R03.0"], ["Z51.89", "I10"], ["J18.9", "Z51.89"]] {
            let mut claim = inpatient();
            claim.diagnoses = diagnoses.map(str::to_owned).to_vec();
            assert!(ids(&claim).is_empty(), "{diagnoses:?} {:?}", ids(&claim));
        }
    }

    /// The editor is for stays in a hospital; a bill that asks for no payment may name the error.
    #[test]
    fn other_bills_are_not_judged() {
        for (bill_type, frequency, fires) in
            [("11", "1", true), ("41", "1", true), ("21", "1", false), ("11", "0", false)]
        {
            let mut claim = inpatient();
            claim.bill_type = Some(bill_type.to_owned());
            claim.frequency = frequency.to_owned();
            claim.diagnoses[1] = "Y65.51".to_owned();
            let fired = ids(&claim).contains(&"mce.wrong_procedure".to_owned());
            assert_eq!(fired, fires, "{bill_type} {frequency}");
        }
    }

    #[test]
    fn severities_by_payer() {
        use PayerKind::{Commercial, Medicaid, Medicare, MedicareAdvantage, Other, WorkersComp};
        use Severity::{Block, Inform, Reason, Warn};
        let severities = |kind| {
            let of = |change: fn(&mut model::Claim)| {
                let mut claim = inpatient();
                claim.payer.kind = kind;
                change(&mut claim);
                let report = crate::scrub(&claim, &HandMade::default());
                report.edits.iter().find(|e| e.id.starts_with("mce.")).map(|e| e.severity).unwrap()
            };
            [
                of(|c| c.diagnoses[1] = "Y65.51".to_owned()),
                of(|c| c.diagnoses[1] = "I82.409".to_owned()),
                of(|c| c.diagnoses[0] = "R03.0".to_owned()),
            ]
        };
        for (kind, expected) in [
            (Medicare, [Block, Reason, Warn]),
            (MedicareAdvantage, [Reason, Reason, Warn]),
            (Commercial, [Reason, Warn, Inform]),
            (Medicaid, [Reason, Warn, Inform]),
            (WorkersComp, [Warn, Warn, Inform]),
            (Other, [Warn, Warn, Inform]),
        ] {
            assert_eq!(severities(kind), expected, "{kind:?}");
        }
    }
}
