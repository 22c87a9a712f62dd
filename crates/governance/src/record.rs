//! The decision record: everything that decided one chart, at one moment, by one actor.
//!
//! Its canonical JSON ([`canonical`]) is the body of a row of the chain (`chain.rs`); it is never
//! changed, a later decision names it in `supersedes`. `docs/reference/decision-records.md` tells
//! each field.

pub use crate::canonical::{CanonicalError, canonical};
use crate::hex;
use model::ChartId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The form of record that this program writes.
pub const VERSION: u32 = 1;

/// Largest record that is read, in bytes.
pub const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;

/// Who decided.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// The program, from the chart: can be replayed.
    #[default]
    Engine,
    /// A person: the result is what they entered.
    Human,
}

/// One document as it was when it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentHash {
    /// The document's id.
    pub document: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// Everything that decided.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRecord {
    /// The form of this record: [`VERSION`].
    pub version: u32,
    /// The decision's own id.
    pub id: String,
    /// The practice or hospital whose account this is.
    pub tenant: String,
    /// The account that was decided.
    pub account: String,
    /// The chart that was read.
    pub chart: ChartId,
    /// Engine or human.
    pub kind: DecisionKind,
    /// The user's id, or the program's name and version.
    pub actor: String,
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// The decision that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// Documents in the order in which they were read.
    pub documents: Vec<DocumentHash>,
    /// What was asked: setting, date, profile, as the judge takes them.
    pub request: Value,
    /// Label of every code set that took part, by its name.
    pub releases: BTreeMap<String, String>,
    /// Hash of the rules.
    pub rules_hash: String,
    /// Hash of the model.
    pub model_hash: String,
    /// The release policy in force: scope, threshold, bound.
    pub policy: Value,
    /// Codes that were considered, each with its features and scores.
    pub candidates: Value,
    /// Rules that fired, in order, each with what it changed.
    pub trace: Value,
    /// The result: the coded chart, or what the person entered.
    pub result: Value,
}

/// Why a stored text is not a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Longer than [`MAX_RECORD_BYTES`].
    #[error("the record has {0} bytes; {MAX_RECORD_BYTES} are the most that are read")]
    TooLong(usize),
    /// Not of the form.
    #[error("the record is not of its form: {0}")]
    Form(String),
    /// Written by another version of the program.
    #[error("the record has form {0}; this program reads form {VERSION}")]
    Version(u32),
    /// Readable, but not the canonical text of what it says.
    #[error("the record is not in canonical form, so its bytes were changed after it was written")]
    NotCanonical,
}

impl DecisionRecord {
    /// The canonical text: the body that is chained, and what `replay` compares.
    ///
    /// # Errors
    /// When a value has no canonical text.
    pub fn to_text(&self) -> Result<String, CanonicalError> {
        canonical(self)
    }

    /// SHA-256 of the canonical text, lower-case hexadecimal.
    ///
    /// # Errors
    /// When a value has no canonical text.
    pub fn hash(&self) -> Result<String, CanonicalError> {
        Ok(hex::sha256(self.to_text()?.as_bytes()))
    }

    /// Reads what [`DecisionRecord::to_text`] wrote, and nothing else.
    ///
    /// # Errors
    /// When the text is too long, of another form or version, or not canonical.
    pub fn from_text(text: &str) -> Result<DecisionRecord, RecordError> {
        if text.len() > MAX_RECORD_BYTES {
            return Err(RecordError::TooLong(text.len()));
        }
        let form = |fault: serde_json::Error| RecordError::Form(fault.to_string());
        let value: Value = serde_json::from_str(text).map_err(form)?;
        let version = value.get("version").and_then(Value::as_u64).unwrap_or(0);
        if version != u64::from(VERSION) {
            return Err(RecordError::Version(u32::try_from(version).unwrap_or(u32::MAX)));
        }
        let record: DecisionRecord = serde_json::from_value(value).map_err(form)?;
        match record.to_text() {
            Ok(canonical) if canonical == text => Ok(record),
            _ => Err(RecordError::NotCanonical),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::json;

    /// A record of an engine's decision.
    pub(crate) fn sample() -> DecisionRecord {
        DecisionRecord {
            version: VERSION,
            id: "dec_1".into(),
            tenant: "demo".into(),
            account: "acct_1".into(),
            chart: "chart_1".into(),
            kind: DecisionKind::Engine,
            actor: "cleanclaim 0.1.0".into(),
            at: 1_750_000_000_123_456,
            supersedes: None,
            documents: vec![DocumentHash { document: "doc_1".into(), sha256: "0".repeat(64) }],
            request: json!({"setting": "office", "date": "2026-06-15"}),
            releases: BTreeMap::from([("icd10cm".into(), "2026-04".into())]),
            rules_hash: "r1".into(),
            model_hash: "m1".into(),
            policy: json!({"scope": "office", "threshold": 0.9, "bound": 0.0495}),
            candidates: json!([{"code": "E11.9", "features": [1.0, 0.25], "score": 0.97}]),
            trace: json!(["I.C.4.a"]),
            result: json!({"dx": [{"code": "E11.9", "confidence": 0.97}], "px": []}),
        }
    }

    #[test]
    fn goes_round() {
        let record = sample();
        let text = record.to_text().unwrap();
        assert!(text.starts_with("{\"account\":\"acct_1\",\"actor\":"), "{text}");
        assert_eq!(DecisionRecord::from_text(&text).unwrap(), serde_json::from_str(&text).unwrap());
        assert_eq!(DecisionRecord::from_text(&text).unwrap().hash(), record.hash());
    }

    #[test]
    fn tells_what_is_not_a_record() {
        let text = sample().to_text().unwrap();
        for (changed, fault) in [
            (text.replace("\"version\":1", "\"version\":2"), RecordError::Version(2)),
            (text.replace("\"px\":[]", "\"px\": []"), RecordError::NotCanonical),
            (text.replace("0.97", "0.970"), RecordError::NotCanonical),
        ] {
            assert_eq!(DecisionRecord::from_text(&changed), Err(fault));
        }
        let more = text.replacen('{', "{\"aaa\":1,", 1);
        assert!(matches!(DecisionRecord::from_text(&more), Err(RecordError::Form(_))));
        assert!(matches!(DecisionRecord::from_text("{"), Err(RecordError::Form(_))));
        let long = " ".repeat(MAX_RECORD_BYTES + 1);
        assert!(matches!(DecisionRecord::from_text(&long), Err(RecordError::TooLong(_))));
    }
}
