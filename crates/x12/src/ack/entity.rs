//! Whom a claim status is about (STC01-3): from the loop in which a fault stands.

use crate::segment::Segment;

/// The guides of the 837.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guide {
    /// 005010X222.
    Professional,
    /// 005010X223.
    Institutional,
    /// 005010X224.
    Dental,
}

impl Guide {
    /// The guide of a version (ST03).
    pub(super) fn of(version: &str) -> Option<Guide> {
        match version.get(..10)? {
            "005010X222" => Some(Guide::Professional),
            "005010X223" => Some(Guide::Institutional),
            "005010X224" => Some(Guide::Dental),
            _ => None,
        }
    }
}

/// The role that a loop of an 837 is about; empty where the 277CA has no code for it.
pub(super) fn of_loop(guide: Guide, loop_id: &str) -> &'static str {
    use Guide::{Dental, Institutional, Professional};
    match (loop_id, guide) {
        ("1000A", _) => "41",
        ("1000B", _) => "40",
        ("2000A" | "2010AA", _) => "85",
        ("2010AB", _) => "87",
        ("2000B" | "2010BA", _) => "IL",
        ("2010BB", _) => "PR",
        ("2000C" | "2010CA", _) => "QC",
        ("2320" | "2330A", _) => "GB",
        ("2330B" | "2430", _) => "PRP",
        ("2310A", Professional | Dental) => "DN",
        ("2310A", Institutional) => "71",
        ("2310B", Professional | Dental) => "82",
        ("2310B", Institutional) => "72",
        ("2310C", Professional | Dental) => "77",
        ("2310C", Institutional) => "73",
        ("2310D", Professional) => "DQ",
        ("2310D", Institutional) => "82",
        ("2310E", Institutional) => "77",
        ("2310E", Dental) => "DQ",
        ("2310F", Institutional) => "DN",
        ("2420A", Professional | Dental) => "82",
        ("2420A", Institutional) => "72",
        ("2420B", Professional) => "QB",
        ("2420B", Institutional) => "73",
        ("2420C", Professional) => "77",
        ("2420C", Institutional) => "82",
        ("2420C", Dental) => "DQ",
        ("2420D", Professional) => "DQ",
        ("2420D", Institutional) => "DN",
        ("2420D", Dental) => "77",
        ("2420E", Professional) => "DK",
        ("2420F", Professional) => "DN",
        _ => "",
    }
}

/// The role that a segment of an 837 begins to speak of; `None` when it goes on with the last one.
pub(super) fn begun_by(segment: &Segment<'_>, in_claim: bool) -> Option<&'static str> {
    Some(match (segment.id(), segment.element(1)) {
        ("HL", _) => match segment.element(3) {
            "20" => "85",
            "22" => "IL",
            _ => "QC",
        },
        ("CLM" | "LX", _) => "",
        ("SBR", _) if in_claim => "GB",
        ("SVD", _) => "PRP",
        ("NM1", role) => match role {
            "IL" if in_claim => "GB",
            "PR" if in_claim => "PRP",
            // A referral by the primary care provider, and an operating physician besides the
            // first, have no codes of their own here.
            "P3" => "DN",
            "ZZ" => "73",
            _ => *ROLES.iter().find(|known| **known == role).unwrap_or(&""),
        },
        _ => return None,
    })
}

/// Roles that the 277CA takes of those that NM101 has in an 837.
const ROLES: [&str; 15] =
    ["40", "41", "71", "72", "77", "82", "85", "87", "DK", "DN", "DQ", "IL", "PR", "QB", "QC"];
