//! The code lists that judge X12 files: releases that the user imported, over what the crate x12
//! knows by itself.
//!
//! Of the data folder only the lists of claims and HCPCS are opened, and ICD-10 releases that are
//! newer than the tables in the program: validating never waits for the coder's packs.

use codesets::claim_codes::{self, ClaimCodes};
use codesets::hcpcs::Hcpcs;
use codesets::library::LibraryError;
use codesets::{CodeSets, Icd10Cm, Library, PackHeader, PackKind};
use model::Date;
use x12::codes::{
    CodeLists, Embedded, List, Origin, Release, Standing, icd10_newest, is_remittance_remark,
};

/// Qualifiers of HCPCS codes: on a line, and as an operation under anaesthesia.
const HCPCS: [&[u8]; 3] = [b"HC", b"BP", b"BO"];

/// Qualifiers of ICD-10-CM and of ICD-10-PCS.
const ICD10CM: [&[u8]; 5] = [b"ABK", b"ABF", b"ABJ", b"APR", b"ABN"];
const ICD10PCS: [&[u8]; 2] = [b"BBR", b"BBQ"];

/// Imported lists over the embedded ones.
pub struct ImportedLists {
    sets: CodeSets,
    /// The last day that the newest imported ICD-10-CM release speaks of; it stays in force after.
    icd10cm_through: Option<Date>,
    /// First letters that HCPCS codes have, as bits.
    hcpcs_letters: u32,
}

impl ImportedLists {
    /// Opens the packs that judge claims.
    ///
    /// # Errors
    /// When one of them is damaged; it is named.
    pub fn open(library: &Library) -> Result<ImportedLists, LibraryError> {
        Ok(ImportedLists::over(library.chosen(judges_claims)?))
    }

    fn over(sets: CodeSets) -> ImportedLists {
        let newest = sets.icd10cm.last();
        let rows = newest.map(Icd10Cm::validity_rows).unwrap_or_default();
        let icd10cm_through = rows.iter().map(|row| row.ends).max();
        let entries = sets.hcpcs.iter().flat_map(Hcpcs::entries).filter(|entry| !entry.modifier);
        let hcpcs_letters = entries.fold(0, |all, entry| all | letter(entry.code.as_bytes()));
        ImportedLists { sets, icd10cm_through, hcpcs_letters }
    }

    /// A list whose codes carry their days. Without a day, a code that it has is valid.
    fn dated(&self, kind: PackKind, code: &[u8], on: Option<Date>) -> Option<Standing> {
        let list = self.list(kind, on)?;
        let Some(entry) = list.get(text(code)?) else { return Some(Standing::Unknown) };
        Some(match on {
            Some(on) if !entry.in_force(on) => Standing::NotInForce {
                from: entry.starts.filter(|starts| *starts > on),
                to: entry.ends.filter(|ends| *ends < on),
            },
            _ => Standing::Valid,
        })
    }

    fn list(&self, kind: PackKind, on: Option<Date>) -> Option<&ClaimCodes> {
        let newest = || self.sets.claim_codes.iter().rev().find(|list| list.header.kind == kind);
        on.map_or_else(newest, |on| self.sets.claim_codes(kind, on))
    }

    /// Places carry no days: a release judges from its first day on, and what the program knows
    /// judges the time before.
    fn place(&self, code: &[u8], on: Option<Date>) -> Option<Standing> {
        let list = self.list(PackKind::Pos, on)?;
        if on.is_some_and(|on| on < list.header.starts) {
            return None;
        }
        let known = list.get(text(code)?).is_some();
        Some(if known { Standing::Valid } else { Standing::Unknown })
    }

    /// HCPCS Level II. Numbers of CPT, and letters of which the release has no code at all (dental
    /// codes are the ADA's), are not in it and stay unchecked.
    fn hcpcs(&self, code: &[u8], on: Option<Date>) -> Option<Standing> {
        let release = match on {
            Some(on) => self.sets.hcpcs(on)?,
            None => self.sets.hcpcs.last()?,
        };
        // P1 to P6 are CPT's modifiers of anaesthesia.
        let ours = match code {
            [b'P', b'1'..=b'6'] => false,
            [first, _] => first.is_ascii_uppercase(),
            _ => self.hcpcs_letters & letter(code) != 0,
        };
        if !ours {
            return None;
        }
        let code = text(code)?;
        let known = release.get(code).is_some_and(|entry| entry.modifier == (code.len() == 2));
        Some(if known { Standing::Valid } else { Standing::Unknown })
    }

