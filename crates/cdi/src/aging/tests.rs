use super::*;
use crate::query::{QueryId, QueryKind, QueryText, Status};

/// 2026-06-12 was a Friday; 14:00 UTC in epoch microseconds.
const FRIDAY: i64 = 1_781_272_800 * 1_000_000;

fn sent(at: i64) -> Query {
    let text = QueryText::default();
    let mut query = Query::draft(QueryId::from("q1"), "a1", QueryKind::Type, text, "cdi", "dr", at);
    query.status = Status::Sent;
    query.sent_micros = Some(at);
    query.due_micros = Some(ladder(QuerySetting::InpatientConcurrent).due_micros(at));
    query
}

#[test]
fn buckets_take_their_lower_bound() {
    let hours = |h: i64| FRIDAY + h * HOUR_MICROS;
    let query = sent(FRIDAY);
    for (now, expected) in [
        (hours(-5), Bucket::Under24Hours),
        (hours(0), Bucket::Under24Hours),
        (hours(24) - 1, Bucket::Under24Hours),
        (hours(24), Bucket::From24To48Hours),
        (hours(48), Bucket::From48To72Hours),
        (hours(72), Bucket::From3To7Days),
        (hours(168) - 1, Bucket::From3To7Days),
        (hours(168), Bucket::Over7Days),
        (i64::MAX, Bucket::Over7Days),
    ] {
        assert_eq!(bucket(&query, now), Some(expected), "{now}");
    }
    let closed = Query { status: Status::Closed, ..query };
    assert_eq!(bucket(&closed, hours(1)), None);
    assert!(!overdue(&closed, hours(1000)));
}

#[test]
fn ladders_can_be_climbed() {
    for setting in [
        QuerySetting::InpatientConcurrent,
        QuerySetting::InpatientRetrospective,
        QuerySetting::Outpatient,
    ] {
        let ladder = ladder(setting);
        assert_eq!(ladder.setting, setting);
        assert_eq!(ladder.faults(), Vec::<String>::new());
        let last = ladder.steps.last().unwrap();
        assert_eq!((last.act, last.to), (Act::Escalate, Rung::Chief));
    }
    let mut bad = ladder(QuerySetting::Outpatient).clone();
    bad.steps.reverse();
    bad.due_hours = 0;
    assert_eq!(bad.faults().len(), 2);
}

#[test]
fn one_step_after_the_other() {
    let ladder = ladder(QuerySetting::InpatientConcurrent);
    let hours = |h: i64| FRIDAY + h * HOUR_MICROS;
    let mut query = sent(FRIDAY);
    let next = ladder.next_step(&query, hours(1)).unwrap();
    assert_eq!((next.number, next.act, next.due), (1, Act::Remind, false));
    assert_eq!(next.at_micros, hours(24));
    assert!(ladder.next_step(&query, hours(24)).unwrap().due);
    assert!(!overdue(&query, hours(48)) && overdue(&query, hours(48) + 1));

    // Nobody looked for four days: the advisor comes next, not two reminders first.
    let next = ladder.next_step(&query, hours(96)).unwrap();
    assert_eq!((next.number, next.to, next.due), (3, Rung::PhysicianAdvisor, true));
    query = crate::query::apply(&query, "clock", next.event(), hours(96)).unwrap();
    assert_eq!((query.status, query.escalation_step), (Status::Escalated, 3));
    let next = ladder.next_step(&query, hours(96)).unwrap();
    assert_eq!((next.number, next.to, next.due), (4, Rung::Chief, false));
    query = crate::query::apply(&query, "clock", next.event(), hours(120)).unwrap();
    assert_eq!(ladder.next_step(&query, hours(500)), None);
    assert!(crate::query::apply(&query, "clock", next.event(), hours(121)).is_err());
}

#[test]
fn weekends_may_stand_still() {
    let working = WorkingHours {
        utc_offset_minutes: 0,
        days: [true, true, true, true, true, false, false],
        from_minute: 8 * 60,
        to_minute: 18 * 60,
    };
    // Friday 14:00 has four hours left; the fifth ends on Monday at 09:00.
    assert_eq!(working.after(FRIDAY, 4 * HOUR_MICROS), FRIDAY + 4 * HOUR_MICROS);
    assert_eq!(working.after(FRIDAY, 5 * HOUR_MICROS), FRIDAY + 67 * HOUR_MICROS);
    let evening = FRIDAY + 9 * HOUR_MICROS;
    assert_eq!(working.after(evening, 0), FRIDAY + 66 * HOUR_MICROS);
    let west = WorkingHours { utc_offset_minutes: -300, ..working.clone() };
    assert_eq!(west.after(FRIDAY, 9 * HOUR_MICROS), FRIDAY + 9 * HOUR_MICROS);
    let never = WorkingHours { days: [false; 7], ..working };
    assert!(!never.is_sound());
    let mut ladder = ladder(QuerySetting::Outpatient).clone();
    ladder.working_hours = Some(never);
    assert_eq!(ladder.due_micros(FRIDAY), FRIDAY + 72 * HOUR_MICROS);
}
