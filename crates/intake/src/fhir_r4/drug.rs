//! The drug of a charge: its National Drug Code, and how much of it was given.
//!
//! The NDC is a coding of `ChargeItem.productCodeableConcept`, of the code of the Medication that
//! `productReference` names, or of `ChargeItem.code`. FHIR R4 has no element for the amount that
//! a claim needs beside it (`ChargeItem.quantity` counts units of the procedure code): it is an
//! extension of the ChargeItem or of its product whose address ends with `ndc-quantity`, a
//! `valueQuantity` in UCUM or in the units of X12 (element 355: F2, GR, ME, ML, UN).

use super::record::Record;
use super::store::Located;
use super::system;
use super::view::{code, extension, number, text};
use model::{DrugQuantity, IntakeWarning};
use serde_json::Value;

/// Digits of a National Drug Code on a claim.
const NDC_DIGITS: usize = 11;

/// The drug code and its quantity; what is stated and cannot be used is warned of.
pub(crate) fn drug(
    record: &Record,
    located: &Located,
    warnings: &mut Vec<IntakeWarning>,
) -> (Option<String>, Option<DrugQuantity>) {
    let source = &located.value;
    let product = source
        .get("productCodeableConcept")
        .or_else(|| record.follow(source, source, "productReference")?.get("code"))
        .unwrap_or(&Value::Null);
    let concept = source.get("code").unwrap_or(&Value::Null);
    let stated = code(product, system::NDC).or_else(|| code(concept, system::NDC));
    let ndc = stated.and_then(eleven_digits);
    if let (Some(stated), None) = (stated, &ndc) {
        let message = format!(
            "`{stated}` is not a drug code of eleven digits; write it as 5, 4 and 2 digits"
        );
        warnings.push(located.warning("charge.ndc", ".productCodeableConcept", message));
    }
    let Some(extended) =
        extension(source, "ndc-quantity").or_else(|| extension(product, "ndc-quantity"))
    else {
        return (ndc, None);
    };
    let given = extended.get("valueQuantity").and_then(quantity);
    let message = match (&ndc, &given) {
        (Some(_), Some(_)) => return (ndc, given),
        (None, _) => "a quantity of a drug, and no drug code; add the NDC".to_owned(),
        (Some(_), None) => {
            "the quantity of the drug is not an amount above zero in [iU], g, mg, mL or counted \
             units; it is not used"
                .to_owned()
        }
    };
    warnings.push(located.warning("charge.ndc_quantity", ".extension", message));
    (ndc, None)
}

/// The National Drug Code in the eleven digits of a claim.
fn eleven_digits(stated: &str) -> Option<String> {
    let parts: Vec<&str> = stated.split('-').collect();
    let digits = match parts.as_slice() {
        [labeler, product, package] => format!("{labeler:0>5}{product:0>4}{package:0>2}"),
        _ => stated.to_owned(),
    };
    let fits = digits.len() == NDC_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(digits)
}

/// An amount above zero in a unit that a claim takes.
fn quantity(stated: &Value) -> Option<DrugQuantity> {
    let amount = stated.get("value").and_then(number)?;
    let above_zero = !amount.starts_with('-') && amount.bytes().any(|b| matches!(b, b'1'..=b'9'));
    if !above_zero || text(stated, "comparator").is_some() {
        return None;
    }
    // 20 and 20.0 are one amount.
    let amount = match amount.split_once('.') {
        Some((whole, part)) if part.bytes().all(|b| b == b'0') => whole.to_owned(),
        _ => amount,
    };
    let unit = text(stated, "code").or_else(|| text(stated, "unit")).and_then(unit)?;
    Some(DrugQuantity { amount, unit: unit.to_owned() })
}

/// The unit of a claim for one of UCUM or of a claim. What UCUM counts without a measure is in
/// braces (`{vial}`), or plain 1.
fn unit(stated: &str) -> Option<&'static str> {
    match stated {
        "[iU]" | "[IU]" | "F2" => Some("F2"),
        "g" | "GR" => Some("GR"),
        "mg" | "ME" => Some("ME"),
        "mL" | "ml" | "ML" => Some("ML"),
        "1" | "UN" => Some("UN"),
        counted if counted.starts_with('{') && counted.ends_with('}') => Some("UN"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn codes_in_their_forms() {
        for (stated, want) in [
            ("0006-4045-41", Some("00006404541")),
            ("99990077310", Some("99990077310")),
            ("9999007731", None),
            ("99990-0773-1X", None),
            ("", None),
        ] {
            assert_eq!(eleven_digits(stated).as_deref(), want, "{stated}");
        }
    }

    #[test]
    fn quantities_in_their_units() {
        for (stated, want) in [
            (json!({"value": 10, "code": "mL"}), Some(("10", "ML"))),
            (json!({"value": 2.50, "unit": "ml"}), Some(("2.5", "ML"))),
            (json!({"value": 20.0, "code": "mg"}), Some(("20", "ME"))),
            (json!({"value": 100, "code": "[iU]"}), Some(("100", "F2"))),
            (json!({"value": 1, "code": "{vial}"}), Some(("1", "UN"))),
            (json!({"value": 1, "unit": "GR"}), Some(("1", "GR"))),
            (json!({"value": 0, "code": "mL"}), None),
            (json!({"value": -1, "code": "mL"}), None),
            (json!({"value": 1, "comparator": ">", "code": "mL"}), None),
            (json!({"value": 1, "code": "kg"}), None),
            (json!({"value": 1}), None),
            (json!("10 mL"), None),
        ] {
            let made = quantity(&stated).map(|q| (q.amount, q.unit));
            let want = want.map(|(amount, unit)| (amount.to_owned(), unit.to_owned()));
            assert_eq!(made, want, "{stated}");
        }
    }
}
