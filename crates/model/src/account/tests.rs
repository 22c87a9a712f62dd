//! A million random steps, and the ways that must and must not be open.

use super::*;
use crate::UserId;

/// A small generator of our own (SplitMix64): the run is the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    fn event(&mut self, at: i64) -> AccountEvent {
        let reason = || ["", " ", "operative note missing"][self_roll(at)].to_owned();
        match self.roll(27) {
            0 => AccountEvent::ReadingStarted,
            1 => AccountEvent::ReadingStopped,
            2 => AccountEvent::Coded,
            3 => AccountEvent::Released,
            4 => AccountEvent::SentToReview { reasons: vec!["low confidence".into()] },
            5 => AccountEvent::QuerySent { due_at: at + self.roll(9_000) as i64 - 3_000 },
            6 => AccountEvent::QueriesClosed,
            7 => AccountEvent::Held {
                kind: if self.roll(2) == 0 { HoldKind::Charges } else { HoldKind::Document },
                reason: reason(),
                owner: (self.roll(2) == 0).then(|| UserId::from("user_a")),
                until: at + self.roll(9_000) as i64 - 3_000,
            },
            8 => AccountEvent::HoldLifted,
            9 => AccountEvent::ReadAgain,
            10 => AccountEvent::Charged,
            11 => AccountEvent::EditsFound { reasons: vec!["pointer".into()] },
            12 => AccountEvent::ScrubbedClean,
            13 => AccountEvent::Submitted,
            14 => AccountEvent::Acknowledged,
            15 => AccountEvent::Rejected { reasons: vec!["A7".into()] },
            16 => AccountEvent::Adjudicated,
            17 => AccountEvent::Corrected,
            18 => AccountEvent::Closed,
            19 => AccountEvent::Reopened { reason: reason() },
            20 => AccountEvent::BilledNext,
            21 => AccountEvent::Assigned { to: UserId::from("user_b") },
            22 => AccountEvent::DecisionUndone,
            23 => AccountEvent::PatientBilled,
            24 => AccountEvent::PayerAsks { reasons: vec!["R4:297".into()] },
            25 => AccountEvent::FollowedUp,
            _ => AccountEvent::Unassigned,
        }
    }
}

/// One of the three reasons, by the time.
fn self_roll(at: i64) -> usize {
    usize::try_from(at % 3).unwrap_or(0)
}

#[test]
fn a_million_random_steps_keep_one_place_one_owner_one_action_one_date() {
    let terms = Terms::default();
    let mut dice = Dice(2026);
    let mut standing = Standing::received(0, &terms);
    let mut seen = std::collections::BTreeMap::new();
    for at in 1..=1_000_000_i64 {
        let event = dice.event(at);
        match standing.after(&event, at, &terms) {
            Ok(next) => {
                assert_eq!(next.check(), Ok(()), "{standing:?} {event:?}");
                let kept = (standing.queue, next.queue) == (Queue::FollowUp, Queue::FollowUp);
                assert!(next.due_at >= at || !moved(&event) || kept, "{standing:?} {event:?}");
                *seen.entry(next.state).or_insert(0_u32) += 1;
                standing = next;
            }
            Err(refused) => assert_eq!(refused.state, standing.state),
        }
    }
    for state in AccountState::ALL {
        assert!(seen.get(&state).is_some_and(|&count| count > 20), "{state:?} {seen:?}");
    }
}

fn moved(event: &AccountEvent) -> bool {
    !matches!(event, AccountEvent::Assigned { .. } | AccountEvent::Unassigned)
}

#[test]
fn the_straight_way_needs_no_person() {
    let terms = Terms::default();
    let way = [
        AccountEvent::ReadingStarted,
        AccountEvent::Coded,
        AccountEvent::Released,
        AccountEvent::Charged,
        AccountEvent::ScrubbedClean,
        AccountEvent::Submitted,
        AccountEvent::Acknowledged,
        AccountEvent::Adjudicated,
        AccountEvent::Closed,
    ];
    let mut standing = Standing::received(0, &terms);
    for event in &way {
        standing = standing.after(event, 1, &terms).expect("a step of the straight way");
        assert!(standing.owner.person().is_none());
    }
    assert_eq!(standing.queue, Queue::Done);
}

