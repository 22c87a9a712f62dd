//! Visits: who comes when, to whom, for what.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::front_desk::changed_one;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;
use serde::{Deserialize, Serialize};

/// What is planned for a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitPlan {
    /// Codes of the services.
    pub services: Vec<String>,
    /// Whether the payer asks for a referral.
    pub referral_needed: bool,
}

/// One visit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VisitRow {
    /// Id.
    pub id: String,
    /// Whose.
    pub patient: String,
    /// The provider: NPI.
    pub provider: Option<String>,
    /// The day.
    pub day: String,
    /// Why the patient comes, in their words.
    pub reason: String,
    /// Where.
    pub site: String,
    /// `planned`, `arrived`, `done`, `cancelled`, `missed`.
    pub state: String,
    /// The account that came of it.
    pub account: Option<String>,
    /// What is planned.
    pub plan: VisitPlan,
    /// Counts the changes.
    pub version: i64,
}

const COLUMNS: &str = "SELECT id, patient, provider, day, reason, site, state, account, \
        body, version FROM visit WHERE tenant = $1";

/// Adds one.
///
/// # Errors
/// A database that does not answer.
pub async fn add_visit(tx: &mut Tx, tenant: &TenantId, row: &VisitRow) -> Result<()> {
    let values = vec![
        tenant.as_str().into(),
        row.id.clone().into(),
        row.patient.clone().into(),
        row.provider.clone().into(),
        row.day.clone().into(),
        row.reason.clone().into(),
        row.site.clone().into(),
        row.state.clone().into(),
        row.account.clone().into(),
        text(&row.plan).into(),
        row.version.into(),
    ];
    tx.insert(
        "visit (tenant, id, patient, provider, day, reason, site, state, account, body, version)",
        vec![values],
    )
    .await?;
    Ok(())
}

/// Saves one; `row.version` is the one it was read at.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when somebody else changed it since.
pub async fn change_visit(tx: &mut Tx, tenant: &TenantId, row: &VisitRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE visit SET provider = $1, day = $2, reason = $3, site = $4, state = $5, account = \
            $6, body = $7, version = version + 1 WHERE tenant = $8 AND id = $9 AND patient = $10 AND \
            version = $11",
    )
    .bind(row.provider.clone())
    .bind(row.day.clone())
    .bind(row.reason.clone())
    .bind(row.site.clone())
    .bind(row.state.clone())
    .bind(row.account.clone())
    .bind(text(&row.plan))
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.patient.clone())
    .bind(row.version);
    changed_one(tx.run(statement).await?, "this visit")
}

/// Those of one patient.
///
/// # Errors
/// A database that does not answer.
pub async fn visits_of(db: &Db, tenant: &TenantId, patient: &str) -> Result<Vec<VisitRow>> {
    let query = format!("{COLUMNS} AND patient = $2 ORDER BY day DESC, id LIMIT 500");
    let statement = assembled(query).bind(tenant.as_str()).bind(patient.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

/// Visits of some days, first to last, at most `most`; cancelled ones are left out.
///
/// # Errors
/// A database that does not answer.
pub async fn visits_between(
    db: &Db,
    tenant: &TenantId,
    (from, to): (&str, &str),
    most: i64,
) -> Result<Vec<VisitRow>> {
    let query = format!(
        "{COLUMNS} AND day >= $2 AND day <= $3 AND state <> 'cancelled' \
         ORDER BY day, id LIMIT $4"
    );
    let statement = assembled(query)
        .bind(tenant.as_str())
        .bind(from.to_owned())
        .bind(to.to_owned())
        .bind(most.clamp(1, 2_000));
    db.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<VisitRow> {
    Ok(VisitRow {
        id: row.text("id")?,
        patient: row.text("patient")?,
        provider: row.opt_text("provider")?,
        day: row.text("day")?,
        reason: row.text("reason")?,
        site: row.text("site")?,
        state: row.text("state")?,
        account: row.opt_text("account")?,
        plan: row.json("body")?,
        version: row.int("version")?,
    })
}
