//! Two payers after one another: the second one's claim is made from the first one's remittance,
//! and what both pay and agree on comes to the charge.

use crate::day;
use crate::office::{Office, assert_books, assert_valid};
use model::{Cents, Claim, ClaimPayer, Subscriber};
use payments::ledger::{BatchId, Cause, EntryHead, EntryId, Event, Ledger, Subject, movement};
use payments::posting::KnownPayer;
use payments::secondary::{NextPayer, secondary_claim};
use std::collections::BTreeMap;
use testkit::payer::caseload::Caseload;
use testkit::payer::{Coverage, Profile, Share, SyntheticPayer};

fn second() -> Profile {
    Profile {
        prices: testkit::payer::Prices { of_charge: Share::percent(80), ..Default::default() },
        others: Some(Coverage {
            copay: Cents::ZERO,
            deductible: Cents::ZERO,
            coinsurance: Share::NONE,
            ..Coverage::default()
        }),
        ..Profile::plain("RBEBT", "RED BARN EMPLOYERS BENEFIT TRUST", 7)
    }
}

/// What the first payer left to the patient goes to the second one.
fn bill_next(office: &mut Office, claim: &Claim, payer: &str) {
    let on = day("2026-04-01");
    let balances = office.balances(on);
    for line in &claim.lines {
        let owed = balances.of_line(Ledger::PatientReceivable, &claim.id, line.line);
        if owed == Cents::ZERO {
            continue;
        }
        let head = EntryHead {
            id: EntryId(format!("next:{}:{}", claim.id.as_str(), line.line)),
            posted_on: on,
            effective: on,
            batch: BatchId("next".into()),
            cause: Cause::of(Event::BilledNext, ""),
        };
        let line = Some(line.line);
        let subject = Subject { claim: Some(claim.id.clone()), line, ..Subject::default() };
        let next = Subject { payer: Some(payer.to_owned()), ..subject.clone() };
        let entry = movement::billed_next(head, subject, next, owed).unwrap();
        office.journal.append(entry).unwrap();
    }
}

#[test]
fn the_second_payer_pays_what_the_first_left() {
    let first = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", 6);
    let caseload = Caseload { institutional: Share::NONE, ..Caseload::of(&first) };
    let next = second();
    let mut office = Office::open(&first);
    office.payers.known.push(KnownPayer {
        id: next.id.clone(),
        names: vec![next.name.clone()],
        numbers: Vec::new(),
    });
    let today = day("2026-03-02");
    let sent: Vec<Claim> = (0..60)
        .flat_map(|n| caseload.claims(n, today.plus_days(-3)))
        .map(|one| one.claim)
        .collect();
    let by_id: BTreeMap<&str, &Claim> =
        sent.iter().map(|claim| (claim.id.as_str(), claim)).collect();
    sent.iter().for_each(|claim| office.send_with(claim, today, Some(&next.id)));
    office.close(today);
    let mut payer = SyntheticPayer::new(first);
    for file in caseload.files(&sent, 1, today).unwrap() {
        payer.receive(file.as_bytes(), today).unwrap();
    }
    let mut more = Vec::new();
    for answer in payer.due(day("2026-03-31")).unwrap() {
        for (remittance, posting) in office.take(&answer) {
            for (decision, posted) in remittance.claims.iter().zip(&posting.claims) {
                let claim = by_id[posted.claim.as_ref().unwrap().as_str()];
                let who = NextPayer {
                    payer: ClaimPayer {
                        name: next.name.clone(),
                        id: Some(next.id.clone()),
                        ..ClaimPayer::default()
                    },
                    subscriber: Subscriber {
                        sequence: "S".into(),
                        member_id: format!("S{}", claim.subscriber.clone().unwrap().member_id),
                        ..claim.subscriber.clone().unwrap()
                    },
                };
                let made = secondary_claim(claim, &remittance, decision, &posted.lines, &who);
                // What the first paid in full needs no second.
                more.extend(made.ok());
            }
        }
    }
    assert!(more.len() > 50, "{}", more.len());
    more.iter().for_each(|claim| bill_next(&mut office, claim, &next.id));
    office.journal.close(BatchId("next".into()), day("2026-04-01"));
    let other = Caseload::of(&next);
    let mut payer = SyntheticPayer::new(next);
    let sent_on = day("2026-04-01");
    for file in other.files(&more, 1, sent_on).unwrap() {
        let answers = payer.receive(file.as_bytes(), sent_on).unwrap();
        answers.iter().for_each(assert_valid);
    }
    let before = office.reviews.len();
    for answer in payer.due(day("2026-05-01")).unwrap() {
        assert_valid(&answer);
        office.take(&answer);
    }
    assert_eq!(office.reviews[before..], [""; 0], "nothing needs a person");
    let last = day("2026-12-31");
    assert_books(&office, last);
    let balances = office.balances(last);
    for claim in &more {
        assert_eq!(balances.open(&claim.id), Cents::ZERO, "{}", claim.id.as_str());
    }
    assert!(payer.truths().all(|truth| truth.lines.iter().any(|l| l.others > Cents::ZERO)));
}
