//! Whom a claim status is about (STC01-3): from the loop in which a fault stands.

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
