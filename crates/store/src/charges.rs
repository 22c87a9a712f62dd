//! The charges of an account, and what of them is to be reviewed.

mod review;

pub use review::{
    ChargeReview, ReviewPlace, ReviewRow, Specialty, put_reviews, review_of, reviews, specialties,
};

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow, StoreError, name_of};
use claims::charge::{Charge, ChargeState};
use model::{AccountId, TenantId};
use std::collections::BTreeMap;

/// One charge with the number of its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRow {
    /// The charge.
    pub charge: Charge,
    /// When it was written.
    pub posted_at: i64,
    /// Counts the changes.
    pub version: i64,
}

const COLUMNS: &str = "SELECT body, posted_at, version FROM charge \
    WHERE tenant = $1 AND account = $2 ORDER BY day, posted_at, id";

/// The charges of an account, by day of service.
///
/// # Errors
/// A database that does not answer.
pub async fn charges_of(db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Vec<ChargeRow>> {
    let statement = sqlx::query(COLUMNS).bind(tenant.as_str()).bind(account.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// As [`charges_of`], inside the transaction that changes them.
///
/// # Errors
/// A database that does not answer.
pub async fn charges_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Vec<ChargeRow>> {
    let statement = sqlx::query(COLUMNS).bind(tenant.as_str()).bind(account.as_str());
    tx.rows(statement).await?.iter().map(read).collect()
}

/// As [`charges_for_change`] for many accounts; one without charges is left out.
///
/// # Errors
/// A database that does not answer.
pub async fn all_charges_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[AccountId],
) -> Result<BTreeMap<AccountId, Vec<ChargeRow>>> {
    let mut found: BTreeMap<AccountId, Vec<ChargeRow>> = BTreeMap::new();
    if accounts.is_empty() {
        return Ok(found);
    }
    let mut statement = assembled(format!(
        "SELECT account, body, posted_at, version FROM charge WHERE tenant = $1 \
         AND account IN ({}) ORDER BY account, day, posted_at, id",
        places(2, accounts.len())
    ))
    .bind(tenant.as_str());
    for account in accounts {
        statement = statement.bind(account.0.clone());
    }
    for row in tx.rows(statement).await? {
        found.entry(AccountId(row.text("account")?)).or_default().push(read(&row)?);
    }
    Ok(found)
}

/// Adds charges; how many were new. The same source line of an account is added once.
///
/// # Errors
/// A database that does not answer.
pub async fn add_charges(
    tx: &mut Tx,
    tenant: &TenantId,
    charges: &[Charge],
    at: i64,
) -> Result<u64> {
    let row = |charge: &Charge| {
        vec![
            tenant.as_str().into(),
            charge.id.as_str().into(),
            charge.account.as_str().into(),
            source_key(charge).into(),
            charge.source.name().into(),
            charge.code.clone().unwrap_or_default().into(),
            charge.units.to_string().into(),
            charge.charge_cents.map(|cents| cents.0).into(),
            charge.date.to_string().into(),
            at.into(),
            state(charge).into(),
            text(charge).into(),
            1_i64.into(),
        ]
    };
    tx.insert_new(
        "charge (tenant, id, account, source_key, source, code, units, charge_cents, day, \
         posted_at, state, body, version)",
        charges.iter().map(row).collect(),
    )
    .await
}

/// Saves a charge that was read at `row.version`.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since it was read.
pub async fn save_charge(tx: &mut Tx, tenant: &TenantId, row: &mut ChargeRow) -> Result<()> {
    let charge = &row.charge;
    let statement = sqlx::query(
        "UPDATE charge SET code = $1, units = $2, charge_cents = $3, day = $4, state = $5, \
         body = $6, version = version + 1 WHERE tenant = $7 AND id = $8 AND version = $9",
    )
    .bind(charge.code.clone().unwrap_or_default())
    .bind(charge.units.to_string())
    .bind(charge.charge_cents.map(|cents| cents.0))
    .bind(charge.date.to_string())
    .bind(state(charge))
    .bind(text(charge))
    .bind(tenant.as_str())
    .bind(charge.id.as_str())
    .bind(row.version);
    match tx.run(statement).await? {
        1 => {
            row.version += 1;
            Ok(())
        }
        _ => Err(StoreError::Conflict { what: format!("charge {}", row.charge.id) }),
    }
}

/// Two sources may use the same key for different lines.
fn source_key(charge: &Charge) -> String {
    format!("{} {}", charge.source.name(), charge.source_key)
}

fn state(charge: &Charge) -> &'static str {
    match charge.state {
        ChargeState::Captured => "captured",
        ChargeState::Reviewed => "reviewed",
        ChargeState::Voided { .. } => "voided",
    }
}

fn read(row: &SqlRow) -> Result<ChargeRow> {
    Ok(ChargeRow {
        charge: row.json("body")?,
        posted_at: row.int("posted_at")?,
        version: row.int("version")?,
    })
}

/// The name of how chart and charges differ, as stored and shown.
#[must_use]
pub fn kind_name(kind: claims::reconcile::DifferenceKind) -> String {
    name_of(&kind)
}
