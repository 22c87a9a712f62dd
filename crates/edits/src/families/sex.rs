//! Sex: diagnoses that hold of one sex only.

use crate::hit::{Hit, Hits};
use crate::subject::{Subject, dotted};
use model::Sex;

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

fn word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unknown => "unknown",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, case, ids_after};
    use model::Sex;

    pub(crate) const CASES: &[Case] = &[
        case("sex.diagnosis", 0, |c| c.diagnoses[1] = "N40.0".to_owned()),
        case("sex.diagnosis", 0, |c| {
            c.patient.sex = Sex::Male;
            c.diagnoses[1] = "O80".to_owned();
        }),
    ];

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
