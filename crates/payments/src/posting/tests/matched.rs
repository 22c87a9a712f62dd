//! Which claim and which line; money that fits none.

use super::super::*;
use super::office::{Office, day, decision, paid, remittance};
use crate::ledger::Ledger;
use model::Cents;
use model::remittance::{PaidClaim, PaidService, QualifiedDate};

fn visit() -> PaidClaim {
    let lines = vec![
        paid("99214", &["25"], 18_000, 12_000, &[("CO", "45", 6_000)]),
        paid("87880", &["QW"], 3_000, 3_000, &[]),
    ];
    decision("C1", "1", lines)
}

type Change = fn(&mut PaidClaim);

/// What the payer changes, the claim that is found, and what is said of it.
const CLAIMS: &[(&str, Change, Option<&str>, &[&str])] = &[
    ("our number", |_| (), Some("C1"), &[]),
    ("our number without a name or member", |c| c.names.clear(), Some("C1"), &[]),
    ("our number with a hyphen put in", |c| c.control_number = "C-1".into(), Some("C1"), &[]),
    ("our number with blanks put in", |c| c.control_number = " c 1 ".into(), Some("C1"), &[]),
    (
        "our number altered, on somebody else's claim",
        |c| {
            c.control_number = "C-1".into();
            c.names[0].id = Some("M777".into());
            c.names[0].family = Some("ROE".into());
            c.lines.pop();
            (c.charge, c.paid) = (Cents(18_000), Cents(12_000));
        },
        None,
        &["the number is that of C1, but member, name and charge are not"],
    ),
    (
        "another number: member, days, charge and procedures",
        |c| c.control_number = "XX".into(),
        Some("C1"),
        &["found by member, days, charge and procedures; confirm"],
    ),
    (
        "another number and another day",
        |c| {
            c.control_number = "XX".into();
            c.lines.iter_mut().for_each(|l| l.dates[0].date = day("2026-06-16"));
        },
        None,
        &["no claim of ours fits; find it by hand"],
    ),
    (
        "another number and another charge",
        |c| {
            c.control_number = "XX".into();
            c.lines[1].charge = Cents(2_900);
            c.lines[1].paid = Cents(2_900);
            (c.charge, c.paid) = (Cents(20_900), Cents(14_900));
        },
        None,
        &["no claim of ours fits; find it by hand"],
    ),
    (
        "our number on somebody else's claim",
        |c| {
            c.names[0].id = Some("M777".into());
            c.names[0].family = Some("ROE".into());
            c.lines.pop();
            (c.charge, c.paid) = (Cents(18_000), Cents(12_000));
        },
        None,
        &["the number is that of C1, but member, name and charge are not"],
    ),
    ("a member corrected by the payer", |c| c.names[0].id = Some("M777".into()), Some("C1"), &[]),
    (
        "the days of the statement count before those of the lines",
        |c| {
            c.control_number = "XX".into();
            let date = day("2026-06-20");
            c.dates = vec![QualifiedDate { qualifier: "232".into(), date }];
        },
        Some("C2"),
        &[
            "found by member, days, charge and procedures; confirm",
            "no line of the claim fits; posted to the claim as a whole",
            "no line of the claim fits; posted to the claim as a whole",
        ],
    ),
    (
        "one number for nothing",
        |c| {
            c.control_number.clear();
            c.names.clear();
        },
        None,
        &["no claim of ours fits; find it by hand"],
    ),
];

#[test]
fn an_altered_number_counts_only_where_it_is_one_claims() {
    let office = Office::open();
    let asked = |number: &str| PaidClaim { control_number: number.into(), ..visit() };
    let first = office.shelf.candidates(&asked("C1")).remove(0);
    let like = |number: &str| OpenClaim { claim: number.into(), ..first.clone() };
    // Without careful keys: the number alone decides.
    let bare = |number: &str| PaidClaim { lines: vec![], ..asked(number) };
    let two = [like("A-1001"), like("A1-001")];
    for (number, open, found) in [
        ("A-1001", &two[..], Ok(0)),
        ("A1-001", &two[..], Ok(1)),
        ("a-1001", &two[..], Ok(0)),
        ("A1001", &two[..1], Ok(0)),
        ("A 1001", &two[..1], Ok(0)),
        ("A 1001", &two[..], Err(NoMatch::Ambiguous(vec!["A-1001".into(), "A1-001".into()]))),
        ("A 1002", &two[..], Err(NoMatch::Unknown)),
        ("--", &two[..], Err(NoMatch::Unknown)),
    ] {
        let told = match_claim(&bare(number), open).map(|(at, _)| at);
        assert_eq!(told, found, "{number} among {}", open.len());
    }
    // Somebody whose number became like ours, and of whom nothing agrees, is nobody's.
    let mut silent = bare("A1001");
    silent.names.clear();
    silent.charge = Cents(1);
    let told = match_claim(&silent, &two[..1]);
    assert_eq!(told, Err(NoMatch::OtherPatient("A-1001".into())));
}

