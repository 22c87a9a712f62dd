//! A charge that a person saw, or that is taken back.

use super::read::{charge, view};
use crate::api::call::{Call, Reply};
use crate::api::problem::{ApiResult, Problem};
use crate::web::charges::{LONGEST_REASON, changed};
use claims::charge::{Charge, ChargeStateError};
use serde::Deserialize;
use utoipa::ToSchema;

/// Why a charge is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    /// In words.
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    reason: String,
}

/// Marks a charge as seen.
pub(super) async fn review(call: Call) -> ApiResult<Reply> {
    take(call, "charge.review", Charge::reviewed).await
}

/// Takes a charge back.
pub(super) async fn void(call: Call) -> ApiResult<Reply> {
    let Reason { reason } = call.json()?;
    if reason.trim().is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Problem::invalid("reason", "A reason has 1 to 500 characters."));
    }
    take(call, "charge.void", move |charge| charge.voided(&reason)).await
}

async fn take(
    call: Call,
    action: &str,
    step: impl FnOnce(Charge) -> Result<Charge, ChargeStateError>,
) -> ApiResult<Reply> {
    let row = charge(&call).await?;
    call.is_version(row.version)?;
    let which = (call.part("account"), call.part("charge"), row.version);
    let (tx, row) = changed(&call.app, &call.visitor, which, action, step).await?;
    let version = row.version;
    let reply = call.commit(tx, Reply::ok(&view(row))?.version(version)).await?;
    call.app.changed(&call.visitor.tenant);
    Ok(reply)
}
