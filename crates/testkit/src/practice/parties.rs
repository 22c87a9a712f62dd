//! The people and organisations of a bundle.

use super::bundle::{PAYER_ID, concept, extension, reference, resource};
use model::{
    Address, Chart, Coverage, Facility, HumanName, Organization, Patient, PayerKind, Practitioner,
    Relationship, Setting, Sex,
};
use serde_json::{Value, json};

const NPI: &str = "http://hl7.org/fhir/sid/us-npi";
const TAX_ID: &str = "urn:oid:2.16.840.1.113883.4.4";
const CLIA: &str = "urn:oid:2.16.840.1.113883.4.7";
const TAXONOMY: &str = "http://nucc.org/provider-taxonomy";
const PLACE_OF_SERVICE: &str =
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set";
const ORGANIZATION_TYPE: &str = "http://terminology.hl7.org/CodeSystem/organization-type";
const IDENTIFIER_TYPE: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";
const RELATIONSHIP: &str = "http://terminology.hl7.org/CodeSystem/subscriber-relationship";
const COVERAGE_CLASS: &str = "http://terminology.hl7.org/CodeSystem/coverage-class";
const PAYMENT_TYPOLOGY: &str = "https://nahdo.org/sopt";
const CLAIM_TYPE: &str = "http://terminology.hl7.org/CodeSystem/claim-type";
/// Numbers that the practice gives its patients.
const PATIENT_NUMBER: &str = "https://cleanclaim.example/fhir/sid/patient-number";

/// The id of the billing organisation's resource.
pub(super) fn billing_id(chart: &Chart) -> &str {
    chart.billing.as_ref().map_or("", |billing| &billing.id)
}

/// Patient, coverages, organisations, practitioners with their roles, location.
pub(super) fn resources(chart: &Chart) -> Vec<Value> {
    let mut all = Vec::new();
    let Some(patient) = &chart.patient else { return all };
    all.push(person("Patient", patient, None));
    for coverage in &chart.coverages {
        let subscriber = coverage.subscriber.as_ref();
        all.extend(subscriber.map(|s| {
            let patient = reference("Patient", patient.id.as_str());
            person("RelatedPerson", s, Some(patient))
        }));
        all.push(insurance(coverage, patient));
        all.push(payer(&coverage.payer));
        all.extend(authorization(coverage, chart));
    }
    all.extend(chart.billing.as_ref().map(organization));
    for (provider, role) in [(&chart.rendering, "rendering"), (&chart.ordering, "ordering")] {
        if let Some(provider) = provider {
            all.push(practitioner(provider));
            all.push(practitioner_role(provider, role, chart));
        }
    }
    all.extend(chart.facility.as_ref().map(|facility| location(facility, billing_id(chart))));
    all
}

fn payer_id(payer: &Organization) -> String {
    format!("payer-{}", payer.id)
}

fn person(kind: &str, who: &Patient, patient: Option<Value>) -> Value {
    let gender = match who.sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unknown => "unknown",
    };
    let number = json!({
        "type": concept(IDENTIFIER_TYPE, "MR", None),
        "system": PATIENT_NUMBER,
        "value": who.id.as_str(),
    });
    let members = json!({
        "identifier": [patient.is_none().then_some(number)],
        "patient": patient,
        "name": [who.name.as_ref().map(human_name)],
        "gender": gender,
        "birthDate": who.birth_date.map(|day| day.to_string()),
        "address": [who.address.as_ref().map(address)],
    });
    resource(kind, who.id.as_str(), members)
}

fn human_name(name: &HumanName) -> Value {
    json!({
        "use": "official",
        "family": name.family,
        "given": [name.given, name.middle],
        "suffix": [name.suffix],
    })
}

fn address(at: &Address) -> Value {
    let zip = match at.zip.split_at_checked(5) {
        Some((five, four)) if !four.is_empty() => format!("{five}-{four}"),
        _ => at.zip.clone(),
    };
    json!({
        "line": [at.line1, at.line2],
        "city": at.city,
        "state": at.state,
        "postalCode": zip,
        "country": "US",
    })
}

