//! Worked notes: short, made up, each with the level that a coder would give it.

mod hospital;
mod office;
mod special;

use super::level;
use crate::draft::{Draft, Facts};
use crate::gather;
use codesets::Icd10Cm;
use model::{Chart, Document, Setting};
use reader::Reader;
use std::sync::OnceLock;

/// Reader and code set, made once for all tests.
pub fn equipment() -> &'static (Reader, Icd10Cm) {
    static MADE: OnceLock<(Reader, Icd10Cm)> = OnceLock::new();
    MADE.get_or_init(|| {
        let pack = Icd10Cm::embedded();
        (Reader::new(&pack, None).unwrap(), pack)
    })
}

/// What the coder makes of documents: the level beside the chart that it was read from.
pub fn code_documents(setting: Setting, notes: &[&str]) -> Option<super::EmLevel> {
    let mut chart = Chart::default();
    for note in notes {
        chart.documents.push(Document { text: (*note).to_owned(), ..Document::default() });
    }
    code_chart(setting, &chart)
}

/// What the coder makes of a chart. Every piece of evidence is checked to be verbatim.
pub fn code_chart(setting: Setting, chart: &Chart) -> Option<super::EmLevel> {
    let (reader, pack) = equipment();
    let reading = reader.read(chart);
    let date = "2026-06-15".parse().unwrap();
    let facts = Facts {
        chart,
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
    let mut draft = Draft::default();
    gather::gather(&facts, &mut draft);
    let level = level(&facts, &draft)?;
    for service in &level.procedures {
        assert!(!service.evidence.is_empty(), "{} has no evidence", service.code);
        for piece in &service.evidence {
            let text = &chart.documents[piece.document as usize].text;
            assert_eq!(text[piece.start as usize..piece.end as usize], piece.text);
            assert!(!piece.text.is_empty());
        }
    }
    Some(level)
}

/// Codes with their modifiers, as `99214-25`.
pub fn codes(level: Option<&super::EmLevel>) -> Vec<String> {
    let service = |s: &super::EmService| {
        std::iter::once(s.code.clone()).chain(s.modifiers.clone()).collect::<Vec<_>>().join("-")
    };
    level.map(|l| l.procedures.iter().map(service).collect()).unwrap_or_default()
}

/// One worked note.
pub struct Worked {
    /// What it shows.
    pub shows: &'static str,
    /// Where.
    pub setting: Setting,
    /// The note.
    pub note: &'static str,
    /// The numbers, with modifiers, in order.
    pub codes: &'static [&'static str],
}

/// Codes every note of a table and compares; all differences are shown at once.
pub fn check(table: &[Worked]) {
    let mut wrong = Vec::new();
    for worked in table {
        let level = code_documents(worked.setting, &[worked.note]);
        let got = codes(level.as_ref());
        if got != worked.codes {
            let sheet = level.map(|l| l.worksheet).unwrap_or_default();
            let words = |all: &[model::Evidence]| {
                all.iter().map(|e| e.text.clone()).collect::<Vec<_>>().join(" | ")
            };
            wrong.push(format!(
                "{}: {got:?}, not {:?}. {}\n  problems: {}\n  data: {}\n  risk: {}",
                worked.shows,
                worked.codes,
                sheet.reason,
                words(&sheet.problems_evidence),
                words(&sheet.data_evidence),
                words(&sheet.risk_evidence)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}
