//! The edits of a claim as rows, with what people let pass.

use crate::accounts::text;
use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{Edit, Severity, TenantId};
use std::collections::HashMap;

/// Why an edit that needs a reason was let pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrule {
    /// The person's words.
    pub reason: String,
    /// Their user id.
    pub by: String,
    /// When.
    pub at: i64,
}

/// One edit of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimEdit {
    /// Its place among the claim's edits, from 0.
    pub position: i64,
    /// The edit.
    pub edit: Edit,
    /// Set where somebody let it pass.
    pub overrule: Option<Overrule>,
}

impl ClaimEdit {
    /// Whether it keeps the claim here: a block always does, a reason until one was given.
    #[must_use]
    pub fn stops(&self) -> bool {
        match self.edit.severity {
            Severity::Block => true,
            Severity::Reason => self.overrule.is_none(),
            Severity::Warn | Severity::Inform => false,
        }
    }
}

/// The messages of the edits that keep a claim here.
#[must_use]
pub fn stopping(edits: &[ClaimEdit]) -> Vec<String> {
    edits.iter().filter(|row| row.stops()).map(|row| row.edit.message.clone()).collect()
}

const COLUMNS: &str = "SELECT position, body, override_reason, override_by, override_at \
    FROM claim_edit WHERE tenant = $1 AND claim = $2 ORDER BY position";

/// The edits of a claim, in their order.
///
/// # Errors
/// A database that does not answer.
pub async fn claim_edits(db: &Db, tenant: &TenantId, claim: &str) -> Result<Vec<ClaimEdit>> {
    let statement = sqlx::query(COLUMNS).bind(tenant.as_str()).bind(claim.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

/// As [`claim_edits`], inside the transaction that changes the claim.
///
/// # Errors
/// A database that does not answer.
pub async fn edits_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    claim: &str,
) -> Result<Vec<ClaimEdit>> {
    let statement = sqlx::query(COLUMNS).bind(tenant.as_str()).bind(claim.to_owned());
    tx.rows(statement).await?.iter().map(read).collect()
}

/// What makes two edits the same judgement: a changed message is another one.
fn key(edit: &Edit) -> (String, u16, String, String) {
    (edit.id.clone(), edit.line, edit.code.clone(), edit.message.clone())
}

/// Keeps the edits of a claim in place of those before; what was let pass stays so where the very
/// same edit fires again, and is forgotten with one that does not.
///
/// # Errors
/// A database that does not answer.
pub async fn put_edits(
    tx: &mut Tx,
    tenant: &TenantId,
    claim: &str,
    edits: &[Edit],
    at: i64,
) -> Result<()> {
    let before = edits_for_change(tx, tenant, claim).await?;
    let passed: HashMap<_, Overrule> =
        before.into_iter().filter_map(|row| Some((key(&row.edit), row.overrule?))).collect();
    let old = sqlx::query("DELETE FROM claim_edit WHERE tenant = $1 AND claim = $2")
        .bind(tenant.as_str())
        .bind(claim.to_owned());
    tx.run(old).await?;
    let row = |(position, edit): (usize, &Edit)| {
        let passed = passed.get(&key(edit)).filter(|_| edit.severity == Severity::Reason);
        vec![
            tenant.as_str().into(),
            claim.into(),
            i64::try_from(position).unwrap_or(i64::MAX).into(),
            edit.id.as_str().into(),
            crate::name_of(&edit.family).into(),
            crate::name_of(&edit.severity).into(),
            i64::from(edit.line).into(),
            edit.code.as_str().into(),
            text(edit).into(),
            at.into(),
            passed.map(|passed| passed.reason.clone()).into(),
            passed.map(|passed| passed.by.clone()).into(),
            passed.map(|passed| passed.at).into(),
        ]
    };
    tx.insert(
        "claim_edit (tenant, claim, position, edit, family, severity, line, code, body, at, \
         override_reason, override_by, override_at)",
        edits.iter().enumerate().map(row).collect(),
    )
    .await?;
    Ok(())
}

/// Lets an edit pass that needs a reason.
///
/// # Errors
/// [`StoreError::Refused`] for an edit that is no longer there or that nobody may let pass.
pub async fn overrule(
    tx: &mut Tx,
    tenant: &TenantId,
    claim: &str,
    position: i64,
    why: &Overrule,
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE claim_edit SET override_reason = $1, override_by = $2, override_at = $3 \
         WHERE tenant = $4 AND claim = $5 AND position = $6 AND severity = 'reason'",
    )
    .bind(why.reason.clone())
    .bind(why.by.clone())
    .bind(why.at)
    .bind(tenant.as_str())
    .bind(claim.to_owned())
    .bind(position);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Refused(
            "Only an edit that asks for a reason can be let pass with one; a hard stop is mended"
                .to_owned(),
        )),
    }
}

fn read(row: &SqlRow) -> Result<ClaimEdit> {
    let overrule = match (row.opt_text("override_reason")?, row.opt_text("override_by")?) {
        (Some(reason), Some(by)) => {
            Some(Overrule { reason, by, at: row.opt_int("override_at")?.unwrap_or(0) })
        }
        _ => None,
    };
    Ok(ClaimEdit { position: row.int("position")?, edit: row.json("body")?, overrule })
}

/// Sets what a claim is after its edits were looked at.
///
/// # Errors
/// A database that does not answer.
pub async fn put_status(
    tx: &mut Tx,
    tenant: &TenantId,
    claim: &str,
    status: &'static str,
) -> Result<()> {
    let statement = sqlx::query("UPDATE claim SET status = $1 WHERE tenant = $2 AND id = $3")
        .bind(status)
        .bind(tenant.as_str())
        .bind(claim.to_owned());
    tx.run(statement).await?;
    Ok(())
}
