//! A whole file: segments cut from bytes as they come, the envelope, and each set handed to its
//! guide. Memory does not grow with the file.

use super::Options;
use super::envelope_checks::{EnvelopeChecks, level};
use super::fault::Level;
use super::findings::{At, Draft, Findings};
use super::open_set::{Beginning, OpenSet, is_name};
use super::report::Report;
use super::set::read_day;
use super::side_by_side::Deferred;
use crate::codes::List;
use crate::delimiters::{Delimiters, ISA_BYTES};
use crate::envelope::{Levels, Part};
use crate::fault::X12Error;
use crate::guide::Shelf;
use crate::reader::MAX_SEGMENT_BYTES;
use crate::segment::Segment;
use crate::tokens::{Classes, Cut, Tokens};

/// Validation of one file, fed piece by piece.
pub(crate) struct FileCheck<'o> {
    findings: Findings<'o>,
    report: Report,
    at: At,
    delimiters: Delimiters,
    classes: Classes,
    /// Lent out while a segment is judged.
    tokens: Option<Box<Tokens>>,
    /// Between ISA and IEA.
    inside: bool,
    done: bool,
    levels: Levels,
    envelope: EnvelopeChecks,
    set: Option<OpenSet<'o>>,
    /// Sets that other threads will judge.
    deferred: Option<Vec<Deferred<'o>>>,
}

