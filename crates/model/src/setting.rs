//! Where care was given: the fork between inpatient and outpatient guidelines.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The setting of an encounter, as named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Setting {
    /// A physician's office visit.
    Office,
    /// An emergency department visit.
    Ed,
    /// An imaging study and its interpretation.
    Radiology,
    /// Ambulatory or other outpatient surgery.
    Surgery,
    /// An inpatient stay.
    Inpatient,
    /// A pathology specimen.
    Pathology,
    /// A clinic visit (hospital outpatient department, infusion, therapy).
    Clinic,
}

impl Setting {
    /// Every setting, in the order of the command line's help.
    pub const ALL: [Setting; 7] = [
        Setting::Office,
        Setting::Ed,
        Setting::Radiology,
        Setting::Surgery,
        Setting::Inpatient,
        Setting::Pathology,
        Setting::Clinic,
    ];

    /// The lower-case name used in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Setting::Office => "office",
            Setting::Ed => "ed",
            Setting::Radiology => "radiology",
            Setting::Surgery => "surgery",
            Setting::Inpatient => "inpatient",
            Setting::Pathology => "pathology",
            Setting::Clinic => "clinic",
        }
    }

    /// True where Section II and III of the guidelines hold (uncertain diagnoses at discharge
    /// are coded); false where Section IV holds.
    #[must_use]
    pub fn is_inpatient(self) -> bool {
        self == Setting::Inpatient
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Setting, String> {
        Setting::ALL.into_iter().find(|s| s.name() == text).ok_or_else(|| {
            let names = Setting::ALL.map(Setting::name).join(", ");
            format!("`{text}` is not a setting; use one of {names}")
        })
    }
}
