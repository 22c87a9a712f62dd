//! An appeal that is won is paid: the refusal is taken back and decided anew by the contract.

use crate::office::{Office, assert_books, assert_valid};
use crate::{day, strict};
use model::Cents;
use payments::ledger::Ledger;
use testkit::payer::{Event, SyntheticPayer};

#[test]
fn an_appeal_that_is_won_moves_what_was_refused_into_cash() {
    let (profile, caseload) = strict(91);
    let (mut office, first) = (Office::open(&profile), day("2026-01-05"));
    let mut payer = SyntheticPayer::new(profile);
    let claims: Vec<_> =
        (0..120).flat_map(|n| caseload.claims(n, first.plus_days(-2))).map(|c| c.claim).collect();
    claims.iter().for_each(|claim| office.send(claim, first));
    office.close(first);
    for file in caseload.files(&claims, 1, first).unwrap() {
        payer.receive(file.as_bytes(), first).unwrap();
    }
    let number = claims[0].id.as_str();
    assert!(!payer.grants(number, first), "nothing is answered yet");
    for answer in payer.due(first.plus_days(60)).unwrap() {
        office.take(&answer);
    }
    let later = first.plus_days(61);
    let won: Vec<_> =
        claims.iter().filter(|claim| payer.grants(claim.id.as_str(), later)).collect();
    assert!(won.len() > 15, "{}", won.len());
    // Whoever wins twice is paid once.
    assert!(payer.grants(won[0].id.as_str(), later));
    for answer in payer.due(later.plus_days(30)).unwrap() {
        assert_valid(&answer);
        office.take(&answer);
    }
    let last = day("2027-12-31");
    assert_books(&office, last);
    let balances = office.balances(last);
    for claim in &won {
        assert_eq!(balances.of_claim(Ledger::Denied, &claim.id), Cents::ZERO, "{}", claim.id);
        let truth = payer.truths().find(|truth| truth.claim == claim.id).unwrap();
        let more: Cents = truth.refused().map(|(line, _)| line.contract).sum();
        let told = truth.events.iter().filter_map(|event| match event {
            Event::Granted { amount, .. } => Some(*amount),
            _ => None,
        });
        assert_eq!(told.collect::<Vec<_>>(), [more], "{}", claim.id);
        let cash = balances.of_claim(Ledger::Cash, &claim.id);
        assert_eq!(cash, truth.paid() + more, "{}", claim.id);
    }
}
