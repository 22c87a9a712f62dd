//! Claims that were refused at the front door: worked apart from denials.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountId, Cents, TenantId};
use serde::{Deserialize, Serialize};

/// Why, in plain words, and where in the claim, where that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalReason {
    /// A sentence without its full stop.
    pub said: String,
    /// Loop, segment and element; empty where the answer names none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// One refusal of one claim that left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontDoorRefusal {
    /// Its id: the same answer twice is one refusal.
    pub id: String,
    /// The claim.
    pub claim: String,
    /// Its account.
    pub account: AccountId,
    /// Who was asked to pay, for people.
    pub payer: String,
    /// Control number of what was refused.
    pub control: i64,
    /// `TA1`, `999`, `277CA`.
    pub refused_by: String,
    /// The name of who refused; empty where the answer gives none.
    pub who: String,
    /// What was charged.
    pub charge: Cents,
    /// When.
    pub at: i64,
    /// Why.
    pub reasons: Vec<RefusalReason>,
}

const COLUMNS: &str = "SELECT id, claim, account, payer, control, refused_by, who, charge_cents, \
    at, reasons FROM front_door_refusal WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<FrontDoorRefusal> {
    Ok(FrontDoorRefusal {
        id: row.text("id")?,
        claim: row.text("claim")?,
        account: AccountId(row.text("account")?),
        payer: row.text("payer")?,
        control: row.int("control")?,
        refused_by: row.text("refused_by")?,
        who: row.text("who")?,
        charge: Cents(row.int("charge_cents")?),
        at: row.int("at")?,
        reasons: row.json("reasons")?,
    })
}

/// Keeps a refusal, open; the same one again changes nothing.
///
/// # Errors
/// A database that does not answer.
pub async fn put_refusal(tx: &mut Tx, tenant: &TenantId, one: &FrontDoorRefusal) -> Result<()> {
    let row = vec![
        tenant.as_str().into(),
        one.id.as_str().into(),
        one.claim.as_str().into(),
        one.account.as_str().into(),
        one.payer.as_str().into(),
        one.control.into(),
        one.refused_by.as_str().into(),
        one.who.as_str().into(),
        one.charge.0.into(),
        one.at.into(),
        "open".into(),
        text(&one.reasons).into(),
    ];
    let into = "front_door_refusal (tenant, id, claim, account, payer, control, refused_by, who, \
        charge_cents, at, state, reasons)";
    tx.insert_new(into, vec![row]).await.map(drop)
}

/// Claims that left again: what was refused of them is mended.
///
/// # Errors
/// A database that does not answer.
pub async fn refusals_mended(tx: &mut Tx, tenant: &TenantId, claims: &[String]) -> Result<()> {
    if claims.is_empty() {
        return Ok(());
    }
    let mut statement = assembled(format!(
        "UPDATE front_door_refusal SET state = 'resent' WHERE tenant = $1 AND state = 'open' \
         AND claim IN ({})",
        places(2, claims.len())
    ))
    .bind(tenant.as_str());
    for claim in claims {
        statement = statement.bind(claim.clone());
    }
    tx.run(statement).await.map(drop)
}

/// Refusals of claims that are not mended yet, longest waiting first. A claim that was taken out
/// of the way since is left out.
///
/// # Errors
/// A database that does not answer.
pub async fn open_refusals(
    db: &Db,
    tenant: &TenantId,
    (after, most): (i64, i64),
) -> Result<Vec<FrontDoorRefusal>> {
    let statement = assembled(format!(
        "{COLUMNS} AND state = 'open' AND at >= $2 AND claim IN (SELECT c.id FROM claim c \
         WHERE c.tenant = $1 AND c.status IN ('rejected', 'edits', 'clean', 'leaving')) \
         ORDER BY at, id LIMIT $3"
    ))
    .bind(tenant.as_str())
    .bind(after)
    .bind(most.clamp(1, 1_000));
    db.rows(statement).await?.iter().map(read).collect()
}

/// Every refusal of a claim, oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn refusals_of(db: &Db, tenant: &TenantId, claim: &str) -> Result<Vec<FrontDoorRefusal>> {
    let statement = assembled(format!("{COLUMNS} AND claim = $2 ORDER BY at, id"))
        .bind(tenant.as_str())
        .bind(claim.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}
