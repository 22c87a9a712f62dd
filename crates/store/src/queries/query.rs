//! One query and its changes.

use crate::accounts::text;
use crate::db::{Db, Statement, Tx, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use cdi::query::{Indicator, Query};
use model::{AccountId, CodedChart, TenantId};

/// Accounts asked about in one statement at most.
const MOST_ACCOUNTS: usize = 1_000;

/// Queries of one account that are read at most.
const MOST_OF_ACCOUNT: i64 = 500;

/// A query as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredQuery {
    /// The query; its recipient is the provider's identifier.
    pub query: Query,
    /// Every indicator that was offered to its author; those in the text are the chosen ones.
    pub offered: Vec<Indicator>,
    /// When the ladder wants its next step, microseconds since 1970.
    pub next_at: Option<i64>,
    /// The version of the chart that its answer made.
    pub chart_version: Option<i64>,
    /// Whether the codes read from that version were compared and linked.
    pub recoded: bool,
    /// Counts its changes, from 1.
    pub version: i64,
}

/// The codes of an account before a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Recoding {
    /// The chart that they were made from.
    pub chart_version: i64,
    /// The codes.
    pub coded: CodedChart,
}

const COLUMNS: &str =
    "SELECT body, offered, next_at, chart_version, recoded, version FROM query WHERE tenant = $1";

/// Adds a query.
///
/// # Errors
/// [`StoreError::Exists`] when its name is taken.
pub async fn add(tx: &mut Tx, tenant: &TenantId, stored: &StoredQuery) -> Result<()> {
    let query = &stored.query;
    let done = tx
        .insert_new(
            "query (tenant, id, account, kind, title, state, provider, author, affects_coding, \
             created_at, sent_at, answered_at, closed_at, due_at, step, next_at, chart_version, \
             recoded, offered, body, version)",
            vec![vec![
                tenant.as_str().into(),
                query.id.as_str().into(),
                query.account.as_str().into(),
                query.kind.name().into(),
                query.text.title.as_str().into(),
                query.status.name().into(),
                recipient(query).into(),
                query.author.as_str().into(),
                i64::from(query.affects_coding).into(),
                query.created_micros.into(),
                query.sent_micros.into(),
                answered_at(query).into(),
                closed_at(query).into(),
                query.due_micros.into(),
                i64::from(query.escalation_step).into(),
                stored.next_at.into(),
                stored.chart_version.into(),
                i64::from(stored.recoded).into(),
                text(&stored.offered).into(),
                text(query).into(),
                stored.version.into(),
            ]],
        )
        .await?;
    match done {
        1 => Ok(()),
        _ => Err(StoreError::Exists { what: format!("a query `{}`", query.id) }),
    }
}

/// Saves a query that was read at `stored.version`, and counts it up.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since.
pub async fn save(tx: &mut Tx, tenant: &TenantId, stored: &mut StoredQuery) -> Result<()> {
    let query = &stored.query;
    let statement = sqlx::query(
        "UPDATE query SET kind = $1, title = $2, state = $3, provider = $4, \
         affects_coding = $5, sent_at = $6, answered_at = $7, closed_at = $8, due_at = $9, \
         step = $10, next_at = $11, chart_version = $12, recoded = $13, offered = $14, \
         body = $15, version = version + 1 WHERE tenant = $16 AND id = $17 AND version = $18",
    )
    .bind(query.kind.name())
    .bind(query.text.title.clone())
    .bind(query.status.name())
    .bind(recipient(query))
    .bind(i64::from(query.affects_coding))
    .bind(query.sent_micros)
    .bind(answered_at(query))
    .bind(closed_at(query))
    .bind(query.due_micros)
    .bind(i64::from(query.escalation_step))
    .bind(stored.next_at)
    .bind(stored.chart_version)
    .bind(i64::from(stored.recoded))
    .bind(text(&stored.offered))
    .bind(text(query))
    .bind(tenant.as_str())
    .bind(query.id.as_str().to_owned())
    .bind(stored.version);
    match tx.run(statement).await? {
        1 => {
            stored.version += 1;
            Ok(())
        }
        _ => Err(StoreError::Conflict { what: format!("query {}", query.id) }),
    }
}

