//! Charges captured at the point of care: ChargeItem.
//!
//! `code.coding` carries the CPT or HCPCS number (five characters), modifiers (codings of two
//! characters in the same systems), and a revenue code (the NUBC's system). Modifiers are also
//! read from extensions of the ChargeItem or of its `code` whose address ends with `modifier`,
//! in order; FHIR R4 has no element for them. `priceOverride` is the total of the line. The drug
//! of a charge is read in `drug`.

use super::drug::drug;
use super::record::Record;
use super::store::Located;
use super::system;
use super::view::{codes, date_of, extension_code, items, number, text};
use model::{Cents, Charge, IntakeWarning};
use serde_json::Value;

/// Most units on one line.
const MAX_UNITS: f64 = 1_000_000.0;

pub(crate) fn charges(record: &Record, warnings: &mut Vec<IntakeWarning>) -> Vec<Charge> {
    let mut found = Vec::new();
    for located in record.of_kind("ChargeItem") {
        let status = text(&located.value, "status");
        if let Some(status @ ("not-billable" | "aborted" | "entered-in-error" | "planned")) = status
        {
            let message = format!("{} is {status}; it is not charged", located.key);
            warnings.push(located.warning("charge.not_billable", ".status", message));
            continue;
        }
        found.push(charge(record, located, warnings));
    }
    found
}

fn charge(record: &Record, located: &Located, warnings: &mut Vec<IntakeWarning>) -> Charge {
    let source = &located.value;
    let concept = source.get("code").unwrap_or(&Value::Null);
    let number = codes(concept, system::PROCEDURE).find(|c| c.len() == 5);
    let revenue_code = revenue_code(concept);
    if number.is_none() && revenue_code.is_none() {
        let message = "neither a CPT or HCPCS number nor a revenue code; add one".to_owned();
        warnings.push(located.warning("charge.no_code", ".code", message));
    }
    let (ndc, ndc_quantity) = drug(record, located, warnings);
    Charge {
        code: number.map(str::to_ascii_uppercase),
        modifiers: modifiers(source, concept),
        units: units(located, warnings),
        amount: amount(located, warnings),
        revenue_code,
        ndc,
        ndc_quantity,
        date: date_of(source),
        source: format!("{}, {}", located.file, located.place),
    }
}

fn modifiers(source: &Value, concept: &Value) -> Vec<String> {
    let in_codings = codes(concept, system::PROCEDURE).map(str::to_owned);
    let extensions = items(source, "extension").iter().chain(items(concept, "extension"));
    let in_extensions = extensions
        .filter(|e| text(e, "url").is_some_and(|u| u.to_lowercase().ends_with("modifier")))
        .filter_map(extension_code)
        .map(str::to_owned);
    let mut found: Vec<String> = Vec::new();
    for modifier in in_codings.chain(in_extensions).map(|m| m.to_ascii_uppercase()) {
        let fits = modifier.len() == 2 && modifier.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits && !found.contains(&modifier) {
            found.push(modifier);
        }
    }
    found
}

fn units(located: &Located, warnings: &mut Vec<IntakeWarning>) -> u32 {
    let Some(quantity) = located.value.get("quantity").and_then(|q| q.get("value")) else {
        return 1;
    };
    match quantity.as_f64() {
        Some(n) if n.fract() == 0.0 && (1.0..=MAX_UNITS).contains(&n) => n as u32,
        _ => {
            let message = format!("{quantity} is not a whole number of units; 1 is used");
            warnings.push(located.warning("charge.units", ".quantity.value", message));
            1
        }
    }
}

fn amount(located: &Located, warnings: &mut Vec<IntakeWarning>) -> Cents {
    let price = located.value.get("priceOverride").and_then(|p| p.get("value"));
    let Some(price) = price else {
        let message = "no `priceOverride`; the line carries no charge".to_owned();
        warnings.push(located.warning("charge.no_price", ".priceOverride", message));
        return Cents::ZERO;
    };
    match number(price).and_then(|n| Cents::from_decimal(&n).ok()) {
        Some(cents) => cents,
        None => {
            let message = format!("{price} is not an amount in dollars and cents");
            warnings.push(located.warning("charge.no_price", ".priceOverride.value", message));
            Cents::ZERO
        }
    }
}

/// Four digits; three as they are often written get their leading zero.
fn revenue_code(concept: &Value) -> Option<String> {
    let is_revenue = |c: &&Value| {
        text(c, "system").is_some_and(|system| system.to_lowercase().contains("revenue"))
    };
    let stated =
        items(concept, "coding").iter().filter(is_revenue).find_map(|c| text(c, "code"))?;
    let fits = (3..=4).contains(&stated.len()) && stated.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| format!("{stated:0>4}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn codes_of_a_charge() {
        let cpt = "http://www.ama-assn.org/go/cpt";
        let concept = json!({"coding": [
            {"system": cpt, "code": "73630"}, {"system": cpt, "code": "26"},
            {"system": "https://www.nubc.org/CodeSystem/RevenueCodes", "code": "320"}]});
        let source = json!({"extension": [
            {"url": "http://example.org/modifier", "valueCode": "rt"},
            {"url": "http://example.org/modifier", "valueCode": "26"}]});
        assert_eq!(modifiers(&source, &concept), ["26", "RT"]);
        assert_eq!(revenue_code(&concept).as_deref(), Some("0320"));
    }
}
