//! Observations, medicines and procedures of the source system.

use super::chart::is_withdrawn;
use super::party::practitioner;
use super::record::Record;
use super::store::Located;
use super::system;
use super::view::words;
use super::view::{any_code, code, codes, date, date_of, first, items, number, quantity, text};
use model::{IntakeWarning, Medication, Observation, RecordedProcedure};
use serde_json::Value;

/// Leaves out, with a warning, what was written by mistake.
fn in_use(located: &Located, warnings: &mut Vec<IntakeWarning>) -> bool {
    let status = text(&located.value, "status");
    if !is_withdrawn(status) {
        return true;
    }
    let message = format!("{} is {}; it is left out", located.key, status.unwrap_or_default());
    warnings.push(located.warning("resource.withdrawn", ".status", message));
    false
}

/// Observations; one that holds components (blood pressure) gives one more for each.
pub(crate) fn observations(record: &Record, warnings: &mut Vec<IntakeWarning>) -> Vec<Observation> {
    let mut found = Vec::new();
    for located in record.of_kind("Observation") {
        if !in_use(located, warnings) {
            continue;
        }
        let source = &located.value;
        let components = items(source, "component");
        let whole = observation(source, source);
        if whole.value.is_some() || components.is_empty() {
            found.push(whole);
        }
        found.extend(components.iter().map(|part| observation(part, source)));
    }
    found
}

fn observation(part: &Value, source: &Value) -> Observation {
    let concept = part.get("code").unwrap_or(&Value::Null);
    let (value, unit) = value_of(part).map_or((None, None), |(v, u)| (Some(v), u));
    let flag = first(part, "interpretation").or_else(|| first(source, "interpretation"));
    Observation {
        loinc: code(concept, system::LOINC).map(str::to_owned),
        text: words(concept),
        value,
        unit,
        interpretation: flag.and_then(any_code).map(str::to_owned),
        category: items(source, "category").iter().find_map(any_code).map(str::to_owned),
        date: date_of(source),
    }
}

/// `value[x]` as text and unit.
fn value_of(part: &Value) -> Option<(String, Option<String>)> {
    if let Some(found) = part.get("valueQuantity").and_then(quantity) {
        return Some(found);
    }
    let plain = |value: String| (!value.is_empty()).then_some((value, None));
    if let Some(concept) = part.get("valueCodeableConcept") {
        return plain(words(concept));
    }
    for member in ["valueString", "valueDateTime", "valueTime"] {
        if let Some(value) = text(part, member) {
            return plain(value.to_owned());
        }
    }
    if let Some(value) = part.get("valueBoolean").and_then(Value::as_bool) {
        return plain(value.to_string());
    }
    if let Some(value) = part.get("valueInteger").and_then(number) {
        return plain(value);
    }
    if let Some(range) = part.get("valueRange") {
        let bound = |member: &str| range.get(member).and_then(quantity);
        let (low, high) = (bound("low")?, bound("high")?);
        return Some((format!("{}-{}", low.0, high.0), high.1.or(low.1)));
    }
    let ratio = part.get("valueRatio")?;
    let side = |member: &str| ratio.get(member).and_then(quantity).map(|q| q.0);
    plain(format!("{}:{}", side("numerator")?, side("denominator")?))
}

pub(crate) fn medications(record: &Record, warnings: &mut Vec<IntakeWarning>) -> Vec<Medication> {
    const KINDS: [&str; 3] =
        ["MedicationRequest", "MedicationStatement", "MedicationAdministration"];
    let mut found = Vec::new();
    for located in &record.resources {
        if !KINDS.contains(&located.kind()) || !in_use(located, warnings) {
            continue;
        }
        let source = &located.value;
        let concept = source
            .get("medicationCodeableConcept")
            .or_else(|| record.follow(source, source, "medicationReference")?.get("code"))
            .unwrap_or(&Value::Null);
        let mut text_of = words(concept);
        if text_of.is_empty() {
            let display = first(source, "medicationReference").and_then(|r| text(r, "display"));
            text_of = display.unwrap_or_default().to_owned();
        }
        found.push(Medication {
            rxnorm: code(concept, system::RXNORM).map(str::to_owned),
            text: text_of,
            administered: located.kind() == "MedicationAdministration",
            status: text(source, "status").map(str::to_owned),
            dose: dose(source),
            date: date_of(source).or_else(|| date(source, "dateAsserted")),
        });
    }
    found
}

fn dose(source: &Value) -> Option<String> {
    let dosage = ["dosageInstruction", "dosage"].into_iter().find_map(|m| first(source, m))?;
    if let Some(said) = text(dosage, "text") {
        return Some(said.to_owned());
    }
    let rate = first(dosage, "doseAndRate").and_then(|d| d.get("doseQuantity"));
    let (value, unit) = dosage.get("dose").or(rate).and_then(quantity)?;
    Some(format!("{value} {}", unit.unwrap_or_default()).trim_end().to_owned())
}

pub(crate) fn procedures(
    record: &Record,
    warnings: &mut Vec<IntakeWarning>,
) -> Vec<RecordedProcedure> {
    let mut found = Vec::new();
    for located in record.of_kind("Procedure") {
        if !in_use(located, warnings) {
            continue;
        }
        let source = &located.value;
        let concept = source.get("code").unwrap_or(&Value::Null);
        // Two characters in the system of CPT are a modifier.
        let cpt = codes(concept, system::PROCEDURE).find(|code| code.len() == 5);
        found.push(RecordedProcedure {
            cpt: cpt.map(str::to_ascii_uppercase),
            icd10pcs: code(concept, system::ICD10PCS).map(str::to_ascii_uppercase),
            snomed: code(concept, system::SNOMED).map(str::to_owned),
            text: words(concept),
            status: text(source, "status").map(str::to_owned),
            date: date_of(source),
            performer: items(source, "performer")
                .iter()
                .find_map(|who| practitioner(record, source, who, "actor")),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_each_type() {
        for (part, value, unit) in [
            (json!({"valueQuantity": {"value": 6.50, "code": "%"}}), "6.5", Some("%")),
            (json!({"valueQuantity": {"value": 12, "comparator": ">"}}), ">12", None),
            (json!({"valueCodeableConcept": {"text": "Positive"}}), "Positive", None),
            (json!({"valueString": " trace "}), "trace", None),
            (json!({"valueBoolean": false}), "false", None),
            (json!({"valueInteger": 3}), "3", None),
            (
                json!({"valueRange": {"low": {"value": 2}, "high": {"value": 5, "unit": "h"}}}),
                "2-5",
                Some("h"),
            ),
            (
                json!({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 80}}}),
                "1:80",
                None,
            ),
        ] {
            assert_eq!(
                value_of(&part),
                Some((value.to_owned(), unit.map(str::to_owned))),
                "{part}"
            );
        }
        assert_eq!(value_of(&json!({"valueQuantity": "x"})), None);
    }
}
