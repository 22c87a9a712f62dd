//! SNIP type 1: what is no X12, whatever the guide.

use super::line::{find, insert, remove, repeat, set, set_part};
use super::{ALL, CLAIMS, Defect, I, Line, P, Part, defect_of as defect};
use crate::generate::claim::Shape;

/// Interchange, group and transaction.
pub(super) const ENVELOPE: &[Defect] = &[
    defect(("isa-length", 1), ALL, "ISA06 is not padded to its 15 characters", |lines| {
        let sender = lines.first().map_or(String::new(), |isa| isa.get(6).trim_end().to_owned());
        set(lines, "ISA", 6, &sender)
    })
    .part(Part::Interchange),
    defect(("isa-date", 1), ALL, "ISA09 is a day that no calendar has", |lines| {
        set(lines, "ISA", 9, "261345")
    })
    .part(Part::Interchange),
    defect(("isa-usage", 1), ALL, "ISA15 says neither test nor production", |lines| {
        set(lines, "ISA", 15, "Q")
    })
    .part(Part::Interchange),
    defect(("isa-control", 1), ALL, "IEA02 is not the number in ISA13", |lines| {
        set(lines, "IEA", 2, "987654321")
    })
    .part(Part::InterchangeEnd),
    defect(("iea-count", 1), ALL, "IEA01 counts groups that are not there", |lines| {
        set(lines, "IEA", 1, "77")
    })
    .part(Part::InterchangeEnd),
    defect(("missing-iea", 1), ALL, "the interchange has no IEA", |lines| remove(lines, "IEA"))
        .part(Part::InterchangeEnd),
    defect(("truncated", 1), ALL, "the file ends within its last segment", |lines| {
        lines.iter_mut().for_each(|line| line.ended = false);
        set(lines, "IEA", 2, "")
    })
    .part(Part::InterchangeEnd),
    defect(("trailing-garbage", 1), ALL, "words that are no X12 follow the IEA", |lines| {
        lines.push(Line { ended: false, ..Line::of("END OF FILE") });
        true
    })
    .part(Part::InterchangeEnd),
    defect(("gs-control", 1), ALL, "GE02 is not the number in GS06", |lines| {
        set(lines, "GE", 2, "987654321")
    })
    .part(Part::GroupEnd),
    defect(("ge-count", 1), ALL, "GE01 counts transactions that are not there", |lines| {
        set(lines, "GE", 1, "7777")
    })
    .part(Part::GroupEnd),
    defect(("missing-ge", 1), ALL, "the group has no GE", |lines| remove(lines, "GE"))
        .part(Part::GroupEnd),
    defect(("gs-code", 1), ALL, "GS01 is the code of purchase orders", |lines| {
        set(lines, "GS", 1, "PO")
    })
    .part(Part::Group),
    defect(("gs-date", 1), ALL, "GS04 is a day that no calendar has", |lines| {
        set(lines, "GS", 4, "20261345")
    })
    .part(Part::Group),
    defect(("st-control", 1), ALL, "SE02 is not the number in ST02", |lines| {
        set(lines, "SE", 2, "98765432")
    })
    .part(Part::Trailer),
    defect(("se-count", 1), ALL, "SE01 does not count the segments", |lines| {
        set(lines, "SE", 1, "9999999")
    })
    .part(Part::Trailer),
    defect(("missing-se", 1), ALL, "the transaction has no SE", |lines| remove(lines, "SE"))
        .part(Part::Trailer),
    defect(("st-version", 2), CLAIMS, "ST03 names another guide than GS08", |lines| {
        set(lines, "ST", 3, "005010X279A1")
    })
    .part(Part::Head),
];

