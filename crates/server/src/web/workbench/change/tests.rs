//! What can be done to the codes, and what is refused.

use super::*;
use model::{CodedChart, DiagnosisCode, Document, ProcedureCode, Setting};

fn coded() -> CodedChart {
    let dx = |code: &str, rank| DiagnosisCode {
        code: code.into(),
        rank,
        confidence: 0.9,
        ..DiagnosisCode::default()
    };
    let px =
        ProcedureCode { code: "99213".into(), units: 1, dx: vec![2], ..ProcedureCode::default() };
    CodedChart {
        id: "c".into(),
        setting: Setting::Office,
        date: "2026-06-15".parse().unwrap(),
        dx: vec![dx("I10", 1), dx("E11.9", 2)],
        px: vec![px],
        pcs: Vec::new(),
        not_coded: Vec::new(),
        gaps: Vec::new(),
        route: model::Route::Review,
        reasons: Vec::new(),
        chart_confidence: 0.9,
        releases: Default::default(),
        date_assumed: false,
        setting_inferred: false,
        setting_evidence: Vec::new(),
        admitting: None,
        em: None,
        warnings: Vec::new(),
    }
}

fn on_ground<T>(run: impl FnOnce(&Ground<'_>) -> T) -> T {
    let text = "Type 2 diabetes, é and hypertension".to_owned();
    let document = Document { text, ..Document::default() };
    let chart = Chart { documents: vec![document], ..Chart::default() };
    let sets = CodeSets::embedded();
    let on = "2026-06-15".parse().unwrap();
    run(&Ground { sets: &sets, chart: &chart, on, inpatient: false })
}

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn fields(pairs: Pairs<'_>) -> Fields {
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let object: serde_json::Map<String, serde_json::Value> =
        form_urlencoded::parse(text.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
            .collect();
    serde_json::from_value(object.into()).unwrap()
}

#[test]
fn pointers_follow_their_diagnosis_when_the_order_changes() {
    on_ground(|ground| {
        let (base, mut work) = (coded(), Work::begin(1, &coded(), false));
        assert_eq!(work.coded(&base, true).px[0].dx, [2]);
        act(&mut work, 1, "move", &fields(&[("dir", "first")]), ground).unwrap();
        let after = work.coded(&base, true);
        assert_eq!(after.dx[0].code, "E11.9");
        assert_eq!(after.px[0].dx, [1]);
        let no = fields(&[("reason", "not_documented")]);
        act(&mut work, 1, "reject", &no, ground).unwrap();
        assert!(work.coded(&base, true).px[0].dx.is_empty());
        assert_eq!(work.coded(&base, false).dx.len(), 0);
    });
}

#[test]
fn bad_input_is_refused_and_changes_nothing() {
    on_ground(|ground| {
        let mut work = Work::begin(1, &coded(), false);
        let before = work.clone();
        let cases: [(u32, &str, Pairs); 10] = [
            (9, "accept", &[]),
            (0, "reject", &[("reason", "because")]),
            (0, "edit", &[("code", "E11.2")]),
            (0, "edit", &[("code", "E11.9")]),
            (0, "move", &[("dir", "sideways")]),
            (0, "set", &[("poa", "Y")]),
            (2, "set", &[("units", "0")]),
            (2, "set", &[("units", "1"), ("modifiers", "25x")]),
            (2, "set", &[("units", "1"), ("dx", "7")]),
            (0, "burn", &[]),
        ];
        for (key, name, pairs) in cases {
            assert!(act(&mut work, key, name, &fields(pairs), ground).is_err(), "{name}");
            assert_eq!(work, before, "{name} {pairs:?}");
        }
    });
}

#[test]
fn a_selection_must_be_exactly_words_of_the_document() {
    on_ground(|ground| {
        let mut work = Work::begin(1, &coded(), false);
        let at = |start: &str, end: &str, text: &str| {
            let pairs = [("code", "E11.65"), ("document", "0"), ("start", start), ("end", end)];
            let pairs: Vec<_> = pairs.into_iter().chain([("text", text)]).collect();
            fields(&pairs)
        };
        for (start, end, text) in [
            ("0", "900", ""),
            ("17", "18", ""),
            ("0", "6", "type 1"),
            ("5", "2", ""),
            ("x", "", ""),
        ] {
            assert!(add(&mut work, &at(start, end, text), ground).is_err(), "{start}-{end}");
        }
        let key = add(&mut work, &at("0", "15", "Type 2 diabetes"), ground).unwrap();
        let line = work.line(key).unwrap();
        assert_eq!(
            (line.code.as_str(), line.evidence[0].text.as_str()),
            ("E11.65", "Type 2 diabetes")
        );
        let by_words = fields(&[("code", "I10"), ("document", "0"), ("text", "hypertension")]);
        let key = add(&mut work, &by_words, ground).unwrap();
        assert_eq!(key, 0, "the line that was there is accepted");
        assert_eq!(work.line(0).unwrap().state, State::Accepted);
    });
}

#[test]
fn decisions_outlive_a_newer_reading() {
    on_ground(|ground| {
        let mut work = Work::begin(1, &coded(), false);
        act(&mut work, 0, "accept", &Fields::default(), ground).unwrap();
        let no = fields(&[("reason", "integral")]);
        act(&mut work, 1, "reject", &no, ground).unwrap();
        add(&mut work, &fields(&[("code", "E78.5")]), ground).unwrap();
        let mut newer = coded();
        newer.dx[1].code = "E11.65".into();
        let after = work.rebase(2, &newer, |_| true);
        let states: Vec<_> = after.lines.iter().map(|l| (l.code.as_str(), l.state)).collect();
        assert_eq!(
            states,
            [
                ("I10", State::Accepted),
                ("E11.65", State::Suggested),
                ("99213", State::Suggested),
                ("E78.5", State::Accepted),
            ]
        );
    });
}
