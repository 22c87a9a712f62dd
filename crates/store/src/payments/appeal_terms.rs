//! The terms of appeal that a site entered for its payers, version by version.

use crate::accounts::text;
use crate::db::{Db, Tx};
use crate::payments::next_version::Next;
use crate::row::{Get, day};
use crate::{Result, SqlRow, StoreError};
use model::{Date, TenantId};
use payments::denials::terms::AppealTerms;

/// Terms of a payer as they were saved once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppealTermsRow {
    /// The payer, as our claims name it.
    pub payer: String,
    /// Counts the savings of this payer, from 1.
    pub version: i64,
    /// The first day of notices for which they hold.
    pub from: Date,
    /// The terms.
    pub terms: AppealTerms,
    /// Who saved them.
    pub by_person: String,
    /// When.
    pub at: i64,
}

fn read(row: &SqlRow) -> Result<AppealTermsRow> {
    let from = row.text("from_day")?;
    let corrupt = || StoreError::Corrupt {
        table: "appeal_terms",
        column: "from_day".to_owned(),
        why: format!("`{from}` is no day"),
    };
    Ok(AppealTermsRow {
        payer: row.text("payer")?,
        version: row.int("version")?,
        from: from.parse().map_err(|_| corrupt())?,
        terms: row.json("body")?,
        by_person: row.text("by_person")?,
        at: row.int("at")?,
    })
}

/// Versions of a payer that are read, newest first.
const MOST: i64 = 50;

/// What was saved, of one payer where one is named: the newest fifty of each, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn appeal_terms(
    db: &Db,
    tenant: &TenantId,
    payer: Option<&str>,
) -> Result<Vec<AppealTermsRow>> {
    let statement = sqlx::query(
        "SELECT payer, version, from_day, body, by_person, at FROM appeal_terms t \
         WHERE tenant = $1 AND ($2 = 0 OR payer = $3) AND version + $4 > (SELECT MAX(n.version) \
         FROM appeal_terms n WHERE n.tenant = t.tenant AND n.payer = t.payer) \
         ORDER BY payer, version DESC",
    )
    .bind(tenant.as_str())
    .bind(i64::from(payer.is_some()))
    .bind(payer.unwrap_or_default().to_owned())
    .bind(MOST);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Saves terms; `row.version` is the one after that which the person saw.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when `row.version` is not the next one: somebody else saved
/// terms of this payer since.
pub async fn put_appeal_terms(tx: &mut Tx, tenant: &TenantId, row: &AppealTermsRow) -> Result<()> {
    let values = vec![
        tenant.as_str().into(),
        row.payer.as_str().into(),
        row.version.into(),
        day(row.from).into(),
        text(&row.terms).into(),
        row.by_person.as_str().into(),
        row.at.into(),
    ];
    let into = "appeal_terms (tenant, payer, version, from_day, body, by_person, at)";
    let next = Next { payer: &row.payer, version: row.version, what: "the terms of this payer" };
    next.put(tx, tenant, into, values).await
}
