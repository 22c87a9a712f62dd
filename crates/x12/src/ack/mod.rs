//! Acknowledgements: what the sender of a file is told of it.
//!
//! A [`Report`] of validation and the bytes it speaks of enter; for each interchange leave, as
//! interchanges of their own with sender and receiver exchanged:
//!
//! | document | tells of | written when |
//! |---|---|---|
//! | TA1 | the interchange (X12.5) | ISA14 is 1, or the interchange is refused |
//! | 999 005010X231A1 | each group, its sets, their segments and elements | always |
//! | 997 004010 | the same of groups older than 005010 | always |
//! | 277CA 005010X214 | each claim of an 837 | its set, group and interchange are not refused |
//!
//! The 999 tells what is wrong with the form (SNIP types 1 to 4, where the fault has a code there);
//! the 277CA tells what is wrong with the content, so a claim of a refused set is in the 999 alone.
//! A refused interchange is told group by group all the same, so that its sender finds all faults
//! at once. Groups that are themselves acknowledgements (GS01 FA) get no answer, or two systems
//! would thank each other for ever.
//!
//! Control numbers, day and time are passed in; the same input gives the same bytes.
//!
//! # Decisions
//! - IK303 and CTX04 stay empty unless [`AckSettings::loops`] asks for them: the element is the
//!   name that LS and LE carry, and many readers take four characters there.
//! - AK901 is R when the group itself has a fault or no set is accepted, P when some are; AK904
//!   counts the sets answered with A or E, whatever AK901 says.
//! - AK902 is 0 when GE is missing, because then the sender stated no number.
//! - The claim's date (DTP 472) is the statement period of an institutional claim, else the span
//!   of its lines, else the day of the 837 (BHT04): the guide has no claim without a date.
//! - An identifier that the guide requires and the 837 does not have is `UNKNOWN`.

mod business_unit;
mod claim_ack;
mod claim_facts;
mod claim_set;
mod claim_told;
mod draft;
mod elements_told;
mod entity;
mod envelope;
mod group_ack;
mod interchange_ack;
mod received;
mod set_ack;
mod set_pass;
mod status;
mod status_code;
#[cfg(test)]
mod tests;

use crate::delimiters::Delimiters;
use crate::fault::Place;
use crate::validate::{InterchangeReport, Report};
use crate::writer::LineEnd;
use envelope::Numbers;
use model::Date;
use received::Received;

/// The numbers and the moment that acknowledgements are written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AckControl {
    /// Control number of the first interchange that is written (ISA13), 1 to 999,999,999; the
    /// next ones count up.
    pub interchange: u32,
    /// Control number of the first group (GS06), from 1; the next ones count up.
    pub group: u32,
    /// Day of writing.
    pub date: Date,
    /// Hour of writing, 0 to 23.
    pub hour: u8,
    /// Minute of writing, 0 to 59.
    pub minute: u8,
}

impl Default for AckControl {
    fn default() -> AckControl {
        AckControl { interchange: 1, group: 1, date: Date::default(), hour: 0, minute: 0 }
    }
}

/// Who acknowledges claims (2100A of the 277CA).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// True for a payer (PR), false for a clearinghouse (AY).
    pub payer: bool,
    /// Its name.
    pub name: String,
    /// What kind of identifier: 46, FI, PI or XV.
    pub qualifier: String,
    /// Its identifier.
    pub id: String,
}

/// How acknowledgements are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AckSettings {
    /// Delimiters; `None` takes those of the interchange that is answered. Where a value that is
    /// repeated holds one of them, that interchange's own are used all the same.
    pub delimiters: Option<Delimiters>,
    /// What follows each segment.
    pub line_end: LineEnd,
    /// Write the loop of a fault into IK303 and CTX04.
    pub loops: bool,
    /// Who acknowledges claims; `None`: the receiver that the 837 names, as a payer.
    pub source: Option<Source>,
    /// Give each accepted claim a number of ours (REF 1K): the interchange's control number and
    /// the claim's number within it.
    pub number_claims: bool,
}

impl Default for AckSettings {
    fn default() -> AckSettings {
        AckSettings {
            delimiters: None,
            line_end: LineEnd::default(),
            loops: false,
            source: None,
            number_claims: true,
        }
    }
}

/// A kind of acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// TA1: the interchange.
    Interchange,
    /// 999, or 997 for groups older than 005010.
    Implementation,
    /// 277CA: each claim.
    Claims,
}

