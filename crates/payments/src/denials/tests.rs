//! Sorting, guards, deadlines and order, by hand and by chance.

use super::recovery::Closed;
use super::terms::AppealTerms;
use super::*;
use model::remittance::Reference;
use model::{ClaimAdjustment, PayerKind};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn adjustment(text: &str) -> ClaimAdjustment {
    let (codes, cents) = text.split_once(' ').unwrap();
    let (group, carc) = codes.split_once('-').unwrap();
    ClaimAdjustment {
        group: group.to_owned(),
        carc: carc.to_owned(),
        amount: Cents(cents.parse().unwrap()),
        quantity: None,
    }
}

/// A claim of one line for each group of texts: `CO-97 5000` are adjustments, `M15` remarks.
fn claim(status: &str, lines: &[&[&str]]) -> PaidClaim {
    let lines = lines.iter().map(|texts| {
        let (adjustments, remarks): (Vec<&str>, Vec<&str>) =
            texts.iter().partition(|text| text.contains(' '));
        PaidLine {
            service: PaidService {
                qualifier: "HC".to_owned(),
                code: "99213".to_owned(),
                ..PaidService::default()
            },
            adjustments: adjustments.into_iter().map(adjustment).collect(),
            remarks: remarks
                .into_iter()
                .map(|id| Reference { qualifier: "HE".to_owned(), id: id.to_owned() })
                .collect(),
            ..PaidLine::default()
        }
    });
    PaidClaim { status: status.to_owned(), lines: lines.collect(), ..PaidClaim::default() }
}

fn facts(kind: PayerKind) -> DenialFacts {
    DenialFacts {
        today: day("2026-03-01"),
        notice: day("2026-02-01"),
        last_service: day("2026-01-10"),
        terms: AppealTerms::of(kind),
        ..DenialFacts::default()
    }
}

#[test]
fn sorted_by_reason_and_remark() {
    for (line, category, owner, route) in [
        (&["CO-27 100"][..], Category::Eligibility, OwnerRole::FrontDesk, Route::Rebill),
        (&["CO-31 100"], Category::Eligibility, OwnerRole::FrontDesk, Route::Rebill),
        (&["CO-197 100"], Category::Authorization, OwnerRole::Authorization, Route::Appeal),
        (&["CO-284 1"], Category::Authorization, OwnerRole::Authorization, Route::CorrectedClaim),
        (&["CO-4 100"], Category::Coding, OwnerRole::Coder, Route::CorrectedClaim),
        (&["CO-97 100"], Category::Bundling, OwnerRole::Coder, Route::CorrectedClaim),
        (&["CO-236 100"], Category::Bundling, OwnerRole::Coder, Route::CorrectedClaim),
        (&["CO-50 100"], Category::MedicalNecessity, OwnerRole::Coder, Route::Appeal),
        (&["CO-29 100"], Category::TimelyFiling, OwnerRole::Biller, Route::ProofOfFiling),
        (&["PR-29 100"], Category::TimelyFiling, OwnerRole::Biller, Route::Close),
        (&["CO-22 100"], Category::Coordination, OwnerRole::Biller, Route::Rebill),
        (&["OA-18 100"], Category::Duplicate, OwnerRole::Biller, Route::Close),
        (&["CO-252 100"], Category::Documentation, OwnerRole::Records, Route::Appeal),
        (&["PR-204 100"], Category::NonCovered, OwnerRole::PatientBilling, Route::BillPatient),
        (&["CO-204 100"], Category::NonCovered, OwnerRole::PatientBilling, Route::Close),
        (&["CO-16 100"], Category::MissingInformation, OwnerRole::Biller, Route::CorrectedClaim),
        (&["CO-16 100", "M76"], Category::Coding, OwnerRole::Coder, Route::CorrectedClaim),
        (
            &["CO-16 100", "M62"],
            Category::Authorization,
            OwnerRole::Authorization,
            Route::CorrectedClaim,
        ),
        (&["CO-50 100", "M76"], Category::MedicalNecessity, OwnerRole::Coder, Route::Appeal),
        (&["PI-45 100"], Category::Contract, OwnerRole::Contracts, Route::Appeal),
        (&["CO-9999 100"], Category::Unsorted, OwnerRole::Denials, Route::Appeal),
        (&["ZZ-50 100"], Category::MedicalNecessity, OwnerRole::Coder, Route::Appeal),
    ] {
        let found = denials(&claim("1", &[line]), &facts(PayerKind::Medicare));
        assert_eq!(found.len(), 1, "{line:?}");
        let one = &found[0];
        assert_eq!((one.category, one.owner, one.route), (category, owner, route), "{line:?}");
        assert!(!one.next.is_empty() && !one.says.is_empty(), "{line:?}");
    }
}

