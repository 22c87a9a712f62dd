//! Importers: one file a release format. Each reads bytes and returns rows, or says what is
//! wrong and where; nothing is written before a file was read to its end.

pub mod archive;
mod comma;
pub mod coverage;
pub mod cpt;
mod decimal;
pub mod exclusions;
pub mod gpci;
pub mod hcpcs;
pub mod icd10cm_index;
pub mod icd10cm_tabular;
pub mod icd10pcs_tables;
pub mod icd11_map;
pub mod icd11_mms;
pub mod ncci_add_on;
pub mod ncci_mue;
pub mod ncci_ptp;
pub mod pfs;
pub mod place_of_service;
pub mod reasons;
pub mod recognise;
mod release_name;
pub mod revenue;
mod tabbed;
pub mod taxonomy;
mod titled;
pub mod validity;
mod xml;

use crate::container::PackHeader;

/// Largest release file that is read, in bytes.
pub const LARGEST_FILE: usize = 256 * 1024 * 1024;

/// Why a release file can't be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No importer knows the layout.
    #[error(
        "{file}: this is none of the release formats that can be imported ({found}); expected \
         one of {expected}"
    )]
    Unrecognised {
        /// The file.
        file: String,
        /// What it looks like.
        found: String,
        /// The formats that can be imported.
        expected: String,
    },
    /// The file is cut or not well-formed.
    #[error("{file}: {place}: {message}; download the file again and import it whole")]
    Broken {
        /// The file.
        file: String,
        /// Line, or byte offset.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// The file was read but holds too little to be a release.
    #[error(
        "{file}: only {found} {rows} found, at least {least} expected of a whole release; \
         nothing was imported"
    )]
    TooFew {
        /// The file.
        file: String,
        /// What was counted.
        rows: String,
        /// How many were found.
        found: usize,
        /// How many a whole release has at least.
        least: usize,
    },
    /// The table does not say whose services it judges.
    #[error(
        "{file}: the file does not say whose services it judges; put `practitioner`, `hospital` or \
         `dme` into its name"
    )]
    NoProvider {
        /// The file.
        file: String,
    },
    /// A part of a release whose files make sense together only.
    #[error(
        "{file}: this is a part of a Medicare Coverage Database export, whose tables are imported \
         together; missing: {missing}; give all of them at once, or the ZIP as it was downloaded"
    )]
    Incomplete {
        /// The file.
        file: String,
        /// The tables that are missing.
        missing: String,
    },
    /// The release does not say when it starts and no date was given.
    #[error("{file}: the file does not say which release it is; give it with --release YYYY-MM-DD")]
    NoRelease {
        /// The file.
        file: String,
    },
}

/// A release that was read to its end: header and payload of its pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What the pack will say of itself.
    pub header: PackHeader,
    /// Its rows.
    pub payload: Vec<u8>,
}
