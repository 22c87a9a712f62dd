//! Code systems by date of service.
//!
//! What enters: official release files, through one importer a format (`import`), and the pack
//! that is embedded in the binary. What leaves: lookups that need no I/O (`icd10cm`), search
//! (`search`), and the packs of a data directory (`library`). Called by every room to its right.

pub mod attribute_bits;
pub mod cadence;
pub mod claim_codes;
pub mod code;
mod code_rows;
pub mod code_table;
pub mod container;
pub mod coverage;
pub mod cpt;
pub mod exclusions;
pub mod fee_schedule;
pub mod hcpcs;
pub mod icd10cm;
pub mod icd10pcs;
pub mod icd11;
pub mod import;
pub mod index;
pub mod index_title;
pub mod index_tree;
pub mod library;
mod mapped;
pub mod ncci;
mod packed;
pub mod pcs_validity;
pub mod search;
mod sets;
pub mod words;

pub use container::{PackError, PackHeader, PackKind};
pub use icd10cm::{Attributes, Icd10Cm, Node, NoteKind, Validity};
pub use import::{ImportError, Imported};
pub use index_tree::IndexTree;
pub use library::{Library, LibraryError};
pub use mapped::PackBytes;
pub use pcs_validity::PcsValidity;
pub use sets::CodeSets;
