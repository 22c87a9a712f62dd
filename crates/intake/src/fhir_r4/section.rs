//! What a section is about, by its LOINC code or its title.

use super::system;
use super::view::{code, owned};
use model::SectionKind;
use serde_json::Value;

use SectionKind as K;

/// LOINC codes of sections (C-CDA and US Core use the same).
const CODES: &[(&str, SectionKind)] = &[
    ("10154-3", K::ChiefComplaint),
    ("29299-5", K::ChiefComplaint),
    ("46239-0", K::ChiefComplaint),
    ("8661-1", K::ChiefComplaint),
    ("10164-2", K::PresentIllness),
    ("61150-9", K::PresentIllness),
    ("11348-0", K::PastHistory),
    ("11450-4", K::PastHistory),
    ("11329-0", K::PastHistory),
    ("10167-5", K::SurgicalHistory),
    ("47519-4", K::SurgicalHistory),
    ("10157-6", K::FamilyHistory),
    ("29762-2", K::SocialHistory),
    ("10162-6", K::ObstetricHistory),
    ("48765-2", K::Allergies),
    ("10160-0", K::Medications),
    ("10183-2", K::Medications),
    ("42346-7", K::Medications),
    ("29549-3", K::Medications),
    ("10187-3", K::ReviewOfSystems),
    ("8716-3", K::Vitals),
    ("29545-1", K::Exam),
    ("10190-7", K::Exam),
    ("10210-3", K::Exam),
    ("61149-1", K::Exam),
    ("30954-2", K::Results),
    ("18725-2", K::Results),
    ("11493-4", K::Results),
    ("55111-9", K::Technique),
    ("18834-2", K::Technique),
    ("18782-3", K::Findings),
    ("59776-5", K::Findings),
    ("19005-8", K::Impression),
    ("51848-0", K::Assessment),
    ("51847-2", K::AssessmentPlan),
    ("18776-5", K::Plan),
    ("61145-9", K::Plan),
    ("8648-8", K::Course),
    ("42349-1", K::Indication),
    ("18785-6", K::Indication),
    ("59768-2", K::Indication),
    ("10219-4", K::PreoperativeDiagnosis),
    ("10218-6", K::PostoperativeDiagnosis),
    ("59769-0", K::PostoperativeDiagnosis),
    ("29554-3", K::OperativeNarrative),
    ("8724-7", K::OperativeNarrative),
    ("59773-2", K::Specimen),
    ("22633-2", K::Specimen),
    ("22634-0", K::Specimen),
    ("22635-7", K::Specimen),
    ("22637-3", K::PathologyDiagnosis),
    ("46241-6", K::AdmissionDiagnosis),
    ("42347-5", K::AdmissionDiagnosis),
    ("11535-2", K::DischargeDiagnosis),
    ("8653-8", K::Instructions),
];

/// Titles in lower case, where the code does not say.
const TITLES: &[(&str, SectionKind)] = &[
    ("chief complaint", K::ChiefComplaint),
    ("reason for visit", K::ChiefComplaint),
    ("history of present illness", K::PresentIllness),
    ("hpi", K::PresentIllness),
    ("subjective", K::PresentIllness),
    ("interval history", K::PresentIllness),
    ("past medical history", K::PastHistory),
    ("problem list", K::PastHistory),
    ("past surgical history", K::SurgicalHistory),
    ("family history", K::FamilyHistory),
    ("social history", K::SocialHistory),
    ("allergies", K::Allergies),
    ("medications", K::Medications),
    ("review of systems", K::ReviewOfSystems),
    ("vital signs", K::Vitals),
    ("physical exam", K::Exam),
    ("physical examination", K::Exam),
    ("results", K::Results),
    ("technique", K::Technique),
    ("findings", K::Findings),
    ("impression", K::Impression),
    ("conclusion", K::Impression),
    ("assessment", K::Assessment),
    ("assessment and plan", K::AssessmentPlan),
    ("plan", K::Plan),
    ("disposition", K::Plan),
    ("hospital course", K::Course),
    ("ed course", K::Course),
    ("indication", K::Indication),
    ("preoperative diagnosis", K::PreoperativeDiagnosis),
    ("postoperative diagnosis", K::PostoperativeDiagnosis),
    ("discharge diagnosis", K::DischargeDiagnosis),
    ("discharge diagnoses", K::DischargeDiagnosis),
    ("patient education", K::Instructions),
];

/// The kind of a Composition's section; an unknown one is what its parent is.
///
/// A title that names a kind wins over the code: people read titles, and sources often put one
/// code on several sections.
pub(crate) fn kind(section: &Value, parent: SectionKind) -> SectionKind {
    let title = owned(section, "title").to_lowercase();
    let title = title.trim_end_matches(':').trim();
    let by_title = TITLES.iter().find(|(known, _)| *known == title).map(|(_, kind)| *kind);
    let concept = section.get("code").unwrap_or(&Value::Null);
    let loinc = code(concept, system::LOINC);
    let by_code = || CODES.iter().find(|(known, _)| Some(*known) == loinc).map(|(_, kind)| *kind);
    by_title.or_else(by_code).unwrap_or(parent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn title_then_code_then_parent() {
        let section = |title: &str, code: &str| {
            json!({"title": title,
                "code": {"coding": [{"system": "http://loinc.org", "code": code}]}})
        };
        for (title, code, parent, want) in [
            ("Assessment:", "18776-5", K::Unknown, K::Assessment),
            ("Problems today", "51848-0", K::Unknown, K::Assessment),
            ("Neuro", "00000-0", K::Exam, K::Exam),
            ("", "", K::Unknown, K::Unknown),
        ] {
            assert_eq!(kind(&section(title, code), parent), want, "{title}");
        }
    }
}
