//! What a fit leaves behind: the model's file, and its entry in the list of sources.

use super::Folder;
use codesets::container::sha256_hex;
use coding::confidence::fitting::{JudgedChart, Outside};
use coding::confidence::{CHART_FEATURES, ConfidenceModel, FEATURES};
use measure::calibration::{brier, brier_of_constant, ece, interval};
use std::fmt::Write;

/// Where the model stands.
pub const MODEL: &str = "data/model/confidence.toml";

/// Where its sources are listed.
const SOURCES: &str = "data/SOURCES.toml";

/// What it was fitted on, and how well, in one sentence.
pub fn provenance(judged: &[JudgedChart], outside: &Outside) -> String {
    let codes: usize = judged.iter().map(|c| c.codes.len()).sum();
    let lines: usize = judged.iter().map(|c| c.services.len()).sum();
    let (low, high) = interval(&outside.codes, ece);
    format!(
        "monotone logistic regression and isotonic curve on {codes} diagnoses and {lines} lines of \
         {} reference charts; out of fold by chart: ECE {:.3} ({low:.3} to {high:.3}), Brier \
         {:.3} against {:.3} for the constant; released {} charts, {} wholly right",
        judged.len(),
        ece(&outside.codes),
        brier(&outside.codes),
        brier_of_constant(&outside.codes),
        outside.released.0,
        outside.released.1,
    )
}

/// Writes both files.
pub fn write(model: &ConfidenceModel, folders: &[Folder]) -> Result<(), String> {
    let text = model_text(model);
    std::fs::write(MODEL, &text).map_err(|fault| format!("{MODEL}: {fault}"))?;
    let list = std::fs::read_to_string(SOURCES).map_err(|fault| format!("{SOURCES}: {fault}"))?;
    let list = with_entry(&list, &entry(&sha256_hex(text.as_bytes()), folders))?;
    std::fs::write(SOURCES, list).map_err(|fault| format!("{SOURCES}: {fault}"))
}

fn model_text(model: &ConfidenceModel) -> String {
    let mut text = String::from(
        "# Fitted by `cargo xtask fit DIR…`; do not edit by hand. The method stands in\n\
         # crates/coding/src/confidence/fitting.rs.\n",
    );
    let _ = writeln!(text, "provenance = \"{}\"\n", model.provenance);
    let weights = |text: &mut String, name: &str, weights: &[f64], names: &[&str]| {
        let _ = writeln!(text, "{name} = [");
        for (weight, name) in weights.iter().zip(names) {
            let _ = writeln!(text, "    {weight:.4}, # {name}");
        }
        let _ = writeln!(text, "]\n");
    };
    text += "# One weight a feature, in the order of crates/coding/src/confidence/features.rs.\n";
    weights(&mut text, "weights", &model.weights, &FEATURES);
    text += "# From what the weights say to how often that was right.\nisotonic = [\n";
    for [score, right] in &model.isotonic {
        let _ = writeln!(text, "    [{score:.4}, {right:.4}],");
    }
    text += "]\n\n# The chart: how much the product and the weakest of its codes count.\n";
    weights(&mut text, "chart", &model.chart, &CHART_FEATURES);
    let _ = writeln!(text, "release_threshold = {:.2}", model.release_threshold);
    let _ = writeln!(text, "visit = {:.4}\nprocedure = {:.4}\n", model.visit, model.procedure);
    text += "# Share of lines that were right, by their kind.\n[services]\n";
    for (class, share) in &model.services {
        let _ = writeln!(text, "\"{class}\" = {share:.4}");
    }
    text
}

/// The entry of the list: the built file, and each folder as a source.
fn entry(sha256: &str, folders: &[Folder]) -> String {
    let mut text = format!(
        "[[built]]\nfile = \"{MODEL}\"\nsha256 = \"{sha256}\"\nhow = \"cargo xtask fit DIR…\"\n\
         rows = {{ weights = {} }}\n\n",
        FEATURES.len()
    );
    for Folder { charts, joined } in folders {
        let _ = writeln!(
            text,
            "[[built.source]]\npackage = \"{charts} reference charts coded by two coders from one \
             guide\"\nversion = \"November 2026\"\nfile = \"<ID>.json in name order, joined\"\n\
             sha256 = \"{}\"\nlicence = \"public sample notes (ACI-Bench CC BY 4.0, MTSamples) and \
             written ones; no text is kept\"\nrows = {charts}\n",
            sha256_hex(joined)
        );
    }
    text
}

/// The list with this entry in the place of the present one.
fn with_entry(list: &str, entry: &str) -> Result<String, String> {
    let begins = format!("[[built]]\nfile = \"{MODEL}\"\n");
    let missing = || format!("{SOURCES}: has no entry for {MODEL}");
    let start = list.find(&begins).ok_or_else(missing)?;
    let behind = start + begins.len();
    // The entry ends where the next begins, or the comment before it.
    let ends = ["\n#", "\n[[built]]", "\n[ours]"];
    let end = ends.iter().filter_map(|mark| list[behind..].find(mark)).min();
    let end = end.map_or(list.len(), |end| behind + end + 1);
    Ok(format!("{}{entry}{}", &list[..start], &list[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_read_as_it_was_written() {
        let model = ConfidenceModel {
            provenance: "made up".into(),
            weights: (0..FEATURES.len()).map(|i| i as f64 / 8.0).collect(),
            isotonic: vec![[0.25, 0.5], [0.75, 0.875]],
            visit: 0.75,
            procedure: 0.5,
            services: [("supply or drug".to_owned(), 0.625)].into(),
            chart: vec![0.25, 0.5, 0.75],
            release_threshold: 0.85,
        };
        let read = ConfidenceModel::parse(&model_text(&model)).unwrap();
        assert_eq!(format!("{read:?}"), format!("{model:?}"));
    }

    #[test]
    fn only_its_own_entry_changes() {
        let list = format!(
            "# Head\n\n[[built]]\nfile = \"a\"\n\n# Weights.\n[[built]]\nfile = \"{MODEL}\"\n\
             sha256 = \"old\"\n\n[[built.source]]\nfile = \"old\"\n\n# Next.\n[[built]]\nfile = \"b\"\n"
        );
        let folders = [2, 3].map(|charts| Folder { charts, joined: vec![1] });
        let changed = with_entry(&list, &entry("new", &folders)).unwrap();
        assert!(
            changed.starts_with("# Head\n\n[[built]]\nfile = \"a\"\n\n# Weights.\n[[built]]\n")
        );
        assert!(changed.ends_with("\n\n# Next.\n[[built]]\nfile = \"b\"\n"), "{changed}");
        assert!(!changed.contains("old") && changed.contains("sha256 = \"new\""));
        assert_eq!(changed.matches("[[built.source]]").count(), 2);
        assert_eq!(with_entry(&changed, &entry("new", &folders)).unwrap(), changed);
        assert!(with_entry("[ours]\n", "").is_err());
    }
}
