//! What is admitted, and what is refused with its reason; nothing of it is posted then.

use super::super::*;
use super::office::{Office, adjustment, day, decision, paid, remittance, reversal};
use crate::ledger::Ledger;
use model::Cents;
use model::remittance::{PaidClaim, PaymentAdjustment, Reference, Remittance};

fn plain() -> Remittance {
    let lines = vec![
        paid("99214", &["25"], 18_000, 9_000, &[("CO", "45", 6_000), ("PR", "2", 3_000)]),
        paid("87880", &["QW"], 3_000, 1_500, &[("CO", "45", 1_500)]),
    ];
    remittance("T1", vec![decision("C1", "1", lines)])
}

fn plb(reason: &str, cents: i64) -> PaymentAdjustment {
    PaymentAdjustment {
        provider: "1245319599".into(),
        reason: reason.into(),
        reference: Some("REF".into()),
        amount: Cents(cents),
        ..PaymentAdjustment::default()
    }
}

/// CLP05 has no place in a reversal, so that a zero in it is no doubt.
#[test]
fn a_reversal_says_nothing_of_the_patients_share() {
    let mut claim = reversal(&decision("C1", "1", vec![]));
    claim.patient_responsibility = Some(Cents::ZERO);
    claim.adjustments.push(adjustment("PR", "1", -3_000));
    let share = |claim: &PaidClaim| {
        let faults = check_claims(std::slice::from_ref(claim), 1);
        faults.iter().any(|fault| fault.rule == Rule::PatientShare)
    };
    assert!(!share(&claim));
    claim.patient_responsibility = Some(Cents(-2_000));
    assert!(share(&claim), "another amount is doubtful in a reversal too");
}

#[test]
fn each_fault_is_named_with_place_and_amounts() {
    type Change = fn(&mut Remittance);
    let cases: [(&str, Change, &[&str]); 9] = [
        ("balanced", |_| (), &[]),
        (
            "a line",
            |r| r.claims[0].lines[1].paid = Cents(1_400),
            &["claim 1 (C1), line 2 (87880): charge less adjustments is $15.00, but $14.00 \
                 is paid (-$1.00 off)"],
        ),
        (
            "a claim and with it the payment",
            |r| r.claims[0].paid = Cents(10_400),
            &[
                "claim 1 (C1): charge less adjustments is $105.00, but $104.00 is paid",
                "payment (BPR02): the claims less the provider adjustments come to $104.00, but \
                 the payment is $105.00 ($1.00 off)",
            ],
        ),
        (
            "an adjustment of the claim that the payment does not show",
            |r| r.claims[0].adjustments.push(adjustment("CO", "253", 50)),
            &["claim 1 (C1): charge less adjustments is $104.50, but $105.00 is paid"],
        ),
        ("the payment", |r| r.amount = Cents(1), &["come to $105.00, but the payment is $0.01"]),
        (
            "a provider adjustment lowers the payment when positive",
            |r| {
                r.provider_adjustments = vec![plb("L6", -250), plb("WO", 750)];
                r.amount = Cents(10_000);
            },
            &[],
        ),
        (
            "and does not raise it",
            |r| {
                r.provider_adjustments = vec![plb("WO", 500)];
                r.amount = Cents(11_000);
            },
            &["come to $100.00, but the payment is $110.00"],
        ),
        (
            "the patient's share",
            |r| r.claims[0].patient_responsibility = Some(Cents(2_999)),
            &["the patient owes $29.99 by CLP05, but the PR adjustments come to $30.00"],
        ),
        (
            "amounts beyond 64 bits do not wrap into balance",
            |r| {
                r.claims[0].adjustments = vec![adjustment("CO", "45", i64::MAX); 2];
                r.claims[0].adjustments.push(adjustment("CO", "45", 2));
            },
            &["claim 1 (C1): charge less adjustments is -$184467440737095411.16"],
        ),
    ];
    for (what, change, wanted) in cases {
        let mut one = plain();
        change(&mut one);
        let told: Vec<String> = check(&one).iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), wanted.len(), "{what}: {told:#?}");
        for (told, wanted) in told.iter().zip(wanted) {
            assert!(told.contains(wanted), "{what}: {told} has not {wanted}");
        }
    }
}

#[test]
fn a_line_cannot_have_more_adjustments_than_an_835_holds() {
    let mut one = plain();
    one.claims[0].lines[0].adjustments.resize(MOST_ADJUSTMENTS + 1, adjustment("CO", "45", 0));
    assert!(check(&one).iter().any(|fault| fault.rule == Rule::Size && fault.blocks()));
}

