//! The quantity of a drug on a line: the sum over the charges behind it.

use model::{Charge, DrugQuantity};

/// Decimal places that are kept; drugs are measured in no finer part of their unit.
const PLACES: usize = 6;
/// Most digits before the point, so that no sum leaves a `u64`.
const MAX_WHOLE_DIGITS: usize = 9;

/// The quantity of all charges together; `None` when one has none, when their units or drugs
/// differ, or when an amount is no plain decimal.
pub(crate) fn total(charges: &[&Charge]) -> Option<DrugQuantity> {
    let first = charges.first()?;
    let unit = &first.ndc_quantity.as_ref()?.unit;
    if let [only] = charges {
        return only.ndc_quantity.clone();
    }
    let mut millionths: u64 = 0;
    for charge in charges {
        let quantity = charge.ndc_quantity.as_ref()?;
        if charge.ndc != first.ndc || &quantity.unit != unit {
            return None;
        }
        millionths = millionths.checked_add(in_millionths(&quantity.amount)?)?;
    }
    Some(DrugQuantity { amount: shown(millionths), unit: unit.clone() })
}

fn in_millionths(amount: &str) -> Option<u64> {
    let (whole, part) = amount.trim().split_once('.').unwrap_or((amount.trim(), "0"));
    let digits = |text: &str, most| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    if !digits(whole, MAX_WHOLE_DIGITS) || !digits(part, PLACES) {
        return None;
    }
    format!("{whole}{part:0<PLACES$}").parse().ok()
}

fn shown(millionths: u64) -> String {
    let scale = 10_u64.pow(PLACES as u32);
    let part = format!("{:0>PLACES$}", millionths % scale);
    match part.trim_end_matches('0') {
        "" => (millionths / scale).to_string(),
        part => format!("{}.{part}", millionths / scale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charge(ndc: &str, quantity: Option<(&str, &str)>) -> Charge {
        let quantity = quantity.map(|(amount, unit)| DrugQuantity {
            amount: amount.to_owned(),
            unit: unit.to_owned(),
        });
        Charge { ndc: Some(ndc.to_owned()), ndc_quantity: quantity, ..Charge::default() }
    }

    #[test]
    fn sums_in_one_unit_of_one_drug() {
        let ml = |amount| charge("A", Some((amount, "ML")));
        for (charges, want) in [
            (vec![ml("2.5")], Some("2.5")),
            (vec![ml("2.5"), ml("10")], Some("12.5")),
            (vec![ml("0.1"), ml("0.2")], Some("0.3")),
            (vec![ml("0.5"), ml("0.50")], Some("1")),
            // What is not a decimal alone is left to the edits.
            (vec![ml("two")], Some("two")),
            (vec![ml("two"), ml("1")], None),
            (vec![ml("9999999999"), ml("1")], None),
            (vec![ml("1.0000001"), ml("1")], None),
            (vec![ml("1"), charge("A", Some(("1", "ME")))], None),
            (vec![ml("1"), charge("B", Some(("1", "ML")))], None),
            (vec![ml("1"), charge("A", None)], None),
            (vec![charge("A", None)], None),
            (vec![], None),
        ] {
            let charges: Vec<&Charge> = charges.iter().collect();
            let made = total(&charges).map(|quantity| quantity.amount);
            assert_eq!(made.as_deref(), want, "{charges:?}");
        }
    }
}
