//! The resources of one chart, gathered from wherever they stand.

use super::memory::MemoryStore;
use super::store::{Link, Located, ResourceStore, patient_reference};
use super::version;
use super::view::{date, date_of, items, text};
use crate::error::IntakeError;
use model::{Date, IntakeWarning};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Most resources of one chart.
const MAX_RESOURCES: usize = 100_000;
/// How many references away from the Encounter a provider, place or result may stand.
const MAX_STEPS: usize = 6;

/// Kinds of resource that are looked up when another one names them.
const FOLLOWED: [&str; 15] = [
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "Location",
    "Binary",
    "Medication",
    "RelatedPerson",
    "Condition",
    "Observation",
    "ServiceRequest",
    "Coverage",
    "Account",
    "Specimen",
    "Claim",
    "ClaimResponse",
];

/// Kinds that carry a document; one that belongs to no encounter must not vanish unseen.
const DOCUMENTS: [&str; 3] = ["DocumentReference", "Composition", "DiagnosticReport"];

/// All resources of one chart.
pub(crate) struct Record {
    pub encounter: Option<Located>,
    pub patient: Located,
    /// Everything, patient and encounter among it, in source order.
    pub resources: Vec<Located>,
    pub warnings: Vec<IntakeWarning>,
    /// References as they are written, to the key of the resource.
    names: BTreeMap<String, String>,
    places: BTreeMap<String, usize>,
}

impl Record {
    /// The resource that a reference names.
    pub fn get(&self, reference: &str) -> Option<&Located> {
        let key = self.names.get(reference).map_or(reference, String::as_str);
        self.places.get(key).map(|at| &self.resources[*at])
    }

    /// The resource that a Reference member names: in this chart, or contained in `from`.
    pub fn follow<'a>(
        &'a self,
        from: &'a Value,
        holder: &Value,
        member: &str,
    ) -> Option<&'a Value> {
        let reference = super::view::reference(holder, member)?;
        match reference.strip_prefix('#') {
            Some(id) => items(from, "contained").iter().find(|c| text(c, "id") == Some(id)),
            None => self.get(reference).map(|found| &found.value),
        }
    }

    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Located> {
        self.resources.iter().filter(move |r| r.kind() == kind)
    }
}

/// Gathers while it checks that all belongs to one patient.
struct Gatherer<'a> {
    store: &'a mut dyn ResourceStore,
    patient: Located,
    found: BTreeMap<(u32, u64), Located>,
    keys: BTreeMap<String, (u32, u64)>,
    names: BTreeMap<String, String>,
    warnings: Vec<IntakeWarning>,
}

/// Everything in a store that holds one Encounter or none.
pub(crate) fn whole(
    store: &mut MemoryStore,
    encounter: Option<Located>,
    patient: Located,
) -> Result<Record, IntakeError> {
    let all = store.all().to_vec();
    let mut gatherer = Gatherer::new(store, patient);
    for resource in all {
        if !gatherer.belongs_elsewhere(&resource, encounter.as_ref()) {
            gatherer.add(resource)?;
        }
    }
    gatherer.close(0)?;
    Ok(gatherer.finish(encounter))
}

/// What belongs to one Encounter of a store that holds several.
pub(crate) fn of_encounter(
    store: &mut dyn ResourceStore,
    encounter: Located,
) -> Result<Record, IntakeError> {
    let patient = patient_of(store, &encounter)?;
    let mut gatherer = Gatherer::new(store, patient.clone());
    for twin in gatherer.store.linked(Link::Own, &encounter.key)? {
        gatherer.add(twin)?;
    }
    // An Encounter without an id is found by nobody but itself.
    if !gatherer.keys.contains_key(&encounter.key) {
        gatherer.add(encounter.clone())?;
    }
    if gatherer.keys.get(&encounter.key) != Some(&encounter.order) {
        return Err(encounter.error(
            "fhir.duplicate_id",
            ".id",
            format!("{} stands here a second time; it is coded once", encounter.key),
        ));
    }
    gatherer.add(patient.clone())?;
    for resource in gatherer.store.linked(Link::OfEncounter, &encounter.key)? {
        gatherer.add(resource)?;
    }
    let visits = gatherer.store.count(Link::EncounterOfPatient, &patient.key)?;
    for resource in gatherer.store.linked(Link::OfPatient, &patient.key)? {
        if visits <= 1 || holds_for(&resource, &encounter.value) {
            gatherer.add(resource)?;
        } else if DOCUMENTS.contains(&resource.kind()) {
            let message = format!(
                "{} names no Encounter and its date lies outside {}; it is left out",
                resource.key, encounter.key
            );
            gatherer.warnings.push(resource.warning("document.unattached", "", message));
        }
    }
    gatherer.close(MAX_STEPS)?;
    Ok(gatherer.finish(Some(encounter)))
}

