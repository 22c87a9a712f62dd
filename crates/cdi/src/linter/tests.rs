use super::rules::rules;
use super::{Part, check_text};
use crate::query::{
    AnswerOption, Format, Indicator, IndicatorSource, OptionKind, QueryKind, QueryText,
    YesNoPurpose,
};
use model::{Chart, Document, Evidence};
use std::collections::BTreeSet;

const TABLE: &str = include_str!("../../../../fixtures/queries/linter.tsv");
const UNSEEN: &str = include_str!("../../../../fixtures/queries/linter_unseen.tsv");

/// A line of a table as a query and its chart.
struct Case {
    id: String,
    expected: BTreeSet<String>,
    text: QueryText,
    chart: Chart,
}

fn cases(table: &str) -> Vec<Case> {
    table.lines().skip(1).map(case).collect()
}

fn case(line: &str) -> Case {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, expected, title, question, options, record, note] = columns[..] else {
        panic!("seven columns: {line}");
    };
    let or = |text: &str, other: &str| if text == "-" { other.to_owned() } else { text.to_owned() };
    let record = or(record, "Hemoglobin 8.1 on day 2, was 11.0");
    let (chart, indicators) = chart(&record);
    let (format, subject, options) = options_of(options);
    let text = QueryText {
        title: or(title, "Clarification of documentation"),
        question: question.to_owned(),
        note: or(note, ""),
        subject,
        format,
        indicators,
        options,
    };
    let expected = expected.split(',').filter(|code| *code != "fine").map(str::to_owned);
    Case { id: id.to_owned(), expected: expected.collect(), text, chart }
}

fn chart(record: &str) -> (Chart, Vec<Indicator>) {
    let mut document = Document { title: "Progress note".to_owned(), ..Document::default() };
    let mut indicators = Vec::new();
    for line in record.split(';').filter(|_| record != "none") {
        let words = line.trim_start_matches(['~', '+']);
        let start = u32::try_from(document.text.len()).unwrap();
        let end = start + u32::try_from(words.len()).unwrap();
        if !line.starts_with('+') {
            document.text.push_str(words);
            document.text.push('\n');
        }
        if !line.starts_with('~') {
            let evidence = Evidence { document: 0, start, end, text: words.to_owned() };
            let document_title = document.title.clone();
            indicators.push(Indicator {
                text: words.to_owned(),
                date: None,
                source: IndicatorSource::Quote { evidence, document_title },
            });
        }
    }
    (Chart { documents: vec![document], ..Chart::default() }, indicators)
}

fn options_of(text: &str) -> (Format, String, Vec<AnswerOption>) {
    let option = |key: &str, kind: OptionKind, text: &str| AnswerOption {
        key: key.to_owned(),
        kind,
        text: text.to_owned(),
        code_hint: None,
    };
    let always = [AnswerOption::other(), AnswerOption::cannot_determine()];
    if let Some(rest) = text.strip_prefix("yes_no ") {
        let (purpose, subject) = rest.split_once(' ').unwrap();
        let purpose: YesNoPurpose =
            serde_json::from_value(serde_json::Value::from(purpose)).unwrap();
        let mut options =
            vec![option("yes", OptionKind::Yes, "Yes"), option("no", OptionKind::No, "No")];
        options.extend(always);
        return (Format::YesNo(purpose), subject.to_owned(), options);
    }
    if text == "-" {
        return (Format::OpenEnded, String::new(), always.to_vec());
    }
    let exactly = text.strip_prefix('!');
    let mut options: Vec<AnswerOption> = exactly
        .unwrap_or(text)
        .split(';')
        .enumerate()
        .map(|(i, text)| option(&i.to_string(), OptionKind::Supported, text))
        .collect();
    options.extend(always.into_iter().filter(|_| exactly.is_none()));
    (Format::MultipleChoice, String::new(), options)
}

