//! Acknowledgements: what became of a file on its way, before any payer decided a claim.
//!
//! A TA1 speaks of an interchange, a 999 of a group and its transactions, a 277CA of claims.

use crate::{Cents, Date, Quantity};
use serde::{Deserialize, Serialize};

/// The verdict on an interchange, a group or a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Accepted (A).
    #[default]
    Accepted,
    /// Accepted although errors were found (E).
    AcceptedWithErrors,
    /// Some transactions of the group were accepted, some not (P).
    Partly,
    /// Rejected (R, and M, W, X for security reasons).
    Rejected,
}

/// The verdict on a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimVerdict {
    /// They have it.
    Accepted,
    /// They refused it.
    Rejected,
    /// What they say is neither, as far as this program knows: a person looks.
    #[default]
    Unclear,
}

/// A TA1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterchangeAck {
    /// Control number of the interchange that is answered.
    pub control_number: String,
    /// Its day, `YYMMDD`.
    pub date: String,
    /// Its time, `HHMM`.
    pub time: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why (TA105); `000` means no error.
    pub note: String,
}

/// A 999.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupAck {
    /// Functional code of the group that is answered: HC claims, HP payments, …
    pub code: String,
    /// Its control number.
    pub control_number: String,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The verdict on the group.
    pub verdict: Verdict,
    /// Errors of the group itself, at most five.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// Transactions in the group.
    pub included: u32,
    /// Transactions that arrived.
    pub received: u32,
    /// Transactions that were accepted.
    pub accepted: u32,
    /// Those that are spoken of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transactions: Vec<TransactionAck>,
}

/// What a 999 says of one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionAck {
    /// Its set: 837.
    pub set: String,
    /// Its control number.
    pub control_number: String,
    /// Its guide (AK203).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// Errors of the transaction itself (IK502 to IK506), at most five.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// Errors in its segments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<SegmentAck>,
}

/// What a 999 says of one segment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentAck {
    /// Name.
    pub segment: String,
    /// Position in the transaction; ST is 1.
    pub position: u32,
    /// Loop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loop_id: Option<String>,
    /// Error of the segment (IK304).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What it is about, such as the patient control number: name and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<AckContext>,
    /// Errors of its elements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<ElementAck>,
}

/// What an error of a 999 is about (CTX).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AckContext {
    /// What: `CLM01`, `SITUATIONAL TRIGGER`, …
    pub name: String,
    /// Its value, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The segment that brought the error about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Its position in the transaction; ST is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Its loop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loop_id: Option<String>,
    /// Its element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<u32>,
    /// The component of that element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<u32>,
}

/// What a 999 says of one element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementAck {
    /// Number of the element in the segment.
    pub element: u32,
    /// Number of the component, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<u32>,
    /// Number of the repetition, when it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<u32>,
    /// Number of the data element in the dictionary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Error (IK403).
    pub error: String,
    /// The value that is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<AckContext>,
}

/// A 277CA.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimAcks {
    /// Number of this answer (BHT03).
    pub reference: String,
    /// Day on which it was made (BHT04).
    pub date: Date,
    /// Who answers: name and identifier.
    pub source: AckParty,
    /// The batches that are answered.
    pub batches: Vec<BatchAck>,
}

/// A name with its identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AckParty {
    /// Name.
    pub name: String,
    /// Identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// What is said of one batch of claims: one submitter of a 277CA.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchAck {
    /// The submitter.
    pub submitter: AckParty,
    /// The submitter's number of the batch (BHT03 of the 837).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// Statuses of the batch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<ClaimStatus>,
    /// Claims that were accepted, when the source counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Quantity>,
    /// Claims that were rejected, when the source counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Quantity>,
    /// Charges that were accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_cents: Option<Cents>,
    /// Charges that were rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_cents: Option<Cents>,
    /// The claims.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimAck>,
}

/// What is said of one claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimAck {
    /// The provider's number of the claim (CLM01).
    pub control_number: String,
    /// The payer's number of it, when it has one already (REF 1K).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer_control_number: Option<String>,
    /// The clearinghouse's number of it (REF D9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clearinghouse_number: Option<String>,
    /// Accepted, rejected, or neither.
    pub verdict: ClaimVerdict,
    /// Its billing provider.
    pub provider: AckParty,
    /// Its patient.
    pub patient: AckParty,
    /// First and last day of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<(Date, Date)>,
    /// Statuses, each with its reasons.
    pub statuses: Vec<ClaimStatus>,
    /// Service lines with a status of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineAck>,
}

/// One status of a batch, a claim or a line (one STC).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimStatus {
    /// One to three codes, the most telling first.
    pub codes: Vec<StatusCode>,
    /// The day of the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// WQ accept or U reject, when the source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The charge that the status is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<Cents>,
    /// What was paid (277 only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Cents>,
    /// The day on which the claim was decided (277 only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Date>,
    /// The day of the payment (277 only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_date: Option<Date>,
    /// Cheque or EFT number (277 only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_number: Option<String>,
    /// A message in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A status: where the claim stands and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCode {
    /// Category: A1 received, A2 accepted, A3 returned, A7 rejected, F1 paid, …
    pub category: String,
    /// Claim status code.
    pub status: String,
    /// Whom the status is about: 85 billing provider, QC patient, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
}

/// What is said of one service line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineAck {
    /// The provider's number of the line (REF FJ).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_control_number: Option<String>,
    /// List of `code`.
    pub qualifier: String,
    /// The procedure, drug or revenue code.
    pub code: String,
    /// Modifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<String>,
    /// What was charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<Cents>,
    /// Statuses.
    pub statuses: Vec<ClaimStatus>,
}
