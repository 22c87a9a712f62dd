//! One entry of the procedure map and what its members may say.

use crate::procedures::amounts::Amount;
use codesets::words;
use model::Setting;
use serde::Deserialize;

/// Most groups of one entry.
const MOST_GROUPS: usize = 12;
/// Most words of one phrase.
const MOST_PHRASE_WORDS: usize = 12;

/// What sort of service an entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProcedureKind {
    /// An imaging study.
    Radiology,
    /// An operation, a fracture's care, a cast.
    Surgery,
    /// Examination of a specimen by a pathologist.
    Pathology,
    /// A laboratory test.
    Laboratory,
    /// An injection or infusion given.
    Injection,
    /// A vaccine, or the giving of one.
    Vaccine,
    /// A drug supplied.
    Drug,
    /// A diagnostic test (ECG, spirometry, hearing).
    Test,
    /// A treatment that is no operation.
    Therapy,
    /// A visit: read by the visit's own rules.
    Visit,
}

/// Contrast given by vein for an imaging study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contrast {
    /// Given.
    With,
    /// Not given.
    Without,
    /// Pictures before and after.
    Both,
    /// The number does not tell.
    Any,
}

/// Where the groups of an entry may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// In one sentence or title.
    #[default]
    Sentence,
    /// Anywhere in the document.
    Report,
}

/// How a drug enters the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Route {
    /// Into a vein over more than fifteen minutes.
    Infusion,
    /// Into a vein at once.
    Push,
    /// Under the skin or into a muscle.
    Injection,
    /// By a pump that the patient takes home, for more than eight hours.
    Pump,
}

/// The rank of what is given: chemotherapy before other drugs before fluids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DrugClass {
    /// Chemotherapy and other highly complex biologic agents.
    Chemotherapy,
    /// Any other drug.
    Therapeutic,
    /// Fluid and electrolytes.
    Hydration,
}

/// The place of an administration among those of the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The first of the visit.
    Initial,
    /// Another drug after it.
    Sequential,
    /// Another drug at the same time.
    Concurrent,
    /// A further hour.
    Hour,
}

/// How a vaccine is given, or by whose rules its giving is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// By mouth or into the nose.
    Oral,
    /// To a child, with a clinician's counselling: by the parts of the vaccine.
    Counselled,
    /// To a patient of Medicare, where it has a number of its own.
    Medicare,
}

/// How units are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Units {
    /// One.
    #[default]
    Each,
    /// One for each so many minutes, the last when more than half of it passed.
    Minutes(u32),
    /// One for each specimen.
    Specimens,
    /// One for each lesion.
    Lesions,
    /// One for each spinal level.
    Levels,
    /// One for each different phrase of the last group.
    Phrases,
    /// Square centimetres; see `per`.
    Area,
}

impl TryFrom<String> for Units {
    type Error = String;

    fn try_from(text: String) -> Result<Units, String> {
        let minutes = || text.strip_prefix("minutes:")?.parse().ok().filter(|m| *m > 0);
        match text.as_str() {
            "each" => Ok(Units::Each),
            "specimens" => Ok(Units::Specimens),
            "lesions" => Ok(Units::Lesions),
            "levels" => Ok(Units::Levels),
            "phrases" => Ok(Units::Phrases),
            "area" => Ok(Units::Area),
            _ => minutes().map(Units::Minutes).ok_or_else(|| {
                format!(
                    "`{text}` is no way to count units; use each, minutes:N, specimens, lesions, \
                     levels, phrases or area"
                )
            }),
        }
    }
}

