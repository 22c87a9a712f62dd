use super::*;
use crate::charge::{ChargeSource, ChargeState, Posting, from_codes};
use crate::charge_master::OnFault;
use crate::example::{self, day, px};
use model::ClaimType;
use proptest::prelude::*;

fn master() -> ChargeMaster {
    let text = "code,modifier,price,from,to\n99213,,125.50,2026-01-01,\n71046,,120,2026-01-01,\n\
                71046,26,40,2026-01-01,\n36415,,8,2026-01-01,\n";
    ChargeMaster::from_csv(text, OnFault::TakeNothing).unwrap().master
}

/// A charge of 15 June: code, modifiers, units, cents.
fn charge(code: &str, modifiers: &[&str], units: u32, cents: i64) -> Charge {
    Charge {
        id: format!("{code}{}{units}", modifiers.join("")).into(),
        account: "office-01".into(),
        code: Some(code.to_owned()),
        modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
        units,
        charge_cents: Some(Cents(cents)),
        date: day("2026-06-15"),
        posted_on: day("2026-06-16"),
        source: ChargeSource::Csv,
        source_key: String::new(),
        site: "MAIN".to_owned(),
        revenue_code: None,
        ndc: None,
        ndc_quantity: None,
        pointers: Vec::new(),
        state: ChargeState::Captured,
    }
}

fn evidence() -> Vec<Evidence> {
    vec![Evidence { document: 0, start: 3, end: 8, text: "visit".to_owned() }]
}

fn found(px: Vec<ProcedureCode>, charges: &[Charge]) -> Reconciliation {
    let px = px.into_iter().map(|px| ProcedureCode { evidence: evidence(), ..px }).collect();
    let coded = CodedChart { px, ..example::coded() };
    reconcile(&Account {
        coded: &coded,
        charges,
        master: &master(),
        site: "MAIN",
        from: day("2026-06-15"),
        through: day("2026-06-15"),
        specialty: "radiology",
    })
}

fn shown(found: &Reconciliation) -> Vec<(DifferenceKind, Option<i64>)> {
    found.differences.iter().map(|d| (d.kind, d.dollars.map(|c| c.0))).collect()
}

fn visit() -> ProcedureCode {
    px("99213", &[], 1)
}

fn visit_charge() -> Charge {
    charge("99213", &[], 1, 12_550)
}

fn of_hospital(charge: Charge) -> Charge {
    Charge { revenue_code: Some("0320".to_owned()), ..charge }
}

#[test]
fn differences_both_ways() {
    use DifferenceKind as Kind;
    let unpriced = Charge { charge_cents: None, ..visit_charge() };
    let late = Charge { date: day("2026-06-16"), ..visit_charge() };
    let unknown = vec![px("12345", &[], 1)];
    for (case, px, charges, want) in [
        ("missed", vec![visit()], vec![], (Kind::DocumentedNotCharged, Some(12_550))),
        ("missed, no price", unknown, vec![], (Kind::DocumentedNotCharged, None)),
        (
            "not documented",
            vec![visit()],
            vec![visit_charge(), charge("36415", &[], 1, 800)],
            (Kind::ChargedNotDocumented, Some(800)),
        ),
        (
            "fewer units",
            vec![px("36415", &[], 3)],
            vec![charge("36415", &[], 1, 800)],
            (Kind::UnitsDiffer, Some(1_600)),
        ),
        (
            "more units",
            vec![px("36415", &[], 1)],
            vec![charge("36415", &[], 2, 1_600)],
            (Kind::UnitsDiffer, Some(800)),
        ),
        (
            "modifier",
            vec![px("71046", &["26"], 1)],
            vec![charge("71046", &[], 1, 12_000)],
            (Kind::ModifierDiffers, Some(8_000)),
        ),
        ("day", vec![visit()], vec![late], (Kind::DateDiffers, Some(12_550))),
        ("price", vec![visit()], vec![unpriced], (Kind::PriceMissing, None)),
        (
            "twice",
            vec![visit()],
            vec![visit_charge(), visit_charge()],
            (Kind::DuplicateCharge, Some(12_550)),
        ),
    ] {
        let result = found(px, &charges);
        assert_eq!(shown(&result), [want], "{case}");
        assert_eq!(result.queue, "radiology");
    }
}

