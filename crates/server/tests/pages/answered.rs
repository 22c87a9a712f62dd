//! Claims of the practice that left, and a payer's answer to them, made here by hand.

use crate::house::{Done, House, test};
use libtest_mimic::{Failed, Trial};
use model::remittance::{
    ClaimAdjustment, PaidClaim, PaidLine, PaidService, QualifiedDate, Reference, Remittance,
    RemittanceName, RemittanceParty,
};
use model::{AccountEvent, Cents, Claim, Date, Queue, TenantId};
use server::app::App;
use server::remittances::{Body, Delivery, Leaving, TakenIn, note_leaving, take_in};
use server::worker;
use std::sync::Arc;
use store::accounts::{self, Filter};
use store::claims::{ClaimRow, claims_since};
use store::payments::SentInterchange;
use store::work::{self, NewJob};
use x12::LineEnd;
use x12::typed::remittance_835::Remittance835;
use x12::typed::segments::{Ge, Gs, Iea};
use x12::typed::{self, Item, Items, Normalise, Transaction};

const ISA: &str = "ISA*00*          *00*          *ZZ*PLAN           *ZZ*CLINIC         \
                   *260615*1200*^*00501*000000001*0*T*:~IEA*0*000000001~";

/// One transaction as a file.
pub fn file_of(remittance: &Remittance) -> Result<Vec<u8>, Failed> {
    let Some(Ok(start)) = Items::new(ISA.as_bytes()).next() else {
        return Err("no interchange".into());
    };
    let advice = Transaction::Remittance835(Box::new(Remittance835::from(remittance)));
    let group = Gs { code: "HP".into(), version: "005010X221A1".into(), ..Gs::default() };
    let items = [
        start,
        Item::Group(group),
        Item::Transaction(advice),
        Item::GroupEnd(Ge::default()),
        Item::InterchangeEnd(Iea::default()),
    ];
    let normalise = Normalise { delimiters: None, line_end: LineEnd::None };
    let text = typed::write(&items, Some(normalise)).map_err(|fault| fault.to_string())?;
    Ok(text.into_bytes())
}

/// What becomes of each line, in turn over all lines of all claims.
#[derive(Clone, Copy, Debug)]
pub enum Decides {
    /// Three quarters of the charge are allowed, and of those the patient owes a fifth.
    Pays,
    /// Refused with a reason: group and CARC.
    Refuses(&'static str, &'static str),
}

/// A payment of one payer over claims.
pub fn payment(claims: &[&Claim], trace: &str, day: Date, decides: &[Decides]) -> Remittance {
    let first = claims.first().expect("a claim");
    let mut turn = decides.iter().cycle();
    let claims: Vec<PaidClaim> = claims.iter().map(|claim| decided(claim, &mut turn)).collect();
    Remittance {
        payer: RemittanceParty {
            name: first.payer.name.clone(),
            id_qualifier: first.payer.id.as_ref().map(|_| "XV".to_owned()),
            id: first.payer.id.clone(),
            ..RemittanceParty::default()
        },
        payee: RemittanceParty {
            name: "CEDAR CLINIC".to_owned(),
            id_qualifier: Some("XX".to_owned()),
            id: Some(first.billing.npi.clone()),
            ..RemittanceParty::default()
        },
        trace: trace.to_owned(),
        originator: Some("1999999999".to_owned()),
        amount: claims.iter().map(|claim| claim.paid).sum(),
        handling: "I".to_owned(),
        method: "ACH".to_owned(),
        format: Some("CCP".to_owned()),
        date: day,
        claims,
        ..Remittance::default()
    }
}

