use super::*;
use cdi::query::{Query, QueryKind};
use model::{Date, Document};

fn chart() -> Chart {
    let document = Document {
        title: "Progress note".to_owned(),
        date: Some(Date::default()),
        text: "Feet: numbness for a year.\nDM2 uncontrolled.".to_owned(),
        ..Document::default()
    };
    Chart { documents: vec![document], ..Chart::default() }
}

fn stored() -> StoredQuery {
    let options = ["E11.9", "E11.42"].into_iter().zip(["a", "b"]).map(|(code, key)| AnswerOption {
        key: key.to_owned(),
        kind: OptionKind::Supported,
        text: format!("Statement {key}"),
        code_hint: Some(code.to_owned()),
    });
    let text = QueryText {
        format: Format::MultipleChoice,
        options: options.collect(),
        ..QueryText::default()
    };
    let query = Query::draft("q".into(), "a", QueryKind::Type, text, "cdi", "dr", 0);
    StoredQuery {
        query,
        offered: Vec::new(),
        next_at: None,
        chart_version: None,
        recoded: false,
        version: 1,
    }
}

#[test]
fn an_option_keeps_its_hint_only_while_it_says_the_same() {
    let body = "format=multiple_choice&option_key=a&option_text=Statement+a&option_key=b&\
                option_text=Another&option_key=&option_text=New";
    let (edited, problem) = edited(&Fields::of(body), &stored(), &chart());
    assert_eq!(problem, None);
    let options: Vec<(&str, &str, Option<&str>)> = edited
        .text
        .options
        .iter()
        .map(|option| (option.key.as_str(), option.text.as_str(), option.code_hint.as_deref()))
        .collect();
    let last = [AnswerOption::other(), AnswerOption::cannot_determine()];
    assert_eq!(
        options[..3],
        [("a", "Statement a", Some("E11.9")), ("b", "Another", None), ("c", "New", None)]
    );
    assert_eq!(edited.text.options[3..], last);
}

#[test]
fn a_yes_no_question_has_yes_and_no() {
    let body = "format=implied_cause&option_key=yes&option_text=Yes,+due+to+it";
    let (edited, _) = edited(&Fields::of(body), &stored(), &chart());
    let keys: Vec<&str> = edited.text.options.iter().map(|option| option.key.as_str()).collect();
    assert_eq!(keys, ["yes", "no", "other", "cannot_determine"]);
    assert_eq!(edited.text.options[0].text, "Yes, due to it");
}

#[test]
fn a_quote_stands_word_for_word_in_its_document_or_is_not_taken() {
    let cases = [
        ("quote=numbness+for+a+year&quote_document=0", 1, false),
        ("quote=Numbness+for+a+year&quote_document=0", 0, true),
        ("quote=numbness&quote_document=7", 0, true),
        ("quote=numbness", 0, true),
        ("quote=++&quote_document=0", 0, false),
        ("quote=year.%0D%0ADM2&quote_document=0", 1, false),
    ];
    for (body, indicators, fault) in cases {
        let (edited, problem) = edited(&Fields::of(body), &stored(), &chart());
        assert_eq!(
            (edited.text.indicators.len(), problem.is_some()),
            (indicators, fault),
            "{body}"
        );
        assert_eq!(edited.offered.len(), indicators, "{body}");
    }
}

#[test]
fn an_unticked_indicator_stays_on_offer() {
    let mut stored = stored();
    let indicator = quote("numbness", "0", &chart()).and_then(Result::ok).unwrap();
    stored.offered = vec![indicator];
    let (edited, _) = edited(&Fields::of("title=x"), &stored, &chart());
    assert_eq!((edited.text.indicators.len(), edited.offered.len()), (0, 1));
}
