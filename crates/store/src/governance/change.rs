//! Change control: what is proposed, and where it stands.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::{Get, name_of};
use crate::{Result, SqlRow, StoreError};
use governance::change::Change;
use model::TenantId;
use serde::{Deserialize, Serialize};

/// Proposals that a list holds at most.
const MOST: i64 = 200;

/// What is proposed. Only what takes effect when it is put in force can be proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposal {
    /// A promise of the site: JSON of the setting.
    Promise(serde_json::Value),
    /// A file of payer rules.
    Rule {
        /// Its name within the folder of rules.
        path: String,
        /// The whole text.
        text: String,
    },
}

/// One proposal as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeRow {
    /// States, authors, replay.
    pub change: Change,
    /// The content.
    pub proposal: Proposal,
    /// When it was drafted.
    pub created_at: i64,
    /// Counts the changes.
    pub version: i64,
}

#[derive(Serialize, Deserialize)]
struct Body<C, P> {
    change: C,
    proposal: P,
}

const SELECT: &str = "SELECT body, created_at, version FROM change_request WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<ChangeRow> {
    let body: Body<Change, Proposal> = row.json("body")?;
    Ok(ChangeRow {
        change: body.change,
        proposal: body.proposal,
        created_at: row.int("created_at")?,
        version: row.int("version")?,
    })
}

fn body(row: &ChangeRow) -> String {
    text(&Body { change: &row.change, proposal: &row.proposal })
}

/// Keeps a draft.
///
/// # Errors
/// A database that does not answer.
pub async fn add_change(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &ChangeRow,
    author: &str,
) -> Result<()> {
    tx.insert(
        "change_request (tenant, id, kind, state, author, body, created_at, version)",
        vec![vec![
            tenant.as_str().into(),
            row.change.id().into(),
            name_of(&row.change.kind()).into(),
            name_of(&row.change.state()).into(),
            author.into(),
            body(row).into(),
            row.created_at.into(),
            row.version.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// Every proposal, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn changes(db: &Db, tenant: &TenantId) -> Result<Vec<ChangeRow>> {
    let statement = assembled(format!("{SELECT} ORDER BY created_at DESC, id LIMIT $2"))
        .bind(tenant.as_str())
        .bind(MOST);
    db.rows(statement).await?.iter().map(read).collect()
}

/// One proposal.
///
/// # Errors
/// A database that does not answer.
pub async fn change(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<ChangeRow>> {
    let statement =
        assembled(format!("{SELECT} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// Saves a proposal that was read at `row.version`.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save_change(tx: &mut Tx, tenant: &TenantId, row: &mut ChangeRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE change_request SET state = $1, body = $2, version = version + 1 \
         WHERE tenant = $3 AND id = $4 AND version = $5",
    )
    .bind(name_of(&row.change.state()))
    .bind(body(row))
    .bind(tenant.as_str())
    .bind(row.change.id().to_owned())
    .bind(row.version);
    match tx.run(statement).await? {
        1 => row.version += 1,
        _ => return Err(StoreError::Conflict { what: "the change".to_owned() }),
    }
    Ok(())
}
