//! What a claim to the second payer says, and when none is made.

use super::*;
use crate::posting::{OpenClaim, match_lines};
use model::remittance::{PaidLine, PaidService, Reference};
use model::{ClaimLine, Date, HumanName, Quantity};
use std::collections::BTreeSet;

fn adjustment(group: &str, carc: &str, cents: i64) -> ClaimAdjustment {
    let (group, carc) = (group.to_owned(), carc.to_owned());
    ClaimAdjustment { group, carc, amount: Cents(cents), quantity: None }
}

fn claim() -> Claim {
    let line = |line: u16, code: &str, modifier: &str, charge: i64| ClaimLine {
        line,
        code: Some(code.to_owned()),
        modifiers: vec![modifier.to_owned()],
        units: Quantity::units(1),
        charge_cents: Cents(charge),
        date: "2026-06-15".parse().unwrap(),
        ..ClaimLine::default()
    };
    Claim {
        id: "C1".into(),
        frequency: "7".into(),
        original_reference: Some("OLD".into()),
        payer: ClaimPayer { id: Some("P1".into()), name: "FIRST".into(), ..ClaimPayer::default() },
        subscriber: Some(Subscriber { sequence: "P".into(), ..Subscriber::default() }),
        lines: vec![line(1, "99214", "25", 18_000), line(2, "87880", "QW", 3_000)],
        ..Claim::default()
    }
}

fn paid(code: &str, charge: i64, paid: i64, adjustments: Vec<ClaimAdjustment>) -> PaidLine {
    PaidLine {
        service: PaidService {
            qualifier: "HC".into(),
            code: code.into(),
            ..PaidService::default()
        },
        charge: Cents(charge),
        paid: Cents(paid),
        adjustments,
        ..PaidLine::default()
    }
}

fn decision() -> PaidClaim {
    let first = vec![
        adjustment("PR", "2", 2_000),
        adjustment("CO", "45", 5_000),
        adjustment("PR", "1", 1_000),
        adjustment("CO", "253", 200),
        adjustment("CO", "45", 800),
    ];
    PaidClaim {
        control_number: "C1".into(),
        status: "1".into(),
        charge: Cents(21_000),
        paid: Cents(9_000),
        payer_control_number: Some("ICN9".into()),
        lines: vec![
            paid("99214", 18_000, 9_000, first),
            paid("87880", 3_000, 0, vec![adjustment("CO", "97", 3_000)]),
        ],
        ..PaidClaim::default()
    }
}

fn next() -> NextPayer {
    NextPayer {
        payer: ClaimPayer { id: Some("P2".into()), name: "SECOND".into(), ..ClaimPayer::default() },
        subscriber: Subscriber {
            sequence: "P".into(),
            member_id: "M2".into(),
            name: HumanName { family: "DOE".into(), ..HumanName::default() },
            ..Subscriber::default()
        },
    }
}

fn made(
    claim: &Claim,
    decision: &PaidClaim,
    next: &NextPayer,
) -> Result<Claim, Vec<SecondaryFault>> {
    let date: Date = "2026-07-01".parse().unwrap();
    let remittance = Remittance { date, ..Remittance::default() };
    let lines = match_lines(decision, &OpenClaim::of(claim, None).lines, &BTreeSet::new());
    secondary_claim(claim, &remittance, decision, &lines, next)
}

#[test]
fn the_decision_stands_with_the_lines() {
    let made = made(&claim(), &decision(), &next()).unwrap();
    let other = &made.other_payers[0];
    assert_eq!((other.sequence.as_str(), other.id.as_deref()), ("P", Some("P1")));
    assert_eq!(
        (other.paid_cents, other.control_number.as_deref()),
        (Some(Cents(9_000)), Some("ICN9"))
    );
    // Exactly one level has the day and the patient's share.
    assert_eq!((other.adjudicated, other.patient_owes_cents), (None, None));
    let told = &made.lines[0].adjudications[0];
    assert_eq!(told.adjudicated, Some("2026-07-01".parse().unwrap()));
    assert_eq!(told.patient_owes_cents, Some(Cents(3_000)));
    // The reasons of a group stand together, each once; the modifier that was dropped is no code.
    let cas: Vec<String> =
        told.adjustments.iter().map(|a| format!("{}-{} {}", a.group, a.carc, a.amount.0)).collect();
    assert_eq!(cas, ["PR-2 2000", "PR-1 1000", "CO-45 5800", "CO-253 200"]);
    assert_eq!((&told.code, told.modifiers.len()), (&None, 0));
    assert_eq!(made.lines[1].adjudications[0].paid_cents, Cents::ZERO);
    assert_eq!(made.lines[1].adjudications[0].patient_owes_cents, None);
    assert_eq!(made.payer.id.as_deref(), Some("P2"));
    assert_eq!(made.subscriber.unwrap().sequence, "S");
    // The payer's number of the first claim belongs to the first payer alone.
    assert_eq!((made.frequency.as_str(), made.original_reference), ("1", None));
}

