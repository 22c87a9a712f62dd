//! Elements of a guide's segments: what the guide says of each over what the dictionary says.

use super::lines::Complaint;
use super::notation::{ElementText, SegmentText, Usage};
use super::standard::{Kind, Position, Shape, Standard, Syntax, What};
use super::tables::{ElementDef, Guide, Key, Span, pack};
use crate::codes::List;
use std::collections::HashMap;

/// Element 1250 says in which form element 1251 is.
const DATE_FORMAT: u16 = 1250;
const DATE_PERIOD: u16 = 1251;

#[derive(Default)]
pub(super) struct ElementTables {
    elements: Vec<ElementDef>,
    codes: Vec<u64>,
    known_codes: HashMap<Vec<u64>, Span>,
    syntax: Vec<Syntax>,
}

pub(super) struct MadeSegment {
    pub(super) elements: Span,
    pub(super) required: u64,
    pub(super) unused: u64,
    pub(super) syntax: Span,
    pub(super) keys: [Key; 2],
}

impl ElementTables {
    pub(super) fn into_guide(self, guide: &mut Guide) {
        guide.elements = self.elements;
        guide.codes = self.codes;
        guide.syntax = self.syntax;
    }

    fn code_span(&mut self, codes: &[String]) -> Span {
        let packed: Vec<u64> = codes.iter().map(|c| pack(c.as_bytes())).collect();
        intern(&mut self.codes, &mut self.known_codes, packed)
    }

    fn syntax_span(&mut self, notes: &[Syntax]) -> Span {
        let start = self.syntax.len();
        self.syntax.extend_from_slice(notes);
        Span::of(start..self.syntax.len())
    }

    pub(super) fn segment(&mut self, text: &SegmentText) -> Result<MadeSegment, Complaint> {
        let standard = Standard::get();
        let shape = standard
            .segment(&text.id)
            .ok_or_else(|| format!("standard.x12 has no segment {}", text.id))?;
        let elements = self.positions(&text.id, shape, text.elements.as_deref())?;
        let syntax = self.syntax_span(&shape.syntax);
        let keys = match &text.elements {
            Some(texts) => self.keys(&text.id, texts),
            None => Default::default(),
        };
        let with = |usage| {
            let defs = self.elements[elements.range()].iter().enumerate();
            defs.filter(|(_, d)| d.usage == usage).fold(0, |bits, (index, _)| bits | 1 << index)
        };
        let (required, unused) = (with(Usage::Required), with(Usage::NotUsed));
        Ok(MadeSegment { elements, required, unused, syntax, keys })
    }

    /// The elements of a segment, or the components of a composite.
    fn positions(
        &mut self,
        id: &str,
        shape: &Shape,
        texts: Option<&[ElementText]>,
    ) -> Result<Span, Complaint> {
        let beyond = texts
            .and_then(|t| t.last())
            .filter(|l| usize::from(l.number) > shape.positions.len() || l.number == 0);
        if let Some(last) = beyond {
            let most = shape.positions.len();
            return Err(format!("{id} has {most} positions, not {}", last.number));
        }
        let mut made = Vec::with_capacity(shape.positions.len());
        for (index, position) in shape.positions.iter().enumerate() {
            let text = texts.map(|all| all.iter().find(|t| usize::from(t.number) == index + 1));
            let mut def = self.position(id, index, position, text)?;
            def.qualifier = match def.list {
                // N403 is judged by the country after it.
                Some(List::Zip) => u8::try_from(index + 2).unwrap_or(0),
                Some(list) if has_systems(list) => u8::try_from(index).unwrap_or(0),
                _ => date_format(shape, index),
            };
            made.push(def);
        }
        let start = self.elements.len();
        self.elements.extend(made);
        Ok(Span::of(start..self.elements.len()))
    }

