//! Table tests over short made-up notes and a small map of their own.

mod bounds;
mod infusion;
mod maps;
mod operative;
mod pathology;
mod study;
mod visit;

use super::{Performed, ProcedureMap, performed};
use crate::draft::{Draft, Facts};
use codesets::Icd10Cm;
use model::{Chart, Date, Document, Facility, Setting};
use reader::{Lexicon, Reader};
use std::sync::OnceLock;

pub const MAP: &str = include_str!("map.toml");

pub fn map() -> &'static ProcedureMap {
    static MAP_READ: OnceLock<ProcedureMap> = OnceLock::new();
    MAP_READ.get_or_init(|| ProcedureMap::from_files(&[("map.toml", MAP)]).unwrap())
}

fn shared() -> &'static (Icd10Cm, Reader) {
    static SHARED: OnceLock<(Icd10Cm, Reader)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let pack = Icd10Cm::embedded();
        let reader = Reader::with_lexicon(Lexicon::default(), &pack, None).unwrap();
        (pack, reader)
    })
}

/// What is performed in a note, at a place of service where one is given.
pub fn read_at(map: &ProcedureMap, setting: Setting, note: &str, place: Option<&str>) -> Performed {
    let (pack, reader) = shared();
    let facility =
        place.map(|place| Facility { place_of_service: Some(place.into()), ..Facility::default() });
    let document = Document { text: note.into(), ..Document::default() };
    let chart = Chart { documents: vec![document], facility, ..Chart::default() };
    let reading = reader.read(&chart);
    let date = Date::new(2026, 6, 15).unwrap();
    let facts = Facts {
        chart: &chart,
        reading: &reading,
        reader,
        pack,
        tables: &crate::tables::Tables::default(),
        setting,
        date,
        lower: crate::draft::Once::new(),
        only_side: Default::default(),
        named_sex: Default::default(),
        quits_tobacco: Default::default(),
        circumstances: Default::default(),
    };
    performed(map, &facts, &Draft::default())
}

pub fn read(setting: Setting, note: &str) -> Performed {
    read_at(map(), setting, note, None)
}

/// Lines as `code-modifiers xunits`, in order.
pub fn shown(performed: &Performed) -> Vec<String> {
    performed
        .lines
        .iter()
        .map(|line| {
            let mut text = line.code.clone();
            for modifier in &line.modifiers {
                text.push('-');
                text.push_str(modifier);
            }
            if line.units != 1 {
                text.push_str(&format!(" x{}", line.units));
            }
            text
        })
        .collect()
}

/// Holds a table of notes and lines; every line has verbatim evidence and a reason.
pub fn hold(setting: Setting, table: &[(&str, &[&str])]) {
    let mut wrong = Vec::new();
    for (note, expected) in table {
        let found = read(setting, note);
        if shown(&found) != *expected {
            wrong.push(format!("{note}\n  wanted {expected:?}\n  found  {:?}", shown(&found)));
        }
        for line in &found.lines {
            assert!(!line.evidence.is_empty() && !line.rules.is_empty(), "{note}");
            for e in &line.evidence {
                assert_eq!(&note[e.start as usize..e.end as usize], e.text, "{note}");
                assert!(!e.text.is_empty(), "{note}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
