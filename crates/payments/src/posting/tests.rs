//! Posting by tables: balance, admission, matching, denials, reversals, corrections.

mod admitted;
mod by_hand;
mod matched;
mod office;
mod taken_back;
mod unposting;

use crate::ledger::Ledger;
use model::Cents;
use office::{Office, adjustment, decision, paid, remittance};

/// What is open on one claim: payer, denied, patient, allowance.
fn standing(office: &Office, claim: &str) -> [i64; 4] {
    let on = |ledger| office.balances().of_claim(ledger, &claim.into()).0;
    [
        Ledger::PayerReceivable,
        Ledger::Denied,
        Ledger::PatientReceivable,
        Ledger::ContractualAllowance,
    ]
    .map(on)
}

#[test]
fn a_plain_payment_goes_to_its_lines() {
    let mut office = Office::open();
    let lines = vec![
        paid("99214", &["25"], 18_000, 9_000, &[("CO", "45", 6_000), ("PR", "2", 3_000)]),
        paid("87880", &["QW"], 3_000, 1_500, &[("CO", "45", 1_500)]),
    ];
    let posting = office.post("r1", &remittance("T1", vec![decision("C1", "1", lines)])).unwrap();
    assert_eq!(posting.cash(), Cents(10_500));
    assert!(posting.all_reviews().next().is_none());
    assert_eq!(standing(&office, "C1"), [0, 0, 3_000, 7_500]);
    let balances = office.balances();
    assert_eq!(balances.of_line(Ledger::Cash, &"C1".into(), 2), Cents(1_500));
    assert_eq!(balances.on(Ledger::Cash), Cents(10_500));
    // A worker that died and starts again makes the very same entries.
    let count = office.journal.entries().len();
    for entry in posting.entries() {
        let told = office.journal.append(entry.clone());
        assert_eq!(told, Ok(crate::ledger::Appended::AlreadyThere));
    }
    assert_eq!(office.journal.entries().len(), count);
}

/// What a payer says of one line of 180.00, and where the money stands afterwards.
type Case = (&'static str, &'static str, i64, Vec<(&'static str, &'static str, i64)>, [i64; 4]);

#[test]
fn a_denial_is_never_written_off_as_contractual() {
    let cases: Vec<Case> = vec![
        ("denied by CO-50", "4", 0, vec![("CO", "50", 18_000)], [0, 18_000, 0, 0]),
        ("denied by CO-29", "1", 0, vec![("CO", "29", 18_000)], [0, 18_000, 0, 0]),
        (
            "a denied claim with a contractual part",
            "4",
            0,
            vec![("CO", "45", 8_000), ("CO", "197", 10_000)],
            [0, 18_000, 0, 0],
        ),
        ("all of it contractual", "1", 0, vec![("CO", "45", 18_000)], [0, 18_000, 0, 0]),
        (
            "a bundled line of a paid claim keeps its allowance",
            "1",
            0,
            vec![("CO", "45", 8_000), ("CO", "97", 10_000)],
            [0, 10_000, 0, 8_000],
        ),
        (
            "all to the deductible is no denial",
            "1",
            0,
            vec![("CO", "45", 8_000), ("PR", "1", 10_000)],
            [0, 0, 10_000, 8_000],
        ),
        ("not covered", "4", 0, vec![("CO", "96", 18_000)], [0, 18_000, 0, 0]),
        (
            "paid in part, refused in part",
            "1",
            5_000,
            vec![("CO", "45", 8_000), ("CO", "151", 5_000)],
            [0, 5_000, 0, 8_000],
        ),
        (
            "interest beside the charge",
            "1",
            10_100,
            vec![("CO", "45", 8_000), ("CO", "225", -100)],
            [0, 0, 0, 8_000],
        ),
    ];
    for (what, status, money, adjustments, wanted) in cases {
        let mut office = Office::open();
        let lines = vec![paid("99214", &["25"], 18_000, money, &adjustments)];
        let one = decision("C1", status, lines);
        office.post("r1", &remittance("T1", vec![one])).unwrap();
        let mut left = standing(&office, "C1");
        // The second line was not answered and is still owed.
        left[0] -= 3_000;
        assert_eq!(left, wanted, "{what}");
        assert_eq!(office.balances().on(Ledger::Cash), Cents(money), "{what}");
    }
}

#[test]
fn adjustments_of_the_claim_stand_beside_its_lines() {
    let mut office = Office::open();
    let lines = vec![
        paid("99214", &["25"], 18_000, 12_000, &[("CO", "45", 6_000)]),
        paid("87880", &["QW"], 3_000, 3_000, &[]),
    ];
    let mut one = decision("C1", "1", lines);
    one.adjustments = vec![adjustment("CO", "253", 300), adjustment("PR", "3", 2_000)];
    one.paid = Cents(12_700);
    let posting = office.post("r1", &remittance("T1", vec![one])).unwrap();
    assert_eq!(posting.cash(), Cents(12_700));
    assert_eq!(standing(&office, "C1"), [0, 0, 2_000, 6_300]);
}

#[test]
fn every_adjustment_is_kept() {
    let mut office = Office::open();
    let adjustments = [("CO", "45", 100), ("CO", "97", 200), ("OA", "18", 300), ("PI", "45", 400)];
    let lines = vec![paid("99214", &["25"], 18_000, 17_000, &adjustments)];
    let posting = office.post("r1", &remittance("T1", vec![decision("C1", "1", lines)])).unwrap();
    let reasons: Vec<String> = posting
        .entries()
        .flat_map(|entry| entry.legs())
        .filter_map(|leg| leg.reason.as_ref().map(|r| format!("{}-{}", r.group, r.code)))
        .collect();
    assert_eq!(reasons, ["CO-45", "CO-97", "OA-18", "PI-45"]);
}

#[test]
fn what_another_payer_did_moves_nothing_twice() {
    let mut office = Office::open();
    let first = vec![
        paid("99214", &["25"], 18_000, 9_000, &[("CO", "45", 6_000), ("PR", "2", 3_000)]),
        paid("87880", &["QW"], 3_000, 1_500, &[("CO", "45", 1_500)]),
    ];
    office.post("r1", &remittance("T1", vec![decision("C1", "1", first)])).unwrap();
    // What the patient owes goes to the second payer, who pays most of it.
    office.bill_next("C1", 1, "P2", 3_000);
    assert_eq!(standing(&office, "C1"), [3_000, 0, 0, 7_500]);
    let second = vec![
        paid("99214", &["25"], 18_000, 2_500, &[("OA", "23", 15_000), ("PR", "2", 500)]),
        paid("87880", &["QW"], 3_000, 0, &[("OA", "23", 3_000)]),
    ];
    let mut of_second = remittance("T2", vec![decision("C1", "2", second)]);
    of_second.payer.id = Some("P2".into());
    let posting = office.post("r2", &of_second).unwrap();
    assert!(posting.all_reviews().next().is_none(), "{:?}", posting.claims[0].reviews);
    assert_eq!(standing(&office, "C1"), [0, 0, 500, 7_500]);
    assert_eq!(office.balances().on(Ledger::Cash), Cents(13_000));
    assert!(office.balances().credit_balances().is_empty());
}