#[test]
fn claims_are_found_by_number_then_by_careful_keys() {
    for (what, change, claim, words) in CLAIMS {
        let mut office = Office::open();
        let mut one = visit();
        change(&mut one);
        let posting = office.post("r1", &remittance("T1", vec![one])).unwrap();
        let found = posting.claims[0].posted.as_ref().and_then(|kept| kept.claim.clone());
        assert_eq!(found.as_ref().map(|id| id.as_str()), *claim, "{what}");
        assert_eq!(Office::words(&posting), *words, "{what}");
        let unapplied = office.balances().on(Ledger::UnappliedCash);
        let waits = if claim.is_some() { Cents::ZERO } else { -posting.cash() };
        assert_eq!(unapplied, waits, "{what}");
    }
}

/// What the store reads for a batch: where a number finds the claim, the rest is not asked for.
#[test]
fn the_other_claims_of_a_member_change_nothing_where_a_number_finds_one() {
    let office = Office::open();
    let mut by_number = 0;
    for (what, change, ..) in CLAIMS {
        let mut one = visit();
        change(&mut one);
        let all = office.shelf.candidates(&one);
        let numbers = numbers_of(&one);
        let mut few = Shelf::default();
        for open in all.iter().filter(|open| open.keys().iter().any(|key| numbers.contains(key))) {
            few.add(open.clone());
        }
        let found = few.finds_by_number(&one);
        assert_eq!(found, office.shelf.finds_by_number(&one), "{what}");
        if found {
            by_number += 1;
            let claim = |shelf: &Shelf| {
                let candidates = shelf.candidates(&one);
                match_claim(&one, &candidates).map(|(at, how)| (candidates[at].claim.clone(), how))
            };
            assert_eq!(claim(&few), claim(&office.shelf), "{what}");
        }
    }
    assert!(by_number > 3, "{by_number}");
}

#[test]
fn the_wrong_payer_pays_into_unapplied_cash() {
    let mut office = Office::open();
    office.payers.known.push(KnownPayer { id: "P3".into(), ..KnownPayer::default() });
    let mut one = remittance("T1", vec![visit()]);
    one.payer.id = Some("P3".into());
    let posting = office.post("r1", &one).unwrap();
    assert_eq!(Office::words(&posting), ["P3 pays, but the claim was sent to P1, P2"]);
    assert_eq!(posting.claims[0].reviews[0].waiting, Cents(15_000));
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents(-15_000));
}

#[test]
fn the_payers_number_finds_a_claim_that_it_was_posted_to() {
    let mut office = Office::open();
    let denied = paid("99214", &["25"], 18_000, 0, &[("CO", "50", 18_000)]);
    office.post("r1", &remittance("T1", vec![decision("C2", "4", vec![denied])])).unwrap();
    let mut later = visit();
    later.control_number = "CUT".into();
    later.payer_control_number = Some("ICN C2".into());
    later.lines.iter_mut().for_each(|line| line.dates[0].date = day("2026-06-20"));
    let posting = office.post("r2", &remittance("T2", vec![later])).unwrap();
    assert_eq!(posting.claims[0].claim, Some("C2".into()));
    assert_eq!(posting.claims[0].matched, Some(MatchedBy::PayerControlNumber));
}

