//! Which release format a file has, told by its content and never by its name.

use super::{
    ImportError, Imported, LARGEST_FILE, coverage, cpt, exclusions, gpci, hcpcs, icd10cm_index,
    icd10cm_tabular, icd10pcs_tables, icd11_map, icd11_mms, ncci_add_on, ncci_mue, ncci_ptp, pfs,
    place_of_service, reasons, revenue, taxonomy,
};
use crate::container::{PackKind, sha256_hex};
use crate::icd10cm::Icd10Cm;
use crate::icd10cm::build::ValidityRow;
use model::Date;

/// How much of a file is looked at to recognise it, in bytes.
const HEAD: usize = 8 * 1024;

/// The formats, for messages.
const FORMATS: &str = "ICD-10-CM tabular list XML, alphabetic index XML, neoplasm table XML, \
    drug table XML, external cause index XML, ICD-10-PCS tables XML, HCPCS Level II fixed width, \
    ICD-11 MMS tabulation text, ICD-10/ICD-11 mapping tables text, CARC and RARC lists CSV, \
    place of service codes CSV, NUCC taxonomy CSV, NCCI procedure pairs text, \
    NCCI unit limits (MUE) CSV, NCCI add-on codes text or CSV, physician fee schedule (PPRRVU) \
    CSV, geographic indices (GPCI) CSV, revenue codes CSV, CPT code lists text, \
    Medicare Coverage Database CSV, OIG exclusions (LEIE) CSV";

/// What a file is. Tables of the same layout for several sorts of provider are named by the first;
/// their importer tells them apart.
#[must_use]
pub fn kind(bytes: &[u8]) -> Option<PackKind> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).into_owned();
    if head.contains("<ICD10CM.tabular") {
        return Some(PackKind::Icd10cmTabular);
    }
    if head.contains("<ICD10PCS.tabular") {
        return Some(PackKind::Icd10pcsTables);
    }
    if head.contains("<ICD10CM.index") {
        let upper = head.to_ascii_uppercase();
        return Some(if upper.contains("MALIGNANT PRIMARY") {
            PackKind::Icd10cmNeoplasm
        } else if upper.contains("UNDERDOSING") {
            PackKind::Icd10cmDrug
        } else if upper.contains("EXTERNAL CAUSE") {
            PackKind::Icd10cmExternal
        } else {
            PackKind::Icd10cmIndex
        });
    }
    if icd11_mms::is_tabulation(&head) {
        return Some(PackKind::Icd11Mms);
    }
    if let Some(kind) = icd11_map::kind(&head) {
        return Some(kind);
    }
    if ncci_ptp::is_pairs(&head) {
        return Some(PackKind::NcciPtpPractitioner);
    }
    if ncci_mue::is_limits(&head) {
        return Some(PackKind::NcciMuePractitioner);
    }
    if ncci_add_on::is_add_ons(&head) {
        return Some(PackKind::NcciAddOn);
    }
    if pfs::is_fee_schedule(&head) {
        return Some(PackKind::FeeSchedule);
    }
    if gpci::is_indices(&head) {
        return Some(PackKind::Gpci);
    }
    if taxonomy::is_taxonomy(&head) {
        return Some(PackKind::Taxonomy);
    }
    if place_of_service::is_places(&head) {
        return Some(PackKind::Pos);
    }
    if let Some(kind) = reasons::kind(&head) {
        return Some(kind);
    }
    if revenue::is_revenue(&head) {
        return Some(PackKind::Revenue);
    }
    if exclusions::is_exclusions(&head) {
        return Some(PackKind::Exclusions);
    }
    if cpt::is_cpt(&head) {
        return Some(PackKind::Cpt);
    }
    if coverage::part(&head).is_some() {
        return Some(PackKind::Coverage);
    }
    let fixed_width = bytes.split(|b| *b == b'\n').take(3).all(|line| {
        line.len() > 91
            && line[5..10].iter().all(u8::is_ascii_digit)
            && matches!(line[10], b'3' | b'4' | b'7' | b'8')
    });
    (fixed_width && !bytes.is_empty()).then_some(PackKind::Hcpcs)
}

