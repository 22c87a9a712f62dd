//! Money that waits, and what a person does with it.

use super::super::*;
use super::office::{Office, day, decision, paid, remittance, reversal};
use super::standing;
use crate::ledger::{BatchId, Entry, Ledger};
use model::Cents;
use model::remittance::PaidClaim;

/// A payment whose number and member nobody knows.
fn stray() -> PaidClaim {
    let lines = vec![
        paid("99214", &["25"], 18_000, 12_000, &[("CO", "45", 4_000), ("PR", "3", 2_000)]),
        paid("87880", &["QW"], 3_000, 3_000, &[]),
    ];
    let mut one = decision("LOST", "1", lines);
    one.names.clear();
    one
}

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

fn waiting(posting: &Posting) -> Entry {
    posting.claims[0].entries[0].clone()
}

fn open_claim(office: &Office, id: &str) -> OpenClaim {
    let asked = PaidClaim { control_number: id.to_owned(), ..PaidClaim::default() };
    office.shelf.candidates(&asked).remove(0)
}

fn put(office: &mut Office, entries: &[Entry]) {
    for entry in entries {
        office.journal.append(entry.clone()).unwrap();
    }
}

#[test]
fn a_chosen_claim_gets_the_whole_decision_and_a_reversal_finds_it() {
    let mut office = Office::open();
    let posting = office.post("r1", &remittance("T1", vec![stray()])).unwrap();
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents(-15_000));
    let (entry, claim) = (waiting(&posting), open_claim(&office, "C1"));
    let payers = Payers::default();
    let chosen = Chosen {
        decision: &stray(),
        place: 1,
        waiting: Some(&entry),
        claim: &claim,
        instead: false,
        turn: 0,
    };
    let when = (day("2026-07-01"), "P1");
    let made = post_chosen(&chosen, when, &context(&payers), &office.shelf).unwrap();
    assert_eq!((made.outcome, made.matched), (Outcome::Posted, Some(MatchedBy::Person)));
    assert!(made.reviews.is_empty(), "{:?}", made.reviews);
    put(&mut office, &made.entries);
    office.shelf.note(&made);
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 4_000]);
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents::ZERO);
    assert_eq!(office.balances().on(Ledger::Cash), Cents(15_000));
    // The payer takes back what it called LOST: C1 is owed again, to the cent.
    let back = office.post("r2", &remittance("T2", vec![reversal(&stray())])).unwrap();
    assert_eq!(back.claims[0].outcome, Outcome::Reversed);
    assert_eq!(standing(&office, "C1"), [21_000, 0, 0, 0]);
}

#[test]
fn a_second_decision_takes_the_place_of_the_first_only_when_asked() {
    let mut office = Office::open();
    let lines = vec![paid("99214", &["25"], 18_000, 5_000, &[("CO", "45", 13_000)])];
    office.post("r0", &remittance("T0", vec![decision("C1", "1", lines)])).unwrap();
    let posting = office.post("r1", &remittance("T1", vec![stray()])).unwrap();
    let (entry, claim) = (waiting(&posting), open_claim(&office, "C1"));
    let payers = Payers::default();
    let mut chosen = Chosen {
        decision: &stray(),
        place: 1,
        waiting: Some(&entry),
        claim: &claim,
        instead: false,
        turn: 0,
    };
    let when = (day("2026-07-01"), "P1");
    let made = post_chosen(&chosen, when, &context(&payers), &office.shelf).unwrap();
    assert_eq!((made.outcome, made.entries.len()), (Outcome::Unapplied, 0));
    assert!(matches!(made.reviews[0].reason, ReviewReason::SecondDecision { .. }));
    chosen.instead = true;
    let made = post_chosen(&chosen, when, &context(&payers), &office.shelf).unwrap();
    put(&mut office, &made.entries);
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 4_000]);
}

#[test]
fn money_is_divided_and_a_reversal_undoes_every_part() {
    let mut office = Office::open();
    let posting = office.post("r1", &remittance("T1", vec![stray()])).unwrap();
    let entry = waiting(&posting);
    let to = |claim: &str, line, cents| Portion {
        whose: Whose::Claim { claim: claim.into(), account: None, line, owed_by: "P1".to_owned() },
        amount: Cents(cents),
    };
    let refund = |cents| Portion { whose: Whose::Refund, amount: Cents(cents) };
    let payers = Payers::default();
    let by = ("P1", "hand:1");
    for (portions, told) in [
        (vec![], "no part"),
        (vec![to("C1", None, 0)], "cannot be taken"),
        (vec![to("C1", None, -1)], "cannot be taken"),
        (vec![to("C1", None, 15_001)], "only $150.00 waits"),
        (vec![to("C1", None, i64::MAX), to("C2", None, i64::MAX)], "only"),
    ] {
        let fault = divide((&entry, 1), &portions, by, &context(&payers)).unwrap_err();
        assert!(fault.to_string().contains(told), "{fault}");
    }
    let portions = [to("C1", Some(1), 9_000), to("C2", None, 1_000), refund(2_000)];
    let (entries, parts) = divide((&entry, 1), &portions, by, &context(&payers)).unwrap();
    put(&mut office, &entries);
    let balances = office.balances();
    let on = |ledger| balances.on(ledger).0;
    assert_eq!(on(Ledger::Cash), 15_000, "cash is what was paid");
    assert_eq!((on(Ledger::UnappliedCash), on(Ledger::RefundsPayable)), (-3_000, -2_000));
    assert_eq!(balances.of_line(Ledger::PayerReceivable, &"C1".into(), 1), Cents(9_000));
    // What the books keep of it from now on.
    let mut kept = posting.claims[0].posted.clone().unwrap();
    kept.divided(&entry, parts);
    assert_eq!((kept.claim.clone(), kept.parts.len()), (None, 4), "two claims share it");
    let mut books = Office::open();
    (books.journal, books.known) = (office.journal.clone(), office.known.clone());
    books.shelf.keep(kept);
    let back = books.post("r2", &remittance("T2", vec![reversal(&stray())])).unwrap();
    assert_eq!(back.claims[0].outcome, Outcome::Reversed);
    let balances = books.balances();
    for ledger in [Ledger::UnappliedCash, Ledger::RefundsPayable] {
        assert_eq!(balances.on(ledger), Cents::ZERO, "{ledger}");
    }
    assert_eq!(standing(&books, "C1"), [21_000, 0, 0, 0]);
}
