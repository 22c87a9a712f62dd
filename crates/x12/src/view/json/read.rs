//! JSON in, X12 out: each segment is written when its object ends.

use super::segment::{Ends, SegmentText, blanks};
pub use super::source::MAX_JSON_TEXT;
use super::source::{JsonError, Part, Source};
use crate::delimiters::Delimiters;
use std::io::{Read, Write};

/// Levels within one another: interchange, group, set and loops.
pub const MAX_JSON_DEPTH: usize = 32;

/// Members that tell what a level is, and members of the file that tell about it. They are for
/// people: the segments say the same.
const TOLD: [&str; 9] =
    ["interchange", "group", "set", "loop", "label", "control", "version", "guide", "name"];

/// Writes the X12 file that a JSON text made by [`super::write::to_json`] holds.
///
/// # Errors
/// When the JSON is none, or is not of that form: the first place where it is not. What came
/// before that place has been written and is no whole file.
pub fn from_json(input: impl Read, out: impl Write) -> Result<(), JsonError> {
    let mut reading = Reading { source: Source::new(input), out, ends: None, begun: false };
    reading.file()?;
    reading.out.flush().map_err(JsonError::Write)
}

struct Reading<R, W> {
    source: Source<R>,
    out: W,
    /// Those of the interchange that is open.
    ends: Option<Ends>,
    /// A segment of the interchange has been written.
    begun: bool,
}

impl<R: Read, W: Write> Reading<R, W> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), JsonError> {
        self.out.write_all(bytes).map_err(JsonError::Write)
    }

    fn file(&mut self) -> Result<(), JsonError> {
        self.source.expect(b'{', "an object with \"interchanges\"")?;
        let mut found = false;
        loop {
            let name = self.source.member()?;
            self.source.path.push(Part::Member(name.clone()));
            match name.as_str() {
                "file" => {
                    self.source.text()?;
                }
                "before" if !found => {
                    let before = blanks(&mut self.source)?;
                    self.write(&before)?;
                }
                "before" => return self.source.wrong("it must come before \"interchanges\""),
                "interchanges" if !found => {
                    found = true;
                    self.interchanges()?;
                }
                _ => return self.unknown(&name),
            }
            self.source.path.pop();
            if !self.source.another(b'}')? {
                break;
            }
        }
        if !found {
            return self.source.wrong("there are no \"interchanges\"");
        }
        match self.source.token()? {
            None => Ok(()),
            Some(_) => self.source.wrong("something follows the end of the JSON; give one file"),
        }
    }

    fn unknown<T>(&self, name: &str) -> Result<T, JsonError> {
        self.source.wrong(format!("the member \"{name}\" is not known here, or comes twice"))
    }

    fn interchanges(&mut self) -> Result<(), JsonError> {
        self.list("interchanges", |reading| {
            reading.ends = None;
            reading.begun = false;
            reading.object(0)?;
            match reading.begun {
                true => Ok(()),
                false => reading.source.wrong("an interchange has no segments"),
            }
        })
    }

    /// A list, each item of which that function reads.
    fn list(
        &mut self,
        what: &str,
        mut read: impl FnMut(&mut Self) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        self.source.expect(b'[', &format!("a list of {what}"))?;
        if self.source.take(b']')? {
            return Ok(());
        }
        for index in 0.. {
            self.source.path.push(Part::Index(index));
            read(self)?;
            self.source.path.pop();
            if !self.source.another(b']')? {
                break;
            }
        }
        Ok(())
    }

    /// A level or a segment. Level 0 is an interchange.
    fn object(&mut self, depth: usize) -> Result<(), JsonError> {
        if depth > MAX_JSON_DEPTH {
            return self.source.wrong(format!("levels are nested more than {MAX_JSON_DEPTH} deep"));
        }
        self.source.expect(b'{', "an object")?;
        let mut segment = SegmentText::default();
        let mut level = false;
        loop {
            let name = self.source.member()?;
            self.source.path.push(Part::Member(name.clone()));
            match name.as_str() {
                "items" if !level => {
                    level = true;
                    if self.ends.is_none() {
                        let message = "the interchange's \"delimiters\" must come before its items";
                        return self.source.wrong(message);
                    }
                    self.list("items", |reading| reading.object(depth + 1))?;
                }
                "delimiters" if depth == 0 && !level => self.ends = Some(self.delimiters()?),
                "place" => {
                    self.source.text()?;
                }
                told if TOLD.contains(&told) => self.told()?,
                other if segment.member(&mut self.source, other)? => {}
                other => return self.unknown(other),
            }
            self.source.path.pop();
            if !self.source.another(b'}')? {
                break;
            }
        }
        match (level, segment.is_empty()) {
            (true, true) => Ok(()),
            (true, false) => self.source.wrong("this has items, so it cannot be a segment as well"),
            (false, _) => self.segment(&segment),
        }
    }

    /// A member that is for people.
    fn told(&mut self) -> Result<(), JsonError> {
        if self.source.take(b'{')? {
            self.source.member()?;
            self.source.text()?;
            return self.source.expect(b'}', "the end of the object, }");
        }
        self.source.text().map(|_| ())
    }

    fn segment(&mut self, segment: &SegmentText) -> Result<(), JsonError> {
        let Some(ends) = &self.ends else {
            return self.source.wrong("an interchange has \"delimiters\" and \"items\"");
        };
        let bytes = segment.bytes(&self.source, ends, !self.begun)?;
        self.begun = true;
        self.write(&bytes)
    }

    fn delimiters(&mut self) -> Result<Ends, JsonError> {
        self.source.expect(b'{', "an object with the delimiters")?;
        let mut set = Delimiters { element: 0, repetition: None, component: 0, segment: 0 };
        let mut line_end = Vec::new();
        loop {
            let name = self.source.member()?;
            self.source.path.push(Part::Member(name.clone()));
            match name.as_str() {
                "line_end" => line_end = blanks(&mut self.source)?,
                "element" => set.element = self.character()?,
                "component" => set.component = self.character()?,
                "segment" => set.segment = self.character()?,
                "repetition" => set.repetition = Some(self.character()?),
                _ => return self.unknown(&name),
            }
            self.source.path.pop();
            if !self.source.another(b'}')? {
                break;
            }
        }
        match set.are_legal() {
            true => Ok(Ends { delimiters: set, line_end }),
            false => self.source.wrong(
                "element, component and segment, and repetition where there is one, must be \
                 different characters that differ from letters, digits and space",
            ),
        }
    }

    fn character(&mut self) -> Result<u8, JsonError> {
        match self.source.text()?.as_bytes() {
            [one] => Ok(*one),
            _ => self.source.wrong("a delimiter is one ASCII character"),
        }
    }
}
