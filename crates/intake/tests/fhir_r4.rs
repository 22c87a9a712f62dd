//! Hand-written Bundles and Bulk Data become the charts that a person would expect.

use intake::{CodeStanding, Options, charts, fhir_r4};
use model::{Cents, Chart, PayerKind, Relationship, SectionKind, Setting, Sex};
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/intake").join(name)
}

fn load(name: &str, options: &Options<'_>) -> Vec<Chart> {
    charts(&[fixture(name)], options).map(|chart| chart.unwrap()).collect()
}

fn visit() -> Chart {
    let found = load("visit.json", &Options::default());
    assert_eq!(found.len(), 1);
    found.into_iter().next().unwrap()
}

#[test]
fn people_and_places_of_a_visit() {
    let chart = visit();
    assert_eq!(chart.id.as_str(), "visit-1");
    let patient = chart.patient.unwrap();
    let name = patient.name.unwrap();
    assert_eq!((name.family.as_str(), name.middle.as_deref()), ("Okafor", Some("Mae")));
    assert_eq!(patient.sex, Sex::Female);
    assert_eq!(patient.address.unwrap().zip, "454021234");
    let rendering = chart.rendering.unwrap();
    assert_eq!(rendering.npi.as_deref(), Some("1234567893"));
    assert_eq!(rendering.taxonomy.as_deref(), Some("207Q00000X"));
    let ordering = chart.ordering.unwrap();
    assert_eq!(
        (ordering.name.family.as_str(), ordering.name.given.as_deref()),
        ("Park", Some("Mina"))
    );
    let billing = chart.billing.unwrap();
    assert_eq!(billing.name, "Elm Street Family Medicine");
    assert_eq!(billing.npi.as_deref(), Some("1245319599"));
    assert_eq!(billing.tax_id.as_deref(), Some("123456789"));
    assert_eq!(billing.taxonomy.as_deref(), Some("261QP2300X"));
    assert_eq!(billing.clia.as_deref(), Some("36D0000000"));
    assert_eq!(billing.phone.as_deref(), Some("9375550100"));
    let facility = chart.facility.unwrap();
    assert_eq!((facility.name.as_str(), facility.id.as_str()), ("Elm Street", "site"));
    assert_eq!(facility.npi.as_deref(), Some("1245319599"));
    assert_eq!(facility.place_of_service.as_deref(), Some("11"));
}

#[test]
fn encounter_and_coverages_of_a_visit() {
    let chart = visit();
    assert_eq!(chart.encounter.setting, Some(Setting::Office));
    assert_eq!(chart.encounter.start.unwrap().to_string(), "2026-06-15");
    assert_eq!(chart.encounter.end, None);
    assert_eq!(chart.encounter.new_patient, Some(false));
    assert_eq!(chart.encounter.reasons, ["Diabetes follow-up"]);
    let [first, second] = chart.coverages.as_slice() else { panic!("{:?}", chart.coverages) };
    assert_eq!((first.order, first.kind), (1, PayerKind::Commercial));
    assert_eq!(first.payer.id, "60054");
    assert_eq!(first.member_id, "W123456789");
    assert_eq!(first.group.as_deref(), Some("G-77"));
    assert_eq!(first.plan.as_deref(), Some("Gold PPO"));
    assert_eq!(first.relationship, Relationship::Spouse);
    let husband = first.subscriber.as_ref().unwrap();
    assert_eq!(husband.name.as_ref().unwrap().given.as_deref(), Some("Ben"));
    assert_eq!(first.authorization.as_deref(), Some("AUTH-9"));
    assert_eq!((second.order, second.kind), (2, PayerKind::Medicare));
    assert_eq!(second.payer.name, "Medicare");
}

#[test]
fn clinical_facts_of_a_visit() {
    let chart = visit();
    let [condition] = chart.conditions.as_slice() else { panic!("{:?}", chart.conditions) };
    assert_eq!(condition.icd10cm.as_deref(), Some("E11.22"));
    assert_eq!(condition.snomed.as_deref(), Some("44054006"));
    assert_eq!(condition.rank, Some(1));
    assert_eq!(condition.onset.unwrap().to_string(), "2014-02-01");
    let values: Vec<(&str, &str)> = chart
        .observations
        .iter()
        .map(|o| (o.loinc.as_deref().unwrap(), o.value.as_deref().unwrap()))
        .collect();
    assert_eq!(values, [("4548-4", "8.4"), ("8480-6", "148"), ("8462-4", "88")]);
    assert_eq!(chart.observations[0].interpretation.as_deref(), Some("H"));
    let [ordered, given] = chart.medications.as_slice() else { panic!() };
    assert_eq!(ordered.rxnorm.as_deref(), Some("860975"));
    assert_eq!(ordered.dose.as_deref(), Some("one tablet twice daily"));
    assert!(given.administered && given.dose.as_deref() == Some("0.5 mL"));
    let [procedure] = chart.procedures.as_slice() else { panic!() };
    assert_eq!(procedure.cpt.as_deref(), Some("11042"));
    assert_eq!(procedure.icd10pcs.as_deref(), Some("0JBR0ZZ"));
    let [charge] = chart.charges.as_slice() else { panic!("{:?}", chart.charges) };
    assert_eq!(charge.code.as_deref(), Some("99214"));
    assert_eq!((charge.modifiers.as_slice(), charge.units), (&["25".to_owned()][..], 1));
    assert_eq!(charge.amount, Cents(18_550));
}

