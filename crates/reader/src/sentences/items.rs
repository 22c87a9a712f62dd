//! How a sentence begins, and which item of a list it therefore belongs to.

use model::SectionKind;

/// How a sentence begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    pub bullet: bool,
    pub number: bool,
    pub paragraph: bool,
    pub unchecked: bool,
}

/// The list item at hand, per section.
#[derive(Default)]
pub struct Items {
    pub section: Option<u32>,
    pub current: u32,
    pub numbered: bool,
}

impl Items {
    pub fn opens(&mut self, mark: Mark) -> bool {
        if mark.number {
            self.numbered = true;
            return true;
        }
        if mark.bullet {
            return !self.numbered && self.current == 0 || !self.numbered && !mark.paragraph;
        }
        mark.paragraph || self.current == 0
    }
}

/// Sections whose numbered problems and bullets are items of their own.
pub fn has_items(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Assessment
            | SectionKind::Plan
            | SectionKind::AssessmentPlan
            | SectionKind::Impression
            | SectionKind::Course
            | SectionKind::PreoperativeDiagnosis
            | SectionKind::PostoperativeDiagnosis
            | SectionKind::PathologyDiagnosis
            | SectionKind::AdmissionDiagnosis
            | SectionKind::DischargeDiagnosis
            | SectionKind::PastHistory
            | SectionKind::Procedure
            | SectionKind::Findings
    )
}