#[test]
fn a_decision_on_the_whole_claim_stands_with_the_payer() {
    let whole = PaidClaim {
        lines: Vec::new(),
        adjustments: vec![adjustment("CO", "45", 9_000), adjustment("PR", "2", 3_000)],
        ..decision()
    };
    let made = made(&claim(), &whole, &next()).unwrap();
    let other = &made.other_payers[0];
    assert_eq!(other.adjudicated, Some("2026-07-01".parse().unwrap()));
    assert_eq!(other.patient_owes_cents, Some(Cents(3_000)));
    assert!(made.lines.iter().all(|line| line.adjudications.is_empty()));
}

#[test]
fn the_payer_that_the_first_claim_named_is_asked_in_its_place() {
    let waiting = |sequence: &str, name: &str, id: &str| OtherPayer {
        sequence: sequence.to_owned(),
        name: name.to_owned(),
        id: Some(id.to_owned()),
        subscriber: Some(next().subscriber),
        ..OtherPayer::default()
    };
    let others = vec![waiting("T", "THIRD", "P3"), waiting("S", "SECOND", "P2")];
    let first = Claim { other_payers: others, ..claim() };
    let second = made(&first, &decision(), &next_on(&first).unwrap()).unwrap();
    assert_eq!((second.payer.name.as_str(), second.payer.id.as_deref()), ("SECOND", Some("P2")));
    assert_eq!(second.subscriber.as_ref().unwrap().sequence, "S");
    let places: Vec<(&str, bool)> =
        second.other_payers.iter().map(|p| (&*p.sequence, p.paid_cents.is_some())).collect();
    assert_eq!(places, [("T", false), ("P", true)]);
    assert_eq!(next_on(&second).unwrap().payer.name, "THIRD");
    assert!(next_on(&claim()).is_none());
}

#[test]
fn a_third_payer_sees_both_decisions() {
    let second = made(&claim(), &decision(), &next()).unwrap();
    let third = NextPayer { payer: ClaimPayer { id: Some("P3".into()), ..next().payer }, ..next() };
    let of_second = |charge: i64, other: i64, money: i64| {
        let rest = charge - other - money;
        vec![adjustment("OA", "23", other), adjustment("PR", "2", rest)]
    };
    let told = PaidClaim {
        lines: vec![
            paid("99214", 18_000, 2_500, of_second(18_000, 15_000, 2_500)),
            paid("87880", 3_000, 0, of_second(3_000, 3_000, 0)),
        ],
        paid: Cents(2_500),
        payer_control_number: Some("B77".into()),
        ..decision()
    };
    let third = made(&second, &told, &third).unwrap();
    let payers: Vec<(&str, &str)> = third
        .other_payers
        .iter()
        .map(|p| (p.sequence.as_str(), p.id.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(payers, [("P", "P1"), ("S", "P2")]);
    assert_eq!(third.subscriber.unwrap().sequence, "T");
    assert_eq!(third.lines[0].adjudications.len(), 2);
    // An adjustment of nothing is none.
    assert_eq!(third.lines[1].adjudications[1].adjustments.len(), 1);
}

#[test]
fn no_claim_is_made_where_it_would_be_false() {
    let medicare = |reason: Option<&str>| {
        let mut next = next();
        next.payer.kind = PayerKind::Medicare;
        next.subscriber.medicare_secondary = reason.map(str::to_owned);
        next
    };
    let with = |change: fn(&mut PaidClaim)| {
        let mut decision = decision();
        change(&mut decision);
        decision
    };
    for (what, decision, next, wanted) in [
        ("forwarded", with(|d| d.status = "19".into()), next(), "sent the claim on"),
        ("remark", with(|d| d.remarks = vec!["MA18".into()]), next(), "MA18"),
        (
            "remark of a line",
            with(|d| {
                let (qualifier, id) = ("HE".into(), "N89".into());
                d.lines[0].remarks = vec![Reference { qualifier, id }];
            }),
            next(),
            "N89",
        ),
        ("reversal", with(|d| d.status = "22".into()), next(), "reversal"),
        ("unknown line", with(|d| d.lines[1].service.code = "1".into()), next(), "line 2 of the"),
        (
            "a line without decision",
            with(|d| {
                d.lines.pop();
            }),
            next(),
            "nothing of line 2",
        ),
        ("line", with(|d| d.lines[0].paid = Cents(1)), next(), "come to $90.01, but $180.00"),
        ("claim", with(|d| d.paid = Cents(1)), next(), "but $0.01 was paid"),
        ("why second", with(|_| ()), medicare(None), "SBR05"),
    ] {
        let faults = made(&claim(), &decision, &next).unwrap_err();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{what}: {told:?}");
        assert!(told[0].contains(wanted), "{what}: {told:?}");
    }
    assert!(made(&claim(), &decision(), &medicare(Some("12"))).is_ok());
    let unnamed = Claim { payer: ClaimPayer::default(), subscriber: None, ..claim() };
    assert_eq!(made(&unnamed, &decision(), &next()).unwrap_err().len(), 2);
}
