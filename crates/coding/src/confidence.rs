//! Confidence: the probability that a code is right, from how it was reached; and of a chart,
//! that every billed code is.
//!
//! A monotone logistic model over `features`, then an isotonic curve. Everything fitted is data
//! (`data/model/confidence.toml`) with its provenance; `cargo xtask fit DIR…` fits it again on
//! reference charts, and `cleanclaim eval calibration` says how far it can be believed.

pub mod features;
pub mod fitting;

pub use features::FEATURES;

use crate::draft::{Draft, Facts};
use features::Views;
use measure::{isotonic, logistic};
use model::ProcedureCode;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Names of what a chart's probability is computed from.
pub const CHART_FEATURES: [&str; 3] = ["one", "all_codes", "weakest_code"];

/// The least and the most that is ever said: a model is not certain.
const BOUNDS: (f64, f64) = (0.01, 0.99);

/// The fitted numbers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidenceModel {
    /// What it was fitted on, and how well that went.
    pub provenance: String,
    /// One weight a feature.
    pub weights: Vec<f64>,
    /// From what the weights say to how often that was right: points of a curve.
    pub isotonic: Vec<[f64; 2]>,
    /// Share of visit levels that were right.
    pub visit: f64,
    /// Share of procedure lines that were right.
    pub procedure: f64,
    /// Share of lines that were right, by [`service_class`].
    pub services: BTreeMap<String, f64>,
    /// One weight for each of [`CHART_FEATURES`].
    pub chart: Vec<f64>,
    /// Least chart confidence that the reference policy releases.
    pub release_threshold: f64,
}

impl ConfidenceModel {
    /// The model inside the binary.
    ///
    /// # Errors
    /// When the file is not of its form; a test reads it.
    pub fn embedded() -> Result<ConfidenceModel, String> {
        ConfidenceModel::parse(include_str!("../../../data/model/confidence.toml"))
            .map_err(|fault| format!("data/model/confidence.toml: {fault}"))
    }

    /// Reads a model.
    ///
    /// # Errors
    /// When it is not of its form, or was fitted to other features.
    pub fn parse(text: &str) -> Result<ConfidenceModel, String> {
        let model: ConfidenceModel = toml::from_str(text).map_err(|fault| fault.to_string())?;
        let (weights, chart) = (model.weights.len(), model.chart.len());
        if (weights, chart) != (FEATURES.len(), CHART_FEATURES.len()) {
            return Err(format!(
                "{weights} weights of codes and {chart} of charts; expected {} and {}: run \
                 `cargo xtask fit DIR…`",
                FEATURES.len(),
                CHART_FEATURES.len()
            ));
        }
        if model.weights.iter().skip(1).any(|w| *w < 0.0) || !model.isotonic.is_sorted_by(rises) {
            return Err("a weight is negative or the curve falls: the model is monotone".into());
        }
        Ok(model)
    }

    /// The probability for a row of features, not rounded.
    #[must_use]
    pub fn probability(&self, features: &[f64]) -> f64 {
        let score = logistic::probability(&self.weights, features);
        bounded(isotonic::height(&self.isotonic, score))
    }

    /// The probability that a line of services is right.
    #[must_use]
    pub fn service(&self, code: &str) -> f64 {
        let class = service_class(code);
        let other = if class == "visit" { self.visit } else { self.procedure };
        bounded(self.services.get(class).copied().unwrap_or(other))
    }

    /// The probability that all codes of a chart are right, from the probability of each.
    #[must_use]
    pub fn of_chart(&self, probabilities: &[f64]) -> f64 {
        match chart_features(probabilities) {
            Some(row) => bounded(logistic::probability(&self.chart, &row)),
            None => BOUNDS.0,
        }
    }
}

fn rises(a: &[f64; 2], b: &[f64; 2]) -> bool {
    a[0] <= b[0] && a[1] <= b[1]
}

fn bounded(probability: f64) -> f64 {
    probability.clamp(BOUNDS.0, BOUNDS.1)
}

/// What a chart's probability is computed from: were codes independent it would be their product,
/// did they stand and fall together the weakest of them; the fit finds how much of each. `None`
/// for a chart without codes.
#[must_use]
pub fn chart_features(probabilities: &[f64]) -> Option<[f64; CHART_FEATURES.len()]> {
    let logarithms = || probabilities.iter().map(|p| bounded(*p).ln());
    let weakest = logarithms().min_by(f64::total_cmp)?;
    Some([1.0, logarithms().sum(), weakest])
}

/// The kind of a line of services: the share of right lines differs by it.
#[must_use]
pub fn service_class(code: &str) -> &'static str {
    let bytes = code.as_bytes();
    match (bytes.len(), bytes.first()) {
        (7, _) => "operation of a stay",
        (_, Some(b'A'..=b'Z' | b'a'..=b'z')) => "supply or drug",
        _ if code.starts_with("99") => "visit",
        (_, Some(b'7')) => "imaging",
        (_, Some(b'8')) => "laboratory",
        (_, Some(b'9')) => "medicine",
        _ => "surgery",
    }
}

/// Fills in features and confidence of every diagnosis.
pub fn score(facts: &Facts<'_>, model: &ConfidenceModel, draft: &mut Draft) {
    let views = Views::new(facts);
    for place in 0..draft.diagnoses.len() {
        let row = features::features(facts, &views, draft, place);
        let diagnosis = &mut draft.diagnoses[place];
        diagnosis.confidence = round(model.probability(&row));
        diagnosis.features = row;
    }
}

/// Fills in the confidence of every line.
pub fn score_services(model: &ConfidenceModel, lines: &mut [ProcedureCode]) {
    for line in lines {
        line.confidence = round(model.service(&line.code));
    }
}

/// Two decimals, never 0 or 1.
#[must_use]
pub fn round(probability: f64) -> f64 {
    bounded((probability * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests;
