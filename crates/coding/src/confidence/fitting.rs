//! The fit of the confidence model on charts with reference codes, and what it is worth on charts
//! that it has not seen: everything is fitted again for each tenth of the charts on the others.

use super::{CHART_FEATURES, ConfidenceModel, chart_features, round, service_class};
use crate::{Coder, Profile, route};
use measure::calibration::{Judged, coverage};
use measure::charts::ChartScore;
use measure::{ReferenceChart, isotonic, logistic, plain};
use model::Chart;
use std::collections::BTreeMap;

/// Parts of the charts, each of which is judged by a fit on the others.
pub const FOLDS: usize = 10;

/// Strength of the quadratic penalty on the weights of codes. That no weight may be negative holds
/// the fit already: out of fold more of it made the Brier score worse.
const PENALTY: f64 = 0.5;

/// The same for the weights of charts.
const CHART_PENALTY: f64 = 0.1;

/// How many lines the share of all lines counts for in the share of a kind.
const SHARE_WEIGHT: f64 = 6.0;

/// Share of the released charts that must be wholly right, diagnoses and services.
pub const RELEASE_PRECISION: f64 = 0.85;

/// Fewest charts that a release threshold may stand on.
const FEWEST_RELEASED: usize = 5;

/// The threshold when none is good enough: nothing is released.
const NO_RELEASE: f64 = 1.0;

/// One chart with what is known of its codes.
#[derive(Clone, Debug, Default)]
pub struct JudgedChart {
    /// Features of each diagnosis, and whether it is right.
    pub codes: Vec<(Vec<f64>, bool)>,
    /// Each line of services, and whether it is right.
    pub services: Vec<(String, bool)>,
    /// Nothing is wrong and nothing missed.
    pub whole: bool,
    /// Nothing but its confidence could keep it from release.
    pub open: bool,
    /// Confidence of each diagnosis and line as the binary says it, and whether it is right.
    pub said: Vec<(f64, bool)>,
    /// Confidence of the chart as the binary says it.
    pub said_of_chart: f64,
}

impl JudgedChart {
    /// Codes a chart and compares it with its reference. A code is right when it is a reference
    /// code, required or optional, or an alternative of one.
    #[must_use]
    pub fn new(coder: &Coder, chart: &Chart, reference: &ReferenceChart) -> JudgedChart {
        let draft = coder.draft(chart);
        let coded = coder.code(chart, Profile::Claim);
        let score = ChartScore::new(reference, &coded, chart);
        let right = |wrong: &[String], code: &str| !wrong.contains(&plain(code));
        let features = draft.diagnoses.iter();
        let codes: Vec<(Vec<f64>, bool)> =
            features.map(|d| (d.features.clone(), right(&score.dx.wrong, &d.code))).collect();
        let lines = coded.px.iter();
        let dx = coded.dx.iter().map(|d| (d.confidence, right(&score.dx.wrong, &d.code)));
        let px = coded.px.iter().map(|p| (p.confidence, right(&score.px.wrong, &p.code)));
        JudgedChart {
            codes,
            services: lines.map(|p| (p.code.clone(), right(&score.px.wrong, &p.code))).collect(),
            whole: score.is_whole(),
            open: coded.reasons.iter().all(|reason| reason.starts_with(route::LOW_CONFIDENCE)),
            said: dx.chain(px).collect(),
            said_of_chart: coded.chart_confidence,
        }
    }

    /// Every billed code is right.
    #[must_use]
    pub fn is_right(&self) -> bool {
        let codes = self.codes.iter().map(|(_, right)| *right);
        codes.chain(self.services.iter().map(|(_, right)| *right)).all(|right| right)
    }
}

