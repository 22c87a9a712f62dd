//! Claims that left and wait for money.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::many::{Value, places};
use crate::row::{Get, day};
use crate::{Result, SqlRow};
use model::{AccountId, Claim, TenantId};
use payments::posting::OpenClaim;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Keys of one statement; SQLite looks each named place up among all of them.
const KEYS: usize = 400;

/// An open claim as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenRow {
    /// What matching needs.
    pub open: OpenClaim,
    /// Kind of payer, such as `medicare`.
    pub payer_kind: String,
    /// When it left.
    pub submitted_at: i64,
    /// When the payer is asked about it, while it is silent.
    pub ask_at: Option<i64>,
    /// How often it was asked, since the claim left last or somebody followed it up.
    pub asked: i64,
    /// How often it was ever asked.
    pub questions: i64,
    /// How often of those before the claim left last.
    pub questions_before: i64,
    /// When the payer first decided.
    pub decided_at: Option<i64>,
    /// Whether that decision refused nothing.
    pub first_pass: Option<bool>,
}

impl OpenRow {
    /// A claim of an account that just left; it is asked about at `ask_at`.
    #[must_use]
    pub fn of(claim: &Claim, account: &AccountId, at: i64, ask_at: i64) -> OpenRow {
        OpenRow {
            open: OpenClaim::of(claim, Some(account.clone())),
            payer_kind: crate::name_of(&claim.payer.kind),
            submitted_at: at,
            ask_at: Some(ask_at),
            asked: 0,
            questions: 0,
            questions_before: 0,
            decided_at: None,
            first_pass: None,
        }
    }
}

const COLUMNS: &str = "SELECT o.body, o.payer_kind, o.submitted_at, o.ask_at, o.asked, \
    o.questions, o.questions_before, o.decided_at, o.first_pass FROM open_claim o WHERE o.tenant = $1";

fn read(row: &SqlRow) -> Result<OpenRow> {
    Ok(OpenRow {
        open: row.json("body")?,
        payer_kind: row.text("payer_kind")?,
        submitted_at: row.int("submitted_at")?,
        ask_at: row.opt_int("ask_at")?,
        asked: row.int("asked")?,
        questions: row.int("questions")?,
        questions_before: row.int("questions_before")?,
        decided_at: row.opt_int("decided_at")?,
        first_pass: row.opt_int("first_pass")?.map(|flag| flag != 0),
    })
}

/// Keeps claims that left, with the keys that find them. A claim that left before stays.
///
/// # Errors
/// A database that does not answer.
pub async fn put_open(tx: &mut Tx, tenant: &TenantId, rows: &[OpenRow]) -> Result<()> {
    let row = |row: &OpenRow| -> Vec<Value> {
        let open = &row.open;
        vec![
            tenant.as_str().into(),
            open.claim.0.as_str().into(),
            open.account.as_ref().map(|one| one.0.clone()).unwrap_or_default().into(),
            open.payers.first().cloned().unwrap_or_default().into(),
            row.payer_kind.as_str().into(),
            day(open.from).into(),
            day(open.through).into(),
            crate::kpi::midnight(open.through).into(),
            open.charge.0.into(),
            row.submitted_at.into(),
            row.ask_at.into(),
            text(open).into(),
        ]
    };
    let into = "open_claim (tenant, claim, account, payer, payer_kind, from_day, through_day, \
        through_at, charge_cents, submitted_at, ask_at, body)";
    tx.insert_new(into, rows.iter().map(row).collect()).await?;
    let keys = rows.iter().flat_map(|row| {
        let claim = row.open.claim.0.clone();
        row.open.keys().into_iter().map(move |key| (key, claim.clone()))
    });
    let keys: Vec<(String, String)> = keys.collect();
    add_keys(tx, tenant, &keys).await
}

/// Which of these claims left before.
///
/// # Errors
/// A database that does not answer.
pub async fn open_already(
    tx: &mut Tx,
    tenant: &TenantId,
    rows: &[OpenRow],
) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for part in rows.chunks(KEYS) {
        let text = format!(
            "SELECT claim FROM open_claim WHERE tenant = $1 AND claim IN ({})",
            places(2, part.len())
        );
        let mut statement = assembled(text).bind(tenant.as_str());
        for row in part {
            statement = statement.bind(row.open.claim.0.clone());
        }
        for row in tx.rows(statement).await? {
            found.insert(row.text("claim")?);
        }
    }
    Ok(found)
}

/// More keys of claims: the payer's numbers, as they come to be known. Pairs of key and claim.
///
/// # Errors
/// A database that does not answer.
pub async fn add_keys(tx: &mut Tx, tenant: &TenantId, keys: &[(String, String)]) -> Result<()> {
    let row = |(key, claim): &(String, String)| {
        vec![tenant.as_str().into(), key.as_str().into(), claim.as_str().into()]
    };
    tx.insert_new("claim_key (tenant, key, claim)", keys.iter().map(row).collect()).await?;
    Ok(())
}

/// Open claims under any of these keys, by claim. Numbers that came to be known later are with
/// them, so that matching finds them too.
pub(super) async fn open_by_keys(
    db: &Db,
    tenant: &TenantId,
    keys: &[String],
) -> Result<Vec<OpenClaim>> {
    let mut found: BTreeMap<String, OpenClaim> = BTreeMap::new();
    for part in keys.chunks(KEYS) {
        let mut statement = assembled(format!(
            "SELECT k.key, k.claim, o.body FROM claim_key k JOIN open_claim o ON o.tenant = k.tenant \
             AND o.claim = k.claim WHERE k.tenant = $1 AND k.key IN ({}) ORDER BY k.claim, k.key",
            places(2, part.len())
        ))
        .bind(tenant.as_str());
        for key in part {
            statement = statement.bind(key.clone());
        }
        for row in db.rows(statement).await? {
            let key = row.text("key")?;
            let one = match found.entry(row.text("claim")?) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(new) => new.insert(row.json("body")?),
            };
            if !one.keys().contains(&key) {
                one.payer_control_numbers.push(key);
            }
        }
    }
    Ok(found.into_values().collect())
}

