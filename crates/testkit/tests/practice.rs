//! The made-up practice as a whole: complete, consistent, and the same every time.

use model::{Chart, GapKind, Setting, npi};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use testkit::practice::{self, Directory, PracticeChart};

fn settings(charts: &[PracticeChart]) -> BTreeMap<Setting, usize> {
    let mut counts = BTreeMap::new();
    for chart in charts {
        *counts.entry(chart.chart.encounter.setting.unwrap()).or_insert(0) += 1;
    }
    counts
}

fn of_kind<'a>(bundle: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    let entries = bundle["entry"].as_array().unwrap().iter();
    entries.map(|entry| &entry["resource"]).filter(move |r| r["resourceType"] == kind)
}

#[test]
fn every_chart_reads() {
    let charts = practice::read_charts().unwrap_or_else(|fault| panic!("{fault}"));
    assert!(charts.len() >= 30);
    let ids: BTreeSet<&str> = charts.iter().map(|c| c.slug.as_str()).collect();
    assert_eq!(ids.len(), charts.len(), "slugs are unique");
    let patients: BTreeSet<&str> =
        charts.iter().map(|c| c.chart.patient.as_ref().unwrap().id.as_str()).collect();
    assert_eq!(patients.len(), charts.len(), "every chart has a patient of its own");
    let members: BTreeSet<&str> =
        charts.iter().map(|c| c.chart.coverages[0].member_id.as_str()).collect();
    assert_eq!(members.len(), charts.len(), "every patient has a member number of their own");
}

#[test]
fn settings_are_mixed() {
    let counts = settings(&practice::charts());
    for (setting, least) in [
        (Setting::Office, 10),
        (Setting::Ed, 6),
        (Setting::Radiology, 5),
        (Setting::Surgery, 4),
        (Setting::Pathology, 3),
        (Setting::Inpatient, 1),
        (Setting::Clinic, 1),
    ] {
        assert!(counts.get(&setting).is_some_and(|n| *n >= least), "{setting}: {counts:?}");
    }
}

#[test]
fn gaps_are_left_on_purpose() {
    let charts = practice::charts();
    let open: Vec<&PracticeChart> = charts.iter().filter(|c| !c.gaps.is_empty()).collect();
    assert!(open.len() >= 5);
    for kind in [GapKind::Laterality, GapKind::Type, GapKind::Indicator, GapKind::Conflict] {
        assert!(open.iter().any(|c| c.gaps.contains(&kind)), "{kind:?}");
    }
}

#[test]
fn the_table_names_every_folder_and_file() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("practice/charts");
    let names = |path: &std::path::Path| -> BTreeSet<String> {
        let files = std::fs::read_dir(path).unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    };
    let charts = practice::charts();
    let slugs: BTreeSet<String> = charts.iter().map(|c| c.slug.clone()).collect();
    assert_eq!(names(&root), slugs);
    for chart in &charts {
        let mut embedded: BTreeSet<String> = BTreeSet::from(["chart.toml".to_owned()]);
        for document in &chart.chart.documents {
            embedded.insert(document.source.rsplit('/').next().unwrap().to_owned());
        }
        assert_eq!(names(&root.join(&chart.slug)), embedded, "{}", chart.slug);
    }
}

#[test]
fn numbers_have_their_shape() {
    let directory = Directory::embedded().unwrap();
    let mut npis = Vec::new();
    for organization in directory.organizations() {
        npis.extend(organization.npi.clone());
        let tax_id = organization.tax_id.unwrap();
        assert!(tax_id.len() == 9 && tax_id.bytes().all(|b| b.is_ascii_digit()), "{tax_id}");
        assert!(organization.phone.unwrap()[3..].starts_with("55501"), "{}", organization.name);
        assert_taxonomy(&organization.taxonomy.unwrap());
    }
    for provider in directory.providers() {
        npis.extend(provider.npi);
        assert_taxonomy(&provider.taxonomy.unwrap());
    }
    npis.extend(directory.facilities().into_iter().filter_map(|facility| facility.npi));
    assert!(npis.len() >= 25);
    for number in npis {
        assert!(npi::is_valid(&number), "{number}");
    }
    let kinds: BTreeSet<String> =
        directory.payers().iter().map(|(_, kind)| format!("{kind:?}")).collect();
    assert_eq!(kinds.len(), 4, "Medicare, Medicare Advantage, Medicaid, commercial: {kinds:?}");
}

fn assert_taxonomy(code: &str) {
    let shape = code.len() == 10
        && code.ends_with('X')
        && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    assert!(shape, "{code}");
}

