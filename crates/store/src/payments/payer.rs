//! Payers that are known, and our own numbers: both are seen in the claims that leave.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::{Get, json};
use crate::{Result, SqlRow, StoreError};
use model::{Claim, TenantId};
use payments::posting::KnownPayer;
use std::collections::{BTreeMap, BTreeSet};

const COLUMNS: &str = "SELECT id, body, version FROM known_payer WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<(KnownPayer, i64)> {
    let mut payer: KnownPayer = json("body", &row.text("body")?)?;
    payer.id = row.text("id")?;
    Ok((payer, row.int("version")?))
}

/// Notes who is asked by claims that leave, and under which numbers we ask.
///
/// # Errors
/// A database that does not answer.
pub async fn seen_payers(tx: &mut Tx, tenant: &TenantId, claims: &[&Claim]) -> Result<()> {
    let (mut payers, mut own) = (BTreeMap::new(), BTreeSet::new());
    for claim in claims {
        let kind = crate::name_of(&claim.payer.kind);
        let known = KnownPayer::of(claim);
        payers.entry(known.id.clone()).or_insert((claim.payer.name.clone(), kind, known));
        own.extend([claim.billing.npi.clone()]);
        own.extend(claim.billing.tax_id.clone());
    }
    let rows = payers.into_iter().map(|(id, (name, kind, known))| {
        vec![tenant.as_str().into(), id.into(), name.into(), kind.into(), text(&known).into()]
    });
    tx.insert_new("known_payer (tenant, id, name, kind, body)", rows.collect()).await?;
    let own = own.into_iter().filter(|number| !number.is_empty());
    let rows = own.map(|number| vec![tenant.as_str().into(), number.into()]);
    tx.insert_new("own_number (tenant, number)", rows.collect()).await?;
    Ok(())
}

/// Every payer that is known.
///
/// # Errors
/// A database that does not answer.
pub async fn known_payers(db: &Db, tenant: &TenantId) -> Result<Vec<KnownPayer>> {
    let statement = assembled(format!("{COLUMNS} ORDER BY id")).bind(tenant.as_str());
    let rows = db.rows(statement).await?;
    rows.iter().map(|row| read(row).map(|one| one.0)).collect()
}

/// Every payer that is known, with its version.
///
/// # Errors
/// A database that does not answer.
pub async fn versioned_payers(db: &Db, tenant: &TenantId) -> Result<Vec<(KnownPayer, i64)>> {
    let statement = assembled(format!("{COLUMNS} ORDER BY name, id")).bind(tenant.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// The kind of a payer as the first claim to it said; empty where none left.
///
/// # Errors
/// A database that does not answer.
pub async fn payer_kind(db: &Db, tenant: &TenantId, id: &str) -> Result<String> {
    let text = "SELECT kind FROM known_payer WHERE tenant = $1 AND id = $2";
    let statement = sqlx::query(text).bind(tenant.as_str()).bind(id.to_owned());
    let kind = db.row(statement).await?.map(|row| row.text("kind")).transpose()?;
    Ok(kind.unwrap_or_default())
}

/// A payer and the version it is read at, inside a transaction that will change it.
///
/// # Errors
/// A database that does not answer.
pub async fn known_payer_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
) -> Result<Option<(KnownPayer, i64)>> {
    let text = format!("{COLUMNS} AND id = $2{}", tx.for_update());
    let statement = assembled(text).bind(tenant.as_str()).bind(id.to_owned());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Changes the names and numbers of a payer that was read at `version`; 0 adds one.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn put_known_payer(
    tx: &mut Tx,
    tenant: &TenantId,
    payer: &KnownPayer,
    version: i64,
) -> Result<()> {
    let statement = sqlx::query(
        "INSERT INTO known_payer (tenant, id, name, body, version) VALUES ($1, $2, $3, $4, $5 + 1) \
         ON CONFLICT (tenant, id) DO UPDATE SET body = $4, version = $5 + 1 \
         WHERE known_payer.version = $5",
    )
    .bind(tenant.as_str())
    .bind(payer.id.clone())
    .bind(payer.names.first().cloned().unwrap_or_else(|| payer.id.clone()))
    .bind(text(payer))
    .bind(version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: format!("payer {}", payer.id) }),
    }
}

/// Every payer that is known, inside a transaction that will add a name or number to one: no two
/// may have the same.
///
/// # Errors
/// A database that does not answer.
pub async fn known_payers_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
) -> Result<Vec<(KnownPayer, i64)>> {
    let text = format!("{COLUMNS} ORDER BY id{}", tx.for_update());
    tx.rows(assembled(text).bind(tenant.as_str())).await?.iter().map(read).collect()
}

/// The numbers under which money comes to us.
///
/// # Errors
/// A database that does not answer.
pub async fn own_numbers(db: &Db, tenant: &TenantId) -> Result<Vec<String>> {
    let statement = sqlx::query("SELECT number FROM own_number WHERE tenant = $1 ORDER BY number")
        .bind(tenant.as_str());
    db.rows(statement).await?.iter().map(|row| row.text("number")).collect()
}
