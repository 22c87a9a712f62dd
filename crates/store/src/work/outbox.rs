//! What leaves: put here in the transaction that decided it, sent afterwards, each once.

use super::job::{FARTHEST, MOST_ATTEMPTS};
use crate::db::{Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// The first wait after a failed try, in microseconds.
const FIRST_WAIT: i64 = 5_000_000;

/// The longest wait.
const LONGEST_WAIT: i64 = 6 * 3_600_000_000;

/// Something that is to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParcel {
    /// Its id.
    pub id: String,
    /// `claim` or `webhook`.
    pub kind: String,
    /// To whom: a partner, a webhook's id.
    pub target: String,
    /// What makes it the same thing: put twice, it leaves once.
    pub key: String,
    /// What is sent.
    pub payload: String,
    /// Now.
    pub at: i64,
}

/// Something that is being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Its id.
    pub id: String,
    /// Whose.
    pub tenant: TenantId,
    /// `claim` or `webhook`.
    pub kind: String,
    /// To whom.
    pub target: String,
    /// What makes it the same thing.
    pub key: String,
    /// What is sent.
    pub payload: String,
    /// Which try this is.
    pub attempts: i64,
    /// Who sends.
    pub lease_owner: String,
    /// When it was put here.
    pub created_at: i64,
}

/// Puts parcels; one whose key is there already is left out. How many were new.
///
/// # Errors
/// A database that does not answer.
pub async fn put(tx: &mut Tx, tenant: &TenantId, parcels: &[NewParcel]) -> Result<u64> {
    let row = |parcel: &NewParcel| {
        vec![
            tenant.as_str().into(),
            parcel.id.as_str().into(),
            parcel.kind.as_str().into(),
            parcel.target.as_str().into(),
            parcel.key.as_str().into(),
            parcel.payload.as_str().into(),
            "waiting".into(),
            parcel.at.into(),
            parcel.at.into(),
        ]
    };
    let done = tx
        .insert_new(
            "outbox (tenant, id, kind, target, key, payload, state, next_at, created_at)",
            parcels.iter().map(row).collect(),
        )
        .await?;
    if done < parcels.len() as u64 {
        wake(tx, tenant, parcels).await?;
    }
    Ok(done)
}

/// What was laid aside or withdrawn is tried again when it is to leave anew.
async fn wake(tx: &mut Tx, tenant: &TenantId, parcels: &[NewParcel]) -> Result<()> {
    for parcel in parcels {
        let statement = sqlx::query(
            "UPDATE outbox SET state = 'waiting', next_at = $1, attempts = 0, done_at = NULL \
             WHERE tenant = $2 AND kind = $3 AND key = $4 AND state = 'dead'",
        )
        .bind(parcel.at)
        .bind(tenant.as_str())
        .bind(parcel.kind.clone())
        .bind(parcel.key.clone());
        tx.run(statement).await?;
    }
    Ok(())
}

pub(super) fn read(row: &SqlRow) -> Result<Parcel> {
    Ok(Parcel {
        id: row.text("id")?,
        tenant: TenantId(row.text("tenant")?),
        kind: row.text("kind")?,
        target: row.text("target")?,
        key: row.text("key")?,
        payload: row.text("payload")?,
        attempts: row.int("attempts")?,
        lease_owner: row.text("lease_owner")?,
        created_at: row.int("created_at")?,
    })
}

/// Takes parcels of a kind that are due, for one sender.
///
/// # Errors
/// A database that does not answer.
pub async fn take(
    tx: &mut Tx,
    kind: &str,
    owner: &str,
    (now, until): (i64, i64),
    most: i64,
) -> Result<Vec<Parcel>> {
    let text = format!(
        "UPDATE outbox SET lease_owner = $1, lease_until = $2, attempts = attempts + 1 \
         WHERE (tenant, id) IN (SELECT tenant, id FROM outbox WHERE state = 'waiting' \
         AND kind = $5 AND (next_at <= $3 OR next_at > $3 + {FARTHEST}) \
         AND (lease_until IS NULL OR lease_until < $3 OR lease_until > $3 + {FARTHEST}) \
         ORDER BY next_at, id LIMIT $4{}) \
         RETURNING id, tenant, kind, target, key, payload, attempts, lease_owner, created_at",
        tx.skip_locked()
    );
    let statement = assembled(text)
        .bind(owner.to_owned())
        .bind(until)
        .bind(now)
        .bind(most.clamp(1, 500))
        .bind(kind.to_owned());
    let mut parcels = tx.rows(statement).await?.iter().map(read).collect::<Result<Vec<_>>>()?;
    parcels.sort_by(|a: &Parcel, b| a.id.cmp(&b.id));
    Ok(parcels)
}

