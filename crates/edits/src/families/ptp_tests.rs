//! One case for each rule, and what the hits say. The golden tables stand in
//! `tests/correct_coding/`.

use crate::example::{self, Case, HandMade, case};
use model::{BilledLine, Claim, Edit, HistoryClaim, PayerKind, Severity};

fn bill(claim: &mut Claim, lines: [(&str, &str); 2]) {
    for (line, (code, modifier)) in claim.lines.iter_mut().zip(lines) {
        line.code = Some(code.to_owned());
        line.modifiers = modifier.split_whitespace().map(str::to_owned).collect();
    }
}

fn before(claim: &mut Claim, code: &str) {
    let line =
        BilledLine { code: Some(code.to_owned()), date: claim.from, ..BilledLine::default() };
    claim.history = vec![HistoryClaim {
        id: "CLM-0".into(),
        status: "paid".to_owned(),
        lines: vec![line],
        ..HistoryClaim::default()
    }];
}

pub(crate) const CASES: &[Case] = &[
    case("ptp.never_together", 2, |c| bill(c, [("45380", ""), ("45378", "59")])),
    case("ptp.no_modifier", 1, |c| bill(c, [("45380", "76"), ("45385", "")])),
    case("ptp.no_modifier", 1, |c| {
        bill(c, [("45380", ""), ("80053", "")]);
        before(c, "45385");
    }),
    case("ptp.earlier_component", 2, |c| {
        bill(c, [("J1885", ""), ("45385", "")]);
        before(c, "45380");
    }),
    case("ptp.same_site", 2, |c| bill(c, [("45385", "RT"), ("45380", "RT")])),
    case("ptp.misplaced_modifier", 2, |c| bill(c, [("20610", ""), ("99213", "59")])),
];

fn found(claim: &Claim) -> Vec<Edit> {
    let edits = crate::scrub(claim, &HandMade::default()).edits;
    edits.into_iter().filter(|edit| edit.id.starts_with("ptp.")).collect()
}

#[test]
fn the_hit_names_codes_lines_table_and_indicator() {
    let mut claim = example::professional();
    bill(&mut claim, [("45378", ""), ("45385", "")]);
    let edits = found(&claim);
    assert_eq!(edits.len(), 1);
    let edit = &edits[0];
    assert_eq!(
        edit.message,
        "45378 on line 1 is column 2 beside 45385 on line 2 in the NCCI practitioner pairs, with \
         indicator 0 (More extensive procedure): the two are never paid together."
    );
    assert_eq!((edit.code.as_str(), edit.place.field.as_str()), ("45378", "lines[0].code"));
    let effective = edit.effective.unwrap();
    assert_eq!(effective.from, example::day("2020-01-01"));
    assert_eq!(effective.to, Some(example::day("2026-06-30")));
    assert_eq!(edit.severity, Severity::Reason);
}

#[test]
fn an_earlier_claim_is_named_by_its_number() {
    let mut claim = example::professional();
    bill(&mut claim, [("J1885", ""), ("45385", "")]);
    before(&mut claim, "45380");
    assert!(found(&claim)[0].message.contains("column 1 beside 45380 on the earlier claim CLM-0"));
}

#[test]
fn no_next_action_tells_to_add_59_for_payment() {
    for case in CASES {
        let mut claim = case.broken();
        claim.payer.kind = PayerKind::Medicare;
        for edit in found(&claim) {
            assert!(!edit.next.contains("59") || edit.next.contains("only when none fits"));
            assert!(edit.next.contains("record") || edit.next.contains("no modifier helps"));
        }
    }
}
