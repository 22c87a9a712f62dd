//! Faults sorted by what they are about: interchange, group or set.

use super::set_pass::CutOff;
use crate::validate::{Fault, GroupReport, Level, Report, SetReport, Severity};
use std::collections::BTreeMap;

/// Number of the interchange in the file, the group in it and the set in that, each from 0.
pub(super) type SetKey = (u32, u32, u32);

/// SNIP types that a 999 tells of: form and, where it has a code, situation.
const TOLD_TYPES: std::ops::RangeInclusive<u8> = 1..=4;

/// What becomes of a set, a group or an interchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Answer {
    /// A.
    Accepted,
    /// E: accepted, with faults told.
    WithErrors,
    /// R.
    Refused,
}

/// The faults of a report.
pub(super) struct Received<'r> {
    interchanges: BTreeMap<u32, Vec<&'r Fault>>,
    groups: BTreeMap<(u32, u32), Vec<&'r Fault>>,
    sets: BTreeMap<SetKey, Vec<&'r Fault>>,
    cut_off: CutOff,
}

/// True when a 999 tells of it within its set.
pub(super) fn is_told(fault: &Fault) -> bool {
    TOLD_TYPES.contains(&fault.snip)
        && matches!(fault.level, Level::Set(_) | Level::Segment(_) | Level::Element(_))
}

fn worst<'f>(faults: impl Iterator<Item = &'f Fault>) -> Answer {
    let answer = |fault: &Fault| match fault.severity {
        Severity::Error => Answer::Refused,
        Severity::Warning => Answer::WithErrors,
    };
    faults.map(answer).max().unwrap_or(Answer::Accepted)
}

impl<'r> Received<'r> {
    /// `cut_off`: what is open where the file becomes unreadable; validation calls nothing missing
    /// there, but what has no end is not accepted.
    pub(super) fn new(report: &'r Report, cut_off: CutOff) -> Received<'r> {
        let mut received = Received {
            interchanges: BTreeMap::new(),
            groups: BTreeMap::new(),
            sets: BTreeMap::new(),
            cut_off,
        };
        for fault in &report.faults {
            received.take(fault);
        }
        received
    }

    fn take(&mut self, fault: &'r Fault) {
        let within = &fault.within;
        // A fault of the envelope lies within what it closes, so the level decides.
        match (within.interchange, within.group, within.set, fault.level) {
            (Some(i), _, _, Level::Interchange(_)) | (Some(i), None, _, _) => {
                self.interchanges.entry(i).or_default().push(fault);
            }
            (Some(i), Some(g), _, Level::Group(_)) | (Some(i), Some(g), None, _) => {
                self.groups.entry((i, g)).or_default().push(fault);
            }
            (Some(i), Some(g), Some(s), _) => {
                self.sets.entry((i, g, s)).or_default().push(fault);
            }
            // Before the first interchange: there is nobody to tell.
            (None, ..) => {}
        }
    }

    pub(super) fn interchange(&self, number: u32) -> &[&'r Fault] {
        self.interchanges.get(&number).map_or(&[], Vec::as_slice)
    }

    pub(super) fn group(&self, key: (u32, u32)) -> &[&'r Fault] {
        self.groups.get(&key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn set(&self, key: SetKey) -> &[&'r Fault] {
        self.sets.get(&key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn interchange_answer(&self, number: u32) -> Answer {
        worst(self.interchange(number).iter().copied())
    }

    pub(super) fn cuts_group(&self, key: (u32, u32)) -> bool {
        self.cut_off.group == Some(key)
    }

    pub(super) fn cuts_set(&self, key: SetKey) -> bool {
        self.cut_off.set == Some(key)
    }

    /// The answer for the group itself, without its sets.
    pub(super) fn group_answer(&self, key: (u32, u32)) -> Answer {
        if self.cuts_group(key) {
            return Answer::Refused;
        }
        worst(self.group(key).iter().copied())
    }

    /// The answer for a set as the 999 gives it.
    pub(super) fn set_answer(&self, key: SetKey, set: &SetReport) -> Answer {
        // Faults beyond the list are counted all the same.
        if set.syntax_errors > 0 || self.cuts_set(key) {
            return Answer::Refused;
        }
        worst(self.set(key).iter().copied().filter(|fault| is_told(fault)))
    }

    /// True when the set has errors that are not in the list.
    pub(super) fn has_unlisted(&self, key: SetKey, set: &SetReport) -> bool {
        let listed = self.set(key).iter().filter(|f| f.severity == Severity::Error).count();
        set.errors as usize > listed
    }
}

/// True when the group is older than 005010 and so is answered by a 997.
pub(super) fn is_old(group: &GroupReport, interchange_version: &str) -> bool {
    let release = group.version.get(..6).filter(|v| v.bytes().all(|b| b.is_ascii_digit()));
    match release {
        Some(release) => release < "005010",
        None => !interchange_version.is_empty() && interchange_version < "00501",
    }
}
