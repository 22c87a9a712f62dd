//! The file that holds one imported release: a header a person can read, then its rows.
//!
//! Layout: 8 bytes magic, 4 bytes header length (little endian), the header as JSON, then the
//! payload, whose SHA-256 stands in the header. A reader that finds another hash refuses the file.

use model::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// First bytes of every pack; the last two are the version of the layout.
pub const MAGIC: &[u8; 8] = b"CCPACK01";

/// Bytes before a pack's header: magic and length.
pub const BEFORE_HEADER: usize = 12;

/// Longest header that is read, in bytes.
pub const LONGEST_HEADER: usize = 64 * 1024;

/// What a pack holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackKind {
    /// ICD-10-CM tabular list with validity of every code by date.
    Icd10cmTabular,
    /// ICD-10-CM alphabetic index to diseases and injuries.
    Icd10cmIndex,
    /// ICD-10-CM table of neoplasms.
    Icd10cmNeoplasm,
    /// ICD-10-CM table of drugs and chemicals.
    Icd10cmDrug,
    /// ICD-10-CM index to external causes.
    Icd10cmExternal,
    /// HCPCS Level II.
    Hcpcs,
    /// ICD-10-PCS tables.
    Icd10pcsTables,
    /// Validity of every ICD-10-PCS code by date.
    Icd10pcsValidity,
    /// ICD-11 for mortality and morbidity statistics, for reading only.
    Icd11Mms,
    /// From ICD-10 to the one category of ICD-11 that fits best.
    Icd11MapOne,
    /// From ICD-10 to every category of ICD-11 that shares its meaning.
    Icd11MapAll,
    /// From ICD-11 to ICD-10.
    Icd11MapBack,
    /// Claim adjustment reasons.
    Carc,
    /// Remittance advice remarks.
    Rarc,
    /// Places of service.
    Pos,
    /// Provider taxonomy.
    Taxonomy,
    /// Procedure pairs (NCCI PTP) for practitioners.
    NcciPtpPractitioner,
    /// Procedure pairs (NCCI PTP) for outpatient hospitals.
    NcciPtpHospital,
    /// Unit limits (NCCI MUE) for practitioners.
    NcciMuePractitioner,
    /// Unit limits (NCCI MUE) for outpatient hospitals.
    NcciMueHospital,
    /// Unit limits (NCCI MUE) for equipment suppliers.
    NcciMueDme,
    /// Add-on codes (NCCI AOC).
    NcciAddOn,
    /// Medicare physician fee schedule (PPRRVU).
    FeeSchedule,
    /// The same with the conversion factor of qualifying APM participants.
    FeeScheduleApm,
    /// Geographic practice cost indices.
    Gpci,
    /// Medicare coverage database: articles with their procedure and diagnosis codes.
    Coverage,
    /// The user's licensed CPT file.
    Cpt,
    /// Revenue codes.
    Revenue,
    /// Excluded individuals and entities (LEIE).
    Exclusions,
}

impl PackKind {
    /// The name used in files, JSON and listings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PackKind::Icd10cmTabular => "icd10cm",
            PackKind::Icd10cmIndex => "icd10cm-index",
            PackKind::Icd10cmNeoplasm => "icd10cm-neoplasm",
            PackKind::Icd10cmDrug => "icd10cm-drug",
            PackKind::Icd10cmExternal => "icd10cm-external",
            PackKind::Hcpcs => "hcpcs",
            PackKind::Icd10pcsTables => "icd10pcs",
            PackKind::Icd10pcsValidity => "icd10pcs-validity",
            PackKind::Icd11Mms => "icd11",
            PackKind::Icd11MapOne => "icd11-map",
            PackKind::Icd11MapAll => "icd11-map-all",
            PackKind::Icd11MapBack => "icd11-map-back",
            PackKind::Carc => "carc",
            PackKind::Rarc => "rarc",
            PackKind::Pos => "pos",
            PackKind::Taxonomy => "taxonomy",
            PackKind::NcciPtpPractitioner => "ncci-ptp-practitioner",
            PackKind::NcciPtpHospital => "ncci-ptp-hospital",
            PackKind::NcciMuePractitioner => "ncci-mue-practitioner",
            PackKind::NcciMueHospital => "ncci-mue-hospital",
            PackKind::NcciMueDme => "ncci-mue-dme",
            PackKind::NcciAddOn => "ncci-add-on",
            PackKind::FeeSchedule => "pfs",
            PackKind::FeeScheduleApm => "pfs-apm",
            PackKind::Gpci => "gpci",
            PackKind::Coverage => "coverage",
            PackKind::Cpt => "cpt",
            PackKind::Revenue => "revenue",
            PackKind::Exclusions => "exclusions",
        }
    }

    /// True for a pack of fixed-width rows that are read where they lie: it is mapped, not loaded.
    #[must_use]
    pub fn is_mapped(self) -> bool {
        matches!(
            self,
            PackKind::NcciPtpPractitioner
                | PackKind::NcciPtpHospital
                | PackKind::NcciMuePractitioner
                | PackKind::NcciMueHospital
                | PackKind::NcciMueDme
                | PackKind::NcciAddOn
                | PackKind::FeeSchedule
                | PackKind::FeeScheduleApm
                | PackKind::Cpt
                | PackKind::Coverage
                | PackKind::Exclusions
        )
    }

    /// The licence under which its owner lets a local copy be used, where one stands in the pack.
    #[must_use]
    pub fn licence(self) -> Option<&'static str> {
        match self {
            PackKind::Icd11Mms
            | PackKind::Icd11MapOne
            | PackKind::Icd11MapAll
            | PackKind::Icd11MapBack => Some(crate::icd11::LICENCE),
            _ => None,
        }
    }
}

