//! Whole inpatient charts over a small hand-made table in the official layout.

use crate::{Coder, Profile};
use codesets::icd10pcs::{self, Icd10Pcs};
use codesets::import::icd10pcs_tables::read_tables;
use codesets::{CodeSets, PackHeader, PackKind};
use model::{Chart, CodedChart, Date, Document, GapKind, Setting};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Tables 0DT, 0DJ, 0SR and 302 as the official file lays them out, cut down to a few values.
const SMALL: &str = include_str!("../../tests/small_pcs_tables.xml");

/// The small tables.
pub(crate) fn tables() -> Icd10Pcs {
    let (_, tables) = read_tables("small_pcs_tables.xml", SMALL.as_bytes()).unwrap();
    let header = PackHeader {
        kind: PackKind::Icd10pcsTables,
        label: "small".to_owned(),
        starts: Date::new(2025, 10, 1).unwrap(),
        source: String::new(),
        source_sha256: String::new(),
        rows: BTreeMap::new(),
        payload_sha256: String::new(),
    };
    Icd10Pcs::read(header, &icd10pcs::payload(&tables)).unwrap()
}

fn coder() -> &'static Coder {
    static CODER: OnceLock<Coder> = OnceLock::new();
    CODER.get_or_init(|| {
        let sets = CodeSets { icd10pcs: vec![tables()], ..CodeSets::embedded() };
        Coder::new(Arc::new(sets)).expect("embedded data")
    })
}

fn code(coder: &Coder, setting: Setting, note: &str) -> CodedChart {
    let document = Document { text: note.to_owned(), ..Document::default() };
    let mut chart = Chart { documents: vec![document], ..Chart::default() };
    chart.encounter.setting = Some(setting);
    coder.code(&chart, Profile::Claim)
}

fn codes(coded: &CodedChart) -> Vec<&str> {
    coded.pcs.iter().map(|p| p.code.as_str()).collect()
}

const APPENDECTOMY: &str = "DISCHARGE DIAGNOSIS: Acute appendicitis.\n\
    HOSPITAL COURSE: She underwent laparoscopic appendectomy without complication.\n";

#[test]
fn an_operation_of_the_stay_is_coded_with_evidence_and_rules() {
    let coded = code(coder(), Setting::Inpatient, APPENDECTOMY);
    assert_eq!(codes(&coded), ["0DTJ4ZZ"]);
    let line = &coded.pcs[0];
    assert!(line.evidence.iter().any(|e| e.text.contains("appendectomy")), "{line:?}");
    for e in &line.evidence {
        assert_eq!(APPENDECTOMY[e.start as usize..e.end as usize], e.text);
    }
    assert!(line.rules.iter().any(|r| r == "PCS B3.8"), "{:?}", line.rules);
    assert!(line.rules.iter().any(|r| r == "PCS A9 table 0DT"), "{:?}", line.rules);
    assert_eq!(coded.releases[super::FAMILY], "small");
}

#[test]
fn only_inpatient_stays_have_them() {
    for setting in [Setting::Surgery, Setting::Ed, Setting::Office] {
        assert!(code(coder(), setting, APPENDECTOMY).pcs.is_empty(), "{setting}");
    }
}

#[test]
fn without_tables_the_chart_says_so() {
    let coded = code(crate::trial::coder(), Setting::Inpatient, APPENDECTOMY);
    assert!(coded.pcs.is_empty());
    assert!(coded.reasons.iter().any(|r| r.contains("not imported")), "{:?}", coded.reasons);
    assert_eq!(coded.releases[super::FAMILY], super::NOT_IMPORTED);
    let without = "HOSPITAL COURSE: She was given antibiotics for acute appendicitis.\n";
    let coded = code(crate::trial::coder(), Setting::Inpatient, without);
    assert!(!coded.reasons.iter().any(|r| r.contains("ICD-10-PCS")), "{:?}", coded.reasons);
}

#[test]
fn what_the_record_does_not_tell_is_asked_for() {
    let note = "HOSPITAL COURSE: She underwent appendectomy. She had a total knee replacement.\n";
    let coded = code(coder(), Setting::Inpatient, note);
    assert!(coded.pcs.is_empty(), "{:?}", codes(&coded));
    let kinds: Vec<GapKind> = coded.gaps.iter().map(|g| g.kind).collect();
    assert!(kinds.contains(&GapKind::Type) && kinds.contains(&GapKind::Laterality), "{kinds:?}");
    let asks = |words: &str| coded.reasons.iter().any(|r| r.contains(words));
    assert!(asks("approach of the appendectomy") && asks("side of the total knee"));
}

#[test]
fn a_conversion_is_an_inspection_and_an_open_operation() {
    let note = "PROCEDURES: Laparoscopic appendectomy converted to open appendectomy.\n";
    assert_eq!(codes(&code(coder(), Setting::Inpatient, note)), ["0DTJ0ZZ", "0DJD4ZZ"]);
}

#[test]
fn a_code_that_the_tables_lack_is_never_given() {
    // The small tables know no resection of the gallbladder.
    let note = "PROCEDURES: Laparoscopic cholecystectomy.\n";
    let coded = code(coder(), Setting::Inpatient, note);
    assert!(coded.pcs.is_empty());
    assert!(coded.reasons.iter().any(|r| r.contains("have no row")), "{:?}", coded.reasons);
}

#[test]
fn a_hostile_chart_is_bounded() {
    let note = format!("HOSPITAL COURSE: {}", "underwent appendectomy and ".repeat(20_000));
    assert!(code(coder(), Setting::Inpatient, &note).pcs.len() <= 25);
}
