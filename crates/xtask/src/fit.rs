//! `cargo xtask fit DIR…`: fits the confidence model on charts with reference codes.
//!
//! Each DIR holds `<ID>.json` (dx and px with code, required, alternatives) and `notes/<ID>.txt`;
//! `docs/reference/eval.md` has the form. The method stands in `coding::confidence::fitting`.
//! Written are `data/model/confidence.toml` and its entry in `data/SOURCES.toml`.

mod record;

use coding::Coder;
use coding::confidence::fitting::{JudgedChart, fit, out_of_fold};
use measure::ReferenceChart;
use model::{Chart, Document};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const USAGE: &str = "usage: cargo xtask fit REFERENCE_DIR…";

/// Fewest charts that a fit may stand on.
const FEWEST_CHARTS: usize = 20;

/// One reference folder, read.
pub struct Folder {
    /// How many charts it holds.
    pub charts: usize,
    /// Its references in name order, joined: what its hash is made of.
    pub joined: Vec<u8>,
}

pub fn run(arguments: &[String]) -> Result<(), String> {
    if arguments.is_empty() || arguments.iter().any(|a| a.starts_with('-')) {
        return Err(USAGE.into());
    }
    let coder = Coder::new(Arc::new(codesets::CodeSets::embedded())).map_err(|f| f.to_string())?;
    let (mut folders, mut judged) = (Vec::new(), Vec::new());
    for folder in arguments {
        let mut read = Folder { charts: 0, joined: Vec::new() };
        for path in references(Path::new(folder))? {
            let (text, chart, reference) = reference(Path::new(folder), &path)?;
            read.charts += 1;
            read.joined.extend(text.as_bytes());
            judged.push(JudgedChart::new(&coder, &chart, &reference));
        }
        folders.push(read);
    }
    if judged.len() < FEWEST_CHARTS {
        return Err(format!("{} charts; a fit needs {FEWEST_CHARTS}", judged.len()));
    }
    let outside = out_of_fold(&judged);
    let mut model = fit(&judged.iter().collect::<Vec<&JudgedChart>>());
    model.provenance = record::provenance(&judged, &outside);
    record::write(&model, &folders)?;
    println!("{}: {}", record::MODEL, model.provenance);
    println!("release threshold {:.2}", model.release_threshold);
    Ok(())
}

fn references(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let listing = std::fs::read_dir(folder).map_err(|f| format!("{}: {f}", folder.display()))?;
    let mut files: Vec<_> = listing.flatten().map(|f| f.path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "json"));
    files.sort();
    Ok(files)
}

fn reference(folder: &Path, path: &Path) -> Result<(String, Chart, ReferenceChart), String> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|fault| format!("{}: {fault}", path.display()))
    };
    let text = read(path)?;
    let reference =
        ReferenceChart::parse(&text).map_err(|fault| format!("{}: {fault}", path.display()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let note = read(&folder.join("notes").join(format!("{name}.txt")))?;
    let documents = vec![Document { text: note, ..Document::default() }];
    Ok((text, Chart { documents, ..Chart::default() }, reference))
}