fn decided<'a>(claim: &Claim, turn: &mut impl Iterator<Item = &'a Decides>) -> PaidClaim {
    let lines: Vec<PaidLine> = claim
        .lines
        .iter()
        .map(|line| {
            let charge = line.charge_cents;
            let one = |group: &str, carc: &str, amount: Cents| ClaimAdjustment {
                group: group.to_owned(),
                carc: carc.to_owned(),
                amount,
                quantity: None,
            };
            let (paid, mut adjustments) = match turn.next() {
                Some(Decides::Refuses(group, carc)) => {
                    (Cents::ZERO, vec![one(group, carc, charge)])
                }
                _ => {
                    let contract = Cents(charge.0 / 4);
                    let patient = Cents((charge.0 - contract.0) / 5);
                    let paid = charge - contract - patient;
                    (paid, vec![one("CO", "45", contract), one("PR", "2", patient)])
                }
            };
            adjustments.retain(|one| one.amount != Cents::ZERO);
            PaidLine {
                service: PaidService {
                    qualifier: if line.code.is_some() { "HC" } else { "NU" }.to_owned(),
                    code: line.code.clone().or(line.revenue_code.clone()).unwrap_or_default(),
                    modifiers: line.modifiers.clone(),
                    description: None,
                },
                charge,
                paid,
                units: Some(line.units),
                dates: vec![QualifiedDate { qualifier: "472".to_owned(), date: line.date }],
                line_control_number: Some(line.line.to_string()),
                adjustments,
                ..PaidLine::default()
            }
        })
        .collect();
    let paid: Cents = lines.iter().map(|line| line.paid).sum();
    let member = claim.subscriber.as_ref().map(|one| one.member_id.clone());
    let patient = RemittanceName {
        role: "QC".to_owned(),
        person: true,
        family: claim.patient.name.as_ref().map(|name| name.family.to_uppercase()),
        id_qualifier: member.as_ref().map(|_| "MI".to_owned()),
        id: member,
        ..RemittanceName::default()
    };
    PaidClaim {
        control_number: claim.id.0.clone(),
        status: if paid == Cents::ZERO { "4" } else { "1" }.to_owned(),
        charge: claim.total(),
        paid,
        filing_indicator: Some("12".to_owned()),
        payer_control_number: Some(format!("ICN{}", claim.id.0)),
        names: vec![patient],
        references: vec![Reference { qualifier: "EA".to_owned(), id: "1".to_owned() }],
        lines,
        ..PaidClaim::default()
    }
}

/// A coder who accepts whatever waits in review.
async fn release(app: &App, tenant: &TenantId) -> store::Result<()> {
    let filter = Filter { queue: Some(Queue::Review), limit: 200, ..Filter::default() };
    for account in accounts::page(&app.db, tenant, &filter).await?.accounts {
        let mut tx = app.db.begin().await?;
        let mut account = accounts::get_for_change(&mut tx, tenant, &account.id).await?;
        let (steps, who) = ([AccountEvent::Released], ("carla", app.now()));
        accounts::take_steps(&mut tx, tenant, &mut account, &steps, who, &app.terms).await?;
        let job = NewJob {
            id: app.new_id("job"),
            tenant: tenant.clone(),
            kind: "charge".to_owned(),
            subject: account.id.0.clone(),
            payload: "{}".to_owned(),
            priority: 100,
            run_at: app.now(),
            created_at: app.now(),
        };
        work::add(&mut tx, &[job]).await?;
        tx.commit().await?;
    }
    Ok(())
}

impl House {
    /// Lets every clean claim of the practice leave, and says which.
    pub fn send_claims(&self) -> Result<Vec<ClaimRow>, Failed> {
        let (app, tenant) = (&self.app, &self.app.config.tenant);
        self.runtime.block_on(async {
            release(app, tenant).await?;
            while worker::pass(app, "house").await? > 0 {}
            let rows = claims_since(&app.db, tenant, 0, ("", 500)).await?;
            let clean: Vec<ClaimRow> =
                rows.into_iter().filter(|row| row.status == "clean").collect();
            let mut left = Vec::new();
            for (mut row, control) in clean.into_iter().zip(1..) {
                let mut tx = app.db.begin().await?;
                let found = accounts::get_for_change(&mut tx, tenant, &row.account).await;
                let mut account = found?;
                let step = AccountEvent::Submitted;
                if account.standing.after(&step, app.now(), &app.terms).is_err() {
                    continue;
                }
                let sent = SentInterchange {
                    partner: "clearinghouse".to_owned(),
                    receiver: String::new(),
                    control,
                    kind: "837".to_owned(),
                    subject: row.id.clone(),
                    account: row.account.0.clone(),
                    file: format!("claim-{control}.837p"),
                    sent_at: app.now(),
                    state: "sent".to_owned(),
                    heard: String::new(),
                };
                let leaving = Leaving { claim: &row.claim, account: &row.account, sent };
                note_leaving(app, &mut tx, tenant, &[leaving]).await?;
                (row.status, row.submitted_at) = ("submitted".to_owned(), Some(app.now()));
                store::claims::save_claim(&mut tx, tenant, &mut row).await?;
                let who = ("service", app.now());
                accounts::take_steps(&mut tx, tenant, &mut account, &[step], who, &app.terms)
                    .await?;
                tx.commit().await?;
                left.push(row);
            }
            Ok(left)
        })
    }

