//! Resources and how they hang together: the face that a Bundle in memory and a Bulk Data
//! folder on disk share.

use super::view::{items, kind, text};
use crate::error::IntakeError;
use model::IntakeWarning;
use serde_json::Value;
use std::sync::Arc;

/// A resource and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Located {
    pub value: Value,
    /// The name of the file.
    pub file: Arc<str>,
    /// JSON path within the file (`Bundle.entry[3].resource`), or line and kind of resource.
    pub place: String,
    /// Rank in the source; charts list resources in this order.
    pub order: (u32, u64),
    /// The name by which others refer to it: `Type/id`, or the `fullUrl` without an id.
    pub key: String,
}

impl Located {
    pub fn kind(&self) -> &str {
        kind(&self.value)
    }

    /// The place of a member, such as `.code.coding[0]`.
    pub fn at(&self, member: &str) -> String {
        format!("{}{member}", self.place)
    }

    pub fn error(&self, code: &'static str, member: &str, message: String) -> IntakeError {
        IntakeError::new(code, &*self.file, self.at(member), message)
    }

    pub fn warning(&self, code: &str, member: &str, message: String) -> IntakeWarning {
        IntakeWarning {
            code: code.to_owned(),
            message,
            place: format!("{}, {}", self.file, self.at(member)),
        }
    }
}

/// Why one resource is looked up by another's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Link {
    /// It bears the name.
    Own = 0,
    /// It names the Encounter.
    OfEncounter = 1,
    /// It names the Patient and no Encounter.
    OfPatient = 2,
    /// It is an Encounter of the Patient.
    EncounterOfPatient = 3,
    /// It is a PractitionerRole of the Practitioner.
    RoleOf = 4,
}

/// Where resources are looked up.
pub(crate) trait ResourceStore {
    /// The resources that stand in this relation to the named one, in source order.
    fn linked(&mut self, link: Link, reference: &str) -> Result<Vec<Located>, IntakeError>;

    /// How many resources `linked` would give.
    fn count(&mut self, link: Link, reference: &str) -> Result<usize, IntakeError>;

    /// The name that a reference comes down to: no version, no server where it is known here.
    fn canonical(&self, reference: &str) -> String;

    /// The place of records as a whole, for messages.
    fn name(&self) -> &str;
}

/// `Type/id` at the end of a reference, without server and version; other forms stay as is.
pub(crate) fn short_reference(reference: &str) -> &str {
    let bare = reference.split_once("/_history/").map_or(reference, |(head, _)| head);
    if bare.starts_with("urn:") || bare.contains('?') || bare.starts_with('#') {
        return bare;
    }
    let mut slashes = bare.rmatch_indices('/');
    match (slashes.next(), slashes.next()) {
        (Some(_), Some((at, _))) => &bare[at + 1..],
        _ => bare,
    }
}

/// The members of a resource that tie it to a patient and an encounter.
pub(crate) struct Ties {
    /// `Type/id` when the resource has an id.
    pub name: Option<String>,
    /// The links that it is found by, with the reference as it is written.
    pub links: Vec<(Link, String)>,
}

/// Reads the ties; `resource` may be a head that holds only the members read here.
pub(crate) fn ties(resource: &Value) -> Ties {
    let kind = kind(resource);
    let name = text(resource, "id").map(|id| format!("{kind}/{id}"));
    let mut links = Vec::new();
    let patient = patient_reference(resource).map(|(_, reference)| reference.to_owned());
    match kind {
        "Patient" | "Practitioner" | "Organization" | "Location" | "Binary" => {}
        "Encounter" => links.extend(patient.map(|p| (Link::EncounterOfPatient, p))),
        "PractitionerRole" => {
            let practitioner = super::view::reference(resource, "practitioner");
            links.extend(practitioner.map(|p| (Link::RoleOf, p.to_owned())));
        }
        _ => {
            let encounters = encounter_references(resource);
            if encounters.is_empty() || is_problem_list_item(resource) {
                links.extend(patient.map(|p| (Link::OfPatient, p)));
            }
            links.extend(encounters.into_iter().map(|e| (Link::OfEncounter, e.to_owned())));
        }
    }
    Ties { name, links }
}

/// The member that names the patient a resource is about, and the reference.
pub(crate) fn patient_reference(resource: &Value) -> Option<(&'static str, &str)> {
    ["subject", "patient", "beneficiary"].into_iter().find_map(|member| {
        let reference = super::view::reference(resource, member)?;
        let short = short_reference(reference);
        let is_patient = short.starts_with("Patient/") || short.starts_with("urn:");
        is_patient.then_some((member, reference))
    })
}

/// The encounters a resource names, in `encounter`, `context` or `context.encounter`.
pub(crate) fn encounter_references(resource: &Value) -> Vec<&str> {
    let named = |value: &'_ Value| -> bool {
        text(value, "reference").is_some_and(|r| {
            let short = short_reference(r);
            short.starts_with("Encounter/") || short.starts_with("urn:")
        })
    };
    let direct = items(resource, "encounter");
    let context = items(resource, "context");
    let within = context.iter().flat_map(|c| items(c, "encounter"));
    let all = direct.iter().chain(context).chain(within);
    all.filter(|value| named(value)).filter_map(|value| text(value, "reference")).collect()
}

/// A problem of the patient that names the encounter at which it was first recorded: it holds
/// for every encounter (US Core Condition Problems and Health Concerns).
fn is_problem_list_item(resource: &Value) -> bool {
    let item = |code: Option<&str>| {
        code.is_some_and(|c| matches!(c, "problem-list-item" | "health-concern"))
    };
    kind(resource) == "Condition"
        && items(resource, "category")
            .iter()
            .any(|c| items(c, "coding").iter().any(|coding| item(text(coding, "code"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_come_down_to_type_and_id() {
        for (reference, short) in [
            ("Patient/1", "Patient/1"),
            ("Patient/1/_history/3", "Patient/1"),
            ("https://ehr.example/fhir/r4/Patient/1", "Patient/1"),
            ("urn:uuid:12/34", "urn:uuid:12/34"),
            ("Practitioner?identifier=http://x|1", "Practitioner?identifier=http://x|1"),
            ("#me", "#me"),
            ("", ""),
            ("1", "1"),
        ] {
            assert_eq!(short_reference(reference), short);
        }
    }

    #[test]
    fn ties_of_each_shape() {
        let links = |value: Value| {
            let found = ties(&value).links;
            found.into_iter().map(|(link, to)| (link as u8, to)).collect::<Vec<_>>()
        };
        let subject = json!({"reference": "Patient/p"});
        let encounter = json!({"reference": "Encounter/e"});
        let of_encounter = vec![(1, "Encounter/e".to_owned())];
        assert_eq!(
            links(json!({"resourceType": "Observation", "subject": subject,
                "encounter": encounter})),
            of_encounter
        );
        assert_eq!(
            links(json!({"resourceType": "MedicationAdministration", "subject": subject,
                "context": encounter})),
            of_encounter
        );
        assert_eq!(
            links(json!({"resourceType": "DocumentReference", "subject": subject,
                "context": {"encounter": [encounter]}})),
            of_encounter
        );
        assert_eq!(
            links(json!({"resourceType": "Coverage", "beneficiary": subject})),
            [(2, "Patient/p".to_owned())]
        );
        let problem = json!({"resourceType": "Condition", "subject": subject,
            "encounter": encounter,
            "category": [{"coding": [{"code": "problem-list-item"}]}]});
        assert_eq!(links(problem).len(), 2);
    }
}
