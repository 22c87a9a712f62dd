//! Small FHIR R4 bundles, and the made-up practice as files.

use crate::Desk;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A Bundle of the resources.
pub fn of(resources: &[Value]) -> Value {
    let entries: Vec<Value> = resources.iter().map(|r| json!({ "resource": r })).collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
}

pub fn patient(id: &str) -> Value {
    json!({ "resourceType": "Patient", "id": id, "gender": "male", "birthDate": "1961-03-04" })
}

/// An office visit of `Patient/p` that began on `start`.
pub fn visit(id: &str, start: &str) -> Value {
    json!({
        "resourceType": "Encounter", "id": id, "status": "finished",
        "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
        "subject": { "reference": "Patient/p" }, "period": { "start": start },
    })
}

/// A note in the Binary `id`-text, about the Encounter named.
pub fn note(id: &str, encounter: &str, words: &str) -> [Value; 2] {
    [
        json!({
            "resourceType": "DocumentReference", "id": id, "status": "current",
            "subject": { "reference": "Patient/p" },
            "context": { "encounter": [{ "reference": format!("Encounter/{encounter}") }] },
            "content": [{ "attachment": { "contentType": "text/plain",
                "url": format!("Binary/{id}-text") } }],
        }),
        json!({ "resourceType": "Binary", "id": format!("{id}-text"),
            "contentType": "text/plain", "data": base64(words.as_bytes()) }),
    ]
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for part in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..part.len()].copy_from_slice(part);
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for place in 0..4 {
            let six = (bits >> (18 - 6 * place)) & 63;
            out.push(if place <= part.len() { LETTERS[six as usize] as char } else { '=' });
        }
    }
    out
}

/// Writes the made-up practice, a Bundle a chart, into `folder`; the names are given back.
pub fn practice(desk: &Desk, folder: &str) -> Vec<String> {
    let write = |chart: &testkit::practice::PracticeChart| {
        let name = format!("{folder}/{}.json", chart.slug);
        desk.write(&name, testkit::practice::to_bundle(chart).to_string());
        name
    };
    testkit::practice::charts().iter().map(write).collect()
}

/// Kinds that several Bundles share; the ids of the others hold within a Bundle.
const SHARED: &[&str] = &["Patient", "Organization", "Practitioner", "Location"];

/// Writes the resources of the Bundles into `folder` as Bulk Data: one file a kind, one resource
/// a line, what several Bundles share once.
pub fn bulk(desk: &Desk, folder: &str, bundles: &[Value]) {
    let mut kinds: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for (number, bundle) in bundles.iter().enumerate() {
        let names = new_names(bundle, number);
        for entry in crate::items(bundle, "entry") {
            let mut resource = entry["resource"].clone();
            refer(&mut resource, &names);
            let kind = crate::text(&resource, "resourceType").to_owned();
            let old = format!("{kind}/{}", crate::text(&resource, "id"));
            if let Some(new) = names.get(&old).and_then(|new| new.split('/').nth(1)) {
                resource["id"] = new.into();
            }
            let id = crate::text(&resource, "id").to_owned();
            kinds.entry(kind).or_default().insert(id, resource);
        }
    }
    for (kind, resources) in kinds {
        let lines: String = resources.values().map(|resource| format!("{resource}\n")).collect();
        desk.write(&format!("{folder}/{kind}.ndjson"), lines);
    }
}

/// References of a Bundle whose ids get the Bundle's number. An Encounter keeps its own: it
/// names the chart.
fn new_names(bundle: &Value, number: usize) -> BTreeMap<String, String> {
    let resources = crate::items(bundle, "entry").iter().map(|entry| &entry["resource"]);
    let named = resources.map(|r| (crate::text(r, "resourceType"), crate::text(r, "id")));
    let local = named.filter(|(kind, _)| *kind != "Encounter" && !SHARED.contains(kind));
    local.map(|(kind, id)| (format!("{kind}/{id}"), format!("{kind}/b{number}-{id}"))).collect()
}

/// Puts the new names wherever a whole text is a reference.
fn refer(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = names.get(text.as_str()) {
                text.clone_from(new);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|v| refer(v, names)),
        Value::Object(members) => members.values_mut().for_each(|v| refer(v, names)),
        _ => {}
    }
}