/// What a pack says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackHeader {
    /// What it holds.
    pub kind: PackKind,
    /// The release, as `2026-04`.
    pub label: String,
    /// First day on which the release is in force.
    pub starts: Date,
    /// Name of the file it was made from.
    pub source: String,
    /// SHA-256 of that file, in hexadecimal.
    pub source_sha256: String,
    /// Row counts by name.
    pub rows: BTreeMap<String, u64>,
    /// SHA-256 of the payload, in hexadecimal.
    pub payload_sha256: String,
}

/// Why a pack can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The file does not begin as a pack does.
    #[error("not a Cleanclaim pack (it does not begin with {})", String::from_utf8_lossy(MAGIC))]
    NotAPack,
    /// The header is not what this version writes.
    #[error("the pack's header can't be read ({0}); import the release again")]
    Header(String),
    /// The payload is cut or changed.
    #[error("the pack's rows do not match their SHA-256; import the release again")]
    Damaged,
}

/// The SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Joins header and payload into the bytes of a pack; fills in the payload's hash.
#[must_use]
pub fn write(mut header: PackHeader, payload: &[u8]) -> Vec<u8> {
    header.payload_sha256 = sha256_hex(payload);
    let json = serde_json::to_vec(&header).unwrap_or_default();
    let mut bytes = Vec::with_capacity(MAGIC.len() + 4 + json.len() + payload.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&u32::try_from(json.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(&json);
    bytes.extend_from_slice(payload);
    bytes
}

/// Splits a pack into header and payload without checking the payload's hash.
///
/// # Errors
/// When the bytes are no pack or the header can't be read.
pub fn split(bytes: &[u8]) -> Result<(PackHeader, &[u8]), PackError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(PackError::NotAPack)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(PackError::NotAPack)?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > LONGEST_HEADER || length > rest.len() {
        return Err(PackError::Header(format!("{length} bytes announced")));
    }
    let (json, payload) = rest.split_at(length);
    let header =
        serde_json::from_slice(json).map_err(|fault| PackError::Header(fault.to_string()))?;
    Ok((header, payload))
}

/// Where the payload of a pack begins.
///
/// # Errors
/// As [`split`].
pub fn payload_start(bytes: &[u8]) -> Result<usize, PackError> {
    split(bytes).map(|(_, payload)| bytes.len() - payload.len())
}

/// Splits a pack and checks the payload against its hash.
///
/// # Errors
/// As [`split`], and when the payload was cut or changed.
pub fn split_checked(bytes: &[u8]) -> Result<(PackHeader, &[u8]), PackError> {
    let (header, payload) = split(bytes)?;
    if sha256_hex(payload) != header.payload_sha256 {
        return Err(PackError::Damaged);
    }
    Ok((header, payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_and_damage() {
        let header = PackHeader {
            kind: PackKind::Hcpcs,
            label: "2025-10".into(),
            starts: Date::new(2025, 10, 1).unwrap(),
            source: "a.txt".into(),
            source_sha256: sha256_hex(b"a"),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        };
        let mut bytes = write(header, b"payload");
        let (read, payload) = split_checked(&bytes).unwrap();
        assert_eq!((read.label.as_str(), payload), ("2025-10", &b"payload"[..]));
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(split_checked(&bytes).unwrap_err(), PackError::Damaged);
        bytes.truncate(9);
        assert!(split(&bytes).is_err());
        assert_eq!(split(b"%PDF-1.7").unwrap_err(), PackError::NotAPack);
    }
}
