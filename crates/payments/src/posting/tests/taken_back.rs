//! Reversals, corrections, duplicates, decisions that come again.

use super::super::*;
use super::office::{Office, decision, paid, remittance, reversal};
use super::standing;
use crate::ledger::Ledger;
use model::Cents;
use model::remittance::{PaidClaim, PaidLine};

fn visit() -> PaidClaim {
    let lines = vec![
        paid("99214", &["25"], 18_000, 12_000, &[("CO", "45", 4_000), ("PR", "3", 2_000)]),
        paid("87880", &["QW"], 3_000, 3_000, &[]),
    ];
    decision("C1", "1", lines)
}

fn corrected() -> PaidClaim {
    let lines = vec![
        paid("99214", &["25"], 18_000, 8_000, &[("CO", "45", 8_000), ("PR", "3", 2_000)]),
        paid("87880", &["QW"], 3_000, 3_000, &[]),
    ];
    PaidClaim { payer_control_number: Some("ICN-C1-2".into()), ..decision("C1", "1", lines) }
}

#[test]
fn a_reversal_undoes_the_original_entries() {
    let mut office = Office::open();
    let before = office.balances();
    office.post("r1", &remittance("T1", vec![visit()])).unwrap();
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 4_000]);
    let posting = office.post("r2", &remittance("T2", vec![reversal(&visit())])).unwrap();
    assert_eq!(posting.claims[0].outcome, Outcome::Reversed);
    let undone: Vec<&str> = posting.claims[0]
        .entries
        .iter()
        .filter_map(|entry| entry.reverses().map(|id| id.0.as_str()))
        .collect();
    assert_eq!(undone, ["r1:1:1", "r1:1:2"]);
    // But for the money that the payer carries forward, all is as it was.
    assert_eq!(standing(&office, "C1"), [21_000, 0, 0, 0]);
    assert_eq!(office.balances().on(Ledger::ForwardBalance), Cents(-15_000));
    assert_eq!(office.balances().open(&"C1".into()), before.open(&"C1".into()));
    // The same thing once more has nothing left to undo.
    let again = remittance("T3", vec![reversal(&visit())]);
    let posting = office.post("r3", &again).unwrap();
    assert_eq!(
        Office::words(&posting),
        ["takes back a decision that was never posted; its money waits"]
    );
}

#[test]
fn a_correction_follows_its_reversal_in_one_remittance() {
    let mut office = Office::open();
    office.post("r1", &remittance("T1", vec![visit()])).unwrap();
    let mut one = remittance("T2", vec![reversal(&visit()), corrected()]);
    // 40.00 too much was paid; the payer takes them from this payment.
    assert_eq!((one.amount, one.provider_adjustments.len()), (Cents::ZERO, 1));
    one.provider_adjustments[0].reason = "WO".into();
    let posting = office.post("r2", &one).unwrap();
    assert!(Office::words(&posting).is_empty(), "{:?}", Office::words(&posting));
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 8_000]);
    let balances = office.balances();
    assert_eq!(balances.of_claim(Ledger::Cash, &"C1".into()), Cents(11_000));
    assert_eq!(balances.on(Ledger::PayerRecovery), Cents(-4_000));
    assert_eq!(balances.on(Ledger::Cash), Cents(15_000));
}

#[test]
fn reversals_that_do_not_fit_wait_with_their_money() {
    type Change = fn(&mut PaidClaim);
    let cases: [(&str, Change, &str, i64); 3] = [
        (
            "never posted",
            |c| {
                c.control_number = "C9".into();
                c.payer_control_number = Some("ICN9".into());
            },
            "takes back a decision that was never posted; its money waits",
            15_000,
        ),
        ("by the payer's number alone", |c| c.control_number = "CUT".into(), "", 0),
        (
            "other money than was posted",
            |c| {
                c.paid = Cents(-12_000);
                c.lines[0].paid = Cents(-9_000);
                c.lines[0].adjustments[0].amount = Cents(-7_000);
            },
            "takes back $120.00, but $150.00 was posted; the difference waits",
            -3_000,
        ),
    ];
    for (what, change, words, unapplied) in cases {
        let mut office = Office::open();
        office.post("r1", &remittance("T1", vec![visit()])).unwrap();
        let mut back = reversal(&visit());
        change(&mut back);
        let posting = office.post("r2", &remittance("T2", vec![back])).unwrap();
        assert_eq!(Office::words(&posting).join("; "), words, "{what}");
        assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents(unapplied), "{what}");
    }
}

#[test]
fn a_reversal_of_one_line_leaves_the_others() {
    let mut office = Office::open();
    office.post("r1", &remittance("T1", vec![visit()])).unwrap();
    let second = PaidClaim {
        charge: Cents(3_000),
        paid: Cents(3_000),
        lines: visit().lines[1..].to_vec(),
        ..visit()
    };
    let posting = office.post("r2", &remittance("T2", vec![reversal(&second)])).unwrap();
    assert!(Office::words(&posting).is_empty(), "{:?}", Office::words(&posting));
    assert_eq!(posting.claims[0].outcome, Outcome::Reversed);
    assert_eq!(posting.claims[0].lines.len(), 1);
    assert_eq!(standing(&office, "C1"), [3_000, 0, 2_000, 4_000]);
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents::ZERO);
    // It is decided anew, and is no second decision on what was taken back.
    let anew = PaidClaim { payer_control_number: Some("ICN-NEW".into()), ..second.clone() };
    let posting = office.post("r3", &remittance("T3", vec![anew.clone()])).unwrap();
    assert!(Office::words(&posting).is_empty(), "{:?}", Office::words(&posting));
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 4_000]);
    // What is told to be taken back and does not stand so any more waits.
    let posting = office.post("r4", &remittance("T4", vec![reversal(&visit())])).unwrap();
    let told = Office::words(&posting);
    assert!(told.len() == 1 && told[0].contains("$150.00"), "{told:?}");
    assert_eq!(standing(&office, "C1"), [18_000, 0, 0, 0]);
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents(3_000));
}

