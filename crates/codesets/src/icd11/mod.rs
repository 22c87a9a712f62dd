//! ICD-11 (MMS) as a parallel view: codes with their titles, and the World Health Organization's
//! tables between ICD-10 and ICD-11.
//!
//! It is for reading only. Nothing here is embedded or shipped (the files are CC BY-ND; the user
//! downloads them), and no code of it can stand on a claim: what claims are made of,
//! `model::CodedChart`, has no member for one, and no ICD-11 code has the form of an ICD-10-CM
//! code (see `cluster`).
//!
//! Rows of the pack are lines: `L` with the licence, then `C` with code, chapter, `1` for a code
//! without codes below it, and the title.

pub mod beside;
pub mod cluster;
pub mod map;

pub use beside::{Beside, View};
pub use cluster::{Cluster, ClusterFault, CodeForm};
pub use map::Icd11Map;

use crate::container::{PackError, PackHeader};
use std::collections::BTreeMap;

/// The licence of the organization's files, as every pack of them carries it.
pub const LICENCE: &str = "ICD-11, World Health Organization, CC BY-ND 3.0 IGO: a local copy for \
    reading; it may not be changed, converted for others or passed on";

/// One code of the tabulation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Icd11Code {
    /// The code, as `2C25.Z` or `XS9R`.
    pub code: String,
    /// Its title, without the dashes that show its depth.
    pub title: String,
    /// The chapter, as `02` or `X`.
    pub chapter: String,
    /// True when no code stands below it.
    pub leaf: bool,
}

/// A release of ICD-11 for mortality and morbidity statistics.
#[derive(Clone, Debug)]
pub struct Icd11 {
    /// What its pack says of itself.
    pub header: PackHeader,
    codes: BTreeMap<String, Icd11Code>,
}

/// The rows as the payload of a pack.
#[must_use]
pub fn payload(codes: &[Icd11Code]) -> Vec<u8> {
    let mut lines = vec![format!("L\t{LICENCE}")];
    for Icd11Code { code, title, chapter, leaf } in codes {
        let leaf = if *leaf { "1" } else { "0" };
        lines.push(format!("C\t{}\t{}\t{leaf}\t{}", cell(code), cell(chapter), cell(title)));
    }
    lines.join("\n").into_bytes()
}

/// A text that can stand between two tabs.
fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

/// The rows below the licence; a pack that does not say its licence is no pack of these.
fn licensed(payload: &[u8]) -> Result<impl Iterator<Item = &str>, PackError> {
    let text = std::str::from_utf8(payload).map_err(|_| PackError::Damaged)?;
    let mut lines = text.lines();
    let licence = lines.next().is_some_and(|line| line.starts_with("L\t"));
    if licence { Ok(lines) } else { Err(PackError::Damaged) }
}

impl Icd11 {
    /// Reads the rows of a pack.
    ///
    /// # Errors
    /// When a row is not of the layout.
    pub fn read(header: PackHeader, payload: &[u8]) -> Result<Icd11, PackError> {
        let mut codes = BTreeMap::new();
        for line in licensed(payload)? {
            let cells: Vec<&str> = line.split('\t').collect();
            let &["C", code, chapter, leaf, title] = &cells[..] else {
                return Err(PackError::Damaged);
            };
            let (code, title, chapter) = (code.to_owned(), title.to_owned(), chapter.to_owned());
            codes.insert(code.clone(), Icd11Code { code, title, chapter, leaf: leaf == "1" });
        }
        Ok(Icd11 { header, codes })
    }

    /// A code by its written form, without regard to case.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Icd11Code> {
        self.codes.get(&code.trim().to_ascii_uppercase())
    }

    /// All codes in order.
    pub fn codes(&self) -> impl Iterator<Item = &Icd11Code> {
        self.codes.values()
    }

    /// The titles of a cluster's parts, ` / ` between, as the organization's tables write them;
    /// `None` when the release lacks one of them.
    #[must_use]
    pub fn title(&self, cluster: &Cluster) -> Option<String> {
        let titles: Option<Vec<&str>> =
            cluster.parts().map(|part| self.get(&part.code).map(|c| c.title.as_str())).collect();
        titles.map(|titles| titles.join(" / "))
    }

    /// The parts of a cluster that the release does not hold.
    #[must_use]
    pub fn unknown(&self, cluster: &Cluster) -> Vec<ClusterFault> {
        cluster
            .parts()
            .filter(|part| self.get(&part.code).is_none())
            .map(|part| ClusterFault::Unknown { part: part.code.clone(), at: part.at })
            .collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::container::{PackKind, sha256_hex};

    /// The header of a made-up pack.
    pub(crate) fn header(kind: PackKind, starts: &str) -> PackHeader {
        PackHeader {
            kind,
            label: starts[..7].to_owned(),
            starts: starts.parse().unwrap(),
            source: "x.txt".into(),
            source_sha256: sha256_hex(b""),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        }
    }

    pub(crate) fn release() -> Icd11 {
        let code = |code: &str, title: &str| Icd11Code {
            code: code.into(),
            title: title.into(),
            chapter: "02".into(),
            leaf: true,
        };
        let rows = payload(&[
            code("2C25.Z", "Growth of made-up place"),
            code("XS9R", "Made-up\tstage"),
            code("5A11", "Sugar trouble"),
        ]);
        Icd11::read(header(PackKind::Icd11Mms, "2025-01-01"), &rows).unwrap()
    }

    #[test]
    fn rows_round_trip_with_their_licence() {
        let release = release();
        assert_eq!(release.get(" 2c25.z ").unwrap().title, "Growth of made-up place");
        let codes: Vec<&str> = release.codes().map(|c| c.code.as_str()).collect();
        assert_eq!(codes, ["2C25.Z", "5A11", "XS9R"]);
        let cluster = Cluster::parse("2C25.Z&XS9R").unwrap();
        assert_eq!(release.title(&cluster).unwrap(), "Growth of made-up place / Made-up stage");
        assert!(release.unknown(&cluster).is_empty());
        let rows = payload(&[]);
        assert!(String::from_utf8(rows).unwrap().contains("CC BY-ND"));
        let bare = b"C\t5A11\t05\t1\tSugar trouble";
        assert!(Icd11::read(header(PackKind::Icd11Mms, "2025-01-01"), bare).is_err());
    }

    #[test]
    fn parts_that_the_release_lacks_are_named_with_their_place() {
        let cluster = Cluster::parse("2C25.Z&XS9R&XN8P1/5A11/1A00").unwrap();
        let said: Vec<String> =
            release().unknown(&cluster).iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2);
        assert!(said[0].contains("`XN8P1` at character 13"), "{said:?}");
        assert!(said[1].contains("`1A00` at character 24"), "{said:?}");
        assert_eq!(release().title(&cluster), None);
    }
}
