//! Sending what is in the outbox. What fails is tried again, later each time.

use super::{KIND, Sending, sign, target};
use crate::app::App;
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use reqwest::redirect::Policy;
use std::time::Duration;
use store::work::{Parcel, send_failed, sent, take, webhook};
use store::{Answer, Boxed};

/// How long one receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Parcels of one batch.
const BATCH: i64 = 16;

/// How long a lease lasts, in microseconds: longer than a whole batch takes.
const LEASE: i64 = 300_000_000;

/// How long a sender that found nothing rests.
const REST: Duration = Duration::from_secs(2);

/// Sends until `end` says so.
pub fn run(app: App, name: String, end: tokio::sync::watch::Receiver<bool>) -> Boxed<'static, ()> {
    Box::pin(send_on(app, name, end))
}

async fn send_on(app: App, name: String, mut end: tokio::sync::watch::Receiver<bool>) {
    while !*end.borrow() {
        let rest = match pass(&app, &name).await {
            Ok(sent) => sent == 0,
            Err(fault) => {
                tracing::warn!(fault = %fault, "a sender could not reach the database");
                true
            }
        };
        if rest {
            tokio::select! {
                () = tokio::time::sleep(REST) => {}
                _ = end.changed() => {}
            }
        }
    }
}

/// Takes one batch and tries to send it; how many parcels it was.
///
/// # Errors
/// A database that does not answer.
pub fn pass<'a>(app: &'a App, name: &'a str) -> Answer<'a, usize> {
    Box::pin(one_pass(app, name))
}

async fn one_pass(app: &App, name: &str) -> store::Result<usize> {
    if app.config.demo {
        return Ok(0);
    }
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let parcels = take(&mut tx, KIND, name, (now, now + LEASE), BATCH).await?;
    tx.commit().await?;
    for parcel in &parcels {
        let done = deliver(app, parcel).await;
        let mut tx = app.db.begin().await?;
        match done {
            Ok(()) => {
                sent(&mut tx, parcel, app.now()).await?;
            }
            Err(why) => {
                tracing::warn!(message = %parcel.id, webhook = %parcel.target, why, "not sent");
                send_failed(&mut tx, parcel, &why, app.now()).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(parcels.len())
}

async fn deliver(app: &App, parcel: &Parcel) -> Result<(), String> {
    let told = |fault: store::StoreError| fault.to_string();
    let (sending, _) = Sending::of(app, &parcel.tenant).await.map_err(told)?;
    if !sending.enabled {
        return Err("webhooks are switched off".to_owned());
    }
    let hook = webhook(&app.db, &parcel.tenant, &parcel.target).await.map_err(told)?;
    // One that was deleted in the meantime wants nothing any more.
    let Some(hook) = hook.filter(|hook| hook.active) else { return Ok(()) };
    let url = target::check(&hook.url, sending)?;
    let addresses = target::resolve(&url, sending).await?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let client = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(PATIENCE)
        .resolve_to_addrs(&host, &addresses)
        .build()
        .map_err(|_| "no client could be made")?;
    let timestamp = app.now() / 1_000_000;
    let signature = sign(&hook.secret, &parcel.id, timestamp, &parcel.payload);
    let signature = signature.ok_or("the webhook's secret is not of our form")?;
    let request = client
        .post(url)
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, concat!("cleanclaim/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", &parcel.id)
        .header("webhook-timestamp", timestamp.to_string())
        .header("webhook-signature", signature)
        .body(parcel.payload.clone());
    // The answer's body is never read: only its status counts.
    let answer = request.send().await.map_err(|fault| fault.without_url().to_string())?;
    let status = answer.status();
    if status.is_success() { Ok(()) } else { Err(format!("the receiver answered {status}")) }
}
