//! `cargo xtask fit REFERENCE_DIR`: fits the confidence model on charts with reference codes.
//!
//! REFERENCE_DIR holds `<ID>.json` (dx with code, required, alternatives) and `notes/<ID>.txt`. A
//! code counts right when it is a reference code, required or not, or an alternative of one.
//! Weights: logistic regression with a quadratic penalty. The release threshold: the lowest chart
//! confidence, out of fold by chart, above which at least [`PRECISION`] of the charts have no
//! wrong and no missed code; 0.99 when there is none.

use coding::confidence::FEATURES;
use coding::{Coder, Profile};
use model::{Chart, Document};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// Share of released charts that must be wholly right.
const PRECISION: f64 = 0.8;
/// Strength of the quadratic penalty.
const PENALTY: f64 = 2.0;
const STEPS: usize = 4_000;
const RATE: f64 = 0.02;
const FOLDS: usize = 10;

/// One chart: whether everything on it is right, and its services.
struct Whole {
    right: bool,
    services: Vec<String>,
}

fn is_visit(code: &str) -> bool {
    code.starts_with("99")
}

/// One code of one chart: its features and whether it is right.
struct Row {
    chart: usize,
    features: Vec<f64>,
    right: bool,
}

pub fn run(arguments: &[String]) -> Result<(), String> {
    let [folder] = arguments else {
        return Err("usage: cargo xtask fit REFERENCE_DIR".into());
    };
    let coder = Coder::new(Arc::new(codesets::CodeSets::embedded())).map_err(|f| f.to_string())?;
    let (mut rows, mut whole, mut names) = (Vec::new(), Vec::new(), Vec::new());
    let (mut visits, mut lines) = (Share::default(), Share::default());
    for (name, reference, services) in references(Path::new(folder))? {
        let note = Path::new(folder).join("notes").join(format!("{name}.txt"));
        let text = std::fs::read_to_string(&note)
            .map_err(|fault| format!("{}: {fault}", note.display()))?;
        let documents = vec![Document { text, ..Document::default() }];
        let chart = Chart { documents, ..Chart::default() };
        let draft = coder.draft(&chart);
        let mut right_all = missed(&reference, &draft.diagnoses) == 0;
        for diagnosis in &draft.diagnoses {
            let right = accepted(&reference).contains(&plain(&diagnosis.code));
            right_all &= right;
            rows.push(Row { chart: names.len(), features: diagnosis.features.clone(), right });
        }
        let given: Vec<String> =
            coder.code(&chart, Profile::Claim).px.iter().map(|p| plain(&p.code)).collect();
        for code in &given {
            let right = accepted(&services).contains(code);
            right_all &= right;
            if is_visit(code) { &mut visits } else { &mut lines }.count(right);
        }
        let mut required = services.iter().filter(|r| r.required);
        right_all &= required.all(|r| r.names.iter().any(|n| given.contains(n)));
        whole.push(Whole { right: right_all, services: given });
        names.push(name);
    }
    let weights = fit(&rows.iter().collect::<Vec<_>>());
    let outside = out_of_fold(&rows, names.len());
    let shares = [visits.value(), lines.value()];
    let threshold = threshold(&rows, &outside, &whole, shares);
    let right = rows.iter().filter(|r| r.right).count();
    let brier = brier(&rows, &outside);
    let base = right as f64 / rows.len().max(1) as f64;
    let provenance = format!(
        "logistic regression on {} codes of {} reference charts, {right} right; out of fold by \
         chart: Brier {brier:.3} against {:.3} for the constant",
        rows.len(),
        names.len(),
        base * (1.0 - base)
    );
    write(&weights, shares, threshold, &provenance)
}

/// How many of some lines were right, with one right and one wrong line added: a share of few
/// lines is not certain.
#[derive(Default)]
struct Share {
    right: u32,
    all: u32,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.right += u32::from(right);
        self.all += 1;
    }

    fn value(&self) -> f64 {
        f64::from(self.right + 1) / f64::from(self.all + 2)
    }
}

fn write(
    weights: &[f64],
    [visit, procedure]: [f64; 2],
    threshold: f64,
    provenance: &str,
) -> Result<(), String> {
    let mut text = String::from(
        "# Fitted by `cargo xtask fit REFERENCE_DIR`; do not edit by hand.\n\
         # One weight a feature, in the order of crates/coding/src/confidence.rs.\n",
    );
    let _ = writeln!(text, "provenance = \"{provenance}\"");
    let _ = writeln!(text, "weights = [");
    for (weight, name) in weights.iter().zip(FEATURES) {
        let _ = writeln!(text, "    {weight:.4}, # {name}");
    }
    let _ = writeln!(text, "]\nvisit = {visit:.2}\nprocedure = {procedure:.2}");
    let _ = writeln!(text, "release_threshold = {threshold:.2}");
    let path = "data/model/confidence.toml";
    std::fs::write(path, text).map_err(|fault| format!("{path}: {fault}"))?;
    println!("{path}: {provenance}; release threshold {threshold:.2}");
    Ok(())
}

/// A reference code: required, and every spelling that is accepted for it.
struct Reference {
    required: bool,
    names: Vec<String>,
}

