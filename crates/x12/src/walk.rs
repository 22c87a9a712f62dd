//! Where a segment stands in a guide: the open loops and the choice of the next place.
//!
//! The walk holds no text and reports nothing; what uses it (validation, the readable view, the
//! tree) decides what a choice means.

use crate::guide::Guide;
use crate::guide::roles::Role;
use crate::guide::tables::{Candidate, Key, SlotBits, pack};
use crate::tokens::Cut;

/// A loop that is open.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Frame {
    /// Number of the loop in the guide.
    pub(crate) number: u16,
    /// Place of the last slot filled.
    place: u16,
    /// Slots filled.
    pub(crate) seen: SlotBits,
    /// Slots that were passed over although they must be filled.
    pub(crate) passed: SlotBits,
    /// Facts that the guide's rules ask for.
    pub(crate) facts: u128,
    /// Where its counts begin.
    counts: u32,
}

/// The open loops of one set.
#[derive(Clone, Debug)]
pub(crate) struct Walk<'g> {
    pub(crate) guide: &'g Guide,
    pub(crate) frames: Vec<Frame>,
    /// How often each slot of each open loop was filled.
    counts: Vec<u32>,
}

/// How well a segment fits where it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It may come here.
    Good,
    /// It may, but not once more.
    TooMany,
    /// It should have come before something that is already there.
    Late,
    /// It is the segment that is due, but its key has another code.
    OtherCode,
}

/// The place chosen for a segment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<'g> {
    pub(crate) candidate: &'g Candidate,
    pub(crate) fit: Fit,
}

