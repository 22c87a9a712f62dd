//! Where a coded chart goes, and why: the reference policy behind the command line's advice.

use crate::draft::Draft;
use model::{GapKind, ProcedureCode, Route, Setting};

/// What the route is decided from.
pub struct Outcome<'a> {
    /// The draft after all rules.
    pub draft: &'a Draft,
    /// Procedures.
    pub procedures: &'a [ProcedureCode],
    /// The setting.
    pub setting: Setting,
    /// True when nothing told the setting.
    pub setting_unsure: bool,
    /// True when the chart has no text at all.
    pub no_document: bool,
    /// Probability that every billed code is right.
    pub chart_confidence: f64,
    /// Least probability that is released.
    pub threshold: f64,
}

/// The route and its reasons; release has none.
#[must_use]
pub fn decide(outcome: &Outcome<'_>) -> (Route, Vec<String>) {
    let mut reasons = Vec::new();
    if outcome.no_document {
        reasons.push("the chart holds no document that could be read".to_owned());
        return (Route::Hold, reasons);
    }
    if outcome.setting_unsure {
        reasons.push("the setting is not stated and could not be inferred".to_owned());
    }
    if outcome.draft.diagnoses.is_empty() {
        reasons.push("no reportable diagnosis was found in the documents".to_owned());
    }
    if outcome.procedures.is_empty() && outcome.setting != Setting::Inpatient {
        reasons.push("no billable service or procedure was found in the documents".to_owned());
    }
    reasons.extend(outcome.draft.review.iter().cloned());
    for gap in &outcome.draft.gaps {
        let blocks = matches!(gap.kind, GapKind::Conflict | GapKind::Laterality | GapKind::Type);
        if blocks {
            reasons.push(format!("documentation gap: {}", gap.text));
        }
    }
    if outcome.chart_confidence < outcome.threshold && !outcome.draft.diagnoses.is_empty() {
        reasons.push(format!(
            "chart confidence {:.2} is below the release threshold {:.2}",
            outcome.chart_confidence, outcome.threshold
        ));
    }
    reasons.dedup();
    let route = if reasons.is_empty() { Route::Release } else { Route::Review };
    (route, reasons)
}
