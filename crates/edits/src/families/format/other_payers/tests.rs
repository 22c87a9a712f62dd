use crate::example::{self, Case, HandMade, case, day, ids};
use model::{Cents, Claim, ClaimAdjustment, LineAdjudication, OtherPayer, Quantity, Severity};

fn off(group: &str, carc: &str, cents: i64) -> ClaimAdjustment {
    let (group, carc) = (group.to_owned(), carc.to_owned());
    ClaimAdjustment { group, carc, amount: Cents(cents), quantity: None }
}

/// A second payer's claim of 227.00; the first decided on each line, which balance.
fn second() -> Claim {
    let mut claim = example::professional();
    if let Some(holder) = &mut claim.subscriber {
        holder.sequence = "S".to_owned();
    }
    claim.other_payers = vec![OtherPayer {
        sequence: "P".to_owned(),
        name: "FIRST PLAN".to_owned(),
        id: Some("FP01".to_owned()),
        paid_cents: Some(Cents(12_000)),
        ..OtherPayer::default()
    }];
    let decided = |paid: i64, adjustments: Vec<ClaimAdjustment>| LineAdjudication {
        payer: "FP01".to_owned(),
        paid_cents: Cents(paid),
        units: Quantity::units(1),
        adjustments,
        adjudicated: Some(day("2026-06-17")),
        ..LineAdjudication::default()
    };
    claim.lines[0].adjudications =
        vec![decided(10_000, vec![off("CO", "45", 6_500), off("PR", "2", 2_000)])];
    claim.lines[1].adjudications = vec![decided(2_000, vec![off("CO", "45", 2_200)])];
    claim
}

/// The same, decided on the claim as a whole.
fn whole() -> Claim {
    let mut claim = second();
    claim.lines.iter_mut().for_each(|line| line.adjudications.clear());
    claim.other_payers[0].adjudicated = Some(day("2026-06-17"));
    claim.other_payers[0].adjustments = vec![off("CO", "45", 8_700), off("PR", "2", 2_000)];
    claim
}

const fn later(rule: &'static str, line: u16, change: fn(&mut Claim)) -> Case {
    Case { rule, base: second, change, line }
}

fn move_to(claim: &mut Claim, sequence: &str) {
    if let Some(holder) = &mut claim.subscriber {
        holder.sequence = sequence.to_owned();
    }
}

pub(crate) const CASES: &[Case] = &[
    case("format.cob_earlier_payer", 0, |c| move_to(c, "S")),
    later("format.cob_earlier_payer", 0, |c| move_to(c, "T")),
    later("format.cob_decision", 0, |c| {
        c.other_payers[0].paid_cents = None;
        c.lines.iter_mut().for_each(|line| line.adjudications.clear());
    }),
    later("format.cob_payer_repeated", 0, |c| c.other_payers[0].sequence = "S".to_owned()),
    later("format.cob_payer_repeated", 0, |c| {
        let again = OtherPayer { sequence: "T".to_owned(), ..c.other_payers[0].clone() };
        c.other_payers.push(again);
    }),
    later("format.cob_line_payer", 2, |c| {
        c.lines[1].adjudications[0].payer = "XX".to_owned();
    }),
    later("format.cob_line_balance", 1, |c| {
        c.lines[0].adjudications[0].adjustments.pop();
    }),
    later("format.cob_claim_balance", 0, |c| c.other_payers[0].paid_cents = Some(Cents(12_001))),
    Case {
        rule: "format.cob_claim_balance",
        base: whole,
        change: |c| c.other_payers[0].adjustments[0].amount = Cents(8_600),
        line: 0,
    },
    Case {
        rule: "format.cob_reasons",
        base: whole,
        change: |c| c.other_payers[0].adjustments.clear(),
        line: 0,
    },
    later("format.cob_reasons", 0, |c| {
        c.lines[0].adjudications[0].adjustments[0].group = "XX".to_owned();
    }),
    later("format.cob_date", 0, |c| c.lines[0].adjudications[0].adjudicated = None),
    later("format.cob_date", 0, |c| {
        c.lines[0].adjudications[0].adjudicated = Some(day("2026-06-19"));
    }),
    later("format.cob_order", 0, |c| {
        move_to(c, "P");
        c.other_payers[0].sequence = "S".to_owned();
    }),
];

#[test]
fn balanced_claims_of_a_second_payer_pass() {
    for claim in [second(), whole()] {
        assert!(ids(&claim).is_empty(), "{:?}", ids(&claim));
    }
}

#[test]
fn a_split_line_counts_together_and_a_bundled_one_is_left_out() {
    let mut claim = second();
    let rest = {
        let one = &mut claim.lines[0].adjudications[0];
        one.paid_cents = Cents(4_000);
        one.adjustments.truncate(1);
        LineAdjudication {
            paid_cents: Cents(6_000),
            adjustments: vec![off("PR", "2", 2_000)],
            ..one.clone()
        }
    };
    claim.lines[0].adjudications.push(rest);
    assert!(ids(&claim).is_empty(), "{:?}", ids(&claim));
    claim.lines[0].adjudications.pop();
    claim.lines[0].adjudications[0].bundled_into = Some(2);
    assert!(!ids(&claim).contains(&"format.cob_line_balance".to_owned()));
}

#[test]
fn a_denial_with_its_reason_passes() {
    let mut claim = whole();
    claim.other_payers[0].paid_cents = Some(Cents(0));
    claim.other_payers[0].adjustments = vec![off("CO", "197", 22_700)];
    assert!(ids(&claim).is_empty(), "{:?}", ids(&claim));
}

#[test]
fn conditional_payment_may_be_asked_before_the_first_payer_decides() {
    for (reason, severity) in [("47", Severity::Reason), ("12", Severity::Block)] {
        let mut claim = second();
        claim.other_payers[0].paid_cents = None;
        claim.lines.iter_mut().for_each(|line| line.adjudications.clear());
        if let Some(holder) = &mut claim.subscriber {
            holder.medicare_secondary = Some(reason.to_owned());
        }
        let report = crate::scrub(&claim, &HandMade::default());
        let found = report.edits.iter().find(|e| e.id == "format.cob_decision");
        assert_eq!(found.map(|e| e.severity), Some(severity), "{reason}");
    }
}

#[test]
fn a_claim_for_edits_only_is_warned_at_most() {
    let mut claim = whole();
    (claim.subscriber, claim.billing.address) = (None, None);
    claim.other_payers[0].adjustments.clear();
    claim.other_payers[0].adjudicated = None;
    let report = crate::scrub(&claim, &HandMade::default());
    let stops: Vec<_> = report.edits.iter().filter(|e| e.severity < Severity::Warn).collect();
    assert!(stops.is_empty(), "{stops:?}");
}
