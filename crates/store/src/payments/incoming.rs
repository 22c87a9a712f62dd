//! Files that came in, each exactly once.

use super::remittance::{COLUMNS as REMITTANCE, RemittanceRow, read as read_remittance};
use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;
use serde::{Deserialize, Serialize};

/// One kind of thing in a file, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileContent {
    /// `835`, `999`, `TA1`, …
    pub set: String,
    /// How many.
    pub count: u64,
    /// What became of them, a sentence.
    pub said: String,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncomingFile {
    /// Its id.
    pub id: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// Its name, for people.
    pub name: String,
    /// Its length.
    pub bytes: i64,
    /// `folder`, `sftp`, `upload`, `demo`.
    pub source: String,
    /// When it came.
    pub at: i64,
    /// `taking` while it is read, then `taken`, `partly` or `refused`.
    pub state: String,
    /// What was in it.
    pub contents: Vec<FileContent>,
}

const COLUMNS: &str = "SELECT id, hash, name, bytes, source, at, state, contents \
    FROM incoming_file WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<IncomingFile> {
    Ok(IncomingFile {
        id: row.text("id")?,
        hash: row.text("hash")?,
        name: row.text("name")?,
        bytes: row.int("bytes")?,
        source: row.text("source")?,
        at: row.int("at")?,
        state: row.text("state")?,
        contents: row.json("contents")?,
    })
}

/// Notes that a file is being taken. When the same bytes came before, that file is answered: in
/// state `taking` it was interrupted and is to be taken again under its id, else nothing is to do.
///
/// # Errors
/// A database that does not answer.
pub async fn begin_file(
    tx: &mut Tx,
    tenant: &TenantId,
    file: &IncomingFile,
) -> Result<Option<IncomingFile>> {
    let row = vec![
        tenant.as_str().into(),
        file.id.as_str().into(),
        file.hash.as_str().into(),
        file.name.as_str().into(),
        file.bytes.into(),
        file.source.as_str().into(),
        file.at.into(),
        "taking".into(),
    ];
    let into = "incoming_file (tenant, id, hash, name, bytes, source, at, state)";
    if tx.insert_new(into, vec![row]).await? == 1 {
        return Ok(None);
    }
    let statement =
        assembled(format!("{COLUMNS} AND hash = $2")).bind(tenant.as_str()).bind(file.hash.clone());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Says what became of a file.
///
/// # Errors
/// A database that does not answer.
pub async fn end_file(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
    (state, contents): (&str, &[FileContent]),
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE incoming_file SET state = $1, contents = $2 WHERE tenant = $3 AND id = $4",
    )
    .bind(state.to_owned())
    .bind(text(&contents))
    .bind(tenant.as_str())
    .bind(id.to_owned());
    tx.run(statement).await.map(drop)
}

/// A file.
///
/// # Errors
/// A database that does not answer.
pub async fn file(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<IncomingFile>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// Files that came before a time, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn files(
    db: &Db,
    tenant: &TenantId,
    before: i64,
    most: i64,
) -> Result<Vec<IncomingFile>> {
    let statement = assembled(format!("{COLUMNS} AND at < $2 ORDER BY at DESC, id DESC LIMIT $3"))
        .bind(tenant.as_str())
        .bind(before)
        .bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// The payments of a file, in its order.
///
/// # Errors
/// A database that does not answer.
pub async fn of_file(db: &Db, tenant: &TenantId, file: &str) -> Result<Vec<RemittanceRow>> {
    let statement = assembled(format!("{REMITTANCE} AND file = $2 ORDER BY position"))
        .bind(tenant.as_str())
        .bind(file.to_owned());
    db.rows(statement).await?.iter().map(read_remittance).collect()
}
