//! Where a coded chart goes, and why: the reference policy behind the command line's advice.

use crate::draft::Draft;
use model::{GapKind, ProcedureCode, Route, Setting};

/// How the reason begins that a chart's confidence gives.
pub const LOW_CONFIDENCE: &str = "chart confidence ";

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
            "{LOW_CONFIDENCE}{:.2} is below the release threshold {:.2}",
            outcome.chart_confidence, outcome.threshold
        ));
    }
    reasons.dedup();
    let route = if reasons.is_empty() { Route::Release } else { Route::Review };
    (route, reasons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial;
    use model::Gap;

    /// An outcome with nothing wrong, over a draft with one diagnosis.
    fn routed(change: impl Fn(&mut Draft, &mut Outcome<'_>)) -> (Route, Vec<String>) {
        let mut draft = trial::draft(Setting::Office, &["ASSESSMENT: Hypertension."]);
        let empty = Draft::default();
        let mut outcome = Outcome {
            draft: &empty,
            procedures: &[],
            setting: Setting::Inpatient,
            setting_unsure: false,
            no_document: false,
            chart_confidence: 0.95,
            threshold: 0.9,
        };
        change(&mut draft, &mut outcome);
        decide(&Outcome { draft: &draft, ..outcome })
    }

    #[test]
    fn releases_what_nothing_speaks_against() {
        assert_eq!(routed(|_, _| {}), (Route::Release, Vec::new()));
        assert_eq!(routed(|_, o| o.chart_confidence = o.threshold).0, Route::Release);
        let asks = Gap { kind: GapKind::Stage, text: "stage".into(), evidence: Vec::new() };
        assert_eq!(routed(|d, _| d.gaps.push(asks.clone())).0, Route::Release);
    }

    #[test]
    fn holds_a_chart_without_text() {
        let (route, reasons) = routed(|_, o| o.no_document = true);
        assert_eq!((route, reasons.len()), (Route::Hold, 1));
    }

    #[test]
    fn reviews_with_the_reason() {
        type Change = fn(&mut Draft, &mut Outcome<'_>);
        let gap = |draft: &mut Draft, kind| {
            draft.gaps.push(Gap { kind, text: "a gap".into(), evidence: Vec::new() });
        };
        let rows: &[(Change, &str)] = &[
            (|_, o| o.setting_unsure = true, "setting"),
            (|d, _| d.diagnoses.clear(), "no reportable diagnosis"),
            (|_, o| o.setting = Setting::Office, "no billable service"),
            (|d, _| d.review.push("a rule's own reason".into()), "a rule's own reason"),
            (|_, o| o.chart_confidence = 0.89, "below the release threshold"),
        ];
        for (change, words) in rows {
            let (route, reasons) = routed(change);
            assert_eq!(route, Route::Review, "{words}");
            assert!(reasons.iter().any(|r| r.contains(words)), "{words}: {reasons:?}");
        }
        for kind in [GapKind::Conflict, GapKind::Laterality, GapKind::Type] {
            let (route, reasons) = routed(|d, _| gap(d, kind));
            assert_eq!((route, reasons.len()), (Route::Review, 1), "{kind:?}");
        }
    }
}