#[test]
fn an_allowance_and_a_share_are_no_denial() {
    for line in [
        &["CO-45 5000"][..],
        &["CO-45 5000", "PR-1 700", "PR-2 300", "PR-3 2000"],
        &["CO-253 90"],
        &["OA-23 4000"],
        &["CO-97 -100"],
        &["CO-97 0"],
    ] {
        assert_eq!(denials(&claim("1", &[line]), &facts(PayerKind::Medicare)), [], "{line:?}");
    }
    let back = claim("22", &[&["CO-97 100"]]);
    assert_eq!(denials(&back, &facts(PayerKind::Medicare)), [], "a reversal");
    assert!(is_unexplained(&claim("4", &[&["CO-45 5000"]])));
    assert!(!is_unexplained(&claim("4", &[&["CO-50 5000"]])));
    assert!(!is_unexplained(&claim("1", &[&["CO-45 5000"]])));
}

#[test]
fn every_adjustment_is_kept() {
    let mut paid =
        claim("1", &[&["CO-45 1", "CO-97 2", "M15"], &["PR-1 3", "CO-50 4", "CO-197 5"]]);
    paid.adjustments = vec![adjustment("CO-24 6")];
    paid.remarks = vec!["MA01".to_owned()];
    let all: Vec<(Place, usize, i64)> =
        adjustments(&paid).iter().map(|one| (one.place, one.turn, one.amount.0)).collect();
    let (first, second) = (Place::Line(0), Place::Line(1));
    let expected = [
        (Place::Claim, 0, 6),
        (first, 0, 1),
        (first, 1, 2),
        (second, 0, 3),
        (second, 1, 4),
        (second, 2, 5),
    ];
    assert_eq!(all, expected);
    assert_eq!(adjustments(&paid)[2].remarks, ["M15"]);
    assert_eq!(denials(&paid, &facts(PayerKind::Medicare)).len(), 4, "not only the first");
}

#[test]
fn guards_forbid_an_appeal() {
    let mut unbreakable = facts(PayerKind::Medicare);
    unbreakable.unbreakable = BTreeSet::from([0]);
    let free = facts(PayerKind::Medicare);
    for (line, facts, route, guard) in [
        (&["CO-16 9", "MA130"][..], &free, Route::CorrectedClaim, "MA130"),
        (&["CO-50 9", "MA130"], &free, Route::CorrectedClaim, "MA130"),
        (&["CO-50 9", "N211"], &free, Route::Close, "N211"),
        (&["CO-50 9", "MA44"], &free, Route::Close, "MA44"),
        (&["CO-29 9", "n211"], &free, Route::Close, "N211"),
        (&["CO-236 9"], &unbreakable, Route::Close, "indicator 0"),
        (&["CO-97 9"], &unbreakable, Route::Close, "indicator 0"),
    ] {
        let one = denials(&claim("1", &[line]), facts).remove(0);
        assert_eq!(one.route, route, "{line:?}");
        assert!(!one.may_appeal() && one.levels.is_empty(), "{line:?}");
        assert!(one.next.contains(guard), "{line:?}: {}", one.next);
    }
    let other = denials(&claim("1", &[&["CO-50 9"]]), &unbreakable).remove(0);
    assert!(other.may_appeal(), "the pair has nothing to do with this reason");
    let mut on_claim = claim("1", &[&["CO-50 9"]]);
    on_claim.remarks = vec!["MA130".to_owned()];
    assert!(
        !denials(&on_claim, &free)[0].may_appeal(),
        "a remark of the claim holds for its lines"
    );
}

