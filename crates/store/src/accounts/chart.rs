//! The chart of an account: each version that came, and who has read which document.

use super::account::text;
use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountId, Chart, TenantId};

/// A chart as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredChart {
    /// Counts from 1; a new one when the source sends again or a provider adds to it.
    pub version: i64,
    /// SHA-256 of its JSON.
    pub hash: String,
    /// The chart.
    pub chart: Chart,
    /// When it came.
    pub at: i64,
}

/// What is known of a document besides its text.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRow {
    /// Its place in the chart: evidence names it.
    pub position: i64,
    /// As the source names it.
    pub id: String,
    /// Title.
    pub title: String,
    /// LOINC code of its kind.
    pub loinc: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Day it was written.
    pub written: Option<String>,
    /// Whether its author has signed.
    pub signed: bool,
    /// Counts from 1; a changed text is a new version.
    pub version: i64,
    /// SHA-256 of its text.
    pub hash: String,
    /// Sensitivity tags.
    pub tags: Vec<String>,
    /// When the asking person read this version.
    pub read_at: Option<i64>,
}

/// Keeps a new version of the chart and the list of its documents.
///
/// # Errors
/// A database that does not answer.
pub async fn put_chart(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    stored: &StoredChart,
    documents: &[DocumentRow],
) -> Result<()> {
    tx.insert(
        "chart (tenant, account, version, hash, body, at)",
        vec![vec![
            tenant.as_str().into(),
            account.as_str().into(),
            stored.version.into(),
            stored.hash.as_str().into(),
            text(&stored.chart).into(),
            stored.at.into(),
        ]],
    )
    .await?;
    if stored.version > 1 {
        let old = sqlx::query("DELETE FROM document WHERE tenant = $1 AND account = $2")
            .bind(tenant.as_str())
            .bind(account.as_str());
        tx.run(old).await?;
    }
    let row = |document: &DocumentRow| {
        vec![
            tenant.as_str().into(),
            account.as_str().into(),
            document.position.into(),
            document.id.as_str().into(),
            document.title.as_str().into(),
            document.loinc.clone().into(),
            document.author.clone().into(),
            document.written.clone().into(),
            i64::from(document.signed).into(),
            document.version.into(),
            document.hash.as_str().into(),
            text(&document.tags).into(),
        ]
    };
    tx.insert(
        "document (tenant, account, position, id, title, loinc, author, written, signed, version, \
         hash, tags)",
        documents.iter().map(row).collect(),
    )
    .await?;
    Ok(())
}

const LATEST: &str = "SELECT version, hash, body, at FROM chart WHERE tenant = $1 AND account = $2 \
    ORDER BY version DESC LIMIT 1";

const DOCUMENTS: &str = "SELECT d.position, d.id, d.title, d.loinc, d.author, d.written, d.signed, \
    d.version, d.hash, d.tags, r.at AS read_at FROM document d LEFT JOIN document_read r \
    ON r.tenant = d.tenant AND r.account = d.account AND r.document = d.id \
    AND r.version = d.version AND r.user_id = $3 \
    WHERE d.tenant = $1 AND d.account = $2 ORDER BY d.position";

/// The newest version of the account's chart.
///
/// # Errors
/// A database that does not answer; a body that cannot be read back.
pub async fn latest_chart(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Option<StoredChart>> {
    let statement = sqlx::query(LATEST).bind(tenant.as_str()).bind(account.as_str());
    db.row(statement).await?.as_ref().map(read_chart).transpose()
}

/// As [`latest_chart`], inside a transaction that will add a version; the caller has the account
/// for change.
///
/// # Errors
/// As [`latest_chart`].
pub async fn latest_chart_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Option<StoredChart>> {
    let statement = sqlx::query(LATEST).bind(tenant.as_str()).bind(account.as_str());
    tx.row(statement).await?.as_ref().map(read_chart).transpose()
}

fn read_chart(row: &SqlRow) -> Result<StoredChart> {
    Ok(StoredChart {
        version: row.int("version")?,
        hash: row.text("hash")?,
        chart: row.json("body")?,
        at: row.int("at")?,
    })
}

/// One version of the account's chart.
///
/// # Errors
/// A database that does not answer; a body that cannot be read back.
pub async fn chart_version(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
    version: i64,
) -> Result<Option<StoredChart>> {
    let statement = sqlx::query(
        "SELECT version, hash, body, at FROM chart WHERE tenant = $1 AND account = $2 \
         AND version = $3",
    )
    .bind(tenant.as_str())
    .bind(account.as_str())
    .bind(version);
    db.row(statement).await?.as_ref().map(read_chart).transpose()
}

/// The documents of the account, with when `user` read each.
///
/// # Errors
/// A database that does not answer.
pub async fn documents(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
    user: &str,
) -> Result<Vec<DocumentRow>> {
    let statement =
        sqlx::query(DOCUMENTS).bind(tenant.as_str()).bind(account.as_str()).bind(user.to_owned());
    db.rows(statement).await?.iter().map(read_document).collect()
}

/// As [`documents`], for nobody in particular, inside a transaction that will put them anew.
///
/// # Errors
/// A database that does not answer.
pub async fn documents_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Vec<DocumentRow>> {
    let statement =
        sqlx::query(DOCUMENTS).bind(tenant.as_str()).bind(account.as_str()).bind(String::new());
    tx.rows(statement).await?.iter().map(read_document).collect()
}

fn read_document(row: &SqlRow) -> Result<DocumentRow> {
    Ok(DocumentRow {
        position: row.int("position")?,
        id: row.text("id")?,
        title: row.text("title")?,
        loinc: row.opt_text("loinc")?,
        author: row.opt_text("author")?,
        written: row.opt_text("written")?,
        signed: row.flag("signed")?,
        version: row.int("version")?,
        hash: row.text("hash")?,
        tags: row.json("tags")?,
        read_at: row.opt_int("read_at")?,
    })
}

/// Remembers that a person has read this version of a document.
///
/// # Errors
/// A database that does not answer.
pub async fn mark_read(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    (document, version): (&str, i64),
    (user, at): (&str, i64),
) -> Result<()> {
    tx.insert_new(
        "document_read (tenant, account, document, version, user_id, at)",
        vec![vec![
            tenant.as_str().into(),
            account.as_str().into(),
            document.into(),
            version.into(),
            user.into(),
            at.into(),
        ]],
    )
    .await?;
    Ok(())
}
