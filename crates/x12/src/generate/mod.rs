//! Synthetic files: made-up people, providers and payers in legal transactions of any size.
//!
//! | enters | by | leaves |
//! |---|---|---|
//! | a [`Plan`] | [`generate`] | an 837P, 837I, 837D or 835, streamed |
//! | a [`Plan`] and an 837 | [`answer`] | its 999, 277CA, 835; 270 and 271, 276 and 277 |
//!
//! The same plan gives the same bytes, on any machine and at any time: all choices come from its
//! seed, all dates from its first day of service. Memory stays in proportion to one household of
//! claims; an answer holds the claims that it answers. A plan may name one [`Defect`]: then the
//! file has exactly that one, in the middle claim or in the first envelope.
//!
//! Nobody in these files exists. Names, addresses and numbers are invented; NPIs and bank numbers
//! have right check digits, diagnoses are codes of ICD-10-CM that are valid in 2026.

mod ack_999;
mod adjudication;
mod answers;
mod billed;
mod chance;
mod claim;
mod claim_ack_277ca;
mod claim_status;
mod cob;
mod defects;
mod dental;
mod eligibility;
mod envelope;
mod hierarchy;
mod household;
mod institutional;
mod making;
mod other_payers;
mod page;
mod parties;
mod people;
mod professional;
mod rarities;
mod read_claims;
mod remittance;
mod services;

pub use answers::answer;
pub use claim::Shape;
pub use defects::{Defect, defect, defects};

use crate::delimiters::Delimiters;
use claim::Setting;
use model::Date;
use page::Book;
use std::io::Write;

/// Claims that one transaction may hold (X222 section 1.4.1.1 recommends no more).
pub const MAX_CLAIMS: u32 = 5_000;

/// Claims that one plan may ask for: some four terabytes.
pub const MAX_CLAIMS_OF_A_PLAN: u64 = 5_000_000_000;

/// Days from the first day of service to the day on which the file is written.
const DAYS_TO_WRITING: i32 = 90;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 837P, 005010X222A1.
    Professional,
    /// 837I, 005010X223A2.
    Institutional,
    /// 837D, 005010X224A2.
    Dental,
    /// 835, 005010X221A1.
    Remittance,
    /// 999, 005010X231A1.
    Acknowledgement,
    /// 277CA, 005010X214.
    ClaimAcknowledgement,
    /// 270, 005010X279A1.
    EligibilityInquiry,
    /// 271, 005010X279A1.
    EligibilityResponse,
    /// 276, 005010X212.
    StatusInquiry,
    /// 277, 005010X212.
    StatusResponse,
}

/// What ST, GS and people call a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guide {
    pub name: &'static str,
    pub set: &'static str,
    pub group: &'static str,
    pub version: &'static str,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 10] = [
        Kind::Professional,
        Kind::Institutional,
        Kind::Dental,
        Kind::Remittance,
        Kind::Acknowledgement,
        Kind::ClaimAcknowledgement,
        Kind::EligibilityInquiry,
        Kind::EligibilityResponse,
        Kind::StatusInquiry,
        Kind::StatusResponse,
    ];

    pub(crate) fn guide(self) -> Guide {
        let (name, set, group, version) = match self {
            Kind::Professional => ("837p", "837", "HC", "005010X222A1"),
            Kind::Institutional => ("837i", "837", "HC", "005010X223A2"),
            Kind::Dental => ("837d", "837", "HC", "005010X224A2"),
            Kind::Remittance => ("835", "835", "HP", "005010X221A1"),
            Kind::Acknowledgement => ("999", "999", "FA", "005010X231A1"),
            Kind::ClaimAcknowledgement => ("277ca", "277", "HN", "005010X214"),
            Kind::EligibilityInquiry => ("270", "270", "HS", "005010X279A1"),
            Kind::EligibilityResponse => ("271", "271", "HB", "005010X279A1"),
            Kind::StatusInquiry => ("276", "276", "HR", "005010X212"),
            Kind::StatusResponse => ("277", "277", "HN", "005010X212"),
        };
        Guide { name, set, group, version }
    }

    /// The name on the command line: `837p`, `277ca`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.guide().name
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// True for a kind that is only written in answer to an 837.
    #[must_use]
    pub fn answers_only(self) -> bool {
        self.setting().is_none() && self != Kind::Remittance
    }

    /// The setting of the claims, for a kind that holds claims.
    pub(crate) fn setting(self) -> Option<Setting> {
        match self {
            Kind::Professional => Some(Setting::Professional),
            Kind::Institutional => Some(Setting::Institutional),
            Kind::Dental => Some(Setting::Dental),
            _ => None,
        }
    }
}

/// What follows each segment terminator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndOfLine {
    /// Nothing: one long line.
    None,
    /// A line feed.
    #[default]
    LineFeed,
    /// A carriage return and a line feed.
    CarriageReturnLineFeed,
}

impl EndOfLine {
    pub(crate) fn text(self) -> &'static str {
        match self {
            EndOfLine::None => "",
            EndOfLine::LineFeed => "\n",
            EndOfLine::CarriageReturnLineFeed => "\r\n",
        }
    }
}

