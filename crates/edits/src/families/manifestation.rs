//! Manifestation and sequencing: what may not stand first.

use crate::facts::Attributes;
use crate::hit::{Hit, Hits};
use crate::subject::{Subject, dotted};

/// The attributes of one diagnosis, empty when no release is in force.
fn attributes(subject: &Subject<'_>, index: usize) -> Attributes {
    let day = subject.diagnosis_day();
    match subject.claim.diagnoses.get(index).filter(|_| subject.codes.has_diagnoses(day)) {
        Some(code) => subject.codes.diagnosis_attributes(&dotted(code), day),
        None => Attributes::default(),
    }
}

fn first(subject: &Subject<'_>) -> Hit {
    Hit::at("diagnoses[0]", "2300", "HI01-2").code(&subject.claim.diagnoses[0])
}

/// # Checks
/// The first diagnosis is not a manifestation code.
/// # Why
/// The underlying disease comes first; payers return a claim that begins with its manifestation.
/// # Source
/// ICD-10-CM Official Guidelines I.A.13; Medicare Code Editor, manifestation as principal.
pub(crate) fn first_listed(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if attributes(subject, 0).manifestation {
        let code = &subject.claim.diagnoses[0];
        out.push(
            first(subject)
                .says(format!(
                    "{code} is the manifestation of an underlying disease and cannot stand first."
                ))
                .next("Put the code of the underlying disease before it."),
        );
    }
}

/// # Checks
/// The first diagnosis is not an external cause.
/// # Why
/// External causes tell how, not what; they only follow the condition they explain.
/// # Source
/// ICD-10-CM Official Guidelines I.C.20.a.6.
pub(crate) fn external_cause_first(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if attributes(subject, 0).external_cause {
        let code = &subject.claim.diagnoses[0];
        out.push(
            first(subject)
                .says(format!("{code} is an external cause and cannot stand first."))
                .next("Put the injury or condition it explains before it."),
        );
    }
}

/// # Checks
/// The principal diagnosis of a hospital stay is acceptable as one.
/// # Why
/// A circumstance or history is no reason for a stay by itself; Medicare returns the claim.
/// # Source
/// Medicare Code Editor, unacceptable principal diagnosis.
pub(crate) fn unacceptable_principal(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.is_hospital_stay() && attributes(subject, 0).unacceptable_principal {
        let code = &subject.claim.diagnoses[0];
        out.push(
            first(subject)
                .says(format!(
                    "{code} is not accepted as the principal diagnosis of an inpatient stay."
                ))
                .next("Put first the condition that, after study, caused the admission."),
        );
    }
}

/// # Checks
/// The first pointer of a professional line names neither a manifestation nor an external cause.
/// # Why
/// Payers read the first pointer as the line's own first diagnosis.
/// # Source
/// ICD-10-CM Official Guidelines I.A.13 and I.C.20.a.6; 2400 SV107-1.
pub(crate) fn line_first(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_professional() {
        return;
    }
    for (i, line) in subject.lines() {
        let Some(index) = line.pointers.first().and_then(|p| usize::from(*p).checked_sub(1)) else {
            continue;
        };
        let found = attributes(subject, index);
        // A first diagnosis of this kind is already reported for the whole claim.
        if index > 0 && (found.manifestation || found.external_cause) {
            let code = &subject.claim.diagnoses[index];
            let kind = if found.manifestation { "a manifestation" } else { "an external cause" };
            out.push(
                Hit::line(subject, i, "pointers[0]", "SV107-1")
                    .code(code)
                    .says(format!("The line's first pointer names {code}, {kind}."))
                    .next("Point first to the disease or injury behind it."),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, case, ids, ids_after, inpatient, inpatient_case, outpatient};

    pub(crate) const CASES: &[Case] = &[
        case("manifestation.first_listed", 0, |c| c.diagnoses[0] = "F02.80".to_owned()),
        case("manifestation.external_cause_first", 0, |c| c.diagnoses[0] = "W19XXXA".to_owned()),
        inpatient_case("manifestation.unacceptable_principal", 0, |c| {
            c.diagnoses[0] = "Z79.4".to_owned();
        }),
        case("manifestation.line_first", 2, |c| {
            c.diagnoses[1] = "F02.80".to_owned();
            c.lines[1].pointers = vec![2, 1];
        }),
        case("manifestation.line_first", 2, |c| {
            c.diagnoses[1] = "W19.XXXA".to_owned();
            c.lines[1].pointers = vec![2];
        }),
    ];

    #[test]
    fn in_second_place_they_are_right() {
        for (code, told) in
            [("F02.80", &[][..]), ("W19.XXXA", &["manifestation.external_cause_alone"])]
        {
            assert_eq!(ids_after(|c| c.diagnoses[1] = code.to_owned()), told, "{code}");
        }
    }

    #[test]
    fn an_unacceptable_principal_is_an_inpatient_matter() {
        let mut claim = outpatient();
        claim.diagnoses[0] = "Z79.4".to_owned();
        assert!(ids(&claim).is_empty());
        let mut claim = inpatient();
        claim.diagnoses[1] = "Z79.4".to_owned();
        assert!(ids(&claim).is_empty());
    }
}