/// The claim, what the payer changes, and which line each paid line is.
type LineCase = (&'static str, &'static str, Change, &'static [(Option<u16>, LineHow)]);

const LINES: &[LineCase] = {
    use LineHow::{
        Combined, ControlNumber, Exact, ModifierChanged, ModifierDropped, NoLine, OtherCode,
        Recoded, Split,
    };
    &[
        ("exact", "C1", |_| (), &[(Some(1), Exact), (Some(2), Exact)]),
        (
            "the payer drops a modifier (issue 7293 of OpenEMR)",
            "C1",
            |c| c.lines.iter_mut().for_each(|line| line.service.modifiers.clear()),
            &[(Some(1), ModifierDropped), (Some(2), ModifierDropped)],
        ),
        (
            "the payer changes a modifier",
            "C1",
            |c| c.lines[0].service.modifiers = vec!["57".into()],
            &[(Some(1), ModifierChanged), (Some(2), Exact)],
        ),
        (
            "numbers count before codes",
            "C1",
            |c| {
                c.lines[0].line_control_number = Some("1".into());
                c.lines[1].line_control_number = Some("2".into());
                c.lines[1].service.code = "87651".into();
            },
            &[(Some(1), ControlNumber), (Some(2), OtherCode)],
        ),
        (
            "another code is paid, and the payer says which was billed",
            "C1",
            |c| {
                let billed = c.lines[0].service.clone();
                c.lines[0].service.code = "99213".into();
                c.lines[0].billed_service = Some(billed);
            },
            &[(Some(1), Recoded), (Some(2), Exact)],
        ),
        (
            "one line is split",
            "C1",
            |c| {
                let mut half = c.lines[0].clone();
                half.charge = Cents(8_000);
                half.adjustments.clear();
                half.paid = Cents(8_000);
                c.lines[0].charge = Cents(10_000);
                c.lines[0].paid = Cents(4_000);
                c.lines.push(half);
            },
            &[(Some(1), Split), (Some(2), Exact), (Some(1), Split)],
        ),
        (
            "a line that is not ours",
            "C1",
            |c| c.lines[1].service.code = "81002".into(),
            &[(Some(1), Exact), (None, NoLine)],
        ),
        (
            "sides tell two lines of one code apart",
            "C3",
            |c| {
                let lines = ["LT", "RT"].map(|side| paid("20610", &[side], 10_000, 10_000, &[]));
                c.lines = lines.to_vec();
            },
            &[(Some(2), Exact), (Some(1), Exact)],
        ),
        (
            "two lines are put together",
            "C3",
            |c| c.lines = vec![paid("20610", &["50"], 20_000, 20_000, &[])],
            &[(Some(1), Combined)],
        ),
    ]
};

#[test]
fn lines_are_found_though_the_payer_changes_them() {
    for (what, claim, change, wanted) in LINES {
        let mut office = Office::open();
        let mut one = visit();
        one.control_number = (*claim).into();
        change(&mut one);
        one.charge = one.lines.iter().map(|line| line.charge).sum();
        one.paid = one.lines.iter().map(|line| line.paid).sum();
        let posting = office.post("r1", &remittance("T1", vec![one.clone()])).unwrap();
        let told: Vec<(Option<u16>, LineHow)> =
            posting.claims[0].lines.iter().map(|line| (line.line, line.how)).collect();
        assert_eq!(told, *wanted, "{what}");
        // Whatever was found, the payment is on the claim, and whatever is not exact is told.
        let balances = office.balances();
        assert_eq!(balances.of_claim(Ledger::Cash, &(*claim).into()), one.paid, "{what}");
        assert_eq!(balances.on(Ledger::UnappliedCash), Cents::ZERO, "{what}");
        let not_exact = wanted.iter().filter(|(_, how)| !how.is_exact()).count();
        let told = posting.all_reviews().filter(|item| item.line.is_some()).count();
        assert_eq!(told, not_exact, "{what}: {:?}", Office::words(&posting));
    }
}

#[test]
fn revenue_codes_and_drug_codes_find_their_lines() {
    let line = |line: u16, code: Option<&str>, revenue: &str| OpenLine {
        line,
        control_number: line.to_string(),
        code: code.map(str::to_owned),
        revenue_code: Some(revenue.into()),
        date: day("2026-06-15"),
        charge: Cents(100),
        ..OpenLine::default()
    };
    let lines = [line(1, Some("99284"), "0450"), line(2, None, "0250"), line(3, None, "0120")];
    let of = |qualifier: &str, code: &str| {
        let mut one = paid(code, &[], 100, 100, &[]);
        one.service = PaidService { qualifier: qualifier.into(), ..one.service };
        one
    };
    let told = decision("I1", "1", vec![of("NU", "0250"), of("NU", "0450"), of("HC", "J1")]);
    let found = match_lines(&told, &lines, &std::collections::BTreeSet::new());
    let found: Vec<Option<u16>> = found.iter().map(|one| one.line).collect();
    assert_eq!(found, [Some(2), Some(1), None]);
}

/// Within one remittance too, the number under which the payer answered first finds the claim.
#[test]
fn the_payers_number_is_known_from_the_claim_before() {
    let mut office = Office::open();
    let answered = |control: &str, line| PaidClaim {
        payer_control_number: Some("ICN-77".into()),
        names: Vec::new(),
        ..decision(control, "1", vec![line])
    };
    let first = answered("C1", paid("99214", &["25"], 18_000, 18_000, &[]));
    let second = answered("X9", paid("87880", &["QW"], 3_000, 3_000, &[]));
    let posting = office.post("r1", &remittance("T1", vec![first, second])).unwrap();
    let found: Vec<_> = posting.claims.iter().map(|one| (one.claim.clone(), one.matched)).collect();
    let of = |how| (Some("C1".into()), Some(how));
    assert_eq!(found, [of(MatchedBy::ControlNumber), of(MatchedBy::PayerControlNumber)]);
    assert_eq!(office.balances().of_claim(Ledger::Cash, &"C1".into()), Cents(21_000));
}

/// What comes back within the remittance that told it is undone, and can be decided anew.
#[test]
fn a_claim_is_told_taken_back_and_told_again_at_once() {
    let mut office = Office::open();
    let lines = |cents| {
        let cut = 18_000 - cents;
        vec![paid("99214", &["25"], 18_000, cents, &[("CO", "45", cut)])]
    };
    let first = decision("C1", "1", lines(12_000));
    let back = super::office::reversal(&first);
    let again = decision("C1", "1", lines(11_000));
    let posting = office.post("r1", &remittance("T1", vec![first, back, again])).unwrap();
    let outcomes: Vec<Outcome> = posting.claims.iter().map(|one| one.outcome).collect();
    assert_eq!(outcomes, [Outcome::Posted, Outcome::Reversed, Outcome::Posted]);
    assert_eq!(office.balances().of_claim(Ledger::Cash, &"C1".into()), Cents(11_000));
    assert_eq!(office.balances().on(Ledger::UnappliedCash), Cents::ZERO);
}
