//! The trace by hand, and the smallest change against a search of everything.

use super::*;
use crate::denials::terms::AppealTerms;
use crate::denials::{DenialFacts, denials};
use model::remittance::{PaidClaim, PaidLine, PaidService};
use model::{Cents, ClaimAdjustment, Date, PayerKind, Quantity};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn claim() -> Claim {
    let line = |line, code: &str, pointers: &[u8]| ClaimLine {
        line,
        code: Some(code.to_owned()),
        units: Quantity::units(1),
        charge_cents: Cents(10_000),
        pointers: pointers.to_vec(),
        ..ClaimLine::default()
    };
    Claim {
        diagnoses: vec!["M17.11".to_owned(), "E11.9".to_owned()],
        lines: vec![line(1, "99213", &[1]), line(2, "20610", &[1])],
        ..Claim::default()
    }
}

fn denied(code: &str, text: &str, number: Option<&str>) -> Denial {
    let (group, carc) = text.split_once('-').unwrap();
    let line = PaidLine {
        service: PaidService { code: code.to_owned(), ..PaidService::default() },
        line_control_number: number.map(str::to_owned),
        adjustments: vec![ClaimAdjustment {
            group: group.to_owned(),
            carc: carc.to_owned(),
            amount: Cents(10_000),
            quantity: None,
        }],
        ..PaidLine::default()
    };
    let paid = PaidClaim { lines: vec![line], ..PaidClaim::default() };
    let facts = DenialFacts {
        today: day("2026-03-01"),
        notice: day("2026-02-01"),
        terms: AppealTerms::of(PayerKind::Medicare),
        ..DenialFacts::default()
    };
    denials(&paid, &facts).remove(0)
}

fn decision(code: &str, line: Option<u16>) -> CodeDecision {
    CodeDecision {
        id: format!("dec_{code}"),
        code: code.to_owned(),
        line,
        by: DecidedBy::Machine,
        evidence: Vec::new(),
        rules: vec!["IV.A".to_owned()],
    }
}

fn edit(family: EditFamily, line: u16, overridden: Option<&str>) -> EditTouch {
    EditTouch {
        id: format!("{family:?}").to_lowercase(),
        family,
        line,
        message: String::new(),
        overridden: overridden.map(str::to_owned),
    }
}

#[test]
fn the_line_is_found_again() {
    let claim = claim();
    let found = |code: &str, number| line_of(&denied(code, "CO-97", number), &claim);
    assert_eq!(found("99213", Some("2")).map(|line| line.line), Some(2), "our number wins");
    assert_eq!(found("20610", None).map(|line| line.line), Some(2), "by its code");
    assert_eq!(found("99213", Some("x")).map(|line| line.line), Some(1));
    assert_eq!(found("J1100", None), None);
    let mut dropped = claim.clone();
    dropped.lines[1].modifiers = vec!["RT".to_owned()];
    let denial = denied("20610", "CO-97", None);
    assert_eq!(line_of(&denial, &dropped).map(|line| line.line), Some(2), "payer dropped RT");
}

#[test]
fn the_missing_modifier_is_found() {
    let denial = denied("99213", "CO-97", Some("1"));
    let touches = Touches {
        decisions: vec![
            decision("99213", Some(1)),
            decision("20610", Some(2)),
            decision("M17.11", None),
            decision("E11.9", None),
        ],
        edits: vec![edit(EditFamily::Ptp, 1, Some("sent anyway")), edit(EditFamily::Npi, 1, None)],
        not_checked: Vec::new(),
    };
    let has = |claim: &Claim, line: usize, modifier: &str| {
        claim.lines.get(line).is_some_and(|line| line.modifiers.iter().any(|own| own == modifier))
    };
    let mut passes = |claim: &Claim| has(claim, 0, "25");
    let traced = trace(&denial, &claim(), &touches, &Known::default(), &mut passes);
    let codes: Vec<&str> = traced.decisions.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["99213", "20610", "M17.11"], "E11.9 has nothing to do with the line");
    assert_eq!(traced.edits.len(), 1, "the NPI has nothing to do with it");
    let reason = "sent anyway".to_owned();
    assert_eq!(traced.hole, Hole::Overridden { edit: "ptp".to_owned(), reason });
    let Smallest::Found { changes, cost, .. } = traced.smallest else { panic!("{traced:?}") };
    let wanted = Change::AddModifier { line: 1, modifier: "25".to_owned() };
    assert_eq!((changes, cost), (vec![wanted], 4));
}

