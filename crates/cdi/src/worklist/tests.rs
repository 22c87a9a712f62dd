use super::*;
use crate::query::{Indicator, IndicatorSource, QueryId, QueryKind, QueryText};
use model::Evidence;

fn gap(kind: GapKind, start: u32) -> Gap {
    let evidence = Evidence { document: 0, start, end: start + 5, text: "words".to_owned() };
    Gap { kind, text: String::new(), evidence: vec![evidence] }
}

fn query(kind: QueryKind, start: u32, status: Status) -> Query {
    let evidence = Evidence { document: 0, start, end: start + 5, text: "words".to_owned() };
    let source = IndicatorSource::Quote { evidence, document_title: String::new() };
    let indicators = vec![Indicator { text: "words".to_owned(), date: None, source }];
    let text = QueryText { indicators, ..QueryText::default() };
    let mut query = Query::draft(QueryId::from("q"), "a", kind, text, "cdi", "dr", 0);
    query.status = status;
    query.sent_micros = Some(0);
    query.due_micros = Some(10);
    query
}

fn scored(account: &Account<'_>, now: i64) -> (u32, Vec<String>) {
    let priority = priority(account, now);
    assert_eq!(priority.score, priority.reasons.iter().map(|r| r.points).sum::<u32>());
    (priority.score, priority.reasons.into_iter().map(|reason| reason.text).collect())
}

#[test]
fn reasons_add_up() {
    let empty = Account { gaps: &[], queries: &[], days_of_stay: None, reviewed: true };
    assert_eq!(scored(&empty, 0), (0, vec![]));
    let quiet = Account { days_of_stay: Some(9), ..empty };
    assert_eq!(scored(&quiet, 0).0, 0);

    let gaps = [gap(GapKind::Type, 0), gap(GapKind::Type, 20), gap(GapKind::Conflict, 40)];
    let account = Account { gaps: &gaps, days_of_stay: Some(3), reviewed: false, ..empty };
    let (score, reasons) = scored(&account, 0);
    assert_eq!(score, 60 + 45 + 40 + 15);
    assert_eq!(reasons[0], "The chart has statements that differ.");
    assert_eq!(reasons[1], "The chart has a condition without its type (2 times).");
}

#[test]
fn a_gap_that_was_asked_about_does_not_count_again() {
    let gaps = [gap(GapKind::Type, 0), gap(GapKind::Stage, 20)];
    let sent = [query(QueryKind::Type, 2, Status::Sent)];
    let account = Account { gaps: &gaps, queries: &sent, days_of_stay: None, reviewed: true };
    assert_eq!(scored(&account, 10).0, 30);
    assert_eq!(scored(&account, 11).0, 30 + 80, "past its time");
    let cancelled = [query(QueryKind::Type, 2, Status::Cancelled)];
    assert_eq!(scored(&Account { queries: &cancelled, ..account }, 11).0, 60);
    let answered = [query(QueryKind::Type, 2, Status::Answered)];
    let (score, reasons) = scored(&Account { queries: &answered, ..account }, 11);
    assert_eq!(score, 120 + 30);
    assert_eq!(reasons[0], "1 answer is not yet in the codes.");
}

#[test]
fn the_score_has_a_bound() {
    let gaps: Vec<Gap> = (0..100).map(|i| gap(GapKind::Conflict, i * 10)).collect();
    let account = Account { gaps: &gaps, queries: &[], days_of_stay: Some(50), reviewed: false };
    assert_eq!(priority(&account, 0).score, MAX_SCORE);
}
