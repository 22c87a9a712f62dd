//! Amounts by hand, and the rule that every cent is named.

use super::*;
use crate::posting::{LineHow, LineMatch};
use claims::expected::contract::Contract;
use claims::expected::{Circumstances, FeeFacts, Locality, Release, expected};
use codesets::fee_schedule::{FeeLine, FeeScheduleFor, Gpci};
use model::remittance::{ClaimAdjustment, PaidLine, PaidService, QualifiedAmount};
use model::{Claim, ClaimLine, ClaimPayer, Date, Quantity};
use proptest::prelude::*;

/// Agreed fees, half for the second procedure, 20 % from the patient, sequestration on top.
const CONTRACT: &str = r#"
title = "Made-up plan"
payers = ["PLAN1"]
from = 2024-01-01

[rules]
multiple_procedures = ["100", "50"]
sequestration = true
patient_percent = "20"

[rest]
charge_percent = "60"

[[fee]]
code = "99213"
amount = "100.00"
"#;

fn expectation() -> ExpectedPayment {
    let line = |line: u16, code: &str, charge: i64, units: u32| ClaimLine {
        line,
        code: Some(code.to_owned()),
        units: Quantity::units(units),
        charge_cents: Cents(charge),
        date: "2026-06-15".parse().unwrap(),
        ..ClaimLine::default()
    };
    let claim = Claim {
        id: "C1".into(),
        payer: ClaimPayer { id: Some("PLAN1".into()), ..ClaimPayer::default() },
        from: "2026-06-15".parse().unwrap(),
        lines: vec![line(1, "99213", 15_000, 1), line(2, "J3301", 10_000, 4)],
        ..Claim::default()
    };
    let terms = Contract::from_toml(CONTRACT, "plan.toml").unwrap().terms;
    expected(&claim, &terms, &NoSchedule, &Circumstances::default())
}

/// No fee schedule is at hand: the contract alone gives the amounts.
struct NoSchedule;

impl FeeFacts for NoSchedule {
    fn release(&self, _: FeeScheduleFor, _: Date) -> Option<Release> {
        None
    }

    fn fee_line(&self, _: &str, _: &str, _: FeeScheduleFor, _: Date) -> Option<FeeLine> {
        None
    }

    fn gpci(&self, _: &Locality, _: Date) -> Option<Gpci> {
        None
    }
}

fn paid(code: &str, charge: i64, paid: i64, adjustments: &[(&str, &str, i64)]) -> PaidLine {
    let adjustment = |(group, carc, amount): &(&str, &str, i64)| ClaimAdjustment {
        group: (*group).to_owned(),
        carc: (*carc).to_owned(),
        amount: Cents(*amount),
        quantity: None,
    };
    PaidLine {
        service: PaidService {
            qualifier: "HC".into(),
            code: code.into(),
            ..PaidService::default()
        },
        charge: Cents(charge),
        paid: Cents(paid),
        adjustments: adjustments.iter().map(adjustment).collect(),
        ..PaidLine::default()
    }
}

fn decision(lines: Vec<PaidLine>) -> PaidClaim {
    let charge = lines.iter().map(|line| line.charge).sum();
    let paid = lines.iter().map(|line| line.paid).sum();
    PaidClaim { status: "1".into(), charge, paid, lines, ..PaidClaim::default() }
}

fn found(lines: &[Option<u16>]) -> Vec<LineMatch> {
    let how = |line: &Option<u16>| if line.is_some() { LineHow::Exact } else { LineHow::NoLine };
    lines.iter().map(|line| LineMatch { line: *line, also: vec![], how: how(line) }).collect()
}

#[test]
fn what_the_contract_asks_for() {
    let expected = expectation();
    let told: Vec<_> =
        expected.lines.iter().map(|l| (l.allowed_cents, l.patient_cents, l.paid_cents)).collect();
    // 100.00: 20.00 from the patient, 80.00 less 2 %; 60 % of 100.00 in the same way.
    let cents = |a, b, c| (Some(Cents(a)), Some(Cents(b)), Some(Cents(c)));
    assert_eq!(told, [cents(10_000, 2_000, 7_840), cents(6_000, 1_200, 4_704)]);
}

