//! A made-up office: claims that wait, and its ledger.

use super::super::*;
use crate::ledger::{
    Balances, BatchId, Cause, EntryHead, EntryId, Event, Journal, Subject, View, movement,
};
use model::remittance::{
    ClaimAdjustment, PaidClaim, PaidLine, PaidService, PaymentAdjustment, QualifiedDate,
    Remittance, RemittanceName, RemittanceParty,
};
use model::{Cents, Claim, ClaimLine, ClaimPayer, Date, HumanName, OtherPayer, Subscriber};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn adjustment(group: &str, carc: &str, cents: i64) -> ClaimAdjustment {
    let (group, carc) = (group.to_owned(), carc.to_owned());
    ClaimAdjustment { group, carc, amount: Cents(cents), quantity: None }
}

/// A paid line of 2026-06-15.
pub fn paid(
    code: &str,
    modifiers: &[&str],
    charge: i64,
    paid: i64,
    adjustments: &[(&str, &str, i64)],
) -> PaidLine {
    PaidLine {
        service: PaidService {
            qualifier: "HC".into(),
            code: code.into(),
            modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
            description: None,
        },
        charge: Cents(charge),
        paid: Cents(paid),
        dates: vec![QualifiedDate { qualifier: "472".into(), date: day("2026-06-15") }],
        adjustments: adjustments.iter().map(|(g, c, a)| adjustment(g, c, *a)).collect(),
        ..PaidLine::default()
    }
}

/// A decision on a claim of the member M1, whose number is the claim's with `ICN-` before it.
pub fn decision(control_number: &str, status: &str, lines: Vec<PaidLine>) -> PaidClaim {
    PaidClaim {
        control_number: control_number.into(),
        status: status.into(),
        charge: lines.iter().map(|line| line.charge).sum(),
        paid: lines.iter().map(|line| line.paid).sum(),
        payer_control_number: Some(format!("ICN-{control_number}")),
        names: vec![RemittanceName {
            role: "QC".into(),
            person: true,
            family: Some("DOE".into()),
            id_qualifier: Some("MI".into()),
            id: Some("M1".into()),
            ..RemittanceName::default()
        }],
        lines,
        ..PaidClaim::default()
    }
}

/// The same decision, taken back.
pub fn reversal(of: &PaidClaim) -> PaidClaim {
    let turn = |all: &[ClaimAdjustment]| -> Vec<ClaimAdjustment> {
        all.iter().map(|one| ClaimAdjustment { amount: -one.amount, ..one.clone() }).collect()
    };
    let line = |line: &PaidLine| PaidLine {
        charge: -line.charge,
        paid: -line.paid,
        adjustments: turn(&line.adjustments),
        ..line.clone()
    };
    PaidClaim {
        status: "22".into(),
        charge: -of.charge,
        paid: -of.paid,
        adjustments: turn(&of.adjustments),
        lines: of.lines.iter().map(line).collect(),
        ..of.clone()
    }
}

/// A balanced remittance of the payer P1 with this trace; what is below zero is carried forward.
pub fn remittance(trace: &str, claims: Vec<PaidClaim>) -> Remittance {
    let paid: Cents = claims.iter().map(|claim| claim.paid).sum();
    let forward = PaymentAdjustment {
        provider: "1245319599".into(),
        reason: "FB".into(),
        amount: paid,
        ..PaymentAdjustment::default()
    };
    Remittance {
        payer: RemittanceParty {
            name: "FIRST PLAN".into(),
            id: Some("P1".into()),
            ..RemittanceParty::default()
        },
        payee: RemittanceParty {
            name: "OUR OFFICE".into(),
            id: Some("1245319599".into()),
            ..RemittanceParty::default()
        },
        trace: trace.into(),
        amount: paid.max(Cents::ZERO),
        method: "ACH".into(),
        handling: "I".into(),
        date: day("2026-07-01"),
        claims,
        provider_adjustments: if paid < Cents::ZERO { vec![forward] } else { vec![] },
        ..Remittance::default()
    }
}

/// An office with three claims: C1 and C2 of the same person, C3 with two lines alike.
pub struct Office {
    pub shelf: Shelf,
    pub journal: Journal,
    pub payers: Payers,
    pub known: Vec<KnownPayment>,
}

