//! Remittances: taken in, posted, closed, and what follows from them.
//!
//! 1. [`take_in`] reads a file once, payment by payment: each is staged claim by claim, checked
//!    while it passes, and admitted or refused as a whole.
//! 2. The job [`POST`] (one a payer, so that what a payer says is posted in its order) posts the
//!    staged claims in batches, each one transaction; a payment that was interrupted goes on
//!    behind its last place. When all is posted its batch is closed: from then on it counts.
//! 3. The job [`AFTER`] (one a payment) does what follows: `after`.
//!
//! What people do with it: `admission` looks at a refused payment again, `by_hand` settles what
//! posting leaves, `paper` takes what came as a letter.
//!
//! `payments::posting` decides; nothing here knows what an adjustment means.

mod admission;
mod after;
mod by_hand;
pub(crate) mod charged;
pub(crate) mod deposits;
mod known;
mod paper;
mod posting;
mod settle;
mod staging;
mod submission;
mod take_in;
mod unposting;

pub(crate) use admission::{Again, look_again_at};
pub(crate) use after::AFTER;
pub(crate) use by_hand::{Act, MOST_PARTS, Part, act};
pub use paper::take_paper;
pub(crate) use posting::{POST, context_by_hand};
pub(crate) use settle::close;
pub use submission::{Leaving, note_leaving};
pub use take_in::{Body, Delivery, LARGEST_FILE, TakenIn, take_in};
pub use unposting::{Follows, Unpost, unpost};

use crate::app::App;
use model::TenantId;
use store::work::{self, Job, NewJob};
use store::{Answer, Tx};

/// Does one job of this room.
pub(crate) fn job<'a>(app: &'a App, tenant: &'a TenantId, job: &'a Job) -> Answer<'a, ()> {
    Box::pin(async move {
        match job.kind.as_str() {
            POST => posting::job(app, tenant, job).await,
            _ => after::job(app, tenant, job).await,
        }
    })
}

/// A job of this room; one that waits already is left as it is.
async fn ask(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (kind, subject): (&'static str, &str),
) -> store::Result<()> {
    let job = NewJob {
        id: app.new_id("job"),
        tenant: tenant.clone(),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        payload: "{}".to_owned(),
        priority: 100,
        run_at: app.now(),
        created_at: app.now(),
    };
    work::add(tx, &[job]).await.map(drop)
}

/// Asks anew for payments that wait and that no job posts: one may have come at the very moment
/// at which the last job of its payer ended.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn look_again(app: &App) -> store::Result<()> {
    for tenant in store::people::tenants(&app.db).await? {
        let waiting = store::payments::to_post(&app.db, &tenant.id, None, 100).await?;
        let mut payers: Vec<&str> = waiting.iter().map(|row| row.payer.as_str()).collect();
        payers.sort_unstable();
        payers.dedup();
        if payers.is_empty() {
            continue;
        }
        let mut tx = app.db.begin().await?;
        for payer in payers {
            ask(app, &mut tx, &tenant.id, (POST, payer)).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
