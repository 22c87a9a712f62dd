//! A file as a walk through its guides: each segment with its part in the envelope, the loops it
//! closes and opens, its definition, and the blanks after it. The bytes come from any reader;
//! memory does not grow with the file.

use crate::delimiters::{Delimiters, ISA_BYTES};
use crate::envelope::Part;
use crate::fault::X12Error;
use crate::guide::tables::{Guide, LoopDef, SegmentDef};
use crate::guide::{Shelf, symbols::packed_name};
use crate::reader::{MAX_SEGMENT_BYTES, not_x12};
use crate::tokens::{Classes, Cut, Tokens};
use crate::validate::At;
use crate::walk::{Fit, Walk};
use crate::window::Window;

/// Blanks between two segments that are kept; more of them are passed over and counted.
pub(crate) const MAX_BLANKS: usize = 65_536;

/// Why a file cannot be read further.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepError {
    #[error("{0}")]
    Read(#[from] std::io::Error),
    #[error("{0}")]
    X12(#[from] X12Error),
}

/// How a segment stands in the guide of its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It belongs to the envelope, or its set has no guide.
    NoGuide,
    /// It has a place.
    Placed,
    /// The guide has no place for it here.
    NoPlace,
}

/// One segment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'s, 'g> {
    pub(crate) cut: Cut<'s>,
    /// The blanks before the file's first segment.
    pub(crate) before: &'s [u8],
    /// The blanks after its terminator, at most [`MAX_BLANKS`].
    pub(crate) after: &'s [u8],
    pub(crate) delimiters: Delimiters,
    pub(crate) part: Part,
    pub(crate) standing: Standing,
    /// Guide of the set; at ST it has just been chosen.
    pub(crate) guide: Option<&'g Guide>,
    /// Its definition, in the guide of the set or of the envelope.
    pub(crate) def: Option<(&'g Guide, &'g SegmentDef)>,
    /// Loops that end before it, from the inside out.
    pub(crate) closes: usize,
    /// The loop that it opens; its number and definition.
    pub(crate) opens: Option<(u16, &'g LoopDef)>,
}

/// Where a segment was put.
struct Put<'g> {
    guide: Option<&'g Guide>,
    def: Option<(&'g Guide, &'g SegmentDef)>,
    closes: usize,
    opens: Option<(u16, &'g LoopDef)>,
    standing: Standing,
}

/// Reads a file step by step.
pub(crate) struct Steps<'g, R> {
    window: Window<R>,
    shelf: &'g Shelf,
    at: At,
    delimiters: Delimiters,
    classes: Classes,
    tokens: Tokens,
    /// Between ISA and IEA.
    inside: bool,
    /// Between ST and SE.
    in_set: bool,
    /// GS08.
    group_version: String,
    walk: Option<Walk<'g>>,
    /// Bytes of the last step, which the next one passes.
    taken: usize,
    leading: Vec<u8>,
    /// Blanks that no step holds.
    pub(crate) passed_blanks: u64,
}