    /// An imported release that is newer than the program's table.
    fn icd10cm(&self, code: &[u8], on: Option<Date>) -> Option<Standing> {
        let on = on?;
        let pack = self.sets.icd10cm.iter().rev().find(|pack| pack.header().starts <= on)?;
        let (code, day) = (text(code)?, self.icd10cm_through.map_or(on, |last| on.min(last)));
        let spans = || pack.validities(code);
        Some(if pack.is_billable(code, day) {
            Standing::Valid
        } else if spans().next().is_some() {
            Standing::NotInForce {
                from: spans().map(|span| span.starts).find(|starts| *starts > day),
                to: spans().map(|span| span.ends).filter(|ends| *ends < day).max(),
            }
        } else if pack.billable_below(code, day).is_empty() {
            Standing::Unknown
        } else {
            Standing::NotBillable
        })
    }

    /// See [`ImportedLists::icd10cm`]; the tables of a release carry no days.
    fn icd10pcs(&self, code: &[u8], on: Option<Date>) -> Option<Standing> {
        let release = self.sets.icd10pcs(on?)?;
        let known = release.is_valid(text(code)?);
        Some(if known { Standing::Valid } else { Standing::Unknown })
    }
}

impl CodeLists for ImportedLists {
    fn judge(&self, list: List, qualifier: &[u8], code: &[u8], on: Option<Date>) -> Standing {
        let embedded = Embedded.judge(list, qualifier, code, on);
        if embedded == Standing::Malformed {
            return embedded;
        }
        let imported = match list {
            List::Carc => self.dated(PackKind::Carc, code, on),
            List::Rarc => self.dated(PackKind::Rarc, code, on),
            List::Remark if is_remittance_remark(qualifier) => self.dated(PackKind::Rarc, code, on),
            List::Taxonomy => self.dated(PackKind::Taxonomy, code, on),
            List::Pos => self.place(code, on),
            List::Modifier => self.hcpcs(code, on),
            List::Procedure if HCPCS.contains(&qualifier) => self.hcpcs(code, on),
            List::Procedure if ICD10PCS.contains(&qualifier) => self.icd10pcs(code, on),
            List::Diagnosis if ICD10CM.contains(&qualifier) => self.icd10cm(code, on),
            _ => None,
        };
        imported.unwrap_or(embedded)
    }

    fn releases(&self) -> Vec<Release> {
        let mut all = Embedded.releases();
        let lists = self.sets.claim_codes.iter().map(|list| &list.header);
        let hcpcs = self.sets.hcpcs.iter().map(|release| &release.header);
        let diagnoses = self.sets.icd10cm.iter().map(Icd10Cm::header);
        let procedures = self.sets.icd10pcs.iter().map(|release| &release.header);
        for header in lists.chain(hcpcs).chain(diagnoses).chain(procedures) {
            all.extend(judged(header.kind).iter().map(|list| Release {
                list: *list,
                system: header.kind.name().to_owned(),
                label: header.label.clone(),
                origin: Origin::Imported,
            }));
        }
        all.sort_by_key(|release| release.list);
        all
    }
}

/// Whether a pack is one of those that are opened.
fn judges_claims(header: &PackHeader) -> bool {
    match header.kind {
        PackKind::Icd10cmTabular | PackKind::Icd10pcsTables => {
            icd10_newest().is_some_and(|newest| header.starts > newest)
        }
        kind => kind == PackKind::Hcpcs || claim_codes::KINDS.contains(&kind),
    }
}

/// The lists that a pack judges.
fn judged(kind: PackKind) -> &'static [List] {
    match kind {
        PackKind::Carc => &[List::Carc],
        PackKind::Rarc => &[List::Rarc, List::Remark],
        PackKind::Pos => &[List::Pos],
        PackKind::Taxonomy => &[List::Taxonomy],
        PackKind::Hcpcs => &[List::Procedure, List::Modifier],
        PackKind::Icd10cmTabular => &[List::Diagnosis],
        PackKind::Icd10pcsTables => &[List::Procedure],
        _ => &[],
    }
}

/// The first letter of a code as a bit; none for a digit.
fn letter(code: &[u8]) -> u32 {
    let first = code.first().filter(|first| first.is_ascii_uppercase());
    first.map_or(0, |first| 1 << (first - b'A'))
}

fn text(code: &[u8]) -> Option<&str> {
    std::str::from_utf8(code).ok()
}

#[cfg(test)]
mod tests;
