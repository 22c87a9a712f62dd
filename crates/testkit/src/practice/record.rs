//! The clinical record of a bundle: encounter, documents, problems, results, medicines, charges.

use super::PracticeChart;
use super::bundle::{concept, extension, reference, resource};
use super::parties::billing_id;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::{
    Charge, Chart, Date, Document, DrugQuantity, Medication, Observation, RecordedCondition,
    Setting, TimeOfDay,
};
use serde_json::{Value, json};

const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
const ICD10CM: &str = "http://hl7.org/fhir/sid/icd-10-cm";
const SNOMED: &str = "http://snomed.info/sct";
const LOINC: &str = "http://loinc.org";
const UCUM: &str = "http://unitsofmeasure.org";
const CPT: &str = "http://www.ama-assn.org/go/cpt";
const HCPCS: &str = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
const NDC: &str = "http://hl7.org/fhir/sid/ndc";
const REVENUE: &str = "https://www.nubc.org/CodeSystem/RevenueCodes";
const DISCHARGE: &str = "https://www.nubc.org/CodeSystem/PatDischargeStatus";
const ORIGIN: &str = "https://www.nubc.org/CodeSystem/PointOfOrigin";
const PRIORITY: &str = "https://www.nubc.org/CodeSystem/PriorityTypeOfAdmitOrVisit";
const PRESENT_ON_ADMISSION: &str = "https://www.nubc.org/CodeSystem/PresentOnAdmissionIndicator";
const DIAGNOSIS_ROLE: &str = "http://terminology.hl7.org/CodeSystem/diagnosis-role";
const CLINICAL_STATUS: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const CONDITION_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/condition-category";
const OBSERVATION_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
const INTERPRETATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

/// The practice's distance from Greenwich, standard time.
const ZONE: &str = "-06:00";

/// Encounter first, then everything that refers to it.
pub(super) fn resources(practice_chart: &PracticeChart) -> Vec<Value> {
    let chart = &practice_chart.chart;
    let links = Links::of(chart);
    let mut all = vec![encounter(practice_chart, &links)];
    all.extend(chart.documents.iter().map(|d| document(d, chart, &links)));
    all.extend(numbered(&chart.conditions, |n, c| condition(n, c, &links)));
    all.extend(numbered(&chart.observations, |n, o| observation(n, o, &links)));
    all.extend(numbered(&chart.medications, |n, m| medication(n, m, &links)));
    all.extend(numbered(&chart.charges, |n, c| charge(n, c, &links)));
    all
}

fn numbered<T>(items: &[T], make: impl Fn(usize, &T) -> Value) -> Vec<Value> {
    items.iter().enumerate().map(|(index, item)| make(index + 1, item)).collect()
}

/// What almost every resource refers to.
struct Links {
    patient: Value,
    encounter: Value,
}

impl Links {
    fn of(chart: &Chart) -> Links {
        let patient = chart.patient.as_ref().map_or("", |p| p.id.as_str());
        Links {
            patient: reference("Patient", patient),
            encounter: reference("Encounter", chart.id.as_str()),
        }
    }
}

