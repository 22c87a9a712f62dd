//! From the notation and the dictionary to the tables.

use super::build_elements::ElementTables;
use super::build_rules;
use super::lines::GuideError;
use super::notation::{GuideText, ItemText, LoopText, SegmentText, Usage};
use super::symbols::{Symbols, packed_name};
use super::tables::{
    Candidate, Filling, Guide, LoopDef, MAX_SLOTS, SegmentDef, Slot, SlotBits, Span,
};

/// Rules of each loop, kept until all loops are known.
pub(super) struct LoopRules<'a> {
    pub(super) in_loop: u16,
    pub(super) text: &'a LoopText,
}

/// Compiles a guide.
pub(crate) fn build(text: &GuideText) -> Result<Guide, GuideError> {
    let mut building = Building {
        guide: Guide {
            file: text.file.clone(),
            set: text.set.clone(),
            functional: text.functional.clone(),
            versions: text.versions.clone(),
            name: text.name.clone(),
            told_by: text.told_by.clone(),
            ..Guide::default()
        },
        elements: ElementTables::default(),
        rules: Vec::new(),
    };
    let fault = |(line, message)| GuideError { file: text.file.clone(), line, message };
    building.a_loop(&text.root, None).map_err(fault)?;
    let Building { mut guide, elements, rules } = building;
    elements.into_guide(&mut guide);
    guide.symbols = Symbols::new(guide.segments.iter().map(|s| s.id.as_str()));
    dispatch(&mut guide);
    super::roles::assign(&mut guide);
    build_rules::build(&mut guide, &rules).map_err(fault)?;
    Ok(guide)
}

struct Building<'a> {
    guide: Guide,
    elements: ElementTables,
    rules: Vec<LoopRules<'a>>,
}

type Fault = (usize, String);

fn small(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

impl<'a> Building<'a> {
    fn a_loop(&mut self, text: &'a LoopText, parent: Option<u16>) -> Result<u16, Fault> {
        let number = small(self.guide.loops.len());
        if text.items.len() > MAX_SLOTS {
            return Err((text.line, format!("a loop may have at most {MAX_SLOTS} lines")));
        }
        let Some(ItemText::Segment(_)) = text.items.first() else {
            return Err((text.line, "a loop begins with a segment".to_owned()));
        };
        let depth = parent.map_or(0, |p| self.guide.loops[usize::from(p)].depth + 1);
        self.guide.loops.push(LoopDef {
            id: text.id.clone(),
            label: text.label.clone(),
            parent,
            opening: small(self.guide.segments.len()),
            depth,
            slots: Span::default(),
            required: 0,
            rules: Span::default(),
        });
        self.rules.push(LoopRules { in_loop: number, text });
        let mut slots = Vec::with_capacity(text.items.len());
        let mut required: SlotBits = 0;
        let mut place = 0;
        let mut before: Option<(bool, &str)> = None;
        for (index, item) in text.items.iter().enumerate() {
            let (kind, usage, max, new_place) = match item {
                ItemText::Segment(s) => ((false, s.id.as_str()), s.usage, s.max, s.new_place),
                ItemText::Loop(l) => ((true, opening_id(l)), l.usage, l.max, l.new_place),
            };
            let of_partner = match item {
                ItemText::Segment(s) => s.of_partner,
                ItemText::Loop(l) => l.of_partner,
            };
            let max = if usage == Usage::NotUsed { 0 } else { max };
            if before != Some(kind) || new_place || index == 1 {
                place += 1;
            }
            before = Some(kind);
            if usage == Usage::Required {
                required |= 1 << index;
            }
            let what = match item {
                ItemText::Segment(s) => Filling::Segment(self.segment(s, number)?),
                ItemText::Loop(l) => Filling::Loop(self.a_loop(l, Some(number))?),
            };
            slots.push(Slot { what, place, after: 0, max, of_partner });
        }
        for index in 0..slots.len() {
            let earlier = slots.iter().enumerate().filter(|(_, s)| s.place < slots[index].place);
            let bits = earlier.fold(0, |bits: SlotBits, (earlier, _)| bits | 1 << earlier);
            slots[index].after = bits & required;
        }
        let start = self.guide.slots.len();
        self.guide.slots.extend(slots);
        let this = &mut self.guide.loops[usize::from(number)];
        this.slots = Span::of(start..self.guide.slots.len());
        this.required = required;
        Ok(number)
    }

    fn segment(&mut self, text: &SegmentText, in_loop: u16) -> Result<u16, Fault> {
        let number = small(self.guide.segments.len());
        let made = self.elements.segment(text).map_err(|message| (text.line, message))?;
        self.guide.segments.push(SegmentDef {
            id: text.id.clone(),
            label: text.label.clone(),
            in_loop,
            elements: made.elements,
            required: made.required,
            unused: made.unused,
            syntax: made.syntax,
            keys: made.keys,
            role: super::roles::Role::Plain,
            atoms: Span::default(),
        });
        Ok(number)
    }
}

fn opening_id(text: &LoopText) -> &str {
    match text.items.first() {
        Some(ItemText::Segment(segment)) => &segment.id,
        _ => "",
    }
}

/// What may come next, for each loop and segment name.
fn dispatch(guide: &mut Guide) {
    let mut spans = Vec::with_capacity(guide.loops.len() * guide.symbols.len());
    let mut all = Vec::new();
    let mut by_symbol: Vec<Vec<Candidate>> = vec![Vec::new(); guide.symbols.len()];
    for in_loop in 0..guide.loops.len() {
        by_symbol.iter_mut().for_each(Vec::clear);
        collect(guide, small(in_loop), &mut by_symbol);
        for candidates in &by_symbol {
            let start = all.len();
            // In time first, each group from the inside out.
            all.extend(candidates.iter().filter(|c| !c.late));
            all.extend(candidates.iter().filter(|c| c.late));
            spans.push(Span::of(start..all.len()));
        }
    }
    guide.dispatch = spans;
    guide.candidates = all;
}

fn collect(guide: &Guide, from: u16, out: &mut [Vec<Candidate>]) {
    let mut place_inside = 0;
    let mut up = 0;
    let mut at = Some(from);
    while let Some(number) = at {
        let this = &guide.loops[usize::from(number)];
        for (index, slot) in guide.slots_of(this).iter().enumerate() {
            // The segment that opens a loop repeats the loop, which is the loop above's slot.
            if index == 0 {
                continue;
            }
            let opens = match slot.what {
                Filling::Loop(inner) => Some(inner),
                Filling::Segment(_) => None,
            };
            let segment = match slot.what {
                Filling::Segment(segment) => segment,
                Filling::Loop(inner) => guide.loops[usize::from(inner)].opening,
            };
            let def = &guide.segments[usize::from(segment)];
            let Some(symbol) = guide.symbols.find(packed_name(def.id.as_bytes())) else { continue };
            let key = def.keys[0];
            let codes = guide.codes(key.codes);
            out[usize::from(symbol)].push(Candidate {
                segment,
                up,
                slot: small(index),
                place: slot.place,
                opens,
                late: slot.place < place_inside,
                key,
                only_code: if codes.len() == 1 { codes[0] } else { 0 },
                more_keys: def.keys[1].element != 0,
            });
        }
        // In the loop above, only what stands at this loop's place or after it may come.
        place_inside = this.parent.map_or(0, |parent| {
            let slots = guide.slots_of(&guide.loops[usize::from(parent)]);
            let own = slots.iter().find(|s| s.what == Filling::Loop(number));
            own.map_or(0, |s| s.place)
        });
        up += 1;
        at = this.parent;
    }
}
