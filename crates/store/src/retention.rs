//! Texts of documents whose retention is over: which they are, and their removal in two acts.
//!
//! What was decided stays: claims, codes, decision records and the audit log are not touched, and
//! of a document its title and its hash stay.

use crate::accounts::text;
use crate::db::{Db, Statement, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, Chart, TenantId};

/// Accounts of one removal at most; what is left is asked for anew.
pub const MOST_ACCOUNTS: i64 = 200;

/// Removals that a list shows at most.
const MOST_REMOVALS: i64 = 50;

/// Before which times something must have ended to be due: microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// The account was closed before.
    pub closed_before: i64,
    /// No claim of it was made or left since.
    pub claims_before: i64,
}

/// An account whose documents' texts are due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The account.
    pub account: AccountId,
    /// What the source calls its chart.
    pub source_key: String,
    /// When it was closed.
    pub closed_at: i64,
    /// Documents whose text is there.
    pub documents: i64,
}

/// What became of a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalState {
    /// Asked for; nothing is removed.
    Asked,
    /// Carried out.
    Done,
    /// Given up.
    Cancelled,
}

impl RemovalState {
    /// Its name, as stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RemovalState::Asked => "asked",
            RemovalState::Done => "done",
            RemovalState::Cancelled => "cancelled",
        }
    }
}

/// A removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub state: RemovalState,
    /// Why.
    pub reason: String,
    /// What it is about.
    pub cuts: Cuts,
    /// Accounts that were due when it was asked for.
    pub accounts: i64,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: i64,
    /// Who carried it out or gave it up.
    pub ended_by: Option<String>,
    /// When.
    pub ended_at: Option<i64>,
}

/// A document whose text was removed: what stays of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// As the source names it.
    pub document: String,
    /// Its version.
    pub version: i64,
    /// SHA-256 of the text that was there.
    pub hash: String,
}

const DUE: &str = "FROM account a JOIN document d ON d.tenant = a.tenant AND d.account = a.id \
    AND d.removed_at IS NULL WHERE a.tenant = $1 AND a.queue = 'done' AND a.state = 'closed' \
    AND a.entered_at < $2 AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.tenant = a.tenant \
    AND c.account = a.id AND (c.created_at >= $3 OR c.submitted_at >= $3))";

fn due_statement<'q>(tenant: &TenantId, cuts: Cuts, most: i64) -> Statement<'q> {
    assembled(format!(
        "SELECT a.id, a.source_key, a.entered_at, COUNT(*) AS documents {DUE} \
         GROUP BY a.id, a.source_key, a.entered_at ORDER BY a.entered_at, a.id LIMIT $4"
    ))
    .bind(tenant.0.clone())
    .bind(cuts.closed_before)
    .bind(cuts.claims_before)
    .bind(most.clamp(1, MOST_ACCOUNTS))
}

fn read_due(row: &SqlRow) -> Result<Due> {
    Ok(Due {
        account: AccountId(row.text("id")?),
        source_key: row.text("source_key")?,
        closed_at: row.int("entered_at")?,
        documents: row.int("documents")?,
    })
}

/// Accounts whose texts are due, the oldest first, at most [`MOST_ACCOUNTS`].
///
/// # Errors
/// A database that does not answer.
pub async fn due(db: &Db, tenant: &TenantId, cuts: Cuts) -> Result<Vec<Due>> {
    db.rows(due_statement(tenant, cuts, MOST_ACCOUNTS)).await?.iter().map(read_due).collect()
}

/// As [`due`], inside the transaction that removes them.
///
/// # Errors
/// A database that does not answer.
pub async fn due_for_change(tx: &mut Tx, tenant: &TenantId, cuts: Cuts) -> Result<Vec<Due>> {
    tx.rows(due_statement(tenant, cuts, MOST_ACCOUNTS)).await?.iter().map(read_due).collect()
}

/// How many accounts and documents are due.
///
/// # Errors
/// A database that does not answer.
pub async fn due_counts(db: &Db, tenant: &TenantId, cuts: Cuts) -> Result<(i64, i64)> {
    let statement =
        assembled(format!("SELECT COUNT(DISTINCT a.id) AS accounts, COUNT(*) AS documents {DUE}"))
            .bind(tenant.0.clone())
            .bind(cuts.closed_before)
            .bind(cuts.claims_before);
    match db.row(statement).await? {
        Some(row) => Ok((row.int("accounts")?, row.int("documents")?)),
        None => Ok((0, 0)),
    }
}