fn encounter(practice_chart: &PracticeChart, links: &Links) -> Value {
    let chart = &practice_chart.chart;
    let facts = &chart.encounter;
    let setting = facts.setting.unwrap_or(Setting::Office);
    let (class, renders) = match setting {
        Setting::Ed => ("EMER", "PPRF"),
        Setting::Inpatient => ("IMP", "ATND"),
        _ => ("AMB", "PPRF"),
    };
    let who = [(&chart.rendering, renders), (&chart.ordering, "REF")];
    let participants: Vec<Value> = who
        .into_iter()
        .filter_map(|(who, role)| who.as_ref().map(|w| (w, role)))
        .map(|(who, role)| {
            let individual = reference("Practitioner", &who.id);
            json!({ "type": [concept(PARTICIPATION, role, None)], "individual": individual })
        })
        .collect();
    let place = chart.facility.as_ref();
    let place = place.map(|f| json!({ "location": reference("Location", &f.id) }));
    let discharge = facts.discharge_status.as_ref().map(|c| concept(DISCHARGE, c, None));
    let origin = facts.admission_source.as_ref().map(|c| concept(ORIGIN, c, None));
    let new_patient = facts.new_patient;
    let new_patient = new_patient.map(|n| extension("new-patient", "valueBoolean", n.into()));
    let members = json!({
        "extension": [new_patient],
        "status": "finished",
        "class": { "system": ACT_CODE, "code": class },
        "type": [{ "text": setting.name() }],
        "serviceType": { "text": practice_chart.service },
        "priority": facts.admission_type.as_ref().map(|c| concept(PRIORITY, c, None)),
        "subject": links.patient,
        "participant": participants,
        "period": {
            "start": moment(facts.start, facts.start_time),
            "end": moment(facts.end.or(facts.start), facts.end_time),
        },
        "reasonCode": facts.reasons.iter().map(|r| json!({ "text": r })).collect::<Vec<_>>(),
        "diagnosis": diagnoses(chart),
        "hospitalization": { "admitSource": origin, "dischargeDisposition": discharge },
        "location": [place],
        "serviceProvider": reference("Organization", billing_id(chart)),
    });
    resource("Encounter", chart.id.as_str(), members)
}

/// The ranked conditions, then the one that was stated at admission, in its role.
fn diagnoses(chart: &Chart) -> Vec<Value> {
    let named = |index: usize| reference("Condition", &format!("condition-{}", index + 1));
    let conditions = || chart.conditions.iter().enumerate();
    let ranked = conditions().filter_map(|(index, condition)| {
        condition.rank.map(|rank| json!({ "condition": named(index), "rank": rank }))
    });
    let admitting = chart.encounter.admitting_diagnosis.as_ref().and_then(|code| {
        let (index, _) = conditions().find(|(_, c)| c.icd10cm.as_ref() == Some(code))?;
        let role = concept(DIAGNOSIS_ROLE, "AD", None);
        Some(json!({ "condition": named(index), "use": role }))
    });
    ranked.chain(admitting).collect()
}

