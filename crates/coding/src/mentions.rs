//! What the place of a mention says: how strongly the condition belongs on the claim.

use crate::draft::Standing;
use model::{Assertion, Experiencer, Finding, NotCodedWhy, SectionKind, Setting, Temporality};
use reader::Kind;

/// The standing that a section gives to what is affirmed in it.
#[must_use]
pub fn standing(section: SectionKind, setting: Setting, kind: Kind) -> Standing {
    use SectionKind as S;
    use Standing::{Diagnosed, Listed, Mentioned, Narrated, Treated};
    if kind == Kind::Encounter {
        // A reason for the encounter is named where reasons are; in a plan it is yet to come.
        let titled = matches!(setting, Setting::Radiology | Setting::Surgery);
        return match section {
            S::Assessment | S::AssessmentPlan | S::Impression | S::ChiefComplaint => Diagnosed,
            S::Unknown | S::Indication | S::Procedure | S::Exam if titled => Diagnosed,
            S::PreoperativeDiagnosis | S::PostoperativeDiagnosis => Diagnosed,
            S::PresentIllness | S::Unknown | S::Indication => Narrated,
            _ => Mentioned,
        };
    }
    match section {
        S::Assessment
        | S::AssessmentPlan
        | S::PostoperativeDiagnosis
        | S::DischargeDiagnosis
        | S::PathologyDiagnosis
        | S::Impression => Diagnosed,
        S::Plan => match kind {
            Kind::Symptom | Kind::Finding => Narrated,
            _ => Treated,
        },
        S::Course => match (setting, kind) {
            (Setting::Inpatient, Kind::Chronic | Kind::Acute | Kind::Injury) => Treated,
            _ => Narrated,
        },
        S::PreoperativeDiagnosis | S::AdmissionDiagnosis | S::Indication => Narrated,
        S::ChiefComplaint | S::PresentIllness | S::Unknown | S::OperativeNarrative => Narrated,
        S::Findings => match setting {
            Setting::Surgery | Setting::Radiology => Narrated,
            _ => Mentioned,
        },
        S::PastHistory | S::SurgicalHistory | S::SocialHistory | S::ObstetricHistory => Listed,
        S::Medications => Listed,
        S::Procedure if setting == Setting::Surgery => Narrated,
        S::Procedure => Listed,
        S::Results => Mentioned,
        S::FamilyHistory
        | S::Allergies
        | S::ReviewOfSystems
        | S::Vitals
        | S::Exam
        | S::Technique
        | S::Specimen
        | S::Instructions
        | S::Administrative => Mentioned,
    }
}

/// What beside the finding itself decides whether it can be coded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// It stands in the last document of the chart: of a stay, the one written at discharge.
    pub last_document: bool,
    /// The words that put it in the past say that it resolved.
    pub resolved: bool,
}

/// Why a mention can't be coded by its assertion, when it can't. Past conditions of a lasting
/// kind are still there ("history of diabetes"); what is over is history.
#[must_use]
pub fn refused(
    finding: &Finding,
    kind: Kind,
    setting: Setting,
    place: Place,
) -> Option<NotCodedWhy> {
    if finding.experiencer != Experiencer::Patient {
        return Some(NotCodedWhy::Family);
    }
    let uncertain_counts =
        setting.is_inpatient() && place.last_document && at_discharge(finding.section);
    match finding.assertion {
        Assertion::Negated => return Some(NotCodedWhy::Negated),
        Assertion::Hypothetical | Assertion::Planned => return Some(NotCodedWhy::Hypothetical),
        Assertion::Possible if !uncertain_counts => return Some(NotCodedWhy::Uncertain),
        Assertion::Possible | Assertion::Present => {}
    }
    // What resolved during the stay was treated in it (Section III); so was what an emergency
    // department lists as resolved among its diagnoses.
    let listed = matches!(finding.section, SectionKind::Assessment | SectionKind::Impression);
    let resolved_in_stay =
        (setting.is_inpatient() || (setting == Setting::Ed && listed)) && place.resolved;
    let past = finding.temporality == Temporality::Historical && !resolved_in_stay;
    match kind {
        Kind::Chronic | Kind::Status | Kind::History | Kind::Encounter | Kind::Pregnancy => None,
        _ if past => Some(NotCodedWhy::History),
        Kind::Acute | Kind::Injury if finding.section == SectionKind::PastHistory => {
            Some(NotCodedWhy::History)
        }
        Kind::Symptom | Kind::Acute | Kind::Injury
            if finding.section == SectionKind::SurgicalHistory =>
        {
            Some(NotCodedWhy::History)
        }
        _ => None,
    }
}

/// Sections in which an uncertain diagnosis of an inpatient stay is coded (Section II.H).
fn at_discharge(section: SectionKind) -> bool {
    matches!(
        section,
        SectionKind::DischargeDiagnosis
            | SectionKind::Assessment
            | SectionKind::AssessmentPlan
            | SectionKind::Impression
    )
}

