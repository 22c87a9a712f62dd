//! Every fault of a Bundle names the file, the JSON path and what to do.

use intake::{Options, fhir_r4::charts_from_bundle};
use serde_json::{Value, json};

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p"}"#;

fn bundle(resources: &[Value]) -> String {
    let mut entries = vec![json!({"resource": serde_json::from_str::<Value>(PATIENT).unwrap()})];
    entries.extend(resources.iter().map(|r| json!({"resource": r})));
    json!({"resourceType": "Bundle", "type": "collection", "entry": entries}).to_string()
}

fn encounter(more: Value) -> Value {
    let mut made = json!({"resourceType": "Encounter", "id": "e",
        "subject": {"reference": "Patient/p"}});
    made.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    made
}

fn attachment(data: &str) -> Value {
    json!({"resourceType": "DocumentReference", "id": "d",
        "content": [{"attachment": {"contentType": "text/plain", "data": data}}]})
}

fn code(code: &str) -> Value {
    json!({"resourceType": "Condition", "id": "c", "code": {"coding":
        [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]}})
}

/// Text of a file, the code of its first error, the place, and words of the message.
type Case = (String, &'static str, &'static str, &'static str);

fn whole_file() -> Vec<Case> {
    let typed = |kind: &str| format!(r#"{{"resourceType":"Bundle","type":"{kind}"}}"#);
    vec![
        ("{\"a\": \n  nope}".into(), "json.invalid", "line 2, column 4", "not valid JSON"),
        ("{\"resourceType\":\"Bundle\"".into(), "json.invalid", "line 1", "cut off"),
        ("[".repeat(1000), "json.invalid", "line 1, column 128", "128 levels"),
        ("[{\"a\":1}]".into(), "fhir.not_fhir", "$", "Bundle"),
        ("{\"a\":1}".into(), "fhir.not_fhir", "$.resourceType", "not FHIR"),
        (PATIENT.into(), "fhir.not_bundle", "$.resourceType", "a lone Patient"),
        (
            r#"{"resourceType":"Bundle","fhirVersion":"3.0.2"}"#.into(),
            "fhir.not_r4",
            "Bundle.fhirVersion",
            "STU3",
        ),
        (r#"{"resourceType":"Bundle"}"#.into(), "fhir.bundle_type", "Bundle.type", "no `type`"),
        (typed("heap"), "fhir.bundle_type", "Bundle.type", "`heap`"),
        (typed("history"), "fhir.bundle_type", "Bundle.type", "old versions"),
        (typed("collection"), "fhir.no_patient", "Bundle.entry", "no Patient"),
        (
            r#"{"resourceType":"Bundle","type":"batch","entry":{}}"#.into(),
            "fhir.entry",
            "Bundle.entry",
            "list",
        ),
        (bundle(&[json!({"id": "x"})]), "fhir.entry", "Bundle.entry[1].resource", "`resourceType`"),
        (
            bundle(&[encounter(json!({"class": "outpatient"}))]),
            "fhir.not_r4",
            "Bundle.entry[1].resource.class",
            "DSTU2",
        ),
    ]
}

fn one_chart() -> Vec<Case> {
    let other = json!({"resourceType": "Patient", "id": "q"});
    let about_other = json!({"resourceType": "DocumentReference", "id": "d",
        "subject": {"reference": "Patient/q"},
        "context": {"encounter": [{"reference": "Encounter/e"}]}});
    let period = |start: &str| encounter(json!({"period": {"start": start}}));
    let start = "Bundle.entry[1].resource.period.start";
    vec![
        (
            bundle(std::slice::from_ref(&other)),
            "fhir.two_patients",
            "Bundle.entry[1].resource",
            "Patient/q and Patient/p",
        ),
        (
            bundle(&[encounter(json!({})), other, about_other]),
            "fhir.two_patients",
            "Bundle.entry[3].resource.subject",
            "about Patient/q",
        ),
        (
            bundle(&[encounter(json!({"subject": {"reference": "Patient/gone"}}))]),
            "fhir.no_patient",
            "Bundle.entry[1].resource.subject",
            "Patient/gone",
        ),
        (
            bundle(&[encounter(json!({"subject": null}))]),
            "fhir.no_patient",
            "Bundle.entry[1].resource.subject",
            "names no Patient",
        ),
        (bundle(&[period("2014-12-31")]), "encounter.date", start, "before 2015-10-01"),
        (bundle(&[period("2026-06-16")]), "encounter.date", start, "in the future"),
        (bundle(&[period("2026-13-01")]), "encounter.date", start, "not a date"),
        (
            bundle(&[encounter(json!({"status": "cancelled"}))]),
            "encounter.not_held",
            "Bundle.entry[1].resource.status",
            "cancelled",
        ),
        (
            bundle(&[encounter(json!({})), code("250.00")]),
            "condition.unknown_code",
            "Bundle.entry[2].resource.code.coding[0].code",
            "`250.00` is not a code of ICD-10-CM",
        ),
        (
            bundle(&[encounter(json!({})), code("I10"), code("I11.0")]),
            "fhir.duplicate_id",
            "Bundle.entry[3].resource.id",
            "Condition/c stands twice",
        ),
        (
            bundle(&[attachment("SGVsbG8*")]),
            "attachment.base64",
            "Bundle.entry[1].resource.content[0].attachment.data",
            "base64",
        ),
    ]
}

#[test]
fn each_fault_is_named() {
    let options = Options { today: Some("2026-06-15".parse().unwrap()), ..Options::default() };
    for (text, code, place, words) in whole_file().into_iter().chain(one_chart()) {
        let found = charts_from_bundle(text.as_bytes(), "dir/x.json", &options);
        let shown = text.chars().take(300).collect::<String>();
        let fault = found.into_iter().find_map(Result::err).unwrap_or_else(|| panic!("{shown}"));
        assert_eq!(fault.code, code, "{fault} in {shown}");
        assert_eq!(fault.file, "dir/x.json");
        assert!(fault.place.starts_with(place), "{fault} in {shown}");
        assert!(fault.message.contains(words), "{fault} in {shown}");
    }
}

#[test]
fn what_is_no_fault() {
    let options = Options { today: Some("2026-06-15".parse().unwrap()), ..Options::default() };
    let location = json!({"resourceType": "Location", "id": "l",
        "partOf": {"reference": "Location/l"}});
    let placed = encounter(json!({"location": [{"location": {"reference": "Location/l"}}]}));
    for (text, warning) in [
        (bundle(&[]), None),
        // The evening in America, written in UTC.
        (bundle(&[encounter(json!({"period": {"start": "2026-06-16T01:00:00Z"}}))]), None),
        (
            bundle(&[encounter(json!({"period": {"start": "2026-06"}}))]),
            Some("encounter.partial_date"),
        ),
        (bundle(&[encounter(json!({})), code("I10"), code("I10")]), Some("fhir.duplicate_id")),
        (bundle(&[placed, location]), Some("reference.cycle")),
        (bundle(&[attachment("JVBERi0xLjQ=")]), Some("text.binary")),
        (bundle(&[attachment("SGVs\n bG8")]), None),
    ] {
        let found = charts_from_bundle(text.as_bytes(), "x.json", &options);
        let [Ok(chart)] = found.as_slice() else { panic!("{found:?}") };
        let codes: Vec<&str> = chart.warnings.iter().map(|w| w.code.as_str()).collect();
        assert_eq!(codes.first().copied(), warning, "{text}");
    }
}

#[test]
fn a_fault_in_one_encounter_leaves_the_others() {
    let second = json!({"resourceType": "Encounter", "id": "f",
        "subject": {"reference": "Patient/p"}, "period": {"start": "2011-01-01"}});
    let third = json!({"resourceType": "Encounter", "id": "g",
        "subject": {"reference": "Patient/p"}, "period": {"start": "2026-01-01"}});
    let text = bundle(&[encounter(json!({})), second, third]);
    let found = charts_from_bundle(text.as_bytes(), "x.json", &Options::default());
    let kinds: Vec<bool> = found.iter().map(Result::is_ok).collect();
    assert_eq!(kinds, [true, false, true]);
}
