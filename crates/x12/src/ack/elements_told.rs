//! IK3 with its CTX and IK4 (AK3 and AK4): the segments of a set that are at fault.

use super::draft::{Draft, Element};
use super::group_ack::Told;
use super::received::SetKey;
use crate::validate::{Fault, Level};
use std::borrow::Cow;

/// IK304 of a segment whose elements are at fault.
const ELEMENTS: &str = "8";

/// IK403 of an element that is required and not there.
const MISSING: &str = "1";

/// IK304 of a segment that should have come after the position that is given.
const ABSENT: [&str; 3] = ["3", "I7", "I8"];

/// SNIP type of a fault that something else in the set brought about.
const SITUATIONAL: u8 = 4;

/// CTX01 of what brought a fault about.
const TRIGGER: &str = "SITUATIONAL TRIGGER";

/// What one IK3 tells.
struct Entry<'f> {
    position: u32,
    segment: &'f str,
    code: &'static str,
    first: &'f Fault,
    elements: Vec<(&'f Fault, &'static str)>,
}

/// Writes one IK3 for each fault of a segment, and one for all faults of its elements.
pub(super) fn write(
    draft: &mut Draft,
    told: &Told<'_, '_, '_>,
    key: SetKey,
    faults: &[&Fault],
    loops: bool,
) {
    for entry in entries(told, faults) {
        let (style, fault) = (told.style, entry.first);
        let loop_id = if loops { &fault.loop_id } else { "" };
        let position = entry.position.to_string();
        let segment = segment_id(entry.segment);
        draft.segment(style.segment, &[&segment, &position, loop_id, entry.code]);
        if style.implementation {
            // The order of the contexts is free; pyx12 takes only this one.
            if let Some((what, name)) = told.units.get(&(key, entry.position)) {
                draft.write("CTX", &[Element::Many(&[what, name])]);
            }
            if fault.snip == SITUATIONAL {
                trigger(draft, fault, loop_id);
            }
        }
        if entry.code == ELEMENTS && entry.elements.is_empty() {
            // The segment is empty: the first element is the least that is missing.
            draft.segment(style.element, &["1", "", MISSING]);
        }
        for (fault, code) in entry.elements {
            element(draft, told, fault, code);
        }
    }
}

fn entries<'f>(told: &Told<'_, '_, '_>, faults: &[&'f Fault]) -> Vec<Entry<'f>> {
    let mut entries: Vec<Entry<'f>> = Vec::new();
    for fault in faults {
        let (code, of_element) = match fault.level {
            Level::Segment(code) => (told.style.segment_code(code), None),
            Level::Element(code) => (ELEMENTS, Some(told.style.element_code(code))),
            _ => continue,
        };
        // What is absent is told each time: two different names may be missing at one place.
        let joins = !ABSENT.contains(&code);
        // Faults come in the order of positions, so only the last ones can be of this segment.
        let there = entries
            .iter_mut()
            .rev()
            .take_while(|entry| entry.position == fault.position)
            .find(|entry| joins && entry.code == code && *entry.segment == *fault.segment);
        let entry = match there {
            Some(entry) => entry,
            None => {
                let (position, segment) = (fault.position, &*fault.segment);
                entries.push(Entry { position, segment, code, first: fault, elements: vec![] });
                let Some(entry) = entries.last_mut() else { continue };
                entry
            }
        };
        entry.elements.extend(of_element.map(|code| (*fault, code)));
    }
    for entry in &mut entries {
        let place = |fault: &Fault| (fault.place.element, fault.repetition, fault.place.component);
        entry.elements.sort_by_key(|(fault, _)| place(fault));
    }
    entries
}

/// What brought the fault about: the segment where the situation was found.
fn trigger(draft: &mut Draft, fault: &Fault, loop_id: &str) {
    let id = fault.place.segment_id();
    if !id.is_empty() && fault.position > 0 {
        draft.segment("CTX", &[TRIGGER, id, &fault.position.to_string(), loop_id]);
    }
}

fn element(draft: &mut Draft, told: &Told<'_, '_, '_>, fault: &Fault, code: &str) {
    let style = told.style;
    let number = |n: u16| if n == 0 { String::new() } else { n.to_string() };
    // A fault of a segment's elements together (a syntax note) is told of the first.
    let element = fault.place.element.max(1).to_string();
    let component = number(u16::from(fault.place.component));
    let repetition = if style.implementation { number(fault.repetition) } else { String::new() };
    let position: &[&str] = &[&element, &component, &repetition];
    let value = fault.value.as_deref().unwrap_or("");
    let separated = value.bytes().any(|b| draft.delimiters().contains(b));
    // A copy that holds a delimiter would be read as something else: none is better than a
    // changed one.
    let value = if separated { "" } else { value };
    let values = [
        Element::Many(position),
        Element::One(&number(fault.element)),
        Element::One(code),
        Element::One(value),
    ];
    draft.write(style.element, &values);
}

/// IK301 takes two or three characters, also of a name that is none.
fn segment_id(id: &str) -> Cow<'_, str> {
    let fits = |c: char| c.is_ascii_alphanumeric();
    if (2..=3).contains(&id.len()) && id.chars().all(fits) {
        return Cow::Borrowed(id);
    }
    let kept: String = id.chars().filter(|c| fits(*c)).take(3).collect();
    Cow::Owned(format!("{kept:?<2}"))
}

#[cfg(test)]
mod tests {
    use super::segment_id;

    #[test]
    fn names_that_are_none() {
        for (id, expected) in
            [("NM1", "NM1"), ("N", "N?"), ("", "??"), ("CLMX", "CLM"), ("R-F", "RF")]
        {
            assert_eq!(segment_id(id), expected);
        }
    }
}