#[test]
fn what_agrees_is_silent() {
    let room = Charge { code: None, ..of_hospital(charge("", &[], 1, 150_000)) };
    let void = charge("71046", &[], 1, 12_000).voided("not done").unwrap();
    let film = || charge("71046", &[], 1, 12_000);
    for (case, px, charges) in [
        ("one charge", vec![visit()], vec![visit_charge()]),
        ("nothing", vec![], vec![]),
        (
            "units of two charges",
            vec![px("36415", &[], 3)],
            vec![charge("36415", &[], 1, 800), charge("36415", &[], 2, 1_600)],
        ),
        (
            "modifiers in another order",
            vec![px("71046", &["26", "RT"], 1)],
            vec![charge("71046", &["RT", "26"], 1, 4_000)],
        ),
        ("documented twice", vec![visit(), visit()], vec![visit_charge(), visit_charge()]),
        ("both sorts", vec![px("71046", &[], 1)], vec![film(), of_hospital(film())]),
        ("room", vec![visit()], vec![visit_charge(), room]),
        ("voided", vec![visit()], vec![visit_charge(), void]),
    ] {
        assert_eq!(found(px, &charges).differences, [], "{case}");
    }
}

#[test]
fn a_difference_shows_its_evidence_and_the_worst_comes_first() {
    let result = found(
        vec![px("99213", &[], 1), px("71046", &[], 1)],
        &[charge("36415", &[], 1, 800), charge("80053", &[], 1, 900)],
    );
    let seen: Vec<_> = result.differences.iter().map(|d| (d.code.as_str(), d.severity)).collect();
    assert_eq!(
        seen,
        [
            ("80053", Severity::Block),
            ("36415", Severity::Block),
            ("99213", Severity::Reason),
            ("71046", Severity::Reason),
        ]
    );
    assert_eq!(result.differences[2].evidence, evidence());
    assert_eq!(result.differences[0].charges, ["800531".into()]);
    assert_eq!(result.dollars(), Cents(800 + 900 + 12_550 + 12_000));
}

fn procedures() -> impl Strategy<Value = Vec<ProcedureCode>> {
    let code = prop::sample::select(vec!["99213", "71046", "36415", "12345", "3074F"]);
    let modifier = prop::sample::select(vec!["", "26", "RT", "25"]);
    let one = (code, modifier, 1_u32..5).prop_map(|(code, modifier, units)| match modifier {
        "" => px(code, &[], units),
        modifier => px(code, &[modifier], units),
    });
    prop::collection::vec(one, 0..12)
}

proptest! {
    #[test]
    fn a_chart_agrees_with_its_own_charges(px in procedures(), hospital in any::<bool>()) {
        let coded = CodedChart { px, ..example::coded() };
        let claim_type =
            if hospital { ClaimType::Institutional } else { ClaimType::Professional };
        let (site, posted_on) = ("MAIN".to_owned(), day("2026-06-16"));
        let posting = Posting { account: "office-01".into(), site, posted_on, claim_type };
        let made = from_codes(&coded, &posting, &master());
        let day = coded.date;
        let result = reconcile(&Account {
            coded: &coded,
            charges: &made.charges,
            master: &master(),
            site: "MAIN",
            from: day,
            through: day,
            specialty: "office",
        });
        // Only what has no price is left to say, once a charge.
        let missing = |d: &Difference| d.kind == DifferenceKind::PriceMissing;
        prop_assert!(result.differences.iter().all(missing), "{:?}", result.differences);
        prop_assert_eq!(result.differences.len(), made.holds.len());
    }
}
