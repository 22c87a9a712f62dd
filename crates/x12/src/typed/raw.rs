//! Transactions without a typed form: their segments, elements and components as they are.

use super::input::Input;
use super::node::Node;
use super::origin::Origin;
use super::output::Output;
use super::segments::{Se, St};
use super::text::Text;
use super::value::{Elements, Reading, Value};
use crate::fault::X12Error;

/// One segment of any name. Elements hold repetitions, and those hold components.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawSegment {
    /// Its name.
    pub id: Text,
    /// Elements up to the last that is not empty.
    pub elements: Vec<Vec<Vec<Text>>>,
    /// Where it stood and how it was written.
    pub origin: Origin,
}

/// A transaction of segments that are not interpreted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raw {
    /// ST.
    pub st: St,
    /// What stands between ST and SE.
    pub segments: Vec<RawSegment>,
    /// SE.
    pub se: Se,
}

impl RawSegment {
    fn read(input: &mut Input<'_>) -> Result<RawSegment, X12Error> {
        let Some((segment, mut origin)) = input.take() else { return Err(input.missing("SE")) };
        let delimiters = segment.delimiters();
        let reading = Reading { delimiters, misfit: false };
        let mut elements = Elements::new(segment.text(), delimiters);
        let mut all: Vec<Vec<Vec<Text>>> = Vec::new();
        while elements.more_to_come() {
            all.push(repetitions(elements.next(), &reading));
        }
        (origin.empties, _) = elements.finish();
        let used = all.iter().rposition(|element| !element.is_empty()).map_or(0, |i| i + 1);
        all.truncate(used);
        Ok(RawSegment { id: segment.id().into(), elements: all, origin })
    }

    fn write(&self, out: &mut Output) {
        out.segment(&self.id, &self.origin, |out| {
            for element in &self.elements {
                out.next_element();
                for (i, repetition) in element.iter().enumerate() {
                    if i > 0 {
                        out.next_repetition();
                    }
                    write_components(repetition, out);
                }
                out.end_repetitions();
            }
        });
    }
}

fn repetitions(text: &str, reading: &Reading) -> Vec<Vec<Text>> {
    let components = |text: &str| -> Vec<Text> {
        match text {
            "" => Vec::new(),
            text => text.split(char::from(reading.delimiters.component)).map(Text::from).collect(),
        }
    };
    match (text, reading.delimiters.repetition) {
        ("", _) => Vec::new(),
        (text, None) => vec![components(text)],
        (text, Some(separator)) => text.split(char::from(separator)).map(components).collect(),
    }
}

fn write_components(components: &[Text], out: &mut Output) {
    for (i, component) in components.iter().enumerate() {
        if i > 0 {
            out.next_component();
        }
        component.write(out);
    }
    let filled = components.iter().rposition(|c| !c.is_empty()).unwrap_or(0);
    let empties = components.len().saturating_sub(filled + 1);
    out.end_components(u8::try_from(empties).unwrap_or(u8::MAX));
}

impl Raw {
    pub(super) fn read(input: &mut Input<'_>) -> Result<Raw, X12Error> {
        let st = St::read(input)?;
        let mut segments = Vec::new();
        loop {
            match input.peek().map(|segment| segment.id()) {
                None | Some("ST" | "GS" | "GE" | "ISA" | "IEA") => return Err(input.missing("SE")),
                Some("SE") => break,
                Some(_) if input.too_long() => return Err(input.too_long_fault()),
                Some(_) => segments.push(RawSegment::read(input)?),
            }
        }
        Ok(Raw { st, segments, se: Se::read(input)? })
    }

    pub(super) fn write(&self, out: &mut Output) {
        self.st.write(out);
        self.segments.iter().for_each(|segment| segment.write(out));
        self.se.write(out);
    }
}
