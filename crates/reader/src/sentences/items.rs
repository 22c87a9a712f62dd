//! How a sentence begins, and which item of a list it therefore belongs to.

use crate::tokens::Gap;
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
            return !self.numbered && (self.current == 0 || !mark.paragraph);
        }
        mark.paragraph || self.current == 0
    }
}

/// The line that opens a list.
#[derive(Clone, Copy)]
pub struct Lead {
    pub words: (u32, u32),
    pub section: u32,
    /// The list under it has bullets; none when its first member was not seen.
    pub bullets: Option<bool>,
}

impl Lead {
    /// True when a sentence behind `gap` no longer belongs to the list.
    pub fn ends(&mut self, gap: Gap, bullet: bool) -> bool {
        let bullets = match self.bullets {
            Some(bullets) => bullets,
            None => {
                self.bullets = Some(bullet);
                return false;
            }
        };
        gap.has(Gap::BLANK) || bullets && gap.has(Gap::LINE) && !bullet
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
