use super::*;
use crate::linter;
use model::{Chart, Document, Evidence};
use proptest::prelude::*;

fn chart() -> Chart {
    let text = "Heart failure, EF 30%.".to_owned();
    Chart { documents: vec![Document { text, ..Document::default() }], ..Chart::default() }
}

fn option(key: &str, text: &str) -> AnswerOption {
    AnswerOption {
        key: key.to_owned(),
        kind: OptionKind::Supported,
        text: text.to_owned(),
        code_hint: Some("I50.21".to_owned()),
    }
}

/// A text that may be sent, or one that the linter blocks.
fn text(fine: bool) -> QueryText {
    let words = "Heart failure, EF 30%.".to_owned();
    let end = u32::try_from(words.len()).unwrap();
    let evidence = Evidence { document: 0, start: 0, end, text: words.clone() };
    let source = IndicatorSource::Quote { evidence, document_title: String::new() };
    let ending = if fine { "" } else { " The DRG depends on it." };
    QueryText {
        title: "Heart failure: type".to_owned(),
        question: format!("Which type describes the heart failure?{ending}"),
        format: Format::MultipleChoice,
        indicators: vec![Indicator { text: words, date: None, source }],
        options: vec![
            option("a", "Systolic"),
            option("b", "Diastolic"),
            AnswerOption::other(),
            AnswerOption::cannot_determine(),
        ],
        ..QueryText::default()
    }
}

fn draft() -> Query {
    Query::draft("q".into(), "a", QueryKind::Type, text(true), "cdi", "dr", 1_000)
}

fn clearance(fine: &QueryText) -> linter::Clearance {
    linter::check_text(QueryKind::Type, fine, &chart()).clearance().expect("may be sent")
}

fn send() -> Event {
    Event::Send { clearance: clearance(&text(true)), due_micros: i64::MAX }
}

fn answer(choice: &str, text: &str) -> Event {
    Event::Answer { choice: choice.to_owned(), text: text.to_owned() }
}

fn close(outcome: Outcome) -> Event {
    Event::Close { outcome, note: String::new() }
}

fn all(events: Vec<Event>) -> Result<Query, Refused> {
    let mut query = draft();
    for (event, at) in events.into_iter().zip(2_000..) {
        query = apply(&query, "somebody", event, at)?;
    }
    Ok(query)
}

#[test]
fn from_draft_to_outcome() {
    let changes = vec![CodeChange { before: Some("I50.9".into()), after: Some("I50.21".into()) }];
    let query = all(vec![
        send(),
        Event::Remind { step: 1 },
        Event::Escalate { step: 2, to: "physician advisor".into() },
        answer("a", ""),
        close(Outcome::Agreed),
        Event::LinkCodes { changes: changes.clone() },
    ])
    .unwrap();
    assert_eq!((query.status, query.outcome), (Status::Closed, Some(Outcome::Agreed)));
    assert_eq!((query.sent_micros, query.reminders), (Some(2_000), 1));
    assert_eq!(query.code_changes, changes);
    let what: Vec<&str> = query.history.iter().map(|entry| entry.what.as_str()).collect();
    let expected =
        ["created", "sent", "reminded", "escalated", "answered", "closed", "codes_linked"];
    assert_eq!(what, expected);
    let json = serde_json::to_string(&query).unwrap();
    assert_eq!(serde_json::from_str::<Query>(&json).unwrap(), query);
}

#[test]
fn what_may_not_happen() {
    let changed = Event::Edit { text: Box::new(text(false)) };
    for (events, why) in [
        (vec![changed, send()], "ClearedAnotherText"),
        (vec![answer("a", "")], "WrongStatus"),
        (vec![send(), answer("z", "")], "NoSuchOption"),
        (vec![send(), answer("other", " ")], "EmptyAnswer"),
        (vec![send(), answer("", "")], "EmptyAnswer"),
        (vec![send(), answer("a", ""), answer("b", "")], "WrongStatus"),
        (vec![send(), close(Outcome::Agreed)], "WrongOutcome"),
        (vec![send(), answer("a", ""), close(Outcome::NoResponse)], "WrongOutcome"),
        (vec![send(), answer("a", ""), close(Outcome::Withdrawn)], "WrongOutcome"),
        (vec![send(), answer("cannot_determine", ""), close(Outcome::Agreed)], "WrongOutcome"),
        (vec![Event::Cancel { reason: String::new() }], "Missing"),
        (vec![send(), send()], "WrongStatus"),
        (vec![send(), Event::Remind { step: 0 }], "StepDone"),
    ] {
        let refused = all(events.clone()).unwrap_err();
        assert!(format!("{refused:?}").starts_with(why), "{events:?}: {refused:?}");
        assert!(!refused.to_string().is_empty());
    }
    let due = Event::Send { clearance: clearance(&text(true)), due_micros: 5 };
    assert_eq!(all(vec![due]), Err(Refused::DueInThePast));
}