impl Kind {
    /// All kinds, in the order in which a sender gets them.
    pub const ALL: [Kind; 3] = [Kind::Interchange, Kind::Implementation, Kind::Claims];

    /// `ta1`, `999` or `277ca`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Interchange => "ta1",
            Kind::Implementation => "999",
            Kind::Claims => "277ca",
        }
    }
}

/// One acknowledgement: an interchange of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// ISA13 of the interchange that it answers.
    pub answers: String,
    /// Its own control number (ISA13).
    pub control: u32,
    /// True when it refuses the interchange, a set or a claim.
    pub refuses: bool,
    /// The interchange.
    pub text: String,
}

/// What gets no acknowledgement, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// The group or set.
    pub place: Place,
    /// A plain sentence without its full stop.
    pub reason: String,
}

/// All that is said of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acknowledgements {
    /// In the order of the interchanges, and of [`Kind::ALL`] within each.
    pub documents: Vec<Document>,
    /// What gets none although a kind that was asked for could have told of it.
    pub unanswered: Vec<Unanswered>,
    /// The control number that the next interchange would have got.
    pub next_interchange: u32,
    /// The control number that the next group would have got.
    pub next_group: u32,
}

impl Acknowledgements {
    /// True when an interchange, a set or a claim is refused.
    #[must_use]
    pub fn refuse_something(&self) -> bool {
        self.documents.iter().any(|document| document.refuses)
    }
}

/// Writes the acknowledgements of these kinds for every interchange of a file. `report` must be
/// what validation says of `data`.
#[must_use]
pub fn acknowledge(
    data: &[u8],
    report: &Report,
    kinds: &[Kind],
    settings: &AckSettings,
    control: &AckControl,
) -> Acknowledgements {
    let last = set_pass::parts(data, report).last().filter(|_| report.unreadable);
    let cut_off = last.map(|part| part.cut_off()).unwrap_or_default();
    let received = Received::new(report, cut_off);
    let mut all = Acknowledgements::default();
    let mut numbers = Numbers::new(control);
    for part in set_pass::parts(data, report) {
        let interchange = part.interchange;
        let mut writing = Writing { settings, interchange, numbers: &mut numbers };
        if kinds.contains(&Kind::Interchange) {
            all.documents.extend(interchange_ack::write(&mut writing, &received, part.number));
        }
        if kinds.contains(&Kind::Implementation) {
            let (documents, left) = group_ack::write(&mut writing, &received, &part);
            all.documents.extend(documents);
            all.unanswered.extend(left);
        }
        if kinds.contains(&Kind::Claims) {
            let (document, left) = claim_ack::write(&mut writing, &received, &part);
            all.documents.extend(document);
            all.unanswered.extend(left);
        }
    }
    (all.next_interchange, all.next_group) = numbers.next();
    all
}

/// What every document is written with.
struct Writing<'a, 'n> {
    settings: &'a AckSettings,
    interchange: &'a InterchangeReport,
    numbers: &'n mut Numbers,
}

impl Writing<'_, '_> {
    /// Delimiters to try: the ones asked for, then those of the interchange, with a repetition
    /// separator wherever 005010 needs one in ISA11.
    fn delimiters(&self, repeats: bool) -> Vec<Delimiters> {
        let own = self.interchange.delimiters;
        let mut tries: Vec<Delimiters> = self.settings.delimiters.into_iter().collect();
        tries.push(own);
        for delimiters in &mut tries {
            let taken = Delimiters { repetition: None, ..*delimiters };
            delimiters.repetition = match (repeats, delimiters.repetition) {
                (false, _) => None,
                (true, Some(there)) => Some(there),
                (true, None) => b"^!|;>".iter().copied().find(|b| !taken.contains(*b)),
            };
        }
        tries
    }

    /// Writes a document with the first delimiters that no value in it holds; with the last ones
    /// in any case.
    fn with_delimiters<T>(
        &mut self,
        repeats: bool,
        mut write: impl FnMut(&mut Self, Delimiters) -> (T, bool),
    ) -> Option<T> {
        let mut last = None;
        let start = self.numbers.clone();
        for delimiters in self.delimiters(repeats) {
            *self.numbers = start.clone();
            let (written, altered) = write(self, delimiters);
            last = Some(written);
            if !altered {
                break;
            }
        }
        last
    }
}
