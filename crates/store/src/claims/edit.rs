//! The edits of a claim as rows, with what people let pass.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::many::places;
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

/// Rule, line, code and message.
type Judgement = (String, u16, String, String);

/// What makes two edits the same judgement: a changed message is another one.
fn key(edit: &Edit) -> Judgement {
    (edit.id.clone(), edit.line, edit.code.clone(), edit.message.clone())
}

/// Keeps the edits of claims, with the time at which they were found, in place of those before;
/// what was let pass stays so where the very same edit fires again, and is forgotten with one that
/// does not.
///
/// # Errors
/// A database that does not answer.
pub async fn put_edits(
    tx: &mut Tx,
    tenant: &TenantId,
    claims: &[(&str, &[Edit], i64)],
) -> Result<()> {
    if claims.is_empty() {
        return Ok(());
    }
    let passed = passed(tx, tenant, claims).await?;
    let list = places(2, claims.len());
    let mut old =
        assembled(format!("DELETE FROM claim_edit WHERE tenant = $1 AND claim IN ({list})"))
            .bind(tenant.as_str());
    for (claim, ..) in claims {
        old = old.bind((*claim).to_owned());
    }
    tx.run(old).await?;
    let mut rows = Vec::new();
    for (claim, edits, at) in claims {
        for (position, edit) in edits.iter().enumerate() {
            let passed = passed.get(&((*claim).to_owned(), key(edit)));
            let passed = passed.filter(|_| edit.severity == Severity::Reason);
            rows.push(vec![
                tenant.as_str().into(),
                (*claim).into(),
                i64::try_from(position).unwrap_or(i64::MAX).into(),
                edit.id.as_str().into(),
                crate::name_of(&edit.family).into(),
                crate::name_of(&edit.severity).into(),
                i64::from(edit.line).into(),
                edit.code.as_str().into(),
                text(edit).into(),
                (*at).into(),
                passed.map(|passed| passed.reason.clone()).into(),
                passed.map(|passed| passed.by.clone()).into(),
                passed.map(|passed| passed.at).into(),
            ]);
        }
    }
    tx.insert(
        "claim_edit (tenant, claim, position, edit, family, severity, line, code, body, at, \
         override_reason, override_by, override_at)",
        rows,
    )
    .await?;
    Ok(())
}

/// What was let pass of the edits that these claims have now.
async fn passed(
    tx: &mut Tx,
    tenant: &TenantId,
    claims: &[(&str, &[Edit], i64)],
) -> Result<HashMap<(String, Judgement), Overrule>> {
    let mut statement = assembled(format!(
        "SELECT claim, position, body, override_reason, override_by, override_at FROM claim_edit \
         WHERE tenant = $1 AND override_by IS NOT NULL AND claim IN ({})",
        places(2, claims.len())
    ))
    .bind(tenant.as_str());
    for (claim, ..) in claims {
        statement = statement.bind((*claim).to_owned());
    }
    let mut found = HashMap::new();
    for row in tx.rows(statement).await? {
        let before = read(&row)?;
        if let Some(overrule) = before.overrule {
            found.insert((row.text("claim")?, key(&before.edit)), overrule);
        }
    }
    Ok(found)
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

/// Says where claims stand that have left.
///
/// # Errors
/// A database that does not answer.
pub async fn put_statuses(
    tx: &mut Tx,
    tenant: &TenantId,
    status: &'static str,
    claims: &[String],
) -> Result<()> {
    if claims.is_empty() {
        return Ok(());
    }
    let text = format!(
        "UPDATE claim SET status = $1, version = version + 1 WHERE tenant = $2 AND id IN ({})",
        places(3, claims.len())
    );
    let mut statement = assembled(text).bind(status).bind(tenant.as_str());
    for claim in claims {
        statement = statement.bind(claim.clone());
    }
    tx.run(statement).await.map(drop)
}