impl Office {
    pub fn open() -> Office {
        let known = |id: &str, name: &str| KnownPayer {
            id: id.into(),
            names: vec![name.into()],
            numbers: vec![],
        };
        let payers = Payers { known: vec![known("P1", "FIRST PLAN"), known("P2", "SECOND")] };
        let mut office =
            Office { shelf: Shelf::default(), journal: Journal::default(), payers, known: vec![] };
        let visit = [("99214", "25", 18_000), ("87880", "QW", 3_000)];
        office.bill("C1", "2026-06-15", &visit);
        office.bill("C2", "2026-06-20", &visit);
        office.bill("C3", "2026-06-15", &[("20610", "RT", 10_000), ("20610", "LT", 10_000)]);
        office
    }

    fn bill(&mut self, id: &str, date: &str, lines: &[(&str, &str, i64)]) {
        let line = |(number, (code, modifier, charge)): (u16, &(&str, &str, i64))| ClaimLine {
            line: number,
            code: Some((*code).into()),
            modifiers: vec![(*modifier).into()],
            units: model::Quantity::units(1),
            charge_cents: Cents(*charge),
            date: day(date),
            ..ClaimLine::default()
        };
        let mut claim = Claim {
            id: id.into(),
            payer: ClaimPayer { id: Some("P1".into()), ..ClaimPayer::default() },
            subscriber: Some(Subscriber { member_id: "M-1".into(), ..Subscriber::default() }),
            other_payers: vec![OtherPayer { id: Some("P2".into()), ..OtherPayer::default() }],
            from: day(date),
            through: day(date),
            lines: (1..).zip(lines).map(line).collect(),
            ..Claim::default()
        };
        claim.patient.name = Some(HumanName { family: "Doe".into(), ..HumanName::default() });
        self.shelf.add(OpenClaim::of(&claim, None));
        let head = self.head(&format!("charge:{id}"), Event::Charged);
        for entry in movement::charged(&head, &claim, None).unwrap() {
            self.journal.append(entry).unwrap();
        }
    }

    fn head(&self, id: &str, event: Event) -> EntryHead {
        let day = day("2026-07-02");
        EntryHead {
            id: EntryId(id.into()),
            posted_on: day,
            effective: day,
            batch: BatchId("office".into()),
            cause: Cause::of(event, ""),
        }
    }

    pub fn bill_next(&mut self, claim: &str, line: u16, payer: &str, cents: i64) {
        let head = self.head(&format!("next:{claim}:{line}"), Event::BilledNext);
        let (claim, line) = (Some(claim.into()), Some(line));
        let subject = Subject { claim, line, ..Subject::default() };
        let next = Subject { payer: Some(payer.to_owned()), ..subject.clone() };
        let entry = movement::billed_next(head, subject, next, Cents(cents)).unwrap();
        self.journal.append(entry).unwrap();
    }

    /// Posts a remittance under a name, into book and journal.
    pub fn post(&mut self, name: &str, remittance: &Remittance) -> Result<Posting, NotPosted> {
        let payee = ["1245319599".to_owned()];
        let context = Context {
            remittance: name,
            batch: BatchId(format!("batch-{name}")),
            posted_on: day("2026-07-02"),
            payers: &self.payers,
            payee: &payee,
            known: &self.known,
        };
        let posting = post(remittance, &context, &mut self.shelf)?;
        for entry in posting.entries() {
            self.journal.append(entry.clone()).unwrap();
        }
        assert_eq!(posting.cash(), remittance.signed_amount(), "cash is the payment");
        self.known.push(KnownPayment {
            remittance: name.into(),
            file: name.into(),
            payer: posting.payer.clone(),
            trace: remittance.trace.clone(),
            amount: remittance.signed_amount(),
            date: remittance.date,
        });
        Ok(posting)
    }

    /// What is said of a claim of a remittance, in words.
    pub fn words(posting: &Posting) -> Vec<String> {
        posting.all_reviews().map(|item| item.reason.to_string()).collect()
    }

    pub fn balances(&self) -> Balances {
        let mut journal = self.journal.clone();
        let batches: Vec<BatchId> =
            journal.entries().iter().map(|entry| entry.head().batch.clone()).collect();
        batches.into_iter().for_each(|batch| journal.close(batch, day("2026-07-02")));
        Balances::of(&journal, View::known_on(day("2026-07-02")))
    }
}