#[test]
fn a_reversal_of_one_line_that_comes_twice_leaves_the_others_twice() {
    let mut office = Office::open();
    office.post("r1", &remittance("T1", vec![visit()])).unwrap();
    let part = |lines: &[PaidLine], charge: i64, paid: i64| PaidClaim {
        charge: Cents(charge),
        paid: Cents(paid),
        lines: lines.to_vec(),
        ..visit()
    };
    let second = part(&visit().lines[1..], 3_000, 3_000);
    office.post("r2", &remittance("T2", vec![reversal(&second)])).unwrap();
    let posting = office.post("r3", &remittance("T3", vec![reversal(&second)])).unwrap();
    let told = Office::words(&posting);
    assert!(told.len() == 1 && told[0].contains("$30.00"), "{told:?}");
    assert_eq!(standing(&office, "C1"), [3_000, 0, 2_000, 4_000], "the first line stands");
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents(3_000), "its money waits");
    // The line that stands is taken back with the very money: nothing is left to look at.
    let first = part(&visit().lines[..1], 18_000, 12_000);
    let posting = office.post("r4", &remittance("T4", vec![reversal(&first)])).unwrap();
    assert!(Office::words(&posting).is_empty(), "{:?}", Office::words(&posting));
    assert_eq!(standing(&office, "C1"), [21_000, 0, 0, 0]);
}

#[test]
fn what_waits_unapplied_can_be_taken_back_too() {
    let mut office = Office::open();
    let mut stranger = visit();
    stranger.control_number = "ZZ".into();
    stranger.names[0].id = Some("M9".into());
    office.post("r1", &remittance("T1", vec![stranger.clone()])).unwrap();
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents(-15_000));
    let posting = office.post("r2", &remittance("T2", vec![reversal(&stranger)])).unwrap();
    assert!(Office::words(&posting).is_empty());
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents::ZERO);
}

#[test]
fn a_decision_that_comes_twice_is_posted_once() {
    let mut office = Office::open();
    office.post("r1", &remittance("T1", vec![visit()])).unwrap();
    let posting = office.post("r2", &remittance("T2", vec![visit()])).unwrap();
    assert_eq!(Office::words(&posting), ["the same decision is posted from r1; its money waits"]);
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 4_000]);
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents(-15_000));
    // The payer sees it: one of the two is taken back, and that is the one that waits.
    office.post("r3", &remittance("T3", vec![reversal(&visit())])).unwrap();
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 4_000]);
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents::ZERO);
}

#[test]
fn a_second_decision_without_a_reversal_waits() {
    let mut office = Office::open();
    office.post("r1", &remittance("T1", vec![visit()])).unwrap();
    let posting = office.post("r2", &remittance("T2", vec![corrected()])).unwrap();
    let told = Office::words(&posting);
    assert!(told[0].contains("did not take that back") && told.len() == 1, "{told:?}");
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 4_000]);
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents(-11_000));
}

#[test]
fn a_refusal_gives_way_to_a_later_payment() {
    let mut office = Office::open();
    let lines = vec![
        paid("99214", &["25"], 18_000, 0, &[("CO", "197", 18_000)]),
        paid("87880", &["QW"], 3_000, 3_000, &[]),
    ];
    office.post("r1", &remittance("T1", vec![decision("C1", "1", lines)])).unwrap();
    assert_eq!(standing(&office, "C1"), [0, 18_000, 0, 0]);
    // Only the refused line is decided anew, under a new number, without a reversal.
    let line = paid("99214", &["25"], 18_000, 12_000, &[("CO", "45", 6_000)]);
    let one = PaidClaim {
        payer_control_number: Some("ICN-NEW".into()),
        ..decision("C1", "1", vec![line])
    };
    let posting = office.post("r2", &remittance("T2", vec![one])).unwrap();
    assert_eq!(Office::words(&posting), ["takes the place of the refusal in r1"]);
    assert_eq!(standing(&office, "C1"), [0, 0, 0, 6_000]);
    assert_eq!(office.balances().on(Ledger::Cash), Cents(15_000));
}

#[test]
fn a_claim_that_the_payer_splits_is_posted_in_both_parts() {
    let mut office = Office::open();
    let part = |number: &str, line| PaidClaim {
        payer_control_number: Some(number.into()),
        ..decision("C1", "1", vec![line])
    };
    let one = part("ICN-A", paid("99214", &["25"], 18_000, 12_000, &[("CO", "45", 6_000)]));
    let two = part("ICN-B", paid("87880", &["QW"], 3_000, 3_000, &[]));
    let posting = office.post("r1", &remittance("T1", vec![one, two])).unwrap();
    assert!(Office::words(&posting).is_empty(), "{:?}", Office::words(&posting));
    assert_eq!(standing(&office, "C1"), [0, 0, 0, 6_000]);
}

#[test]
fn predeterminations_move_nothing() {
    let mut office = Office::open();
    let one = PaidClaim {
        status: "25".into(),
        ..decision("C1", "1", vec![paid("99214", &["25"], 18_000, 0, &[("CO", "45", 18_000)])])
    };
    let posting = office.post("r1", &remittance("T1", vec![one])).unwrap();
    assert_eq!(posting.entries().count(), 0);
    assert_eq!(posting.claims[0].outcome, Outcome::Nothing);
}
