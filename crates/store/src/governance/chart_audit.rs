//! One chart in an audit: drawn, coded a second time without the first codes, compared, answered.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::{Get, name_of};
use crate::{Result, SqlRow, StoreError};
use governance::comparison::{AuditedChart, CodeEntry, Finding};
use model::{AccountId, TenantId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where an audit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditState {
    /// Drawn; nobody has it yet.
    Drawn,
    /// An auditor codes it.
    Taken,
    /// Compared; findings wait for an answer.
    Answer,
    /// Settled.
    Done,
}

/// A remark on one difference, or on the whole where `mark` is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Which difference.
    pub mark: Option<usize>,
    /// When.
    pub at: i64,
    /// Who.
    pub by: String,
    /// What was said.
    pub text: String,
}

/// Everything of an audit that no list asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditBody {
    /// The chart that was read.
    pub chart_version: i64,
    /// The version of the first codes.
    pub coding_version: i64,
    /// Chart confidence of the first coding, where the program made it.
    pub confidence: Option<f64>,
    /// The first codes.
    pub first: Vec<CodeEntry>,
    /// What the auditor has typed so far.
    pub draft: Vec<String>,
    /// The second codes.
    pub second: Vec<CodeEntry>,
    /// Both, compared.
    pub compared: Option<AuditedChart>,
    /// Findings, each on one difference.
    pub findings: Vec<(usize, Finding)>,
    /// Remarks.
    pub notes: Vec<Note>,
    /// Why the chart cannot be coded a second time.
    pub unusable: Option<String>,
}

/// One audit as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartAudit {
    /// Its id.
    pub id: String,
    /// The declared batch; `None` for ongoing audits and those of coders.
    pub batch: Option<String>,
    /// The account.
    pub account: AccountId,
    /// The deepest scope of the chart.
    pub scope: String,
    /// `engine`, or the coder's user id.
    pub auditee: String,
    /// Who codes it a second time.
    pub auditor: Option<String>,
    /// Where it stands.
    pub state: AuditState,
    /// Whether it counts as an error, once it is settled.
    pub error: Option<bool>,
    /// Everything else.
    pub body: AuditBody,
    /// When it was drawn.
    pub created_at: i64,
    /// When it was settled.
    pub done_at: Option<i64>,
    /// Counts the changes.
    pub version: i64,
}

/// Which audits are asked for; what is empty asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Where they stand.
    pub state: Option<AuditState>,
    /// Whose work.
    pub auditee: String,
    /// Who audits.
    pub auditor: String,
    /// Settled or, where not, drawn from this time on.
    pub from: i64,
    /// At most so many, oldest first.
    pub limit: i64,
}

const SELECT: &str = "SELECT id, batch, account, scope, auditee, auditor, state, error, body, \
    created_at, done_at, version FROM chart_audit WHERE tenant = $1";

fn state_of(name: &str) -> Result<AuditState> {
    crate::row::json("state", &format!("\"{name}\""))
}

fn read(row: &SqlRow) -> Result<ChartAudit> {
    Ok(ChartAudit {
        id: row.text("id")?,
        batch: row.opt_text("batch")?,
        account: AccountId(row.text("account")?),
        scope: row.text("scope")?,
        auditee: row.text("auditee")?,
        auditor: row.opt_text("auditor")?,
        state: state_of(&row.text("state")?)?,
        error: row.opt_int("error")?.map(|error| error != 0),
        body: row.json("body")?,
        created_at: row.int("created_at")?,
        done_at: row.opt_int("done_at")?,
        version: row.int("version")?,
    })
}

/// Keeps audits that were just drawn.
///
/// # Errors
/// A chart that is in the batch already; a database that does not answer.
pub async fn add_audits(tx: &mut Tx, tenant: &TenantId, audits: &[ChartAudit]) -> Result<()> {
    let row = |audit: &ChartAudit| {
        vec![
            tenant.as_str().into(),
            audit.id.as_str().into(),
            audit.batch.clone().into(),
            audit.account.as_str().into(),
            audit.scope.as_str().into(),
            audit.auditee.as_str().into(),
            audit.auditor.clone().into(),
            name_of(&audit.state).into(),
            audit.error.map(i64::from).into(),
            text(&audit.body).into(),
            audit.created_at.into(),
            audit.done_at.into(),
            audit.version.into(),
        ]
    };
    tx.insert(
        "chart_audit (tenant, id, batch, account, scope, auditee, auditor, state, error, body, \
         created_at, done_at, version)",
        audits.iter().map(row).collect(),
    )
    .await?;
    Ok(())
}

/// One audit.
///
/// # Errors
/// A database that does not answer.
pub async fn audit(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<ChartAudit>> {
    let statement =
        assembled(format!("{SELECT} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// One audit inside a transaction that will change it.
///
/// # Errors
/// [`StoreError::NotFound`]; a database that does not answer.
pub async fn audit_for_change(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<ChartAudit> {
    let statement = assembled(format!("{SELECT} AND id = $2{}", tx.for_update()))
        .bind(tenant.as_str())
        .bind(id.to_owned());
    match tx.row(statement).await? {
        Some(row) => read(&row),
        None => Err(StoreError::NotFound { what: "such audit".to_owned() }),
    }
}

/// Audits, oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn audits(db: &Db, tenant: &TenantId, filter: &AuditFilter) -> Result<Vec<ChartAudit>> {
    let state = filter.state.map(|state| name_of(&state)).unwrap_or_default();
    let statement = assembled(format!(
        "{SELECT} AND ($2 = '' OR state = $2) AND ($3 = '' OR auditee = $3) \
         AND ($4 = '' OR auditor = $4) AND COALESCE(done_at, created_at) >= $5 \
         ORDER BY created_at, id LIMIT $6"
    ))
    .bind(tenant.as_str())
    .bind(state)
    .bind(filter.auditee.clone())
    .bind(filter.auditor.clone())
    .bind(filter.from)
    .bind(filter.limit);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Accounts whose coding by an auditee was ever drawn.
///
/// # Errors
/// A database that does not answer.
pub async fn audited_accounts(
    db: &Db,
    tenant: &TenantId,
    auditee: &str,
) -> Result<BTreeSet<String>> {
    let statement =
        sqlx::query("SELECT DISTINCT account FROM chart_audit WHERE tenant = $1 AND auditee = $2")
            .bind(tenant.as_str())
            .bind(auditee.to_owned());
    db.rows(statement).await?.iter().map(|row| row.text("account")).collect()
}

/// Saves an audit that was read at `audit.version`.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save_audit(tx: &mut Tx, tenant: &TenantId, audit: &mut ChartAudit) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE chart_audit SET auditor = $1, state = $2, error = $3, body = $4, done_at = $5, \
         version = version + 1 WHERE tenant = $6 AND id = $7 AND version = $8",
    )
    .bind(audit.auditor.clone())
    .bind(name_of(&audit.state))
    .bind(audit.error.map(i64::from))
    .bind(text(&audit.body))
    .bind(audit.done_at)
    .bind(tenant.as_str())
    .bind(audit.id.clone())
    .bind(audit.version);
    match tx.run(statement).await? {
        1 => audit.version += 1,
        _ => return Err(StoreError::Conflict { what: "the audit".to_owned() }),
    }
    Ok(())
}
