//! What a 277CA repeats of an 837: its parties, and one claim at a time.

use super::entity::Guide;
use super::status::Status;
use crate::segment::Segment;
use model::{Cents, Date};

/// A party as NM1 names it.
#[derive(Clone, Debug, Default)]
pub(super) struct Party {
    pub(super) kind: String,
    pub(super) last: String,
    pub(super) first: String,
    pub(super) middle: String,
    pub(super) suffix: String,
    pub(super) qualifier: String,
    pub(super) id: String,
}

impl Party {
    pub(super) fn of(segment: &Segment<'_>) -> Party {
        let value = |number| segment.element(number).trim().to_owned();
        Party {
            kind: value(2),
            last: value(3),
            first: value(4),
            middle: value(5),
            suffix: value(7),
            qualifier: value(8),
            id: value(9),
        }
    }
}

/// A service line.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// LX01.
    pub(super) number: String,
    /// REF 6R.
    pub(super) control: String,
    /// REF XZ.
    pub(super) prescription: String,
    /// Qualifier, code and modifiers.
    pub(super) procedure: Vec<String>,
    pub(super) revenue: String,
    pub(super) charge: String,
    pub(super) units: String,
    /// DTP 472: its format and the date.
    pub(super) date: Option<(String, String)>,
    /// What is wrong with it.
    pub(super) statuses: Vec<Status>,
}

/// Components of a procedure that a 277CA repeats: qualifier, code, four modifiers.
const PROCEDURE_PARTS: usize = 6;

/// A claim.
#[derive(Clone, Debug, Default)]
pub(super) struct Claim {
    /// CLM01.
    pub(super) control: String,
    /// CLM02, and what it is worth.
    pub(super) charge: Cents,
    /// Type of bill of an institutional claim.
    pub(super) bill: String,
    /// REF D9.
    pub(super) clearinghouse: String,
    /// Statement period or claim date; it goes before the dates of the lines.
    stated: Option<(Date, Date)>,
    /// First and last day of the lines.
    served: Option<(Date, Date)>,
    /// What is wrong with the claim itself.
    pub(super) statuses: Vec<Status>,
    /// Lines with something wrong.
    pub(super) faulty: Vec<Line>,
    /// The line that is being read.
    line: Option<Line>,
}

impl Claim {
    pub(super) fn of(segment: &Segment<'_>, guide: Guide) -> Claim {
        let part = |n| segment.component(5, n).trim();
        let bill = match guide {
            Guide::Institutional => format!("{}{}", part(1), part(3)),
            Guide::Professional | Guide::Dental => String::new(),
        };
        Claim {
            control: segment.element(1).trim().to_owned(),
            charge: Cents::from_decimal(segment.element(2).trim()).unwrap_or(Cents::ZERO),
            bill,
            ..Claim::default()
        }
    }

    /// Reads a segment of the claim after its CLM.
    pub(super) fn take(&mut self, segment: &Segment<'_>) {
        let value = |number| segment.element(number).trim().to_owned();
        match (segment.id(), segment.element(1)) {
            ("LX", _) => {
                self.close_line();
                self.line = Some(Line { number: value(1), ..Line::default() });
            }
            ("REF", "D9") if self.line.is_none() => self.clearinghouse = value(2),
            ("DTP", "434" | "472") if self.line.is_none() => {
                let period = period(segment.element(2), segment.element(3));
                self.stated = self.stated.or(period);
            }
            _ => {}
        }
        let Some(line) = &mut self.line else { return };
        let procedure = |number| -> Vec<String> {
            let parts = segment.components(number).take(PROCEDURE_PARTS);
            parts.map(|part| part.trim().to_owned()).collect()
        };
        match (segment.id(), segment.element(1)) {
            ("SV1", _) => {
                (line.procedure, line.charge, line.units) = (procedure(1), value(2), value(4));
            }
            ("SV2", _) => {
                (line.revenue, line.procedure) = (value(1), procedure(2));
                (line.charge, line.units) = (value(3), value(5));
            }
            ("SV3", _) => {
                (line.procedure, line.charge, line.units) = (procedure(1), value(2), value(6));
            }
            ("REF", "6R") => line.control = value(2),
            ("REF", "XZ") => line.prescription = value(2),
            ("DTP", "472") => {
                if let Some((from, to)) = period(segment.element(2), segment.element(3)) {
                    line.date = Some((value(2), value(3)));
                    self.served = Some(match self.served {
                        Some((first, last)) => (first.min(from), last.max(to)),
                        None => (from, to),
                    });
                }
            }
            _ => {}
        }
    }

    /// Something is wrong at the place that is being read.
    pub(super) fn add(&mut self, statuses: &[Status]) {
        let of = match &mut self.line {
            Some(line) => &mut line.statuses,
            None => &mut self.statuses,
        };
        super::status::add(of, statuses);
    }

    /// Keeps the line only when there is something to tell of it.
    pub(super) fn close_line(&mut self) {
        self.faulty.extend(self.line.take().filter(|line| !line.statuses.is_empty()));
    }

    /// First and last day of the claim's services.
    pub(super) fn dates(&self) -> Option<(Date, Date)> {
        self.stated.or(self.served)
    }
}

/// A day (D8, or DT with a time) or a period (RD8).
fn period(format: &str, value: &str) -> Option<(Date, Date)> {
    let (from, to) = match format {
        "RD8" => value.trim().split_once('-')?,
        "D8" => (value.trim(), value.trim()),
        _ => return None,
    };
    Some((Date::from_x12(from).ok()?, Date::from_x12(to).ok()?))
}
