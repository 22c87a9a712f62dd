//! A FHIR Bundle: read, checked, and taken apart into its resources.

use super::memory::{MemoryStore, full_url};
use super::version;
use super::view::{kind, text};
use crate::error::IntakeError;
use serde_json::Value;
use std::sync::Arc;

/// Largest Bundle that is read.
pub const MAX_BUNDLE_BYTES: usize = 512 * 1024 * 1024;

const TYPES: [&str; 9] = [
    "document",
    "message",
    "transaction",
    "transaction-response",
    "batch",
    "batch-response",
    "history",
    "searchset",
    "collection",
];

/// Reads JSON, saying line and column of a fault.
pub(crate) fn json(bytes: &[u8], name: &str) -> Result<Value, IntakeError> {
    if bytes.len() > MAX_BUNDLE_BYTES {
        return Err(too_large(name));
    }
    serde_json::from_slice(crate::text::without_mark(bytes)).map_err(|fault| {
        let place = format!("line {}, column {}", fault.line(), fault.column());
        let what = match fault.classify() {
            serde_json::error::Category::Eof => "the JSON is cut off; get the whole file",
            _ if fault.to_string().contains("recursion limit") => {
                "the JSON is nested deeper than 128 levels; no FHIR resource needs that"
            }
            _ => "not valid JSON; export the file again",
        };
        let reason = fault.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        IntakeError::new("json.invalid", name, place, format!("{what} ({reason})"))
    })
}

pub(crate) fn too_large(name: &str) -> IntakeError {
    let limit = MAX_BUNDLE_BYTES / (1024 * 1024);
    let message = format!("the Bundle is larger than {limit} MiB; export Bulk Data NDJSON instead");
    IntakeError::new("fhir.too_large", name, "", message)
}

/// Checks that a value is a FHIR R4 resource of any kind, and names the kind.
pub(crate) fn check_resource<'a>(value: &'a Value, name: &str) -> Result<&'a str, IntakeError> {
    let fault = |place: &str, message: String| {
        Err(IntakeError::new("fhir.not_fhir", name, place.to_owned(), message))
    };
    if value.is_array() {
        return fault("$", "a JSON list, not a FHIR Bundle; give a Bundle or NDJSON".to_owned());
    }
    let kind = kind(value);
    if kind.is_empty() {
        let message = "JSON without `resourceType` is not FHIR; give a FHIR R4 Bundle, Bulk Data \
                       NDJSON or a plain-text note";
        return fault("$.resourceType", message.to_owned());
    }
    match version::hint(value) {
        Some(hint) => {
            let place = format!("{kind}{}", hint.member);
            Err(IntakeError::new("fhir.not_r4", name, place, hint.message()))
        }
        None => Ok(kind),
    }
}

/// Puts the entries of a Bundle into a store.
pub(crate) fn unpack(
    bundle: Value,
    name: &str,
    store: &mut MemoryStore,
) -> Result<(), IntakeError> {
    let fault = |code, place: &str, message: String| {
        Err(IntakeError::new(code, name, place.to_owned(), message))
    };
    let kind = check_resource(&bundle, name)?;
    if kind != "Bundle" {
        let message = format!(
            "a lone {kind} is not a chart; put it into a Bundle with its Patient and Encounter"
        );
        return fault("fhir.not_bundle", "$.resourceType", message);
    }
    match text(&bundle, "type") {
        None => {
            let message = "the Bundle has no `type`, which FHIR R4 requires; add it".to_owned();
            return fault("fhir.bundle_type", "Bundle.type", message);
        }
        Some("history") => {
            let message = "a history holds old versions beside new ones; give the current ones";
            return fault("fhir.bundle_type", "Bundle.type", message.to_owned());
        }
        Some(other) if !TYPES.contains(&other) => {
            let message = format!("`{other}` is not a type of Bundle in FHIR R4");
            return fault("fhir.bundle_type", "Bundle.type", message);
        }
        Some(_) => {}
    }
    let file: Arc<str> = name.into();
    let Value::Object(mut members) = bundle else { return Ok(()) };
    let entries = match members.remove("entry") {
        Some(Value::Array(entries)) => entries,
        None | Some(Value::Null) => Vec::new(),
        Some(_) => {
            return fault("fhir.entry", "Bundle.entry", "must be a list of entries".to_owned());
        }
    };
    for (at, mut entry) in entries.into_iter().enumerate() {
        let place = format!("Bundle.entry[{at}].resource");
        let url = full_url(&entry).map(str::to_owned);
        let resource = entry.get_mut("resource").map(Value::take);
        // Entries of a transaction may hold a request or a response only.
        let Some(resource) = resource else { continue };
        if super::view::kind(&resource).is_empty() {
            let message = "an entry whose resource has no `resourceType`; export it again";
            return fault("fhir.entry", &place, message.to_owned());
        }
        if let Some(hint) = version::hint(&resource) {
            return fault("fhir.not_r4", &format!("{place}{}", hint.member), hint.message());
        }
        store.add(resource, &file, place, url.as_deref());
    }
    Ok(())
}
