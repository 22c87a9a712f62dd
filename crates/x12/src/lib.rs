//! X12 005010, the language in which claims travel: read, validated, written, acknowledged.
//!
//! | enters | by | leaves |
//! |---|---|---|
//! | any bytes, a stream | [`validate::validate`], [`validate::validate_stream`] | all faults |
//! | a file and its report | [`ack::acknowledge`] | TA1, 999, 277CA |
//! | a file | [`view`] | a readable view, JSON and back |
//! | a question about a claim or a member | [`question`] | a 276, a 270 |
//! | a plan and a seed | [`generate::generate`], [`generate::answer`] | made-up files of any size |
//! | files | [`files`] | parts, one merged file, their differences |
//! | any bytes | [`Segments`] | borrowed [`Segment`]s with their [`Place`] |
//! | an 835, a stream | [`RemittanceParts`] | payments and their claims, a few at a time |
//! | any bytes | [`Envelope`] | [`Event`]s: the same segments with their part in the envelope |
//! | `model::Claim`s | [`write_837p`], [`write_837i`] | one interchange, or every [`WriteFault`] |
//! | an 837P or 837I file | [`read_837`], [`read_837_with_left`] | `model::Claim`s |
//! | any bytes | [`typed::Items`] | typed transactions, and with [`typed::write`] the bytes |
//! | names and elements | [`SegmentWriter`] | text with any delimiters |
//!
//! Readers answer an [`X12Error`] for each fault: missing trailers, wrong counts and control
//! numbers, cut-off segments, characters that are not ASCII, values that are none. The writers
//! make 005010X222A1 and 005010X223A2 and take [`Submitter`], [`Receiver`] (with the delimiters
//! to use) and [`ControlNumbers`] (with date, time and ISA15) beside the claims.
//!
//! Everything is a pure function of its arguments: no clock, no files, no randomness. Any bytes
//! may come in; nothing panics, and memory stays in proportion to one segment until claims are
//! built. What a transaction set has is data: [`guide`] and the folder `guides`.
//!
//! # What an 837 carries of a claim
//! `read_837(write_837x(claims))` gives the claims back, group by group, except for what the
//! transaction has no place for:
//! - both: `submitted`, `history`, `payer.state`, `payer.timely_filing_days`,
//!   `payer.auth_required`; the taxonomy of ordering and referring providers; `subscriber.plan`
//!   beside a group number; a subscriber's address, birth date and sex when the patient is
//!   someone else; values that were cleaned (capitals, accents, blanks);
//! - 837P: `from` and `through` are the first and last day of the lines; `bill_type`,
//!   `admission_type`, `admission_source`, `admission_hour`, `discharge_hour`,
//!   `discharge_status`, `admitting_diagnosis`, `reasons_for_visit`, `procedures`,
//!   `diagnoses_poa`, `revenue_code`; a line's place of service that is the claim's;
//! - 837I: `place_of_service`, `clia`, `ordering`, `pointers`, `medicare_secondary`; external
//!   causes (V to Y) come back after all other diagnoses; indicators that are all `1` (exempt);
//! - other payers: adjustments of one group come back together; `adjudicated` comes back with
//!   the lines where a payer decided by line; a code of a line's decision, or a unit of a line,
//!   that goes without saying comes back as none.
//!
//! `patient.id` travels as the medical record number (REF EA).
//!
//! # Decisions
//! - ZIP codes of the billing provider and the service facility must have nine digits, as the
//!   guides ask; five digits are a fault, because padding would make up an address. Patients,
//!   subscribers and payers may have five.
//! - A drug code needs its own quantity and unit (CTP): the HCPCS units are another measure.
//! - Other payers are written (2320, 2330, 2430) when their subscriber is known. What one paid
//!   and adjusted must come to what was charged, of the claim and of each line it decided.
//! - Units have up to three decimals, and count days or minutes where the line says so.
//! - What [`validate::validate`] would refuse in types 1 to 4 and 6 is a fault of the writer, with
//!   the field: hours and point of origin of an admission, the reason for an unscheduled visit,
//!   why Medicare comes second, what an unlisted code stands for. Services whose description a
//!   claim cannot hold (ambulance) are refused as well. Codes are judged by their form only, since
//!   lists change; of an NPI the check digit is judged too.
//! - ICD-9 codes are faults on reading: a claim cannot hold them.
#![deny(missing_docs)]

pub mod ack;
mod charset;
mod claim_837;
mod claim_837i;
mod claim_837p;
pub mod codes;
mod delimiters;
mod envelope;
mod fault;
pub mod files;
pub mod generate;
pub mod guide;
pub mod question;
mod reader;
mod remittance_parts;
mod segment;
mod steps;
mod tokens;
pub mod typed;
pub mod validate;
pub mod view;
mod walk;
mod window;
mod writer;

pub use claim_837::interchange::MAX_CLAIMS_PER_TRANSACTION;
pub use claim_837::read::{ReadClaims, read_837, read_837_with_left};
pub use claim_837::{Receiver, Submitter};
pub use claim_837i::{VERSION_837I, write_837i};
pub use claim_837p::{VERSION_837P, write_837p};
pub use delimiters::{Delimiters, ISA_BYTES};
pub use envelope::{Envelope, Event, MAX_FAULTS, envelope_faults};
pub use fault::{Place, WriteFault, X12Error};
pub use reader::{MAX_SEGMENT_BYTES, Segments};
pub use remittance_parts::{CLAIMS_TOGETHER, RemittancePart, RemittanceParts};
pub use segment::Segment;
pub use writer::{ControlNumbers, LineEnd, SegmentWriter, Usage};