/// A query, if there is one of that name in the tenant.
///
/// # Errors
/// A database that does not answer.
pub async fn get(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<StoredQuery>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// A query inside a transaction that will change it.
///
/// # Errors
/// [`StoreError::NotFound`]; a database that does not answer.
pub async fn get_for_change(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<StoredQuery> {
    let statement = assembled(format!("{COLUMNS} AND id = $2{}", tx.for_update()))
        .bind(tenant.as_str())
        .bind(id.to_owned());
    match tx.row(statement).await? {
        Some(row) => read(&row),
        None => Err(StoreError::NotFound { what: format!("query {id}") }),
    }
}

/// The queries of an account, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn of_account(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Vec<StoredQuery>> {
    let statement =
        assembled(format!("{COLUMNS} AND account = $2 ORDER BY created_at DESC, id LIMIT $3"))
            .bind(tenant.as_str())
            .bind(account.as_str())
            .bind(MOST_OF_ACCOUNT);
    db.rows(statement).await?.iter().map(read).collect()
}

/// The queries of several accounts, by account and age.
///
/// # Errors
/// A database that does not answer.
pub async fn of_accounts(
    db: &Db,
    tenant: &TenantId,
    accounts: &[AccountId],
) -> Result<Vec<StoredQuery>> {
    let mut found = Vec::new();
    for part in accounts.chunks(MOST_ACCOUNTS) {
        let text = format!("{COLUMNS} AND account IN ({}) ORDER BY account, created_at, id", {
            places(2, part.len())
        });
        let rows = db.rows(with_accounts(assembled(text).bind(tenant.as_str()), part)).await?;
        for row in &rows {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// Answered queries of these accounts whose codes are not linked yet.
///
/// # Errors
/// A database that does not answer.
pub async fn to_link(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[AccountId],
) -> Result<Vec<StoredQuery>> {
    let mut found = Vec::new();
    for part in accounts.chunks(MOST_ACCOUNTS) {
        let text = format!(
            "{COLUMNS} AND chart_version IS NOT NULL AND recoded = 0 AND account IN ({}) \
             ORDER BY account, id{}",
            places(2, part.len()),
            tx.for_update()
        );
        let rows = tx.rows(with_accounts(assembled(text).bind(tenant.as_str()), part)).await?;
        for row in &rows {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// How many queries of an account, `but` excepted, await an answer that may change its codes.
///
/// # Errors
/// A database that does not answer.
pub async fn open_others(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    but: &str,
) -> Result<i64> {
    let statement = sqlx::query(
        "SELECT COUNT(*) AS open FROM query WHERE tenant = $1 AND account = $2 AND id <> $3 \
         AND state IN ('sent', 'escalated') AND affects_coding = 1",
    )
    .bind(tenant.as_str())
    .bind(account.as_str())
    .bind(but.to_owned());
    tx.row(statement).await?.map_or(Ok(0), |row| row.int("open"))
}

/// The codes of an account before one version of them.
///
/// # Errors
/// A database that does not answer.
pub async fn coding_before(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    version: i64,
) -> Result<Option<Recoding>> {
    let statement = sqlx::query(
        "SELECT chart_version, body FROM coding WHERE tenant = $1 AND account = $2 \
         AND version < $3 ORDER BY version DESC LIMIT 1",
    )
    .bind(tenant.as_str())
    .bind(account.as_str())
    .bind(version);
    let Some(row) = tx.row(statement).await? else { return Ok(None) };
    Ok(Some(Recoding { chart_version: row.int("chart_version")?, coded: row.json("body")? }))
}

pub(super) fn with_accounts<'q>(
    mut statement: Statement<'q>,
    accounts: &[AccountId],
) -> Statement<'q> {
    for account in accounts {
        statement = statement.bind(account.0.clone());
    }
    statement
}

fn recipient(query: &Query) -> Option<String> {
    (!query.recipient.is_empty()).then(|| query.recipient.clone())
}

fn answered_at(query: &Query) -> Option<i64> {
    query.answer.as_ref().map(|answer| answer.at_micros)
}

fn closed_at(query: &Query) -> Option<i64> {
    query.status.is_over().then(|| query.last_micros())
}

fn read(row: &SqlRow) -> Result<StoredQuery> {
    Ok(StoredQuery {
        query: row.json("body")?,
        offered: row.json("offered")?,
        next_at: row.opt_int("next_at")?,
        chart_version: row.opt_int("chart_version")?,
        recoded: row.flag("recoded")?,
        version: row.int("version")?,
    })
}