#[test]
fn what_is_refused_posts_nothing() {
    type Change = fn(&mut Remittance);
    let cases: [(&str, Change, &str); 8] = [
        ("unbalanced", |r| r.amount = Cents(1), "ask the payer for a corrected remittance"),
        ("no trace", |r| r.trace = " ".into(), "no trace number"),
        ("far ahead", |r| r.date = day("2026-07-10"), "more than 7 days after 2026-07-02"),
        (
            "an unknown payer",
            |r| {
                r.payer.id = Some("P9".into());
                r.payer.name = "NOBODY".into();
            },
            "NOBODY is not one of our payers",
        ),
        (
            "for somebody else",
            |r| r.payee.id = Some("1999999999".into()),
            "for OUR OFFICE (1999999999), which is not us",
        ),
        (
            "below zero",
            |r| {
                r.provider_adjustments = vec![plb("WO", 20_500)];
                r.amount = Cents(-10_000);
            },
            "has to be carried forward",
        ),
        (
            "the trace again, with the same money",
            |r| r.trace = "T0".into(),
            "came before in first.835, with the same money",
        ),
        (
            "the trace again, with other money",
            |r| {
                r.trace = "T0".into();
                r.provider_adjustments = vec![plb("L6", -100)];
                r.amount = Cents(10_600);
            },
            "came before in first.835 with $105.00 of 2026-07-01, now with $106.00 of 2026-07-01",
        ),
    ];
    for (what, change, wanted) in cases {
        let mut office = Office::open();
        office.known.push(KnownPayment {
            remittance: "r0".into(),
            file: "first.835".into(),
            payer: "P1".into(),
            trace: "T0".into(),
            amount: Cents(10_500),
            date: day("2026-07-01"),
        });
        let before = office.journal.clone();
        let mut one = plain();
        change(&mut one);
        let told = office.post("r1", &one).unwrap_err().to_string();
        assert!(told.contains(wanted), "{what}: {told}");
        assert_eq!(office.journal, before, "{what}");
        // Nothing is noted in the book either: put right, it posts.
        assert!(office.post("r1", &plain()).is_ok(), "{what}");
    }
}

#[test]
fn payers_are_known_by_number_or_name_and_a_week_ahead_is_no_fault() {
    let mut office = Office::open();
    let mut one = plain();
    one.payer.id = None;
    one.payer.name = "first plan ".into();
    one.payee.id = Some("9".into());
    one.payee.references = vec![Reference { qualifier: "TJ".into(), id: "1245319599".into() }];
    one.date = day("2026-07-09");
    assert_eq!(office.post("r1", &one).unwrap().payer, "P1");
}

#[test]
fn advices_without_money_may_share_a_trace() {
    let mut office = Office::open();
    let denied = |claim: &str| {
        let line = paid("99214", &["25"], 18_000, 0, &[("CO", "50", 18_000)]);
        remittance("000", vec![decision(claim, "4", vec![line])])
    };
    assert!(office.post("r1", &denied("C1")).is_ok());
    assert!(office.post("r2", &denied("C2")).is_ok());
}

#[test]
fn provider_adjustments_have_their_accounts() {
    let mut office = Office::open();
    let mut one = plain();
    one.provider_adjustments =
        [("WO", 400), ("L6", -10), ("FB", -300), ("E3", 50), ("LE", 20), ("50", 5), ("CV", -1)]
            .map(|(reason, cents)| plb(reason, cents))
            .to_vec();
    one.provider_adjustments.push(plb("ZZ", 7));
    one.provider_adjustments.push(plb("WO", 0));
    one.amount = Cents(10_500 - 171);
    let posting = office.post("r1", &one).unwrap();
    let balances = office.balances();
    for (ledger, cents) in [
        (Ledger::PayerRecovery, 407),
        (Ledger::Interest, -10),
        (Ledger::ForwardBalance, -300),
        (Ledger::Withheld, 50),
        (Ledger::Levy, 20),
        (Ledger::Penalty, 5),
        (Ledger::Settlement, -1),
    ] {
        assert_eq!(balances.on(ledger), Cents(cents), "{ledger}");
    }
    assert_eq!(Office::words(&posting), ["the provider adjustment ZZ is not known; ask the payer"]);
}
