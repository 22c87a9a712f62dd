//! `cargo xtask data TABULAR.xml VALIDITY.csv`: builds the embedded ICD-10-CM pack.
//!
//! Both inputs and their hashes stand in `data/SOURCES.toml`; the built pack is committed, so
//! that a build of the product needs neither them nor a network.

use codesets::container;
use codesets::import::{icd10cm_tabular, validity};
use model::Date;
use std::path::Path;

/// Label and first day of the embedded release.
const RELEASE: (&str, (i16, i8, i8)) = ("2026-04", (2026, 4, 1));

/// Where the pack is written.
const PACK: &str = "data/packs/icd10cm.pack";

pub fn run(arguments: &[String]) -> Result<(), String> {
    let [tabular, table] = arguments else {
        return Err("usage: cargo xtask data TABULAR.xml VALIDITY.csv".into());
    };
    let read = |path: &str| std::fs::read(path).map_err(|fault| format!("{path}: {fault}"));
    let (xml, csv) = (read(tabular)?, read(table)?);
    let name = |path: &str| {
        Path::new(path).file_name().map_or(path.into(), |n| n.to_string_lossy().into_owned())
    };
    let entries = icd10cm_tabular::read(&name(tabular), &xml).map_err(|fault| fault.to_string())?;
    let rows = validity::read(&name(table), &csv).map_err(|fault| fault.to_string())?;
    let (label, (year, month, day)) = RELEASE;
    let starts = Date::new(year, month, day).ok_or("the release's date")?;
    let pack = icd10cm_tabular::pack(&entries, &rows, label, starts, &name(tabular), &xml);
    let bytes = container::write(pack.header.clone(), &pack.payload);
    std::fs::write(PACK, &bytes).map_err(|fault| format!("{PACK}: {fault}"))?;
    println!("{PACK}: {} bytes, sha256 {}", bytes.len(), container::sha256_hex(&bytes));
    for (what, count) in &pack.header.rows {
        println!("  {count} {what}");
    }
    Ok(())
}
