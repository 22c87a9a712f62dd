//! Random, cut and changed input never panics, and what is read stays within bounds.

use intake::{Options, charts, fhir_r4::charts_from_bundle, text};
use proptest::prelude::*;

const VISIT: &[u8] = include_bytes!("../../../fixtures/intake/visit.json");
const VISITS: &[u8] = include_bytes!("../../../fixtures/intake/three_visits.json");

/// Loads a Bundle; every section must be a slice of its document.
fn load(bytes: &[u8]) {
    for chart in charts_from_bundle(bytes, "x.json", &Options::default()).into_iter().flatten() {
        for document in &chart.documents {
            for (start, end, _) in &document.sections {
                assert!(document.text.get(*start as usize..*end as usize).is_some());
            }
        }
    }
}

/// The paths of all values within a value, as JSON pointers.
fn pointers(value: &serde_json::Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        serde_json::Value::Object(members) => {
            members.iter().for_each(|(k, v)| pointers(v, &format!("{at}/{k}"), into));
        }
        serde_json::Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, v)| pointers(v, &format!("{at}/{i}"), into));
        }
        _ => {}
    }
}

fn odd_value() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::json;
    prop_oneof![
        Just(json!(null)),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[{}]])),
        Just(json!(-1e308)),
        Just(json!(u64::MAX)),
        Just(json!(true)),
        "\\PC{0,12}".prop_map(|text| json!(text)),
        "[0-9\u{e9}\u{ff10}-]{0,12}".prop_map(|text| json!(text)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        load(&bytes);
        let is_valid = std::str::from_utf8(&bytes).is_ok();
        if let Ok((document, warnings)) = text::document(bytes.clone(), "x") {
            prop_assert!(!document.text.contains('\0'));
            if is_valid {
                prop_assert_eq!(document.text.as_bytes(), &bytes[..]);
                prop_assert!(warnings.is_empty());
            } else {
                prop_assert!(!warnings.is_empty());
            }
        }
    }

    #[test]
    fn cut_bundles(end in 0..VISIT.len()) {
        // Only white space may be missing from a Bundle that still loads.
        let found = charts_from_bundle(&VISIT[..end], "x.json", &Options::default());
        prop_assert_eq!(found[0].is_ok(), VISIT[end..].trim_ascii().is_empty());
    }

    #[test]
    fn changed_bytes(at in 0..VISITS.len(), byte in any::<u8>(), more in any::<u8>()) {
        let mut bytes = VISITS.to_vec();
        bytes[at] = byte;
        let second = (at * 31 + usize::from(more)) % bytes.len();
        bytes[second] = more;
        load(&bytes);
    }

    #[test]
    fn changed_values(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), odd_value()), 1..6),
        which in any::<bool>(),
    ) {
        let source = if which { VISIT } else { VISITS };
        let mut bundle: serde_json::Value = serde_json::from_slice(source).unwrap();
        for (index, value) in changes {
            let mut paths = Vec::new();
            pointers(&bundle, "", &mut paths);
            if let Some(place) = bundle.pointer_mut(&paths[index.index(paths.len())]) {
                *place = value;
            }
        }
        load(bundle.to_string().as_bytes());
    }

    #[test]
    fn changed_lines_of_an_export(
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 4),
        byte in any::<u8>(),
    ) {
        let from = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/intake/bulk");
        let names = ["Encounter.ndjson", "Patient.000.ndjson", "Binary.ndjson", "Condition.ndjson"];
        let folder = tempfile::tempdir().unwrap();
        for (name, cut) in names.iter().zip(cuts) {
            let mut bytes = std::fs::read(format!("{from}/{name}")).unwrap();
            let at = cut.index(bytes.len());
            bytes[at] = byte;
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        // Of three Encounters one byte can hide one, or make one line of two: what is left
        // gives a chart or an error each.
        let found = charts(&[folder.path().to_owned()], &Options::default());
        let found: Vec<_> = found.map(|item| item.map(|chart| chart.id)).collect();
        prop_assert!(found.len() >= 2, "{found:?}");
    }
}
