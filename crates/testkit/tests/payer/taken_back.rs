//! Take-backs are followed to their end, and leave the books as if they had been decided so from
//! the beginning.

use crate::day;
use crate::office::{Office, assert_books, assert_valid};
use model::Cents;
use payments::ledger::Ledger;
use payments::provider_adjustments::Treatment;
use testkit::payer::caseload::Caseload;
use testkit::payer::{Event, Habits, Profile, Share, SyntheticPayer};

/// A payer that takes half of its payments back.
fn taking(announces: Share, all: Share) -> (Profile, Caseload) {
    let mut profile = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", 51);
    profile.habits = Habits {
        takes_back: Share::percent(50),
        takes_back_all: all,
        announces,
        ..Habits::default()
    };
    let caseload = Caseload::of(&profile);
    (profile, caseload)
}

fn year(announces: Share, all: Share) -> (SyntheticPayer, Office, usize) {
    let (profile, caseload) = taking(announces, all);
    let mut office = Office::open(&profile);
    let mut payer = SyntheticPayer::new(profile);
    let first = day("2026-01-05");
    let mut open = 0;
    for week in 0..40u64 {
        let today = first.plus_days(i32::try_from(week).unwrap() * 7);
        // The last claims of the year are kept, so that there is money to take from.
        if week == 20 {
            payer.profile_mut().habits.takes_back = Share::NONE;
        }
        let claims: Vec<_> = (week * 12..week * 12 + 12)
            .flat_map(|n| caseload.claims(n, today.plus_days(-2)))
            .map(|one| one.claim)
            .collect();
        claims.iter().for_each(|claim| office.send(claim, today));
        office.close(today);
        let control = u32::try_from(week).unwrap() * 2 + 1;
        for file in caseload.files(&claims, control, today).unwrap() {
            payer.receive(file.as_bytes(), today).unwrap();
        }
        for answer in payer.due(today).unwrap() {
            assert_valid(&answer);
            office.take(&answer);
        }
        open = open.max(office.tracker.open().count());
    }
    for answer in payer.due(first.plus_days(500)).unwrap() {
        office.take(&answer);
    }
    (payer, office, open)
}

#[test]
fn take_backs_are_followed_to_their_end() {
    for (announces, all) in [(0, 0), (0, 100), (100, 0), (100, 100), (50, 50)] {
        let what = format!("announced {announces} %, as a whole {all} %");
        let (payer, office, open) = year(Share::percent(announces), Share::percent(all));
        let last = day("2027-12-31");
        assert_books(&office, last);
        let items = office.tracker.items();
        if announces == 100 {
            assert!(open > 10 && items.len() > 30, "{what}: {open} of {}", items.len());
        }
        let left: Vec<_> = office.tracker.open().collect();
        assert!(left.is_empty(), "{what}: {left:?}");
        let balances = office.balances(last);
        for ledger in [Ledger::PayerRecovery, Ledger::ForwardBalance, Ledger::UnappliedCash] {
            assert_eq!(balances.on(ledger), Cents::ZERO, "{what} {ledger:?}");
        }
        assert_eq!(office.tracker.open_amount(Treatment::Recovery), Cents::ZERO, "{what}");
        let mut taken = 0;
        for truth in payer.truths() {
            let mut money = Cents::ZERO;
            for event in &truth.events {
                match event {
                    Event::Answered { paid, .. } => money = *paid,
                    Event::TakenBack { amount, anew, .. } => {
                        assert_eq!(*amount, money, "{what}");
                        (money, taken) = (*anew, taken + 1);
                    }
                    _ => {}
                }
            }
            // Cash of the claim is what stands in the end, and the charge stands somewhere.
            assert_eq!(balances.of_claim(Ledger::Cash, &truth.claim), money, "{what}");
            let charge: Cents = truth.lines.iter().map(|line| line.charge).sum();
            let refused = balances.of_claim(Ledger::Denied, &truth.claim);
            let gone = money == Cents::ZERO && truth.paid() > Cents::ZERO;
            assert_eq!(refused, if gone { charge } else { Cents::ZERO }, "{what} {truth:?}");
        }
        assert!(taken > 40, "{what}: {taken}");
    }
}
