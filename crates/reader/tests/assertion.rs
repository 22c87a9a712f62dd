//! Holds the reader's assertions to `fixtures/assertion`. The scoring and its bars stand in
//! `measure::assertion`; `cleanclaim eval assertion` prints what this test holds.

use codesets::Icd10Cm;
use measure::assertion::{AssertionScore, parse};
use model::{Chart, Document, Finding};
use reader::Reader;

/// Fewest snippets and judged terms that the set holds.
const FEWEST: (usize, usize) = (420, 900);

#[test]
fn the_snippets_are_read_as_a_coder_reads_them() {
    let reader = Reader::new(&Icd10Cm::embedded(), None).expect("the embedded reader");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/assertion");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder fixtures/assertion")
        .map(|file| file.expect("a file of the folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "tsv"))
        .collect();
    files.sort();
    let mut score = AssertionScore::default();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let content = std::fs::read_to_string(&file).expect("UTF-8");
        for snippet in parse(&name, &content).expect("snippets of their form") {
            let document = Document { text: snippet.text.clone(), ..Document::default() };
            let chart = Chart { documents: vec![document], ..Chart::default() };
            let found: Vec<Finding> = reader.read(&chart).findings().cloned().collect();
            score.add(&snippet, &found);
        }
    }
    let held = (score.snippets, score.terms);
    assert!(held.0 >= FEWEST.0 && held.1 >= FEWEST.1, "{held:?}");
    let faults = score.faults();
    assert!(faults.is_empty(), "{faults:#?}\n{:#?}\n{:#?}", score.unknown, score.misses);
}
