//! What a patient allowed in writing.

use crate::Date;
use serde::{Deserialize, Serialize};

/// What a consent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// All future treatment, payment and health care operations (42 CFR 2.31(a)(4), 2.33).
    Tpo,
}

/// A patient's written consent to use and disclose a Part 2 record (42 CFR 2.31).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// What for.
    pub kind: ConsentKind,
    /// First day.
    pub from: Date,
    /// Last day; `None` where it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// When it was revoked: microseconds since 1970-01-01T00:00Z.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<i64>,
    /// Where it stands: a document's id, or how it came.
    pub source: String,
}

impl Consent {
    /// Whether it holds on a day, at a moment (microseconds since 1970-01-01T00:00Z). A
    /// revocation ends it from its moment on; what was disclosed before stays lawful.
    #[must_use]
    pub fn in_force(&self, day: Date, now: i64) -> bool {
        let running = self.from <= day && self.to.is_none_or(|to| day <= to);
        running && self.revoked_at.is_none_or(|revoked| now < revoked)
    }
}
