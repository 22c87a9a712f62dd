//! Signs that a resource was written for another release than FHIR R4.

use super::view::{items, kind, text};
use serde_json::Value;

/// A release other than R4, and what gives it away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    pub release: &'static str,
    /// The member that shows it, as a JSON path below the resource.
    pub member: &'static str,
}

impl Hint {
    pub fn message(self) -> String {
        format!(
            "written for FHIR {}, not R4 (4.0.1); ask the source system for an R4 export",
            self.release
        )
    }
}

/// The first sign of another release, if there is one. R4B (4.3) reads as R4.
pub(crate) fn hint(resource: &Value) -> Option<Hint> {
    stated(resource).or_else(|| retired_kind(kind(resource))).or_else(|| shape(resource))
}

fn stated(resource: &Value) -> Option<Hint> {
    let member = ".fhirVersion";
    match text(resource, "fhirVersion") {
        Some(v) if v.starts_with("5.") => return Some(Hint { release: "R5", member }),
        Some(v) if v.starts_with("3.") => return Some(Hint { release: "STU3", member }),
        Some(v) if v.starts_with("1.0") => return Some(Hint { release: "DSTU2", member }),
        Some(v) if v.starts_with("0.") => return Some(Hint { release: "DSTU1", member }),
        _ => {}
    }
    let member = ".meta.profile";
    let profiles = resource.get("meta").map_or(&[][..], |meta| items(meta, "profile"));
    profiles.iter().filter_map(Value::as_str).find_map(|profile| {
        let says = |marks: &[&str]| marks.iter().any(|mark| profile.contains(mark));
        if says(&["/DSTU2/", "/dstu2/"]) {
            Some(Hint { release: "DSTU2", member })
        } else if says(&["/STU3/fhir", "/fhir/STU3/", "fhir.org/guides/argonaut/"]) {
            Some(Hint { release: "DSTU2 or STU3", member })
        } else if says(&["/R5/", "hl7.org/fhir/5.0"]) {
            Some(Hint { release: "R5", member })
        } else {
            None
        }
    })
}

/// Kinds of resource that R4 does not have.
fn retired_kind(kind: &str) -> Option<Hint> {
    let release = match kind {
        "MedicationOrder" | "DiagnosticOrder" | "ProcedureRequest" | "ReferralRequest"
        | "BodySite" | "Order" | "OrderResponse" | "Conformance" => "DSTU2 or STU3",
        "MedicationUsage" | "EncounterHistory" | "ActorDefinition" | "Transport"
        | "ClinicalUseIssue" | "DeviceUsage" => "R5",
        _ => return None,
    };
    Some(Hint { release, member: ".resourceType" })
}

/// Members whose shape changed between releases.
fn shape(resource: &Value) -> Option<Hint> {
    let has = |member: &str| resource.get(member).is_some();
    let is_text = |member: &str| resource.get(member).is_some_and(Value::is_string);
    let is_list = |member: &str| resource.get(member).is_some_and(Value::is_array);
    let found = match kind(resource) {
        "Encounter" if is_text("class") => ("DSTU2", ".class"),
        "Encounter" if is_list("class") => ("R5", ".class"),
        "Encounter" if has("actualPeriod") => ("R5", ".actualPeriod"),
        "Encounter" if has("admission") => ("R5", ".admission"),
        "Condition" if is_text("clinicalStatus") => ("DSTU2 or STU3", ".clinicalStatus"),
        "Condition" if is_text("verificationStatus") => ("DSTU2 or STU3", ".verificationStatus"),
        "Condition" if has("participant") => ("R5", ".participant"),
        "MedicationRequest" | "MedicationAdministration" | "MedicationStatement"
            if resource.get("medication").is_some_and(Value::is_object) =>
        {
            ("R5", ".medication")
        }
        "DocumentReference" if has("indexed") => ("DSTU2 or STU3", ".indexed"),
        "DocumentReference" if is_list("context") => ("R5", ".context"),
        "Composition" if is_list("subject") => ("R5", ".subject"),
        "Patient" if has("careProvider") => ("DSTU2", ".careProvider"),
        _ => return None,
    };
    Some(Hint { release: found.0, member: found.1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn other_releases_are_named() {
        for (resource, release, member) in [
            (json!({"resourceType": "Encounter", "class": "outpatient"}), "DSTU2", ".class"),
            (json!({"resourceType": "Encounter", "class": [{}]}), "R5", ".class"),
            (json!({"resourceType": "MedicationOrder"}), "DSTU2 or STU3", ".resourceType"),
            (json!({"resourceType": "Bundle", "fhirVersion": "5.0.0"}), "R5", ".fhirVersion"),
            (
                json!({"resourceType": "Patient",
                    "meta": {"profile": ["http://hl7.org/fhir/DSTU2/patient.html"]}}),
                "DSTU2",
                ".meta.profile",
            ),
        ] {
            assert_eq!(hint(&resource), Some(Hint { release, member }));
        }
        for r4 in [
            json!({"resourceType": "Encounter", "class": {"code": "AMB"}}),
            json!({"resourceType": "Bundle", "fhirVersion": "4.0.1"}),
            json!({"resourceType": "Condition", "clinicalStatus": {"coding": []}}),
            json!({"resourceType": "Patient", "meta": {"profile":
                ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient|5.0.1"]}}),
        ] {
            assert_eq!(hint(&r4), None);
        }
    }
}
