//! Named defects: each makes one thing wrong in a file that is legal otherwise.

mod line;

pub(crate) use line::Line;

use super::Kind;
use super::claim::Shape;

/// The part of a file that a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// ISA.
    Interchange,
    /// GS.
    Group,
    /// ST and what precedes the first level or heading.
    Head,
    /// LX of an 835.
    Heading,
    /// A household of claims, or a claim payment.
    Claims,
    /// The one in the middle of the file.
    Target,
    /// PLB.
    Summary,
    /// SE.
    Trailer,
    /// GE.
    GroupEnd,
    /// IEA.
    InterchangeEnd,
}

/// A defect that a file can be given.
#[derive(Debug)]
pub struct Defect {
    /// Its name on the command line.
    pub name: &'static str,
    /// The SNIP type that should find it, 1 to 6.
    pub snip: u8,
    /// What it does, in a few words.
    pub what: &'static str,
    /// The kinds of file that can have it.
    pub kinds: &'static [Kind],
    /// The claim that it needs.
    pub shape: Option<Shape>,
    pub(crate) part: Part,
    /// Spoils the part; false when the part has not what it needs.
    pub(crate) spoil: fn(&mut Vec<Line>) -> bool,
}

/// All defects.
pub const DEFECTS: &[Defect] = &[];

/// The defect of this name.
#[must_use]
pub fn defect(name: &str) -> Option<&'static Defect> {
    DEFECTS.iter().find(|defect| defect.name == name)
}