/// Fits everything on these charts.
#[must_use]
pub fn fit(charts: &[&JudgedChart]) -> ConfidenceModel {
    let rows = rows(charts, |_| true);
    let mut model = ConfidenceModel {
        weights: logistic::fit(&rows, PENALTY),
        visit: share(charts, |class| class == "visit"),
        procedure: share(charts, |class| class != "visit"),
        ..ConfidenceModel::default()
    };
    model.services = classes(charts, &model);
    let scores = outside_scores(charts);
    let judged: Vec<(f64, bool)> = scores
        .iter()
        .zip(charts)
        .flat_map(|(own, chart)| own.iter().zip(&chart.codes).map(|(s, (_, right))| (*s, *right)))
        .collect();
    model.isotonic = isotonic::fit(&judged);
    let probabilities: Vec<Vec<f64>> = scores
        .iter()
        .zip(charts)
        .map(|(own, chart)| {
            let codes = own.iter().map(|score| isotonic::height(&model.isotonic, *score));
            codes.chain(chart.services.iter().map(|(code, _)| model.service(code))).collect()
        })
        .collect();
    model.chart = chart_weights(charts, &probabilities);
    model.release_threshold = threshold(charts, &probabilities, &model);
    model
}

type Rows<'a> = Vec<logistic::Row<'a>>;

fn rows<'a>(charts: &[&'a JudgedChart], wanted: impl Fn(usize) -> bool) -> Rows<'a> {
    let wanted = charts.iter().enumerate().filter(|(at, _)| wanted(*at));
    wanted.flat_map(|(_, c)| c.codes.iter().map(|(f, right)| (f.as_slice(), *right))).collect()
}

/// The score of every code by weights that never saw its chart.
fn outside_scores(charts: &[&JudgedChart]) -> Vec<Vec<f64>> {
    let folds: Vec<Vec<f64>> = (0..FOLDS)
        .map(|fold| logistic::fit(&rows(charts, |at| at % FOLDS != fold), PENALTY))
        .collect();
    let score = |fold: usize, row: &(Vec<f64>, bool)| logistic::probability(&folds[fold], &row.0);
    let chart = |(at, chart): (usize, &&JudgedChart)| {
        chart.codes.iter().map(|row| score(at % FOLDS, row)).collect()
    };
    charts.iter().enumerate().map(chart).collect()
}

/// Share of right lines, with one right and one wrong line added: a share of few is not certain.
fn share(charts: &[&JudgedChart], wanted: impl Fn(&str) -> bool) -> f64 {
    let lines =
        || charts.iter().flat_map(|c| &c.services).filter(|(c, _)| wanted(service_class(c)));
    (lines().filter(|(_, right)| *right).count() + 1) as f64 / (lines().count() + 2) as f64
}

fn classes(charts: &[&JudgedChart], model: &ConfidenceModel) -> BTreeMap<String, f64> {
    let mut counts: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (code, right) in charts.iter().flat_map(|c| &c.services) {
        let count = counts.entry(service_class(code)).or_default();
        count.0 += f64::from(*right);
        count.1 += 1.0;
    }
    let shrunk = |(class, (right, all)): (&str, (f64, f64))| {
        let other = if class == "visit" { model.visit } else { model.procedure };
        (class.to_owned(), (right + SHARE_WEIGHT * other) / (all + SHARE_WEIGHT))
    };
    counts.into_iter().map(shrunk).collect()
}

fn chart_weights(charts: &[&JudgedChart], probabilities: &[Vec<f64>]) -> Vec<f64> {
    let rows: Vec<([f64; CHART_FEATURES.len()], bool)> = charts
        .iter()
        .zip(probabilities)
        .filter_map(|(chart, own)| Some((chart_features(own)?, chart.is_right())))
        .collect();
    let rows: Rows<'_> = rows.iter().map(|(row, right)| (row.as_slice(), *right)).collect();
    let weights = logistic::fit(&rows, CHART_PENALTY);
    if weights.is_empty() { vec![0.0; CHART_FEATURES.len()] } else { weights }
}