/// The Patient whom the Encounter names.
pub(crate) fn patient_of(
    store: &mut dyn ResourceStore,
    encounter: &Located,
) -> Result<Located, IntakeError> {
    let Some((_, reference)) = patient_reference(&encounter.value) else {
        let message = "the Encounter names no Patient; add its `subject`".to_owned();
        return Err(encounter.error("fhir.no_patient", ".subject", message));
    };
    let found = store.linked(Link::Own, reference)?;
    let patient = found.into_iter().find(|r| r.kind() == "Patient");
    patient.ok_or_else(|| {
        let message = format!("{reference} is not in {}; add the Patient", store.name());
        encounter.error("fhir.no_patient", ".subject", message)
    })
}

/// True when a resource that names no encounter may hold for this one: standing facts always,
/// dated ones when their day lies within the encounter.
fn holds_for(resource: &Located, encounter: &Value) -> bool {
    const STANDING: [&str; 8] = [
        "Condition",
        "AllergyIntolerance",
        "Coverage",
        "MedicationStatement",
        "FamilyMemberHistory",
        "RelatedPerson",
        "Account",
        "Flag",
    ];
    if STANDING.contains(&resource.kind()) {
        return true;
    }
    let Some(day) = date_of(&resource.value) else {
        return !DOCUMENTS.contains(&resource.kind());
    };
    let period = encounter.get("period").unwrap_or(&Value::Null);
    let start: Option<Date> = date(period, "start");
    let end = date(period, "end").or(start);
    start.is_some_and(|s| s <= day) && end.is_some_and(|e| day <= e)
}

