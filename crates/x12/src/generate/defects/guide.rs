//! SNIP type 2: what the standard allows and the guide does not.

use super::line::{find, insert, remove, remove_loop, repeat, set, set_part, swap};
use super::{CLAIMS, Defect, I, Line, P, Part, R, defect_of as defect};
use crate::generate::claim::Shape;

pub(super) const DEFECTS: &[Defect] = &[
    defect(("missing-segment", 2), CLAIMS, "the billing provider has no N3", |lines| {
        remove(lines, "N3")
    }),
    defect(("missing-diagnosis", 2), P, "the claim has no HI", |lines| remove(lines, "HI*ABK")),
    defect(("missing-statement-dates", 2), I, "the claim has no DTP of its days", |lines| {
        remove(lines, "DTP*434")
    }),
    defect(("missing-service-date", 2), P, "the first line has no DTP 472", |lines| {
        remove(lines, "DTP*472")
    }),
    defect(("missing-adjudication-date", 2), CLAIMS, "a decided line has no DTP 573", |lines| {
        remove(lines, "DTP*573")
    })
    .shape(Shape::Secondary),
    defect(("missing-drug-quantity", 2), P, "LIN stands without CTP", |lines| remove(lines, "CTP"))
        .shape(Shape::Drug),
    defect(("missing-tax-id", 2), CLAIMS, "the billing provider has no REF EI", |lines| {
        remove(lines, "REF*EI")
    }),
    defect(("missing-element", 2), CLAIMS, "CLM08 is missing", |lines| set(lines, "CLM", 8, "")),
    defect(("missing-payer", 2), CLAIMS, "loop 2010BB is missing", |lines| {
        remove_loop(lines, "NM1*PR", &["N3", "N4"])
    }),
    defect(("missing-receiver", 2), CLAIMS, "loop 1000B is missing", |lines| {
        remove(lines, "NM1*40")
    })
    .part(Part::Head),
    defect(("missing-contact", 2), CLAIMS, "the submitter has no PER", |lines| {
        remove(lines, "PER")
    })
    .part(Part::Head),
    defect(("bad-purpose", 2), CLAIMS, "BHT02 is a code that the guide does not take", |lines| {
        set(lines, "BHT", 2, "13")
    })
    .part(Part::Head),
    defect(("bad-code", 2), CLAIMS, "CLM07 is a code that the guide does not take", |lines| {
        set(lines, "CLM", 7, "P")
    }),
    defect(("bad-qualifier", 2), CLAIMS, "NM108 of the subscriber is 24", |lines| {
        set(lines, "NM1*IL", 8, "24")
    }),
    defect(("bad-entity", 2), CLAIMS, "an NM1 of somebody for whom there is no loop", |lines| {
        insert(lines, "PRV*PE", "NM1*KX*1*ROE*RICHARD")
            || insert(lines, "PRV*AT", "NM1*KX*1*ROE*RICHARD")
    }),
    defect(
        ("bad-relationship", 2),
        CLAIMS,
        "PAT01 is a code that the guide does not take",
        |lines| set(lines, "PAT", 1, "99"),
    )
    .dependent(),
    defect(("segment-order", 1), CLAIMS, "N4 comes before N3", |lines| swap(lines, "N3", "N4")),
    defect(("segment-out-of-place", 1), CLAIMS, "CUR stands within a claim", |lines| {
        insert(lines, "CLM", "CUR*85*USD")
    }),
    defect(("segment-over-max", 2), CLAIMS, "REF EI comes twice", |lines| repeat(lines, "REF*EI")),
    defect(("loop-over-max", 2), CLAIMS, "the one who treats is named twice", |lines| {
        let Some(at) = find(lines, "NM1*82").or_else(|| find(lines, "NM1*71")) else {
            return false;
        };
        let loop_of_two = [lines[at].clone(), lines[at + 1].clone()];
        lines.splice(at..at, loop_of_two);
        true
    }),
    defect(("too-many-lines", 2), P, "the claim has 51 service lines", many_lines),
    defect(("not-used-element", 2), CLAIMS, "CLM03 is filled", |lines| set(lines, "CLM", 3, "HM")),
    defect(("not-used-component", 2), P, "HI01-4 is filled", |lines| {
        set_part(lines, "HI*ABK", (1, 3), "D8") && set_part(lines, "HI*ABK", (1, 4), "20260601")
    }),
    defect(("not-used-segment", 2), P, "an institutional CL1 in a professional claim", |lines| {
        insert(lines, "CLM", "CL1*1*1*01")
    }),
    defect(("guide-length", 2), CLAIMS, "CLM01 has 30 characters, the guide takes 20", |lines| {
        set(lines, "CLM", 1, "CC00000000000000000000000000001")
    }),
    defect(("remit-missing-trace", 2), R, "the payment has no TRN", |lines| remove(lines, "TRN"))
        .part(Part::Head),
    defect(("remit-missing-contact", 2), R, "the payer has no PER BL", |lines| {
        remove(lines, "PER*BL")
    })
    .part(Part::Head),
    defect(("remit-missing-payee", 2), R, "loop 1000B is missing", |lines| {
        remove_loop(lines, "N1*PE", &["N3", "N4", "REF"])
    })
    .part(Part::Head),
    defect(("remit-missing-patient", 2), R, "the claim has no NM1 QC", |lines| {
        remove(lines, "NM1*QC")
    }),
    defect(("remit-missing-number", 2), R, "CLP07 is missing", |lines| set(lines, "CLP", 7, "")),
    defect(("remit-bad-status", 2), R, "CLP02 is a code that the guide does not take", |lines| {
        set(lines, "CLP", 2, "5")
    }),
    defect(("remit-bad-group", 2), R, "CAS01 is a group that the guide does not take", |lines| {
        set(lines, "CAS", 1, "CR")
    }),
    defect(("remit-segment-order", 1), R, "CAS comes before the DTM of its line", |lines| {
        swap(lines, "DTM*472", "CAS")
    }),
    defect(("remit-segment-over-max", 2), R, "DTM 050 comes twice", |lines| {
        repeat(lines, "DTM*050")
    }),
    defect(("remit-not-used-element", 2), R, "CLP10 is filled", |lines| set(lines, "CLP", 10, "1")),
];

/// Adds lines without a charge until there are 51; the guide takes 50.
fn many_lines(lines: &mut Vec<Line>) -> bool {
    let Some(last) = lines.iter().rposition(|line| line.get(0) == "LX") else { return false };
    let block = lines[last..].to_vec();
    let first: usize = lines[last].get(1).parse().unwrap_or(1);
    for number in first + 1..=51 {
        for line in &block {
            let mut line = line.clone();
            match line.get(0) {
                "LX" => line.set(1, &number.to_string()),
                "SV1" => line.set(2, "0"),
                "REF" => line.set(2, &format!("X{number}")),
                _ => {}
            }
            lines.push(line);
        }
    }
    true
}
