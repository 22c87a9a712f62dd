//! A guide as the walker uses it: flat tables, every name already looked up.
//!
//! A loop is a row of *slots*, each a segment or a loop within it. What may come next depends on
//! the loop one is in and the segment's name alone, so it is a table made when the guide is read
//! ([`Candidate`]s in the order in which they are tried).

use super::notation::Usage;
use super::standard::{Kind, Syntax};
use crate::codes::List;
use std::ops::Range;

/// A stretch of one of the guide's tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    pub(crate) fn of(range: Range<usize>) -> Span {
        let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: at(range.start), end: at(range.end) }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A transaction set's guide.
#[derive(Debug, Default)]
pub struct Guide {
    /// Name of its file, without ending: `837p`. It begins the codes of its rules.
    pub file: String,
    /// Transaction set (ST01).
    pub set: String,
    /// Functional identifier (GS01).
    pub functional: String,
    /// Versions (GS08, ST03) it is for; the first is the one that is written.
    pub versions: Vec<String>,
    /// Plain name.
    pub name: String,
    pub(crate) told_by: Option<(String, u8, Vec<String>)>,
    pub(crate) loops: Vec<LoopDef>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) segments: Vec<SegmentDef>,
    pub(crate) elements: Vec<ElementDef>,
    pub(crate) codes: Vec<u64>,
    pub(crate) syntax: Vec<Syntax>,
    pub(crate) symbols: super::symbols::Symbols,
    /// By loop × symbol.
    pub(crate) dispatch: Vec<Span>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) rule_terms: Vec<Term>,
    pub(crate) atoms: Vec<Atom>,
}

/// One bit a slot of a loop.
pub(crate) type SlotBits = u128;

/// Most slots a loop may have.
pub(crate) const MAX_SLOTS: usize = 128;

#[derive(Debug)]
pub(crate) struct LoopDef {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) parent: Option<u16>,
    /// The segment that opens it.
    pub(crate) opening: u16,
    /// Loops above it.
    pub(crate) depth: u8,
    /// Its slots; the first is the segment that opens it.
    pub(crate) slots: Span,
    /// Slots that must be filled.
    pub(crate) required: SlotBits,
    pub(crate) rules: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) what: Filling,
    /// Slots with the same number may come in any order.
    pub(crate) place: u16,
    /// Slots of the loop that must be filled before this one.
    pub(crate) after: SlotBits,
    pub(crate) max: u32,
    /// A partner's profile changed it.
    pub(crate) of_partner: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filling {
    Segment(u16),
    Loop(u16),
}

/// A segment at its place in a guide.
#[derive(Debug)]
pub(crate) struct SegmentDef {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) in_loop: u16,
    pub(crate) elements: Span,
    /// Bit n: element n + 1 must be there.
    pub(crate) required: u64,
    /// Bit n: element n + 1 is not used.
    pub(crate) unused: u64,
    pub(crate) syntax: Span,
    pub(crate) keys: [Key; 2],
    pub(crate) role: super::roles::Role,
    pub(crate) atoms: Span,
}

/// Which codes an element must have for the segment to be this one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Key {
    /// From 1; 0 when there is no such key.
    pub(crate) element: u8,
    /// From 1; 0 for the element as a whole.
    pub(crate) component: u8,
    pub(crate) codes: Span,
}

#[derive(Debug)]
pub(crate) struct ElementDef {
    /// Number in the dictionary; 0 for a composite.
    pub(crate) number: u16,
    pub(crate) usage: Usage,
    pub(crate) kind: Kind,
    pub(crate) min: u16,
    pub(crate) max: u16,
    /// True when `min` and `max` are narrower than the dictionary's.
    pub(crate) narrowed: bool,
    pub(crate) repeat: u16,
    pub(crate) codes: Span,
    pub(crate) list: Option<List>,
    /// Element or component (from 1) whose code says what is in here; 0 for none.
    pub(crate) qualifier: u8,
    pub(crate) components: Span,
    pub(crate) syntax: Span,
    pub(crate) label: String,
    /// A partner's profile changed it.
    pub(crate) of_partner: bool,
}

