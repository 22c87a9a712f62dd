//! Documents that the law or the house protects more than others: what they are tagged with, who
//! may see them, and what has to be at hand before a claim carries what they say.

use crate::{Consent, ConsentKind, Date, Document, DocumentId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// Why a document needs more protection. In JSON a word (`part2`, `hiv`, …); any other word is a
/// tag of the house's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum SensitivityTag {
    /// Record of a substance use disorder programme (42 CFR Part 2).
    Part2,
    /// HIV status, tests or treatment.
    Hiv,
    /// Mental health.
    MentalHealth,
    /// Sexual and reproductive health.
    Reproductive,
    /// Care to which a minor consents without the parents.
    MinorConsent,
    /// A patient whose record draws the curious.
    Vip,
    /// A tag of the house's own.
    Custom(String),
}

impl SensitivityTag {
    /// The word used in JSON.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            SensitivityTag::Part2 => "part2",
            SensitivityTag::Hiv => "hiv",
            SensitivityTag::MentalHealth => "mental_health",
            SensitivityTag::Reproductive => "reproductive",
            SensitivityTag::MinorConsent => "minor_consent",
            SensitivityTag::Vip => "vip",
            SensitivityTag::Custom(name) => name,
        }
    }
}

impl From<String> for SensitivityTag {
    fn from(name: String) -> SensitivityTag {
        match name.as_str() {
            "part2" => SensitivityTag::Part2,
            "hiv" => SensitivityTag::Hiv,
            "mental_health" => SensitivityTag::MentalHealth,
            "reproductive" => SensitivityTag::Reproductive,
            "minor_consent" => SensitivityTag::MinorConsent,
            "vip" => SensitivityTag::Vip,
            _ => SensitivityTag::Custom(name),
        }
    }
}

impl From<SensitivityTag> for String {
    fn from(tag: SensitivityTag) -> String {
        tag.name().to_owned()
    }
}

impl fmt::Display for SensitivityTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a person may see a document: every tag of it has to be among those that the person may
/// see. A document without a tag is seen by everybody who may see the chart.
#[must_use]
pub fn may_see(tags: &[SensitivityTag], allowed: &BTreeSet<SensitivityTag>) -> bool {
    tags.iter().all(|tag| allowed.contains(tag))
}

/// Whether a claim may be made of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimPermission {
    /// Nothing stands against it.
    Free,
    /// A consent covers it; what is disclosed carries [`REDISCLOSURE_NOTICE`].
    WithNotice,
    /// A consent to use for payment is missing, over, or revoked.
    NeedsConsent {
        /// The documents that need it.
        documents: Vec<DocumentId>,
    },
}

/// Whether a claim may be made of these documents and sent on `day`, at the moment `now`
/// (microseconds since 1970-01-01T00:00Z).
///
/// A claim discloses what a Part 2 record says to a payer; that needs the patient's written
/// consent (42 CFR 2.31), of which one may stand for all future treatment, payment and health
/// care operations until it is revoked (42 CFR 2.33, as amended by 89 FR 12472 of 16 February
/// 2024). The day that counts is that of the disclosure, not that of the service.
/// State law on the other tags is not judged here: they restrict who sees a document.
#[must_use]
pub fn claim_permission(
    documents: &[Document],
    consents: &[Consent],
    day: Date,
    now: i64,
) -> ClaimPermission {
    let protected = documents.iter().filter(|d| d.tags.contains(&SensitivityTag::Part2));
    let protected: Vec<DocumentId> = protected.map(|document| document.id.clone()).collect();
    let covered = || {
        consents.iter().any(|consent| match consent.kind {
            ConsentKind::Tpo => consent.in_force(day, now),
        })
    };
    if protected.is_empty() {
        ClaimPermission::Free
    } else if covered() {
        ClaimPermission::WithNotice
    } else {
        ClaimPermission::NeedsConsent { documents: protected }
    }
}

/// What accompanies a disclosure that a consent permits, in our own words. 42 CFR 2.32 asks for a
/// statement and gives forms of words; a site that wants one of those sets it instead.
pub const REDISCLOSURE_NOTICE: &str = "Parts of this record come from a substance use disorder \
    programme and are protected by federal law (42 CFR Part 2). They are given to you with the \
    patient's written consent. Do not pass them on or use them in another way than that consent \
    and 42 CFR Part 2 allow, and not in a proceeding against the patient without the patient's \
    consent or a court order. Notice under 42 CFR 2.32.";

#[cfg(test)]
mod tests {
    use super::*;
    use SensitivityTag::{Custom, Hiv, Part2, Vip};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn document(id: &str, tags: &[SensitivityTag]) -> Document {
        Document { id: id.into(), tags: tags.to_vec(), ..Document::default() }
    }

    #[test]
    fn every_tag_has_to_be_allowed() {
        let allowed = BTreeSet::from([Hiv, Part2]);
        for (tags, seen) in [
            (&[][..], true),
            (&[Hiv], true),
            (&[Hiv, Part2], true),
            (&[Hiv, Vip], false),
            (&[Custom("board".to_owned())], false),
        ] {
            assert_eq!(may_see(tags, &allowed), seen, "{tags:?}");
        }
        assert!(may_see(&[], &BTreeSet::new()) && !may_see(&[Hiv], &BTreeSet::new()));
    }

    #[test]
    fn part_2_needs_a_consent_in_force() {
        let documents = [document("a", &[]), document("b", &[Part2]), document("c", &[Hiv])];
        let consent = |to: Option<&str>, revoked_at| Consent {
            kind: ConsentKind::Tpo,
            from: day("2026-01-10"),
            to: to.map(day),
            revoked_at,
            source: "paper".to_owned(),
        };
        let needed = ClaimPermission::NeedsConsent { documents: vec!["b".into()] };
        for (consents, on, permission) in [
            (vec![], "2026-02-01", needed.clone()),
            (vec![consent(None, None)], "2026-01-09", needed.clone()),
            (vec![consent(None, None)], "2026-01-10", ClaimPermission::WithNotice),
            (vec![consent(Some("2026-03-01"), None)], "2026-03-01", ClaimPermission::WithNotice),
            (vec![consent(Some("2026-03-01"), None)], "2026-03-02", needed.clone()),
            (vec![consent(None, Some(1_000))], "2026-02-01", needed.clone()),
            (vec![consent(None, Some(1_001))], "2026-02-01", ClaimPermission::WithNotice),
            (
                vec![consent(None, Some(5)), consent(None, None)],
                "2026-02-01",
                ClaimPermission::WithNotice,
            ),
        ] {
            let judged = claim_permission(&documents, &consents, day(on), 1_000);
            assert_eq!(judged, permission, "{on} {consents:?}");
        }
        let free = claim_permission(&documents[2..], &[], day("2026-02-01"), 0);
        assert_eq!(free, ClaimPermission::Free);
    }

    #[test]
    fn words_in_json_and_old_documents() {
        let words = r#"["part2","hiv","mental_health","reproductive","minor_consent","vip","x"]"#;
        let tags: Vec<SensitivityTag> = serde_json::from_str(words).unwrap();
        assert_eq!(tags[6], Custom("x".to_owned()));
        assert!(tags[..6].iter().all(|tag| !matches!(tag, Custom(_))));
        assert_eq!(serde_json::to_string(&tags).unwrap(), words);
        let plain = serde_json::to_string(&document("a", &[])).unwrap();
        assert!(!plain.contains("tags"), "{plain}");
        assert!(serde_json::from_str::<Document>(&plain).unwrap().tags.is_empty());
        assert!(REDISCLOSURE_NOTICE.contains("42 CFR 2.32"));
    }
}
