//! Appeals: a letter each, from its draft to the payer's word.

use super::denial::DenialRow;
use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::{Get, opt_day};
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, Cents, Date, TenantId};
use payments::appeal::Letter;
use payments::denials::life::DenialState;
use serde::{Deserialize, Serialize};

/// Rows of a page at most.
const LARGEST_PAGE: i64 = 200;

/// What an appeal is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealBody {
    /// The letter.
    pub letter: Letter,
    /// What the level is called.
    pub level_name: String,
    /// Name of the payer.
    pub payer_name: String,
    /// Why it should count although it is late.
    #[serde(default)]
    pub good_cause: Option<String>,
    /// How it was decided, in words.
    #[serde(default)]
    pub outcome: String,
    /// What the payer said it will pay.
    #[serde(default)]
    pub won: Cents,
}

/// An appeal as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealRow {
    /// Its id.
    pub id: String,
    /// The denial.
    pub denial: String,
    /// The claim.
    pub claim: String,
    /// The account.
    pub account: AccountId,
    /// The payer.
    pub payer: String,
    /// Level, from 1.
    pub level: u8,
    /// `draft`, `sent`, `won`, `lost`.
    pub state: String,
    /// The last day for it to leave.
    pub deadline: Option<Date>,
    /// In dispute.
    pub amount: Cents,
    /// Letter and outcome.
    pub body: AppealBody,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: i64,
    /// When it left.
    pub sent_at: Option<i64>,
    /// When the payer answered.
    pub decided_at: Option<i64>,
    /// Counts the changes.
    pub version: i64,
}

/// How many and how much by state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppealCount {
    /// The state.
    pub state: String,
    /// Appeals.
    pub appeals: i64,
    /// In dispute.
    pub amount: Cents,
}

const COLUMNS: &str = "SELECT id, denial, claim, account, payer, level, state, deadline, \
    amount_cents, body, made_by, made_at, sent_at, decided_at, version FROM appeal \
    WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<AppealRow> {
    let deadline = row.opt_text("deadline")?.map(|told| told.parse()).transpose();
    Ok(AppealRow {
        id: row.text("id")?,
        denial: row.text("denial")?,
        claim: row.text("claim")?,
        account: AccountId(row.text("account")?),
        payer: row.text("payer")?,
        level: u8::try_from(row.int("level")?).unwrap_or(u8::MAX),
        state: row.text("state")?,
        deadline: deadline.map_err(|_| StoreError::Corrupt {
            table: "appeal",
            column: "deadline".to_owned(),
            why: "no day".to_owned(),
        })?,
        amount: Cents(row.int("amount_cents")?),
        body: row.json("body")?,
        made_by: row.text("made_by")?,
        made_at: row.int("made_at")?,
        sent_at: row.opt_int("sent_at")?,
        decided_at: row.opt_int("decided_at")?,
        version: row.int("version")?,
    })
}

/// Keeps a new appeal.
///
/// # Errors
/// One of that id is there; a database that does not answer.
pub async fn put_appeal(tx: &mut Tx, tenant: &TenantId, row: &AppealRow) -> Result<()> {
    let values = vec![
        tenant.as_str().into(),
        row.id.as_str().into(),
        row.denial.as_str().into(),
        row.claim.as_str().into(),
        row.account.as_str().into(),
        row.payer.as_str().into(),
        i64::from(row.level).into(),
        row.state.as_str().into(),
        opt_day(row.deadline).into(),
        row.amount.0.into(),
        text(&row.body).into(),
        row.made_by.as_str().into(),
        row.made_at.into(),
        row.sent_at.into(),
        row.decided_at.into(),
    ];
    let into = "appeal (tenant, id, denial, claim, account, payer, level, state, deadline, \
        amount_cents, body, made_by, made_at, sent_at, decided_at)";
    tx.insert(into, vec![values]).await.map(drop)
}

/// Saves an appeal that was read at `row.version`.
///
/// # Errors
/// [`StoreError::Conflict`]; a database that does not answer.
pub async fn save_appeal(tx: &mut Tx, tenant: &TenantId, row: &mut AppealRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE appeal SET state = $1, deadline = $2, body = $3, sent_at = $4, decided_at = $5, \
         version = version + 1 WHERE tenant = $6 AND id = $7 AND version = $8",
    )
    .bind(row.state.clone())
    .bind(opt_day(row.deadline))
    .bind(text(&row.body))
    .bind(row.sent_at)
    .bind(row.decided_at)
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.version);
    match tx.run(statement).await? {
        1 => {
            row.version += 1;
            Ok(())
        }
        _ => Err(StoreError::Conflict { what: format!("appeal {}", row.id) }),
    }
}