#[test]
fn what_should_have_fired() {
    let found = |edits: &[EditTouch], not_checked: &[EditFamily], text: &str| {
        let touches = Touches {
            edits: edits.to_vec(),
            not_checked: not_checked.to_vec(),
            ..Touches::default()
        };
        let denial = denied("99213", text, Some("1"));
        trace(&denial, &claim(), &touches, &Known::default(), &mut |_| true).hole
    };
    let necessity = EditFamily::Necessity;
    assert_eq!(found(&[], &[necessity], "CO-50"), Hole::NotChecked(necessity));
    assert!(matches!(found(&[], &[EditFamily::Ptp], "CO-50"), Hole::Silent(_)));
    let warned = Hole::OnlyWarned { edit: "necessity".to_owned() };
    assert_eq!(found(&[edit(necessity, 0, None)], &[], "CO-50"), warned);
    assert!(matches!(found(&[edit(necessity, 2, None)], &[], "CO-50"), Hole::Silent(_)));
    assert_eq!(found(&[], &[], "CO-252"), Hole::NoEdit);
}

#[test]
fn each_cause_has_its_change() {
    let known = Known {
        authorizations: vec!["A77".to_owned()],
        supported: vec!["M17.12".to_owned()],
        member_numbers: vec!["W1".to_owned()],
        in_time: Some(day("2026-01-31")),
        other_codes: vec!["99212".to_owned()],
        ..Known::default()
    };
    let mut claim = claim();
    claim.subscriber = Some(model::Subscriber::default());
    claim.lines[0].units = Quantity::units(4);
    let pointed = |claim: &Claim, code: &str| {
        let at = claim.lines[0].pointers.first().map_or(0, |at| usize::from(*at));
        at.checked_sub(1).and_then(|at| claim.diagnoses.get(at)).is_some_and(|own| own == code)
    };
    type Passes<'t> = Box<dyn Fn(&Claim) -> bool + 't>;
    let two = |claim: &Claim| claim.lines[0].units <= Quantity::units(2);
    let both = |claim: &Claim| pointed(claim, "E11.9") && two(claim);
    let cases: Vec<(&str, Passes<'_>, Vec<Change>)> = vec![
        (
            "CO-197",
            Box::new(|claim| claim.authorization.is_some()),
            vec![Change::Authorization("A77".to_owned())],
        ),
        (
            "CO-31",
            Box::new(|claim| claim.subscriber.as_ref().is_some_and(|own| own.member_id == "W1")),
            vec![Change::MemberNumber("W1".to_owned())],
        ),
        (
            "CO-29",
            Box::new(|claim| claim.submitted.is_some_and(|sent| sent <= day("2026-02-01"))),
            vec![Change::Submitted(day("2026-01-31"))],
        ),
        (
            "CO-50",
            Box::new(|claim| pointed(claim, "E11.9")),
            vec![Change::PointTo { line: 1, diagnosis: 2 }],
        ),
        (
            "CO-50",
            Box::new(|claim| pointed(claim, "M17.12")),
            vec![Change::AddDiagnosis { line: 1, code: "M17.12".to_owned() }],
        ),
        ("CO-151", Box::new(two), vec![Change::Units { line: 1, units: Quantity::units(2) }]),
        (
            "CO-151",
            Box::new(both),
            vec![
                Change::PointTo { line: 1, diagnosis: 2 },
                Change::Units { line: 1, units: Quantity::units(2) },
            ],
        ),
        (
            "CO-150",
            Box::new(|claim| claim.lines[0].code.as_deref() == Some("99212")),
            vec![Change::Code { line: 1, code: "99212".to_owned() }],
        ),
    ];
    for (text, passes, expected) in cases {
        let denial = denied("99213", text, Some("1"));
        let mut passes = |claim: &Claim| passes(claim);
        let traced = trace(&denial, &claim, &Touches::default(), &known, &mut passes);
        let Smallest::Found { changes, .. } = &traced.smallest else { panic!("{text} {traced:?}") };
        assert_eq!(changes, &expected, "{text}");
    }
}

