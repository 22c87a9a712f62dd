//! What the ICD-10-PCS tables say of one code: the label of each of its seven characters.

use codesets::icd10pcs::{Icd10Pcs, PcsTable};
use model::Date;
use serde::Serialize;
use std::fmt::Write;

/// One code.
#[derive(Serialize)]
pub struct PcsEntry {
    system: &'static str,
    code: String,
    release: String,
    date: Date,
    definition: String,
    characters: Vec<Character>,
}

#[derive(Serialize)]
struct Character {
    position: usize,
    character: char,
    label: String,
}

impl PcsEntry {
    /// The entry of a code; `None` when the tables do not allow it.
    pub fn of(release: &Icd10Pcs, code: &str, on: Date) -> Option<PcsEntry> {
        let labels = release.labels(code)?;
        let table: &PcsTable = release.table(code.get(..3)?)?;
        let characters = code.chars().zip(labels).zip(1..).map(|((character, label), position)| {
            Character { position, character, label: label.to_owned() }
        });
        Some(PcsEntry {
            system: "icd10pcs",
            code: code.to_owned(),
            release: release.header.label.clone(),
            date: on,
            definition: table.definition.clone(),
            characters: characters.collect(),
        })
    }

    /// The entry for people.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n  ICD-10-PCS {}\n", self.code, self.release);
        for Character { position, character, label } in &self.characters {
            let _ = writeln!(out, "  {position}  {character}  {label}");
        }
        if !self.definition.is_empty() {
            let _ = writeln!(out, "  definition: {}", self.definition);
        }
        out
    }
}
