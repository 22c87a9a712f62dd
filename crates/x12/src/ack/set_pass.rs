//! One pass over the sets of an interchange, with each segment's position as validation counts it.

use super::received::SetKey;
use crate::reader::Segments;
use crate::segment::Segment;
use crate::validate::{InterchangeReport, Report, SetReport};

/// One interchange of a file: what validation says of it, and its bytes.
#[derive(Clone, Copy)]
pub(super) struct Part<'r, 'a> {
    /// Number of the interchange in the file, from 0.
    pub(super) number: u32,
    pub(super) interchange: &'r InterchangeReport,
    data: &'a [u8],
}

/// What an unreadable rest of a file cuts off.
#[derive(Clone, Copy, Default)]
pub(super) struct CutOff {
    pub(super) group: Option<(u32, u32)>,
    pub(super) set: Option<SetKey>,
}

/// What the pass meets.
pub(super) enum Step<'r, 'a> {
    /// A set begins with its ST.
    Start(SetKey, &'r SetReport),
    /// A segment of the set that has begun last; ST is at position 1.
    Segment(u32, Segment<'a>),
    /// The set is over.
    End,
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The interchanges of a file.
pub(super) fn parts<'r, 'a>(
    data: &'a [u8],
    report: &'r Report,
) -> impl Iterator<Item = Part<'r, 'a>> {
    let at = |n: usize| {
        let place = report.interchanges.get(n).map(|i| i.place.offset as usize);
        place.unwrap_or(data.len()).min(data.len())
    };
    report.interchanges.iter().enumerate().map(move |(n, interchange)| {
        let (start, end) = (at(n), at(n + 1));
        Part { number: number(n), interchange, data: data.get(start..end).unwrap_or(&[]) }
    })
}

impl<'r, 'a> Part<'r, 'a> {
    /// The sets with their keys and the place of their ST within the part.
    fn sets(&self) -> impl Iterator<Item = (u64, SetKey, &'r SetReport)> + use<'r> {
        let (base, i) = (self.interchange.place.offset, self.number);
        self.interchange.groups.iter().enumerate().flat_map(move |(g, group)| {
            group.sets.iter().enumerate().map(move |(s, set)| {
                (set.place.offset.saturating_sub(base), (i, number(g), number(s)), set)
            })
        })
    }

    /// The group, and the set in it, that are still open where the bytes end.
    pub(super) fn cut_off(&self) -> CutOff {
        let (mut in_group, mut in_set) = (false, false);
        for segment in Segments::new(self.data).filter_map(Result::ok) {
            match segment.id() {
                "GS" => (in_group, in_set) = (true, false),
                "ST" => in_set = true,
                "SE" => in_set = false,
                "GE" => (in_group, in_set) = (false, false),
                _ => {}
            }
        }
        let group = self.interchange.groups.last().filter(|_| in_group);
        let set = group.and_then(|group| group.sets.len().checked_sub(1)).filter(|_| in_set);
        let last = number(self.interchange.groups.len().saturating_sub(1));
        CutOff {
            group: group.map(|_| (self.number, last)),
            set: set.map(|set| (self.number, last, number(set))),
        }
    }

    /// Walks over all sets; memory does not grow with the file.
    pub(super) fn walk(&self, mut step: impl FnMut(Step<'r, 'a>)) {
        let mut sets = self.sets().peekable();
        let mut position: Option<u32> = None;
        for read in Segments::new(self.data) {
            let Ok(segment) = read else {
                // A segment that cannot be read takes a position all the same.
                position = position.map(|p| p.saturating_add(1));
                continue;
            };
            let offset = segment.place().offset;
            while sets.next_if(|(start, ..)| *start < offset).is_some() {}
            let outside = matches!(segment.id(), "ISA" | "GS" | "ST" | "GE" | "IEA");
            if outside && position.take().is_some() {
                step(Step::End);
            }
            if let Some((_, key, set)) = sets.next_if(|(start, ..)| *start == offset) {
                step(Step::Start(key, set));
                position = Some(0);
            }
            let Some(at) = &mut position else { continue };
            *at = at.saturating_add(1);
            step(Step::Segment(*at, segment));
            if segment.id() == "SE" {
                step(Step::End);
                position = None;
            }
        }
        if position.is_some() {
            step(Step::End);
        }
    }
}
