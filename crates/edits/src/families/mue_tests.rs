//! One case for each rule, and what the hits say. The golden tables stand in
//! `tests/correct_coding/`.

use crate::example::{self, Case, HandMade, case};
use model::{BilledLine, Claim, Edit, HistoryClaim, Quantity};

fn bill(claim: &mut Claim, code: &str, units: [u32; 2]) {
    for (line, units) in claim.lines.iter_mut().zip(units) {
        line.code = Some(code.to_owned());
        line.units = Quantity::units(units);
    }
}

pub(crate) const CASES: &[Case] = &[
    case("mue.line", 2, |c| bill(c, "88350", [4, 5])),
    case("mue.day", 2, |c| bill(c, "45385", [1, 1])),
    case("mue.day_clinical", 2, |c| bill(c, "J0696", [4, 5])),
    case("mue.day_clinical", 2, |c| c.lines[1].code = Some("A0100".to_owned())),
];

fn found(claim: &Claim) -> Vec<Edit> {
    let edits = crate::scrub(claim, &HandMade::default()).edits;
    edits.into_iter().filter(|edit| edit.id.starts_with("mue.")).collect()
}

#[test]
fn the_hit_names_total_lines_limit_and_indicator() {
    let mut claim = example::professional();
    bill(&mut claim, "J0696", [4, 2]);
    claim.lines[1].units = Quantity(2_500);
    let earlier = BilledLine {
        code: Some("J0696".to_owned()),
        units: Quantity::units(2),
        date: claim.from,
        ..BilledLine::default()
    };
    claim.history = vec![HistoryClaim { lines: vec![earlier], ..HistoryClaim::default() }];
    let edits = found(&claim);
    assert_eq!(edits.len(), 1);
    assert_eq!(
        edits[0].message,
        "J0696 has 8.5 units on 2026-06-15 (lines 1, 2, 2 of them on earlier claims); the MUE \
         for one day is 8 (practitioner, MAI 3, Nature of service)."
    );
    assert_eq!((edits[0].line, edits[0].place.field.as_str()), (2, "lines[1].units"));
    bill(&mut claim, "A0100", [1, 1]);
    assert!(found(&claim)[0].message.contains("Medicare does not pay it to this sort of provider"));
}