/// A place in the guide where a segment of that name may come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// The segment.
    pub(crate) segment: u16,
    /// Loops to leave first.
    pub(crate) up: u8,
    /// Slot in the loop reached then, which the segment or the loop it opens fills.
    pub(crate) slot: u16,
    /// Place of that slot.
    pub(crate) place: u16,
    /// The loop it opens.
    pub(crate) opens: Option<u16>,
    /// True when it would come too late: only to be told where it should have been.
    pub(crate) late: bool,
    /// The segment's first key, kept here because it is looked at for each segment of a file.
    pub(crate) key: Key,
    /// The key's only code, packed; 0 when it has several.
    pub(crate) only_code: u64,
    /// True when the segment has a second key.
    pub(crate) more_keys: bool,
}

/// Sets a bit of an open loop when a segment has something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Atom {
    /// Codes that the segment's first key must have; empty for any.
    pub(crate) key: Span,
    /// Element (from 1); 0 when the segment alone is enough.
    pub(crate) element: u8,
    pub(crate) component: u8,
    /// Codes wanted; empty when being there is enough.
    pub(crate) codes: Span,
    /// Depth of the loop whose bit is set.
    pub(crate) depth: u8,
    pub(crate) bit: u8,
}

/// A situational rule, judged when its loop closes.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) code: String,
    pub(crate) snip: u8,
    pub(crate) warn: bool,
    pub(crate) message: String,
    pub(crate) action: String,
    pub(crate) when: Span,
    pub(crate) then: Span,
    /// The segment whose absence breaks it, and its loop, when the first thing it asks for is one.
    pub(crate) missing: Option<(String, String)>,
    /// The element it asks for: segment, element and component.
    pub(crate) wanted: Option<(String, u8, u8)>,
}

/// One literal of a rule: a bit of the loop at that depth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    pub(crate) depth: u8,
    pub(crate) bit: u8,
    pub(crate) negated: bool,
}

impl Guide {
    /// The codes of a span, as packed by [`pack`].
    pub(crate) fn codes(&self, span: Span) -> &[u64] {
        &self.codes[span.range()]
    }

    pub(crate) fn has_code(&self, span: Span, value: &[u8]) -> bool {
        let packed = pack(value);
        self.codes[span.range()].contains(&packed)
    }

    /// Places where a segment of that name may come when one is in that loop.
    pub(crate) fn candidates(&self, in_loop: u16, symbol: u16) -> &[Candidate] {
        let at = usize::from(in_loop) * self.symbols.len() + usize::from(symbol);
        &self.candidates[self.dispatch[at].range()]
    }

    pub(crate) fn slots_of(&self, loop_def: &LoopDef) -> &[Slot] {
        &self.slots[loop_def.slots.range()]
    }

    /// The segment that fills a slot or opens the loop that does.
    pub(crate) fn first_segment(&self, slot: Slot) -> &SegmentDef {
        let segment = match slot.what {
            Filling::Segment(segment) => segment,
            Filling::Loop(inner) => self.loops[usize::from(inner)].opening,
        };
        &self.segments[usize::from(segment)]
    }
}

/// Longest code that is packed without loss.
const PACKED: usize = 8;

/// A code as one number, so that codes are compared at once. Longer codes (guide versions) are
/// folded by FNV-1a with the top bit set, which no ASCII code of eight characters has.
pub(crate) fn pack(value: &[u8]) -> u64 {
    if value.len() <= PACKED {
        return value.iter().fold(0, |packed, byte| packed << 8 | u64::from(*byte));
    }
    let folded = value.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    folded | 1 << 63
}

/// The code that was packed, where it was not folded.
pub(crate) fn unpack(packed: u64) -> String {
    let bytes = packed.to_be_bytes();
    bytes.iter().filter(|b| **b != 0).map(|b| char::from(*b)).collect()
}