#[test]
fn the_modifier_of_a_service_is_tried() {
    for wanted in ["AT", "GP", "QW", "26", "95", "KX"] {
        let denial = denied("99213", "CO-4", Some("1"));
        let mut passes = |claim: &Claim| claim.lines[0].modifiers == [wanted];
        let traced = trace(&denial, &claim(), &Touches::default(), &Known::default(), &mut passes);
        let Smallest::Found { changes, .. } = traced.smallest else { panic!("{wanted}") };
        let modifier = wanted.to_owned();
        assert_eq!(changes, [Change::AddModifier { line: 1, modifier }]);
    }
}

#[test]
fn a_second_service_is_told_as_a_repetition() {
    let denial = denied("99213", "CO-18", Some("1"));
    let mut passes = |claim: &Claim| !claim.lines[0].modifiers.is_empty();
    let traced = trace(&denial, &claim(), &Touches::default(), &Known::default(), &mut passes);
    let Smallest::Found { changes, .. } = traced.smallest else { panic!("{traced:?}") };
    assert_eq!(changes, [Change::AddModifier { line: 1, modifier: "76".to_owned() }]);
}

/// A claim of many lines has more pairs of changes than can be judged: the single change is found
/// all the same.
#[test]
fn a_large_claim_does_not_hide_the_single_change() {
    let mut claim = claim();
    let line = claim.lines[0].clone();
    claim.lines = (1..=12).map(|number| ClaimLine { line: number, ..line.clone() }).collect();
    let denial = denied("99213", "CO-97", Some("7"));
    let mut passes = |claim: &Claim| claim.lines.iter().all(|line| line.line != 7);
    let traced = trace(&denial, &claim, &Touches::default(), &Known::default(), &mut passes);
    let Smallest::Found { changes, judged, .. } = traced.smallest else { panic!("{traced:?}") };
    assert_eq!(changes, [Change::DropLine { line: 7 }]);
    assert!(judged <= MAX_JUDGED);
}

#[test]
fn an_institutional_claim_has_no_pointers_to_move() {
    let institutional = Claim { claim_type: model::ClaimType::Institutional, ..claim() };
    let known = Known { supported: vec!["M17.12".to_owned()], ..Known::default() };
    let denial = denied("99213", "CO-50", Some("1"));
    let line = line_of(&denial, &institutional);
    let tried = candidates(denial.category, &institutional, line, &known);
    assert!(!tried.iter().any(|one| matches!(one, Change::PointTo { .. })));
    assert!(tried.iter().any(|one| matches!(one, Change::AddDiagnosis { .. })));
}

#[test]
fn nothing_passes_or_everything() {
    let claim = claim();
    let known = Known::default();
    let denial = denied("99213", "CO-50", Some("1"));
    let never = trace(&denial, &claim, &Touches::default(), &known, &mut |_| false);
    assert!(matches!(never.smallest, Smallest::NotFound { judged } if judged > 1));
    let always = trace(&denial, &claim, &Touches::default(), &known, &mut |_| true);
    assert_eq!(always.smallest, Smallest::PassesAsItStands);
}

fn facts() -> RuleFacts {
    RuleFacts {
        payer_id: Some("ZZHB2".to_owned()),
        payer_name: "Harborline \"Health\" Plan".to_owned(),
        owner: "Dana Whitlock".to_owned(),
        source: "Remittance 12345 of 2026-02-01".to_owned(),
        from: day("2026-01-01"),
        review_by: day("2026-12-31"),
    }
}

