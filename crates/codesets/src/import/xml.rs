//! A thin reader over quick-xml that knows its file, its line and how deep it stands.

use super::ImportError;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Deepest nesting of elements that is followed.
const DEEPEST: usize = 64;

/// One step through the document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `<name …>`; its attributes stay with the reader until the next step.
    Start(String),
    /// Text between elements, trimmed, entities resolved.
    Text(String),
    /// `</name>`.
    End(String),
    /// The end of a whole document.
    Eof,
}

pub(super) struct Xml<'a> {
    file: &'a str,
    bytes: &'a [u8],
    reader: Reader<&'a [u8]>,
    open: Vec<String>,
    attributes: Vec<(String, String)>,
    pending_end: Option<String>,
}

impl<'a> Xml<'a> {
    pub(super) fn new(file: &'a str, bytes: &'a [u8]) -> Xml<'a> {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().trim_text(false);
        Xml { file, bytes, reader, open: Vec::new(), attributes: Vec::new(), pending_end: None }
    }

    /// An error at the present place.
    pub(super) fn broken(&self, message: impl Into<String>) -> ImportError {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let line = self.bytes[..at.min(self.bytes.len())].iter().filter(|b| **b == b'\n').count();
        ImportError::Broken {
            file: self.file.to_owned(),
            place: format!("line {}", line + 1),
            message: message.into(),
        }
    }

    /// A syntax error is a tag, comment or section that the end of the file leaves open.
    fn malformed(&self, fault: &quick_xml::Error) -> ImportError {
        match fault {
            quick_xml::Error::Syntax(_) => {
                self.broken(format!("the file ends inside a tag: it is cut ({fault})"))
            }
            _ => self.broken(fault.to_string()),
        }
    }

    /// The value of an attribute of the element that started last.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn step(&mut self) -> Result<Step, ImportError> {
        if let Some(name) = self.pending_end.take() {
            self.open.pop();
            return Ok(Step::End(name));
        }
        loop {
            let event = self.reader.read_event().map_err(|fault| self.malformed(&fault))?;
            match event {
                Event::Start(tag) => return self.start(&tag, false),
                Event::Empty(tag) => return self.start(&tag, true),
                Event::End(tag) => {
                    self.open.pop();
                    return Ok(Step::End(String::from_utf8_lossy(tag.name().as_ref()).into()));
                }
                Event::Text(text) => {
                    let text = text.decode().map_err(|fault| self.broken(fault.to_string()))?;
                    if !text.trim().is_empty() {
                        return Ok(Step::Text(text.into_owned()));
                    }
                }
                Event::CData(text) => {
                    return Ok(Step::Text(String::from_utf8_lossy(&text).into_owned()));
                }
                Event::GeneralRef(name) => return Ok(Step::Text(entity(&name))),
                Event::Eof => {
                    return match self.open.last() {
                        None => Ok(Step::Eof),
                        Some(name) => {
                            Err(self.broken(format!("the file ends inside <{name}>: it is cut")))
                        }
                    };
                }
                Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<Step, ImportError> {
        let name: String = String::from_utf8_lossy(tag.name().as_ref()).into();
        if self.open.len() >= DEEPEST {
            return Err(self.broken(format!("elements are nested deeper than {DEEPEST}")));
        }
        self.attributes.clear();
        for attribute in tag.attributes().with_checks(false).flatten() {
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let value = String::from_utf8_lossy(&attribute.value).into_owned();
            self.attributes.push((key, value));
        }
        self.open.push(name.clone());
        if empty {
            self.pending_end = Some(name.clone());
        }
        Ok(Step::Start(name))
    }

    /// The text of the element that has just started, to its end; inner elements contribute
    /// their text in brackets-free form.
    pub(super) fn text(&mut self) -> Result<String, ImportError> {
        let depth = self.open.len();
        let mut text = String::new();
        loop {
            match self.step()? {
                Step::Text(piece) => text.push_str(&piece),
                Step::Start(_) => {}
                Step::End(_) if self.open.len() < depth => return Ok(squeeze(&text)),
                Step::End(_) => {}
                Step::Eof => return Err(self.broken("the file ends early: it is cut")),
            }
        }
    }

    /// Passes over the element that has just started.
    pub(super) fn skip(&mut self) -> Result<(), ImportError> {
        self.text().map(drop)
    }
}

fn entity(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    match &*name {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        other => {
            let number = match other.strip_prefix("#x").or_else(|| other.strip_prefix("#X")) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => other.strip_prefix('#').and_then(|n| n.parse().ok()),
            };
            number.and_then(char::from_u32).map_or_else(|| format!("&{other};"), String::from)
        }
    }
}

/// Runs of white space become one space.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
