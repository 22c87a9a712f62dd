//! Appendix I: present on admission.
//!
//! Y when the record shows the condition at or before the order to admit (a lasting disease, a
//! history or admission document, an injury or tumour), N when it says that it arose during the
//! stay, U when it does not say. States, histories and external causes are exempt: they carry no
//! indicator.

use crate::draft::{Diagnosis, Facts};
use model::{SectionKind, Setting};
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
    if says(facts, diagnosis, AROSE) {
        return Some('N');
    }
    let lasting = matches!(diagnosis.kind, Kind::Chronic | Kind::Neoplasm | Kind::Injury);
    Some(if lasting || at_admission(facts, diagnosis) { 'Y' } else { 'U' })
}

/// True when a sentence that names the condition holds one of the words.
fn says(facts: &Facts<'_>, diagnosis: &Diagnosis, list: &[&str]) -> bool {
    diagnosis.mentions.iter().any(|(document, at)| {
        let finding = &facts.document(*document).mentions[*at as usize].finding;
        let range = finding.sentence_start as usize..finding.sentence_end as usize;
        let sentence = facts.text(*document).get(range).unwrap_or_default().to_lowercase();
        list.iter().any(|words| sentence.contains(words))
    })
}

/// Named in the admission's own documents: history, reason, admission diagnosis, or the first
/// document of several.
fn at_admission(facts: &Facts<'_>, diagnosis: &Diagnosis) -> bool {
    let several = facts.reading.documents.len() > 1;
    diagnosis.mentions.iter().any(|(document, at)| {
        let finding = &facts.document(*document).mentions[*at as usize].finding;
        let section = matches!(
            finding.section,
            SectionKind::AdmissionDiagnosis
                | SectionKind::PresentIllness
                | SectionKind::ChiefComplaint
                | SectionKind::PastHistory
                | SectionKind::PreoperativeDiagnosis
                | SectionKind::Indication
        );
        section || (several && *document == 0)
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