    /// `text` is `None` where the guide says nothing of elements, `Some(None)` where it leaves
    /// this one out.
    fn position(
        &mut self,
        id: &str,
        index: usize,
        position: &Position,
        text: Option<Option<&ElementText>>,
    ) -> Result<ElementDef, Complaint> {
        let unset = ElementText::default();
        let usage = match text {
            None => Usage::Situational,
            Some(None) => Usage::NotUsed,
            Some(Some(text)) => text.usage,
        };
        let text = text.flatten().unwrap_or(&unset);
        let place = format!("{id}{:02}", index + 1);
        let mut def = ElementDef {
            number: 0,
            usage,
            kind: Kind::An,
            min: 0,
            max: u16::MAX,
            narrowed: text.lengths.is_some(),
            repeat: text.repeat.unwrap_or(position.repeat),
            codes: self.code_span(&text.codes),
            list: None,
            qualifier: 0,
            components: Span::default(),
            syntax: Span::default(),
            label: text.label.clone().unwrap_or_default(),
            of_partner: text.of_partner,
        };
        let mut list = text.list.clone();
        match &position.what {
            What::Element(number) => {
                let element = Standard::get().element(*number);
                let element = element.ok_or_else(|| format!("{place}: no element {number}"))?;
                if text.components.is_some() {
                    return Err(format!("{place} is no composite"));
                }
                def.number = *number;
                def.kind = element.kind;
                (def.min, def.max) = text.lengths.unwrap_or((element.min, element.max));
                list = list.or_else(|| element.list.clone());
                if def.label.is_empty() {
                    def.label.clone_from(&element.name);
                }
            }
            What::Composite(composite) => {
                let shape = Standard::get().composite(composite);
                let shape = shape.ok_or_else(|| format!("{place}: no composite {composite}"))?;
                def.components = self.positions(&place, shape, text.components.as_deref())?;
                def.syntax = self.syntax_span(&shape.syntax);
                if def.label.is_empty() {
                    def.label.clone_from(&shape.name);
                }
            }
        }
        def.list = match list {
            None => None,
            Some(name) => {
                Some(List::from_name(&name).ok_or_else(|| format!("{place}: no list @{name}"))?)
            }
        };
        Ok(def)
    }

    fn key(&mut self, element: &ElementText, component: Option<&ElementText>) -> Key {
        let codes = self.code_span(component.map_or(&element.codes, |c| &c.codes));
        Key { element: element.number, component: component.map_or(0, |c| c.number), codes }
    }

    /// The elements that tell this segment from others of its name.
    fn keys(&mut self, id: &str, texts: &[ElementText]) -> [Key; 2] {
        let mut keys: Vec<Key> = Vec::new();
        for element in texts {
            if element.key {
                keys.push(self.key(element, None));
            }
            for part in element.components.iter().flatten().filter(|p| p.key) {
                keys.push(self.key(element, Some(part)));
            }
        }
        if keys.is_empty() {
            let default = if id == "HL" { 3 } else { 1 };
            if let Some(element) = texts.iter().find(|t| t.number == default) {
                let first = element.components.iter().flatten().find(|c| c.number == 1);
                match first {
                    Some(part) if !part.codes.is_empty() => {
                        keys.push(self.key(element, Some(part)));
                    }
                    None if !element.codes.is_empty() => keys.push(self.key(element, None)),
                    _ => {}
                }
            }
        }
        keys.resize(2, Key::default());
        [keys[0], keys[1]]
    }
}

/// Equal lists of codes are kept once.
pub(super) fn intern(
    all: &mut Vec<u64>,
    known: &mut HashMap<Vec<u64>, Span>,
    packed: Vec<u64>,
) -> Span {
    if packed.is_empty() {
        return Span::default();
    }
    if let Some(span) = known.get(&packed) {
        return *span;
    }
    let start = all.len();
    all.extend_from_slice(&packed);
    let span = Span::of(start..all.len());
    known.insert(packed, span);
    span
}

/// Lists of several code systems, and identifiers of several kinds: the position before names the
/// one that is meant.
fn has_systems(list: List) -> bool {
    matches!(
        list,
        List::Diagnosis
            | List::Procedure
            | List::Remark
            | List::Frequency
            | List::Tooth
            // An identifier is an NPI by the qualifier before it (XX), or is of another kind.
            | List::Npi
    )
}

/// The position of the date format (1250) that a date or period (1251) follows; 0 for any other
/// element.
fn date_format(shape: &Shape, index: usize) -> u8 {
    let number = |at: usize| match shape.positions.get(at).map(|p| &p.what) {
        Some(What::Element(number)) => *number,
        _ => 0,
    };
    if number(index) != DATE_PERIOD {
        return 0;
    }
    let format = (0..index).rev().find(|at| number(*at) == DATE_FORMAT);
    format.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
}