/// One open claim.
///
/// # Errors
/// A database that does not answer.
pub async fn open_claim(db: &Db, tenant: &TenantId, claim: &str) -> Result<Option<OpenRow>> {
    let statement = assembled(format!("{COLUMNS} AND o.claim = $2"))
        .bind(tenant.as_str())
        .bind(claim.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// The open claims among these.
///
/// # Errors
/// A database that does not answer.
pub async fn open_claims(db: &Db, tenant: &TenantId, claims: &[String]) -> Result<Vec<OpenRow>> {
    let mut all = Vec::with_capacity(claims.len());
    for part in claims.chunks(KEYS) {
        let text = format!("{COLUMNS} AND o.claim IN ({}) ORDER BY o.claim", places(2, part.len()));
        let mut statement = assembled(text).bind(tenant.as_str());
        for claim in part {
            statement = statement.bind(claim.clone());
        }
        for row in db.rows(statement).await? {
            all.push(read(&row)?);
        }
    }
    Ok(all)
}

/// The open claims under a key: a number of ours or of the payer's, letters and digits only.
///
/// # Errors
/// A database that does not answer.
pub async fn open_of_key(db: &Db, tenant: &TenantId, key: &str) -> Result<Vec<OpenRow>> {
    let text = format!(
        "{COLUMNS} AND o.claim IN (SELECT k.claim FROM claim_key k WHERE k.tenant = $1 \
         AND k.key = $2) ORDER BY o.claim LIMIT 50"
    );
    let statement = assembled(text).bind(tenant.as_str()).bind(key.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

/// Claims that left before, were refused at the front door and leave again, as they are now. One
/// that a payer decided stays as it was decided.
///
/// # Errors
/// A database that does not answer.
pub async fn renew_open(tx: &mut Tx, tenant: &TenantId, rows: &[OpenRow]) -> Result<()> {
    for row in rows {
        let open = &row.open;
        let statement = sqlx::query(
            "UPDATE open_claim SET payer = $1, payer_kind = $2, from_day = $3, through_day = $4, \
             charge_cents = $5, submitted_at = $6, ask_at = $7, asked = 0, \
             questions_before = questions, body = $8 \
             WHERE tenant = $9 AND claim = $10 AND decided_at IS NULL",
        )
        .bind(open.payers.first().cloned().unwrap_or_default())
        .bind(row.payer_kind.clone())
        .bind(day(open.from))
        .bind(day(open.through))
        .bind(open.charge.0)
        .bind(row.submitted_at)
        .bind(row.ask_at)
        .bind(text(open))
        .bind(tenant.as_str())
        .bind(open.claim.0.clone());
        tx.run(statement).await?;
    }
    Ok(())
}

/// Nobody is asked about a claim that was refused at the front door.
///
/// # Errors
/// A database that does not answer.
pub async fn stop_asking(tx: &mut Tx, tenant: &TenantId, claim: &str) -> Result<()> {
    let text = "UPDATE open_claim SET ask_at = NULL WHERE tenant = $1 AND claim = $2";
    let statement = sqlx::query(text).bind(tenant.as_str()).bind(claim.to_owned());
    tx.run(statement).await.map(drop)
}

/// Notes the first decision on claims that had none: when, and whether it refused nothing. From
/// then on the payer is not asked any more.
///
/// # Errors
/// A database that does not answer.
pub async fn decided(
    tx: &mut Tx,
    tenant: &TenantId,
    (at, first_pass): (i64, bool),
    claims: &[String],
) -> Result<()> {
    for part in claims.chunks(KEYS) {
        let mut statement = assembled(format!(
            "UPDATE open_claim SET decided_at = $1, first_pass = $2, ask_at = NULL \
             WHERE tenant = $3 AND decided_at IS NULL AND claim IN ({})",
            places(4, part.len())
        ))
        .bind(at)
        .bind(i64::from(first_pass))
        .bind(tenant.as_str());
        for claim in part {
            statement = statement.bind(claim.clone());
        }
        tx.run(statement).await?;
    }
    Ok(())
}

/// Claims about which a silent payer is to be asked now, longest waiting first.
///
/// # Errors
/// A database that does not answer.
pub async fn silent(db: &Db, tenant: &TenantId, now: i64, most: i64) -> Result<Vec<OpenRow>> {
    let statement = assembled(format!("{COLUMNS} AND o.ask_at <= $2 ORDER BY o.ask_at LIMIT $3"))
        .bind(tenant.as_str())
        .bind(now)
        .bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Notes that the payer was asked, and when it is asked again.
///
/// # Errors
/// A database that does not answer.
pub async fn ask_again(tx: &mut Tx, tenant: &TenantId, claim: &str, ask_at: i64) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE open_claim SET asked = asked + 1, questions = questions + 1, ask_at = $1 \
         WHERE tenant = $2 AND claim = $3 AND ask_at IS NOT NULL",
    )
    .bind(ask_at)
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    tx.run(statement).await.map(drop)
}

/// The payer is asked at this moment, and its waits begin anew; one that decided is not.
///
/// # Errors
/// A database that does not answer.
pub async fn ask_anew(tx: &mut Tx, tenant: &TenantId, claim: &str, ask_at: i64) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE open_claim SET asked = 0, ask_at = $1 WHERE tenant = $2 AND claim = $3 \
         AND decided_at IS NULL",
    )
    .bind(ask_at)
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    tx.run(statement).await.map(drop)
}