/// Throws a draft away.
///
/// # Errors
/// [`StoreError::Conflict`] when it is no draft any more.
pub async fn drop_appeal(tx: &mut Tx, tenant: &TenantId, (id, version): (&str, i64)) -> Result<()> {
    let statement = sqlx::query(
        "DELETE FROM appeal WHERE tenant = $1 AND id = $2 AND version = $3 AND state = 'draft'",
    )
    .bind(tenant.as_str())
    .bind(id.to_owned())
    .bind(version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: format!("appeal {id}") }),
    }
}

/// An appeal.
///
/// # Errors
/// A database that does not answer.
pub async fn appeal(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<AppealRow>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// An appeal inside a transaction that will change it.
///
/// # Errors
/// [`StoreError::NotFound`]; a database that does not answer.
pub async fn appeal_for_change(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<AppealRow> {
    let text = format!("{COLUMNS} AND id = $2{}", tx.for_update());
    let statement = assembled(text).bind(tenant.as_str()).bind(id.to_owned());
    match tx.row(statement).await? {
        Some(row) => read(&row),
        None => Err(StoreError::NotFound { what: format!("appeal {id}") }),
    }
}

/// The appeals of a denial, first level first.
///
/// # Errors
/// A database that does not answer.
pub async fn appeals_of(db: &Db, tenant: &TenantId, denial: &str) -> Result<Vec<AppealRow>> {
    let statement = assembled(format!("{COLUMNS} AND denial = $2 ORDER BY level, made_at, id"))
        .bind(tenant.as_str())
        .bind(denial.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

/// Appeals of a state by deadline, without one last; after the deadline and id of the page before.
///
/// # Errors
/// A database that does not answer.
pub async fn appeals_page(
    db: &Db,
    tenant: &TenantId,
    state: &str,
    after: Option<(String, String)>,
    most: i64,
) -> Result<Vec<AppealRow>> {
    let (last, id) = after.unwrap_or_default();
    let statement = assembled(format!(
        "{COLUMNS} AND state = $2 AND (COALESCE(deadline, '9999-12-31'), id) > ($3, $4) \
         ORDER BY COALESCE(deadline, '9999-12-31'), id LIMIT $5"
    ))
    .bind(tenant.as_str())
    .bind(state.to_owned())
    .bind(last)
    .bind(id)
    .bind(most.clamp(1, LARGEST_PAGE));
    db.rows(statement).await?.iter().map(read).collect()
}

/// How many and how much by state.
///
/// # Errors
/// A database that does not answer.
pub async fn appeal_counts(db: &Db, tenant: &TenantId) -> Result<Vec<AppealCount>> {
    let statement = sqlx::query(
        "SELECT state, COUNT(*) AS appeals, CAST(SUM(amount_cents) AS BIGINT) AS amount \
         FROM appeal WHERE tenant = $1 GROUP BY state ORDER BY state",
    )
    .bind(tenant.as_str());
    let read = |row: &SqlRow| {
        Ok(AppealCount {
            state: row.text("state")?,
            appeals: row.int("appeals")?,
            amount: Cents(row.int("amount")?),
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

/// The payer answered a denial otherwise than by letter: an appeal that is with it is decided.
///
/// # Errors
/// A database that does not answer.
pub async fn settle_appeals(
    tx: &mut Tx,
    tenant: &TenantId,
    denial: &DenialRow,
    at: i64,
) -> Result<()> {
    let state = match &denial.life.state {
        state if state.is_with_payer() => return Ok(()),
        DenialState::Overturned { .. } => "won",
        _ => "lost",
    };
    let statement = sqlx::query(
        "UPDATE appeal SET state = $1, decided_at = $2, version = version + 1 \
         WHERE tenant = $3 AND denial = $4 AND state = 'sent'",
    )
    .bind(state)
    .bind(at)
    .bind(tenant.as_str())
    .bind(denial.id.clone());
    tx.run(statement).await.map(drop)
}

/// The answer to an appeal of this level was taken back at `at`: it is with the payer still. For
/// the days between it stays decided.
///
/// # Errors
/// A database that does not answer.
pub async fn appeal_waits_again(
    tx: &mut Tx,
    tenant: &TenantId,
    (denial, level, at): (&str, u8, i64),
) -> Result<()> {
    let answered = sqlx::query(
        "INSERT INTO appeal_answered (tenant, appeal, decided_at, again_at) SELECT tenant, id, \
         decided_at, CAST($1 AS BIGINT) FROM appeal WHERE tenant = $2 AND denial = $3 \
         AND level = $4 AND state IN ('won', 'lost') AND decided_at IS NOT NULL \
         ON CONFLICT DO NOTHING",
    )
    .bind(at)
    .bind(tenant.as_str())
    .bind(denial.to_owned())
    .bind(i64::from(level));
    tx.run(answered).await?;
    let statement = sqlx::query(
        "UPDATE appeal SET state = 'sent', decided_at = NULL, version = version + 1 \
         WHERE tenant = $1 AND denial = $2 AND level = $3 AND state IN ('won', 'lost')",
    )
    .bind(tenant.as_str())
    .bind(denial.to_owned())
    .bind(i64::from(level));
    tx.run(statement).await.map(drop)
}
