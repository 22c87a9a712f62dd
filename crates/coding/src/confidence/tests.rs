//! The embedded model, and a fit on made-up charts.

use super::fitting::{JudgedChart, fit, out_of_fold};
use super::*;
use crate::trial;
use measure::ReferenceChart;
use measure::calibration::{brier, brier_of_constant, ece};
use measure::dice::Dice;
use model::Setting;

#[test]
fn the_embedded_model_is_whole_and_monotone() {
    let model = ConfidenceModel::embedded().unwrap();
    assert!(!model.provenance.is_empty());
    let all = vec![1.0; FEATURES.len()];
    for at in 1..FEATURES.len() {
        let mut less = all.clone();
        less[at] = 0.0;
        assert!(model.probability(&less) <= model.probability(&all), "{}", FEATURES[at]);
    }
    assert!(model.of_chart(&[0.9, 0.5]) <= model.of_chart(&[0.9, 0.9]));
    assert!(model.of_chart(&[0.9, 0.9, 0.9]) <= model.of_chart(&[0.9, 0.9]));
    assert_eq!(model.of_chart(&[]), 0.01);
}

#[test]
fn refuses_a_model_of_another_form() {
    let weights = |n: usize| format!("{:?}", vec![0.5; n]);
    let text = |weights: &str, curve: &str| {
        format!(
            "provenance = \"x\"\nweights = {weights}\nisotonic = {curve}\nvisit = 0.9\n\
             procedure = 0.9\nchart = [0.0, 1.0, 1.0]\nrelease_threshold = 0.9\n[services]\n"
        )
    };
    let right = weights(FEATURES.len());
    assert!(ConfidenceModel::parse(&text(&right, "[[0.1, 0.2], [0.5, 0.6]]")).is_ok());
    for (text, words) in [
        (text(&weights(3), "[]"), "3 weights"),
        (text(&right, "[[0.1, 0.9], [0.5, 0.6]]"), "monotone"),
        (text(&right.replacen("0.5, 0.5", "0.5, -0.5", 1), "[]"), "monotone"),
        (text(&right, "[]").replace("visit", "visits"), "visits"),
    ] {
        let fault = ConfidenceModel::parse(&text).unwrap_err();
        assert!(fault.contains(words), "{fault}");
    }
}

#[test]
fn features_lie_between_0_and_1_and_tell_places_apart() {
    let note = "HPI: He has migraine. Denies pneumonia.\n\n\
                ASSESSMENT:\n1. Type 2 diabetes, metformin.\n2. Possible pneumonia.";
    let draft = trial::draft(Setting::Inpatient, &[note]);
    let value = |code: &str, name: &str| {
        let at = FEATURES.iter().position(|f| *f == name).unwrap();
        draft.diagnoses.iter().find(|d| d.code == code).unwrap_or_else(|| panic!("{code}")).features
            [at]
    };
    for diagnosis in &draft.diagnoses {
        assert_eq!(diagnosis.features.len(), FEATURES.len());
        assert!(diagnosis.features.iter().all(|x| (0.0..=1.0).contains(x)), "{diagnosis:?}");
    }
    assert_eq!(value("E11.9", "drug_for_it"), 1.0);
    assert_eq!(value("E11.9", "stated_as_diagnosis"), 1.0);
    assert_eq!(value("E11.9", "never_denied_or_doubted"), 1.0);
    assert_eq!(value("J18.9", "never_denied_or_doubted"), 0.0);
    assert_eq!(value("J18.9", "stated_as_certain"), 0.0);
}

#[test]
fn kinds_of_lines() {
    for (code, class) in [
        ("99213", "visit"),
        ("20610", "surgery"),
        ("71046", "imaging"),
        ("88305", "laboratory"),
        ("93000", "medicine"),
        ("J3301", "supply or drug"),
        ("0FT44ZZ", "operation of a stay"),
        ("", "surgery"),
    ] {
        assert_eq!(service_class(code), class, "{code}");
    }
}

/// Charts of three codes each: a code with the feature `stated_as_diagnosis` is right in nine of
/// ten, one without in four of ten.
fn made_up(charts: usize) -> Vec<JudgedChart> {
    let mut dice = Dice::new(7);
    let mut code = || {
        let stated = dice.below(3) != 0;
        let right = dice.unit() < if stated { 0.9 } else { 0.4 };
        let mut features = vec![0.0; FEATURES.len()];
        features[0] = 1.0;
        features[3] = f64::from(stated);
        (features, right)
    };
    let chart = |_| {
        let codes = vec![code(), code(), code()];
        let whole = codes.iter().all(|(_, right)| *right);
        JudgedChart { codes, whole, open: true, ..JudgedChart::default() }
    };
    (0..charts).map(chart).collect()
}

#[test]
fn a_fit_is_calibrated_out_of_fold_and_always_the_same() {
    let charts = made_up(120);
    let model = fit(&charts.iter().collect::<Vec<_>>());
    assert!(model.weights[3] > 0.5, "{:?}", model.weights);
    assert_eq!(format!("{model:?}"), format!("{:?}", fit(&charts.iter().collect::<Vec<_>>())));
    let outside = out_of_fold(&charts);
    assert_eq!((outside.codes.len(), outside.charts.len()), (360, 120));
    assert!(brier(&outside.codes) < brier_of_constant(&outside.codes));
    assert!(ece(&outside.codes) < 0.12, "{}", ece(&outside.codes));
    assert!(brier(&outside.charts) < 0.25);
}

#[test]
fn few_or_no_charts_give_a_model_that_releases_nothing() {
    for charts in [Vec::new(), made_up(2)] {
        let model = fit(&charts.iter().collect::<Vec<_>>());
        assert_eq!(model.release_threshold, 1.0);
        assert_eq!(model.chart.len(), CHART_FEATURES.len());
        assert!(out_of_fold(&charts).released.0 == 0);
    }
}

#[test]
fn a_chart_is_judged_by_its_reference() {
    let chart = trial::chart(Some(Setting::Office), &["ASSESSMENT: Hypertension. Migraine."]);
    let judged = |reference: &str| {
        let reference = ReferenceChart::parse(reference).unwrap();
        JudgedChart::new(trial::coder(), &chart, &reference)
    };
    let optional =
        judged(r#"{"dx":[{"code":"I10"},{"code":"G43.909","required":false},{"code":"E11.9"}]}"#);
    let right: Vec<bool> = optional.codes.iter().map(|(_, right)| *right).collect();
    assert_eq!(right, [true, true]);
    assert!(!optional.whole, "E11.9 is missed");
    let wrong = judged(r#"{"dx":[{"code":"I10"}]}"#);
    assert!(wrong.codes.iter().any(|(_, right)| !right) && !wrong.is_right());
    assert_eq!(wrong.said.len(), wrong.codes.len() + wrong.services.len());
}