impl<'g, R: std::io::Read> Steps<'g, R> {
    pub(crate) fn new(input: R, shelf: &'g Shelf) -> Steps<'g, R> {
        Steps {
            window: Window::new(input),
            shelf,
            at: At { line: 1, ..At::default() },
            delimiters: Delimiters::default(),
            classes: Classes::new(Delimiters::default()),
            tokens: Tokens::default(),
            inside: false,
            in_set: false,
            group_version: String::new(),
            walk: None,
            taken: 0,
            leading: Vec::new(),
            passed_blanks: 0,
        }
    }

    /// The next segment; `None` at the end of the file.
    ///
    /// # Errors
    /// When what follows cannot be read; nothing after that place can.
    pub(crate) fn next(&mut self) -> Result<Option<Step<'_, 'g>>, StepError> {
        self.window.pass(std::mem::take(&mut self.taken));
        if !self.skip_blank()? {
            return match self.at.segment {
                0 => {
                    let place = self.at.place(b"");
                    let message = "the file is empty";
                    Err(X12Error::new("x12.empty", place, message, "give an X12 file")
                        .fatal()
                        .into())
                }
                _ => Ok(None),
            };
        }
        self.window.want(ISA_BYTES)?;
        let length = match self.window.rest().starts_with(b"ISA") {
            true => self.interchange()?,
            false => self.segment()?,
        };
        let part = self.part(length);
        let chosen = match part {
            Part::TransactionStart => self.choose_guide(length)?,
            _ => None,
        };
        let after = self.blanks_after(length + 1)?;
        let rest = self.window.rest();
        let (bytes, after) = (&rest[..length], &rest[length + 1..length + 1 + after]);
        let cut = Cut {
            bytes,
            tokens: &self.tokens,
            component: self.delimiters.component,
            repetition: self.delimiters.repetition,
        };
        let put = put(&mut self.walk, part, &cut, chosen);
        self.at.pass(bytes, true);
        self.at.skip_blank(after);
        self.taken = length + 1 + after.len();
        let outside = part != Part::Inside || !self.in_set;
        let def = put.def.or_else(|| envelope_def(self.shelf, cut.name()).filter(|_| outside));
        let Put { guide, closes, opens, standing, .. } = put;
        let (before, delimiters) = (self.leading.as_slice(), self.delimiters);
        let before = if self.at.segment == 1 { before } else { &[] };
        Ok(Some(Step { cut, before, after, delimiters, part, standing, guide, def, closes, opens }))
    }

    /// Passes blanks that no step holds; `false` at the end of the file.
    fn skip_blank(&mut self) -> Result<bool, StepError> {
        loop {
            let count = self.at.skip_blank(self.window.rest());
            let blanks = &self.window.rest()[..count];
            let room = MAX_BLANKS.saturating_sub(self.leading.len());
            let kept = if self.at.segment == 0 { count.min(room) } else { 0 };
            self.leading.extend_from_slice(&blanks[..kept]);
            self.passed_blanks += (count - kept) as u64;
            self.window.pass(count);
            if !self.window.rest().is_empty() {
                return Ok(true);
            }
            if !self.window.more()? {
                return Ok(false);
            }
        }
    }

    /// The length of the blanks at `from`, at most [`MAX_BLANKS`].
    fn blanks_after(&mut self, from: usize) -> Result<usize, StepError> {
        loop {
            let rest = &self.window.rest()[from..];
            let count = At::default().skip_blank(rest).min(MAX_BLANKS);
            if count < rest.len() || count == MAX_BLANKS || !self.window.more()? {
                return Ok(count);
            }
        }
    }

    /// Takes an ISA; the length without its terminator.
    fn interchange(&mut self) -> Result<usize, StepError> {
        self.at.next();
        let rest = self.window.rest();
        let place = self.at.place(b"ISA");
        self.delimiters = Delimiters::from_isa(rest, place)?;
        self.classes = Classes::new(self.delimiters);
        let length = ISA_BYTES - 1;
        if !rest[..length].is_ascii() {
            let message = "the ISA holds bytes that are not ASCII";
            let action = "have the sender write ASCII";
            return Err(X12Error::new("x12.character", place, message, action).fatal().into());
        }
        self.tokens.cut(&rest[..ISA_BYTES], &self.classes);
        self.inside = true;
        Ok(length)
    }

    /// Cuts the next segment; the length without its terminator.
    fn segment(&mut self) -> Result<usize, StepError> {
        if !self.inside {
            let place = self.at.place(b"");
            return Err(not_x12(self.window.rest(), self.at.segment > 0, place).into());
        }
        self.at.next();
        loop {
            let rest = self.window.rest();
            let near = &rest[..rest.len().min(MAX_SEGMENT_BYTES + 1)];
            if let Some(length) = self.tokens.cut(near, &self.classes) {
                return Ok(length);
            }
            let place = self.at.place(b"");
            if rest.len() > MAX_SEGMENT_BYTES {
                let message = format!("no segment terminator within {MAX_SEGMENT_BYTES} bytes");
                let action = "check the segment terminator that the ISA declares";
                let error = X12Error::new("x12.segment.too-long", place, message, action);
                return Err(error.fatal().into());
            }
            if !self.window.more()? {
                let message = "the file ends within a segment";
                let action = "ask the sender for the whole file";
                let error = X12Error::new("x12.segment.truncated", place, message, action);
                return Err(error.fatal().into());
            }
        }
    }

    /// The part of the segment that was just cut.
    fn part(&mut self, length: usize) -> Part {
        let bytes = &self.window.rest()[..length];
        let mut elements = bytes.split(|b| *b == self.delimiters.element);
        let part = match elements.next().unwrap_or(&[]) {
            b"GS" => {
                let version = elements.nth(7).unwrap_or(&[]);
                self.group_version = String::from_utf8_lossy(version).into_owned();
                Part::GroupStart
            }
            b"ST" => Part::TransactionStart,
            b"SE" => Part::TransactionEnd,
            b"GE" => Part::GroupEnd,
            b"IEA" => Part::InterchangeEnd,
            name if name.starts_with(b"ISA") => Part::InterchangeStart,
            _ => Part::Inside,
        };
        match part {
            Part::Inside => {}
            Part::InterchangeEnd => (self.inside, self.in_set) = (false, false),
            _ => self.in_set = part == Part::TransactionStart,
        }
        part
    }

    /// Chooses the guide of the set whose ST stands at the window's start.
    fn choose_guide(&mut self, length: usize) -> Result<Option<&'g Guide>, StepError> {
        let element = self.delimiters.element;
        let text =
            |bytes: Option<&[u8]>| String::from_utf8_lossy(bytes.unwrap_or(&[])).trim().to_owned();
        let mut elements = self.window.rest()[..length].split(|b| *b == element).skip(1);
        let set = text(elements.next());
        let own = text(elements.nth(1));
        let version = if own.is_empty() { self.group_version.trim() } else { own.as_str() };
        let guides = self.shelf.find(&set, version);
        let guide = match guides.as_slice() {
            [] => None,
            [one] if one.told_by.is_none() => Some(*one),
            several => {
                let second = self.second_segment(length + 1)?;
                let told = several.iter().find(|guide| tells(guide, &second, element));
                told.or(several.first()).copied()
            }
        };
        Ok(guide)
    }

