//! Medically unlikely edits: the most units of a service that one patient gets in a day.

/// How the payer compares the units: CMS's MUE adjudication indicator (MAI).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MueAdjudication {
    /// 1: each claim line by itself.
    Line,
    /// 2: the whole day; set by law, regulation or the code's own meaning, and never overridden.
    DayPolicy,
    /// 3: the whole day; set by clinical data, and open to proof on appeal.
    DayClinical,
}

impl MueAdjudication {
    /// The digit in CMS's file.
    #[must_use]
    pub fn digit(self) -> u8 {
        match self {
            MueAdjudication::Line => 1,
            MueAdjudication::DayPolicy => 2,
            MueAdjudication::DayClinical => 3,
        }
    }

    /// The indicator of a digit.
    #[must_use]
    pub fn from_digit(digit: u8) -> Option<MueAdjudication> {
        match digit {
            1 => Some(MueAdjudication::Line),
            2 => Some(MueAdjudication::DayPolicy),
            3 => Some(MueAdjudication::DayClinical),
            _ => None,
        }
    }
}

/// The limit of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MueLimit<'a> {
    /// Most units; 0 where the service is not paid to this sort of provider.
    pub units: u32,
    /// How units are compared.
    pub adjudication: MueAdjudication,
    /// Why, in CMS's words.
    pub rationale: &'a str,
}
