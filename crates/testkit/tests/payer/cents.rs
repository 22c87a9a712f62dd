//! No cent is lost: every claim of a caseload posted, with everything that payers do.

use crate::office::{Office, assert_books};
use crate::{asked, day, strict};
use model::{Cents, ClaimId};
use payments::ledger::{Balances, Ledger};
use std::collections::BTreeMap;
use testkit::payer::{Habits, Share, SyntheticPayer};

/// Claims that are sent when nothing else is asked for.
const CLAIMS: u64 = 5_000;

/// Where another number is asked for: 50000 is the full measure.
const ASKED: &str = "CLEANCLAIM_PAYER_CLAIMS";

/// Days on which files are sent.
const DAYS: u64 = 25;

#[test]
fn no_cent_is_lost() {
    let wanted = asked(ASKED, CLAIMS);
    let (mut profile, caseload) = strict(41);
    let some = Share::percent(3);
    profile.habits = Habits {
        late: some,
        drops_modifiers: some,
        splits_lines: Share::percent(30),
        joins_lines: some,
        pays_twice: some,
        mangles_number: some,
        takes_back: Share::percent(5),
        ..Habits::default()
    };
    let mut office = Office::open(&profile);
    let mut payer = SyntheticPayer::new(profile);
    let first = day("2026-01-05");
    let mut claims = Vec::new();
    let mut by_day: Vec<(model::Date, Balances)> = Vec::new();
    for turn in 0..DAYS {
        let today = first.plus_days(i32::try_from(turn).unwrap() * 7);
        let numbers = turn * wanted / DAYS..(turn + 1) * wanted / DAYS;
        let sent: Vec<_> = numbers
            .flat_map(|n| caseload.claims(n, today.plus_days(-3)))
            .map(|one| one.claim)
            .collect();
        sent.iter().for_each(|claim| office.send(claim, today));
        office.close(today);
        let control = u32::try_from(turn).unwrap() * 2 + 1;
        for file in caseload.files(&sent, control, today).unwrap() {
            payer.receive(file.as_bytes(), today).unwrap();
        }
        for answer in payer.due(today).unwrap() {
            office.take(&answer);
        }
        claims.extend(sent.into_iter().map(|claim| (claim.id.clone(), claim.total())));
        if turn % 6 == 5 {
            by_day.push((today, office.balances(today)));
        }
    }
    for answer in payer.due(first.plus_days(600)).unwrap() {
        office.take(&answer);
    }
    let last = first.plus_days(600);
    assert_books(&office, last);
    let balances = office.balances(last);
    every_claim_adds_up(&balances, &claims);
    for (day, known) in by_day {
        assert!(office.balances(day) == known, "{day} as it was known then");
    }
    assert_eq!(office.paid, payer_paid(&payer, &office, &balances));
    println!("{} claims, {} remittances, {} paid", claims.len(), office.remittances, office.paid);
}

/// What was charged for a claim stands somewhere: paid, agreed, owed, refused.
fn every_claim_adds_up(balances: &Balances, claims: &[(ClaimId, Cents)]) {
    let mut by_claim: BTreeMap<&str, (Cents, Cents)> = BTreeMap::new();
    for (ledger, subject, amount) in balances.all() {
        let Some(claim) = &subject.claim else { continue };
        let sum = by_claim.entry(claim.as_str()).or_default();
        match ledger {
            Ledger::Charges => sum.0 = sum.0 - amount,
            _ => sum.1 = sum.1 + amount,
        }
    }
    assert!(by_claim.len() <= claims.len());
    for (claim, charge) in claims {
        let (charged, elsewhere) = by_claim[claim.as_str()];
        assert_eq!((charged, elsewhere), (*charge, *charge), "{}", claim.as_str());
    }
}

/// What the payer's truths come to: every answer, less what was taken back, with interest, less
/// what it still carries forward or has only announced.
fn payer_paid(payer: &SyntheticPayer, office: &Office, balances: &Balances) -> Cents {
    use testkit::payer::Event;
    let of_event = |event: &Event| match event {
        Event::Answered { paid, .. } => *paid,
        Event::Interest { amount } => *amount,
        Event::TakenBack { amount, anew, .. } => *anew - *amount,
        _ => Cents::ZERO,
    };
    let told: Cents = payer.truths().flat_map(|truth| truth.events.iter().map(of_event)).sum();
    let open: Cents = office.tracker.open().map(payments::provider_adjustments::Item::open).sum();
    let ledgers = [Ledger::ForwardBalance, Ledger::PayerRecovery];
    assert_eq!(ledgers.map(|one| balances.on(one)).into_iter().sum::<Cents>(), open);
    // What is open is below zero: money that the payer has yet to take.
    told - open
}
