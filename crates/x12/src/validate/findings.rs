//! Where faults are gathered while a file is read.

use super::fault::{Fault, Level, Severity, Within, shown};
use super::{MAX_FAULTS, Options};
use crate::codes::{CodeLists, List};
use crate::fault::Place;
use std::borrow::Cow;

/// Where a segment stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct At {
    /// Bytes before it.
    pub(crate) offset: u64,
    /// Line, from 1.
    pub(crate) line: u32,
    /// Segment of the file, from 1.
    pub(crate) segment: u32,
    /// Segment of the set, ST being 1; 0 outside.
    pub(crate) position: u32,
}

impl At {
    /// Passes line ends, blanks and the Ctrl-Z of old systems, which carry no data between
    /// segments, and says how many bytes they were.
    #[inline]
    pub(crate) fn skip_blank(&mut self, data: &[u8]) -> usize {
        let mut count = 0;
        for byte in data {
            match byte {
                // A terminator that is a line end ends an empty segment, which is blank as well.
                b'\n' => self.line = self.line.saturating_add(1),
                b'\r' | b' ' | b'\t' | 0x1a => {}
                _ => break,
            }
            count += 1;
        }
        self.offset += count as u64;
        count
    }

    /// The next segment begins here.
    #[inline]
    pub(crate) fn next(&mut self) {
        self.segment = self.segment.saturating_add(1);
    }

    /// Passes a segment and its terminator; only one with control characters has line ends.
    #[inline]
    pub(crate) fn pass(&mut self, bytes: &[u8], has_controls: bool) {
        self.offset += bytes.len() as u64 + 1;
        if has_controls {
            let lines = memchr::memchr_iter(b'\n', bytes).count();
            self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        }
    }

    pub(crate) fn place(&self, name: &[u8]) -> Place {
        let mut id = [0; 3];
        for (to, from) in id.iter_mut().zip(name) {
            *to = *from;
        }
        Place {
            offset: self.offset,
            segment: self.segment,
            line: self.line,
            id,
            element: 0,
            component: 0,
        }
    }
}

/// Faults so far, and what they are judged with.
pub(crate) struct Findings<'o> {
    pub(crate) options: &'o Options<'o>,
    pub(crate) within: Within,
    pub(crate) faults: Vec<Fault>,
    pub(crate) unlisted: u64,
    /// Errors of the set that is open: all, and those of types 1 and 2.
    pub(crate) errors: u32,
    pub(crate) syntax_errors: u32,
    /// One bit a list of codes that nobody here holds.
    pub(crate) not_checked: u64,
}

impl<'o> Findings<'o> {
    pub(crate) fn new(options: &'o Options<'o>) -> Findings<'o> {
        Findings {
            options,
            within: Within::default(),
            faults: Vec::new(),
            unlisted: 0,
            errors: 0,
            syntax_errors: 0,
            not_checked: 0,
        }
    }

    pub(crate) fn lists(&self) -> &'o dyn CodeLists {
        self.options.lists
    }

    pub(crate) fn leave_unchecked(&mut self, list: List) {
        self.not_checked |= 1 << list as u32;
    }

    /// Adds a fault; types that are not asked for are left out.
    pub(crate) fn add(&mut self, draft: Draft) {
        if !self.options.types.contains(&draft.fault.snip) {
            return;
        }
        let mut fault = draft.fault;
        if fault.severity == Severity::Error {
            self.errors = self.errors.saturating_add(1);
            if fault.snip <= 2 {
                self.syntax_errors = self.syntax_errors.saturating_add(1);
            }
        }
        fault.within = self.within;
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault);
        } else {
            self.unlisted += 1;
        }
    }
}

/// A fault while it is put together.
pub(crate) struct Draft {
    pub(crate) fault: Fault,
}

impl Draft {
    /// A fault of a SNIP type at a segment.
    pub(crate) fn new(
        code: impl Into<Cow<'static, str>>,
        snip: u8,
        at: At,
        segment: &[u8],
        message: impl Into<String>,
        action: impl Into<Cow<'static, str>>,
    ) -> Draft {
        Draft {
            fault: Fault {
                code: code.into(),
                snip,
                severity: Severity::Error,
                place: at.place(segment),
                within: Within::default(),
                position: at.position,
                loop_id: "".into(),
                segment: String::from_utf8_lossy(segment).into(),
                element: 0,
                repetition: 0,
                value: None,
                level: Level::Content,
                message: message.into(),
                action: action.into(),
            },
        }
    }

    pub(crate) fn level(mut self, level: Level) -> Draft {
        self.fault.level = level;
        self
    }

    pub(crate) fn in_loop(mut self, id: &str) -> Draft {
        self.fault.loop_id = id.into();
        self
    }

    /// The segment that the fault is about, when the one at its place only calls for it.
    pub(crate) fn of_segment(mut self, id: &str) -> Draft {
        self.fault.segment = id.into();
        self
    }

    pub(crate) fn warning(mut self) -> Draft {
        self.fault.severity = Severity::Warning;
        self
    }

    /// Element and component, both from 1 (0 for the whole), and number in the dictionary.
    pub(crate) fn element(mut self, element: usize, component: usize, number: u16) -> Draft {
        let small = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        self.fault.place = self.fault.place.at_component(small(element), small(component));
        self.fault.element = number;
        self
    }

    pub(crate) fn repetition(mut self, repetition: usize) -> Draft {
        self.fault.repetition = u16::try_from(repetition).unwrap_or(u16::MAX);
        self
    }

    pub(crate) fn value(mut self, value: &[u8]) -> Draft {
        self.fault.value = (!value.is_empty()).then(|| shown(value));
        self
    }
}
