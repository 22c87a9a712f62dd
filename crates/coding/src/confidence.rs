//! Confidence: the probability that a code is right, from features of how it was reached.
//!
//! The weights are data (`data/model/confidence.toml`) with their provenance; `cleanclaim eval
//! fit` fits them again on reference charts.

use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::SectionKind;
use reader::Kind;
use serde::Deserialize;

/// Names of the features, in the order of [`features`].
pub const FEATURES: [&str; 14] = [
    "one",
    "diagnosed",
    "treated",
    "narrated",
    "defaulted",
    "symptom",
    "status",
    "lexicon",
    "several_mentions",
    "first_on_claim",
    "assessment",
    "words_in_term",
    "rule_combined",
    "rejected_others",
];

/// The fitted weights.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidenceModel {
    /// Where the weights come from.
    pub provenance: String,
    /// One weight a feature.
    pub weights: Vec<f64>,
    /// Share of visit levels that were right on the reference charts.
    pub visit: f64,
    /// Share of procedure lines that were right on the reference charts.
    pub procedure: f64,
    /// Least chart confidence that the reference policy releases.
    pub release_threshold: f64,
}

impl ConfidenceModel {
    /// The model inside the binary.
    ///
    /// # Errors
    /// When the file is not of its form; a test reads it.
    pub fn embedded() -> Result<ConfidenceModel, String> {
        let text = include_str!("../../../data/model/confidence.toml");
        let model: ConfidenceModel =
            toml::from_str(text).map_err(|f| format!("data/model/confidence.toml: {f}"))?;
        if model.weights.len() == FEATURES.len() {
            Ok(model)
        } else {
            Err(format!("data/model/confidence.toml: {} weights", model.weights.len()))
        }
    }

    /// The probability for a row of features.
    #[must_use]
    pub fn probability(&self, features: &[f64]) -> f64 {
        let z: f64 = self.weights.iter().zip(features).map(|(w, x)| w * x).sum();
        1.0 / (1.0 + (-z).exp())
    }
}

/// The features of a diagnosis at its place on the claim.
#[must_use]
pub fn features(facts: &Facts<'_>, diagnosis: &Diagnosis, place: usize) -> Vec<f64> {
    let flag = f64::from;
    let sections = || {
        diagnosis
            .mentions
            .iter()
            .map(|(document, at)| facts.document(*document).mentions[*at as usize].finding.section)
    };
    let assessment = sections().any(|s| {
        matches!(
            s,
            SectionKind::Assessment
                | SectionKind::AssessmentPlan
                | SectionKind::PostoperativeDiagnosis
                | SectionKind::DischargeDiagnosis
                | SectionKind::PathologyDiagnosis
        )
    });
    let words = diagnosis
        .mentions
        .iter()
        .map(|(document, at)| facts.document(*document).mentions[*at as usize].words.len())
        .max()
        .unwrap_or(1);
    vec![
        1.0,
        flag(diagnosis.standing == Standing::Diagnosed),
        flag(diagnosis.standing == Standing::Treated),
        flag(diagnosis.standing == Standing::Narrated),
        flag(diagnosis.defaulted),
        flag(matches!(diagnosis.kind, Kind::Symptom | Kind::Finding)),
        flag(matches!(diagnosis.kind, Kind::Status | Kind::History | Kind::Encounter)),
        flag(diagnosis.rules.iter().any(|r| r.contains("lexicon"))),
        (diagnosis.mentions.len().min(5) as f64 - 1.0) / 4.0,
        flag(place == 0),
        flag(assessment),
        (words.min(4) as f64 - 1.0) / 3.0,
        flag(diagnosis.rules.iter().any(|r| r.starts_with("I.C."))),
        flag(!diagnosis.rejected.is_empty()),
    ]
}

/// Fills in features and confidence of every diagnosis.
pub fn score(facts: &Facts<'_>, model: &ConfidenceModel, draft: &mut Draft) {
    for place in 0..draft.diagnoses.len() {
        let row = features(facts, &draft.diagnoses[place], place);
        let diagnosis = &mut draft.diagnoses[place];
        diagnosis.confidence = round(model.probability(&row));
        diagnosis.features = row;
    }
}

/// Two decimals, never 0 or 1: a model is not certain.
#[must_use]
pub fn round(probability: f64) -> f64 {
    ((probability * 100.0).round() / 100.0).clamp(0.01, 0.99)
}

/// The probability that all codes of a chart are right. Codes of one chart stand and fall
/// together more than chance would have it: the weakest bounds the chart, the others lower it
/// less.
#[must_use]
pub fn of_chart(probabilities: &[f64]) -> f64 {
    let mut all = probabilities.to_vec();
    all.sort_by(f64::total_cmp);
    let Some((weakest, others)) = all.split_first() else { return 0.01 };
    let rest: f64 = others.iter().map(|p| p.powf(0.35)).product();
    round(weakest * rest)
}
