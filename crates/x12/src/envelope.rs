//! The envelope: interchange (ISA/IEA), functional group (GS/GE) and transaction set (ST/SE).
//!
//! Bytes enter; the same segments leave as [`Event`]s that say what each one opens or closes,
//! between them an [`X12Error`] for each trailer that is missing, each count and each control
//! number that is wrong (X12.5 interchange structure, X12.6 group and set structure).

use crate::fault::{Place, X12Error};
use crate::reader::Segments;
use crate::segment::Segment;
use std::collections::VecDeque;

/// One segment and its part in the envelope.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// ISA.
    InterchangeStart(Segment<'a>),
    /// GS.
    GroupStart(Segment<'a>),
    /// ST.
    TransactionStart(Segment<'a>),
    /// A segment between ST and SE, or a TA1 between ISA and IEA.
    Segment(Segment<'a>),
    /// SE.
    TransactionEnd(Segment<'a>),
    /// GE.
    GroupEnd(Segment<'a>),
    /// IEA.
    InterchangeEnd(Segment<'a>),
}

impl<'a> Event<'a> {
    /// The segment, whatever its part.
    #[must_use]
    pub fn segment(&self) -> Segment<'a> {
        match self {
            Event::InterchangeStart(s)
            | Event::GroupStart(s)
            | Event::TransactionStart(s)
            | Event::Segment(s)
            | Event::TransactionEnd(s)
            | Event::GroupEnd(s)
            | Event::InterchangeEnd(s) => *s,
        }
    }
}

/// What is open: the control number of the header and how much it holds so far.
#[derive(Clone, Debug)]
struct Open {
    control: String,
    count: u32,
    place: Place,
}

/// Which part of the envelope a segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    InterchangeStart,
    GroupStart,
    TransactionStart,
    Inside,
    TransactionEnd,
    GroupEnd,
    InterchangeEnd,
}

/// One level of the envelope, for messages and checks.
struct Level {
    header: &'static str,
    trailer: &'static str,
    missing: &'static str,
    count_code: &'static str,
    control_code: &'static str,
    counts: &'static str,
    numeric: bool,
}

const INTERCHANGE: Level = Level {
    header: "ISA",
    trailer: "IEA",
    missing: "x12.iea.missing",
    count_code: "x12.iea.count",
    control_code: "x12.iea.control",
    counts: "functional groups",
    numeric: true,
};
const GROUP: Level = Level {
    header: "GS",
    trailer: "GE",
    missing: "x12.ge.missing",
    count_code: "x12.ge.count",
    control_code: "x12.ge.control",
    counts: "transaction sets",
    numeric: true,
};
const TRANSACTION: Level = Level {
    header: "ST",
    trailer: "SE",
    missing: "x12.se.missing",
    count_code: "x12.se.count",
    control_code: "x12.se.control",
    counts: "segments",
    numeric: false,
};

/// The levels that are open, whose counts and control numbers their trailers must repeat.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    interchange: Option<Open>,
    group: Option<Open>,
    transaction: Option<Open>,
    /// Faults found since they were last taken.
    pub(crate) faults: Vec<X12Error>,
}

impl Levels {
    fn fault(&mut self, error: X12Error) {
        self.faults.push(error);
    }

    /// A trailer closes its level: its count and control number must be those of the level.
    fn close(&mut self, level: &Level, open: Option<Open>, segment: Segment<'_>) {
        let Some(open) = open else {
            let message = format!("{} comes without {} before it", level.trailer, level.header);
            let action = "remove it, or add the header that it closes";
            let code = "x12.envelope.order";
            return self.fault(X12Error::new(code, segment.place(), message, action));
        };
        let counted = segment.element(1).trim().parse::<u32>().ok();
        if counted != Some(open.count) {
            let message = format!(
                "{}01 counts {}, but there are {} {}",
                level.trailer,
                counted.map_or("no number".to_owned(), |n| n.to_string()),
                open.count,
                level.counts
            );
            let action = "check that nothing was lost on the way, then correct the count";
            self.fault(X12Error::new(level.count_code, segment.place().at(1), message, action));
        }
        if !same_control(level, &open.control, segment.element(2)) {
            let message = format!(
                "{}02 is not the control number that its {} gives at segment {}",
                level.trailer, level.header, open.place.segment
            );
            let action = "write the same control number in header and trailer";
            self.fault(X12Error::new(level.control_code, segment.place().at(2), message, action));
        }
    }

    /// Levels left open when `place` is reached, innermost first, each miss their trailer:
    /// the set (1), the group too (2), the interchange too (3).
    pub(crate) fn leave(&mut self, levels: usize, place: Place) {
        let open = [
            (&TRANSACTION, self.transaction.take()),
            (&GROUP, if levels > 1 { self.group.take() } else { None }),
            (&INTERCHANGE, if levels > 2 { self.interchange.take() } else { None }),
        ];
        for (level, open) in open {
            let Some(open) = open else { continue };
            let message = format!(
                "{} is missing for the {} of segment {}",
                level.trailer, level.header, open.place.segment
            );
            let action = "ask the sender for the whole file";
            self.fault(X12Error::new(level.missing, place, message, action));
        }
    }

    fn require(&mut self, inside: bool, header: &str, segment: Segment<'_>) {
        if !inside {
            let message = format!("{} stands outside {header}", segment.id());
            let action = "put each transaction between ST and SE, within GS and GE, ISA and IEA";
            let code = "x12.envelope.order";
            self.fault(X12Error::new(code, segment.place(), message, action));
        }
    }

    /// True between ST and SE.
    pub(crate) fn in_transaction(&self) -> bool {
        self.transaction.is_some()
    }

    /// Counts a segment between ST and SE that is none of the envelope's.
    pub(crate) fn count_segment(&mut self) {
        count(&mut self.transaction);
    }

    /// Takes the next segment.
    pub(crate) fn take(&mut self, segment: Segment<'_>) -> Part {
        let place = segment.place();
        count(&mut self.transaction);
        let header =
            |number| Some(Open { control: segment.element(number).to_owned(), count: 0, place });
        match segment.id() {
            "ISA" => {
                self.leave(3, place);
                self.interchange = header(13);
                Part::InterchangeStart
            }
            "GS" => {
                self.leave(2, place);
                self.require(self.interchange.is_some(), "ISA and IEA", segment);
                count(&mut self.interchange);
                self.group = header(6);
                Part::GroupStart
            }
            "ST" => {
                self.leave(1, place);
                self.require(self.group.is_some(), "GS and GE", segment);
                count(&mut self.group);
                self.transaction = header(2);
                count(&mut self.transaction);
                Part::TransactionStart
            }
            "SE" => {
                let open = self.transaction.take();
                self.close(&TRANSACTION, open, segment);
                Part::TransactionEnd
            }
            "GE" => {
                self.leave(1, place);
                let open = self.group.take();
                self.close(&GROUP, open, segment);
                Part::GroupEnd
            }
            "IEA" => {
                self.leave(2, place);
                let open = self.interchange.take();
                self.close(&INTERCHANGE, open, segment);
                Part::InterchangeEnd
            }
            "TA1" if self.transaction.is_none() => {
                self.require(self.interchange.is_some(), "ISA and IEA", segment);
                Part::Inside
            }
            _ => {
                self.require(self.transaction.is_some(), "ST and SE", segment);
                Part::Inside
            }
        }
    }
}

/// Iterates over the segments of a file with their part in the envelope.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    segments: Segments<'a>,
    levels: Levels,
    waiting: VecDeque<Result<Event<'a>, X12Error>>,
    ended: bool,
}

impl<'a> Envelope<'a> {
    /// A reader at the start of a file.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Envelope<'a> {
        Envelope {
            segments: Segments::new(data),
            levels: Levels::default(),
            waiting: VecDeque::new(),
            ended: false,
        }
    }

    fn take(&mut self, segment: Segment<'a>) {
        let event = match self.levels.take(segment) {
            Part::InterchangeStart => Event::InterchangeStart(segment),
            Part::GroupStart => Event::GroupStart(segment),
            Part::TransactionStart => Event::TransactionStart(segment),
            Part::Inside => Event::Segment(segment),
            Part::TransactionEnd => Event::TransactionEnd(segment),
            Part::GroupEnd => Event::GroupEnd(segment),
            Part::InterchangeEnd => Event::InterchangeEnd(segment),
        };
        self.pass_on_faults();
        self.waiting.push_back(Ok(event));
    }

    fn pass_on_faults(&mut self) {
        self.waiting.extend(self.levels.faults.drain(..).map(Err));
    }
}

fn count(open: &mut Option<Open>) {
    if let Some(open) = open {
        open.count = open.count.saturating_add(1);
    }
}

/// ISA13 and GS06 are numbers (leading zeros do not count), ST02 is text.
fn same_control(level: &Level, header: &str, trailer: &str) -> bool {
    let plain = |text: &str| match level.numeric {
        true => text.trim().trim_start_matches('0').to_owned(),
        false => text.trim().to_owned(),
    };
    plain(header) == plain(trailer)
}

impl<'a> Iterator for Envelope<'a> {
    type Item = Result<Event<'a>, X12Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.ended {
                return None;
            }
            match self.segments.next() {
                Some(Ok(segment)) => self.take(segment),
                Some(Err(error)) => {
                    // What follows a fatal fault is unknown: trailers are not called missing.
                    self.ended = error.fatal;
                    // A segment that cannot be read is still one that SE01 counts.
                    self.levels.count_segment();
                    return Some(Err(error));
                }
                None => {
                    self.ended = true;
                    self.levels.leave(3, self.segments.place());
                    self.pass_on_faults();
                }
            }
        }
    }
}

/// Every fault of a file's envelope, in file order; empty when it is whole.
#[must_use]
pub fn envelope_faults(data: &[u8]) -> Vec<X12Error> {
    Envelope::new(data).filter_map(Result::err).take(MAX_FAULTS).collect()
}

/// Faults listed for one file; what is wrong more often than this is not an X12 file.
pub const MAX_FAULTS: usize = 1_000;
