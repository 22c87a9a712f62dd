//! Appendix I: present on admission.
//!
//! Y when the record shows the condition at or before the order to admit (a lasting disease, a
//! history or admission document, an injury or tumour), N when it says that it arose during the
//! stay, U when it does not say. States, histories and external causes are exempt: they carry no
//! indicator.

use crate::draft::{Diagnosis, Facts, is_below};
use model::{Assertion, Experiencer, SectionKind, Setting};
use reader::Kind;

/// Words that say that a condition arose during the stay.
const AROSE: &[&str] = &[
    "hospital-acquired",
    "hospital acquired",
    "nosocomial",
    "developed during",
    "postoperative day",
    "on hospital day",
    "during hospitalization",
    "during the hospitalization",
    "during her stay",
    "during his stay",
    "subsequently developed",
    "then developed",
    "later developed",
    "hospital course was complicated by",
    "course complicated by",
    "post-op ileus",
];

/// The indicator of a diagnosis; `None` outside inpatient stays and for exempt codes.
#[must_use]
pub fn indicator(facts: &Facts<'_>, diagnosis: &Diagnosis) -> Option<char> {
    let exempt = diagnosis.code.starts_with(['Z', 'V', 'W', 'X', 'Y'])
        || matches!(diagnosis.kind, Kind::Status | Kind::History | Kind::External);
    if facts.setting != Setting::Inpatient || exempt {
        return None;
    }
    if says(facts, diagnosis, &["present on admission", "poa"]) {
        return Some('Y');
    }
    if arose(facts, diagnosis) {
        return Some('N');
    }
    let lasting = matches!(diagnosis.kind, Kind::Chronic | Kind::Neoplasm | Kind::Injury);
    Some(if lasting || at_admission(facts, diagnosis) { 'Y' } else { 'U' })
}

/// True when the record says that the condition arose during the stay.
#[must_use]
pub fn arose(facts: &Facts<'_>, diagnosis: &Diagnosis) -> bool {
    says(facts, diagnosis, AROSE)
}

/// True when a sentence that names the condition holds one of the words.
fn says(facts: &Facts<'_>, diagnosis: &Diagnosis, list: &[&str]) -> bool {
    diagnosis.mentions.iter().any(|(document, at)| {
        let finding = &facts.document(*document).mentions[*at as usize].finding;
        let range = finding.sentence_start as usize..finding.sentence_end as usize;
        let sentence = facts.text(*document).get(range).unwrap_or_default().to_lowercase();
        list.iter().any(|words| {
            sentence.match_indices(words).any(|(at, _)| {
                let before = sentence[..at].chars().next_back();
                let after = sentence[at + words.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric)
                    && !after.is_some_and(char::is_alphanumeric)
            })
        })
    })
}

/// Named in the admission's own documents: history, reason, admission diagnosis, or the first
/// document of several; also where it was only suspected then (Appendix I).
fn at_admission(facts: &Facts<'_>, diagnosis: &Diagnosis) -> bool {
    let several = facts.reading.documents.len() > 1;
    facts.mentions().any(|(document, _, mention)| {
        let finding = &mention.finding;
        let same = !finding.code.is_empty()
            && (is_below(&finding.code, &diagnosis.term_code)
                || is_below(&diagnosis.term_code, &finding.code));
        let there = matches!(finding.assertion, Assertion::Present | Assertion::Possible)
            && finding.experiencer == Experiencer::Patient;
        if !same || !there {
            return false;
        }
        let section = matches!(
            finding.section,
            SectionKind::AdmissionDiagnosis
                | SectionKind::PresentIllness
                | SectionKind::ChiefComplaint
                | SectionKind::PastHistory
                | SectionKind::PreoperativeDiagnosis
                | SectionKind::Indication
        );
        section || (several && document == 0)
    })
}

/// The admitting diagnosis: the first diagnosis that the admission's documents name, else the
/// principal one.
#[must_use]
pub fn admitting(facts: &Facts<'_>, diagnoses: &[Diagnosis]) -> Option<String> {
    if facts.setting != Setting::Inpatient {
        return None;
    }
    let named = diagnoses
        .iter()
        .find(|d| !d.code.starts_with(['V', 'W', 'X', 'Y', 'Z']) && at_admission(facts, d));
    named.or(diagnoses.first()).map(|d| d.code.clone())
}

#[cfg(test)]
mod tests {
    use crate::trial;
    use model::Setting::{self, Ed, Inpatient};

    fn indicator(setting: Setting, note: &str, code: &str) -> Option<char> {
        let coded = trial::code(setting, note);
        let codes: Vec<&str> = coded.dx.iter().map(|d| d.code.as_str()).collect();
        let found = coded.dx.iter().find(|d| d.code == code);
        found.unwrap_or_else(|| panic!("no {code} in {codes:?} of {note:?}")).poa
    }

    #[test]
    fn says_whether_it_was_there() {
        let list = |course: &str, diagnoses: &str| {
            format!("{course}\n\nDISCHARGE DIAGNOSES:\n{diagnoses}")
        };
        for (course, diagnoses, code, expected) in [
            ("HPI: Cough and pneumonia.", "1. Pneumonia.", "J18.9", Some('Y')),
            ("ADMISSION DIAGNOSIS: Pneumonia.", "1. Pneumonia.", "J18.9", Some('Y')),
            ("HPI: Fever.", "1. Fever.\n2. Type 2 diabetes.", "E11.9", Some('Y')),
            ("HPI: Fall.", "1. Hospital-acquired pneumonia.", "J18.9", Some('N')),
            (
                "HPI: Hip fracture.\nHOSPITAL COURSE: On hospital day 3 she had a UTI.",
                "1. UTI.",
                "N39.0",
                Some('N'),
            ),
            (
                "HPI: Fall.\nHOSPITAL COURSE: Course complicated by acute kidney injury.",
                "1. Pneumonia.\n2. Acute kidney injury.",
                "N17.9",
                Some('N'),
            ),
            ("HPI: Weakness.", "1. Cellulitis of left leg.", "L03.116", Some('U')),
            ("HPI: Fever.", "1. Pneumonia.\n2. History of colon cancer.", "Z85.038", None),
        ] {
            let note = list(course, diagnoses);
            assert_eq!(indicator(Inpatient, &note, code), expected, "{note}");
        }
        assert_eq!(indicator(Ed, "ASSESSMENT: Pneumonia.", "J18.9"), None);
    }

    #[test]
    fn the_admitting_diagnosis_is_named_at_admission() {
        for (setting, note, expected) in [
            (
                Inpatient,
                "HPI: Sepsis.\n\nDISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. Sepsis.",
                Some("A41.9"),
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia.", Some("J18.9")),
            (Ed, "ASSESSMENT: Pneumonia.", None),
        ] {
            assert_eq!(trial::code(setting, note).admitting.as_deref(), expected, "{note}");
        }
    }
}
