//! What validation finds: each fault with a stable code, its SNIP type, its place, a plain
//! sentence, what to do, and how an acknowledgement tells it.

use crate::fault::Place;
use std::borrow::Cow;
use std::fmt;

/// How much a fault matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the file is accepted.
    Warning,
    /// The file or a part of it is refused.
    Error,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// The level at which an acknowledgement reports a fault, with the code it uses there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// TA105 of a TA1.
    Interchange(&'static str),
    /// AK905 of a 999.
    Group(&'static str),
    /// IK502 of a 999.
    Set(&'static str),
    /// IK304 of a 999.
    Segment(&'static str),
    /// IK403 of a 999.
    Element(&'static str),
    /// What the claim says rather than how it is written: a 277CA tells it.
    Content,
}

/// Which interchange, group and set of the file, each counted from 0 within the one above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Within {
    /// Number of the interchange in the file.
    pub interchange: Option<u32>,
    /// Number of the group in the interchange.
    pub group: Option<u32>,
    /// Number of the set in the group.
    pub set: Option<u32>,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code such as `x12.segment.missing` or `837p.replaced-claim`.
    pub code: Cow<'static, str>,
    /// SNIP type, 1 to 7.
    pub snip: u8,
    /// How much it matters.
    pub severity: Severity,
    /// Where in the file.
    pub place: Place,
    /// Where in the envelope.
    pub within: Within,
    /// Position of the segment in its set, ST being 1 (IK302); 0 outside of sets. For a segment
    /// that is missing, that of the last segment before the gap.
    pub position: u32,
    /// The loop, such as `2010AA`; empty outside of loops.
    pub loop_id: Box<str>,
    /// The segment it is about (IK301), also when it is missing.
    pub segment: Box<str>,
    /// Number of the data element in the dictionary (IK403); 0 for none.
    pub element: u16,
    /// Repetition of the element, from 1; 0 when it does not repeat.
    pub repetition: u16,
    /// The bad value, cut to 99 characters (IK404).
    pub value: Option<Box<str>>,
    /// How acknowledgements tell it.
    pub level: Level,
    /// What is wrong, a sentence without its full stop.
    pub message: String,
    /// What to do.
    pub action: Cow<'static, str>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (severity, code) = (self.severity.name(), &self.code);
        write!(f, "{severity}[{code}]: {} ({}", self.message, self.place)?;
        if !self.loop_id.is_empty() {
            write!(f, ", loop {}", self.loop_id)?;
        }
        write!(f, "); {}", self.action)
    }
}

/// Longest value that is repeated in a fault (IK404 holds 1 to 99 characters).
pub const MAX_VALUE: usize = 99;

/// A value as a fault repeats it: control characters made visible, cut to [`MAX_VALUE`].
pub(crate) fn shown(value: &[u8]) -> Box<str> {
    let text = String::from_utf8_lossy(value);
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<LF>"),
            '\r' => out.push_str("<CR>"),
            c if c.is_control() => out.push_str("<CTL>"),
            c => out.push(c),
        }
        if out.len() >= MAX_VALUE {
            break;
        }
    }
    out.chars().take(MAX_VALUE).collect::<String>().into_boxed_str()
}
