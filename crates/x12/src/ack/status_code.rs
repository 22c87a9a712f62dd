//! Claim status codes (code list 508) by the place of a fault in an 837. The numbers are facts of
//! the list; what they stand for is said here in our own words.

use super::entity::Guide;
use crate::segment::Segment;

/// The claim does not add up.
pub(super) const OUT_OF_BALANCE: &str = "400";
/// What another payer paid does not add up.
pub(super) const OTHER_PAYER_BALANCE: &str = "672";
/// The form of the claim is wrong, without anything more special to say.
pub(super) const UNREADABLE: &str = "481";
/// Something is wrong with service lines.
pub(super) const LINES: &str = "247";

/// Whom a code wants to have named beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// Nobody.
    Nobody,
    /// The party of the loop.
    Role,
    /// The payer, whatever the loop.
    Payer,
}

/// Where a fault stands.
pub(super) struct Spot<'s> {
    pub(super) guide: Guide,
    /// Name of the segment.
    pub(super) id: &'s str,
    /// The segment; `None` when it is missing.
    pub(super) segment: Option<&'s Segment<'s>>,
    pub(super) element: u8,
    pub(super) component: u8,
    /// Within a service line.
    pub(super) in_line: bool,
}

impl Spot<'_> {
    fn value(&self, element: u8) -> &str {
        self.segment.map_or("", |segment| segment.element(element).trim())
    }

    /// The first component of the element at fault.
    fn qualifier(&self) -> &str {
        self.segment.map_or("", |segment| segment.component(self.element, 1).trim())
    }

    fn institutional(&self) -> bool {
        self.guide == Guide::Institutional
    }
}

/// The status code for a place, and whom it wants named.
pub(super) fn of(spot: &Spot<'_>) -> (&'static str, Asks) {
    let code = match spot.id {
        "NM1" | "N3" | "N4" | "PER" | "PRV" | "DMG" => party(spot),
        "REF" => return reference(spot.value(1)),
        "CLM" => claim(spot),
        "HI" => health_information(spot),
        "DTP" => date(spot),
        "SV1" | "SV2" | "SV3" | "SV5" | "SVD" | "LIN" | "CTP" | "TOO" => service(spot),
        "AMT" => return amount(spot.value(1)),
        "SBR" | "PAT" | "OI" | "CAS" | "MIA" | "MOA" => coverage(spot),
        _ => other(spot),
    };
    // Statuses that say "of the entity" want to know which one.
    let asks = match code {
        "125" | "126" | "127" | "128" | "145" | "148" | "149" | "153" | "157" | "158" | "159"
        | "163" | "164" | "480" | "500" | "501" | "502" | "503" | "504" | "505" | "514" | "561"
        | "562" | "663" | "680" | "695" | "754" => Asks::Role,
        _ => Asks::Nobody,
    };
    (code, asks)
}