impl<'a> Gatherer<'a> {
    fn new(store: &'a mut dyn ResourceStore, patient: Located) -> Gatherer<'a> {
        Gatherer {
            store,
            patient,
            found: BTreeMap::new(),
            keys: BTreeMap::new(),
            names: BTreeMap::new(),
            warnings: Vec::new(),
        }
    }

    /// True, with a warning, for a resource of an encounter that is not in the store.
    fn belongs_elsewhere(&mut self, resource: &Located, encounter: Option<&Located>) -> bool {
        let Some(encounter) = encounter else { return false };
        let ties = super::store::ties(&resource.value).links;
        let named: Vec<String> = ties
            .iter()
            .filter(|(link, _)| *link == Link::OfEncounter)
            .map(|(_, reference)| self.store.canonical(reference))
            .collect();
        let standing = ties.iter().any(|(link, _)| *link == Link::OfPatient);
        if named.is_empty() || standing || named.contains(&encounter.key) {
            return false;
        }
        let message =
            format!("{} belongs to {}, which is not here; it is left out", resource.key, named[0]);
        self.warnings.push(resource.warning("resource.other_encounter", "", message));
        true
    }

    fn add(&mut self, resource: Located) -> Result<(), IntakeError> {
        if self.found.contains_key(&resource.order) {
            return Ok(());
        }
        if let Some(hint) = version::hint(&resource.value) {
            return Err(resource.error("fhir.not_r4", hint.member, hint.message()));
        }
        self.check_patient(&resource)?;
        if let Some(twin) = self.keys.get(&resource.key).and_then(|at| self.found.get(at)) {
            if twin.value != resource.value {
                let message = format!(
                    "{} stands twice with different content (also at {}); keep one",
                    resource.key, twin.place
                );
                return Err(resource.error("fhir.duplicate_id", ".id", message));
            }
            let message = format!("{} stands twice with the same content", resource.key);
            self.warnings.push(resource.warning("fhir.duplicate_id", ".id", message));
            return Ok(());
        }
        if self.found.len() >= MAX_RESOURCES {
            let message = format!("more than {MAX_RESOURCES} resources in one chart; split it");
            return Err(resource.error("fhir.too_many", "", message));
        }
        self.keys.insert(resource.key.clone(), resource.order);
        self.found.insert(resource.order, resource);
        Ok(())
    }

    fn check_patient(&self, resource: &Located) -> Result<(), IntakeError> {
        let Some((member, reference)) = patient_reference(&resource.value) else {
            return Ok(());
        };
        let about = self.store.canonical(reference);
        if about == self.patient.key {
            return Ok(());
        }
        let message = format!(
            "two patients in one chart: this {} is about {reference}, the chart about {} ({}); \
             separate them",
            resource.kind(),
            self.patient.key,
            self.patient.place
        );
        Err(resource.error("fhir.two_patients", &format!(".{member}"), message))
    }

    /// Follows references until nothing new is found, at most `steps` away; and notes under
    /// which names resources are known.
    fn close(&mut self, steps: usize) -> Result<(), IntakeError> {
        let mut fresh: Vec<(u32, u64)> = self.found.keys().copied().collect();
        let mut seen = BTreeSet::new();
        for step in 0..=steps {
            let mut wanted = BTreeSet::new();
            for order in &fresh {
                references(&self.found[order].value, &mut wanted);
            }
            fresh.clear();
            for reference in wanted {
                if !seen.insert(reference.clone()) {
                    continue;
                }
                let key = self.store.canonical(&reference);
                let known = self.keys.contains_key(&key);
                self.names.insert(reference.clone(), key);
                if step < steps {
                    if !known {
                        self.fetch(Link::Own, &reference, &mut fresh)?;
                    }
                    // A role carries the specialty that the Practitioner lacks.
                    self.fetch(Link::RoleOf, &reference, &mut fresh)?;
                } else if reference.contains("?identifier=") {
                    self.fetch(Link::Own, &reference, &mut fresh)?;
                }
            }
        }
        Ok(())
    }

    fn fetch(
        &mut self,
        link: Link,
        reference: &str,
        fresh: &mut Vec<(u32, u64)>,
    ) -> Result<(), IntakeError> {
        let plain = super::store::short_reference(reference);
        let kind = plain.split(['/', '?']).next().unwrap_or_default();
        let may_be = plain.starts_with("urn:")
            || match link {
                Link::RoleOf => kind == "Practitioner",
                _ => FOLLOWED.contains(&kind),
            };
        if !may_be {
            return Ok(());
        }
        for found in self.store.linked(link, reference)? {
            if !FOLLOWED.contains(&found.kind()) {
                continue;
            }
            if reference.contains("?identifier=") {
                self.names.insert(reference.to_owned(), found.key.clone());
            }
            fresh.push(found.order);
            self.add(found)?;
        }
        fresh.retain(|order| self.found.contains_key(order));
        Ok(())
    }

    fn finish(self, encounter: Option<Located>) -> Record {
        let resources: Vec<Located> = self.found.into_values().collect();
        let places = resources.iter().enumerate().map(|(at, r)| (r.key.clone(), at)).collect();
        Record {
            encounter,
            patient: self.patient,
            resources,
            warnings: self.warnings,
            names: self.names,
            places,
        }
    }
}

/// Collects every literal reference within a value. Depth is bounded by the JSON reader.
fn references(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("reference" | "url", Value::String(text)) if text.len() < 512 => {
                        into.insert(text.clone());
                    }
                    _ => references(member, into),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|element| references(element, into)),
        _ => {}
    }
}
