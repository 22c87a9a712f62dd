//! The payers of the story: each claim that leaves is handed to them as its file, and what they
//! send back comes in like any file of a partner, every morning.

use super::office;
use super::patients;
use super::teller::{MINUTE, NAME, Teller};
use crate::connectors::{Partner, Party};
use crate::remittances::{Body, Delivery, Leaving, POST, note_leaving, take_in};
use crate::surroundings::day_of;
use crate::worker;
use model::{AccountId, Claim, Date};
use std::sync::Arc;
use store::claims::ClaimRow;
use store::payments::SentInterchange;
use store::{StoreError, Tx, work};

/// The other side of the wire.
pub trait Counterpart: Send {
    /// A file of ours for one payer, on the day on which it arrives; what is answered at once to a
    /// question. Acknowledgements of claims come with the next day's answers.
    ///
    /// # Errors
    /// Why it cannot be taken: a fault of the story.
    fn receive(&mut self, payer: &str, file: &str, on: Date) -> Result<Vec<Letter>, String>;

    /// What the payers send up to a day, in order.
    ///
    /// # Errors
    /// Why it cannot be made: a fault of the story.
    fn due(&mut self, on: Date) -> Result<Vec<Letter>, String>;

    /// The payer decides an appeal about a claim on a day: true where it is won, and what was
    /// refused is paid by and by.
    fn appealed(&mut self, payer: &str, claim: &Claim, on: Date) -> bool;
}

/// A file that a payer sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A file that waits for the morning.
pub(super) struct Outgoing {
    payer: String,
    text: String,
}

/// To whom the made-up practice sends: nobody, but its files have these ends.
pub(super) fn partner() -> Partner {
    let party = |name: &str, id: &str| Party { name: name.to_owned(), id: id.to_owned() };
    Partner {
        name: "made-up clearinghouse".to_owned(),
        sender: party("COTTONWOOD FAMILY", "COTTONWOOD"),
        contact: "BILLING OFFICE".to_owned(),
        phone: "4025550111".to_owned(),
        receiver: party("MADE-UP CLEARINGHOUSE", "MADEUP"),
        ..Partner::default()
    }
}

/// Claims of an account leave: noted as at a site, and written for their payers. False where the
/// guide does not take one: it stays where it is, and nobody answers it.
pub(super) async fn sent(
    teller: &mut Teller<'_>,
    tx: &mut Tx,
    (account, claims): (&AccountId, &[ClaimRow]),
) -> store::Result<bool> {
    let (at, partner, mut all) = (teller.app.now(), partner(), true);
    for row in claims {
        let control = work::next_control(tx, &teller.tenant, &partner.name, "interchange").await?;
        let Ok(text) = worker::send::written(&row.claim, &partner, (control, at)) else {
            all = false;
            continue;
        };
        let sent = SentInterchange {
            partner: partner.name.clone(),
            receiver: worker::send::receiver(&partner),
            control,
            kind: "837".to_owned(),
            subject: row.id.clone(),
            account: account.0.clone(),
            file: format!("claim-{control:09}.x12"),
            sent_at: at,
            state: "sent".to_owned(),
            ..SentInterchange::default()
        };
        let leaving = Leaving { claim: &row.claim, account, sent };
        note_leaving(teller.app, tx, &teller.tenant, &[leaving]).await?;
        teller.mail.push(Outgoing { payer: payer_of(&row.claim), text });
    }
    Ok(all)
}

pub(super) fn payer_of(claim: &Claim) -> String {
    ::payments::ledger::movement::payer_of(claim)
}

/// A fault of the other side, as one of the story.
pub(super) fn told(fault: String) -> StoreError {
    StoreError::Refused(format!("the made-up payers: {fault}"))
}

/// The morning's mail, both ways.
pub(super) async fn mail(
    teller: &mut Teller<'_>,
    payers: &mut dyn Counterpart,
) -> store::Result<()> {
    office::send(teller).await?;
    let on = day_of(teller.app.now());
    for one in teller.mail.drain(..) {
        payers.receive(&one.payer, &one.text, on).map_err(told)?;
    }
    let letters = payers.due(on).map_err(told)?;
    come_in(teller, letters).await?;
    patients::pay(teller).await
}

/// Files of payers are taken in, and what they pay is posted.
pub(super) async fn come_in(teller: &Teller<'_>, letters: Vec<Letter>) -> store::Result<()> {
    let app = teller.app;
    for letter in letters {
        let body = Body::Bytes(Arc::from(letter.text.into_bytes()));
        let delivery = Delivery { name: letter.name, source: "demo", body };
        take_in(app, &teller.tenant, delivery).await?;
    }
    while worker::pass_of(app, NAME, &[POST]).await? > 0 {}
    // What follows comes after: the journal is in the order of time.
    teller.world.set(app.now() + MINUTE);
    while worker::pass_of(app, NAME, &worker::MONEY).await? > 0 {}
    Ok(())
}