/// Names, addresses, identifiers, contacts, taxonomy, birth date and sex.
fn party(spot: &Spot<'_>) -> &'static str {
    match (spot.id, spot.element) {
        ("NM1", 3) if spot.value(2) == "1" => "504",
        ("NM1", 4) => "505",
        ("NM1", 5) => "514",
        ("NM1", 7) => "754",
        ("NM1", 8 | 9) => match spot.value(8) {
            "XX" => "562",
            "MI" | "II" => "164",
            "24" | "FI" => "128",
            "34" => "148",
            _ => "153",
        },
        ("NM1", _) => "125",
        ("N3", _) => "503",
        ("N4", 1) => "502",
        ("N4", 2) => "501",
        ("N4", 3) => "500",
        ("N4", 4) => "680",
        ("N4", 7) => "695",
        ("PER", 2) => "561",
        ("PER", _) => "127",
        ("PRV", _) => "145",
        ("DMG", 3) => "157",
        ("DMG", _) => "158",
        _ => "126",
    }
}

/// References, by their qualifier (REF01).
fn reference(qualifier: &str) -> (&'static str, Asks) {
    match qualifier {
        "EI" | "TJ" => ("128", Asks::Role),
        "SY" => ("148", Asks::Role),
        "0B" => ("143", Asks::Role),
        "1G" => ("133", Asks::Role),
        "G2" | "LU" | "2U" | "FY" | "NF" | "T4" => ("560", Asks::Role),
        "1W" => ("164", Asks::Role),
        "G1" => ("252", Asks::Payer),
        "9F" => ("761", Asks::Payer),
        "F8" => ("464", Asks::Nobody),
        "D9" => ("543", Asks::Nobody),
        "EA" => ("588", Asks::Nobody),
        "X4" => ("544", Asks::Nobody),
        "F4" => ("630", Asks::Nobody),
        "LX" => ("579", Asks::Nobody),
        "P4" => ("556", Asks::Nobody),
        "4N" => ("642", Asks::Nobody),
        "9A" => ("702", Asks::Nobody),
        "9C" => ("517", Asks::Nobody),
        "9B" => ("636", Asks::Nobody),
        "9D" => ("518", Asks::Nobody),
        "6R" => ("584", Asks::Nobody),
        "XZ" => ("219", Asks::Nobody),
        "Y4" => ("629", Asks::Nobody),
        "G3" => ("625", Asks::Nobody),
        "G4" => ("611", Asks::Nobody),
        "BT" => ("576", Asks::Nobody),
        "1J" => ("714", Asks::Nobody),
        _ => (UNREADABLE, Asks::Nobody),
    }
}

/// CLM.
fn claim(spot: &Spot<'_>) -> &'static str {
    match (spot.element, spot.component) {
        (1, _) => "478",
        // The claim as a whole is at fault for its total only.
        (0 | 2, _) => "178",
        (5, 3) => "535",
        (5, 2) => "567",
        (5, _) if spot.institutional() => "228",
        (5, _) => "249",
        (7, _) => "589",
        (8, _) => "360",
        (9, _) => "333",
        (10, _) => "468",
        (11, 4) => "750",
        (11, _) => "633",
        (12, _) => "650",
        (16, _) => "609",
        (19, _) => "541",
        (20, _) => "555",
        _ => UNREADABLE,
    }
}

/// HI, by the qualifier of the composite.
fn health_information(spot: &Spot<'_>) -> &'static str {
    let diagnosis = |code| if spot.component == 9 { "688" } else { code };
    match (spot.qualifier(), spot.component) {
        ("ABK" | "BK" | "", _) => diagnosis("254"),
        ("ABF" | "BF", _) => diagnosis("255"),
        ("ABJ" | "BJ", _) => "232",
        ("APR" | "PR", _) => "673",
        ("ABN" | "BN", _) => diagnosis("509"),
        ("DR", _) => "256",
        ("BBR" | "BR" | "CAH", 3 | 4) => "486",
        ("BBR" | "BR" | "CAH", _) => "465",
        ("BBQ" | "BQ", 3 | 4) => "492",
        ("BBQ" | "BQ", _) => "490",
        ("BP" | "BO", _) => "666",
        ("BG", _) => "460",
        ("BH", 3 | 4) => "720",
        ("BH", _) => "719",
        ("BI", 3 | 4) => "722",
        ("BI", _) => "721",
        ("BE", 5) => "726",
        ("BE", _) => "725",
        ("TC", _) => "658",
        _ => UNREADABLE,
    }
}

/// DTP, by its qualifier (DTP01).
fn date(spot: &Spot<'_>) -> &'static str {
    match spot.value(1) {
        "434" => "188",
        "435" => "189",
        "096" => "233",
        "431" => "397",
        "454" => "701",
        "304" => "757",
        "453" => "715",
        "439" => "727",
        "484" => "191",
        "455" => "210",
        "471" => "214",
        "314" | "360" | "361" => "195",
        "297" => "581",
        "296" => "196",
        "090" => "388",
        "091" => "389",
        "444" => "193",
        "607" => "529",
        "463" => "525",
        "461" => "580",
        "011" => "647",
        "738" | "739" => "653",
        "452" => "664",
        "573" => "554",
        "" if spot.institutional() && !spot.in_line => "188",
        _ => "187",
    }
}

/// What was done, how often, for how much, with what.
fn service(spot: &Spot<'_>) -> &'static str {
    let procedure = match spot.component {
        3..=6 => "453",
        _ => "454",
    };
    match (spot.id, spot.element) {
        ("SV1", 1) | ("SV3", 1) | ("SVD", 3) => procedure,
        ("SV2", 2) if spot.qualifier() == "HP" && spot.component == 2 => "513",
        ("SV2", 2) => procedure,
        ("SV1", 2) | ("SV2", 3) | ("SV3", 2) => "583",
        ("SV1", 3) | ("SV2", 4) | ("CTP", 5) => "659",
        ("SV1", 4) | ("SV2", 5) | ("SV3", 6) => "476",
        ("SV1", 5) | ("SV3", 3) => "249",
        ("SV1", 7) | ("SV3", 11) => "477",
        ("SV1", 9) => "471",
        ("SV1", 11) => "564",
        ("SV1", 12) => "568",
        ("SV1", 15) => "753",
        ("SV2", 1) => "455",
        ("SV2", 7) => "596",
        ("SV3", 4) => "245",
        ("SV3", 5) => "384",
        ("SV5", 4) => "185",
        ("SV5", 5) => "184",
        ("SV5", _) => "186",
        ("SVD", 1) => "479",
        ("SVD", 5) => "608",
        ("SVD", 6) => "526",
        ("SVD", _) => "643",
        ("LIN", _) => "218",
        ("CTP", _) => "724",
        ("TOO", 3) => "240",
        ("TOO", _) => "244",
        _ => "454",
    }
}

/// AMT, by its qualifier (AMT01).
fn amount(qualifier: &str) -> (&'static str, Asks) {
    match qualifier {
        "F5" => ("182", Asks::Payer),
        "D" => ("183", Asks::Payer),
        "EAF" => ("639", Asks::Nobody),
        "A8" => ("596", Asks::Nobody),
        "F3" => ("565", Asks::Nobody),
        "F4" => ("617", Asks::Nobody),
        "T" => ("640", Asks::Nobody),
        "GT" => ("645", Asks::Nobody),
        _ => (UNREADABLE, Asks::Nobody),
    }
}

/// Who insures whom, and what another payer did.
fn coverage(spot: &Spot<'_>) -> &'static str {
    match (spot.id, spot.element) {
        ("SBR", 1) => "742",
        ("SBR", 2) | ("PAT", 1) => "156",
        ("SBR", 3) => "163",
        ("SBR", 4) => "663",
        ("SBR", 5) => "578",
        ("SBR", 9) => "480",
        ("PAT", 6) => "159",
        ("PAT", 7 | 8) => "273",
        ("PAT", 9) => "626",
        ("OI", 3) => "360",
        ("OI", 6) => "333",
        ("CAS", 1) => "696",
        ("CAS", element) if element % 3 == 2 => "521",
        ("CAS", element) if element % 3 == 0 => "519",
        ("CAS", _) => "520",
        ("MIA" | "MOA", _) => "634",
        _ => "171",
    }
}

/// Everything else.
fn other(spot: &Spot<'_>) -> &'static str {
    match (spot.id, spot.element) {
        ("CL1", 1) => "231",
        ("CL1", 2) => "229",
        ("CL1", _) => "234",
        ("LX", _) => LINES,
        ("PWK", _) => "489",
        ("CN1", 2) => "545",
        ("CN1", 3) => "547",
        ("CN1", 4) => "546",
        ("CN1", 6) => "549",
        ("CN1", _) => "548",
        ("K3", _) => "569",
        ("NTE", _) if spot.in_line => "586",
        ("NTE", _) => "704",
        ("CR1", 2) => "273",
        ("CR1", 6) => "267",
        ("CR1", _) => "337",
        ("CR2", _) => "336",
        ("CR3", _) => "335",
        ("CR5", _) => "334",
        ("CRC", _) => "527",
        ("CUR", _) => "681",
        ("HCP", _) => "628",
        ("MEA", _) => "731",
        ("PS1", _) => "469",
        ("DN1", _) => "605",
        ("DN2", 1) => "244",
        ("DN2", _) => "760",
        ("LQ", _) => "698",
        ("FRM", _) => "699",
        ("BHT", _) => "604",
        _ => UNREADABLE,
    }
}
