//! A payment that came as a letter: the biller types it in.

use super::super::teller::Teller;
use super::questions::unasked;
use super::weekday;
use crate::remittances::take_paper;
use crate::worker;
use model::remittance::{
    ClaimAdjustment, PaidClaim, PaidLine, PaidService, Reference, Remittance, RemittanceParty,
};
use model::{Cents, Claim, Date};
use store::payments;

/// Claims that are looked at.
const MOST: i64 = 200;

/// On the second Thursday of a month: types a letter about the claim whose payer is silent longest
/// and was not asked.
pub(super) async fn type_in(teller: &Teller<'_>, today: Date) -> store::Result<()> {
    let second = (8..=14).contains(&today.day()) && weekday(today) == 3;
    if !second {
        return Ok(());
    }
    let (app, tenant) = (teller.app, &teller.tenant);
    let soon = app.now() + super::questions::AGAIN;
    let waiting = payments::silent(&app.db, tenant, soon, MOST).await?;
    for row in waiting.into_iter().filter(|row| row.asked > 0 && unasked(&row.open.claim.0)) {
        let found = store::claims::claim(&app.db, tenant, &row.open.claim.0).await?;
        let Some(found) = found.filter(|one| one.status == "acknowledged") else { continue };
        let letter = letter(&found.claim, today);
        take_paper(app, tenant, (letter, "user_bill")).await?;
        while worker::pass_of(app, super::super::teller::NAME, &worker::MONEY).await? > 0 {}
        return Ok(());
    }
    Ok(())
}

/// What the letter says: each line at three fifths of its charge.
fn letter(claim: &Claim, today: Date) -> Remittance {
    let lines: Vec<PaidLine> = claim
        .lines
        .iter()
        .map(|line| {
            let paid = Cents(line.charge_cents.0 * 3 / 5);
            PaidLine {
                service: PaidService {
                    qualifier: "HC".to_owned(),
                    code: line.code.clone().unwrap_or_default(),
                    modifiers: line.modifiers.clone(),
                    ..PaidService::default()
                },
                charge: line.charge_cents,
                paid,
                units: Some(line.units),
                adjustments: vec![ClaimAdjustment {
                    group: "CO".to_owned(),
                    carc: "45".to_owned(),
                    amount: line.charge_cents - paid,
                    ..ClaimAdjustment::default()
                }],
                ..PaidLine::default()
            }
        })
        .collect();
    let (charge, paid) = (claim.total(), lines.iter().map(|line| line.paid).sum());
    let payer = claim.payer.id.clone().unwrap_or_default();
    Remittance {
        handling: "I".to_owned(),
        method: "CHK".to_owned(),
        payer: RemittanceParty {
            name: claim.payer.name.clone(),
            references: vec![Reference { qualifier: "2U".to_owned(), id: payer }],
            ..RemittanceParty::default()
        },
        payee: RemittanceParty {
            name: claim.billing.name.clone().unwrap_or_default(),
            id_qualifier: Some("XX".to_owned()),
            id: Some(claim.billing.npi.clone()),
            ..RemittanceParty::default()
        },
        trace: format!("{}", 88_000 + i64::from(today.days_since_2000() % 1_000)),
        amount: paid,
        date: today,
        claims: vec![PaidClaim {
            control_number: claim.id.0.clone(),
            status: "1".to_owned(),
            charge,
            paid,
            lines,
            ..PaidClaim::default()
        }],
        ..Remittance::default()
    }
}
