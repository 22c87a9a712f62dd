//! `eval calibration` for people.

use crate::show::table::{self, Align};
use coding::confidence::ConfidenceModel;
use coding::confidence::fitting::{Outside, RELEASE_PRECISION};
use measure::calibration::{
    Bin, Coverage, Judged, bins, brier, brier_of_constant, coverage, ece, ece_by_chance, interval,
};
use measure::codes::four;
use serde::Serialize;
use std::fmt::Write;

/// Precisions of the curve.
const PRECISIONS: [f64; 6] = [0.99, 0.95, 0.90, 0.85, 0.80, 0.70];

/// What was measured.
#[derive(Serialize)]
pub struct Measured<'a> {
    charts: usize,
    /// How the probabilities came about.
    judged_by: &'static str,
    diagnoses: Calibration,
    services: Calibration,
    all_codes: Calibration,
    every_billed_code_right: Calibration,
    /// Charts released at a precision: every billed code right.
    coverage_billed: Vec<Coverage>,
    /// Charts that nothing but their confidence keeps from release: nothing wrong, none missed.
    coverage_whole: Vec<Coverage>,
    /// What the reference policy releases, and of that wholly right.
    released: [usize; 2],
    model: &'a str,
    release_threshold: f64,
}

/// One reliability table with its measures.
#[derive(Serialize)]
struct Calibration {
    n: usize,
    right: usize,
    ece: f64,
    ece_interval: [f64; 2],
    ece_by_chance: f64,
    brier: f64,
    brier_constant: f64,
    brier_gain_interval: [f64; 2],
    bins: Vec<Bin>,
}

impl Calibration {
    fn new(judged: &[Judged]) -> Calibration {
        let gain = |j: &[Judged]| brier_of_constant(j) - brier(j);
        let pair = |(low, high): (f64, f64)| [four(low), four(high)];
        let rounded = |b: Bin| Bin { mean: four(b.mean), right: four(b.right), ..b };
        Calibration {
            n: judged.len(),
            right: judged.iter().filter(|j| j.right).count(),
            ece: four(ece(judged)),
            ece_interval: pair(interval(judged, ece)),
            ece_by_chance: four(ece_by_chance(judged)),
            brier: four(brier(judged)),
            brier_constant: four(brier_of_constant(judged)),
            brier_gain_interval: pair(interval(judged, gain)),
            bins: bins(judged).into_iter().map(rounded).collect(),
        }
    }

    fn summary(&self, name: &str) -> Vec<String> {
        let [low, high] = self.ece_interval;
        let [less, more] = self.brier_gain_interval;
        vec![
            name.to_owned(),
            self.n.to_string(),
            self.right.to_string(),
            format!("{:.3}", self.ece),
            format!("{low:.3} to {high:.3}"),
            format!("{:.3}", self.ece_by_chance),
            format!("{:.3}", self.brier),
            format!("{:.3}", self.brier_constant),
            format!("{less:+.3} to {more:+.3}"),
        ]
    }
}

impl<'a> Measured<'a> {
    /// Measures probabilities and what came of them.
    #[must_use]
    pub fn new(
        outside: &Outside,
        charts: usize,
        as_built: bool,
        model: &'a ConfidenceModel,
    ) -> Measured<'a> {
        Measured {
            charts,
            judged_by: if as_built { "the model inside" } else { "a fit on the other charts" },
            diagnoses: Calibration::new(&outside.codes),
            services: Calibration::new(&outside.services),
            all_codes: Calibration::new(&outside.all_codes()),
            every_billed_code_right: Calibration::new(&outside.charts),
            coverage_billed: coverage(&outside.charts, &PRECISIONS),
            coverage_whole: coverage(&outside.open, &PRECISIONS),
            released: [outside.released.0, outside.released.1],
            model: &model.provenance,
            release_threshold: model.release_threshold,
        }
    }

    /// As tables.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{} charts, judged by {}\n\n", self.charts, self.judged_by);
        let right = |name| (name, Align::Right);
        let columns = [
            ("", Align::Left),
            right("n"),
            right("right"),
            right("ECE"),
            right("95 %"),
            right("by chance"),
            right("Brier"),
            right("constant"),
            right("gain, 95 %"),
        ];
        let rows = [
            self.diagnoses.summary("diagnoses"),
            self.services.summary("procedures and visits"),
            self.all_codes.summary("all codes"),
            self.every_billed_code_right.summary("charts: every billed code"),
        ];
        text += &table::render(&columns, &rows);
        text += &reliability("diagnoses, bins of equal mass", &self.diagnoses.bins);
        text += &reliability("all codes, bins of equal mass", &self.all_codes.bins);
        text += &reliability("charts, bins of equal mass", &self.every_billed_code_right.bins);
        text += &curve("charts with every billed code right", &self.coverage_billed);
        text += &curve(
            "charts with nothing wrong and nothing missed, of those without a reason for review",
            &self.coverage_whole,
        );
        let [released, whole] = self.released;
        let _ = writeln!(
            text,
            "\nreference policy (threshold for {RELEASE_PRECISION:.2}, fitted on the other charts \
             where they are refitted): {released} of {} released, {whole} wholly right",
            self.charts
        );
        let _ = writeln!(
            text,
            "model inside: {}; release threshold {:.2}",
            self.model, self.release_threshold
        );
        text
    }
}

fn reliability(title: &str, bins: &[Bin]) -> String {
    let columns = [
        ("from", Align::Right),
        ("to", Align::Right),
        ("n", Align::Right),
        ("mean said", Align::Right),
        ("share right", Align::Right),
    ];
    let two = |number: f64| format!("{number:.2}");
    let row = |b: &Bin| vec![two(b.from), two(b.to), b.n.to_string(), two(b.mean), two(b.right)];
    let rows: Vec<Vec<String>> = bins.iter().map(row).collect();
    format!("\n{title}\n{}", table::render(&columns, &rows))
}

fn curve(title: &str, points: &[Coverage]) -> String {
    let columns = [
        ("precision", Align::Right),
        ("threshold", Align::Right),
        ("released", Align::Right),
        ("right", Align::Right),
        ("share", Align::Right),
    ];
    let row = |c: &Coverage| {
        let threshold = c.threshold.map_or("none".to_owned(), |t| format!("{t:.2}"));
        let (share, precision) = (format!("{:.2}", c.share), format!("{:.2}", c.precision));
        vec![precision, threshold, c.released.to_string(), c.right.to_string(), share]
    };
    let rows: Vec<Vec<String>> = points.iter().map(row).collect();
    format!("\n{title}\n{}", table::render(&columns, &rows))
}