fn insurance(coverage: &Coverage, patient: &Patient) -> Value {
    let subscriber = match &coverage.subscriber {
        Some(subscriber) => reference("RelatedPerson", subscriber.id.as_str()),
        None => reference("Patient", patient.id.as_str()),
    };
    let relationship = match coverage.relationship {
        Relationship::Same => "self",
        Relationship::Spouse => "spouse",
        Relationship::Child => "child",
        Relationship::Other => "other",
    };
    let class = |kind: &str, value: &Option<String>| {
        value.as_ref().map(|v| json!({ "type": concept(COVERAGE_CLASS, kind, None), "value": v }))
    };
    let days = coverage.timely_filing_days;
    let days = days.map(|d| extension("timely-filing-days", "valueUnsignedInt", d.into()));
    let asks = coverage.auth_required.iter();
    let asks = asks.map(|code| extension("auth-required", "valueCode", code.as_str().into()));
    let members = json!({
        "extension": days.into_iter().chain(asks).collect::<Vec<Value>>(),
        "status": "active",
        "type": payer_kind(coverage.kind),
        "subscriber": subscriber,
        "subscriberId": coverage.member_id,
        "beneficiary": reference("Patient", patient.id.as_str()),
        "relationship": concept(RELATIONSHIP, relationship, None),
        "payor": [reference("Organization", &payer_id(&coverage.payer))],
        "class": [class("group", &coverage.group), class("plan", &coverage.plan)],
        "order": coverage.order,
    });
    resource("Coverage", &format!("coverage-{}", coverage.order), members)
}

/// The payer's answer to the request for authorization, where it gave a number.
fn authorization(coverage: &Coverage, chart: &Chart) -> Option<Value> {
    let number = coverage.authorization.as_ref()?;
    let patient = chart.patient.as_ref()?;
    let claim_type = match chart.encounter.setting {
        Some(Setting::Inpatient) => "institutional",
        _ => "professional",
    };
    let members = json!({
        "status": "active",
        "type": concept(CLAIM_TYPE, claim_type, None),
        "use": "preauthorization",
        "patient": reference("Patient", patient.id.as_str()),
        "created": chart.encounter.start.map(|day| day.to_string()),
        "insurer": reference("Organization", &payer_id(&coverage.payer)),
        "outcome": "complete",
        "preAuthRef": number,
    });
    Some(resource("ClaimResponse", &format!("authorization-{}", coverage.order), members))
}

fn payer_kind(kind: PayerKind) -> Value {
    let (typology, text) = match kind {
        PayerKind::Medicare => ("121", "medicare"),
        PayerKind::MedicareAdvantage => ("111", "medicare_advantage"),
        PayerKind::Medicaid => ("2", "medicaid"),
        PayerKind::Commercial => ("5", "commercial"),
        PayerKind::WorkersComp => ("95", "workers_comp"),
        PayerKind::Other => ("9", "other"),
    };
    concept(PAYMENT_TYPOLOGY, typology, Some(text))
}

fn payer(payer: &Organization) -> Value {
    let members = json!({
        "identifier": [{ "system": PAYER_ID, "value": payer.id }],
        "active": true,
        "type": [concept(ORGANIZATION_TYPE, "pay", None)],
        "name": payer.name,
        "address": [payer.address.as_ref().map(address)],
    });
    resource("Organization", &payer_id(payer), members)
}

fn identifier(system: &str, value: Option<&String>) -> Option<Value> {
    value.map(|value| json!({ "system": system, "value": value }))
}

fn organization(org: &Organization) -> Value {
    let members = json!({
        "identifier": [
            identifier(NPI, org.npi.as_ref()),
            identifier(TAX_ID, org.tax_id.as_ref()),
            identifier(CLIA, org.clia.as_ref()),
        ],
        "active": true,
        "type": [
            concept(ORGANIZATION_TYPE, "prov", None),
            org.taxonomy.as_ref().map(|code| concept(TAXONOMY, code, None)),
        ],
        "name": org.name,
        "telecom": [org.phone.as_ref().map(|phone| json!({ "system": "phone", "value": phone }))],
        "address": [org.address.as_ref().map(address)],
    });
    resource("Organization", &org.id, members)
}

fn practitioner(who: &Practitioner) -> Value {
    let members = json!({
        "identifier": [identifier(NPI, who.npi.as_ref())],
        "active": true,
        "name": [human_name(&who.name)],
    });
    resource("Practitioner", &who.id, members)
}

fn practitioner_role(who: &Practitioner, role: &str, chart: &Chart) -> Value {
    // A referring clinician may belong to another group; only the rendering one is known to
    // work for the organisation that bills.
    let bills = (role == "rendering").then(|| reference("Organization", billing_id(chart)));
    let members = json!({
        "active": true,
        "practitioner": reference("Practitioner", &who.id),
        "organization": bills,
        "specialty": [who.taxonomy.as_ref().map(|code| concept(TAXONOMY, code, None))],
    });
    resource("PractitionerRole", &format!("role-{role}"), members)
}

fn location(place: &Facility, managed_by: &str) -> Value {
    let kind = place.place_of_service.as_ref();
    let members = json!({
        "identifier": [identifier(NPI, place.npi.as_ref())],
        "status": "active",
        "name": place.name,
        "type": [kind.map(|code| concept(PLACE_OF_SERVICE, code, None))],
        "address": place.address.as_ref().map(address),
        "managingOrganization": reference("Organization", managed_by),
    });
    resource("Location", &place.id, members)
}