/// Writes down what exactly will leave, before it leaves: whoever tries again sends the same.
/// False when the lease was lost; then the caller rolls back.
///
/// # Errors
/// A database that does not answer.
pub async fn pack(tx: &mut Tx, parcel: &Parcel, payload: &str) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE outbox SET payload = $1 WHERE tenant = $2 AND id = $3 AND state = 'waiting' \
         AND lease_owner = $4 AND attempts = $5",
    )
    .bind(payload.to_owned())
    .bind(parcel.tenant.as_str())
    .bind(parcel.id.clone())
    .bind(parcel.lease_owner.clone())
    .bind(parcel.attempts);
    Ok(tx.run(statement).await? == 1)
}

/// It left.
///
/// # Errors
/// A database that does not answer.
pub async fn sent(tx: &mut Tx, parcel: &Parcel, now: i64) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE outbox SET state = 'done', done_at = $1, lease_owner = NULL, lease_until = NULL \
         WHERE tenant = $2 AND id = $3 AND state = 'waiting' AND lease_owner = $4 \
         AND attempts = $5",
    )
    .bind(now)
    .bind(parcel.tenant.as_str())
    .bind(parcel.id.clone())
    .bind(parcel.lease_owner.clone())
    .bind(parcel.attempts);
    Ok(tx.run(statement).await? == 1)
}

/// It left for sure, whoever sends: an answer to it came. False when that is known already.
///
/// # Errors
/// A database that does not answer.
pub async fn sent_for_sure(tx: &mut Tx, parcel: &Parcel, now: i64) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE outbox SET state = 'done', done_at = $1, lease_owner = NULL, lease_until = NULL \
         WHERE tenant = $2 AND id = $3 AND state = 'waiting'",
    )
    .bind(now)
    .bind(parcel.tenant.as_str())
    .bind(parcel.id.clone());
    Ok(tx.run(statement).await? == 1)
}

/// It did not leave; it waits longer each time and is laid aside in the end.
///
/// # Errors
/// A database that does not answer.
pub async fn send_failed(tx: &mut Tx, parcel: &Parcel, why: &str, now: i64) -> Result<bool> {
    let aside = parcel.attempts >= MOST_ATTEMPTS;
    let doublings = u32::try_from((parcel.attempts - 1).clamp(0, 20)).unwrap_or(20);
    let wait = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    let statement = sqlx::query(
        "UPDATE outbox SET state = $1, next_at = $2, last_error = $3, lease_owner = NULL, \
         lease_until = NULL WHERE tenant = $4 AND id = $5 AND state = 'waiting' \
         AND lease_owner = $6 AND attempts = $7",
    )
    .bind(if aside { "dead" } else { "waiting" })
    .bind(now.saturating_add(wait))
    .bind(why.chars().take(2_000).collect::<String>())
    .bind(parcel.tenant.as_str())
    .bind(parcel.id.clone())
    .bind(parcel.lease_owner.clone())
    .bind(parcel.attempts);
    tx.run(statement).await?;
    Ok(aside)
}

/// It will not leave: what it was about changed, or cannot be sent. Laid aside with the reason.
///
/// # Errors
/// A database that does not answer.
pub async fn withdraw(tx: &mut Tx, parcel: &Parcel, why: &str, now: i64) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE outbox SET state = 'dead', last_error = $1, done_at = $2, lease_owner = NULL, \
         lease_until = NULL WHERE tenant = $3 AND id = $4 AND state = 'waiting' \
         AND lease_owner = $5 AND attempts = $6",
    )
    .bind(why.chars().take(2_000).collect::<String>())
    .bind(now)
    .bind(parcel.tenant.as_str())
    .bind(parcel.id.clone())
    .bind(parcel.lease_owner.clone())
    .bind(parcel.attempts);
    Ok(tx.run(statement).await? == 1)
}

/// What left under a key came back: the same thing may leave again, as another parcel.
///
/// # Errors
/// A database that does not answer.
pub async fn came_back(
    tx: &mut Tx,
    tenant: &TenantId,
    (kind, key): (&'static str, &str),
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE outbox SET key = key || ':' || id WHERE tenant = $1 AND kind = $2 AND key = $3 \
         AND state = 'done'",
    )
    .bind(tenant.as_str())
    .bind(kind)
    .bind(key.to_owned());
    tx.run(statement).await.map(drop)
}
