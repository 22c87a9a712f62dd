//! A paid claim that the office takes back (frequency 8) or replaces (frequency 7).

use crate::day;
use crate::office::{Office, assert_books, assert_valid};
use model::{Cents, Claim};
use payments::appeal::{Correction, correct};
use payments::ledger::Ledger;
use std::collections::BTreeMap;
use testkit::payer::caseload::Caseload;
use testkit::payer::{Profile, SyntheticPayer};

/// Every second claim is taken back; of the others the charge of a line was too high.
fn corrections(sent: &[Claim], numbers: &BTreeMap<String, String>) -> Vec<Claim> {
    let correction = |(at, claim): (usize, &Claim)| {
        let number = &numbers[claim.id.as_str()];
        if at % 2 == 0 {
            return correct(claim, claim, Correction::Void, number).unwrap();
        }
        let mut changed = claim.clone();
        changed.lines[0].charge_cents = changed.lines[0].charge_cents - Cents(100);
        let made = correct(claim, &changed, Correction::Replace, number).unwrap();
        Claim { id: format!("R{at:08}").as_str().into(), ..made }
    };
    sent.iter().enumerate().map(correction).collect()
}

#[test]
fn paid_claims_are_voided_and_replaced() {
    let profile = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", 71);
    let caseload = Caseload::of(&profile);
    let mut office = Office::open(&profile);
    let mut payer = SyntheticPayer::new(profile);
    let today = day("2026-03-02");
    let sent: Vec<Claim> = (0..80)
        .flat_map(|n| caseload.claims(n, today.plus_days(-6)))
        .map(|one| one.claim)
        .collect();
    sent.iter().for_each(|claim| office.send(claim, today));
    office.close(today);
    for file in caseload.files(&sent, 1, today).unwrap() {
        payer.receive(file.as_bytes(), today).unwrap();
    }
    for answer in payer.due(today.plus_days(30)).unwrap() {
        office.take(&answer);
    }
    let numbers: BTreeMap<String, String> = payer
        .truths()
        .map(|truth| (truth.claim.as_str().to_owned(), truth.number.clone()))
        .collect();
    let before = office.balances(day("2026-04-02"));
    let later = day("2026-04-06");
    let again = corrections(&sent, &numbers);
    let replacing = again.iter().filter(|claim| claim.frequency == "7");
    replacing.for_each(|claim| office.send(claim, later));
    office.close(later);
    let mut answers = Vec::new();
    for file in caseload.files(&again, 5, later).unwrap() {
        answers.extend(payer.receive(file.as_bytes(), later).unwrap());
    }
    // A void that comes twice takes nothing twice.
    let voids: Vec<Claim> = again.into_iter().filter(|claim| claim.frequency == "8").collect();
    for file in caseload.files(&voids, 7, later).unwrap() {
        answers.extend(payer.receive(file.as_bytes(), later).unwrap());
    }
    answers.extend(payer.due(later.plus_days(60)).unwrap());
    for answer in &answers {
        assert_valid(answer);
        office.take(answer);
    }
    let last = day("2026-12-31");
    assert_books(&office, last);
    let balances = office.balances(last);
    let cash = |balances: &payments::ledger::Balances, claim: &str| {
        balances.of_claim(Ledger::Cash, &claim.into())
    };
    let mut paid = 0;
    for (at, claim) in sent.iter().enumerate() {
        let name = claim.id.as_str();
        let first = cash(&before, name);
        paid += usize::from(first > Cents::ZERO);
        assert_eq!(cash(&balances, name), Cents::ZERO, "{name} is taken back");
        let truth = payer.truths().find(|truth| truth.claim.as_str() == format!("R{at:08}"));
        assert_eq!(truth.is_some(), at % 2 == 1, "{name}");
        if let Some(truth) = truth {
            assert!(truth.refused().next().is_none(), "{truth:?}");
            assert_eq!(cash(&balances, truth.claim.as_str()), truth.paid());
        }
    }
    assert!(paid > 60, "{paid}");
    assert_eq!(balances.on(Ledger::UnappliedCash), Cents::ZERO);
}
