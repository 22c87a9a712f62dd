//! `cargo xtask data TABULAR.xml ICD10CM.csv ICD10PCS.csv`: builds the embedded packs, ICD-10-CM
//! with the days of its codes, and the days of ICD-10-PCS codes.
//!
//! The inputs and their hashes stand in `data/SOURCES.toml`; the built packs are committed, so
//! that a build of the product needs neither them nor a network.

use codesets::import::{Imported, icd10cm_tabular, validity};
use codesets::{PackHeader, PackKind, container, pcs_validity};
use model::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// Label and first day of the embedded tabular list.
const RELEASE: (&str, (i16, i8, i8)) = ("2026-04", (2026, 4, 1));

/// Label and first day of the newest release that the dates of procedures know.
const PROCEDURES: (&str, (i16, i8, i8)) = ("2026-10", (2026, 10, 1));

/// Where the packs are written: diagnoses, procedures.
const PACKS: [&str; 2] = ["data/packs/icd10cm.pack", "data/packs/icd10pcs_validity.pack"];

pub fn run(arguments: &[String]) -> Result<(), String> {
    let [tabular, diagnoses, procedures] = arguments else {
        return Err("usage: cargo xtask data TABULAR.xml ICD10CM.csv ICD10PCS.csv".into());
    };
    write(PACKS[0], &diagnosis_pack(tabular, diagnoses)?)?;
    write(PACKS[1], &procedure_pack(procedures)?)
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|fault| format!("{path}: {fault}"))
}

fn name(path: &str) -> String {
    Path::new(path).file_name().map_or(path.into(), |n| n.to_string_lossy().into_owned())
}

fn first_day((year, month, day): (i16, i8, i8)) -> Result<Date, String> {
    Date::new(year, month, day).ok_or_else(|| "the release's date".to_owned())
}

fn diagnosis_pack(tabular: &str, table: &str) -> Result<Imported, String> {
    let (xml, csv) = (read(tabular)?, read(table)?);
    let entries = icd10cm_tabular::read(&name(tabular), &xml).map_err(|fault| fault.to_string())?;
    let rows = validity::read(&name(table), &csv).map_err(|fault| fault.to_string())?;
    let starts = first_day(RELEASE.1)?;
    Ok(icd10cm_tabular::pack(&entries, &rows, RELEASE.0, starts, &name(tabular), &xml))
}

fn procedure_pack(table: &str) -> Result<Imported, String> {
    let csv = read(table)?;
    let rows = validity::read_procedures(&name(table), &csv).map_err(|fault| fault.to_string())?;
    let header = PackHeader {
        kind: PackKind::Icd10pcsValidity,
        label: PROCEDURES.0.to_owned(),
        starts: first_day(PROCEDURES.1)?,
        source: name(table),
        source_sha256: container::sha256_hex(&csv),
        rows: BTreeMap::from([("validity".to_owned(), rows.len() as u64)]),
        payload_sha256: String::new(),
    };
    let payload = pcs_validity::payload(&rows);
    Ok(Imported { header, payload: payload.ok_or_else(|| format!("{table}: a code is no code"))? })
}

fn write(path: &str, pack: &Imported) -> Result<(), String> {
    let bytes = container::write(pack.header.clone(), &pack.payload);
    std::fs::write(path, &bytes).map_err(|fault| format!("{path}: {fault}"))?;
    println!("{path}: {} bytes, sha256 {}", bytes.len(), container::sha256_hex(&bytes));
    for (what, count) in &pack.header.rows {
        println!("  {count} {what}");
    }
    Ok(())
}
