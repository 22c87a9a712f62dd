//! The made-up office after the claims left: on working days somebody works what the payers
//! answered, through the very acts of the pages and with the rights of the person who does it.
//!
//! Who is picked follows from the ids and the day, so that the same practice gives the same books.

mod bank;
mod denials;
mod letters;
mod money;
mod questions;
mod sending;

pub(super) use questions::of_visits;
pub(super) use sending::send;

use super::counterpart::Counterpart;
use super::teller::Teller;
use crate::denials::watching;
use crate::surroundings::day_of;
use crate::web::door::{Visitor, principal};
use crate::web::fault::{PageFault, PageResult};
use model::{Date, UserId};
use sha2::{Digest, Sha256};
use store::StoreError;

/// The day's work, once the mail was read.
pub(super) async fn day(
    teller: &mut Teller<'_>,
    payers: &mut dyn Counterpart,
) -> store::Result<()> {
    let today = day_of(teller.app.now());
    if weekday(today) > 4 {
        return Ok(());
    }
    bank::enter(teller, today).await?;
    questions::of_silent(teller, payers).await?;
    if weekday(today) == 0 {
        watching::pass(teller.app).await?;
    }
    denials::work(teller, payers, today).await?;
    letters::type_in(teller, today).await?;
    money::work(teller, today).await
}

/// Days since Monday: 2000-01-01 was a Saturday.
fn weekday(day: Date) -> i32 {
    (day.days_since_2000() + 5).rem_euclid(7)
}

/// A number of an id: who is picked for what.
fn lot(id: &str) -> u8 {
    Sha256::digest(id.as_bytes())[0]
}

/// Somebody of the practice at their desk.
async fn person(teller: &Teller<'_>, login: &str) -> store::Result<Visitor> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let user = store::people::user(&app.db, tenant, &format!("user_{login}")).await?;
    let missing = || StoreError::NotFound { what: format!("{login} of the made-up practice") };
    let user = user.ok_or_else(missing)?;
    let found = principal(app, tenant, &user, app.now()).await?;
    Ok(Visitor {
        principal: found,
        tenant: tenant.clone(),
        user: UserId(user.id.0.clone()),
        name: user.name,
        keys: user.keys,
        session: String::new(),
        strong_at: app.now(),
        limits: app.security(tenant).await?.session(),
        csrf: String::new(),
        address: "made-up office".to_owned(),
        notice: None,
    })
}

/// Whether an act was taken. What the service refuses a person stays undone, as at a site; a fault
/// of the service is one of the story.
fn taken<T>(result: PageResult<T>) -> store::Result<bool> {
    match result {
        Ok(_) => Ok(true),
        Err(fault) => left(fault),
    }
}

fn left(fault: PageFault) -> store::Result<bool> {
    if fault.status.is_client_error() {
        tracing::debug!(why = %fault.what, "left undone in the story");
        return Ok(false);
    }
    Err(StoreError::Refused(fault.what))
}