/// Reads a release file of any known format into a pack.
///
/// # Errors
/// When the format is not known, or its importer refuses the file.
pub fn import(
    file: &str,
    bytes: &[u8],
    release: Option<Date>,
    current: &Icd10Cm,
) -> Result<Imported, ImportError> {
    if bytes.len() > LARGEST_FILE {
        return Err(ImportError::Broken {
            file: file.to_owned(),
            place: format!("byte {LARGEST_FILE}"),
            message: format!("larger than {} MiB", LARGEST_FILE >> 20),
        });
    }
    match kind(bytes) {
        Some(PackKind::Icd10cmTabular) => tabular(file, bytes, release, current),
        Some(PackKind::Icd10pcsTables) => icd10pcs_tables::import(file, bytes, release),
        Some(PackKind::Hcpcs) => hcpcs::import(file, bytes, release),
        Some(PackKind::Icd11Mms) => icd11_mms::import(file, bytes, release),
        Some(PackKind::NcciPtpPractitioner) => ncci_ptp::import(file, bytes, release),
        Some(PackKind::NcciMuePractitioner) => ncci_mue::import(file, bytes, release),
        Some(PackKind::NcciAddOn) => ncci_add_on::import(file, bytes, release),
        Some(PackKind::FeeSchedule) => pfs::import(file, bytes, release),
        Some(PackKind::Gpci) => gpci::import(file, bytes, release),
        Some(PackKind::Revenue) => revenue::import(file, bytes, release),
        Some(PackKind::Exclusions) => exclusions::import(file, bytes, release),
        Some(PackKind::Cpt) => cpt::import(file, bytes, release),
        Some(kind @ (PackKind::Carc | PackKind::Rarc)) => {
            reasons::import(file, bytes, kind, release)
        }
        Some(PackKind::Coverage) => {
            let mut export = coverage::Export::default();
            export.add(file, bytes)?;
            export.import(release)
        }
        Some(PackKind::Pos) => place_of_service::import(file, bytes, release),
        Some(PackKind::Taxonomy) => taxonomy::import(file, bytes, release),
        Some(kind) if kind.licence().is_some() => icd11_map::import(file, bytes, kind, release),
        Some(kind) => icd10cm_index::import(file, bytes, kind, release),
        None => Err(ImportError::Unrecognised {
            file: file.to_owned(),
            found: looks_like(bytes),
            expected: FORMATS.to_owned(),
        }),
    }
}

/// A tabular list carries no validity dates. Those of the current pack are kept for codes it
/// knows; a code that is new in the list starts with the release, and one that is gone ends the
/// day before.
fn tabular(
    file: &str,
    bytes: &[u8],
    release: Option<Date>,
    current: &Icd10Cm,
) -> Result<Imported, ImportError> {
    let entries = icd10cm_tabular::read(file, bytes)?;
    let starts = release.ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let mut rows = current.validity_rows();
    let listed = icd10cm_tabular::billable_codes(&entries, &rows);
    let far = Date::new(starts.year() + 1, 9, 30).unwrap_or(starts);
    for row in &mut rows {
        let in_force = row.starts <= starts && starts <= row.ends;
        if in_force && !listed.contains(&row.code) {
            row.ends = starts.plus_days(-1);
        } else if in_force {
            row.ends = row.ends.max(far);
        }
    }
    for code in &listed {
        if !current.is_billable(code, starts) {
            rows.push(ValidityRow {
                code: code.clone(),
                starts,
                ends: far,
                attributes: Default::default(),
            });
        }
    }
    let label = format!("{}-{:02}", starts.year(), starts.month());
    Ok(icd10cm_tabular::pack(&entries, &rows, &label, starts, file, bytes))
}

/// What an unknown file looks like, in words.
fn looks_like(bytes: &[u8]) -> String {
    let known = [
        (&b"%PDF"[..], "a PDF"),
        (b"PK\x03\x04", "a ZIP archive inside another file; unpack it and import what it holds"),
        (b"<!DOCTYPE html", "a web page"),
        (b"<html", "a web page"),
        (b"CCPACK", "a Cleanclaim pack"),
    ];
    if bytes.is_empty() {
        return "an empty file".into();
    }
    if let Some((_, name)) = known.iter().find(|(start, _)| bytes.starts_with(start)) {
        return (*name).into();
    }
    if bytes.iter().take(HEAD).any(|b| *b == 0) {
        return format!("binary data, SHA-256 {}…", &sha256_hex(bytes)[..12]);
    }
    if let Some(root) = xml_root(bytes) {
        return format!("XML whose outermost element is <{root}>");
    }
    let first = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]);
    format!("text that begins with `{}`", first.lines().next().unwrap_or_default())
}

/// The name of the outermost element, of a file that says it is XML.
fn xml_root(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).into_owned();
    let xml = head.trim_start_matches('\u{feff}').trim_start();
    if !xml.starts_with("<?xml") {
        return None;
    }
    let tag = xml.split('<').skip(1).find(|t| t.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    Some(tag.chars().take_while(|c| !c.is_whitespace() && !"/>".contains(*c)).take(60).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_file_is_named() {
        let current = Icd10Cm::embedded();
        for (bytes, words) in [
            (&b""[..], "an empty file"),
            (b"%PDF-1.7", "a PDF"),
            (b"PK\x03\x04....", "a ZIP archive"),
            (b"<?xml version='1.0'?>\n<!-- x --><ICD10PCS.index>", "element is <ICD10PCS.index>"),
            (b"code,start,end\nA00", "text that begins with `code,start,end`"),
        ] {
            let fault = import("x.bin", bytes, None, &current).unwrap_err().to_string();
            assert!(fault.contains("x.bin") && fault.contains(words), "{fault}");
        }
    }
}