fn day(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// A day, or a day and time in the practice's zone.
fn moment(date: Option<Date>, time: Option<TimeOfDay>) -> Option<String> {
    match time {
        Some(time) => date.map(|date| format!("{date}T{time}:00{ZONE}")),
        None => day(date),
    }
}

fn document(document: &Document, chart: &Chart, links: &Links) -> Value {
    let author = chart.rendering.as_ref().map(|who| reference("Practitioner", &who.id));
    let attachment = json!({
        "contentType": "text/plain; charset=utf-8",
        "language": "en-US",
        "data": STANDARD.encode(&document.text),
        "title": document.title,
    });
    let members = json!({
        "status": "current",
        "docStatus": "final",
        "type": document.loinc.as_ref().map(|c| concept(LOINC, c, Some(&document.title))),
        "subject": links.patient,
        // An instant needs a time of day; the practice records days only, so noon stands here.
        "date": document.date.map(|date| format!("{date}T12:00:00Z")),
        "author": [author],
        "content": [{ "attachment": attachment }],
        "context": { "encounter": [links.encounter] },
    });
    resource("DocumentReference", document.id.as_str(), members)
}

fn condition(number: usize, condition: &RecordedCondition, links: &Links) -> Value {
    let coding = [(ICD10CM, &condition.icd10cm), (SNOMED, &condition.snomed)];
    let coding = coding
        .map(|(system, code)| code.as_ref().map(|code| json!({ "system": system, "code": code })));
    let status =
        |system: &str, code: &Option<String>| code.as_ref().map(|code| concept(system, code, None));
    let present = condition.present_on_admission.map(String::from).map(|letter| {
        let concept = concept(PRESENT_ON_ADMISSION, &letter, None);
        extension("present-on-admission", "valueCodeableConcept", concept)
    });
    let members = json!({
        "extension": [present],
        "clinicalStatus": status(CLINICAL_STATUS, &condition.clinical_status),
        "verificationStatus": status(VERIFICATION, &condition.verification_status),
        "category": [status(CONDITION_CATEGORY, &condition.category)],
        "code": { "coding": coding, "text": condition.text },
        "subject": links.patient,
        "encounter": links.encounter,
        "onsetDateTime": day(condition.onset),
    });
    resource("Condition", &format!("condition-{number}"), members)
}

fn observation(number: usize, observation: &Observation, links: &Links) -> Value {
    let value = observation.value.as_deref().unwrap_or_default();
    let quantity = observation.unit.as_ref().and_then(|unit| {
        let number: serde_json::Number = value.parse().ok()?;
        Some(json!({ "value": number, "unit": unit, "system": UCUM, "code": unit }))
    });
    let text = quantity.is_none().then_some(value);
    let flag = observation.interpretation.as_ref().map(|c| concept(INTERPRETATION, c, None));
    let category = observation.category.as_ref();
    let members = json!({
        "status": "final",
        "category": [category.map(|c| concept(OBSERVATION_CATEGORY, c, None))],
        "code": observation.loinc.as_ref().map(|c| concept(LOINC, c, Some(&observation.text))),
        "subject": links.patient,
        "encounter": links.encounter,
        "effectiveDateTime": day(observation.date),
        "valueQuantity": quantity,
        "valueString": text,
        "interpretation": [flag],
    });
    resource("Observation", &format!("observation-{number}"), members)
}

fn medication(number: usize, medication: &Medication, links: &Links) -> Value {
    let dose = medication.dose.as_ref().map(|dose| json!({ "text": dose }));
    let name = json!({ "text": medication.text });
    if medication.administered {
        let members = json!({
            "status": medication.status,
            "medicationCodeableConcept": name,
            "subject": links.patient,
            "context": links.encounter,
            "effectiveDateTime": day(medication.date),
            "dosage": dose,
        });
        return resource("MedicationAdministration", &format!("given-{number}"), members);
    }
    let members = json!({
        "status": medication.status,
        "intent": "order",
        "medicationCodeableConcept": name,
        "subject": links.patient,
        "encounter": links.encounter,
        "authoredOn": day(medication.date),
        "dosageInstruction": [dose],
    });
    resource("MedicationRequest", &format!("medication-{number}"), members)
}

fn charge(number: usize, charge: &Charge, links: &Links) -> Value {
    let coding = |system: &str, code: &str| json!({ "system": system, "code": code });
    // Level I numbers begin with a digit, Level II codes with a letter.
    let service = charge.code.as_ref().map(|code| {
        let level_two = code.starts_with(|c: char| c.is_ascii_alphabetic());
        coding(if level_two { HCPCS } else { CPT }, code)
    });
    let revenue = charge.revenue_code.as_ref().map(|code| coding(REVENUE, code));
    let modifiers = charge.modifiers.iter();
    let modifiers = modifiers.map(|m| extension("charge-modifier", "valueCode", m.as_str().into()));
    let drug = charge.ndc_quantity.as_ref().and_then(drug_quantity);
    // The shortest decimal form is a JSON number as it stands.
    let dollars: Option<serde_json::Number> = charge.amount.to_x12().parse().ok();
    let members = json!({
        "extension": modifiers.chain(drug).collect::<Vec<Value>>(),
        "status": "billable",
        "code": { "coding": [service, revenue] },
        "subject": links.patient,
        "context": links.encounter,
        "occurrenceDateTime": day(charge.date),
        "quantity": { "value": charge.units },
        "priceOverride": { "value": dollars, "currency": "USD" },
        "productCodeableConcept": charge.ndc.as_ref().map(|ndc| concept(NDC, ndc, None)),
    });
    resource("ChargeItem", &format!("charge-{number}"), members)
}

/// How much of the drug, in UCUM; `None` for an amount or unit that no claim takes.
fn drug_quantity(drug: &DrugQuantity) -> Option<Value> {
    let amount: serde_json::Number = drug.amount.parse().ok()?;
    let unit = match drug.unit.as_str() {
        "F2" => "[iU]",
        "GR" => "g",
        "ME" => "mg",
        "ML" => "mL",
        "UN" => "{unit}",
        _ => return None,
    };
    let quantity = json!({ "value": amount, "unit": unit, "system": UCUM, "code": unit });
    Some(extension("ndc-quantity", "valueQuantity", quantity))
}