#[test]
fn a_clock_that_goes_back_does_not_turn_history_round() {
    let query = apply(&draft(), "cdi", send(), 10_000).unwrap();
    let query = apply(&query, "dr", answer("b", "since 2019"), 500).unwrap();
    assert_eq!(query.answer.as_ref().unwrap().at_micros, 10_000);
    assert_eq!(query.last_micros(), 10_000);
}

#[test]
fn a_provider_sees_no_code() {
    let query = draft();
    let view = serde_json::to_string(&query.for_provider()).unwrap();
    for internal in ["I50.21", "code_hint", "affects_coding", "history", "code_changes"] {
        assert!(!view.contains(internal), "{internal}: {view}");
        assert!(serde_json::to_string(&query).unwrap().contains(internal));
    }
}

fn any_event() -> impl Strategy<Value = Event> {
    let outcome = (0..Outcome::ALL.len()).prop_map(|i| Outcome::ALL[i]);
    let key = prop_oneof![Just("a"), Just("other"), Just("cannot_determine"), Just(""), Just("z")];
    prop_oneof![
        any::<bool>().prop_map(|fine| Event::Edit { text: Box::new(text(fine)) }),
        any::<i64>()
            .prop_map(|due| Event::Send { clearance: clearance(&text(true)), due_micros: due }),
        Just(send()),
        (0..6u32).prop_map(|step| Event::Remind { step }),
        (0..6u32).prop_map(|step| Event::Escalate { step, to: "chief".to_owned() }),
        Just(Event::Reassign { recipient: "dr2".to_owned(), reason: "away".to_owned() }),
        (key, prop_oneof![Just(""), Just("since 2019")])
            .prop_map(|(choice, text)| answer(choice, text)),
        Just(Event::LinkCodes {
            changes: vec![CodeChange { before: None, after: Some("I50.21".to_owned()) }]
        }),
        outcome.prop_map(close),
        Just(Event::Cancel { reason: "no longer needed".to_owned() }),
    ]
}

/// What holds of a query whatever happened.
fn invariants(before: &Query, after: &Query) {
    let outside_draft = !matches!(after.status, Status::Draft | Status::Cancelled);
    if outside_draft || after.sent_micros.is_some() {
        let lint = linter::check(after, &chart());
        assert_eq!(lint.faults, [], "nothing is sent that the linter blocks");
    }
    assert_eq!(outside_draft || after.sent_micros.is_some(), after.sent_micros.is_some());
    if before.answer.is_some() {
        assert_eq!(before.answer, after.answer, "an answer is kept");
    }
    assert_eq!(after.status == Status::Closed, after.outcome.is_some(), "closed has an outcome");
    let answered = after.answer.is_some();
    if let Some(outcome) = after.outcome {
        assert_eq!(outcome.needs_answer(), answered);
    }
    assert!(after.status != Status::Answered || answered);
    assert!(after.code_changes.is_empty() || answered);
    assert!(before.status != Status::Cancelled, "nothing happens to a cancelled query");
    assert_eq!(after.history.len(), before.history.len() + 1);
    assert_eq!(after.history[..before.history.len()], before.history[..]);
    assert!(after.history.windows(2).all(|pair| pair[0].at_micros <= pair[1].at_micros));
    assert_eq!(after.history.last().unwrap().status, after.status);
}

proptest! {
    #[test]
    fn random_events_keep_the_invariants(
        events in prop::collection::vec((any_event(), -50i64..5_000), 1..40)
    ) {
        let mut query = draft();
        for (event, at) in events {
            if let Ok(next) = apply(&query, "somebody", event, at) {
                invariants(&query, &next);
                query = next;
            }
        }
    }
}