#[test]
fn nothing_is_submitted_that_did_not_pass_its_edits() {
    let terms = Terms::default();
    for state in AccountState::ALL {
        let standing = Standing { state, ..Standing::received(0, &terms) };
        let leaves = standing.after(&AccountEvent::Submitted, 1, &terms).is_ok();
        assert_eq!(leaves, state == AccountState::Scrubbed, "{state:?}");
    }
}

#[test]
fn a_hold_goes_back_to_where_it_was() {
    let terms = Terms::default();
    let review = AccountEvent::SentToReview { reasons: vec!["laterality".into()] };
    let hold = AccountEvent::Held {
        kind: HoldKind::Result,
        reason: "pathology is awaited".into(),
        owner: None,
        until: 100,
    };
    let mut standing = Standing::received(0, &terms);
    for event in [AccountEvent::ReadingStarted, AccountEvent::Coded, review, hold] {
        standing = standing.after(&event, 1, &terms).expect("allowed");
    }
    assert_eq!((standing.queue, standing.due_at), (Queue::Held, 100));
    let back = standing.after(&AccountEvent::HoldLifted, 2, &terms).expect("allowed");
    assert_eq!(back.state, AccountState::Review);
}

#[test]
fn what_a_payer_asks_waits_at_one_place_until_it_is_done() {
    let terms = Terms::default();
    let asks = |what: &str| AccountEvent::PayerAsks { reasons: vec![what.to_owned()] };
    for state in AccountState::ALL {
        let (queue, _) = standing::place(state, Queue::Payer, None);
        let standing = Standing { state, queue, ..Standing::received(0, &terms) };
        let with_payer = matches!(
            state,
            AccountState::Submitted | AccountState::Acknowledged | AccountState::Adjudicated
        );
        assert_eq!(standing.after(&asks("R4"), 1, &terms).is_ok(), with_payer, "{state:?}");
        let done = standing.after(&AccountEvent::FollowedUp, 1, &terms);
        assert!(done.is_err(), "nothing was asked: {state:?}");
    }
    let sent = Standing { state: AccountState::Scrubbed, ..Standing::received(0, &terms) };
    let sent = sent.after(&AccountEvent::Submitted, 1, &terms).expect("left");
    let first = sent.after(&asks("R4"), 2, &terms).expect("asked");
    assert_eq!((first.queue, first.next_action), (Queue::FollowUp, NextAction::FollowUp));
    assert_eq!((first.state, &first.owner), (AccountState::Submitted, &Owner::Team));
    let to = UserId::from("user_a");
    let taken = first.after(&AccountEvent::Assigned { to: to.clone() }, 3, &terms).expect("taken");
    // Asking again gives no more time; the owner stays, also when a late acceptance comes.
    let again = taken.after(&asks("R5"), 4, &terms).expect("asked again");
    assert_eq!((again.due_at, again.reasons.as_slice()), (first.due_at, &["R5".to_owned()][..]));
    let late = again.after(&AccountEvent::Acknowledged, 5, &terms).expect("taken late");
    assert_eq!((late.state, late.queue), (AccountState::Acknowledged, Queue::FollowUp));
    assert_eq!((late.owner.person(), late.check()), (Some(&to), Ok(())));
    let done = late.after(&AccountEvent::FollowedUp, 6, &terms).expect("done");
    assert_eq!((done.state, done.queue), (AccountState::Acknowledged, Queue::Payer));
    assert_eq!((done.owner, done.reasons.len()), (Owner::Payer, 0));
    let paid = late.after(&AccountEvent::Adjudicated, 6, &terms).expect("decided");
    assert_eq!((paid.queue, paid.next_action), (Queue::Payer, NextAction::WorkRemittance));
    // Of another claim of the account the payer asks still, whatever becomes of the decision.
    let asked = paid.after(&asks("R4"), 7, &terms).expect("asked");
    let undone = asked.after(&AccountEvent::DecisionUndone, 8, &terms).expect("undone");
    assert_eq!((undone.state, undone.queue), (AccountState::Acknowledged, Queue::FollowUp));
    assert_eq!(undone.check(), Ok(()));
}
