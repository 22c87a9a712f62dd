//! What validation says of a whole file: its envelopes, so that acknowledgements can be written,
//! and all faults in file order.

use super::fault::{Fault, Severity, Within};
use crate::codes::List;
use crate::delimiters::Delimiters;
use crate::fault::Place;

/// The outcome of one file.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Interchanges in file order.
    pub interchanges: Vec<InterchangeReport>,
    /// Faults in file order, at most [`super::MAX_FAULTS`].
    pub faults: Vec<Fault>,
    /// Faults that were found but not listed.
    pub unlisted: u64,
    /// Segments read.
    pub segments: u64,
    /// Bytes read.
    pub bytes: u64,
    /// True when the file, or its rest, could not be read as X12.
    pub unreadable: bool,
    /// Code lists that the file uses and nobody here holds, in the order of [`List`].
    pub not_checked: Vec<List>,
}

impl Report {
    /// True when some fault of these SNIP types refuses something.
    #[must_use]
    pub fn has_errors(&self, types: &[u8]) -> bool {
        let counts = |f: &&Fault| f.severity == Severity::Error && types.contains(&f.snip);
        self.unlisted > 0 || self.faults.iter().any(|f| counts(&f))
    }
}

/// One interchange (ISA to IEA).
#[derive(Clone, Debug, Default)]
pub struct InterchangeReport {
    /// Its ISA.
    pub place: Place,
    /// Its delimiters.
    pub delimiters: Delimiters,
    /// ISA05 and ISA06, trimmed.
    pub sender: (String, String),
    /// ISA07 and ISA08, trimmed.
    pub receiver: (String, String),
    /// ISA09.
    pub date: String,
    /// ISA10.
    pub time: String,
    /// ISA12.
    pub version: String,
    /// ISA13.
    pub control: String,
    /// ISA14 is 1: the sender asks for a TA1.
    pub wants_ta1: bool,
    /// ISA15: P or T.
    pub usage: String,
    /// Groups in file order.
    pub groups: Vec<GroupReport>,
}

/// One functional group (GS to GE).
#[derive(Clone, Debug, Default)]
pub struct GroupReport {
    /// Its GS.
    pub place: Place,
    /// GS01.
    pub functional: String,
    /// GS02.
    pub sender: String,
    /// GS03.
    pub receiver: String,
    /// GS06.
    pub control: String,
    /// GS08.
    pub version: String,
    /// GE01, where it is a number.
    pub declared_sets: Option<u32>,
    /// Sets in file order.
    pub sets: Vec<SetReport>,
}

/// One transaction set (ST to SE).
#[derive(Clone, Debug, Default)]
pub struct SetReport {
    /// Its ST.
    pub place: Place,
    /// ST01.
    pub id: String,
    /// ST02.
    pub control: String,
    /// ST03, or GS08 where ST03 is empty.
    pub version: String,
    /// Segments from ST to SE.
    pub segments: u32,
    /// File name of the guide it was judged by; `None` when there is none for it.
    pub guide: Option<String>,
    /// Errors in it of any type.
    pub errors: u32,
    /// Errors of types 1 and 2, which a 999 tells.
    pub syntax_errors: u32,
}

impl Report {
    /// The interchange that is open; a group that stands outside of one gets an empty one.
    pub(super) fn open_interchange(&mut self) -> &mut InterchangeReport {
        if self.interchanges.is_empty() {
            self.interchanges.push(InterchangeReport::default());
        }
        let last = self.interchanges.len() - 1;
        &mut self.interchanges[last]
    }

    /// The group that is open, if there has been one.
    pub(super) fn last_group(&mut self) -> Option<&mut GroupReport> {
        self.interchanges.last_mut()?.groups.last_mut()
    }

    /// The group that is open; a set that stands outside of one gets an empty one.
    pub(super) fn open_group(&mut self) -> &mut GroupReport {
        let interchange = self.open_interchange();
        if interchange.groups.is_empty() {
            interchange.groups.push(GroupReport::default());
        }
        let last = interchange.groups.len() - 1;
        &mut interchange.groups[last]
    }

    /// The set at that place of the envelope.
    pub(super) fn set_mut(&mut self, within: Within) -> Option<&mut SetReport> {
        let interchange = self.interchanges.get_mut(within.interchange? as usize)?;
        interchange.groups.get_mut(within.group? as usize)?.sets.get_mut(within.set? as usize)
    }

    /// The set that is open, or was last.
    pub(super) fn open_set(&mut self) -> Option<&mut SetReport> {
        self.last_group()?.sets.last_mut()
    }
}
