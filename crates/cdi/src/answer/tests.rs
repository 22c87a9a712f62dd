use super::*;
use crate::linter;
use crate::query::{
    AnswerOption, Event, Format, OptionKind, Query, QueryKind, QueryText, YesNoPurpose, apply,
};
use model::{Chart, ChartId, CodedChart, Date, DiagnosisCode, Document, Evidence, Route, Setting};

fn option(key: &str, kind: OptionKind, text: &str) -> AnswerOption {
    AnswerOption { key: key.to_owned(), kind, text: text.to_owned(), code_hint: None }
}

/// An answered query; the linter is not asked here, so the state is set by hand.
fn answered(subject: &str, format: Format, chosen: &AnswerOption, words: &str) -> Query {
    let text = QueryText {
        subject: subject.to_owned(),
        format,
        options: vec![chosen.clone()],
        ..QueryText::default()
    };
    let mut query = Query::draft("q7".into(), "a", QueryKind::Stage, text, "cdi", "Dr. Lee", 0);
    query.status = crate::query::Status::Sent;
    let event = Event::Answer { choice: chosen.key.clone(), text: words.to_owned() };
    apply(&query, "Dr. Lee", event, 5).unwrap()
}

fn chart(note: &str) -> Chart {
    let document = Document { text: note.to_owned(), ..Document::default() };
    Chart { documents: vec![document], ..Chart::default() }
}

#[test]
fn pieces_make_both_texts() {
    for (before, after) in [
        ("", ""),
        ("", "new words"),
        ("old words", ""),
        ("the same", "the same"),
        ("CKD, on diet.", "CKD stage 3a, on diet."),
        ("  lead a b c", "lead a x c  \n"),
        ("a b a b a", "b a b"),
        ("één – twee", "één – drie"),
    ] {
        let pieces = word_diff(before, after);
        let joined = |not: PieceKind| -> String {
            pieces.iter().filter(|p| p.kind != not).map(|p| p.text.as_str()).collect()
        };
        assert_eq!(joined(PieceKind::Added), before);
        assert_eq!(joined(PieceKind::Removed), after);
        assert!(pieces.windows(2).all(|pair| pair[0].kind != pair[1].kind));
    }
    let added = word_diff("CKD on diet.", "CKD stage 3a on diet.");
    assert_eq!(added[1], Piece { kind: PieceKind::Added, text: "stage 3a ".to_owned() });
}

#[test]
fn lines_are_compared_whole() {
    let pieces = line_diff("a b\nc\nd", "a b\nc c\nd");
    let shown: Vec<_> = pieces.iter().map(|piece| (piece.kind, piece.text.as_str())).collect();
    assert_eq!(
        shown,
        [
            (PieceKind::Same, "a b\n"),
            (PieceKind::Removed, "c\n"),
            (PieceKind::Added, "c c\n"),
            (PieceKind::Same, "d"),
        ]
    );
}

#[test]
fn long_texts_are_compared_without_a_table() {
    let before = "word ".repeat(50_000);
    let after = "other ".repeat(50_000);
    let pieces = word_diff(&before, &after);
    assert_eq!(pieces.len(), 2);
    assert_eq!(word_diff(&before, &format!("{before}more")).len(), 2);
}

#[test]
fn the_addendum_holds_what_the_provider_states() {
    let supported = |text: &str| option("a", OptionKind::Supported, text);
    let documented = Format::YesNo(YesNoPurpose::Documented);
    let admission = Format::YesNo(YesNoPurpose::PresentOnAdmission);
    let cause = Format::YesNo(YesNoPurpose::ImpliedCause);
    let (yes, no) = (option("yes", OptionKind::Yes, "Yes"), option("no", OptionKind::No, "No"));
    let due = option("yes", OptionKind::Yes, "Yes, anemia due to the hemorrhage");
    let choice = Format::MultipleChoice;
    for (subject, format, chosen, words, expected) in [
        ("CKD", choice, supported("Stage 3a"), "", Some("CKD: Stage 3a.")),
        (
            "anemia",
            choice,
            supported("Acute blood loss anemia"),
            "",
            Some("Acute blood loss anemia."),
        ),
        ("CKD", choice, supported("Stage 3a"), "Stable.", Some("CKD: Stage 3a.\nStable.")),
        ("CKD", choice, AnswerOption::other(), "No CKD", Some("No CKD.")),
        ("CKD", choice, AnswerOption::cannot_determine(), "", None),
        ("pneumonia", documented, yes.clone(), "", Some("pneumonia.")),
        ("pneumonia", documented, no.clone(), "", Some("No pneumonia.")),
        ("ulcer", admission, yes.clone(), "", Some("ulcer, present on admission.")),
        ("ulcer", admission, no, "", Some("ulcer, not present on admission.")),
        ("anemia", cause, due, "", Some("anemia due to the hemorrhage.")),
        ("anemia", cause, yes, "", None),
    ] {
        let query = answered(subject, format, &chosen, words);
        let addendum = addendum(&query, &chart("Note of the day."), Date::default());
        let text = addendum.as_ref().map(|a| a.document.text.as_str());
        let expected = expected.map(|words| format!("ASSESSMENT:\n{words}\n"));
        assert_eq!(text, expected.as_deref(), "{subject} {}", chosen.text);
    }
}