/// Name, diagnoses and services of a reference chart.
type ReferenceChart = (String, Vec<Reference>, Vec<Reference>);

fn references(folder: &Path) -> Result<Vec<ReferenceChart>, String> {
    let listing = std::fs::read_dir(folder).map_err(|f| format!("{}: {f}", folder.display()))?;
    let mut files: Vec<_> = listing.flatten().map(|f| f.path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "json"));
    files.sort();
    let mut all = Vec::new();
    for path in files {
        let bytes = std::fs::read(&path).map_err(|f| format!("{}: {f}", path.display()))?;
        let value: serde_json::Value =
            serde_json::from_slice(&bytes).map_err(|f| format!("{}: {f}", path.display()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        all.push((name, codes(&value["dx"]), codes(&value["px"])));
    }
    Ok(all)
}

fn codes(list: &serde_json::Value) -> Vec<Reference> {
    let list = list.as_array().cloned().unwrap_or_default();
    let reference = list.iter().map(|entry| {
        let alternatives = entry["alternatives"].as_array().cloned().unwrap_or_default();
        let code = |v: &serde_json::Value| plain(v.as_str().unwrap_or_default());
        let names = std::iter::once(code(&entry["code"]));
        Reference {
            required: entry["required"].as_bool().unwrap_or(true),
            names: names.chain(alternatives.iter().map(code)).collect(),
        }
    });
    reference.collect()
}

fn plain(code: &str) -> String {
    codesets::code::undotted(code)
}

fn accepted(reference: &[Reference]) -> BTreeSet<String> {
    reference.iter().flat_map(|r| r.names.iter().cloned()).collect()
}

fn missed(reference: &[Reference], diagnoses: &[coding::Diagnosis]) -> usize {
    let given: BTreeSet<String> = diagnoses.iter().map(|d| plain(&d.code)).collect();
    let found = |r: &&Reference| !r.names.iter().any(|n| given.contains(n));
    reference.iter().filter(|r| r.required).filter(found).count()
}

fn probability(weights: &[f64], features: &[f64]) -> f64 {
    let z: f64 = weights.iter().zip(features).map(|(w, x)| w * x).sum();
    1.0 / (1.0 + (-z).exp())
}

/// Gradient descent on the penalised likelihood; the constant is not penalised.
fn fit(rows: &[&Row]) -> Vec<f64> {
    let mut weights = vec![0.0; FEATURES.len()];
    for _ in 0..STEPS {
        let mut gradient: Vec<f64> = weights
            .iter()
            .enumerate()
            .map(|(i, w)| if i == 0 { 0.0 } else { PENALTY * w })
            .collect();
        for row in rows {
            let error = probability(&weights, &row.features) - f64::from(row.right);
            for (slope, x) in gradient.iter_mut().zip(&row.features) {
                *slope += error * x;
            }
        }
        let scale = RATE / (rows.len().max(1) as f64).sqrt();
        for (weight, slope) in weights.iter_mut().zip(&gradient) {
            *weight -= scale * slope;
        }
    }
    weights
}

/// The probability of every row from weights that never saw its chart.
fn out_of_fold(rows: &[Row], charts: usize) -> Vec<f64> {
    let mut outside = vec![0.0; rows.len()];
    for fold in 0..FOLDS.min(charts.max(1)) {
        let inside: Vec<&Row> = rows.iter().filter(|r| r.chart % FOLDS != fold).collect();
        let weights = fit(&inside);
        for (probability_of, row) in outside.iter_mut().zip(rows) {
            if row.chart % FOLDS == fold {
                *probability_of = probability(&weights, &row.features);
            }
        }
    }
    outside
}

fn brier(rows: &[Row], probabilities: &[f64]) -> f64 {
    let squares = rows.iter().zip(probabilities).map(|(r, p)| (f64::from(r.right) - p).powi(2));
    squares.sum::<f64>() / rows.len().max(1) as f64
}

/// The lowest chart confidence above which enough charts are wholly right.
fn threshold(rows: &[Row], probabilities: &[f64], whole: &[Whole], shares: [f64; 2]) -> f64 {
    let mut charts: Vec<(f64, bool)> = Vec::new();
    for (chart, result) in whole.iter().enumerate() {
        let mut own: Vec<f64> = rows
            .iter()
            .zip(probabilities)
            .filter(|(r, _)| r.chart == chart)
            .map(|(_, p)| *p)
            .collect();
        if !own.is_empty() {
            let of = |code: &String| shares[usize::from(!is_visit(code))];
            own.extend(result.services.iter().map(of));
            charts.push((coding::confidence::of_chart(&own), result.right));
        }
    }
    charts.sort_by(|a, b| b.0.total_cmp(&a.0));
    if std::env::var_os("FIT_CURVE").is_some() {
        eprintln!("{charts:?}");
    }
    let (mut right, mut lowest) = (0usize, 0.99);
    for (n, (confidence, is_right)) in charts.iter().enumerate() {
        right += usize::from(*is_right);
        if right as f64 >= PRECISION * (n + 1) as f64 {
            lowest = *confidence;
        }
    }
    lowest
}
