//! Transitions by hand and by chance.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn limits() -> Limits {
    Limits {
        guards: Vec::new(),
        levels: 5,
        appeal_by: Some(day("2026-06-01")),
        least: Cents::ZERO,
        amount: Cents(10_000),
        patient_group: false,
    }
}

fn appeal_on(filed: &str) -> DenialEvent {
    DenialEvent::Appeal { filed: day(filed), good_cause: None }
}

#[test]
fn the_way_of_an_appeal() {
    let limits = limits();
    let after = |state: &DenialState, event| step(state, &event, &limits).unwrap();
    let state = after(&DenialState::Open, DenialEvent::Begin);
    let state = after(&state, appeal_on("2026-06-01"));
    assert_eq!(state, DenialState::Appealed { level: 1 });
    assert_eq!(step(&state, &appeal_on("2026-06-01"), &limits), Err(Refused::OutOfTurn));
    let state = after(&state, DenialEvent::Uphold);
    let state = after(&state, appeal_on("2026-05-30"));
    assert_eq!(state, DenialState::Appealed { level: 2 });
    let part = DenialEvent::Close(Some(Outcome::Overturned(Cents(9_999))));
    let state = after(&state, part);
    assert_eq!(state, DenialState::Overturned { paid: Cents(9_999), in_part: true });
    assert_eq!(step(&state, &DenialEvent::Begin, &limits), Err(Refused::Closed));
}

#[test]
fn what_is_refused() {
    let free = limits();
    let guarded = Limits { guards: vec![Guard::Remark("MA130".to_owned())], ..limits() };
    let small = Limits { least: Cents(20_000), ..limits() };
    let dear = Refused::TooLittle(Cents(20_000));
    let written = |why: &str| DenialEvent::Close(Some(Outcome::WrittenOff(why.to_owned())));
    let won = |cents| DenialEvent::Close(Some(Outcome::Overturned(Cents(cents))));
    let patient = DenialEvent::Close(Some(Outcome::BilledToPatient));
    let no_appeal = Refused::NoAppeal(guarded.guards[0].words());
    for (state, event, limits, expected) in [
        (DenialState::Open, appeal_on("2026-06-02"), &free, Refused::TooLate(day("2026-06-01"))),
        (DenialState::InProgress, appeal_on("2026-05-01"), &guarded, no_appeal),
        (DenialState::Open, appeal_on("2026-05-01"), &small, dear),
        (DenialState::Upheld { level: 5 }, appeal_on("2026-05-01"), &free, Refused::NoFurtherLevel),
        (DenialState::Open, DenialEvent::Close(None), &free, Refused::NoOutcome),
        (DenialState::Open, written("  "), &free, Refused::NoReason),
        (DenialState::Open, patient, &free, Refused::NotThePatients),
        (DenialState::Open, won(0), &free, Refused::WrongAmount(Cents(10_000))),
        (DenialState::Open, won(10_001), &free, Refused::WrongAmount(Cents(10_000))),
        (DenialState::Resent, written("too old"), &free, Refused::OutOfTurn),
        (DenialState::Open, DenialEvent::Uphold, &free, Refused::OutOfTurn),
        (DenialState::Resent, DenialEvent::Resend, &free, Refused::OutOfTurn),
    ] {
        assert_eq!(step(&state, &event, limits), Err(expected), "{state:?} {event:?}");
    }
    let late = DenialEvent::Appeal {
        filed: day("2027-01-01"),
        good_cause: Some("The notice went to the old address.".to_owned()),
    };
    assert_eq!(step(&DenialState::Open, &late, &free), Ok(DenialState::Appealed { level: 1 }));
    let patients = Limits { patient_group: true, ..limits() };
    let event = DenialEvent::Close(Some(Outcome::BilledToPatient));
    assert_eq!(step(&DenialState::Open, &event, &patients), Ok(DenialState::BilledToPatient));
}

fn events() -> impl Strategy<Value = DenialEvent> {
    let filed = (0i32..800).prop_map(|days| day("2026-01-01").plus_days(days));
    prop_oneof![
        Just(DenialEvent::Begin),
        Just(DenialEvent::Resend),
        Just(DenialEvent::Uphold),
        Just(DenialEvent::Close(None)),
        Just(DenialEvent::Close(Some(Outcome::BilledToPatient))),
        Just(DenialEvent::Close(Some(Outcome::WrittenOff("lost".to_owned())))),
        (0i64..20_000).prop_map(|paid| DenialEvent::Close(Some(Outcome::Overturned(Cents(paid))))),
        filed.prop_map(|filed| DenialEvent::Appeal { filed, good_cause: None }),
    ]
}

proptest! {
    #[test]
    fn no_way_breaks_the_rules(
        way in proptest::collection::vec(events(), 0..40),
        guarded in any::<bool>(),
        patient_group in any::<bool>(),
        levels in 0u8..12,
    ) {
        let guards = if guarded { vec![Guard::CorrectCoding] } else { Vec::new() };
        let limits = Limits { guards, levels, patient_group, ..limits() };
        let mut state = DenialState::Open;
        let mut highest = 0;
        for event in way {
            let before = state.clone();
            let Ok(after) = step(&before, &event, &limits) else { continue };
            prop_assert!(!before.is_closed(), "closed is closed");
            if let DenialState::Appealed { level } = after {
                prop_assert!(!guarded && level == before.level() + 1 && level <= levels);
                highest = highest.max(level);
            }
            if let DenialEvent::Appeal { filed, .. } = event {
                prop_assert!(limits.appeal_by.is_none_or(|last| filed <= last));
            }
            match &after {
                DenialState::BilledToPatient => prop_assert!(patient_group),
                DenialState::WrittenOff { reason } => prop_assert!(!reason.is_empty()),
                DenialState::Overturned { paid, in_part } => {
                    prop_assert!(paid.0 > 0 && *paid <= limits.amount);
                    prop_assert_eq!(*in_part, *paid < limits.amount);
                }
                _ => {}
            }
            if after.is_closed() {
                prop_assert!(matches!(event, DenialEvent::Close(Some(_))));
            }
            state = after;
        }
        prop_assert!(highest <= MAX_LEVELS);
    }
}
