//! The golden tables of `fixtures/coding`: modifiers, units, present on admission.
#![cfg(feature = "cpt-map")]

use codesets::CodeSets;
use coding::{Coder, Profile};
use measure::golden::{self, GoldenCase, Note, Table};
use model::{Chart, Document};
use std::path::Path;
use std::sync::{Arc, OnceLock};

fn coder() -> &'static Coder {
    static CODER: OnceLock<Coder> = OnceLock::new();
    CODER.get_or_init(|| Coder::new(Arc::new(CodeSets::embedded())).expect("embedded data"))
}

fn chart(case: &GoldenCase) -> Chart {
    let Note::Text(text) = &case.note else { panic!("{}: a note in a file", case.place) };
    let document = Document { text: text.clone(), ..Document::default() };
    let mut chart = Chart { documents: vec![document], ..Chart::default() };
    chart.encounter.setting = Some(case.setting);
    chart
}

/// Every case of a table holds, and the table has at least so many.
#[track_caller]
fn hold(table: Table, file: &str, least: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/coding").join(file);
    let text = std::fs::read_to_string(&path).expect(file);
    let cases = golden::parse(table, file, &text).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(cases.len() >= least, "{file} has {} cases, fewer than {least}", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let coded = coder().code(&chart(case), Profile::Claim);
            let wrong = !case.holds(&coded);
            wrong.then(|| {
                let (wanted, given) = (case.wanted(), case.given(&coded));
                format!("{} ({}): wanted {wanted}; found {given}", case.place, case.id)
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn modifiers() {
    hold(Table::Modifiers, "modifiers.tsv", 170);
}

#[test]
fn units() {
    hold(Table::Units, "units.tsv", 80);
}

#[test]
fn services_told_in_many_ways() {
    hold(Table::Units, "units_services.tsv", 60);
}

#[test]
fn present_on_admission() {
    hold(Table::Poa, "poa.tsv", 70);
}
