//! Named defects: each makes one thing wrong in a file that is legal otherwise.

mod balance;
mod codes;
mod guide;
mod integrity;
mod line;
mod service;
mod situation;

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
    /// The one in the middle of the file; an 837's begins with its billing provider.
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
    /// True when the patient must be a dependent of the subscriber.
    pub(crate) dependent: bool,
    pub(crate) part: Part,
    /// Spoils the part; false when the part has not what it needs.
    pub(crate) spoil: fn(&mut Vec<Line>) -> bool,
}

const P: &[Kind] = &[Kind::Professional];
const I: &[Kind] = &[Kind::Institutional];
const D: &[Kind] = &[Kind::Dental];
const R: &[Kind] = &[Kind::Remittance];
const PI: &[Kind] = &[Kind::Professional, Kind::Institutional];
const CLAIMS: &[Kind] = &[Kind::Professional, Kind::Institutional, Kind::Dental];
const ALL: &[Kind] = &[Kind::Professional, Kind::Institutional, Kind::Dental, Kind::Remittance];

/// A defect of the claim in the middle; the other builders change one of its facts.
const fn defect_of(
    (name, snip): (&'static str, u8),
    kinds: &'static [Kind],
    what: &'static str,
    spoil: fn(&mut Vec<Line>) -> bool,
) -> Defect {
    Defect { name, snip, what, kinds, shape: None, dependent: false, part: Part::Target, spoil }
}

impl Defect {
    const fn part(self, part: Part) -> Defect {
        Defect { part, ..self }
    }

    const fn shape(self, shape: Shape) -> Defect {
        Defect { shape: Some(shape), ..self }
    }

    const fn dependent(self) -> Defect {
        Defect { dependent: true, ..self }
    }
}

/// The lists of defects, by SNIP type.
const LISTS: [&[Defect]; 8] = [
    integrity::ENVELOPE,
    integrity::SEGMENTS,
    integrity::ELEMENTS,
    guide::DEFECTS,
    balance::DEFECTS,
    situation::DEFECTS,
    codes::DEFECTS,
    service::DEFECTS,
];

/// All defects, by SNIP type.
pub fn defects() -> impl Iterator<Item = &'static Defect> {
    LISTS.iter().flat_map(|list| list.iter())
}

/// The defect of this name.
#[must_use]
pub fn defect(name: &str) -> Option<&'static Defect> {
    defects().find(|defect| defect.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_there_are_some_of_each_type() {
        let names: BTreeSet<&str> = defects().map(|d| d.name).collect();
        assert_eq!(names.len(), defects().count());
        assert!(names.len() >= 60, "{}", names.len());
        for snip in 1..=6 {
            assert!(defects().filter(|d| d.snip == snip).count() >= 4, "type {snip}");
        }
        assert!(defects().all(|d| !d.kinds.is_empty() && !d.what.is_empty()));
        assert_eq!(defect("se-count").unwrap().snip, 1);
        assert!(defect("nothing").is_none());
    }
}