/// Adjustments of line 1 (charged 150.00) and its verdict, what is owed, its parts, a hint.
type Case =
    (&'static str, i64, &'static [(&'static str, &'static str, i64)], Verdict, i64, &'static str);

const CASES: &[Case] = &[
    (
        "as agreed",
        7_840,
        &[("CO", "45", 5_000), ("PR", "2", 2_000), ("CO", "253", 160)],
        Verdict::AsAgreed,
        0,
        "",
    ),
    (
        "the deductible moves money to the patient",
        0,
        &[("CO", "45", 5_000), ("PR", "1", 10_000)],
        Verdict::AsAgreed,
        0,
        "PatientShare 8000 PR-1, Sequestration -160 ",
    ),
    (
        "half of it allowed, as if it were a second procedure",
        3_920,
        &[("CO", "45", 10_000), ("PR", "2", 1_000), ("CO", "253", 80)],
        Verdict::Underpaid,
        5_000,
        "Allowed 5000 CO-45, PatientShare -1000 PR-2, Sequestration -80 CO-253",
    ),
    (
        "refused as a whole",
        0,
        &[("CO", "50", 15_000)],
        Verdict::Denied,
        0,
        "Denied 10000 CO-50, PatientShare -2000 , Sequestration -160 ",
    ),
    (
        "more than agreed",
        8_624,
        &[("CO", "45", 4_000), ("PR", "2", 2_200), ("CO", "253", 176)],
        Verdict::Overpaid,
        -1_000,
        "Allowed -1000 CO-45, PatientShare 200 PR-2, Sequestration 16 CO-253",
    ),
    (
        "more sequestration than the law cuts",
        7_000,
        &[("CO", "45", 5_000), ("PR", "2", 2_000), ("CO", "253", 1_000)],
        Verdict::Underpaid,
        840,
        "Sequestration 840 CO-253",
    ),
    (
        "interest came with it",
        7_890,
        &[("CO", "45", 5_000), ("PR", "2", 2_000), ("CO", "253", 160), ("CO", "225", -50)],
        Verdict::AsAgreed,
        0,
        "Interest -50 CO-225",
    ),
];

#[test]
fn every_cent_has_a_name() {
    let tolerance = Tolerance { cents: Cents(200), percent: Percent::whole(1) };
    for (what, money, adjustments, verdict, owed, parts) in CASES {
        let decision = decision(vec![paid("99213", 15_000, *money, adjustments)]);
        let told = variance(&expectation(), &decision, &found(&[Some(1)]), tolerance);
        let line = &told.lines[0];
        let named = |part: &NamedPart| {
            format!("{:?} {} {}", part.part, part.amount.0, part.codes.join("+"))
        };
        let named: Vec<String> = line.parts.iter().map(named).collect();
        assert_eq!(named.join(", "), *parts, "{what}");
        assert_eq!((line.verdict, line.owed), (*verdict, Cents(*owed)), "{what}");
        assert_eq!(told.lines[1].verdict, Verdict::NotAnswered, "{what}");
    }
}

#[test]
fn a_wrong_amount_says_what_it_looks_like() {
    for (line, code, charge, allowed, wanted) in [
        (1, "99213", 15_000, 5_000, Some(Hint::ShareOf { percent: Percent::whole(50) })),
        (2, "J3301", 10_000, 1_500, Some(Hint::OneUnit)),
        (1, "99213", 15_000, 7_777, None),
    ] {
        let paid = paid(code, charge, allowed, &[("CO", "45", charge - allowed)]);
        let told =
            variance(&expectation(), &decision(vec![paid]), &found(&[Some(line)]), Tolerance::NONE);
        assert_eq!(told.lines[0].hint, wanted, "{code} {allowed}");
    }
}

#[test]
fn one_letter_for_each_payer_and_term() {
    let line = paid("99213", 15_000, 5_000, &[("CO", "45", 10_000)]);
    let drug = PaidLine {
        amounts: vec![QualifiedAmount { qualifier: "B6".into(), amount: Cents(1) }],
        ..paid("J3301", 10_000, 1_000, &[("CO", "45", 9_000)])
    };
    let decision = decision(vec![line, drug]);
    let matches = found(&[Some(1), Some(2)]);
    let one = variance(&expectation(), &decision, &matches, Tolerance::NONE);
    assert_eq!(one.lines[1].allowed_told, Some(Cents(1)));
    let totals = by_term(&[one.clone(), one]);
    let told: Vec<(&str, usize, i64)> =
        totals.iter().map(|t| (t.term.as_str(), t.lines, t.owed.0)).collect();
    // What was not cut (2 % of what was allowed) is the practice's gain already.
    assert_eq!(told, [("Share of the charge", 2, 9_960), ("Agreed fee", 2, 9_800)]);
    assert_eq!(totals[0].claims.len(), 1);
}

#[test]
fn without_terms_nothing_is_claimed() {
    let mut expected = expectation();
    for line in &mut expected.lines {
        (line.allowed_cents, line.patient_cents, line.paid_cents) = (None, None, None);
    }
    let decision = decision(vec![paid("99213", 15_000, 0, &[("CO", "50", 15_000)])]);
    let told = variance(&expected, &decision, &found(&[Some(1)]), Tolerance::NONE);
    assert_eq!((told.lines[0].verdict, told.lines[0].difference), (Verdict::NotPriced, None));
    assert_eq!(told.owed(), Cents::ZERO);
}

proptest! {
    /// Whatever a payer says, the parts add up to the difference.
    #[test]
    fn parts_add_up(
        adjustments in prop::collection::vec(
            (
                prop::sample::select(vec!["CO", "PR", "OA", "PI"]),
                prop::sample::select(vec!["45", "1", "50", "23", "253", "225", "97"]),
                -20_000i64..20_000,
            ),
            0..6,
        ),
        lines in prop::collection::vec(prop::option::of(1u16..3), 1..4),
    ) {
        let taken: i64 = adjustments.iter().map(|one| one.2).sum();
        let paid = paid("99213", 15_000, 15_000 - taken, &adjustments);
        let decision = decision(vec![paid; lines.len()]);
        let told = variance(&expectation(), &decision, &found(&lines), Tolerance::NONE);
        for line in &told.lines {
            let sum: Cents = line.parts.iter().map(|part| part.amount).sum();
            prop_assert_eq!(line.difference.unwrap_or_default(), sum);
        }
        let posted: Cents = told.lines.iter().map(|line| line.paid).sum();
        prop_assert_eq!(posted, decision.paid);
    }
}
