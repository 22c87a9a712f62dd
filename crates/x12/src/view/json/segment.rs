//! A segment as its JSON has it, and its bytes.

use super::source::{JsonError, Part, Source};
use crate::delimiters::{Delimiters, ISA_BYTES};
use crate::fault::Place;
use crate::reader::MAX_SEGMENT_BYTES;
use std::io::Read;

/// Delimiters and what follows a segment's terminator.
#[derive(Clone, Debug)]
pub(super) struct Ends {
    pub(super) delimiters: Delimiters,
    pub(super) line_end: Vec<u8>,
}

/// The members of a segment, in whatever order they come.
#[derive(Debug, Default)]
pub(super) struct SegmentText {
    pub(super) id: Option<Vec<u8>>,
    elements: Vec<Element>,
    after: Option<Vec<u8>>,
    size: usize,
}

/// An element: its repetitions, each with its components.
type Element = Vec<Vec<Vec<u8>>>;

impl SegmentText {
    /// True when nothing of a segment has come.
    pub(super) fn is_empty(&self) -> bool {
        self.id.is_none() && self.elements.is_empty() && self.after.is_none()
    }

    /// Takes the member of that name; `false` when a segment has none of that name.
    pub(super) fn member<R: Read>(
        &mut self,
        source: &mut Source<R>,
        name: &str,
    ) -> Result<bool, JsonError> {
        match name {
            "id" => self.id = Some(self.value(source)?),
            "after" => self.after = Some(blanks(source)?),
            "elements" => self.elements(source)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn elements<R: Read>(&mut self, source: &mut Source<R>) -> Result<(), JsonError> {
        source.expect(b'[', "a list of elements")?;
        if source.take(b']')? {
            return Ok(());
        }
        loop {
            source.path.push(Part::Index(self.elements.len()));
            let element = self.element(source)?;
            self.elements.push(element);
            source.path.pop();
            if !source.another(b']')? {
                return Ok(());
            }
        }
    }

    fn element<R: Read>(&mut self, source: &mut Source<R>) -> Result<Element, JsonError> {
        if !source.take(b'[')? {
            return Ok(vec![self.repetition(source)?]);
        }
        let mut repetitions = Vec::new();
        loop {
            source.path.push(Part::Index(repetitions.len()));
            repetitions.push(self.repetition(source)?);
            source.path.pop();
            if !source.another(b']')? {
                return Ok(repetitions);
            }
        }
    }

    /// A text, `{"latin1": …}` or `{"components": [...]}`.
    fn repetition<R: Read>(&mut self, source: &mut Source<R>) -> Result<Vec<Vec<u8>>, JsonError> {
        if source.token()? != Some(b'{') {
            return Ok(vec![self.value(source)?]);
        }
        source.expect(b'{', "an object")?;
        let mut values = Vec::new();
        match source.member()?.as_str() {
            "latin1" => values.push(self.latin1(source)?),
            "components" => {
                source.expect(b'[', "a list of components")?;
                loop {
                    source.path.push(Part::Index(values.len()));
                    values.push(self.value(source)?);
                    source.path.pop();
                    if !source.another(b']')? {
                        break;
                    }
                }
            }
            other => {
                return source.wrong(format!(
                    "an element has the member \"{other}\"; it may have components or latin1"
                ));
            }
        }
        source.expect(b'}', "the end of the element, }")?;
        Ok(values)
    }

    /// A text, or `{"latin1": …}`.
    fn value<R: Read>(&mut self, source: &mut Source<R>) -> Result<Vec<u8>, JsonError> {
        if source.take(b'{')? {
            if source.member()? != "latin1" {
                return source.wrong("a text or {\"latin1\": …} is wanted here");
            }
            let value = self.latin1(source)?;
            source.expect(b'}', "the end of the object, }")?;
            return Ok(value);
        }
        let value = source.text()?.into_bytes();
        self.grow(source, value.len())?;
        Ok(value)
    }

    fn latin1<R: Read>(&mut self, source: &mut Source<R>) -> Result<Vec<u8>, JsonError> {
        let text = source.text()?;
        self.grow(source, text.len())?;
        match text.chars().map(u8::try_from).collect() {
            Ok(bytes) => Ok(bytes),
            Err(_) => source.wrong("a latin1 text holds a character beyond U+00FF"),
        }
    }

    /// Counts what the segment holds, a separator for each value with it.
    fn grow<R: Read>(&mut self, source: &Source<R>, more: usize) -> Result<(), JsonError> {
        self.size += more + 1;
        if self.size > MAX_SEGMENT_BYTES {
            return source.wrong(format!("a segment is longer than {MAX_SEGMENT_BYTES} bytes"));
        }
        Ok(())
    }

    /// The segment's bytes, with its terminator and what follows it. `first` is true for the
    /// first of its interchange.
    pub(super) fn bytes<R: Read>(
        &self,
        source: &Source<R>,
        ends: &Ends,
        first: bool,
    ) -> Result<Vec<u8>, JsonError> {
        let Some(id) = &self.id else {
            return source.wrong("a segment has no id; give its name, such as NM1");
        };
        let set = ends.delimiters;
        let mut bytes = id.clone();
        if first != id.starts_with(b"ISA") {
            return source.wrong("the first segment of an interchange, and no other, is its ISA");
        }
        if !first {
            self.keep_apart(source, id, set)?;
        }
        for element in &self.elements {
            bytes.push(set.element);
            for (index, repetition) in element.iter().enumerate() {
                match set.repetition {
                    Some(separator) if index > 0 => bytes.push(separator),
                    None if index > 0 => {
                        return source.wrong("this interchange has no repetition separator");
                    }
                    _ => {}
                }
                bytes.extend(repetition.join(&set.component));
            }
        }
        bytes.push(set.segment);
        let isa = first.then(|| Delimiters::from_isa(&bytes, Place::default()));
        match isa {
            Some(Err(error)) => return source.wrong(error.message),
            Some(Ok(own)) if own != set || bytes.len() != ISA_BYTES => {
                return source.wrong("the ISA and \"delimiters\" do not name the same delimiters");
            }
            _ => {}
        }
        bytes.extend_from_slice(self.after.as_ref().unwrap_or(&ends.line_end));
        Ok(bytes)
    }

    /// No value may hold what would end it.
    fn keep_apart<R: Read>(
        &self,
        source: &Source<R>,
        id: &[u8],
        set: Delimiters,
    ) -> Result<(), JsonError> {
        let ends = [Some(set.element), Some(set.segment)];
        let all = [ends[0], ends[1], Some(set.component), set.repetition];
        let holds =
            |value: &[u8], set: &[Option<u8>]| value.iter().any(|b| set.contains(&Some(*b)));
        if holds(id, &ends) {
            return source.wrong("the segment's id holds a delimiter of the interchange");
        }
        for (number, element) in (1..).zip(&self.elements) {
            if element.iter().flatten().any(|value| holds(value, &all)) {
                return source.wrong(format!(
                    "elements[{}] holds a delimiter of the interchange; write its components and \
                     repetitions as lists, or choose other delimiters",
                    number - 1
                ));
            }
        }
        Ok(())
    }
}

/// Blanks between segments.
pub(super) fn blanks<R: Read>(source: &mut Source<R>) -> Result<Vec<u8>, JsonError> {
    let blanks = source.text()?.into_bytes();
    match blanks.iter().all(|b| b"\n\r \t\x1a".contains(b)) {
        true => Ok(blanks),
        false => source.wrong("only line ends and blanks may stand between segments"),
    }
}