impl<'g> Walk<'g> {
    /// A walk that stands on the set's first segment (ST).
    pub(crate) fn new(guide: &'g Guide) -> Walk<'g> {
        let mut walk = Walk { guide, frames: Vec::with_capacity(8), counts: Vec::new() };
        walk.open(0);
        walk
    }

    fn open(&mut self, number: u16) {
        let counts = self.counts.len();
        let slots = self.guide.loops[usize::from(number)].slots.range().len();
        self.counts.resize(counts + slots, 0);
        self.counts[counts] = 1;
        let counts = counts as u32;
        self.frames.push(Frame { number, place: 0, seen: 1, passed: 0, facts: 0, counts });
    }

    /// The innermost open loop.
    pub(crate) fn top(&self) -> Frame {
        self.frames.last().copied().unwrap_or_default()
    }

    /// Closes the innermost loop.
    pub(crate) fn close(&mut self) -> Option<Frame> {
        let frame = self.frames.pop()?;
        self.counts.truncate(frame.counts as usize);
        Some(frame)
    }

    fn count(&self, frame: &Frame, slot: u16) -> u32 {
        self.counts.get(frame.counts as usize + usize::from(slot)).copied().unwrap_or(0)
    }

    /// Chooses a place for a segment; `None` when it has none.
    #[inline]
    pub(crate) fn choose(&self, symbol: u16, segment: &Cut<'_>) -> Option<Choice<'g>> {
        let last = self.frames.len().checked_sub(1)?;
        let candidates = self.guide.candidates(self.frames[last].number, symbol);
        let mut full = None;
        let mut late = None;
        let mut keys = Keys::default();
        for candidate in candidates {
            let Some(at) = last.checked_sub(usize::from(candidate.up)) else { continue };
            let frame = &self.frames[at];
            if !keys.fit(self.guide, candidate, segment) {
                continue;
            }
            if candidate.late || (candidate.up == 0 && candidate.place < frame.place) {
                late = late.or(Some(candidate));
            } else if self.count(frame, candidate.slot) >= self.max(frame, candidate.slot) {
                full = full.or(Some(candidate));
            } else {
                return Some(Choice { candidate, fit: Fit::Good });
            }
        }
        if let Some(candidate) = full {
            return Some(Choice { candidate, fit: Fit::TooMany });
        }
        if let Some(candidate) = late {
            let other = candidate.opens.and_then(|_| self.only_loop_ahead(candidates, last));
            if let Some(candidate) = other {
                return Some(Choice { candidate, fit: Fit::OtherCode });
            }
            return Some(Choice { candidate, fit: Fit::Late });
        }
        self.choose_other_code(candidates, last)
    }

    /// A segment whose key has no code of any candidate: it is taken for the one that is due
    /// (required and not there yet), or for the only one there is.
    fn choose_other_code(&self, candidates: &'g [Candidate], last: usize) -> Option<Choice<'g>> {
        let mut in_time = candidates.iter().filter(|c| {
            let frame = last.checked_sub(usize::from(c.up)).map(|at| &self.frames[at]);
            frame.is_some_and(|f| !c.late && (c.up > 0 || c.place >= f.place))
        });
        let due = in_time.clone().find(|c| {
            let frame = &self.frames[last - usize::from(c.up)];
            let required = self.guide.loops[usize::from(frame.number)].required;
            required & !frame.seen & 1 << c.slot != 0
        });
        let only = match (in_time.next(), in_time.next()) {
            (Some(only), None) => Some(only),
            // A level with an unknown code is most likely the one below: what hangs on it would
            // have no place otherwise.
            (Some(inner), Some(_)) if self.is_level(inner) => Some(inner),
            _ => None,
        };
        let candidate = due.or(only)?;
        Some(Choice { candidate, fit: Fit::OtherCode })
    }

    /// The only place in time, when the segment would open a loop there. Going back to a loop that
    /// is closed would leave all that follows without a place, so a wrong code (TRN01 of another
    /// level's trace) is likelier than a wrong order. A level is told by its code alone.
    fn only_loop_ahead(&self, candidates: &'g [Candidate], last: usize) -> Option<&'g Candidate> {
        let mut in_time = candidates.iter().filter(|c| {
            let frame = last.checked_sub(usize::from(c.up)).map(|at| &self.frames[at]);
            frame.is_some_and(|f| {
                !c.late
                    && (c.up > 0 || c.place >= f.place)
                    && self.count(f, c.slot) < self.max(f, c.slot)
            })
        });
        match (in_time.next(), in_time.next()) {
            (Some(only), None) if only.opens.is_some() && !self.is_level(only) => Some(only),
            _ => None,
        }
    }

    fn is_level(&self, candidate: &Candidate) -> bool {
        self.guide.segments[usize::from(candidate.segment)].role == Role::Level
    }

    fn max(&self, frame: &Frame, slot: u16) -> u32 {
        let this = &self.guide.loops[usize::from(frame.number)];
        self.guide.slots_of(this)[usize::from(slot)].max
    }

    /// Takes a chosen place and says which slots of the loop it passes over although they must be
    /// filled. The loops to leave must have been closed before.
    #[inline]
    pub(crate) fn take(&mut self, choice: &Choice<'_>) -> SlotBits {
        let candidate = choice.candidate;
        let guide = self.guide;
        let Some(frame) = self.frames.last_mut() else { return 0 };
        let slots = guide.slots_of(&guide.loops[usize::from(frame.number)]);
        let after = slots[usize::from(candidate.slot)].after;
        let passed = after & !frame.seen & !frame.passed;
        frame.passed |= passed;
        if choice.fit != Fit::Late {
            frame.place = candidate.place;
        }
        frame.seen |= 1 << candidate.slot;
        let at = frame.counts as usize + usize::from(candidate.slot);
        if let Some(count) = self.counts.get_mut(at) {
            *count = count.saturating_add(1);
        }
        if let Some(number) = candidate.opens {
            self.open(number);
        }
        passed
    }

    /// Marks the set's last slot, SE, as there.
    pub(crate) fn see_trailer(&mut self) {
        let Some(frame) = self.frames.first_mut() else { return };
        let slots = self.guide.slots_of(&self.guide.loops[usize::from(frame.number)]);
        for (index, slot) in slots.iter().enumerate() {
            if self.guide.first_segment(*slot).id == "SE" {
                frame.seen |= 1 << index;
            }
        }
    }

    /// Marks a segment that came too late as there, without moving.
    pub(crate) fn mark(&mut self, candidate: &Candidate) {
        let at = self.frames.len().checked_sub(1 + usize::from(candidate.up));
        if let Some(frame) = at.and_then(|at| self.frames.get_mut(at)) {
            frame.seen |= 1 << candidate.slot;
        }
    }
}

/// The key code of the segment that is being placed, packed once for all candidates.
#[derive(Default)]
struct Keys {
    at: (u8, u8),
    packed: u64,
}

impl Keys {
    /// True when the segment's keys have codes that this place in the guide takes.
    #[inline]
    fn fit(&mut self, guide: &Guide, candidate: &Candidate, segment: &Cut<'_>) -> bool {
        let key = candidate.key;
        if key.codes.is_empty() {
            return true;
        }
        if self.at != (key.element, key.component) {
            self.at = (key.element, key.component);
            self.packed = packed_key(key, segment);
        }
        let fits = match candidate.only_code {
            0 => guide.codes(key.codes).contains(&self.packed),
            code => code == self.packed,
        };
        fits && (!candidate.more_keys || {
            let second = guide.segments[usize::from(candidate.segment)].keys[1];
            second.codes.is_empty()
                || guide.codes(second.codes).contains(&packed_key(second, segment))
        })
    }
}

fn packed_key(key: Key, segment: &Cut<'_>) -> u64 {
    pack(segment.component(usize::from(key.element), usize::from(key.component)))
}
