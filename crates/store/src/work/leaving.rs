//! Parcels of claims whose files are being written, or are there and not marked yet.

use super::outbox::{Parcel, read};
use crate::Result;
use crate::db::{Db, assembled};
use crate::many::places;
use model::TenantId;
use std::collections::BTreeSet;

/// Numbers asked for in one statement.
const KEYS: usize = 400;

/// Parcels of one statement at most: each holds a whole file.
const MOST: i64 = 1_000;

/// Partners that have one control number on its way at the same time, at most.
const MOST_PARTNERS: i64 = 64;

const LEAVING: &str = "SELECT o.id, o.tenant, o.kind, o.target, o.key, o.payload, o.attempts, \
    COALESCE(o.lease_owner, '') AS lease_owner, o.created_at FROM claim c JOIN outbox o \
    ON o.tenant = c.tenant AND o.kind = $2 AND o.key = c.fingerprint \
    WHERE c.tenant = $1 AND c.status = 'leaving' AND o.state = 'waiting'";

/// Those of claims with one of these numbers, letters and digits only. A number of ours has
/// hyphens beside them and nothing else.
///
/// # Errors
/// A database that does not answer.
pub async fn leaving_with(
    db: &Db,
    tenant: &TenantId,
    (kind, numbers): (&str, &BTreeSet<String>),
) -> Result<Vec<Parcel>> {
    let numbers: Vec<&String> = numbers.iter().filter(|number| !number.is_empty()).collect();
    let mut found = Vec::new();
    for part in numbers.chunks(KEYS) {
        let text = format!(
            "{LEAVING} AND UPPER(REPLACE(c.id, '-', '')) IN ({}) ORDER BY o.id LIMIT {MOST}",
            places(3, part.len())
        );
        let mut statement = assembled(text).bind(tenant.as_str()).bind(kind.to_owned());
        for number in part {
            statement = statement.bind((*number).clone());
        }
        for row in db.rows(statement).await? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}

/// Those that were packed under a control number: several where several partners count the same.
///
/// # Errors
/// A database that does not answer.
pub async fn leaving_under(
    db: &Db,
    tenant: &TenantId,
    (kind, control): (&str, i64),
) -> Result<Vec<Parcel>> {
    // Quotation marks within a text of the payload are escaped: only the field reads like this.
    let text = format!("{LEAVING} AND o.payload LIKE $3 ORDER BY o.id LIMIT {MOST_PARTNERS}");
    let statement = assembled(text)
        .bind(tenant.as_str())
        .bind(kind.to_owned())
        .bind(format!("%\"control\":{control},%"));
    db.rows(statement).await?.iter().map(read).collect()
}
