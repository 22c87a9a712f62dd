//! Remittances: sent in as files, and what became of each payment.

use super::call::{Call, Reply};
use super::endpoint::{Endpoint, Kind, Shape, parameter};
use super::problem::{ApiResult, Problem};
use super::table::Table;
use crate::identity::permission::Permission;
use crate::remittances::{Body, Delivery, take_in};
use crate::surroundings::rfc3339;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::payments::{self, RemittanceFilter, RemittanceRow};
use utoipa::ToSchema;

/// A payment: one transaction (ST to SE) of an 835 file.
#[derive(Serialize, ToSchema)]
struct RemittanceView {
    /// Its id.
    id: String,
    /// The file in which it came.
    file: String,
    /// Which payment of the file, from 1.
    position: i64,
    /// The payer as our claims name it; empty while it is not known.
    payer: String,
    /// What the payer calls itself.
    payer_name: String,
    /// Trace (TRN02).
    trace: String,
    /// Day of the payment.
    #[schema(format = "date")]
    paid_on: String,
    /// How it is paid (BPR04).
    method: String,
    /// How much, in cents; negative when the payer takes.
    amount_cents: i64,
    /// Claims in it.
    claims: i64,
    /// `staging`, `refused`, `ready`, `posting`, `closed`.
    state: String,
    /// Posted to claims, in cents. With the next two it is the amount once the state is `closed`.
    applied_cents: i64,
    /// In unapplied cash, in cents.
    unapplied_cents: i64,
    /// Beside the claims (PLB), in cents: what it added to the payment.
    beside_cents: i64,
    /// Why nothing of it is posted.
    refusals: Vec<String>,
    /// What is doubtful though it adds up.
    doubts: Vec<String>,
    /// When it came.
    received_at: String,
    /// When it was posted to its end.
    closed_at: Option<String>,
    /// Counts the changes.
    version: i64,
}

/// What became of a file.
#[derive(Serialize, ToSchema)]
struct RemittanceFileView {
    /// The file.
    id: String,
    /// The same bytes came before, and nothing was done.
    again: bool,
    /// `taken`, `partly`, `refused`.
    state: String,
    /// What was found in it, in sentences.
    found: Vec<String>,
    /// Its payments; those that are `ready` are posted by the service next.
    payments: Vec<RemittanceView>,
}

/// Where a page goes on.
#[derive(Serialize, Deserialize)]
struct Place {
    at: i64,
    id: String,
}

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let asked = [
        parameter("state", Kind::Text, "One state"),
        parameter("payer", Kind::Text, "One payer, as our claims name it"),
    ];
    let view = Permission::ViewMoney;
    table
        .with(
            Endpoint::new("GET", "/remittances", view, "Payments, newest first")
                .pages::<RemittanceView>(&asked),
            list,
        )
        .with(
            Endpoint::new("GET", "/remittances/{remittance}", view, "One payment")
                .answers(Shape::of::<RemittanceView>()),
            one,
        )
        .with(
            Endpoint::new(
                "POST",
                "/remittances",
                Permission::PostPayments,
                "Send an 835 file in; each payment of it posts whole or not at all, and the same \
                 bytes a second time change nothing",
            )
            .takes_media("application/edi-x12", Shape::text("An 835 file (005010X221A1)"))
            .answers(Shape::of::<RemittanceFileView>())
            .with_status(201),
            take,
        )
}

fn view(row: RemittanceRow) -> RemittanceView {
    RemittanceView {
        id: row.id,
        file: row.file,
        position: row.position,
        payer: row.payer,
        payer_name: row.head.payer.name.clone(),
        trace: row.head.trace.clone(),
        paid_on: row.head.date.to_string(),
        method: row.head.method.clone(),
        amount_cents: row.head.signed_amount().0,
        claims: row.claims,
        state: row.state,
        applied_cents: row.applied.0,
        unapplied_cents: row.unapplied.0,
        beside_cents: row.beside.0,
        refusals: row.refusals,
        doubts: row.doubts,
        received_at: rfc3339(row.received_at),
        closed_at: row.closed_at.map(rfc3339),
        version: row.version,
    }
}

async fn list(call: Call) -> ApiResult<Reply> {
    let some = |name: &str| call.asked(name).map(str::to_owned);
    let most = call.limit();
    let filter = RemittanceFilter {
        state: some("state"),
        payer: some("payer"),
        before: call.cursor::<Place>()?.map(|place| (place.at, place.id)),
        most: most + 1,
    };
    let mut rows = payments::remittances(&call.app.db, &call.visitor.tenant, &filter).await?;
    let kept = usize::try_from(most).unwrap_or(usize::MAX);
    let more = rows.len() > kept;
    rows.truncate(kept);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| Place { at: last.received_at, id: last.id.clone() });
    Reply::list(rows.into_iter().map(view).collect(), next.as_ref())
}

async fn one(call: Call) -> ApiResult<Reply> {
    let id = call.part("remittance");
    let row = payments::remittance(&call.app.db, &call.visitor.tenant, id).await?;
    let row = row.ok_or_else(|| Problem::not_found("remittance"))?;
    let version = row.version;
    Ok(Reply::ok(&view(row))?.version(version))
}

async fn take(call: Call) -> ApiResult<Reply> {
    if call.body.is_empty() {
        return Err(Problem::invalid(".", "Send the bytes of an 835 file."));
    }
    let (app, tenant) = (&call.app, &call.visitor.tenant);
    let body = Body::Bytes(Arc::from(call.body.as_ref()));
    let delivery = Delivery { name: "sent in by the API".to_owned(), source: "upload", body };
    let taken = take_in(app, tenant, delivery).await?;
    let rows = payments::of_file(&app.db, tenant, &taken.file.id).await?;
    let answer = RemittanceFileView {
        again: taken.again,
        state: taken.file.state.clone(),
        found: taken.file.contents.iter().map(|one| one.said.clone()).collect(),
        payments: rows.into_iter().map(view).collect(),
        id: taken.file.id,
    };
    // Taking is done once by its bytes; this keeps the answer with the caller's key.
    let tx = app.db.begin().await?;
    call.commit(tx, Reply::new(StatusCode::CREATED, &answer)?).await
}
