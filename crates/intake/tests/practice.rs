//! Every made-up chart goes out as a FHIR Bundle and comes back as it was.

use intake::{Options, fhir_r4};
use model::Chart;
use testkit::practice;

/// The chart without what only its bundle can say: where things stand, and the resources.
fn without_sources(mut chart: Chart) -> Chart {
    chart.resources.clear();
    chart.documents.iter_mut().for_each(|document| document.source.clear());
    chart.conditions.iter_mut().for_each(|condition| condition.source.clear());
    chart.charges.iter_mut().for_each(|charge| charge.source.clear());
    chart
}

#[test]
fn a_bundle_gives_its_chart_back() {
    let charts = practice::charts();
    assert!(charts.iter().any(|c| c.chart.encounter.admitting_diagnosis.is_some()));
    assert!(charts.iter().any(|c| c.chart.encounter.new_patient.is_some()));
    let charges = || charts.iter().flat_map(|c| &c.chart.charges);
    assert!(charges().any(|c| c.ndc_quantity.is_some()));
    assert!(charges().any(|c| !c.modifiers.is_empty()));
    let coverages = || charts.iter().flat_map(|c| &c.chart.coverages);
    assert!(coverages().any(|c| !c.auth_required.is_empty()));
    for made in &charts {
        let bytes = practice::to_bundle(made).to_string();
        let read = fhir_r4::charts_from_bundle(bytes.as_bytes(), "b.json", &Options::default());
        let [Ok(read)] = read.as_slice() else { panic!("{}: {read:?}", made.slug) };
        assert!(!read.resources.is_empty(), "{}", made.slug);
        let (read, made) = (without_sources(read.clone()), without_sources(made.chart.clone()));
        // Part by part first, so that a failure is short.
        assert_eq!(read.encounter, made.encounter, "{}", made.id);
        assert_eq!(read.coverages, made.coverages, "{}", made.id);
        assert_eq!(read.charges, made.charges, "{}", made.id);
        assert_eq!(read.conditions, made.conditions, "{}", made.id);
        assert_eq!(read.warnings, made.warnings, "{}", made.id);
        assert_eq!(read, made, "{}", made.id);
    }
}
