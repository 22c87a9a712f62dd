//! The payers of the story: each claim that leaves is handed to them as its file, and what they
//! send back comes in like any file of a partner, every morning.

use super::patients;
use super::teller::{Live, NAME, Teller};
use crate::connectors::{Partner, Party};
use crate::remittances::{Body, Delivery, Leaving, note_leaving, take_in};
use crate::surroundings::day_of;
use crate::worker;
use model::{Claim, Date};
use std::sync::Arc;
use store::payments::SentInterchange;
use store::{StoreError, Tx, work};

/// The other side of the wire.
pub trait Counterpart: Send {
    /// A file of ours with claims for one payer, on the day on which it arrives.
    ///
    /// # Errors
    /// Why it cannot be taken: a fault of the story.
    fn receive(&mut self, payer: &str, file: &str, on: Date) -> Result<(), String>;

    /// What the payers send up to a day, in order.
    ///
    /// # Errors
    /// Why it cannot be made: a fault of the story.
    fn due(&mut self, on: Date) -> Result<Vec<Letter>, String>;
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
fn partner() -> Partner {
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

/// The claims of an account leave: noted as at a site, and written for their payers.
pub(super) async fn sent(teller: &mut Teller<'_>, tx: &mut Tx, live: &Live) -> store::Result<()> {
    let (Some(account), at) = (live.account.as_ref(), teller.app.now()) else { return Ok(()) };
    let partner = partner();
    for row in &live.claims {
        let control = work::next_control(tx, &teller.tenant, &partner.name, "interchange").await?;
        // A claim that the guide does not take stays where it is: nobody answers it.
        let Ok(text) = worker::send::written(&row.claim, &partner, (control, at)) else { continue };
        let sent = SentInterchange {
            partner: partner.name.clone(),
            control,
            kind: "837".to_owned(),
            subject: row.id.clone(),
            account: account.id.0.clone(),
            file: format!("claim-{control:09}.x12"),
            sent_at: at,
            state: "sent".to_owned(),
            ..SentInterchange::default()
        };
        let leaving = Leaving { claim: &row.claim, account: &account.id, sent };
        note_leaving(teller.app, tx, &teller.tenant, &[leaving]).await?;
        teller.mail.push(Outgoing { payer: payer_of(&row.claim), text });
    }
    Ok(())
}

fn payer_of(claim: &Claim) -> String {
    ::payments::ledger::movement::payer_of(claim)
}

/// The morning's mail, both ways.
pub(super) async fn mail(
    teller: &mut Teller<'_>,
    payers: &mut dyn Counterpart,
) -> store::Result<()> {
    let told = |fault: String| StoreError::Refused(format!("the made-up payers: {fault}"));
    let (app, on) = (teller.app, day_of(teller.app.now()));
    for one in teller.mail.drain(..) {
        payers.receive(&one.payer, &one.text, on).map_err(told)?;
    }
    let letters = payers.due(on).map_err(told)?;
    for letter in letters {
        let body = Body::Bytes(Arc::from(letter.text.into_bytes()));
        let delivery = Delivery { name: letter.name, source: "demo", body };
        take_in(app, &teller.tenant, delivery).await?;
    }
    while worker::pass_of(app, NAME, &worker::MONEY).await? > 0 {}
    patients::pay(teller).await
}
