//! The year's data as it stands in `practice/visits/*.toml` and `practice/year.toml`.

use super::super::PracticeError;
use model::{Date, Setting, Sex};
use serde::Deserialize;
use std::collections::BTreeMap;

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../practice/", $name)))
    };
}

const YEAR: (&str, &str) = file!("year.toml");
const PARTS: (&str, &str) = file!("visits/parts.toml");
const VISITS: [(&str, &str); 7] = [
    file!("visits/office-chronic.toml"),
    file!("visits/office-acute.toml"),
    file!("visits/ed.toml"),
    file!("visits/hospital.toml"),
    file!("visits/radiology.toml"),
    file!("visits/surgery.toml"),
    file!("visits/pathology.toml"),
];

/// `year.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) family: Vec<String>,
    pub(super) female: Vec<String>,
    pub(super) male: Vec<String>,
    pub(super) streets: Vec<String>,
    pub(super) cities: Vec<City>,
    pub(super) coders: Vec<super::StaffMember>,
    pub(super) cdi: String,
    pub(super) biller: String,
    pub(super) denials: String,
    pub(super) auditor: String,
    pub(super) holidays: Vec<Date>,
    pub(super) specialties: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct City {
    pub(super) name: String,
    /// Five digits.
    pub(super) zip: String,
}

/// One kind of visit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Visit {
    /// At most 14 characters: it is part of the account's slug.
    pub(super) slug: String,
    pub(super) setting: Setting,
    pub(super) service: String,
    pub(super) providers: Vec<String>,
    #[serde(default)]
    pub(super) ordering: Vec<String>,
    pub(super) facilities: Vec<String>,
    pub(super) sex: Option<Sex>,
    /// Youngest and oldest, in years.
    pub(super) ages: [i64; 2],
    /// How often, against the others.
    pub(super) weight: u32,
    /// The visit level that is likely, for the amounts of the story only.
    pub(super) level: Option<String>,
    /// How many of a hundred patients are new to the practice.
    #[serde(default)]
    pub(super) new_patients: i64,
    /// Fewest and most nights of a stay.
    pub(super) stay: Option<[i64; 2]>,
    /// Charge of a night in dollars.
    pub(super) room: Option<i64>,
    pub(super) admitting: Option<String>,
    pub(super) admitting_text: Option<String>,
    pub(super) reasons: Vec<String>,
    #[serde(default)]
    pub(super) charges: Vec<VisitCharge>,
    #[serde(rename = "document")]
    pub(super) documents: Vec<VisitDocument>,
    /// Words that belong together; one case is taken.
    #[serde(default, rename = "case")]
    pub(super) cases: Vec<BTreeMap<String, String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitCharge {
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) modifiers: Vec<String>,
    #[serde(default = "one")]
    pub(super) units: u32,
    pub(super) revenue_code: Option<String>,
    /// Dollars of the line, of what has no row in the fee schedule.
    pub(super) amount: Option<i64>,
}

fn one() -> u32 {
    1
}

/// One line that no template has.
pub(super) fn line(
    code: Option<&str>,
    revenue: Option<&str>,
    units: u32,
    dollars: Option<i64>,
) -> VisitCharge {
    VisitCharge {
        code: code.map(str::to_owned),
        modifiers: Vec::new(),
        units,
        revenue_code: revenue.map(str::to_owned),
        amount: dollars,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitDocument {
    pub(super) title: String,
    pub(super) loinc: String,
    /// Written on the last day of a stay.
    #[serde(default)]
    pub(super) last_day: bool,
    pub(super) text: String,
}

impl Visit {
    /// Whether a text says left or right.
    pub(super) fn has_side(&self) -> bool {
        let documents = self.documents.iter().map(|document| &document.text);
        let cases = self.cases.iter().flat_map(BTreeMap::values);
        documents.chain(cases).any(|text| text.contains("{side}") || text.contains("{Side}"))
    }
}

#[derive(Deserialize)]
struct VisitFile {
    visit: Vec<Visit>,
}

/// Everything that the year is made from.
pub(super) struct Material {
    pub(super) names: Names,
    pub(super) parts: BTreeMap<String, String>,
    pub(super) visits: Vec<Visit>,
}

impl Material {
    /// The embedded files.
    pub(super) fn embedded() -> Result<Material, PracticeError> {
        let mut visits = Vec::new();
        for file in VISITS {
            visits.extend(read::<VisitFile>(file)?.visit);
        }
        Ok(Material { names: read(YEAR)?, parts: read(PARTS)?, visits })
    }
}

fn read<T: serde::de::DeserializeOwned>((name, text): (&str, &str)) -> Result<T, PracticeError> {
    toml::from_str(text)
        .map_err(|fault| PracticeError::Toml { file: name.to_owned(), fault: fault.into() })
}
