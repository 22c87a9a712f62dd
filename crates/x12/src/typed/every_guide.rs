//! Every segment of every guide, with all its elements, has its place in the typed values.
//!
//! For each guide a file is made that holds each of its loops and segments, those that may
//! repeat twice, and those that may come in any order once in the guide's order and once in the
//! reverse one. Its values mean nothing; only names, order and number of elements count here.

use super::{Item, Items, Transaction, write};
use crate::guide::tables::{ElementDef, Filling, Guide, Key, SegmentDef, Slot, unpack};
use crate::guide::{Shelf, guide_names};

struct File<'a> {
    guide: &'a Guide,
    reversed: bool,
    segments: Vec<String>,
}

impl File<'_> {
    fn fill_loop(&mut self, number: u16) {
        let slots = self.guide.slots_of(&self.guide.loops[usize::from(number)]);
        for neighbours in slots.chunk_by(|a, b| a.place == b.place) {
            let mut neighbours: Vec<Slot> = neighbours.to_vec();
            if self.reversed {
                neighbours.reverse();
            }
            for slot in neighbours {
                for _ in 0..slot.max.min(2) {
                    self.fill(slot);
                }
            }
        }
    }

    fn fill(&mut self, slot: Slot) {
        match slot.what {
            Filling::Loop(number) => self.fill_loop(number),
            Filling::Segment(number) => {
                let text = self.segment(&self.guide.segments[usize::from(number)]);
                self.segments.push(text);
            }
        }
    }

    fn segment(&self, segment: &SegmentDef) -> String {
        let mut text = segment.id.clone();
        for (number, element) in (1u8..).zip(&self.guide.elements[segment.elements.range()]) {
            let key = |component: u8| {
                segment.keys.iter().find(|k| k.element == number && k.component == component)
            };
            let one = self.element(element, key);
            text.push('*');
            text.push_str(&one);
            if element.repeat > 1 {
                text.push('^');
                text.push_str(&one);
            }
        }
        text
    }

    fn element<'k>(&self, element: &ElementDef, key: impl Fn(u8) -> Option<&'k Key>) -> String {
        let code = |element: &ElementDef, key: Option<&Key>| match key {
            Some(key) => unpack(self.guide.codes(key.codes)[0]),
            None => match self.guide.codes(element.codes).first() {
                Some(code) => unpack(*code),
                None => "7".to_owned(),
            },
        };
        if element.components.is_empty() {
            return code(element, key(0));
        }
        let components = self.guide.elements[element.components.range()].iter();
        let parts = (1u8..).zip(components).map(|(n, component)| code(component, key(n)));
        parts.collect::<Vec<_>>().join(":")
    }
}

fn file(guide: &Guide, reversed: bool) -> String {
    let version = &guide.versions[0];
    let mut file = File { guide, reversed, segments: Vec::new() };
    file.fill_loop(0);
    assert!(file.segments.len() >= guide.segments.len(), "{}", guide.file);
    let st = format!("ST*{}*0001*{version}", guide.set);
    let inner = file.segments.iter().filter(|s| !s.starts_with("ST*") && !s.starts_with("SE*"));
    let isa = format!(
        "ISA*00*{b}*00*{b}*ZZ*{p:<15}*ZZ*{p:<15}*260615*1200*^*00501*000000001*0*T*:",
        b = " ".repeat(10),
        p = "PARTY"
    );
    let mut text = format!("{isa}~GS*{}*A*B*20260615*1200*1*X*{version}~{st}~", guide.functional);
    for segment in inner {
        text.push_str(segment);
        text.push('~');
    }
    text.push_str("SE*1*0001~GE*1*1~IEA*1*000000001~");
    text
}

#[test]
fn every_segment_of_every_guide_has_a_place() {
    let shelf = Shelf::built_in();
    let mut typed = 0;
    for name in guide_names().filter(|name| *name != "envelope") {
        let guide = shelf.named(name).unwrap();
        for reversed in [false, true] {
            let text = file(guide, reversed);
            let items: Vec<Item> = Items::new(text.as_bytes())
                .collect::<Result<_, _>>()
                .unwrap_or_else(|fault| panic!("{name}, reversed {reversed}: {fault}"));
            assert_eq!(write(&items, None).unwrap(), text, "{name}");
            let raw = |item: &Item| matches!(item, Item::Transaction(Transaction::Raw(_)));
            assert_eq!(items.iter().any(raw), ["834", "820"].contains(&name), "{name}");
            typed += usize::from(!items.iter().any(raw));
        }
    }
    assert_eq!(typed, 24);
}
