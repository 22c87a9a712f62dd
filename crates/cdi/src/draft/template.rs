//! Templates of queries (`data/queries/*.toml`), read once.

use crate::linter::pattern::Pattern;
use crate::query::QueryKind;
use model::{Gap, GapKind};
use serde::Deserialize;
use std::sync::LazyLock;

/// Specific templates first: a gap takes the first one that fits it.
const TEXTS: &[&str] = &[
    include_str!("../../../../data/queries/heart-failure.toml"),
    include_str!("../../../../data/queries/heart-kidney-hypertension.toml"),
    include_str!("../../../../data/queries/kidney-disease-stage.toml"),
    include_str!("../../../../data/queries/acute-kidney-injury.toml"),
    include_str!("../../../../data/queries/anemia.toml"),
    include_str!("../../../../data/queries/pneumonia.toml"),
    include_str!("../../../../data/queries/respiratory-failure.toml"),
    include_str!("../../../../data/queries/malnutrition.toml"),
    include_str!("../../../../data/queries/encephalopathy.toml"),
    include_str!("../../../../data/queries/pressure-injury.toml"),
    include_str!("../../../../data/queries/pressure-injury-admission.toml"),
    include_str!("../../../../data/queries/diabetes.toml"),
    include_str!("../../../../data/queries/fracture.toml"),
    include_str!("../../../../data/queries/debridement.toml"),
    include_str!("../../../../data/queries/substance-use.toml"),
    include_str!("../../../../data/queries/atrial-fibrillation.toml"),
    include_str!("../../../../data/queries/asthma.toml"),
    include_str!("../../../../data/queries/sepsis-findings.toml"),
    include_str!("../../../../data/queries/respiratory-findings.toml"),
    include_str!("../../../../data/queries/kidney-findings.toml"),
    include_str!("../../../../data/queries/body-mass.toml"),
    include_str!("../../../../data/queries/laterality.toml"),
    include_str!("../../../../data/queries/conflict.toml"),
    include_str!("../../../../data/queries/validation.toml"),
    include_str!("../../../../data/queries/treatment.toml"),
    include_str!("../../../../data/queries/open.toml"),
];

/// A template of a query.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name.
    pub id: String,
    /// What it asks about.
    pub kind: QueryKind,
    /// The gaps that it answers to.
    #[serde(default)]
    pub(crate) gaps: Vec<GapKind>,
    /// How the record names the condition it is about; empty where it is about any, or none.
    #[serde(default)]
    pub(crate) documented: Vec<Pattern>,
    /// Title; `{subject}` stands for the record's own words, `{kind}` for what is asked.
    pub title: String,
    /// Question.
    pub question: String,
    /// True when it is answered with yes or no, and what for.
    #[serde(default)]
    pub(crate) yes_no: Option<crate::query::YesNoPurpose>,
    /// How many of its findings make it worth suggesting; 0 never.
    #[serde(default)]
    pub(crate) triggers: usize,
    /// Names of conditions that, documented, make the findings explained.
    #[serde(default)]
    pub(crate) silent_when: Vec<Pattern>,
    /// What of the chart bears on it.
    #[serde(default, rename = "indicator")]
    pub(crate) indicators: Vec<Looked>,
    /// What may be chosen.
    #[serde(default, rename = "option")]
    pub(crate) options: Vec<Offered>,
}

/// Where an indicator is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum From {
    Text,
    Laboratory,
    Vital,
    Medication,
}

/// An indicator that a template looks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Looked {
    pub name: String,
    pub from: From,
    pub words: Vec<Pattern>,
    #[serde(default)]
    pub loinc: Vec<String>,
    /// Supports an option only above this value, in one of `units`.
    #[serde(default)]
    pub above: Option<f64>,
    /// Supports an option only below this value, in one of `units`.
    #[serde(default)]
    pub below: Option<f64>,
    /// Supports an option only when the highest value is at least so much above the lowest.
    #[serde(default)]
    pub rises_by: Option<f64>,
    #[serde(default)]
    pub units: Vec<String>,
}

/// An option that a template offers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Offered {
    pub text: String,
    #[serde(default)]
    pub code: Option<String>,
    /// Names of indicators, any of which supports it; empty: the documented condition does.
    #[serde(default)]
    pub needs: Vec<String>,
}

impl Template {
    /// True when the template speaks of a condition that the record must name.
    pub(crate) fn needs_subject(&self) -> bool {
        !self.documented.is_empty()
            || self.title.contains("{subject}")
            || self.question.contains("{subject}")
    }
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    // Embedded, and each is read by a test of this crate.
    TEXTS.iter().map(|text| toml::from_str(text).expect("a test reads every template")).collect()
});

/// Every template, specific ones first.
#[must_use]
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// The template that a gap takes.
pub(crate) fn for_gap(gap: &Gap) -> &'static Template {
    let words = |t: &Template| {
        let said = gap.evidence.iter().map(|e| e.text.as_str()).chain([gap.text.as_str()]);
        said.into_iter().any(|text| {
            let tokens = crate::linter::tokens::tokens(text);
            t.documented.iter().any(|pattern| !pattern.places(&tokens).is_empty())
        })
    };
    let fits = |t: &&Template| t.gaps.contains(&gap.kind) && (t.documented.is_empty() || words(t));
    let all = templates();
    // The last template takes every kind of gap; a test holds that.
    all.iter().find(fits).unwrap_or(&all[all.len() - 1])
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Pattern, D::Error> {
        String::deserialize(deserializer).map(|text| Pattern::new(&text))
    }
}