#[test]
fn the_note_stays_and_the_addendum_is_added() {
    let chosen = option("a", OptionKind::Supported, "Stage 3a");
    let query = answered("CKD", Format::MultipleChoice, &chosen, "");
    let addendum = addendum(&query, &chart("CKD, on diet."), Date::default()).unwrap();
    assert_eq!(addendum.note, Some(0));
    let removed = addendum.diff.iter().any(|piece| piece.kind == PieceKind::Removed);
    let added: String = (addendum.diff.iter())
        .filter(|piece| piece.kind == PieceKind::Added)
        .map(|piece| piece.text.as_str())
        .collect();
    assert!(added.contains("CKD: Stage 3a."), "{:?}", addendum.diff);
    assert!(removed == added.contains("diet."), "{:?}", addendum.diff);
    assert_eq!(addendum.document.id.as_str(), "q7-addendum");
    assert!(addendum.quoted().starts_with("\"ASSESSMENT:"));
}

fn coded(codes: &[(&str, u32)]) -> CodedChart {
    let dx = codes.iter().map(|(code, document)| DiagnosisCode {
        code: (*code).to_owned(),
        evidence: vec![Evidence { document: *document, ..Evidence::default() }],
        ..DiagnosisCode::default()
    });
    CodedChart {
        id: ChartId::from("a"),
        setting: Setting::Inpatient,
        date: Date::default(),
        dx: dx.collect(),
        px: Vec::new(),
        pcs: Vec::new(),
        not_coded: Vec::new(),
        gaps: Vec::new(),
        route: Route::Review,
        reasons: Vec::new(),
        chart_confidence: 0.0,
        releases: Default::default(),
        date_assumed: false,
        setting_inferred: false,
        setting_evidence: Vec::new(),
        admitting: None,
        em: None,
        warnings: Vec::new(),
    }
}

#[test]
fn codes_that_changed_are_linked() {
    let before = coded(&[("N18.9", 0), ("I10", 0), ("E86.0", 0)]);
    let after = coded(&[("N18.31", 1), ("I12.9", 1), ("E86.0", 0), ("R05.9", 0)]);
    let told: Vec<String> = code_changes(&before, &after).iter().map(ToString::to_string).collect();
    assert_eq!(told, ["I12.9 added", "R05.9 added", "I10 removed", "N18.9 became N18.31"]);
    let Some(Event::LinkCodes { changes }) = link(&before, &after, 1) else { panic!() };
    let told: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["I12.9 added", "I10 removed", "N18.9 became N18.31"]);
    assert_eq!(link(&before, &before, 1), None);
    assert_eq!(link(&before, &after, 9), None);

    let chosen = option("a", OptionKind::Supported, "Stage 3a");
    let query = answered("CKD", Format::MultipleChoice, &chosen, "");
    let query = apply(&query, "coder", Event::LinkCodes { changes }, 9).unwrap();
    let queries = [query];
    assert_eq!(queries_of_code(&queries, "N18.31"), [&queries[0].id]);
    assert!(queries_of_code(&queries, "N18.9").is_empty());
}

#[test]
fn a_bare_yes_about_a_cause_is_not_sent() {
    let words = "Anemia and melena.";
    let chart = chart(words);
    let end = u32::try_from(words.len()).unwrap();
    let evidence = Evidence { document: 0, start: 0, end, text: words.to_owned() };
    let source = crate::query::IndicatorSource::Quote { evidence, document_title: String::new() };
    let text = |yes: &str| QueryText {
        title: "Anemia: cause".to_owned(),
        question: "Is the anemia due to the melena named on the same day?".to_owned(),
        subject: "anemia".to_owned(),
        format: Format::YesNo(YesNoPurpose::ImpliedCause),
        indicators: vec![crate::query::Indicator {
            text: words.to_owned(),
            date: None,
            source: source.clone(),
        }],
        options: vec![
            option("yes", OptionKind::Yes, yes),
            option("no", OptionKind::No, "No"),
            AnswerOption::other(),
            AnswerOption::cannot_determine(),
        ],
        ..QueryText::default()
    };
    let codes = |yes: &str| -> Vec<String> {
        let lint = linter::check_text(QueryKind::Cause, &text(yes), &chart);
        lint.faults.into_iter().map(|fault| fault.code).collect()
    };
    assert_eq!(codes("Yes"), ["yes_no.statement"]);
    assert_eq!(codes("Yes, the anemia is due to the melena"), Vec::<String>::new());
}