/// The lowest chart confidence above which enough of the charts that could go out are wholly
/// right.
fn threshold(charts: &[&JudgedChart], own: &[Vec<f64>], model: &ConfidenceModel) -> f64 {
    let of_chart = |(chart, own): (&&JudgedChart, &Vec<f64>)| Judged {
        chart: 0,
        probability: round(model.of_chart(own)),
        right: chart.whole,
    };
    let open = charts.iter().zip(own).filter(|(chart, _)| chart.open);
    let judged: Vec<Judged> = open.map(of_chart).collect();
    let best = coverage(&judged, &[RELEASE_PRECISION])[0];
    best.threshold.filter(|_| best.released >= FEWEST_RELEASED).unwrap_or(NO_RELEASE)
}

/// What a fit is worth on charts that it has not seen.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// Every diagnosis.
    pub codes: Vec<Judged>,
    /// Every line of services.
    pub services: Vec<Judged>,
    /// Every chart with codes: the probability that every billed code is right, and whether it is.
    pub charts: Vec<Judged>,
    /// The same charts that nothing but their confidence keeps from release: whether diagnoses
    /// and services are wholly right, none missed.
    pub open: Vec<Judged>,
    /// Charts that the threshold of their fold would release, and of them wholly right.
    pub released: (usize, usize),
}

impl Outside {
    /// Diagnoses and lines together.
    #[must_use]
    pub fn all_codes(&self) -> Vec<Judged> {
        self.codes.iter().chain(&self.services).copied().collect()
    }
}

/// Judges each tenth of the charts by a fit on the others.
#[must_use]
pub fn out_of_fold(charts: &[JudgedChart]) -> Outside {
    let mut outside = Outside::default();
    for fold in 0..FOLDS.min(charts.len()) {
        let others = charts.iter().enumerate().filter(|(at, _)| at % FOLDS != fold);
        let model = fit(&others.map(|(_, chart)| chart).collect::<Vec<&JudgedChart>>());
        for (at, chart) in charts.iter().enumerate().filter(|(at, _)| at % FOLDS == fold) {
            let codes = chart.codes.iter().map(|(f, right)| (round(model.probability(f)), *right));
            let codes: Vec<(f64, bool)> = codes.collect();
            let lines = chart.services.iter().map(|(c, right)| (round(model.service(c)), *right));
            let lines: Vec<(f64, bool)> = lines.collect();
            let all: Vec<f64> = codes.iter().chain(&lines).map(|(p, _)| *p).collect();
            outside.add(at, chart, (&codes, &lines), round(model.of_chart(&all)));
            let open = chart.open && !all.is_empty();
            if open && round(model.of_chart(&all)) >= model.release_threshold {
                outside.released.0 += 1;
                outside.released.1 += usize::from(chart.whole);
            }
        }
    }
    outside
}

/// What the binary says as it is, on these charts. Honest only for charts it was not fitted on.
#[must_use]
pub fn as_said(charts: &[JudgedChart], threshold: f64) -> Outside {
    let mut outside = Outside::default();
    for (at, chart) in charts.iter().enumerate() {
        let (codes, lines) = chart.said.split_at(chart.codes.len().min(chart.said.len()));
        outside.add(at, chart, (codes, lines), chart.said_of_chart);
        if chart.open && !chart.said.is_empty() && chart.said_of_chart >= threshold {
            outside.released.0 += 1;
            outside.released.1 += usize::from(chart.whole);
        }
    }
    outside
}

type Sides<'a> = (&'a [(f64, bool)], &'a [(f64, bool)]);

impl Outside {
    fn add(&mut self, chart: usize, judged: &JudgedChart, (codes, lines): Sides<'_>, sure: f64) {
        let one = |(probability, right): &(f64, bool)| Judged {
            chart,
            probability: *probability,
            right: *right,
        };
        self.codes.extend(codes.iter().map(one));
        self.services.extend(lines.iter().map(one));
        if codes.is_empty() && lines.is_empty() {
            return;
        }
        self.charts.push(one(&(sure, judged.is_right())));
        if judged.open {
            self.open.push(one(&(sure, judged.whole)));
        }
    }
}
