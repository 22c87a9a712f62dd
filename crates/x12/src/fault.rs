//! What can be wrong with a file that is read ([`X12Error`]) or a claim that is written
//! ([`WriteFault`]): a stable code, the place, a plain sentence and what to do.

use model::ClaimId;
use std::fmt;

/// Where in a file something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Bytes before it, from the start of the file.
    pub offset: u64,
    /// Segments up to and including it, from the start of the file; 0 before the first.
    pub segment: u32,
    /// Line of the file, from 1.
    pub line: u32,
    /// The segment's name in ASCII, padded with NUL; all NUL when there is none.
    pub id: [u8; 3],
    /// Element, from 1; 0 for the segment as a whole.
    pub element: u8,
    /// Component of a composite element, from 1; 0 for the element as a whole.
    pub component: u8,
}

impl Place {
    /// The same segment, at one element (from 1).
    #[must_use]
    pub fn at(self, element: u8) -> Place {
        Place { element, component: 0, ..self }
    }

    /// The same segment, at one component (from 1) of one element (from 1).
    #[must_use]
    pub fn at_component(self, element: u8, component: u8) -> Place {
        Place { element, component, ..self }
    }

    /// The segment's name; empty when the place is not in a segment.
    #[must_use]
    pub fn segment_id(&self) -> &str {
        let length = self.id.iter().position(|b| *b == 0).unwrap_or(self.id.len());
        std::str::from_utf8(&self.id[..length]).unwrap_or("")
    }
}

impl fmt::Display for Place {
    /// `line 3, segment 12 HI01-2, byte 512`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, segment {}", self.line, self.segment)?;
        let id = self.segment_id();
        if !id.is_empty() {
            write!(f, " {id}")?;
        }
        if self.element > 0 {
            write!(f, "{:02}", self.element)?;
        }
        if self.component > 0 {
            write!(f, "-{}", self.component)?;
        }
        write!(f, ", byte {}", self.offset)
    }
}

/// A fault of a file that is read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({place}); {action} [{code}]")]
pub struct X12Error {
    /// Stable code such as `x12.isa.truncated`.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What is wrong, as a plain sentence without its full stop.
    pub message: String,
    /// What to do.
    pub action: &'static str,
    /// True when nothing after this place could be read.
    pub fatal: bool,
}

impl X12Error {
    pub(crate) fn new(
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        action: &'static str,
    ) -> X12Error {
        X12Error { code, place, message: message.into(), action, fatal: false }
    }

    pub(crate) fn fatal(mut self) -> X12Error {
        self.fatal = true;
        self
    }
}

/// Why a claim, the submitter, the receiver or the control numbers cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct WriteFault {
    /// Stable code: `x12.write.missing`, `.length`, `.delimiter`, `.character`, `.shape`, `.rule`.
    pub code: &'static str,
    /// The claim; `None` for the envelope.
    pub claim: Option<ClaimId>,
    /// The service line, from 1, when the fault is on a line.
    pub line: Option<u16>,
    /// The field of the claim JSON, such as `billing.tax_id`.
    pub field: &'static str,
    /// The loop it would have gone to, such as `2010AA`; empty for ISA and GS.
    pub loop_id: &'static str,
    /// The element it would have gone to, such as `REF02` or `SV101-2`.
    pub segment: String,
    /// What is wrong. It never repeats the value, which may be PHI.
    pub message: String,
    /// What to do.
    pub action: &'static str,
}

impl fmt::Display for WriteFault {
    /// `claim A1: billing.npi is missing (loop 2010AA, NM109); give it in the claim [code]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.claim {
            Some(id) => write!(f, "claim {id}")?,
            None => f.write_str("envelope")?,
        }
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {} {} (", self.field, self.message)?;
        if !self.loop_id.is_empty() {
            write!(f, "loop {}, ", self.loop_id)?;
        }
        write!(f, "{}); {} [{}]", self.segment, self.action, self.code)
    }
}
