//! What holds of every claim: explanations re-add, sums agree, the order of lines does not matter.

use crate::expected::contract::Contract;
use crate::expected::example::{HandMade, claim, day};
use crate::expected::{
    Circumstances, ExpectedLine, ExpectedPayment, FeeFacts, Outcome, Terms, expected,
};
use codesets::fee_schedule::FeeScheduleFor;
use model::{Cents, Claim};
use proptest::prelude::*;

const MODIFIERS: [&str; 20] = [
    "", "", "", "", "", "26", "TC", "50", "RT", "LT", "59", "53", "54", "55", "78", "80", "AS",
    "62", "GY", "25",
];
const PLACES: [&str; 4] = ["11", "22", "24", "10"];

type Drawn = (usize, usize, usize, u32, i64, u8);

/// A claim of drawn lines: codes and modifiers by position, units, charge, day.
fn drawn(place: usize, lines: &[Drawn]) -> Claim {
    let tables = HandMade::new();
    let codes = tables.codes();
    let names: Vec<(String, u32)> = lines
        .iter()
        .map(|(code, first, second, units, ..)| {
            let mut name = codes[code % codes.len()].to_owned();
            for modifier in [first, second].map(|at| MODIFIERS[at % MODIFIERS.len()]) {
                if !modifier.is_empty() {
                    name = format!("{name}-{modifier}");
                }
            }
            (name, *units)
        })
        .collect();
    let named: Vec<(&str, u32)> = names.iter().map(|(name, units)| (&**name, *units)).collect();
    let mut claim = claim(PLACES[place % PLACES.len()], &named);
    for (line, (.., charge, later)) in claim.lines.iter_mut().zip(lines) {
        line.charge_cents = Cents(*charge);
        line.date = day().plus_days(i32::from(*later));
    }
    claim
}

fn terms(which: bool) -> Terms {
    let contract = "title = \"t\"\npayers = [\"p\"]\nfrom = 2024-01-01\n[rules]\n\
        practitioner_shares = true\nsequestration = true\npatient_percent = \"30\"\n\
        multiple_procedures = [\"100\", \"60\", \"33.33\"]\n[rest]\nschedule_percent = \"117.5\"\n\
        [[fee]]\ncode = \"20610\"\namount = \"77.77\"\n[[carve_out]]\n\
        codes = [\"90000-99999\"]\ncharge_percent = \"61.1\"\n";
    match which {
        true => Terms::medicare(),
        false => Contract::from_toml(contract, "t").unwrap().terms,
    }
}

fn sum(payment: &ExpectedPayment, amount: fn(&ExpectedLine) -> Option<Cents>) -> Cents {
    payment.lines.iter().filter_map(amount).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn every_amount_is_explained(
        place in 0usize..4,
        lines in prop::collection::vec(
            (0usize..80, 0usize..20, 0usize..20, 1u32..8, 0i64..400_000, 0u8..2), 1..9),
        medicare in any::<bool>(),
        deductible in 0i64..30_000,
        turn in 0usize..9,
    ) {
        let mut claim = drawn(place, &lines);
        let terms = terms(medicare);
        let circumstances =
            Circumstances { deductible: Cents(deductible), ..Circumstances::default() };
        let tables = HandMade::new();
        let payment = expected(&claim, &terms, &tables, &circumstances);
        for line in &payment.lines {
            match line.outcome {
                Outcome::Priced => {
                    let allowed = line.allowed_cents.unwrap();
                    prop_assert_eq!(line.steps.worked_again(), Some(allowed));
                    prop_assert_eq!(line.payment_steps.worked_again(), line.paid_cents);
                    prop_assert!(allowed >= Cents::ZERO);
                    prop_assert!(allowed <= line.charge_cents || !terms.lesser_of_charge);
                    let [patient, paid] = [line.patient_cents, line.paid_cents].map(Option::unwrap);
                    prop_assert!(patient >= Cents::ZERO && paid >= Cents::ZERO);
                    prop_assert!(patient + paid <= allowed);
                }
                _ => prop_assert!(line.reason.is_some() && line.steps.steps().is_empty()),
            }
        }
        prop_assert_eq!(payment.allowed_cents, sum(&payment, |line| line.allowed_cents));
        prop_assert_eq!(payment.patient_cents, Some(sum(&payment, |line| line.patient_cents)));
        prop_assert_eq!(payment.paid_cents, Some(sum(&payment, |line| line.paid_cents)));
        let turned_by = turn % claim.lines.len();
        claim.lines.rotate_left(turned_by);
        claim.lines.reverse();
        let mut turned = expected(&claim, &terms, &tables, &circumstances);
        turned.lines.sort_by_key(|line| line.line);
        prop_assert_eq!(turned, payment);
    }
}

/// The hand-made tables are whole: each row has a price or a status that says why not.
#[test]
fn the_tables_have_rows() {
    let tables = HandMade::new();
    let held = |code: &&&str| {
        ["", "26", "53"]
            .iter()
            .any(|m| tables.fee_line(code, m, FeeScheduleFor::Others, day()).is_some())
    };
    assert_eq!(tables.codes().iter().filter(held).count(), tables.codes().len());
}
