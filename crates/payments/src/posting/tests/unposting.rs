//! A person takes back what stands on the wrong claim.

use super::super::*;
use super::office::{Office, day, decision, paid, remittance, reversal};
use super::standing;
use crate::ledger::{BatchId, Entry, Event, Ledger};
use model::Cents;
use model::remittance::PaidClaim;

fn context<'a>(payers: &'a Payers) -> Context<'a> {
    Context {
        remittance: "r1",
        batch: BatchId("people:2026-07-02".into()),
        posted_on: day("2026-07-02"),
        payers,
        payee: &[],
        known: &[],
    }
}

fn visit(number: &str) -> PaidClaim {
    let lines = vec![
        paid("99214", &["25"], 18_000, 12_000, &[("CO", "45", 4_000), ("PR", "3", 2_000)]),
        paid("87880", &["QW"], 3_000, 3_000, &[]),
    ];
    decision(number, "1", lines)
}

fn put(office: &mut Office, entries: &[Entry]) {
    for entry in entries {
        office.journal.append(entry.clone()).unwrap();
    }
}

/// What an office's posting pushed aside, with what stood before.
fn pushed(office: &Office, posting: &ClaimPosting) -> Vec<(Entry, Entry)> {
    let back = posting.entries.iter().filter(|one| one.head().cause.event == Event::Superseded);
    let pair = |one: &Entry| {
        let earlier = one.reverses().and_then(|id| office.journal.find(id)).unwrap();
        (one.clone(), earlier.clone())
    };
    back.map(pair).collect()
}

#[test]
fn its_money_waits_again_and_goes_to_the_right_claim() {
    let mut office = Office::open();
    let before = (standing(&office, "C1"), standing(&office, "C2"));
    let posting = office.post("r1", &remittance("T1", vec![visit("C1")])).unwrap();
    let mut kept = posting.claims[0].posted.clone().unwrap();
    let payers = Payers::default();
    // To and fro: each turn has entries of its own.
    for (turn, to) in [(1, "C2"), (2, "C1"), (3, "C2")] {
        let why = "the number was typed wrong";
        let made = unpost(&kept, &[], (turn, why), &context(&payers)).unwrap();
        put(&mut office, &made.entries);
        assert_eq!((standing(&office, "C1"), standing(&office, "C2")), before, "turn {turn}");
        assert_eq!(office.balances().on(Ledger::Cash), Cents(15_000), "cash is what was paid");
        assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents(-15_000));
        assert_eq!(made.moved, Cents(15_000));
        let aside = made.kept.parts[0].entry.clone().unwrap();
        assert_eq!((made.kept.claim.clone(), still_waiting(&aside)), (None, Cents(15_000)));
        let mut shelf = Office::open().shelf;
        shelf.keep(made.kept);
        let asked = PaidClaim { control_number: to.into(), ..PaidClaim::default() };
        let claim = shelf.candidates(&asked).remove(0);
        let chosen = Chosen {
            decision: &visit("C1"),
            place: 1,
            waiting: Some(&aside),
            claim: &claim,
            instead: false,
            turn,
        };
        let when = (day("2026-07-01"), "P1");
        let again = post_chosen(&chosen, when, &context(&payers), &shelf).unwrap();
        put(&mut office, &again.entries);
        assert_eq!(standing(&office, to), [0, 0, 2_000, 4_000], "turn {turn}");
        assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents::ZERO);
        kept = again.posted.unwrap();
    }
    // The payer takes back what it paid: it is found where it stands now.
    let mut shelf = Office::open().shelf;
    shelf.keep(kept);
    office.shelf = shelf;
    let back = office.post("r2", &remittance("T2", vec![reversal(&visit("C1"))])).unwrap();
    assert_eq!(back.claims[0].outcome, Outcome::Reversed);
    assert_eq!((standing(&office, "C1"), standing(&office, "C2")), before);
}

#[test]
fn a_refusal_that_it_pushed_aside_stands_again() {
    let mut office = Office::open();
    let lines = vec![
        paid("99214", &["25"], 18_000, 0, &[("CO", "197", 18_000)]),
        paid("87880", &["QW"], 3_000, 0, &[("CO", "197", 3_000)]),
    ];
    let mut refusal = decision("C1", "4", lines);
    refusal.payer_control_number = Some("ICN-FIRST".into());
    let first = office.post("r0", &remittance("T0", vec![refusal.clone()])).unwrap();
    let refused = standing(&office, "C1");
    let posting = office.post("r1", &remittance("T1", vec![visit("C1")])).unwrap();
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 4_000]);
    let kept = posting.claims[0].posted.clone().unwrap();
    let pushed = pushed(&office, &posting.claims[0]);
    assert_eq!(pushed.len(), 2);
    let payers = Payers::default();
    let made = unpost(&kept, &pushed, (1, "wrong"), &context(&payers)).unwrap();
    put(&mut office, &made.entries);
    assert_eq!(standing(&office, "C1"), refused);
    // What stands again is found where the payer takes it back.
    let mut earlier = first.claims[0].posted.clone().unwrap();
    earlier.stands_again(&made.restored);
    let mut shelf = Office::open().shelf;
    shelf.keep(earlier);
    office.shelf = shelf;
    let back = office.post("r3", &remittance("T3", vec![reversal(&refusal)])).unwrap();
    assert_eq!(back.claims[0].outcome, Outcome::Reversed);
    assert_eq!(standing(&office, "C1"), [21_000, 0, 0, 0]);
}

#[test]
fn a_refusal_without_money_leaves_nothing_aside() {
    let mut office = Office::open();
    let lines = vec![paid("99214", &["25"], 18_000, 0, &[("CO", "197", 18_000)])];
    let posting = office.post("r1", &remittance("T1", vec![decision("C1", "4", lines)])).unwrap();
    let kept = posting.claims[0].posted.clone().unwrap();
    let payers = Payers::default();
    let made = unpost(&kept, &[], (1, "wrong"), &context(&payers)).unwrap();
    put(&mut office, &made.entries);
    assert_eq!(standing(&office, "C1"), [21_000, 0, 0, 0]);
    assert_eq!((made.moved, made.kept.parts[0].entry.is_none()), (Cents::ZERO, true));
}
