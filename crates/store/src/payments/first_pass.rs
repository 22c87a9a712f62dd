//! The first pass of a payment: its row, its claims staged beside it, and whether it may be posted.

use super::remittance::RemittanceRow;
use crate::accounts::text;
use crate::db::Tx;
use crate::many::Value;
use crate::row::{Get, day};
use crate::{Result, SqlRow, StoreError};
use model::TenantId;
use model::remittance::{PaidClaim, Remittance};

/// What the first pass found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    /// The payer, where it is known.
    pub payer: String,
    /// `ready` or `refused`.
    pub state: &'static str,
    /// All of it was read.
    pub whole: bool,
    /// Why it is refused.
    pub refusals: Vec<String>,
    /// What is doubtful.
    pub doubts: Vec<String>,
}

/// Begins to stage a payment; `false` when that transaction of the file is there already. What an
/// interrupted first pass left of it gives way: its last statement may have come to the database
/// after [`drop_staged`] looked.
///
/// # Errors
/// A database that does not answer.
pub async fn put_remittance(tx: &mut Tx, tenant: &TenantId, row: &RemittanceRow) -> Result<bool> {
    let head = &row.head;
    let values = vec![
        tenant.as_str().into(),
        row.id.as_str().into(),
        row.file.as_str().into(),
        row.position.into(),
        row.payer.as_str().into(),
        head.payer.name.as_str().into(),
        head.trace.trim().into(),
        head.signed_amount().0.into(),
        day(head.date).into(),
        head.method.as_str().into(),
        row.state.as_str().into(),
        text(head).into(),
        text(&row.refusals).into(),
        row.batch.as_str().into(),
        row.received_at.into(),
    ];
    let into = "remittance (tenant, id, file, position, payer, payer_name, trace, amount_cents, \
        paid_on, method, state, head, refusals, batch, received_at)";
    if tx.insert_new(into, vec![values.clone()]).await? == 1 {
        return Ok(true);
    }
    let left = sqlx::query(
        "SELECT id FROM remittance WHERE tenant = $1 AND file = $2 AND position = $3 \
         AND state = 'staging'",
    )
    .bind(tenant.as_str())
    .bind(row.file.clone())
    .bind(row.position);
    let left = tx.rows(left).await?;
    forget(tx, tenant, &left).await?;
    Ok(!left.is_empty() && tx.insert_new(into, vec![values]).await? == 1)
}

/// Stages claims of a payment; `first` is the place of the first of them.
///
/// # Errors
/// A database that does not answer.
pub async fn stage(
    tx: &mut Tx,
    tenant: &TenantId,
    remittance: &str,
    (first, claims): (i64, &[PaidClaim]),
) -> Result<()> {
    let row = |(place, claim): (i64, &PaidClaim)| -> Vec<Value> {
        vec![
            tenant.as_str().into(),
            remittance.into(),
            place.into(),
            claim.control_number.as_str().into(),
            claim.status.as_str().into(),
            claim.charge.0.into(),
            claim.paid.0.into(),
            text(claim).into(),
        ]
    };
    let rows = (first..).zip(claims).map(row).collect();
    let into = "remittance_claim (tenant, remittance, place, control_number, status, \
        charge_cents, paid_cents, body)";
    tx.insert(into, rows).await?;
    let statement = sqlx::query("UPDATE remittance SET claims = $1 WHERE tenant = $2 AND id = $3")
        .bind(first - 1 + i64::try_from(claims.len()).unwrap_or(0))
        .bind(tenant.as_str())
        .bind(remittance.to_owned());
    match tx.run(statement).await? {
        1 => Ok(()),
        // Another first pass of the same file took it over.
        _ => Err(StoreError::Conflict { what: format!("remittance {remittance}") }),
    }
}

/// Ends the first pass of a payment: it may be posted, or nothing of it is. `adjustments` are the
/// provider's, which stand at its end.
///
/// # Errors
/// A database that does not answer.
pub async fn admit(
    tx: &mut Tx,
    tenant: &TenantId,
    (id, head): (&str, &Remittance),
    found: &Admission,
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE remittance SET payer = $1, state = $2, refusals = $3, doubts = $4, head = $5, \
         whole = $6, adjusted = $7, version = version + 1 WHERE tenant = $8 AND id = $9 \
         AND state IN ('staging', 'refused')",
    )
    .bind(found.payer.clone())
    .bind(found.state)
    .bind(text(&found.refusals))
    .bind(text(&found.doubts))
    .bind(text(head))
    .bind(i64::from(found.whole))
    .bind(i64::from(!head.provider_adjustments.is_empty()))
    .bind(tenant.as_str())
    .bind(id.to_owned());
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: format!("remittance {id}") }),
    }
}

/// Forgets what an interrupted first pass staged of a file.
///
/// # Errors
/// A database that does not answer.
pub async fn drop_staged(tx: &mut Tx, tenant: &TenantId, file: &str) -> Result<()> {
    let left = sqlx::query(
        "SELECT id FROM remittance WHERE tenant = $1 AND file = $2 AND state = 'staging'",
    )
    .bind(tenant.as_str())
    .bind(file.to_owned());
    let left = tx.rows(left).await?;
    forget(tx, tenant, &left).await
}

/// The payment first: who still stages claims of it has ended when it is gone, so that none of
/// them stays behind.
async fn forget(tx: &mut Tx, tenant: &TenantId, left: &[SqlRow]) -> Result<()> {
    for row in left {
        let id = row.text("id")?;
        for text in [
            "DELETE FROM remittance WHERE tenant = $1 AND id = $2 AND state = 'staging'",
            "DELETE FROM remittance_claim WHERE tenant = $1 AND remittance = $2 AND NOT EXISTS \
             (SELECT 1 FROM remittance r WHERE r.tenant = $1 AND r.id = $2)",
        ] {
            tx.run(sqlx::query(text).bind(tenant.as_str()).bind(id.clone())).await?;
        }
    }
    Ok(())
}