#[test]
fn deadlines_follow_route_and_payer() {
    for (kind, line, expected) in [
        (PayerKind::Medicare, "CO-50 9", Some("2026-06-01")),
        (PayerKind::Medicare, "CO-4 9", Some("2027-01-10")),
        (PayerKind::Medicare, "PR-204 9", None),
        (PayerKind::Commercial, "CO-50 9", Some("2026-07-31")),
        (PayerKind::Commercial, "CO-4 9", None),
        (PayerKind::WorkersComp, "CO-50 9", None),
    ] {
        let one = denials(&claim("1", &[&[line]]), &facts(kind)).remove(0);
        assert_eq!(one.deadline, expected.map(day), "{kind:?} {line}");
    }
    let levels =
        denials(&claim("1", &[&["CO-50 9"]]), &facts(PayerKind::Medicare)).remove(0).levels;
    assert_eq!(levels.len(), 5);
    assert_eq!(levels[0].by, Some(day("2026-06-01")));
    assert_eq!((levels[1].by, levels[2].least), (None, Cents(20_000)));
}

#[test]
fn ordered_by_what_is_at_stake_for_each_day() {
    let paid = claim("1", &[&["CO-50 100000"], &["CO-4 100000"], &["CO-29 1000"]]);
    let found = denials(&paid, &facts(PayerKind::Medicare));
    let codes: Vec<&str> = found.iter().map(|one| one.adjusted.carc.as_str()).collect();
    assert_eq!(codes, ["50", "4", "29"], "the appeal is due earlier");
    let mut late = facts(PayerKind::Medicare);
    late.today = day("2026-06-02");
    let found = denials(&paid, &late);
    assert_eq!(found[0].adjusted.carc, "4", "the appeal is over");
    assert_eq!((found[1].urgency, found[1].days_left), (0, Some(-1)));
    let mut priced = facts(PayerKind::Medicare);
    priced.expected_lines = BTreeMap::from([(0, Cents(2_000))]);
    let found = denials(&claim("1", &[&["CO-50 100000"]]), &priced);
    assert_eq!(found[0].expected, Cents(900), "45 % of the price, not of the charge");
}

const CODES: [&str; 14] =
    ["16", "97", "50", "29", "197", "45", "1", "204", "18", "236", "B7", "252", "999", "109"];

proptest! {
    #[test]
    fn no_money_is_lost_between_the_kinds(
        picks in proptest::collection::vec((0usize..14, 0usize..5, -500i64..5_000), 0..40),
    ) {
        let groups = ["CO", "PR", "OA", "PI", "CR"];
        let texts: Vec<String> = picks
            .iter()
            .map(|(code, group, cents)| format!("{}-{} {cents}", groups[*group], CODES[*code]))
            .collect();
        let lines: Vec<Vec<&str>> =
            texts.chunks(3).map(|texts| texts.iter().map(String::as_str).collect()).collect();
        let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
        let paid = claim("1", &lines);
        let all = adjustments(&paid);
        let sum: i64 = all.iter().map(|one| one.amount.0).sum();
        prop_assert_eq!(sum, picks.iter().map(|(_, _, cents)| cents).sum::<i64>());
        let found = denials(&paid, &facts(PayerKind::Medicare));
        let refused = all.iter().filter(|one| one.kind == Kind::Denied && one.amount.0 > 0);
        prop_assert_eq!(found.len(), refused.count());
        for pair in found.windows(2) {
            prop_assert!(pair[0].urgency >= pair[1].urgency);
        }
        for one in &found {
            prop_assert!(one.expected <= one.adjusted.amount);
            prop_assert!(one.route != Route::BillPatient || one.adjusted.group == "PR");
        }
    }

    #[test]
    fn the_turn_never_changes_the_way(cents in 1i64..1_000_000, cases in 0u32..500) {
        let mut facts = facts(PayerKind::Medicare);
        let first = denials(&claim("1", &[&["CO-50 1"]]), &facts).remove(0);
        facts.history.insert(Category::MedicalNecessity, Closed { cases, won: 0 });
        let text = format!("CO-50 {cents}");
        let other = denials(&claim("1", &[&[text.as_str()]]), &facts).remove(0);
        prop_assert_eq!((first.route, first.owner, first.deadline), (
            other.route, other.owner, other.deadline,
        ));
    }
}
