use super::*;
use crate::query::{Answer, QueryText, Status};

const HOUR: i64 = HOUR_MICROS;

/// Name, account, kind, hours from sending to answer, outcome; sent at time 0.
fn query(
    id: &str,
    account: &str,
    kind: QueryKind,
    answered: Option<i64>,
    outcome: Option<Outcome>,
) -> Query {
    let text = QueryText::default();
    let mut query = Query::draft(id.into(), account, kind, text, "cdi", "dr", 0);
    query.sent_micros = Some(0);
    query.status = Status::Sent;
    query.answer = answered.map(|h| Answer { at_micros: h * HOUR, ..Answer::default() });
    query.outcome = outcome;
    match (answered, outcome) {
        (_, Some(_)) => query.status = Status::Closed,
        (Some(_), None) => query.status = Status::Answered,
        _ => {}
    }
    query
}

fn queries() -> Vec<Query> {
    use Outcome::{Agreed, Disagreed, NoResponse};
    let mut draft = query("q7", "a4", QueryKind::Type, None, None);
    (draft.sent_micros, draft.status) = (None, Status::Draft);
    vec![
        query("q1", "a1", QueryKind::Type, Some(10), Some(Agreed)),
        query("q2", "a1", QueryKind::Stage, Some(80), Some(Disagreed)),
        query("q3", "a2", QueryKind::Type, Some(20), None),
        query("q4", "a2", QueryKind::Cause, None, None),
        query("q5", "a3", QueryKind::Type, None, Some(NoResponse)),
        query("q6", "a3", QueryKind::Validation, Some(30), Some(Agreed)),
        draft,
    ]
}

#[test]
fn rates_by_hand() {
    let queries = queries();
    let reviewed: Vec<String> =
        ["a1", "a2", "a4", "a5", "a5", "a1"].into_iter().map(str::to_owned).collect();
    let rate = query_rate(&reviewed, &queries);
    assert_eq!(rate.numerator, ["a1", "a2"]);
    assert_eq!(rate.denominator, ["a1", "a2", "a4", "a5"]);
    assert_eq!(rate.share(), Some(0.5));

    let rate = response_rate(&queries);
    assert_eq!(rate.numerator, ["q1", "q2", "q3", "q6"]);
    assert_eq!(rate.denominator.len(), 6);
    assert_eq!(response_rate_within(&queries, 72).numerator, ["q1", "q3", "q6"]);
    assert_eq!(response_rate_within(&queries, 10).numerator, ["q1"]);

    let rate = agree_rate(&queries, Agreement::Documentation);
    assert_eq!((rate.numerator.len(), rate.denominator.len()), (1, 3));
    let rate = agree_rate(&queries, Agreement::Validation);
    assert_eq!(rate.numerator, ["q6"]);
    assert_eq!(rate.share(), Some(1.0));
    assert_eq!(agree_rate(&[], Agreement::Validation).share(), None);
}

#[test]
fn turnaround_by_hand() {
    let all = queries();
    let time = turnaround(&all);
    assert_eq!(time.rows.len(), 4);
    assert_eq!(time.median_micros, Some(25 * HOUR));
    assert_eq!(turnaround(&all[..3]).median_micros, Some(20 * HOUR));
    assert_eq!(turnaround(&[]).median_micros, None);
}

#[test]
fn open_queries_by_age() {
    let open = open_by_bucket(&queries(), 50 * HOUR);
    assert_eq!(open.len(), 5);
    assert_eq!(open[2], (Bucket::From48To72Hours, vec!["q4".to_owned()]));
    assert_eq!(open.iter().map(|(_, rows)| rows.len()).sum::<usize>(), 1);
}