/// What to make up.
#[derive(Clone, Debug)]
pub struct Plan<'d> {
    /// What is written.
    pub kind: Kind,
    /// Where all choices come from.
    pub seed: u64,
    /// Claims (835: payments) in the whole file, at least 1.
    pub claims: u64,
    /// The delimiters. None may be a character that the data needs.
    pub delimiters: Delimiters,
    /// What follows each segment.
    pub line_end: EndOfLine,
    /// Claims in one transaction, 1 to [`MAX_CLAIMS`].
    pub claims_per_transaction: u32,
    /// Transactions in one functional group, from 1.
    pub transactions_per_group: u32,
    /// Groups in one interchange, from 1.
    pub groups_per_interchange: u32,
    /// The first day of service; all other dates follow from it.
    pub start_date: Date,
    /// The first interchange control number (ISA13); groups count up from the same.
    pub control: u32,
    /// The one defect that the file is to have.
    pub defect: Option<&'d Defect>,
}

impl Plan<'_> {
    /// One claim of a kind, seed 1, with the customary delimiters, a segment a line.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Plan {
            kind,
            seed: 1,
            claims: 1,
            delimiters: Delimiters::default(),
            line_end: EndOfLine::default(),
            claims_per_transaction: MAX_CLAIMS,
            transactions_per_group: 1_000,
            groups_per_interchange: 1_000,
            start_date: Date::new(2026, 6, 1).unwrap_or_default(),
            control: 1,
            defect: None,
        }
    }

    /// The day on which the file is written.
    pub(crate) fn written(&self) -> Date {
        self.start_date.plus_days(DAYS_TO_WRITING)
    }

    /// The claim that the defect spoils, in the middle of the file, and the shape it needs.
    pub(crate) fn target(&self) -> Option<(u64, Option<Shape>)> {
        self.defect.map(|defect| (self.claims / 2, defect.shape))
    }

    fn check(&self) -> Result<(), GenerateError> {
        let refuse = |what: String| Err(GenerateError::Plan(what));
        if !(1..=MAX_CLAIMS_OF_A_PLAN).contains(&self.claims) {
            return refuse(format!("claims must be 1 to {MAX_CLAIMS_OF_A_PLAN}"));
        }
        if !(1..=MAX_CLAIMS).contains(&self.claims_per_transaction) {
            return refuse(format!("claims in a transaction must be 1 to {MAX_CLAIMS}"));
        }
        if self.transactions_per_group == 0 || self.groups_per_interchange == 0 {
            return refuse("a group and an interchange hold at least one each".to_owned());
        }
        if !(1..=999_999_999).contains(&self.control) {
            return refuse("the first control number must be 1 to 999999999".to_owned());
        }
        let first = Date::new(2015, 10, 1).unwrap_or_default();
        let last = Date::new(2099, 1, 1).unwrap_or_default();
        if !(first..=last).contains(&self.start_date) {
            return refuse("the first day of service must be 2015-10-01 to 2099-01-01".to_owned());
        }
        let set = self.delimiters;
        if !set.are_legal() || set.repetition.is_none() {
            return refuse("the four delimiters must be different punctuation".to_owned());
        }
        match b"-.'@".iter().find(|byte| set.contains(**byte)) {
            Some(byte) => refuse(format!(
                "the delimiter {} also stands in names and amounts; take another",
                char::from(*byte)
            )),
            None => Ok(()),
        }
    }
}

/// The claims of one transaction.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    /// Number of the transaction in the file, from 0.
    pub number: u64,
    /// Number of its first claim, from 0.
    pub first: u64,
    pub claims: u64,
    /// ST02.
    pub control: String,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Bytes.
    pub bytes: u64,
    /// Segments, with those of the envelopes.
    pub segments: u64,
}

/// Why nothing, or not all, was written.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The plan asks for what cannot be.
    #[error("{0}")]
    Plan(String),
    /// The defect is none of this kind of file.
    #[error(
        "the defect {name} cannot be made in a file of kind {kind}; choose a kind that the list \
         of defects names for it"
    )]
    DefectNotPlaced {
        /// Its name.
        name: &'static str,
        /// The kind that was asked for.
        kind: &'static str,
    },
    /// A kind that answers an 837 was asked for without one.
    #[error("a file of kind {0} answers an 837; give one")]
    NeedsClaims(&'static str),
    /// The file that is answered cannot be read.
    #[error("{0}")]
    Claims(crate::fault::X12Error),
    /// The output cannot be written.
    #[error("the file cannot be written ({0}); check the folder and the free space")]
    Write(#[source] std::io::Error),
}

/// Writes the file that a plan asks for.
///
/// # Errors
/// When the plan asks for what cannot be, or the output cannot be written. What was written by
/// then is no whole file.
pub fn generate<W: Write>(plan: &Plan<'_>, out: W) -> Result<Written, GenerateError> {
    plan.check()?;
    if plan.kind.answers_only() {
        return Err(GenerateError::NeedsClaims(plan.kind.name()));
    }
    if let Some(defect) = plan.defect.filter(|d| !d.kinds.contains(&plan.kind)) {
        let kind = plan.kind.name();
        return Err(GenerateError::DefectNotPlaced { name: defect.name, kind });
    }
    let mut book = Book::new(plan, out);
    envelope::write(&mut book, plan)?;
    let (bytes, segments) = book.close(plan)?;
    Ok(Written { bytes, segments })
}