impl<'o> FileCheck<'o> {
    pub(crate) fn new(options: &'o Options<'o>) -> FileCheck<'o> {
        FileCheck {
            findings: Findings::new(options),
            report: Report::default(),
            at: At { line: 1, ..At::default() },
            delimiters: Delimiters::default(),
            classes: Classes::new(Delimiters::default()),
            tokens: None,
            inside: false,
            done: false,
            levels: Levels::default(),
            envelope: EnvelopeChecks::default(),
            set: None,
            deferred: None,
        }
    }

    /// The same, but sets are only delimited.
    pub(crate) fn deferring(options: &'o Options<'o>) -> FileCheck<'o> {
        FileCheck { deferred: Some(Vec::new()), ..FileCheck::new(options) }
    }

    /// Takes as many whole segments as `data` holds and says how many bytes they were. With
    /// `last` the file ends with `data`.
    pub(crate) fn feed(&mut self, data: &[u8], last: bool) -> usize {
        let mut used = 0;
        while !self.done {
            used += self.at.skip_blank(&data[used..]);
            let rest = &data[used..];
            if rest.is_empty() || (rest.len() < ISA_BYTES && !last && self.needs_more(rest)) {
                break;
            }
            let taken = if rest.starts_with(b"ISA") {
                self.interchange(rest)
            } else if self.inside {
                self.segment(rest, last)
            } else {
                self.not_x12(rest);
                None
            };
            let Some(taken) = taken else { break };
            used += taken;
        }
        used
    }

    /// True when the rest may become an ISA that has not come whole.
    fn needs_more(&self, rest: &[u8]) -> bool {
        !self.inside || rest.starts_with(b"ISA") || b"ISA".starts_with(rest)
    }

    fn next_segment(&mut self) {
        self.at.next();
        self.report.segments += 1;
    }

    fn stop(&mut self, error: X12Error) {
        self.done = true;
        self.report.unreadable = true;
        self.error(error);
    }

    /// A fault of the envelope, told at its level.
    fn error(&mut self, error: X12Error) {
        let at = At { position: self.at.position, ..At::default() };
        let segment = error.place.segment_id().to_owned();
        let told = level(error.code);
        let draft = Draft::new(error.code, 1, at, segment.as_bytes(), error.message, error.action);
        let mut draft = draft.level(told);
        draft.fault.place = error.place;
        self.findings.add(draft);
    }

    fn interchange(&mut self, rest: &[u8]) -> Option<usize> {
        self.next_segment();
        let place = self.at.place(b"ISA");
        match Delimiters::from_isa(rest, place) {
            Ok(delimiters) => self.delimiters = delimiters,
            Err(error) => {
                self.stop(error);
                return None;
            }
        }
        self.inside = true;
        self.classes = Classes::new(self.delimiters);
        let bytes = &rest[..ISA_BYTES - 1];
        let Some(text) = ascii(bytes) else {
            let message = "the ISA holds bytes that are not ASCII";
            let action = "have the sender write ASCII";
            self.stop(X12Error::new("x12.character", place, message, action).fatal());
            return None;
        };
        self.part(Segment::new(text, self.delimiters, place));
        self.at.pass(bytes, true);
        Some(ISA_BYTES)
    }

    #[inline]
    fn segment(&mut self, rest: &[u8], last: bool) -> Option<usize> {
        if self.deferred.is_some() && self.levels.in_transaction() && !begins_envelope(rest) {
            return self.pass_over(rest, last);
        }
        let mut tokens = self.tokens.take().unwrap_or_default();
        let window = &rest[..rest.len().min(MAX_SEGMENT_BYTES + 1)];
        let length = tokens.cut(window, &self.classes);
        match length {
            Some(length) => {
                let bytes = &rest[..length];
                self.cut_segment(Cut {
                    bytes,
                    tokens: &tokens,
                    component: self.delimiters.component,
                    repetition: self.delimiters.repetition,
                });
                self.at.pass(bytes, tokens.bad != 0);
            }
            None => self.no_end(rest, last),
        }
        self.tokens = Some(tokens);
        length.map(|length| length + 1)
    }

    /// A segment within a set that another thread will judge.
    fn pass_over(&mut self, rest: &[u8], last: bool) -> Option<usize> {
        let window = &rest[..rest.len().min(MAX_SEGMENT_BYTES + 1)];
        let Some(length) = memchr::memchr(self.delimiters.segment, window) else {
            self.no_end(rest, last);
            return None;
        };
        self.next_segment();
        self.levels.count_segment();
        self.at.position += 1;
        self.at.pass(&rest[..length], true);
        Some(length + 1)
    }

    #[inline]
    fn cut_segment(&mut self, cut: Cut<'_>) {
        self.next_segment();
        match &mut self.set {
            _ if is_envelope(cut.name()) => self.envelope_segment(cut),
            _ if !self.levels.in_transaction() => self.envelope_segment(cut),
            set => {
                self.levels.count_segment();
                self.at.position += 1;
                if let Some(set) = set {
                    set.take(&mut self.findings, &cut, self.at);
                }
            }
        }
    }

    fn envelope_segment(&mut self, cut: Cut<'_>) {
        let place = self.at.place(cut.name());
        let text = ascii(cut.bytes);
        let Some(text) = text.filter(|_| is_name(cut.name())) else {
            self.levels.count_segment();
            let what =
                if text.is_none() { "holds bytes that are not ASCII" } else { "has no name" };
            let message = format!("a segment of the envelope {what}");
            let action = "remove stray terminators and text between the segments";
            return self.error(X12Error::new("x12.segment.id", place, message, action));
        };
        self.part(Segment::new(text, self.delimiters, place));
    }

    /// A segment of the envelope.
    fn part(&mut self, segment: Segment<'_>) {
        // What closes a set, or comes where it should have closed, ends its checks first.
        if segment.id() == "SE" && self.levels.in_transaction() {
            self.at.position += 1;
        }
        if matches!(segment.id(), "ISA" | "GS" | "ST" | "SE" | "GE" | "IEA") {
            self.end_set();
        }
        let part = self.levels.take(segment);
        for error in std::mem::take(&mut self.levels.faults) {
            self.error(error);
        }
        if part == Part::TransactionStart {
            self.at.position = 1;
        }
        self.envelope.take(part, segment, self.at, &mut self.report, &mut self.findings);
        match part {
            Part::TransactionStart => self.start_set(segment),
            Part::TransactionEnd | Part::GroupStart | Part::GroupEnd => {
                self.at.position = 0;
                self.findings.within.set = None;
            }
            Part::InterchangeEnd => self.inside = false,
            _ => {}
        }
    }

    /// ST: finds the guide.
    fn start_set(&mut self, segment: Segment<'_>) {
        (self.findings.errors, self.findings.syntax_errors) = (0, 0);
        let (set, version) = (segment.element(1), self.envelope.version(segment.element(3)));
        let shelf: &'o Shelf = self.findings.options.shelf;
        let guides = shelf.find(set, &version);
        match guides.first() {
            None => self.no_guide(set, &version, shelf.knows_set(set)),
            Some(guide) => {
                self.envelope.check_functional(guide, &self.report, self.at, &mut self.findings);
            }
        }
        let mut st = segment.text().as_bytes().to_vec();
        st.push(self.delimiters.segment);
        let day = self.envelope.day.as_deref().and_then(|d| read_day(d.as_bytes()));
        let (at, delimiters) = (self.at, self.delimiters);
        let beginning = Beginning { st, at, delimiters, guides, day };
        match &mut self.deferred {
            None => self.set = Some(OpenSet::new(beginning, &mut self.findings)),
            Some(deferred) => {
                let mut after = self.at;
                after.pass(segment.text().as_bytes(), true);
                let start = usize::try_from(after.offset).unwrap_or(usize::MAX);
                deferred.push(Deferred {
                    beginning,
                    within: self.findings.within,
                    faults_before: self.findings.faults.len(),
                    bytes: start..start,
                    at: after,
                    whole: true,
                });
            }
        }
    }

    fn no_guide(&mut self, set: &str, version: &str, known: bool) {
        let (message, told) = match known {
            true => (
                format!("version '{version}' of set {set} is not one that is known here"),
                Level::Set("I6"),
            ),
            false => (format!("set {set} is not one that is known here"), Level::Set("1")),
        };
        let action = "only its envelope was checked; send a version of the HIPAA guides (005010)";
        let draft = Draft::new("x12.guide.unknown", 2, self.at, b"ST", message, action);
        self.findings.add(draft.level(told));
    }

    /// The set that is open ends here, whether at its SE or not.
    fn end_set(&mut self) {
        if !self.levels.in_transaction() {
            return;
        }
        let end = usize::try_from(self.at.offset).unwrap_or(usize::MAX);
        if let Some(last) = self.deferred.as_mut().and_then(|sets| sets.last_mut()) {
            last.bytes.end = end;
            last.whole = !self.done;
        }
        let mut guide = None;
        if let Some(set) = self.set.take() {
            guide = set.guide().map(str::to_owned);
            // What follows a place that could not be read is unknown: nothing is called missing.
            if !self.done {
                set.finish(&mut self.findings);
            }
        }
        let (errors, syntax_errors) = (self.findings.errors, self.findings.syntax_errors);
        if let Some(set) = self.report.open_set() {
            (set.segments, set.guide) = (self.at.position, guide);
            (set.errors, set.syntax_errors) = (errors, syntax_errors);
        }
    }

    /// No segment terminator in sight.
    fn no_end(&mut self, rest: &[u8], last: bool) {
        let (code, message, action) = if rest.len() > MAX_SEGMENT_BYTES {
            (
                "x12.segment.too-long",
                format!("no segment terminator within {MAX_SEGMENT_BYTES} bytes"),
                "check the segment terminator that the ISA declares",
            )
        } else if last {
            (
                "x12.segment.truncated",
                "the file ends within a segment".to_owned(),
                "ask the sender for the whole file",
            )
        } else {
            return;
        };
        self.next_segment();
        let place = self.at.place(b"");
        self.stop(X12Error::new(code, place, message, action).fatal());
    }

    fn not_x12(&mut self, rest: &[u8]) {
        let error = crate::reader::not_x12(rest, self.at.segment > 0, self.at.place(b""));
        self.stop(error);
    }

    /// The file ends: what is left open is told.
    pub(crate) fn finish(self) -> Report {
        self.finish_deferred().0
    }

    /// The same, with the sets that wait.
    pub(crate) fn finish_deferred(mut self) -> (Report, Vec<Deferred<'o>>) {
        if self.at.segment == 0 && !self.done {
            let place = self.at.place(b"");
            self.stop(X12Error::new("x12.empty", place, "the file is empty", "give an X12 file"));
        }
        self.end_set();
        if !self.done {
            self.levels.leave(3, self.at.place(b""));
            for error in std::mem::take(&mut self.levels.faults) {
                self.error(error);
            }
        }
        let Findings { faults, unlisted, not_checked, .. } = self.findings;
        self.report.faults = faults;
        self.report.unlisted = unlisted;
        self.report.bytes = self.at.offset;
        self.report.leave_unchecked(not_checked);
        (self.report, self.deferred.unwrap_or_default())
    }
}

impl Report {
    /// Puts the code lists whose bits are set among those that were not checked.
    pub(super) fn leave_unchecked(&mut self, bits: u64) {
        let lists = List::ALL.iter().copied();
        for list in lists.filter(|list| bits >> *list as u32 & 1 == 1) {
            if !self.not_checked.contains(&list) {
                self.not_checked.push(list);
            }
        }
        self.not_checked.sort();
    }
}

fn ascii(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii())
}

/// True for the name of a segment of the envelope other than ISA.
#[inline]
pub(super) fn is_envelope(name: &[u8]) -> bool {
    matches!(name, b"ST" | b"SE" | b"GS" | b"GE" | b"IEA")
}

/// True for what may be a segment of the envelope, which is never passed over.
fn begins_envelope(rest: &[u8]) -> bool {
    [2, 3].iter().any(|length| rest.get(..*length).is_some_and(is_envelope))
}