/// Segments.
pub(super) const SEGMENTS: &[Defect] = &[
    defect(("missing-terminator", 1), ALL, "a segment has no terminator", |lines| {
        let Some(at) = find(lines, "REF*6R") else { return false };
        lines[at].ended = false;
        true
    }),
    defect(("unknown-segment", 1), ALL, "a segment that the standard does not know", |lines| {
        insert(lines, "REF*6R", "QQQ*1*2")
    }),
    defect(("segment-name", 1), ALL, "a segment's name is one letter", |lines| {
        set(lines, "REF*6R", 0, "R")
    }),
    defect(("empty-segment", 1), ALL, "two terminators without a segment between", |lines| {
        insert(lines, "REF*6R", "")
    }),
    defect(("nested-st", 1), ALL, "an ST within a transaction", |lines| {
        insert(lines, "REF*6R", "ST*837*9999")
    }),
    defect(("hl-number", 1), CLAIMS, "HL01 is out of its order", |lines| {
        let Some(at) = find(lines, "CLM")
            .and_then(|clm| lines[..clm].iter().rposition(|line| line.get(0) == "HL"))
        else {
            return false;
        };
        let number = lines[at].get(1).parse::<u64>().unwrap_or(0);
        lines[at].set(1, &(number + 70_000).to_string());
        true
    }),
    defect(("hl-parent", 1), CLAIMS, "HL02 names a level that does not exist", |lines| {
        let Some(at) = lines.iter().position(|line| line.get(0) == "HL" && line.get(3) == "22")
        else {
            return false;
        };
        lines[at].set(2, "99999");
        true
    }),
];

/// Elements, by the standard's own types, lengths and relations.
pub(super) const ELEMENTS: &[Defect] = &[
    defect(("element-too-long", 1), CLAIMS, "N301 has more than 55 characters", |lines| {
        set(lines, "N3", 1, "A STREET WHOSE NAME AND NUMBER NEED MORE THAN THE 55 CHARACTERS")
    }),
    defect(("element-too-short", 1), CLAIMS, "N403 has fewer than three characters", |lines| {
        set(lines, "N4", 3, "68")
    }),
    defect(("bad-date", 1), ALL, "a date that no calendar has", |lines| {
        set(lines, "DTP*472*D8", 3, "20260231") || set(lines, "DTM*050", 2, "20260231")
    }),
    defect(("bad-time", 1), I, "the hour of discharge is past midnight", |lines| {
        set(lines, "DTP*096", 3, "2575")
    })
    .shape(Shape::Inpatient),
    defect(("bad-date-range", 1), I, "a range of dates with one date", |lines| {
        set(lines, "DTP*434", 3, "20260610")
    }),
    defect(("amount-not-numeric", 1), ALL, "an amount with a letter in it", |lines| {
        set(lines, "CLM", 2, "1OO.50") || set(lines, "CLP", 3, "1OO.50")
    }),
    defect(("number-not-integer", 1), CLAIMS, "LX01 is not a whole number", |lines| {
        set(lines, "LX", 1, "1.5")
    }),
    defect(("too-many-elements", 1), CLAIMS, "LX has a second element", |lines| {
        set(lines, "LX", 2, "2")
    }),
    defect(("too-many-components", 1), P, "SV101 has nine components", |lines| {
        set_part(lines, "SV1", (1, 9), "X")
    }),
    defect(("trailing-separator", 1), CLAIMS, "LX ends with an element separator", |lines| {
        let Some(at) = find(lines, "LX") else { return false };
        lines[at].elements.push(String::new());
        true
    }),
    defect(("character", 1), ALL, "a letter that is in no X12 character set", |lines| {
        set(lines, "NM1*QC", 3, "NU\u{d1}EZ") || set(lines, "NM1*IL", 3, "NU\u{d1}EZ")
    }),
    defect(("control-character", 1), ALL, "a control character within a name", |lines| {
        set(lines, "NM1*QC", 3, "DOE\u{1}") || set(lines, "NM1*IL", 3, "DOE\u{1}")
    }),
    defect(("repetition", 2), CLAIMS, "an element is repeated that may not be", |lines| {
        set(lines, "N4", 1, "CEDAR^HOLLOW")
    }),
    defect(("paired-elements", 1), CLAIMS, "a qualifier stands without its number", |lines| {
        set(lines, "NM1*IL", 9, "")
    }),
    defect(("excluded-elements", 1), CLAIMS, "N402 and N407, of which one may stand", |lines| {
        set(lines, "N4", 7, "ON")
    }),
    defect(("segment-twice", 1), ALL, "the ISA is written twice", |lines| repeat(lines, "ISA"))
        .part(Part::Interchange),
];
