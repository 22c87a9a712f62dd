//! A chart as a FHIR R4 Bundle of type `collection`. The shape is set down in the crate's docs.

use super::{PracticeChart, parties, record};
use serde_json::{Value, json};

/// Base of the extension URLs for facts that R4 has no place for; a name follows.
pub const EXTENSION: &str = "https://cleanclaim.example/fhir/StructureDefinition/";

/// System of payer identifiers (NM109 with qualifier PI).
pub const PAYER_ID: &str = "https://cleanclaim.example/fhir/sid/payer-id";

/// Base of the entries' `fullUrl`.
const BASE: &str = "https://cleanclaim.example/fhir/";

/// The chart's bundle: the same value, and the same bytes when written, every time.
#[must_use]
pub fn to_bundle(practice_chart: &PracticeChart) -> Value {
    let chart = &practice_chart.chart;
    let mut resources = parties::resources(chart);
    resources.extend(record::resources(practice_chart));
    let entries: Vec<Value> = resources
        .into_iter()
        .map(|resource| {
            let part = |name: &str| resource[name].as_str().unwrap_or_default().to_owned();
            let url = format!("{BASE}{}/{}", part("resourceType"), part("id"));
            json!({ "fullUrl": url, "resource": resource })
        })
        .collect();
    json!({
        "resourceType": "Bundle",
        "id": practice_chart.slug,
        "meta": { "tag": [made_up()] },
        "type": "collection",
        "entry": entries,
    })
}

/// HL7's security label for data about nobody.
fn made_up() -> Value {
    json!({
        "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
        "code": "HTEST",
        "display": "test health data",
    })
}

/// A resource; members that are `null`, or an empty list, are left out, as FHIR demands.
pub(super) fn resource(kind: &str, id: &str, mut members: Value) -> Value {
    if let Some(object) = members.as_object_mut() {
        object.insert("resourceType".to_owned(), kind.into());
        object.insert("id".to_owned(), id.into());
    }
    prune(&mut members);
    members
}

fn prune(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(prune);
            members.retain(|_, member| !is_empty(member));
        }
        Value::Array(items) => {
            items.iter_mut().for_each(prune);
            items.retain(|item| !is_empty(item));
        }
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// A `CodeableConcept` with one coding.
pub(super) fn concept(system: &str, code: &str, text: Option<&str>) -> Value {
    json!({ "coding": [{ "system": system, "code": code }], "text": text })
}

/// A relative reference.
pub(super) fn reference(kind: &str, id: &str) -> Value {
    json!({ "reference": format!("{kind}/{id}") })
}

/// An extension of this project; `member` is the FHIR name of the value, as `valueCode`.
pub(super) fn extension(name: &str, member: &str, value: Value) -> Value {
    let mut object = serde_json::Map::new();
    object.insert("url".to_owned(), format!("{EXTENSION}{name}").into());
    object.insert(member.to_owned(), value);
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_is_empty() {
        let made = resource("Patient", "p", json!({ "a": null, "b": [{}], "c": { "d": [null] } }));
        assert_eq!(made, json!({ "resourceType": "Patient", "id": "p" }));
    }
}