    /// A file comes in and everything that follows is done.
    pub fn take(&self, name: &str, bytes: Vec<u8>) -> Result<TakenIn, Failed> {
        let (app, tenant) = (&self.app, &self.app.config.tenant);
        self.runtime.block_on(async {
            let body = Body::Bytes(Arc::from(bytes));
            let delivery = Delivery { name: name.to_owned(), source: "upload", body };
            let taken = take_in(app, tenant, delivery).await?;
            while worker::pass(app, "house").await? > 0 {}
            Ok(taken)
        })
    }

    /// The practice with claims that left, each payer's answered by one payment: lines are paid
    /// and refused in turn. The claims, by payer.
    pub fn answered() -> Result<(House, Vec<Vec<ClaimRow>>), Failed> {
        let house = House::open();
        let left = house.send_claims()?;
        let mut payers: Vec<Vec<ClaimRow>> = Vec::new();
        for row in left {
            let same = |list: &&mut Vec<ClaimRow>| list[0].claim.payer.name == row.claim.payer.name;
            match payers.iter_mut().find(same) {
                Some(list) => list.push(row),
                None => payers.push(vec![row]),
            }
        }
        let turns = [
            Decides::Pays,
            Decides::Pays,
            Decides::Refuses("CO", "197"),
            Decides::Pays,
            Decides::Refuses("CO", "50"),
            Decides::Pays,
            Decides::Refuses("PR", "204"),
        ];
        for (rows, number) in payers.iter().zip(1..) {
            let claims: Vec<&Claim> = rows.iter().map(|row| &row.claim).collect();
            let day = "2026-06-20".parse().map_err(|_| "a day")?;
            let one = payment(&claims, &format!("TRACE{number}"), day, &turns);
            house.take(&format!("remit-{number}.835"), file_of(&one)?)?;
        }
        Ok((house, payers))
    }
}

pub fn trials() -> Vec<Trial> {
    vec![test("every payment is posted to the cent, and closed", posts)]
}

fn posts() -> Done {
    let (house, payers) = House::answered()?;
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    if payers.len() < 2 {
        return Err(format!("{} payers", payers.len()).into());
    }
    house.runtime.block_on(async {
        let filter = store::payments::RemittanceFilter { most: 50, ..Default::default() };
        let rows = store::payments::remittances(&app.db, tenant, &filter).await?;
        for row in &rows {
            let waiting = row.applied + row.unapplied + row.beside;
            if row.state != "closed" || waiting != row.head.amount || row.unapplied != Cents::ZERO {
                return Err(Failed::from(format!("{row:?}")));
            }
        }
        if rows.len() != payers.len() {
            return Err(format!("{} of {} payments", rows.len(), payers.len()).into());
        }
        for row in payers.iter().flatten() {
            let ids = [row.id.clone()];
            let found = store::payments::balances_of(&app.db, tenant, &ids, None).await?;
            let sum: i64 = found.values().flat_map(|one| one.values()).map(|c| c.0).sum();
            if sum != 0 {
                return Err(format!("claim {} does not balance: {sum}", row.id).into());
            }
        }
        Ok(())
    })
}
