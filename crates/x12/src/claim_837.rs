//! What the professional and the institutional claim share: parties, grouping, reading back.

pub(crate) mod claim_facts;
pub(crate) mod interchange;
pub(crate) mod other_payers;
pub(crate) mod parties;
pub(crate) mod read;
mod read_claim;
mod read_decision;
mod read_party;
mod read_values;
pub(crate) mod sheet;
pub(crate) mod stay;
pub(crate) mod unwritten;

use crate::delimiters::Delimiters;
use crate::writer::LineEnd;

/// Who sends the file (ISA05, ISA06, GS02, loop 1000A).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submitter {
    /// Name (NM103).
    pub name: String,
    /// The identifier that the receiver gave (NM109, qualifier 46), at least two characters.
    pub id: String,
    /// Name of the person or office to ask (PER02).
    pub contact: String,
    /// Telephone, ten digits (PER04).
    pub phone: String,
    /// Electronic mail (PER06).
    pub email: Option<String>,
    /// Qualifier of the interchange identifier (ISA05), such as `ZZ` or `30`.
    pub qualifier: String,
    /// Interchange identifier (ISA06), at most fifteen characters.
    pub interchange_id: String,
    /// Application sender's code (GS02), two to fifteen characters.
    pub group_id: String,
}

/// Who gets the file (ISA07, ISA08, GS03, loop 1000B), and the delimiters they like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receiver {
    /// Name (NM103).
    pub name: String,
    /// Identifier (NM109, qualifier 46), at least two characters.
    pub id: String,
    /// Qualifier of the interchange identifier (ISA07).
    pub qualifier: String,
    /// Interchange identifier (ISA08), at most fifteen characters.
    pub interchange_id: String,
    /// Application receiver's code (GS03), two to fifteen characters.
    pub group_id: String,
    /// The delimiters to write with.
    pub delimiters: Delimiters,
    /// What follows each segment.
    pub line_end: LineEnd,
}
