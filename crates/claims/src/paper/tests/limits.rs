//! What fits a form and what does not, and that no cent is lost over its pages.

use super::*;
use proptest::prelude::*;

fn faulty(claim: &Claim) -> Vec<String> {
    let faults = form(claim, &facts()).unwrap_err();
    assert!(faults.iter().all(|fault| !fault.next.is_empty()));
    faults.into_iter().map(|fault| fault.number).collect()
}

#[test]
fn what_does_not_fit_is_a_fault() {
    let change = |change: fn(&mut Claim)| {
        let mut claim = professional();
        change(&mut claim);
        claim
    };
    let many = |count: usize| vec!["E11.22".to_owned(); count];
    assert!(form(&Claim { diagnoses: many(12), ..professional() }, &facts()).is_ok());
    assert_eq!(faulty(&Claim { diagnoses: many(13), ..professional() }), ["21"]);
    for (claim, want) in [
        (change(|c| c.lines[0].modifiers = vec!["25".to_owned(); 5]), "24D.1"),
        (change(|c| c.lines[0].pointers = vec![3]), "24E.1"),
        (change(|c| c.lines[1].pointers.clear()), "24E.2"),
        (change(|c| c.lines[0].charge_cents = Cents(100_000_000)), "24F.dollars.1"),
        (change(|c| c.lines[0].charge_cents = Cents(-1)), "24F.dollars"),
        (change(|c| c.lines[0].units = Quantity::units(1_000)), "24G.1"),
        (change(|c| c.lines[0].code = None), "24D.1"),
        (change(|c| c.lines.clear()), "24"),
        (change(|c| c.id = "A-NUMBER-TOO-LONG".into()), "26"),
        (change(|c| c.patient.name = Some(named("田中", "一郎"))), "2"),
        (change(|c| c.patient.name = None), "2"),
        (change(|c| c.patient.birth_date = None), "3"),
        (change(|c| c.subscriber = None), "1a"),
        (change(|c| c.billing.npi = "1245319598".to_owned()), "33a"),
        (change(|c| c.clia = Some("14D0000001".to_owned())), "23"),
        (change(|c| c.frequency = "7".to_owned()), "22"),
        (change(|c| c.billing.name = None), "33"),
    ] {
        assert_eq!(faulty(&claim), [want]);
    }
    let long = PaperFacts { account_number: Some("SHORT01".to_owned()), ..facts() };
    let claim = change(|c| c.id = "A-NUMBER-TOO-LONG".into());
    assert_eq!(form(&claim, &long).unwrap().pages[0].text("26"), Some("SHORT01"));
}

#[test]
fn what_does_not_fit_the_hospital_form_is_a_fault() {
    let change = |change: fn(&mut Claim)| {
        let mut claim = hospital();
        change(&mut claim);
        claim
    };
    let many = |code: &str, count: usize| vec![code.to_owned(); count];
    assert!(form(&Claim { diagnoses: many("E11.22", 18), ..hospital() }, &facts()).is_ok());
    for (claim, want) in [
        (Claim { diagnoses: many("E11.22", 19), ..hospital() }, "67"),
        (change(|c| c.diagnoses.extend(vec!["W19.XXXA".to_owned(); 3])), "72"),
        (change(|c| c.procedures = vec![c.procedures[0].clone(); 7]), "74"),
        (change(|c| c.lines[0].charge_cents = Cents(100)), "44.1"),
        (change(|c| c.lines[1].units = Quantity(1_500)), "46.2"),
        (change(|c| c.lines[1].revenue_code = None), "42.2"),
        (change(|c| c.bill_type = None), "4"),
    ] {
        assert_eq!(faulty(&claim), [want]);
    }
}

/// The cents of the service lines of all pages, and of the totals.
fn cents(form: &Form, lines: &str, total: &str) -> (i64, Vec<i64>) {
    let amount = |page: &FormPage, dollars: &str, cents: &str| -> Option<i64> {
        let whole: i64 = page.text(dollars)?.parse().ok()?;
        Some(whole * 100 + page.text(cents)?.parse::<i64>().ok()?)
    };
    let (mut sum, mut totals) = (0, Vec::new());
    for page in &form.pages {
        sum += (1..=22)
            .filter_map(|row| {
                amount(page, &format!("{lines}.dollars.{row}"), &format!("{lines}.cents.{row}"))
            })
            .sum::<i64>();
        totals.extend(amount(page, &format!("{total}.dollars"), &format!("{total}.cents")));
    }
    (sum, totals)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_cent_is_lost_over_the_pages(amounts in prop::collection::vec(0_i64..10_000_000, 1..70)) {
        let lines: Vec<_> = (1..).zip(&amounts).map(|(n, cents)| ClaimLine {
            revenue_code: Some("0300".to_owned()),
            ..line(n, "80053", *cents)
        }).collect();
        let whole: i64 = amounts.iter().sum();
        for (claim, at, total, room) in [
            (Claim { lines: lines.clone(), ..professional() }, "24F", "28", 6),
            (Claim { lines, ..hospital() }, "47", "47.total", 22),
        ] {
            let form = form(&claim, &facts()).unwrap();
            prop_assert_eq!(form.pages.len(), amounts.len().div_ceil(room));
            prop_assert_eq!(cents(&form, at, total), (whole, vec![whole]));
            let on_last = form.pages.last().and_then(|page| page.text(&format!("{total}.dollars")));
            prop_assert!(on_last.is_some());
        }
    }
}

#[test]
fn boxes_of_one_line_do_not_overlap() {
    for places in [cms1500_boxes::PLACES, ub04_boxes::PLACES] {
        for one in places {
            assert!(one.column >= 1 && one.column + one.width <= 82, "{}", one.number);
            assert!((1..=66).contains(&one.line), "{}", one.number);
            let same = places.iter().filter(|two| two.line == one.line);
            for two in same.filter(|two| two.number != one.number) {
                // A rate and a code are never on one line.
                let either = one.number.starts_with("44.rate") || two.number.starts_with("44.rate");
                let apart =
                    one.column + one.width <= two.column || two.column + two.width <= one.column;
                assert!(apart || either, "{} {}", one.number, two.number);
            }
        }
    }
}
