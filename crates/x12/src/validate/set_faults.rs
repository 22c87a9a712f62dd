//! What a set's check says: a segment or loop that is missing, late, too often there or out of
//! place, and a rule that is broken.

use super::fault::Level;
use super::findings::{At, Draft, Findings};
use super::set::SetCheck;
use crate::guide::Guide;
use crate::guide::standard::Standard;
use crate::guide::tables::{Atom, Rule, SegmentDef};
use crate::tokens::Cut;
use crate::walk::{Choice, Frame};

impl SetCheck<'_> {
    pub(super) fn missing(
        &self,
        findings: &mut Findings<'_>,
        frame: &Frame,
        slot: usize,
        after: At,
    ) {
        let this = &self.guide.loops[usize::from(frame.number)];
        let slot = self.guide.slots_of(this)[slot];
        let def = self.guide.first_segment(slot);
        let inside = &self.guide.loops[usize::from(def.in_loop)];
        let is_loop = def.in_loop != frame.number;
        let (code, message) = if is_loop {
            let what = &inside.label;
            let message =
                format!("loop {} ({what}) is missing: it begins with {}", inside.id, def.id);
            ("x12.loop.missing", message)
        } else {
            let message = format!("{} ({}) is missing", def.id, def.label);
            ("x12.segment.missing", message)
        };
        let action = match slot.of_partner {
            true => "send it; the partner requires it here",
            false => "send it; the guide requires it here",
        };
        let snip = if slot.of_partner { 7 } else { 2 };
        let draft = Draft::new(code, snip, after, def.id.as_bytes(), message, action)
            .level(Level::Segment("3"))
            .in_loop(&inside.id);
        findings.add(draft);
    }

    pub(super) fn late(
        &self,
        findings: &mut Findings<'_>,
        cut: &Cut<'_>,
        at: At,
        def: &SegmentDef,
    ) {
        if self.lost {
            return;
        }
        let name = String::from_utf8_lossy(cut.name());
        let in_loop = &self.guide.loops[usize::from(def.in_loop)].id;
        let place =
            if in_loop.is_empty() { "the header".into() } else { format!("loop {in_loop}") };
        let message = format!("{name} ({}) of {place} comes too late", def.label);
        let action = "send the segments in the order of the guide";
        let draft = Draft::new("x12.segment.order", 1, at, cut.name(), message, action)
            .level(Level::Segment("7"))
            .in_loop(in_loop);
        findings.add(draft);
    }

    pub(super) fn too_many(
        &self,
        findings: &mut Findings<'_>,
        cut: &Cut<'_>,
        at: At,
        choice: &Choice,
        def: &SegmentDef,
    ) {
        let in_loop = &self.guide.loops[usize::from(def.in_loop)];
        let frame = self.walk.top();
        let holder = &self.guide.loops[usize::from(frame.number)];
        let slot = self.guide.slots_of(holder)[usize::from(choice.candidate.slot)];
        let most = slot.max;
        let times = match most {
            0 => "not come".to_owned(),
            1 => "come once at most".to_owned(),
            n => format!("come {n} times at most"),
        };
        let (code, told, what) = match choice.candidate.opens {
            Some(_) => ("x12.loop.repeats", "4", format!("loop {}", in_loop.id)),
            None => {
                let name = String::from_utf8_lossy(cut.name());
                ("x12.segment.repeats", "5", format!("{name} ({})", def.label))
            }
        };
        let message = format!("{what} may {times}");
        let action = "send no more of them than the guide takes";
        let snip = if slot.of_partner { 7 } else { 2 };
        let draft = Draft::new(code, snip, at, cut.name(), message, action)
            .level(Level::Segment(told))
            .in_loop(&in_loop.id);
        findings.add(draft);
    }

    /// A segment that the guide does not have here.
    pub(super) fn no_place(
        &mut self,
        findings: &mut Findings<'_>,
        cut: &Cut<'_>,
        at: At,
        in_guide: bool,
    ) {
        let name = String::from_utf8_lossy(cut.name()).into_owned();
        let in_loop = &self.guide.loops[usize::from(self.walk.top().number)].id;
        let known = Standard::get().segment(&name).is_some();
        let (code, snip, told, message) = match (in_guide, known) {
            (false, false) => {
                ("x12.segment.unknown", 1, "1", format!("there is no segment called {name}"))
            }
            (false, true) => {
                let message =
                    format!("{name} is not used in {} {}", self.guide.set, self.guide.name);
                ("x12.segment.not-in-set", 2, "6", message)
            }
            (true, _) => {
                if self.lost {
                    return;
                }
                let key = String::from_utf8_lossy(cut.component(1, 1)).into_owned();
                let message = if in_loop.is_empty() {
                    format!("{name} with '{key}' has no place here")
                } else {
                    format!("{name} with '{key}' has no place in or after loop {in_loop}")
                };
                self.lost = true;
                ("x12.segment.unexpected", 2, "2", message)
            }
        };
        let action = "remove it, or send it where the guide has it";
        let draft = Draft::new(code, snip, at, cut.name(), message, action)
            .level(Level::Segment(told))
            .in_loop(in_loop);
        findings.add(draft);
    }
}

