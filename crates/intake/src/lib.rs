//! Files become charts.
//!
//! What enters: paths of notes, FHIR R4 Bundles, folders of Bulk Data NDJSON, or standard input.
//! What leaves: one [`model::Chart`] after another, each with the text that every byte offset of
//! the product points into, or an [`IntakeError`] that names the file, the place and what to do.
//! A fault in one chart never stops the others. Kinds of file are recognised by content, never
//! by the ending of the name. No clock and no network: "today" is passed in, and an attachment
//! that lies elsewhere is reported, not fetched.
#![deny(missing_docs)]

mod error;
pub mod fhir_r4;
mod folder;
mod inputs;
mod joined;
mod options;
mod sniff;
mod stated_date;
pub mod text;

pub use error::IntakeError;
pub use inputs::{Charts, charts, note};
pub use options::{CodeLookup, CodeStanding, FIRST_SERVICE_DATE, Options};