/// One entry of the map; the members are explained in `data/procedures/README.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// CPT or HCPCS Level II number.
    pub code: String,
    /// Our own words.
    pub name: String,
    /// Family, with an optional branch after a slash.
    pub family: String,
    /// What sort of service.
    pub kind: ProcedureKind,
    /// Of each group one phrase must be documented.
    #[serde(default)]
    pub all: Vec<Vec<String>>,
    /// None of these may stand there.
    #[serde(default)]
    pub none: Vec<String>,
    /// Least and most number of views.
    pub views: Option<[u8; 2]>,
    /// Contrast by vein.
    pub contrast: Option<Contrast>,
    /// Takes LT, RT or 50.
    #[serde(default)]
    pub sides: bool,
    /// Takes a finger or toe.
    #[serde(default)]
    pub digits: bool,
    /// How units are counted.
    #[serde(default)]
    pub units: Units,
    /// Least minutes.
    #[serde(default)]
    pub minimum: u32,
    /// Add-on to one of these.
    #[serde(default)]
    pub adds_to: Vec<String>,
    /// Taken when nothing tells the family's members apart.
    #[serde(default)]
    pub default: bool,
    /// Only in these settings.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// Where the groups may stand.
    #[serde(default)]
    pub scope: Scope,
    /// Band of the largest measure, in centimetres.
    pub size: Option<[f64; 2]>,
    /// Band of the summed lengths, in centimetres.
    pub length: Option<[f64; 2]>,
    /// Band of the documented number.
    pub count: Option<[u32; 2]>,
    /// Units are the documented number less this.
    #[serde(default)]
    pub beyond: u32,
    /// One unit stands for as many of what is counted, the last begun one whole.
    pub per: Option<u32>,
    /// Another site than these by its nature: 59 beside them.
    #[serde(default)]
    pub apart_from: Vec<String>,
    /// Beside these it is a further one and takes the number of `below_as`.
    #[serde(default)]
    pub below: Vec<String>,
    /// The number of the further one.
    pub below_as: Option<String>,
    /// Part of these at the same site.
    #[serde(default)]
    pub part_of: Vec<String>,
    /// Never beside these.
    #[serde(default)]
    pub never_with: Vec<String>,
    /// Takes an eyelid (E1 to E4) where one is named.
    #[serde(default)]
    pub lids: bool,
    /// Takes a coronary artery (LC, LD, LM, RC, RI).
    #[serde(default)]
    pub vessels: bool,
    /// A waived test that is reported with QW.
    #[serde(default)]
    pub waived: bool,
    /// Its package has ninety days; without it true for the care of fractures and dislocations.
    pub major: Option<bool>,
    /// Parts of a vaccine that protect from a disease of their own.
    pub components: Option<u32>,
    /// How a vaccine is given: by needle unless said.
    pub way: Option<Way>,
    /// Medicare's own number for the giving of this vaccine.
    pub medicare_giving: Option<String>,
    /// Medicare's number for this one, when it is a screening without a finding.
    pub screening_of: Option<String>,
    /// That number for a patient at high risk.
    #[serde(default)]
    pub high_risk: bool,
    /// Has a professional part of its own.
    pub split: Option<bool>,
    /// What one unit of a drug stands for.
    pub dose_per_unit: Option<Amount>,
    /// How the drug enters the body.
    pub route: Option<Route>,
    /// Rank of the drug or its administration.
    pub class: Option<DrugClass>,
    /// Place among the visit's administrations.
    pub order: Option<Order>,
}

impl Procedure {
    /// The family without its branch.
    #[must_use]
    pub fn root(&self) -> &str {
        self.family.split('/').next().unwrap_or_default()
    }

    /// True when its package has ninety days.
    #[must_use]
    pub fn is_major(&self) -> bool {
        let cared_for = ["fracture-", "dislocation-"].iter().any(|f| self.family.starts_with(f));
        self.major.unwrap_or(cared_for)
    }

    /// True when its professional part is billed by itself with modifier 26.
    #[must_use]
    pub fn is_split(&self) -> bool {
        let by_kind = matches!(self.kind, ProcedureKind::Radiology | ProcedureKind::Pathology);
        self.split.unwrap_or(by_kind)
    }

    /// True for the giving of a drug or vaccine, which is chosen from the drugs given and not
    /// from its own words.
    #[must_use]
    pub fn is_administration(&self) -> bool {
        self.order.is_some()
    }

    /// What is wrong with the entry, if anything is.
    pub(super) fn fault(&self) -> Option<String> {
        let code = self.code.as_bytes();
        let well_formed = code.len() == 5
            && code[1..4].iter().all(u8::is_ascii_digit)
            && (code[0].is_ascii_digit() || code[0].is_ascii_uppercase())
            && (code[4].is_ascii_digit() || code[4].is_ascii_uppercase());
        if !well_formed {
            return Some("the code is no CPT or HCPCS number: five characters".into());
        }
        if self.all.is_empty() && !self.is_administration() {
            return Some("`all` is empty: without words it would never be found".into());
        }
        if self.all.len() > MOST_GROUPS {
            return Some(format!("more than {MOST_GROUPS} groups; join some"));
        }
        let phrases = self.all.iter().flatten().chain(&self.none);
        for phrase in phrases {
            let count = words::forms(phrase).len();
            if count == 0 || count > MOST_PHRASE_WORDS {
                return Some(format!(
                    "phrase `{phrase}` has {count} words; it needs 1 to {MOST_PHRASE_WORDS}"
                ));
            }
        }
        if self.all.iter().any(Vec::is_empty) {
            return Some("a group of `all` is empty; remove it or give it a phrase".into());
        }
        let turned = |band: &Option<[f64; 2]>| band.is_some_and(|[a, b]| a > b);
        if self.views.is_some_and(|[a, b]| a > b)
            || self.count.is_some_and(|[a, b]| a > b)
            || turned(&self.size)
            || turned(&self.length)
        {
            return Some("a band's least is above its most; turn it round".into());
        }
        if self.per == Some(0) || self.below.is_empty() != self.below_as.is_none() {
            return Some("`per` is zero, or `below` stands without `below_as`".into());
        }
        if self.order.is_some() && (self.class.is_none() || self.route.is_none()) {
            let vaccine = self.kind == ProcedureKind::Vaccine;
            return (!vaccine).then(|| "`order` needs `route` and `class`".into());
        }
        (self.family.trim().is_empty()).then(|| "`family` is empty".into())
    }
}
