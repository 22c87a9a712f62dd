//! The elements of one segment against its guide: there or not, form, codes, syntax notes.

use super::code_checks::CodeChecks;
use super::fault::Level;
use super::findings::{At, Draft, Findings};
use super::values::{Flaw, flaw};
use crate::guide::Guide;
use crate::guide::notation::Usage;
use crate::guide::tables::{ElementDef, SegmentDef, unpack};
use crate::tokens::Cut;

/// A segment that is being checked.
pub(crate) struct Checking<'a, 'f, 'o> {
    pub(crate) guide: &'a Guide,
    pub(crate) def: &'a SegmentDef,
    pub(crate) cut: Cut<'a>,
    pub(crate) at: At,
    pub(crate) findings: &'f mut Findings<'o>,
    pub(crate) codes: &'f mut CodeChecks,
}

/// One value's place in its segment.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) element: usize,
    pub(super) component: usize,
    pub(super) repetition: usize,
}

impl Checking<'_, '_, '_> {
    /// Checks all elements.
    #[inline]
    pub(crate) fn run(&mut self) {
        let guide = self.guide;
        let defs = &guide.elements[self.def.elements.range()];
        let tokens = self.cut.tokens;
        let present = tokens.present >> 1;
        let (mut required, mut unused) = (self.def.required & !present, present & self.def.unused);
        while required != 0 {
            let index = required.trailing_zeros() as usize;
            required &= required - 1;
            self.missing(&defs[index], Spot { element: index + 1, component: 0, repetition: 0 });
        }
        while unused != 0 {
            let index = unused.trailing_zeros() as usize;
            unused &= unused - 1;
            let spot = Spot { element: index + 1, component: 0, repetition: 0 };
            self.not_used(&defs[index], spot, self.cut.element(index + 1));
        }
        let known = (1u64 << defs.len()) - 1;
        let mut values = present & known & !self.def.unused;
        while values != 0 {
            let index = values.trailing_zeros() as usize;
            values &= values - 1;
            self.element(&defs[index], index + 1);
        }
        if tokens.count > defs.len() {
            self.too_many_elements(defs.len());
        } else if tokens.count > 0 && !self.cut.has(tokens.count) {
            self.trailing_separator();
        }
        if present == 0 && !defs.is_empty() {
            self.empty();
        }
        if tokens.bad != 0 {
            self.bad_characters();
        }
        if !self.def.syntax.is_empty() {
            let notes = &guide.syntax[self.def.syntax.range()];
            self.syntax(notes, tokens.present, 0, defs);
        }
    }

    #[inline]
    fn element(&mut self, def: &ElementDef, number: usize) {
        let tokens = self.cut.tokens;
        let value = self.cut.element(number);
        let bit = 1u64 << number;
        if tokens.repeated & bit == 0 {
            let spot = Spot { element: number, component: 0, repetition: 0 };
            return self.repetition(def, value, spot, tokens.composite & bit != 0);
        }
        let separator = self.cut.repetition.unwrap_or(0);
        let mut count = 0;
        for (index, one) in value.split(|b| *b == separator).enumerate() {
            count = index + 1;
            let spot = Spot { element: number, component: 0, repetition: count };
            if one.is_empty() {
                let message = format!("repetition {count} of {} is empty", self.named(def, spot));
                let draft = self.draft("x12.element.empty-repetition", 1, message, spot, def, "1");
                self.findings.add(draft);
                continue;
            }
            self.repetition(def, one, spot, tokens.composite & bit != 0);
        }
        if count > usize::from(def.repeat) {
            let spot = Spot { element: number, component: 0, repetition: count };
            let message =
                format!("{} repeats {count} times where {} may", self.named(def, spot), def.repeat);
            let draft = self.draft("x12.element.repeats", 2, message, spot, def, "12");
            self.findings.add(draft);
        }
    }

    #[inline]
    fn repetition(&mut self, def: &ElementDef, value: &[u8], spot: Spot, has_components: bool) {
        if def.components.is_empty() {
            if has_components && value.contains(&self.cut.component) {
                return self.stray_component(def, value, spot);
            }
            let qualifier = match def.qualifier {
                0 => &[][..],
                at => self.cut.element(usize::from(at)),
            };
            return self.value(def, value, spot, qualifier);
        }
        self.composite(def, value, spot);
    }

    fn composite(&mut self, composite: &ElementDef, value: &[u8], spot: Spot) {
        let guide = self.guide;
        let defs = &guide.elements[composite.components.range()];
        let mut parts: [&[u8]; 16] = [&[]; 16];
        let mut present = 0u64;
        let mut count = 0;
        for part in value.split(|b| *b == self.cut.component) {
            if count < parts.len() {
                parts[count] = part;
                present |= u64::from(!part.is_empty()) << (count + 1);
            }
            count += 1;
        }
        for (index, def) in defs.iter().enumerate().take(parts.len()) {
            let spot = Spot { component: index + 1, ..spot };
            let part = parts[index];
            match (def.usage, part.is_empty()) {
                (Usage::Required, true) => self.missing(def, spot),
                (_, true) => {}
                (Usage::NotUsed, false) => self.not_used(def, spot, part),
                (_, false) => {
                    let qualifier = match usize::from(def.qualifier) {
                        0 => &[][..],
                        at => parts[at - 1],
                    };
                    self.value(def, part, spot, qualifier);
                }
            }
        }
        if count > defs.len() {
            let message = format!(
                "{} has {count} components where there are {}",
                self.named(composite, spot),
                defs.len()
            );
            let draft = self.draft("x12.composite.components", 1, message, spot, composite, "3");
            self.findings.add(draft.level(Level::Element("13")));
        }
        if !composite.syntax.is_empty() {
            let notes = &guide.syntax[composite.syntax.range()];
            self.syntax(notes, present, spot.element, defs);
        }
    }

    /// One value: its form, its codes and its external list.
    #[inline]
    fn value(&mut self, def: &ElementDef, value: &[u8], spot: Spot, qualifier: &[u8]) {
        if let Some(flaw) = flaw(def, value, qualifier) {
            return self.flawed(def, value, spot, flaw);
        }
        if !def.codes.is_empty() && !self.guide.has_code(def.codes, value) {
            return self.other_code(def, value, spot);
        }
        if let Some(list) = def.list {
            self.codes.take(
                self.findings,
                &super::code_checks::Coded {
                    list,
                    qualifier,
                    value,
                    at: self.at,
                    segment: self.cut.name(),
                    element: spot.element,
                    component: spot.component,
                    number: def.number,
                },
            );
        }
    }

    /// `NM108 (identification code qualifier)`.
    pub(super) fn named(&self, def: &ElementDef, spot: Spot) -> String {
        let segment = String::from_utf8_lossy(self.cut.name());
        let component = match spot.component {
            0 => String::new(),
            part => format!("-{part}"),
        };
        let label = match def.label.as_str() {
            "" => String::new(),
            label => format!(" ({label})"),
        };
        format!("{segment}{:02}{component}{label}", spot.element)
    }

    pub(super) fn draft(
        &self,
        code: &'static str,
        snip: u8,
        message: String,
        spot: Spot,
        def: &ElementDef,
        told: &'static str,
    ) -> Draft {
        let action = match told {
            "1" => "give it, or leave its separators out",
            "12" => "send no more of them than the guide takes",
            _ => "correct the value",
        };
        let in_loop = &self.guide.loops[usize::from(self.def.in_loop)].id;
        // What the partner's profile asks for instead of the guide.
        let snip = if def.of_partner && snip == 2 { 7 } else { snip };
        Draft::new(code, snip, self.at, self.cut.name(), message, action)
            .level(Level::Element(told))
            .in_loop(in_loop)
            .element(spot.element, spot.component, def.number)
            .repetition(spot.repetition)
    }

    fn missing(&mut self, def: &ElementDef, spot: Spot) {
        let message = format!("{} is missing", self.named(def, spot));
        let mut draft = self.draft("x12.element.missing", 2, message, spot, def, "1");
        draft.fault.action = "give it; the guide requires it here".into();
        self.findings.add(draft);
    }

    fn not_used(&mut self, def: &ElementDef, spot: Spot, value: &[u8]) {
        let message = format!("{} is not used here", self.named(def, spot));
        let mut draft = self.draft("x12.element.not-used", 2, message, spot, def, "I10");
        draft.fault.action = "leave it out".into();
        self.findings.add(draft.value(value));
    }

    fn stray_component(&mut self, def: &ElementDef, value: &[u8], spot: Spot) {
        let message = format!(
            "{} has no components, but '{}' stands in it",
            self.named(def, spot),
            char::from(self.cut.component)
        );
        let draft = self.draft("x12.element.character", 1, message, spot, def, "6");
        self.findings.add(draft.value(value));
    }

    fn flawed(&mut self, def: &ElementDef, value: &[u8], spot: Spot, flaw: Flaw) {
        let named = self.named(def, spot);
        let narrowed = if def.narrowed { 2 } else { 1 };
        let (code, snip, told, message) = match flaw {
            Flaw::TooShort => {
                let message = format!("{named} is shorter than {}", def.min);
                ("x12.element.short", narrowed, "4", message)
            }
            Flaw::TooLong => {
                let message = format!("{named} is longer than {}", def.max);
                ("x12.element.long", narrowed, "5", message)
            }
            Flaw::Form => {
                let message = format!("{named} is not a value of its type ({:?})", def.kind);
                ("x12.element.form", 1, "6", message)
            }
            Flaw::Date => ("x12.element.date", 1, "8", format!("{named} is no such date")),
            Flaw::Time => ("x12.element.time", 1, "9", format!("{named} is no such time")),
            Flaw::Period => {
                ("x12.element.period", 1, "8", format!("{named} ends before it begins"))
            }
        };
        let draft = self.draft(code, snip, message, spot, def, told);
        self.findings.add(draft.value(value));
    }

    fn other_code(&mut self, def: &ElementDef, value: &[u8], spot: Spot) {
        /// Codes that a message lists.
        const LISTED: usize = 12;
        let codes = self.guide.codes(def.codes);
        let mut listed: Vec<String> = codes.iter().take(LISTED).map(|c| unpack(*c)).collect();
        if codes.len() > LISTED {
            listed.push(format!("and {} more", codes.len() - LISTED));
        }
        let message = format!(
            "{} is '{}', which is not one of the codes used here: {}",
            self.named(def, spot),
            String::from_utf8_lossy(value),
            listed.join(", ")
        );
        let draft = self.draft("x12.element.code", 2, message, spot, def, "7");
        self.findings.add(draft.value(value));
    }

    fn too_many_elements(&mut self, most: usize) {
        let segment = String::from_utf8_lossy(self.cut.name()).into_owned();
        let message =
            format!("{segment} has {} elements where {most} exist", self.cut.tokens.count);
        let action = "leave out what stands after the last element";
        let in_loop = &self.guide.loops[usize::from(self.def.in_loop)].id;
        let draft =
            Draft::new("x12.segment.elements", 1, self.at, self.cut.name(), message, action)
                .level(Level::Element("3"))
                .in_loop(in_loop)
                .element(most + 1, 0, 0);
        self.findings.add(draft);
    }

    /// A segment that says nothing (X12.6 section 3.6: it holds one element at least).
    fn empty(&mut self) {
        let message = "the segment has no element with a value";
        let action = "fill it or leave it out";
        let in_loop = &self.guide.loops[usize::from(self.def.in_loop)].id;
        let draft = Draft::new("x12.segment.empty", 1, self.at, self.cut.name(), message, action);
        self.findings.add(draft.in_loop(in_loop).level(Level::Segment("8")));
    }

    fn trailing_separator(&mut self) {
        let message = "the segment ends with a separator and nothing after it";
        let action = "leave out separators after the last value";
        let in_loop = &self.guide.loops[usize::from(self.def.in_loop)].id;
        let code = "x12.segment.trailing-separator";
        let draft = Draft::new(code, 1, self.at, self.cut.name(), message, action);
        self.findings.add(draft.in_loop(in_loop).warning());
    }

    fn bad_characters(&mut self) {
        let defs = &self.guide.elements[self.def.elements.range()];
        let mut bad = self.cut.tokens.bad;
        while bad != 0 {
            let number = bad.trailing_zeros() as usize;
            bad &= bad - 1;
            let Some(def) = number.checked_sub(1).and_then(|n| defs.get(n)) else { continue };
            let spot = Spot { element: number, component: 0, repetition: 0 };
            let value = self.cut.element(number);
            let wrong: Vec<u8> =
                value.iter().copied().filter(|b| !(0x20..0x7f).contains(b)).take(8).collect();
            let message = format!(
                "{} holds a byte that the X12 character sets do not have ({:#04x})",
                self.named(def, spot),
                wrong.first().copied().unwrap_or(0)
            );
            let draft = self.draft("x12.element.character", 1, message, spot, def, "6");
            self.findings.add(draft.value(&wrong));
        }
    }
}