fn run(table: &str) -> (usize, Vec<String>) {
    let cases = cases(table);
    let mut wrong = Vec::new();
    for case in &cases {
        let lint = check_text(QueryKind::Other, &case.text, &case.chart);
        let found: BTreeSet<String> = lint.faults.iter().map(|f| f.code.clone()).collect();
        let right = if case.expected.is_empty() {
            found.is_empty()
        } else {
            case.expected.is_subset(&found)
        };
        if !right {
            let faults: Vec<String> =
                lint.faults.iter().map(|f| format!("{} `{}`", f.code, f.text)).collect();
            wrong.push(format!(
                "{} `{}` expected {:?}, found {faults:?}",
                case.id, case.text.question, case.expected
            ));
        }
        assert_eq!(lint.clearance().is_some(), found.is_empty(), "{}", case.id);
    }
    (cases.len(), wrong)
}

#[test]
fn every_labelled_query_is_judged_right() {
    let (all, wrong) = run(TABLE);
    assert!(all >= 70, "{all} lines");
    assert!(wrong.is_empty(), "{} of {all} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn queries_written_after_the_rules_are_judged_right() {
    let (all, wrong) = run(UNSEEN);
    assert!(all >= 30, "{all} lines");
    assert!(wrong.is_empty(), "{} of {all} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_fault_names_its_words_and_its_remedy() {
    for case in cases(TABLE).iter().chain(&cases(UNSEEN)) {
        for fault in check_text(QueryKind::Other, &case.text, &case.chart).faults {
            let part = match &fault.place {
                Part::Title => case.text.title.as_str(),
                Part::Question => &case.text.question,
                Part::Note => &case.text.note,
                Part::Option { key } => {
                    &case.text.options.iter().find(|o| o.key == *key).unwrap().text
                }
                Part::Indicator { .. } | Part::Query => "",
            };
            assert_eq!(part.get(fault.start..fault.end), Some(fault.text.as_str()), "{}", case.id);
            assert!(!fault.message.is_empty() && !fault.message.contains('{'), "{fault:?}");
            assert!(!fault.mend.is_empty() && !fault.source.is_empty(), "{fault:?}");
        }
    }
}

#[test]
fn codes_are_told_apart_and_documented() {
    let page = include_str!("../../../../docs/reference/queries.md");
    let codes: BTreeSet<&str> = rules().rules.iter().map(|rule| rule.code.as_str()).collect();
    assert_eq!(codes.len(), rules().rules.len());
    for code in codes {
        assert!(page.contains(&format!("| `{code}` |")), "{code} is not on the page");
    }
}

#[test]
fn a_change_after_the_check_needs_a_new_check() {
    let case = cases(TABLE).into_iter().find(|case| case.expected.is_empty()).unwrap();
    let clearance =
        check_text(QueryKind::Other, &case.text, &case.chart).clearance().expect("is fine");
    let mut query =
        crate::query::Query::draft("q".into(), "a", QueryKind::Other, case.text, "cdi", "dr", 0);
    assert!(clearance.covers(&query));
    query.text.note.push('x');
    assert!(!clearance.covers(&query));
}

#[test]
fn tricks_of_spelling_hide_nothing() {
    let base = cases(TABLE).into_iter().find(|case| case.expected.is_empty()).unwrap();
    for words in ["ＤＲＧ", "D.R.G.", "d\u{200B}rg", "Reim\u{AD}bursement", "DRGs", "MS-DRG", "$"]
    {
        let mut text = base.text.clone();
        text.note = format!("See the {words} here.");
        let faults = check_text(QueryKind::Other, &text, &base.chart).faults;
        assert!(faults.iter().any(|f| f.code == "impact.payment"), "{words}");
    }
}

#[test]
fn oversized_texts_are_refused_without_being_read() {
    let text = QueryText {
        title: "t".repeat(10_000),
        question: "DRG ".repeat(100_000),
        options: vec![AnswerOption::other(); 1_000],
        ..QueryText::default()
    };
    let lint = check_text(QueryKind::Other, &text, &Chart::default());
    assert!(lint.faults.iter().all(|fault| fault.code == "text.too_long"), "{:?}", lint.faults);
    assert!(lint.clearance().is_none());
}
