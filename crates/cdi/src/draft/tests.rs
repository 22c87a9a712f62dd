use super::template::for_gap;
use super::*;
use crate::linter;
use crate::query::{Format, IndicatorSource, OptionKind};
use model::{Date, Document, GapKind, Medication, Observation};
use std::collections::BTreeSet;

fn request() -> Request<'static> {
    Request { id: "q1".into(), account: "a1", author: "cdi", recipient: "dr", at_micros: 0 }
}

fn chart(notes: &[&str]) -> Chart {
    let documents = notes.iter().map(|text| Document {
        title: "Progress note".to_owned(),
        date: Some(Date::default()),
        text: (*text).to_owned(),
        ..Document::default()
    });
    Chart { documents: documents.collect(), ..Chart::default() }
}

fn result(category: &str, text: &str, value: &str, unit: &str, day: i32) -> Observation {
    Observation {
        text: text.to_owned(),
        value: Some(value.to_owned()),
        unit: Some(unit.to_owned()),
        category: Some(category.to_owned()),
        date: Some(Date::default().plus_days(day)),
        ..Observation::default()
    }
}

fn medicine(text: &str) -> Medication {
    Medication { text: text.to_owned(), administered: true, ..Medication::default() }
}

fn gap(kind: GapKind, text: &str, words: &str, chart: &Chart) -> Gap {
    let evidence = chart.documents.iter().enumerate().filter_map(|(index, document)| {
        let start = document.text.find(words)?;
        let number = |n: usize| u32::try_from(n).unwrap();
        let (start, end) = (number(start), number(start + words.len()));
        Some(Evidence { document: number(index), start, end, text: words.to_owned() })
    });
    Gap { kind, text: text.to_owned(), evidence: evidence.collect() }
}

fn supported(query: &Query) -> Vec<&str> {
    let of = query.text.options.iter().filter(|o| o.kind == OptionKind::Supported);
    of.map(|option| option.text.as_str()).collect()
}

#[test]
fn templates_are_sound() {
    let ids: BTreeSet<&str> = templates().iter().map(|t| t.id.as_str()).collect();
    assert_eq!(ids.len(), templates().len());
    assert!(ids.len() >= 19, "{} templates", ids.len());
    for template in templates() {
        let names: BTreeSet<&str> = template.indicators.iter().map(|i| i.name.as_str()).collect();
        assert_eq!(names.len(), template.indicators.len(), "{}", template.id);
        for option in &template.options {
            let unknown = option.needs.iter().find(|name| !names.contains(name.as_str()));
            assert_eq!(unknown, None, "{}: {}", template.id, option.text);
        }
        for looked in &template.indicators {
            let limits = [looked.above, looked.below, looked.rises_by];
            let limited = limits.iter().any(Option::is_some);
            assert_eq!(limited, !looked.units.is_empty(), "{}: {}", template.id, looked.name);
        }
        assert_ne!(template.options.len(), 1, "{}", template.id);
        assert!(template.triggers == 0 || !template.silent_when.is_empty(), "{}", template.id);
    }
    let last = templates().last().unwrap();
    let kinds = [
        GapKind::Laterality,
        GapKind::Acuity,
        GapKind::Type,
        GapKind::Stage,
        GapKind::Cause,
        GapKind::Conflict,
        GapKind::Indicator,
    ];
    assert!(last.documented.is_empty() && kinds.iter().all(|kind| last.gaps.contains(kind)));
    for kind in kinds {
        let any = Gap { kind, text: "gout".to_owned(), evidence: Vec::new() };
        assert!(for_gap(&any).gaps.contains(&kind));
    }
}

#[test]
fn every_template_makes_a_query_that_may_be_sent() {
    let mut chart = chart(&[
        "Heart failure with leg edema and hypertension. CKD and acute kidney injury, vomiting.\n\
         Anemia with melena. Pneumonia, infiltrate on the right, dysphagia.\n\
         Respiratory failure on home oxygen. Malnutrition with muscle wasting.\n\
         Encephalopathy, confused, UTI. Pressure ulcer with slough. Diabetes with neuropathy.\n\
         Fracture of the hip after a fall. Debridement of skin with a curette.\n\
         Alcohol, drinks a pint daily. Atrial fibrillation, rate controlled. Asthma, wheezing.\n\
         Cellulitis. On 4 liters of oxygen. Labored breathing. Gabapentin started.",
    ]);
    chart.observations = vec![
        result("laboratory", "Creatinine", "0.9", "mg/dL", 0),
        result("laboratory", "Creatinine", "2.1", "mg/dL", 1),
        result("vital-signs", "Body mass index", "41.2", "kg/m2", 0),
        result("vital-signs", "Oxygen saturation", "84", "%", 0),
    ];
    for template in templates() {
        let about = gap(GapKind::Type, "", "neuropathy", &chart).evidence;
        let about = if template.documented.is_empty() { about.as_slice() } else { &[] };
        let query = from_template(&template.id, about, &chart, &request())
            .unwrap_or_else(|fault| panic!("{fault}"));
        let faults: Vec<String> = linter::check(&query, &chart)
            .faults
            .into_iter()
            .filter(|f| f.code != "indicator.one_side")
            .map(|f| format!("{} {:?} `{}`", f.code, f.place, f.text))
            .collect();
        assert_eq!(faults, Vec::<String>::new(), "{}: {:?}", template.id, query.text);
        assert_ne!(supported(&query).len(), 1, "{}", template.id);
        let keys: Vec<&str> = query.text.options.iter().map(|o| o.key.as_str()).collect();
        assert!(keys.ends_with(&["other", "cannot_determine"]), "{keys:?}");
    }
}