/// Asks for a removal.
///
/// # Errors
/// A database that does not answer.
pub async fn ask(tx: &mut Tx, tenant: &TenantId, removal: &Removal) -> Result<()> {
    let values = vec![
        tenant.as_str().into(),
        removal.id.as_str().into(),
        removal.state.name().into(),
        removal.reason.as_str().into(),
        removal.cuts.closed_before.into(),
        removal.cuts.claims_before.into(),
        removal.accounts.into(),
        removal.asked_by.as_str().into(),
        removal.asked_at.into(),
    ];
    let columns = "removal (tenant, id, state, reason, closed_before, claims_before, accounts, \
                   asked_by, asked_at)";
    tx.insert(columns, vec![values]).await?;
    Ok(())
}

/// Ends a removal that was asked for: by whom, and when.
///
/// # Errors
/// [`StoreError::Conflict`] when it was carried out or given up already.
pub async fn end(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
    state: RemovalState,
    (user, at): (&str, i64),
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE removal SET state = $1, ended_by = $2, ended_at = $3 \
         WHERE tenant = $4 AND id = $5 AND state = 'asked'",
    )
    .bind(state.name())
    .bind(user.to_owned())
    .bind(at)
    .bind(tenant.as_str())
    .bind(id.to_owned());
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: format!("removal {id}") }),
    }
}

/// Removals, the newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn removals(db: &Db, tenant: &TenantId) -> Result<Vec<Removal>> {
    let statement = sqlx::query(
        "SELECT id, state, reason, closed_before, claims_before, accounts, asked_by, asked_at, \
         ended_by, ended_at FROM removal WHERE tenant = $1 ORDER BY asked_at DESC, id LIMIT $2",
    )
    .bind(tenant.as_str())
    .bind(MOST_REMOVALS);
    db.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<Removal> {
    Ok(Removal {
        id: row.text("id")?,
        state: match row.text("state")?.as_str() {
            "done" => RemovalState::Done,
            "cancelled" => RemovalState::Cancelled,
            _ => RemovalState::Asked,
        },
        reason: row.text("reason")?,
        cuts: Cuts {
            closed_before: row.int("closed_before")?,
            claims_before: row.int("claims_before")?,
        },
        accounts: row.int("accounts")?,
        asked_by: row.text("asked_by")?,
        asked_at: row.int("asked_at")?,
        ended_by: row.opt_text("ended_by")?,
        ended_at: row.opt_int("ended_at")?,
    })
}

/// Removes the texts of an account's documents, of every version of its chart, and what somebody
/// had begun to change; what stays of each document. The caller has the account for change.
///
/// # Errors
/// A database that does not answer; a chart that cannot be read back.
pub async fn remove_texts(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    at: i64,
) -> Result<Vec<Tombstone>> {
    let own = |text: &'static str| {
        sqlx::query(text).bind(tenant.as_str().to_owned()).bind(account.as_str().to_owned())
    };
    let charts =
        tx.rows(own("SELECT version, body FROM chart WHERE tenant = $1 AND account = $2")).await?;
    for row in &charts {
        let mut chart: Chart = row.json("body")?;
        for document in &mut chart.documents {
            document.text.clear();
            document.sections.clear();
        }
        let statement = sqlx::query(
            "UPDATE chart SET body = $1 WHERE tenant = $2 AND account = $3 AND version = $4",
        )
        .bind(text(&chart))
        .bind(tenant.as_str())
        .bind(account.as_str())
        .bind(row.int("version")?);
        tx.run(statement).await?;
    }
    tx.run(own("DELETE FROM draft WHERE tenant = $1 AND account = $2")).await?;
    let rows = tx
        .rows(own("SELECT id, version, hash FROM document WHERE tenant = $1 AND account = $2 \
             AND removed_at IS NULL ORDER BY position"))
        .await?;
    let mark = own("UPDATE document SET removed_at = $3 WHERE tenant = $1 AND account = $2 \
         AND removed_at IS NULL");
    tx.run(mark.bind(at)).await?;
    let tombstone = |row: &SqlRow| {
        Ok(Tombstone {
            document: row.text("id")?,
            version: row.int("version")?,
            hash: row.text("hash")?,
        })
    };
    rows.iter().map(tombstone).collect()
}
