//! What patients are asked, and what was agreed about paying in parts. The money is in the ledger.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, Cents, TenantId};
use payments::statement::{PaymentPlan, Statement};

/// A statement as it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementRow {
    /// Its id: account and cycle, so that there is one a cycle.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// The patient.
    pub patient: String,
    /// Its day.
    pub day: String,
    /// What it asks for.
    pub owed: Cents,
    /// `made`, `returned`, `withdrawn`.
    pub state: String,
    /// The statement.
    pub statement: Statement,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub at: i64,
}

const STATEMENTS: &str =
    "SELECT id, account, patient, day, owed_cents, state, body, made_by, at FROM patient_statement";

fn read(row: &SqlRow) -> Result<StatementRow> {
    Ok(StatementRow {
        id: row.text("id")?,
        account: AccountId(row.text("account")?),
        patient: row.text("patient")?,
        day: row.text("day")?,
        owed: Cents(row.int("owed_cents")?),
        state: row.text("state")?,
        statement: row.json("body")?,
        made_by: row.text("made_by")?,
        at: row.int("at")?,
    })
}

/// Keeps statements; one of the same account and cycle stays as it was made. How many are new.
///
/// # Errors
/// A database that does not answer.
pub async fn put_statements(tx: &mut Tx, tenant: &TenantId, rows: &[StatementRow]) -> Result<u64> {
    let row = |row: &StatementRow| {
        vec![
            tenant.as_str().into(),
            row.id.as_str().into(),
            row.account.as_str().into(),
            row.patient.as_str().into(),
            row.day.as_str().into(),
            row.owed.0.into(),
            row.state.as_str().into(),
            text(&row.statement).into(),
            row.made_by.as_str().into(),
            row.at.into(),
        ]
    };
    let into = "patient_statement (tenant, id, account, patient, day, owed_cents, state, body, \
        made_by, at)";
    tx.insert_new(into, rows.iter().map(row).collect()).await
}

/// The statements of an account, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn statements_of(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Vec<StatementRow>> {
    let statement = assembled(format!(
        "{STATEMENTS} WHERE tenant = $1 AND account = $2 ORDER BY at DESC, id LIMIT 100"
    ))
    .bind(tenant.as_str())
    .bind(account.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// The letter of a day came back; `false` when there is none of it.
///
/// # Errors
/// A database that does not answer.
pub async fn return_statement(
    tx: &mut Tx,
    tenant: &TenantId,
    (account, day): (&AccountId, &str),
) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE patient_statement SET state = 'returned' WHERE tenant = $1 AND account = $2 \
         AND day = $3",
    )
    .bind(tenant.as_str())
    .bind(account.as_str())
    .bind(day.to_owned());
    Ok(tx.run(statement).await? > 0)
}

/// Accounts with a statement of a day or later.
///
/// # Errors
/// A database that does not answer.
pub async fn statements_since(
    db: &Db,
    tenant: &TenantId,
    day: &str,
) -> Result<std::collections::BTreeSet<AccountId>> {
    let statement = sqlx::query(
        "SELECT DISTINCT account FROM patient_statement WHERE tenant = $1 AND day >= $2",
    )
    .bind(tenant.as_str())
    .bind(day.to_owned());
    let rows = db.rows(statement).await?;
    rows.iter().map(|row| row.text("account").map(AccountId)).collect()
}

/// A payment plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Its id.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// `running`, `kept`, `broken`, `ended`.
    pub state: String,
    /// The plan.
    pub plan: PaymentPlan,
    /// When it was agreed.
    pub at: i64,
    /// Who wrote it down.
    pub by_person: String,
    /// Counts the changes.
    pub version: i64,
}

/// The plan of an account that is running.
///
/// # Errors
/// A database that does not answer.
pub async fn plan_of(db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Option<PlanRow>> {
    let statement = sqlx::query(
        "SELECT id, account, state, body, at, by_person, version FROM payment_plan \
         WHERE tenant = $1 AND account = $2 AND state = 'running' ORDER BY at DESC, id LIMIT 1",
    )
    .bind(tenant.as_str())
    .bind(account.as_str());
    let Some(row) = db.row(statement).await? else { return Ok(None) };
    Ok(Some(PlanRow {
        id: row.text("id")?,
        account: AccountId(row.text("account")?),
        state: row.text("state")?,
        plan: row.json("body")?,
        at: row.int("at")?,
        by_person: row.text("by_person")?,
        version: row.int("version")?,
    }))
}

/// Keeps a new plan.
///
/// # Errors
/// A database that does not answer; an id that is there already.
pub async fn put_plan(tx: &mut Tx, tenant: &TenantId, row: &PlanRow) -> Result<()> {
    let values = vec![
        tenant.as_str().into(),
        row.id.as_str().into(),
        row.account.as_str().into(),
        row.state.as_str().into(),
        text(&row.plan).into(),
        row.at.into(),
        row.by_person.as_str().into(),
    ];
    let into = "payment_plan (tenant, id, account, state, body, at, by_person)";
    tx.insert(into, vec![values]).await.map(drop)
}

/// Saves a plan; `row.version` is the one it was read at.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save_plan(tx: &mut Tx, tenant: &TenantId, row: &PlanRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE payment_plan SET state = $1, body = $2, version = version + 1 WHERE tenant = $3 \
         AND id = $4 AND version = $5",
    )
    .bind(row.state.clone())
    .bind(text(&row.plan))
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: format!("the payment plan of {}", row.account) }),
    }
}
