use super::*;
use crate::import::icd10cm_index::read_entries;
use crate::{PackHeader, PackKind};

/// A small index of our own in the layout of the release.
const INDEX: &str = r#"<?xml version="1.0"?><ICD10CM.index><version>2025</version><letter>
  <mainTerm><title>Diabetes, diabetic <nemod>(mellitus)</nemod></title><code>E11.9</code>
    <term level="1"><title>with</title>
      <term level="2"><title>neuropathy</title><code>E11.40</code></term>
      <term level="2"><title>LOPS</title><see>Diabetes, by type, with neuropathy</see></term></term>
    <term level="1"><title>due to drug or chemical</title><code>E09.9</code></term>
    <term level="1"><title>type 1</title><code>E10.9</code>
      <term level="2"><title>with</title>
        <term level="3"><title>neuropathy</title><code>E10.40</code></term></term></term>
    <term level="1"><title>specified NEC</title><code>E13.9</code></term></mainTerm>
  <mainTerm><title>Sugar sickness</title><see>Diabetes</see></mainTerm>
  <mainTerm><title>Hernia <nemod>(acquired)</nemod></title><code>K46.9</code>
    <term level="1"><title>umbilicus, umbilical</title><code>K42.9</code>
      <term level="2"><title>with</title><term level="3"><title>gangrene</title>
        <code>K42.1</code></term></term></term></mainTerm>
  </letter></ICD10CM.index>"#;

fn tree() -> IndexTree {
    let (_, entries) = read_entries("i.xml", INDEX.as_bytes()).unwrap();
    let header = PackHeader {
        kind: PackKind::Icd10cmIndex,
        label: "x".into(),
        starts: model::Date::default(),
        source: "x".into(),
        source_sha256: String::new(),
        rows: Default::default(),
        payload_sha256: String::new(),
    };
    IndexTree::new(&Index { header, entries })
}

fn walked(mention: &str, around: &str) -> (String, String) {
    let tree = tree();
    let near = words::forms(mention);
    let far = words::forms(around);
    let all = near.iter().map(|w| (w.as_str(), 0)).chain(far.iter().map(|w| (w.as_str(), 1)));
    let documented = Documented::of(&tree, all);
    let lead = tree.leads(&documented)[0];
    let path = tree.walk(lead, &documented).unwrap();
    (path.code, path.titles.join(", "))
}

#[test]
fn modifiers_stand_anywhere_and_in_any_order() {
    for (mention, around, code, path) in [
        ("diabetes", "", "E11.9", "Diabetes, diabetic"),
        ("diabetes", "and neuropathy", "E11.40", "Diabetes, diabetic, with, neuropathy"),
        (
            "diabetes",
            "neuropathy of the feet, type 1",
            "E10.40",
            "Diabetes, diabetic, type 1, with, neuropathy",
        ),
        ("diabetic", "LOPS", "E11.40", "Diabetes, diabetic, with, LOPS, see neuropathy"),
        (
            "sugar sickness",
            "neuropathy",
            "E11.40",
            "Sugar sickness, see Diabetes, diabetic, with, neuropathy",
        ),
        ("diabetes", "specified", "E11.9", "Diabetes, diabetic"),
        ("diabetes", "due to a drug", "E09.9", "Diabetes, diabetic, due to drug or chemical"),
        ("hernia", "umbilical", "K42.9", "Hernia, umbilicus, umbilical"),
        ("hernia", "gangrene", "K46.9", "Hernia"),
        ("hernia", "gangrene, umbilical", "K42.1", "Hernia, umbilicus, umbilical, with, gangrene"),
    ] {
        assert_eq!(walked(mention, around), (code.into(), path.into()), "{mention} {around}");
    }
}

#[test]
fn terms_are_leads_and_first_modifiers() {
    let tree = tree();
    let seen: Vec<_> = tree.terms().iter().map(|t| (t.lead, t.modifier, t.code)).collect();
    assert!(seen.contains(&("Hernia", Some("umbilicus, umbilical"), "K42.9")), "{seen:?}");
    assert!(seen.contains(&("Sugar sickness", None, "E11.9")), "{seen:?}");
    assert!(!seen.iter().any(|(_, modifier, _)| *modifier == Some("specified NEC")));
}