#[test]
fn charts_hold_together() {
    for PracticeChart { slug, chart, .. } in practice::charts() {
        assert!(slug.len() <= 20, "{slug} would not fit a patient control number");
        let start = chart.encounter.start.unwrap();
        let end = chart.encounter.end.unwrap_or(start);
        assert!(start <= end && start.year() == 2026 && (1..=6).contains(&start.month()), "{slug}");
        let patient = chart.patient.as_ref().unwrap();
        assert!(patient.birth_date.unwrap() < start, "{slug}");
        assert_eq!(patient.address.as_ref().unwrap().zip.len(), 9, "{slug}");
        assert_documents(&slug, &chart);
        assert_charges(&slug, &chart);
        let held = chart.facility.unwrap().place_of_service.unwrap();
        let wanted = match chart.encounter.setting.unwrap() {
            Setting::Office => "11",
            Setting::Ed => "23",
            Setting::Surgery => "24",
            Setting::Inpatient => "21",
            Setting::Radiology | Setting::Clinic => "22",
            Setting::Pathology => "81",
        };
        assert_eq!(held, wanted, "{slug}");
    }
}

fn assert_documents(slug: &str, chart: &Chart) {
    assert!(!chart.documents.is_empty(), "{slug}");
    for document in &chart.documents {
        assert!(document.text.len() >= 200, "{}", document.source);
        assert!(!document.text.contains('\r') && document.text.ends_with('\n'), "{slug}");
        let written = document.date.unwrap();
        assert!(chart.encounter.start.unwrap() <= written, "{slug}");
    }
}

fn assert_charges(slug: &str, chart: &Chart) {
    let inpatient = chart.encounter.setting == Some(Setting::Inpatient);
    for charge in &chart.charges {
        assert!(charge.units > 0 && charge.amount > model::Cents::ZERO, "{slug}: {charge:?}");
        assert!(charge.code.is_some() || charge.revenue_code.is_some(), "{slug}");
        assert!(charge.ndc.as_ref().is_none_or(|ndc| ndc.len() == 11), "{slug}");
        assert!(charge.revenue_code.as_ref().is_none_or(|code| code.len() == 4), "{slug}");
        assert!(!inpatient || charge.revenue_code.is_some(), "{slug}");
    }
}

#[test]
fn every_bundle_has_one_patient_and_one_encounter() {
    for chart in practice::charts() {
        let bundle = practice::to_bundle(&chart);
        assert_eq!(of_kind(&bundle, "Patient").count(), 1, "{}", chart.slug);
        assert_eq!(of_kind(&bundle, "Encounter").count(), 1, "{}", chart.slug);
        assert_eq!(of_kind(&bundle, "Coverage").count(), 1, "{}", chart.slug);
        let documents = of_kind(&bundle, "DocumentReference").count();
        assert_eq!(documents, chart.chart.documents.len(), "{}", chart.slug);
        let charges = of_kind(&bundle, "ChargeItem").count();
        assert_eq!(charges, chart.chart.charges.len(), "{}", chart.slug);
        assert_references(&bundle);
    }
}

/// Every reference names an entry, ids are unique, and nothing empty is left.
fn assert_references(bundle: &Value) {
    let mut ids = BTreeSet::new();
    for entry in bundle["entry"].as_array().unwrap() {
        let resource = &entry["resource"];
        let text = |name: &str| resource[name].as_str().unwrap().to_owned();
        let id = text("id");
        let safe = id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        assert!(safe && id.len() <= 64, "{id}");
        assert!(ids.insert(format!("{}/{id}", text("resourceType"))), "{id} stands twice");
    }
    let mut references = Vec::new();
    collect(bundle, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        assert!(ids.contains(reference), "{} refers to {reference}", bundle["id"]);
    }
}

fn collect<'a>(value: &'a Value, references: &mut Vec<&'a str>) {
    match value {
        Value::Null => panic!("a null member"),
        Value::String(text) => assert!(!text.trim().is_empty(), "an empty text"),
        Value::Object(members) => {
            references.extend(members.get("reference").and_then(Value::as_str));
            members.values().for_each(|member| collect(member, references));
        }
        Value::Array(items) => {
            assert!(!items.is_empty(), "an empty list");
            items.iter().for_each(|item| collect(item, references));
        }
        _ => {}
    }
}

#[test]
fn bytes_are_the_same_every_time() {
    let write = || -> Vec<String> {
        practice::charts().iter().map(|c| practice::to_bundle(c).to_string()).collect()
    };
    assert_eq!(write(), write());
}