#[test]
fn a_gap_takes_its_template() {
    let chart = chart(&["CHF on furosemide. Knee pain."]);
    for (kind, text, words, template) in [
        (GapKind::Type, "Heart failure: type and acuity.", "CHF", "heart-failure"),
        (GapKind::Acuity, "", "CHF", "heart-failure"),
        (GapKind::Laterality, "", "Knee pain", "laterality"),
        (GapKind::Indicator, "", "furosemide", "treatment"),
        (GapKind::Stage, "Depression: severity is not documented.", "Knee", "open"),
        (GapKind::Conflict, "", "Knee", "conflict"),
    ] {
        let gap = gap(kind, text, words, &chart);
        let query = from_gap(&gap, &chart, &request());
        assert_eq!(query.template.as_deref(), Some(template));
        assert_eq!(query.kind, kind.into());
        assert!(query.text.indicators[0].text.contains(words));
    }
}

#[test]
fn evidence_is_quoted_with_its_document_and_day() {
    let mut chart = chart(&["First line.\nCHF on exam, with edema. Next sentence."]);
    chart.medications = vec![medicine("Furosemide 40 mg IV"), medicine("Aspirin 81 mg")];
    chart.observations = vec![
        result("laboratory", "BNP", "900", "pg/mL", 2),
        result("laboratory", "BNP", "1400", "pg/mL", 0),
        result("laboratory", "Sodium", "140", "mmol/L", 0),
    ];
    let gap = gap(GapKind::Type, "Heart failure: type.", "CHF", &chart);
    let query = from_gap(&gap, &chart, &request());
    let texts: Vec<&str> = query.text.indicators.iter().map(|i| i.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "CHF on exam, with edema.",
            "BNP 1400 pg/mL",
            "BNP 900 pg/mL",
            "Furosemide 40 mg IV (given)"
        ]
    );
    let quote = &query.text.indicators[0];
    assert_eq!(quote.date, Some(Date::default()));
    let IndicatorSource::Quote { evidence, document_title } = &quote.source else { panic!() };
    assert_eq!((evidence.start, document_title.as_str()), (12, "Progress note"));
    assert_eq!(query.text.indicators[1].date, Some(Date::default()));
    assert!(linter::check(&query, &chart).clearance().is_some());
}

#[test]
fn options_follow_the_findings() {
    let chronic = chart(&["CHF, stable for years."]);
    let about = gap(GapKind::Type, "", "CHF", &chronic);
    let query = from_gap(&about, &chronic, &request());
    assert_eq!(
        supported(&query),
        ["Chronic systolic heart failure", "Chronic diastolic heart failure"]
    );

    let mut kidney = chart(&["CKD, on diet."]);
    let about = gap(GapKind::Stage, "", "CKD", &kidney);
    let query = from_gap(&about, &kidney, &request());
    assert_eq!((query.text.format, supported(&query).len()), (Format::OpenEnded, 0));
    kidney.observations = vec![result("laboratory", "eGFR", "41", "mL/min/{1.73_m2}", 0)];
    let query = from_gap(&about, &kidney, &request());
    assert_eq!(supported(&query), ["Stage 3a", "Stage 3b"]);
    // A unit that the template does not know supports nothing.
    kidney.observations[0].unit = Some("furlongs".to_owned());
    let query = from_gap(&about, &kidney, &request());
    assert_eq!(query.text.format, Format::OpenEnded);
}

#[test]
fn what_is_denied_supports_nothing() {
    let chart = chart(&["Anemia. No melena, no bleeding. No blood loss."]);
    let about = gap(GapKind::Type, "", "Anemia", &chart);
    let query = from_gap(&about, &chart, &request());
    assert_eq!(supported(&query), Vec::<&str>::new());
    assert_eq!(query.text.indicators.len(), 1, "{:?}", query.text.indicators);
}

#[test]
fn templates_need_their_condition_and_an_indicator() {
    let chart = chart(&["No heart failure. Family history of diabetes."]);
    let draft = |name: &str| from_template(name, &[], &chart, &request());
    assert_eq!(draft("heart-failure"), Err(NoDraft::NotDocumented("heart-failure".into())));
    assert_eq!(draft("diabetes"), Err(NoDraft::NotDocumented("diabetes".into())));
    assert_eq!(draft("body-mass"), Err(NoDraft::NoIndicator("body-mass".into())));
    assert_eq!(draft("nothing"), Err(NoDraft::NoSuchTemplate("nothing".into())));
}

#[test]
fn findings_without_a_diagnosis_are_suggested() {
    let mut chart = chart(&["Short of breath, on 4 liters of oxygen."]);
    assert_eq!(suggested(&chart), Vec::<&str>::new());
    chart.observations = vec![result("vital-signs", "Oxygen saturation", "84", "%", 0)];
    assert_eq!(suggested(&chart), ["respiratory-findings"]);
    chart.documents[0].text.push_str(" Acute respiratory failure.");
    assert_eq!(suggested(&chart), Vec::<&str>::new());
}

#[test]
fn evidence_that_is_not_in_the_chart_is_left_out() {
    let chart = chart(&["CHF."]);
    let wrong = Evidence { document: 0, start: 1, end: 9, text: "CHF".to_owned() };
    let far = Evidence { document: 7, start: 0, end: 3, text: "CHF".to_owned() };
    let gap = Gap { kind: GapKind::Type, text: String::new(), evidence: vec![wrong, far] };
    let query = from_gap(&gap, &chart, &request());
    assert_eq!(query.text.indicators, []);
    assert!(linter::check(&query, &chart).clearance().is_none());
}