/// A fact that a rule may ask for, and the segment that made it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    /// Of the loop that holds the bit.
    pub(super) depth: u8,
    bit: u8,
    at: At,
    segment: [u8; 3],
    element: u8,
    component: u8,
}

impl Heard {
    pub(super) fn of(atom: &Atom, def: &SegmentDef, at: At) -> Heard {
        let mut segment = [b' '; 3];
        for (to, from) in segment.iter_mut().zip(def.id.as_bytes()) {
            *to = *from;
        }
        let (element, component) = (atom.element, atom.component);
        Heard { depth: atom.depth, bit: atom.bit, at, segment, element, component }
    }

    fn name(&self) -> &[u8] {
        self.segment.trim_ascii_end()
    }
}

/// A rule that is broken, told where what calls for it stands: at the innermost, and among those
/// the last, of its conditions that some segment made true, or where its loop begins. When it
/// asks for a segment, that one is named as `missing` does.
pub(super) fn broken_rule(
    findings: &mut Findings<'_>,
    rule: &Rule,
    guide: &Guide,
    heard: &[Heard],
    frame: &Frame,
    opened: At,
) {
    let this = &guide.loops[usize::from(frame.number)];
    let opening = guide.segments[usize::from(this.opening)].id.as_bytes();
    let level = if rule.snip <= 4 { Level::Segment("I6") } else { Level::Content };
    let causes = guide.rule_terms[rule.when.range()].iter().filter_map(|term| {
        let made = |heard: &&Heard| heard.depth == term.depth && heard.bit == term.bit;
        heard.iter().rev().find(made).filter(|_| !term.negated)
    });
    let cause = causes.max_by_key(|heard| heard.depth);
    let at = cause.map_or(opened, |cause| cause.at);
    let (message, action) = (rule.message.clone(), rule.action.clone());
    let place = cause.map_or(opening, |cause| cause.name());
    let draft = Draft::new(rule.code.clone(), rule.snip, at, place, message, action).level(level);
    let draft = match (&rule.missing, cause) {
        (Some((segment, in_loop)), _) => draft.of_segment(segment).in_loop(in_loop),
        (None, None) => draft.in_loop(&this.id),
        (None, Some(cause)) => {
            let (element, component) = match &rule.wanted {
                Some((id, element, component)) if id.as_bytes() == place => (*element, *component),
                _ => (cause.element, cause.component),
            };
            let draft = draft.in_loop(&this.id);
            draft.element(usize::from(element), usize::from(component), 0)
        }
    };
    findings.add(if rule.warn { draft.warning() } else { draft });
}
