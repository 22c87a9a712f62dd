//! The page: a run of segments in the customary delimiters, and the file that pages go to.
//!
//! A page is one part of a file (an ISA, the head of a transaction, a household with its claims),
//! so that memory never grows with the file, and so that a defect finds what it spoils.

use super::defects::{Defect, Line, Part};
use super::{GenerateError, Plan};
use crate::delimiters::Delimiters;
use crate::writer::join;
use std::io::Write;

/// Segments written so far, with `*`, `^`, `:` and `~`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    text: String,
    segments: u64,
}

impl Page {
    /// Writes one segment; trailing empty elements are left out.
    pub(crate) fn seg(&mut self, id: &str, elements: &[&str]) {
        let used = elements.iter().rposition(|e| !e.is_empty()).map_or(0, |i| i + 1);
        self.text.push_str(id);
        for element in &elements[..used] {
            self.text.push('*');
            self.text.push_str(element);
        }
        self.text.push('~');
        self.segments += 1;
    }
}

/// Joins components; trailing empty ones are left out.
pub(crate) fn composite<S: AsRef<str>>(parts: &[S]) -> String {
    join(parts, b':')
}

/// The file that is written: pages in, bytes with the plan's delimiters out.
pub(crate) struct Book<'p, W> {
    out: W,
    delimiters: Delimiters,
    line_end: &'static str,
    defect: Option<&'p Defect>,
    spoiled: bool,
    since_st: u64,
    /// Bytes written.
    pub bytes: u64,
    /// Segments written.
    pub segments: u64,
    spare: String,
}

impl<'p, W: Write> Book<'p, W> {
    pub(crate) fn new(plan: &Plan<'p>, out: W) -> Book<'p, W> {
        Book {
            out,
            delimiters: plan.delimiters,
            line_end: plan.line_end.text(),
            defect: plan.defect,
            spoiled: false,
            since_st: 0,
            bytes: 0,
            segments: 0,
            spare: String::new(),
        }
    }

    /// Writes a page and empties it. A transaction's first page begins with its ST.
    pub(crate) fn put(&mut self, part: Part, page: &mut Page) -> Result<(), GenerateError> {
        if part == Part::Head {
            self.since_st = 0;
        }
        self.since_st += page.segments;
        self.segments += page.segments;
        let mut text = std::mem::take(&mut page.text);
        page.segments = 0;
        if let Some(defect) = self.defect.filter(|d| !self.spoiled && d.part == part) {
            let mut lines = Line::read(&text);
            let before = lines.len() as u64;
            if (defect.spoil)(&mut lines) {
                self.spoiled = true;
                let after = lines.len() as u64;
                // A segment taken away or added is not counted wrong as well.
                self.since_st = (self.since_st + after).saturating_sub(before);
                self.segments = (self.segments + after).saturating_sub(before);
                let spoiled = self.written(&Line::write(&lines));
                self.out(spoiled.as_bytes())?;
                return Ok(());
            }
        }
        let written = self.written(&text);
        self.out(written.as_bytes())?;
        self.spare = written;
        text.clear();
        page.text = text;
        Ok(())
    }

    /// Writes the SE of the transaction, with its count.
    pub(crate) fn end(&mut self, page: &mut Page, number: &str) -> Result<(), GenerateError> {
        let count = (self.since_st + page.segments + 1).to_string();
        page.seg("SE", &[&count, number]);
        self.put(Part::Trailer, page)
    }

    /// Ends the file.
    pub(crate) fn close(mut self, plan: &Plan<'_>) -> Result<(u64, u64), GenerateError> {
        self.out.flush().map_err(GenerateError::Write)?;
        match plan.defect {
            Some(defect) if !self.spoiled => {
                Err(GenerateError::DefectNotPlaced { name: defect.name, kind: plan.kind.name() })
            }
            _ => Ok((self.bytes, self.segments)),
        }
    }

    fn out(&mut self, bytes: &[u8]) -> Result<(), GenerateError> {
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes).map_err(GenerateError::Write)
    }

    /// The text with the delimiters and line ends of the plan.
    fn written(&mut self, text: &str) -> String {
        let mut written = std::mem::take(&mut self.spare);
        written.clear();
        for segment in text.split_inclusive('~') {
            let (body, ended) = match segment.strip_suffix('~') {
                Some(body) => (body, true),
                None => (segment, false),
            };
            if self.delimiters == Delimiters::default() {
                written.push_str(body);
            } else {
                written.extend(body.chars().map(|c| self.delimiter(c)));
            }
            if ended {
                written.push(char::from(self.delimiters.segment));
                written.push_str(self.line_end);
            }
        }
        written
    }

    fn delimiter(&self, character: char) -> char {
        match character {
            '*' => char::from(self.delimiters.element),
            ':' => char::from(self.delimiters.component),
            '^' => char::from(self.delimiters.repetition.unwrap_or(b'^')),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{EndOfLine, Kind};

    #[test]
    fn pages_take_the_delimiters_of_the_plan_and_se_counts_them() {
        let delimiters =
            Delimiters { element: b'|', repetition: Some(b'!'), component: b'>', segment: b'\'' };
        let line_end = EndOfLine::CarriageReturnLineFeed;
        let plan = Plan { delimiters, line_end, ..Plan::new(Kind::Professional) };
        let mut out = Vec::new();
        let mut book = Book::new(&plan, &mut out);
        let mut page = Page::default();
        page.seg("ST", &["837", "0001", ""]);
        page.seg("SV1", &[&composite(&["HC", "99213", ""]), "A^B", "", ""]);
        book.put(Part::Head, &mut page).unwrap();
        book.end(&mut page, "0001").unwrap();
        book.close(&plan).unwrap();
        let expected = "ST|837|0001'\r\nSV1|HC>99213|A!B'\r\nSE|3|0001'\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
