//! What stands in the ledger of a claim that another takes the place of.

use crate::Result;
use crate::db::{Tx, assembled};
use crate::many::places;
use crate::row::Get;
use model::{AccountId, Cents, TenantId};
use payments::ledger::{Entry, Event, Ledger};
use payments::posting::plain;

/// Most entries that one decision on a denial makes: one for each place where its money stands.
pub const MOST_ENTRIES: usize = 20;

/// Claims of an account that the payer knows by a number, and their entries that end with the
/// claim: charges, refusals, and what people decided of refused money. What was paid stands until
/// the payer takes it back. `but` is the account, and the claim that takes the place.
///
/// # Errors
/// A database that does not answer.
pub async fn standing_of_replaced(
    tx: &mut Tx,
    tenant: &TenantId,
    number: &str,
    (account, but): (&AccountId, &str),
) -> Result<(Vec<String>, Vec<Entry>)> {
    let statement = sqlx::query(
        "SELECT o.claim FROM claim_key k JOIN open_claim o ON o.tenant = k.tenant \
         AND o.claim = k.claim WHERE k.tenant = $1 AND k.key = $2 AND o.account = $3 \
         AND o.claim <> $4 ORDER BY o.claim",
    )
    .bind(tenant.as_str())
    .bind(plain(number))
    .bind(account.as_str())
    .bind(but.to_owned());
    let rows = tx.rows(statement).await?;
    let claims: Vec<String> = rows.iter().map(|row| row.text("claim")).collect::<Result<_>>()?;
    if claims.is_empty() {
        return Ok((claims, Vec::new()));
    }
    let mut statement = assembled(format!(
        "SELECT e.body FROM ledger_entry e WHERE e.tenant = $1 AND e.claim IN ({}) \
         AND e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry b \
         WHERE b.tenant = e.tenant AND b.reverses = e.id) ORDER BY e.at, e.id",
        places(2, claims.len())
    ))
    .bind(tenant.as_str());
    for claim in &claims {
        statement = statement.bind(claim.clone());
    }
    let mut standing: Vec<Entry> = Vec::new();
    for row in tx.rows(statement).await? {
        let entry: Entry = row.json("body")?;
        if ends_with_claim(&entry) {
            standing.push(entry);
        }
    }
    // The newest first: what was decided of a refusal goes before the refusal itself.
    standing.reverse();
    Ok((claims, standing))
}

fn ends_with_claim(entry: &Entry) -> bool {
    match entry.head().cause.event {
        Event::Charged => true,
        Event::Remitted => {
            entry.on(Ledger::Cash) == Cents::ZERO && entry.on(Ledger::Denied) > Cents::ZERO
        }
        Event::WrittenOff | Event::BilledPatient => entry.on(Ledger::Denied) < Cents::ZERO,
        _ => false,
    }
}

/// Entries that people's decisions on denials stand on, and that still stand: write-offs, and what
/// was put on the patient.
///
/// # Errors
/// A database that does not answer.
pub async fn booked_for_denials(
    tx: &mut Tx,
    tenant: &TenantId,
    denials: &[String],
) -> Result<Vec<Entry>> {
    let ids: Vec<String> = denials
        .iter()
        .flat_map(|id| {
            ["write-off", "to-patient"].into_iter().flat_map(move |what| {
                (1..=MOST_ENTRIES).map(move |number| format!("{what}:{id}:{number}"))
            })
        })
        .collect();
    let mut standing = Vec::new();
    for part in ids.chunks(2_000) {
        let mut statement = assembled(format!(
            "SELECT e.body FROM ledger_entry e WHERE e.tenant = $1 AND e.id IN ({}) \
             AND NOT EXISTS (SELECT 1 FROM ledger_entry b WHERE b.tenant = e.tenant \
             AND b.reverses = e.id) ORDER BY e.id",
            places(2, part.len())
        ))
        .bind(tenant.as_str());
        for id in part {
            statement = statement.bind(id.clone());
        }
        for row in tx.rows(statement).await? {
            standing.push(row.json("body")?);
        }
    }
    Ok(standing)
}