#[test]
fn documents_of_a_visit() {
    let chart = visit();
    let texts: Vec<&str> = chart.documents.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "CHEST X-RAY\r\nFindings: clear lungs.\r\n",
            "No acute disease.",
            "HPI: 65-year-old with type 2 diabetes and stage 3a CKD.\nPlan: metformin.\n",
            "Assessment\n- Type 2 diabetes, A1c > 8\n- CKD stage 3a\n\nFamily history\nMother: \
             stroke.",
        ]
    );
    assert_eq!(chart.documents[2].loinc.as_deref(), Some("11506-3"));
    let kinds: Vec<SectionKind> = chart.documents[3].sections.iter().map(|s| s.2).collect();
    assert_eq!(kinds, [SectionKind::Assessment, SectionKind::FamilyHistory]);
    assert_eq!(chart.documents[1].sections, [(0, 17, SectionKind::Impression)]);
    let codes: Vec<&str> = chart.warnings.iter().map(|w| w.code.as_str()).collect();
    for code in ["document.withdrawn", "condition.withdrawn", "charge.not_billable"] {
        assert!(codes.contains(&code), "{code} not in {codes:?}");
    }
    assert!(!codes.contains(&"coverage.not_in_force"), "another coverage is in force");
}

#[test]
fn unknown_members_survive() {
    let chart = visit();
    let source = std::fs::read(fixture("visit.json")).unwrap();
    let bundle: serde_json::Value = serde_json::from_slice(&source).unwrap();
    let entries = bundle["entry"].as_array().unwrap();
    assert_eq!(chart.resources.len(), entries.len());
    for (kept, entry) in chart.resources.iter().zip(entries) {
        assert_eq!(kept, &entry["resource"]);
    }
    // The chart itself survives being written and read.
    let text = serde_json::to_string(&chart).unwrap();
    assert_eq!(serde_json::from_str::<Chart>(&text).unwrap(), chart);
}

#[test]
fn one_chart_for_each_encounter() {
    let found = load("three_visits.json", &Options::default());
    let ids: Vec<&str> = found.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["e1", "e2", "e3"]);
    let [ed, stay, office] = found.as_slice() else { panic!() };
    assert_eq!(ed.encounter.setting, Some(Setting::Ed));
    assert_eq!(ed.encounter.end.unwrap().to_string(), "2026-02-02");
    assert_eq!(ed.documents[0].text, "ED: chest pain");
    assert_eq!(ed.rendering.as_ref().unwrap().npi.as_deref(), Some("1234567893"));
    assert_eq!(ed.conditions.len(), 1, "the problem list only");
    assert!(ed.warnings.iter().any(|w| w.code == "document.unattached"));
    assert_eq!(stay.encounter.discharge_status.as_deref(), Some("03"));
    assert_eq!(stay.encounter.admission_type.as_deref(), Some("1"));
    assert_eq!(stay.conditions.len(), 2, "the stay's own and the problem list");
    assert_eq!(stay.documents.len(), 1, "dated within the stay");
    assert_eq!(office.patient.as_ref().unwrap().id.as_str(), "p2");
    assert!(office.conditions.is_empty() && office.documents.is_empty());
}

#[test]
fn bulk_data_is_joined_by_reference() {
    let found = load("bulk", &Options::default());
    let seen: Vec<(&str, &str, &str, usize)> = found
        .iter()
        .map(|c| {
            let patient = c.patient.as_ref().unwrap().id.as_str();
            (c.id.as_str(), patient, c.documents[0].text.as_str(), c.conditions.len())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("e1", "p2", "Note 1: feels well.", 1),
            ("e2", "p1", "Note 2: feels well.", 1),
            ("e3", "p2", "Note 3: feels well.", 1),
        ]
    );
    assert!(found.iter().all(|c| c.rendering.as_ref().unwrap().npi.is_some()));
    assert!(found[0].documents[0].source.contains("DocumentReference.ndjson, line 1"));
}

#[test]
fn given_setting_and_date_win() {
    let date = "2026-01-02".parse().unwrap();
    let options =
        Options { setting: Some(Setting::Clinic), date: Some(date), ..Options::default() };
    for name in ["visit.json", "bulk", "office_note.txt"] {
        for chart in load(name, &options) {
            assert_eq!(chart.encounter.setting, Some(Setting::Clinic), "{name}");
            assert_eq!(chart.encounter.start, Some(date), "{name}");
        }
    }
}

#[test]
fn codes_are_looked_up_when_the_caller_can() {
    let answer = |standing: CodeStanding| {
        let look_up = move |code: &str, day: Option<model::Date>| {
            assert_eq!((code, day.unwrap().to_string().as_str()), ("E11.22", "2026-06-15"));
            standing
        };
        let options = Options { code_standing: Some(&look_up), ..Options::default() };
        let bytes = std::fs::read(fixture("visit.json")).unwrap();
        fhir_r4::charts_from_bundle(&bytes, "visit.json", &options).remove(0)
    };
    assert!(answer(CodeStanding::Valid).is_ok());
    let other = answer(CodeStanding::OtherYear).unwrap();
    assert!(other.warnings.iter().any(|w| w.code == "condition.other_year"));
    let fault = answer(CodeStanding::Unknown).unwrap_err();
    assert_eq!(fault.place, "Bundle.entry[10].resource.code.coding[1].code");
    assert!(fault.to_string().contains("`E1122` is not a code of ICD-10-CM"), "{fault}");
}