#[test]
fn a_rule_is_drafted_for_each_change() {
    let denial = denied("99213", "CO-97", Some("1"));
    let claim = claim();
    let add = Change::AddModifier { line: 1, modifier: "25".to_owned() };
    let text =
        draft_rule(&denial, &claim, &claim.lines[0], Some(&add), Some("20610"), &facts()).unwrap();
    for wanted in [
        "id = \"harborline.99213-co-97\"",
        "payer = \"id:ZZHB2\"",
        "effective_from = 2026-01-01",
        "line.code == '99213' && claim.lines.exists(l, l.code == '20610') && \
         !has_modifier(line, '25')",
        "| 99213; 20610 | fires |",
        "| 99213-25; 20610 | silent |",
        "## Why",
        "## What to do",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    for (change, wanted) in [
        (Some(Change::DropModifier { line: 1, modifier: "59".into() }), "has_modifier(line, '59')"),
        (Some(Change::Units { line: 1, units: Quantity::units(3) }), "line.units > 3"),
        (Some(Change::PlaceOfService("22".into())), "line.place_of_service != '22'"),
        (Some(Change::Authorization("A1".into())), "!has(claim.authorization)"),
        (Some(Change::Taxonomy("207R00000X".into())), "rendering.taxonomy != '207R00000X'"),
        (Some(Change::PointTo { line: 1, diagnosis: 2 }), "!has_diagnosis(line, 'E119')"),
        (None, "line.code == '99213'\n"),
    ] {
        let text = draft_rule(&denial, &claim, &claim.lines[0], change.as_ref(), None, &facts());
        assert!(text.as_ref().unwrap().contains(wanted), "{wanted}\n{text:?}");
    }
}

/// Drafts that `cleanclaim rules check fixtures/payments/drafted-rules` found as they should be:
/// when one changes, check the new one so before it takes the place of the old.
#[test]
fn drafts_are_those_that_were_checked() {
    let (denial, claim) = (denied("99213", "CO-97", Some("1")), claim());
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/payments/drafted-rules");
    for (name, turn, change) in [
        ("modifier", 0, Change::AddModifier { line: 1, modifier: "25".into() }),
        ("units", 2, Change::Units { line: 1, units: Quantity::units(3) }),
        ("authorization", 4, Change::Authorization("A1".into())),
        ("diagnosis", 6, Change::PointTo { line: 1, diagnosis: 2 }),
    ] {
        let facts = RuleFacts { payer_name: format!("draft{turn}true"), ..facts() };
        let line = &claim.lines[0];
        let drafted = draft_rule(&denial, &claim, line, Some(&change), Some("20610"), &facts);
        let checked = std::fs::read_to_string(format!("{fixtures}/{name}.md")).unwrap();
        assert_eq!(drafted, Ok(checked), "{name}");
    }
}

#[test]
fn no_rule_without_a_code() {
    let denial = denied("99213", "CO-29", Some("1"));
    let mut claim = claim();
    let sent = Change::Submitted(day("2026-01-31"));
    let rule = |claim: &Claim, change| {
        draft_rule(&denial, claim, &claim.lines[0], Some(change), None, &facts())
    };
    assert_eq!(rule(&claim, &sent), Err(RuleFault::NotAboutCodes));
    claim.lines[0].code = Some("9' || '".to_owned());
    let units = Change::Units { line: 1, units: Quantity::units(1) };
    assert_eq!(rule(&claim, &units), Err(RuleFault::BadCode("9' || '".to_owned())));
}

proptest! {
    /// A judge that asks for any set of facts: what the search finds costs no more than anything
    /// that passes.
    #[test]
    fn nothing_cheaper_passes(
        wanted in 0u32..64,
        pick in proptest::collection::vec(0usize..6, 0..6),
    ) {
        let claim = claim();
        let all = [
            Change::Authorization("A".to_owned()),
            Change::PointTo { line: 1, diagnosis: 2 },
            Change::AddModifier { line: 1, modifier: "25".to_owned() },
            Change::AddModifier { line: 2, modifier: "RT".to_owned() },
            Change::PlaceOfService("22".to_owned()),
            Change::DropLine { line: 2 },
        ];
        let held = |claim: &Claim| {
            let facts = [
                claim.authorization.is_some(),
                claim.lines[0].pointers.first() == Some(&2),
                claim.lines[0].modifiers == ["25"],
                claim.lines.get(1).is_some_and(|line| line.modifiers == ["RT"]),
                claim.place_of_service.as_deref() == Some("22"),
                claim.lines.len() == 1,
            ];
            (0u32..).zip(facts).map(|(bit, held)| u32::from(held) << bit).sum::<u32>()
        };
        let passes = |claim: &Claim| held(claim) & wanted == wanted;
        let changes: Vec<Change> = pick.iter().map(|at| all[*at].clone()).collect();
        let found = smallest_change(&claim, &changes, &mut |claim| passes(claim));
        let cheapest = (0..1u32 << changes.len())
            .filter(|set| set.count_ones() <= 2)
            .filter_map(|set| {
                let chosen = changes.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
                let chosen: Vec<&Change> = chosen.map(|(_, change)| change).collect();
                let mut changed = claim.clone();
                for change in &chosen {
                    changed = apply(&changed, change)?;
                }
                passes(&changed).then(|| chosen.iter().map(|change| change.cost()).sum::<u32>())
            })
            .min();
        match (found, cheapest) {
            (Smallest::PassesAsItStands, Some(0)) | (Smallest::NotFound { .. }, None) => {}
            (Smallest::Found { cost, .. }, Some(cheapest)) => prop_assert_eq!(cost, cheapest),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