/// True where words name what was done or what might happen rather than what is there.
#[must_use]
pub fn is_silent(section: SectionKind) -> bool {
    matches!(
        section,
        SectionKind::Allergies
            | SectionKind::Instructions
            | SectionKind::Administrative
            | SectionKind::Technique
            | SectionKind::Specimen
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    fn finding(section: SectionKind, assertion: Assertion) -> Finding {
        Finding { section, assertion, ..Finding::default() }
    }

    #[test]
    fn assertion_decides() {
        use Assertion::{Hypothetical, Negated, Planned, Possible, Present};
        use SectionKind::{Assessment, DischargeDiagnosis, PresentIllness};
        let last = Place { last_document: true, resolved: false };
        for (section, assertion, setting, expected) in [
            (Assessment, Present, Office, None),
            (Assessment, Negated, Office, Some(NotCodedWhy::Negated)),
            (Assessment, Hypothetical, Office, Some(NotCodedWhy::Hypothetical)),
            (Assessment, Planned, Office, Some(NotCodedWhy::Hypothetical)),
            (Assessment, Possible, Office, Some(NotCodedWhy::Uncertain)),
            (Assessment, Possible, Ed, Some(NotCodedWhy::Uncertain)),
            (DischargeDiagnosis, Possible, Inpatient, None),
            (PresentIllness, Possible, Inpatient, Some(NotCodedWhy::Uncertain)),
            (DischargeDiagnosis, Negated, Inpatient, Some(NotCodedWhy::Negated)),
        ] {
            let given = refused(&finding(section, assertion), Kind::Acute, setting, last);
            assert_eq!(given, expected, "{section:?} {assertion:?} {setting}");
        }
        let uncertain = finding(DischargeDiagnosis, Possible);
        let earlier = refused(&uncertain, Kind::Acute, Inpatient, Place::default());
        assert_eq!(earlier, Some(NotCodedWhy::Uncertain));
    }

    #[test]
    fn past_is_history_unless_it_lasts() {
        for (kind, section, temporality, expected) in [
            (Kind::Acute, SectionKind::Assessment, Temporality::Historical, true),
            (Kind::Injury, SectionKind::Assessment, Temporality::Historical, true),
            (Kind::Neoplasm, SectionKind::Assessment, Temporality::Historical, true),
            (Kind::Chronic, SectionKind::PastHistory, Temporality::Historical, false),
            (Kind::Acute, SectionKind::PastHistory, Temporality::Current, true),
            (Kind::Acute, SectionKind::Assessment, Temporality::Current, false),
            (Kind::Symptom, SectionKind::SurgicalHistory, Temporality::Current, true),
        ] {
            let mut past = finding(section, Assertion::Present);
            past.temporality = temporality;
            let given =
                refused(&past, kind, Office, Place::default()) == Some(NotCodedWhy::History);
            assert_eq!(given, expected, "{kind:?} {section:?} {temporality:?}");
        }
        let mut resolved = finding(SectionKind::Course, Assertion::Present);
        resolved.temporality = Temporality::Historical;
        let place = Place { last_document: true, resolved: true };
        assert_eq!(refused(&resolved, Kind::Acute, Inpatient, place), None);
        assert_eq!(refused(&resolved, Kind::Acute, Office, place), Some(NotCodedWhy::History));
    }

    #[test]
    fn another_person_is_never_coded() {
        let mut father = finding(SectionKind::Assessment, Assertion::Present);
        father.experiencer = Experiencer::Family;
        for kind in [Kind::Chronic, Kind::Acute, Kind::Neoplasm, Kind::Pregnancy] {
            assert_eq!(refused(&father, kind, Office, Place::default()), Some(NotCodedWhy::Family));
        }
    }

    #[test]
    fn the_section_decides() {
        check(&[
            (Office, "ALLERGIES: Asthma with aspirin.\n\nASSESSMENT: Hypertension.", "I10! #1"),
            (Office, "ROS: Positive for cough.\n\nASSESSMENT: Hypertension.", "I10! #1"),
            (
                Office,
                "ASSESSMENT: Hypertension.\n\nINSTRUCTIONS: Return for chest pain.",
                "I10! #1",
            ),
            (Office, "PAST MEDICAL HISTORY: Pneumonia.\n\nASSESSMENT: Hypertension.", "I10! -J18"),
            (Office, "HPI: Cough for two days.", "R05.9!"),
            (
                Inpatient,
                "HOSPITAL COURSE: Treated for acute kidney injury.\n\n\
                DISCHARGE DIAGNOSES:\n1. Pneumonia.",
                "J18.9! N17.9",
            ),
        ]);
    }
}
