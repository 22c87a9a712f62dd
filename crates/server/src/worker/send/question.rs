//! Questions to payers leave as claims do: packed with their control number, written, marked.

use super::interchange::numbers;
use super::{BATCH, LEASE, delivery};
use crate::app::App;
use crate::connectors::Partner;
use crate::follow_up::ask::{self, Question};
use store::payments;
use store::work::{self, Parcel};

/// The kind of parcel.
pub(crate) const QUESTION: &str = "question";

/// Sends the questions that are due; how many.
pub(super) async fn pass(app: &App, name: &str) -> store::Result<usize> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let parcels = work::take(&mut tx, QUESTION, name, (now, now + LEASE), BATCH).await?;
    tx.commit().await?;
    for parcel in &parcels {
        match one(app, parcel).await {
            Ok(None) => {}
            Ok(Some(why)) => later(app, parcel, &why).await?,
            Err(fault) if fault.is_passing() => return Err(fault),
            Err(fault) => later(app, parcel, &fault.to_string()).await?,
        }
    }
    Ok(parcels.len())
}

async fn later(app: &App, parcel: &Parcel, why: &str) -> store::Result<()> {
    tracing::warn!(parcel = %parcel.id, why, "a question was not sent");
    let mut tx = app.db.begin().await?;
    work::send_failed(&mut tx, parcel, why, app.now()).await?;
    tx.commit().await
}

/// Sends one; why it did not leave this time.
async fn one(app: &App, parcel: &Parcel) -> store::Result<Option<String>> {
    let tenant = &parcel.tenant;
    let mut question: Question = store::json("payload", &parcel.payload)?;
    let partner = Partner::of(app, tenant).await?.filter(|partner| partner.asks);
    let Some(partner) = partner else {
        let why = "asking payers is switched off";
        let mut tx = app.db.begin().await?;
        ask::not_asked(app, &mut tx, tenant, (&question, why)).await?;
        work::withdraw(&mut tx, parcel, why, app.now()).await?;
        tx.commit().await?;
        return Ok(None);
    };
    if question.text.is_empty() {
        let mut tx = app.db.begin().await?;
        let control = work::next_control(&mut tx, tenant, &partner.name, "interchange").await?;
        let numbers = numbers(&partner, (control, app.now()), "ASK");
        let text = match ask::write(app, tenant, (&partner, &question), &numbers).await? {
            Ok(text) => text,
            Err(faults) => {
                // The number that was taken is given back: nothing left under it.
                drop(tx);
                let mut tx = app.db.begin().await?;
                let why = faults.join("; ");
                ask::not_asked(app, &mut tx, tenant, (&question, &why)).await?;
                work::withdraw(&mut tx, parcel, &why, app.now()).await?;
                tx.commit().await?;
                return Ok(None);
            }
        };
        let file = format!("question-{control}.{}", question.set);
        (question.control, question.file, question.text) = (control, file, text);
        let body = serde_json::to_string(&question)
            .map_err(|fault| store::StoreError::Refused(fault.to_string()))?;
        if !work::pack(&mut tx, parcel, &body).await? {
            return Ok(None);
        }
        tx.commit().await?;
    }
    if let Err(why) = delivery::put(&partner, &question.file, &question.text).await {
        return Ok(Some(why));
    }
    let mut tx = app.db.begin().await?;
    if !work::sent(&mut tx, parcel, app.now()).await? {
        return Ok(None);
    }
    payments::put_sent(&mut tx, tenant, &[question.sent(app, parcel)]).await?;
    ask::left(app, &mut tx, tenant, &question).await?;
    tx.commit().await?;
    Ok(None)
}
