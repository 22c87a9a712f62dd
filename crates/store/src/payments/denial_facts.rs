//! What opening a denial asks of other tables: the claims themselves, what their lines were worth,
//! and who decided the codes behind decided claims.

use crate::db::{Db, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{Cents, Claim, TenantId};
use std::collections::BTreeMap;

/// Claims of one statement.
const CLAIMS: usize = 2_000;

/// Denials that a wrong code can cause: the stages `documentation` and `coding`.
const OF_CODES: &str = "stage IN ('coding', 'documentation')";

/// Coding of one person, or of the program, beside what payers refused of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoderDenials {
    /// The user; empty for the program.
    pub coder: String,
    /// Claims with these codes that a payer decided.
    pub decided: i64,
    /// Those of them with a denial that a wrong code can cause.
    pub denied: i64,
    /// What was refused on them.
    pub amount: Cents,
    /// What came back of it.
    pub recovered: Cents,
}

/// Claims by id; what is not there is left out.
///
/// # Errors
/// A database that does not answer.
pub async fn claims_by_id(
    db: &Db,
    tenant: &TenantId,
    ids: &[String],
) -> Result<BTreeMap<String, Claim>> {
    let mut found = BTreeMap::new();
    for part in ids.chunks(CLAIMS) {
        let mut statement = assembled(format!(
            "SELECT id, body FROM claim WHERE tenant = $1 AND id IN ({})",
            places(2, part.len())
        ))
        .bind(tenant.as_str());
        for id in part {
            statement = statement.bind(id.clone());
        }
        for row in db.rows(statement).await? {
            found.insert(row.text("id")?, row.json("body")?);
        }
    }
    Ok(found)
}

/// What the lines of a payment were worth, where that is known: place and line, expected money.
///
/// # Errors
/// A database that does not answer.
pub async fn expected_lines(
    db: &Db,
    tenant: &TenantId,
    remittance: &str,
    (from, to): (i64, i64),
) -> Result<BTreeMap<(i64, i64), Cents>> {
    let statement = sqlx::query(
        "SELECT place, line, expected_cents FROM line_variance WHERE tenant = $1 \
         AND remittance = $2 AND place >= $3 AND place <= $4 AND state <> 'not_priced'",
    )
    .bind(tenant.as_str())
    .bind(remittance.to_owned())
    .bind(from)
    .bind(to);
    let read = |row: &SqlRow| {
        Ok(((row.int("place")?, row.int("line")?), Cents(row.int("expected_cents")?)))
    };
    db.rows(statement).await?.iter().map(read).collect()
}

/// The newest claims of a payer that it decided, newest first, with the decision's refusals by
/// line: what is known of the payer.
///
/// # Errors
/// A database that does not answer.
pub async fn decided_claims(
    db: &Db,
    tenant: &TenantId,
    payer: &str,
    most: i64,
) -> Result<Vec<Claim>> {
    let statement = sqlx::query(
        "SELECT c.body FROM open_claim o JOIN claim c ON c.tenant = o.tenant AND c.id = o.claim \
         WHERE o.tenant = $1 AND o.payer = $2 AND o.decided_at IS NOT NULL \
         ORDER BY o.decided_at DESC, o.claim LIMIT $3",
    )
    .bind(tenant.as_str())
    .bind(payer.to_owned())
    .bind(most);
    db.rows(statement).await?.iter().map(|row| row.json("body")).collect()
}

/// Lines of claims that were refused for a reason: claim and line; line 0 is the whole claim.
///
/// # Errors
/// A database that does not answer.
pub async fn refused_lines(
    db: &Db,
    tenant: &TenantId,
    (payer, carc): (&str, &str),
) -> Result<std::collections::BTreeSet<(String, i64)>> {
    let statement = sqlx::query(
        "SELECT claim, line FROM denial WHERE tenant = $1 AND payer = $2 AND carc = $3 \
         ORDER BY opened_at DESC LIMIT 5000",
    )
    .bind(tenant.as_str())
    .bind(payer.to_owned())
    .bind(carc.to_owned());
    db.rows(statement).await?.iter().map(|row| Ok((row.text("claim")?, row.int("line")?))).collect()
}

/// Who decided the codes of claims that payers decided since a time, and what was refused of them
/// for a cause that codes can have. Program and people by the same counts.
///
/// # Errors
/// A database that does not answer.
pub async fn coder_denials(db: &Db, tenant: &TenantId, since: i64) -> Result<Vec<CoderDenials>> {
    let mut found: BTreeMap<String, CoderDenials> = BTreeMap::new();
    let decided = sqlx::query(
        "SELECT CASE WHEN a.released_by LIKE 'policy:%' THEN '' ELSE a.released_by END AS coder, \
         COUNT(*) AS decided FROM open_claim o JOIN account a ON a.tenant = o.tenant \
         AND a.id = o.account WHERE o.tenant = $1 AND o.decided_at >= $2 \
         AND a.released_by IS NOT NULL GROUP BY CASE WHEN a.released_by LIKE 'policy:%' THEN '' \
         ELSE a.released_by END",
    )
    .bind(tenant.as_str())
    .bind(since);
    for row in db.rows(decided).await? {
        let coder = row.text("coder")?;
        let one = found.entry(coder.clone()).or_default();
        (one.coder, one.decided) = (coder, row.int("decided")?);
    }
    let denied = assembled(format!(
        "SELECT coder, COUNT(DISTINCT claim) AS denied, CAST(SUM(amount_cents) AS BIGINT) AS \
         amount, CAST(SUM(recovered_cents) AS BIGINT) AS recovered FROM denial \
         WHERE tenant = $1 AND opened_at >= $2 AND decided_by <> '' AND {OF_CODES} GROUP BY coder"
    ))
    .bind(tenant.as_str())
    .bind(since);
    for row in db.rows(denied).await? {
        let coder = row.text("coder")?;
        let one = found.entry(coder.clone()).or_default();
        one.coder = coder;
        one.denied = row.int("denied")?;
        (one.amount, one.recovered) = (Cents(row.int("amount")?), Cents(row.int("recovered")?));
    }
    Ok(found.into_values().collect())
}