    /// The segment after the one that ends at `from`; empty when there is none.
    fn second_segment(&mut self, from: usize) -> Result<Vec<u8>, StepError> {
        loop {
            let rest = &self.window.rest()[from..];
            let blank = At::default().skip_blank(rest);
            let near = &rest[blank..];
            let end = memchr::memchr(self.delimiters.segment, near);
            if let Some(end) = end {
                return Ok(near[..end].to_vec());
            }
            if near.len() > MAX_SEGMENT_BYTES || !self.window.more()? {
                return Ok(Vec::new());
            }
        }
    }
}

/// True when the second segment of a set says that the set is this guide's.
fn tells(guide: &Guide, second: &[u8], separator: u8) -> bool {
    let Some((segment, element, codes)) = &guide.told_by else { return true };
    let mut elements = second.split(|b| *b == separator);
    elements.next() == Some(segment.as_bytes())
        && usize::from(*element)
            .checked_sub(1)
            .and_then(|n| elements.nth(n))
            .is_some_and(|value| codes.iter().any(|code| code.as_bytes() == value))
}

/// Moves the walk to a segment. A set ends at its SE, or at what comes where that should be.
fn put<'g>(
    walk: &mut Option<Walk<'g>>,
    part: Part,
    cut: &Cut<'_>,
    chosen: Option<&'g Guide>,
) -> Put<'g> {
    let mut put =
        Put { guide: None, def: None, closes: 0, opens: None, standing: Standing::NoGuide };
    if part != Part::Inside {
        let ended = walk.take();
        put.closes = ended.as_ref().map_or(0, |w| w.frames.len().saturating_sub(1));
        put.guide = match part {
            Part::TransactionStart => chosen,
            Part::TransactionEnd => ended.map(|w| w.guide),
            _ => None,
        };
        let root = put.guide.and_then(|g| g.segments.iter().find(|d| is_root(d, cut.name())));
        put.def = put.guide.zip(root);
        *walk = chosen.map(Walk::new);
        return put;
    }
    let Some(walk) = walk else { return put };
    let guide = walk.guide;
    put.guide = Some(guide);
    put.standing = Standing::NoPlace;
    let symbol = guide.symbols.find(packed_name(cut.name()));
    let Some(choice) = symbol.and_then(|symbol| walk.choose(symbol, cut)) else { return put };
    put.standing = Standing::Placed;
    put.def = Some((guide, &guide.segments[usize::from(choice.candidate.segment)]));
    if choice.fit == Fit::Late && choice.candidate.opens.is_none() {
        walk.mark(choice.candidate);
        return put;
    }
    for _ in 0..choice.candidate.up {
        walk.close();
        put.closes += 1;
    }
    walk.take(&choice);
    put.opens = choice.candidate.opens.map(|n| (n, &guide.loops[usize::from(n)]));
    put
}

/// True for ST and SE, which stand in no loop.
fn is_root(def: &SegmentDef, name: &[u8]) -> bool {
    def.in_loop == 0 && def.id.as_bytes() == name
}

fn envelope_def<'g>(shelf: &'g Shelf, name: &[u8]) -> Option<(&'g Guide, &'g SegmentDef)> {
    let guide = shelf.named("envelope")?;
    let def = guide.segments.iter().find(|def| def.id.as_bytes() == name)?;
    Some((guide, def))
}
