//! Who paid more than was owed, and what patients owe: read from the sums of the ledger.

use crate::db::{Db, assembled};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountId, Cents, TenantId};

/// Somebody paid too much for a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCredit {
    /// The account.
    pub account: AccountId,
    /// The claim.
    pub claim: String,
    /// The payer; `None` for the patient.
    pub payer: Option<String>,
    /// Kind of payer, where the claim says so.
    pub payer_kind: String,
    /// How much, as a positive amount.
    pub amount: Cents,
    /// The day on which the newest of it came to count.
    pub since: String,
    /// As the account names the patient.
    pub patient_name: String,
}

/// Candidates from the index alone (a credit over two accounts of the ledger is one on at least one
/// of them), then exactly; batches that are still open are left out. The same as
/// `payments::ledger::Balances::credit_balances`.
const CREDITS: &str = "\
    WITH waiting AS (SELECT id FROM ledger_batch WHERE tenant = $1 AND closed_on IS NULL), \
    c AS (SELECT account, claim, payer, 1 AS of_payer FROM ledger_sum \
        WHERE tenant = $1 AND ledger = 1100 AND batch NOT IN (SELECT id FROM waiting) \
        GROUP BY account, claim, payer \
        HAVING SUM(amount_cents) < 0 \
      UNION SELECT account, claim, payer, 1 FROM ledger_sum \
        WHERE tenant = $1 AND ledger = 1110 AND batch NOT IN (SELECT id FROM waiting) \
        GROUP BY account, claim, payer \
        HAVING SUM(amount_cents) < 0 \
      UNION SELECT account, claim, '', 0 FROM ledger_sum \
        WHERE tenant = $1 AND ledger = 1120 AND batch NOT IN (SELECT id FROM waiting) \
        GROUP BY account, claim \
        HAVING SUM(amount_cents) < 0), \
    x AS (SELECT c.account, c.claim, c.payer, c.of_payer, \
        CAST(SUM(s.amount_cents) AS BIGINT) AS cents, \
        MAX(CASE WHEN b.closed_on > s.posted_on THEN b.closed_on ELSE s.posted_on END) AS since \
        FROM c JOIN ledger_sum s ON s.tenant = $1 AND s.account = c.account AND s.claim = c.claim \
        AND ((c.of_payer = 1 AND s.ledger IN (1100, 1110) AND s.payer = c.payer) \
             OR (c.of_payer = 0 AND s.ledger = 1120)) \
        JOIN ledger_batch b ON b.tenant = s.tenant AND b.id = s.batch \
        AND b.closed_on IS NOT NULL \
        GROUP BY c.account, c.claim, c.payer, c.of_payer HAVING SUM(s.amount_cents) < 0) \
    SELECT x.account, x.claim, x.payer, CAST(x.of_payer AS BIGINT) AS of_payer, x.cents, x.since, \
        COALESCE(o.payer_kind, '') AS payer_kind, COALESCE(a.patient_name, '') AS patient_name \
        FROM x LEFT JOIN open_claim o ON o.tenant = $1 AND o.claim = x.claim \
        LEFT JOIN account a ON a.tenant = $1 AND a.id = x.account";

fn read(row: &SqlRow) -> Result<OpenCredit> {
    let of_payer = row.int("of_payer")? == 1;
    Ok(OpenCredit {
        account: AccountId(row.text("account")?),
        claim: row.text("claim")?,
        payer: of_payer.then(|| row.text("payer")).transpose()?,
        payer_kind: if of_payer { row.text("payer_kind")? } else { String::new() },
        amount: Cents(-row.int("cents")?),
        since: row.text("since")?,
        patient_name: row.text("patient_name")?,
    })
}

/// Credit balances, the largest first.
///
/// # Errors
/// A database that does not answer.
pub async fn open_credits(db: &Db, tenant: &TenantId, most: i64) -> Result<Vec<OpenCredit>> {
    let text = format!("{CREDITS} ORDER BY x.cents, x.account, x.claim, x.payer LIMIT $2");
    let statement = assembled(text).bind(tenant.as_str()).bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Credit balances of one account.
///
/// # Errors
/// A database that does not answer.
pub async fn credit_of(db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Vec<OpenCredit>> {
    let narrow = "tenant = $1 AND account = $2 AND ledger";
    let candidates = CREDITS.replace("tenant = $1 AND ledger", narrow);
    let statement = assembled(format!("{candidates} ORDER BY x.claim, x.payer"))
        .bind(tenant.as_str())
        .bind(account.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// What a patient paid too much on other accounts.
///
/// # Errors
/// A database that does not answer.
pub async fn patient_credit_elsewhere(
    db: &Db,
    tenant: &TenantId,
    (patient, but): (&str, &AccountId),
) -> Result<Cents> {
    let statement = sqlx::query(
        "SELECT CAST(SUM(s.amount_cents) AS BIGINT) AS cents FROM account a JOIN ledger_sum s \
         ON s.tenant = a.tenant AND s.ledger = 1120 AND s.account = a.id JOIN ledger_batch b \
         ON b.tenant = s.tenant AND b.id = s.batch AND b.closed_on IS NOT NULL \
         WHERE a.tenant = $1 AND a.patient = $2 AND a.id <> $3 GROUP BY a.id \
         HAVING SUM(s.amount_cents) < 0",
    )
    .bind(tenant.as_str())
    .bind(patient.to_owned())
    .bind(but.as_str());
    let rows = db.rows(statement).await?;
    rows.iter().map(|row| Ok(Cents(-row.int("cents")?))).sum()
}

/// Those of these accounts of which a payer looks at a refusal again: an appeal or a corrected
/// claim is with it.
///
/// # Errors
/// A database that does not answer.
pub async fn with_payers_again(
    db: &Db,
    tenant: &TenantId,
    ids: &[AccountId],
) -> Result<std::collections::BTreeSet<AccountId>> {
    let mut found = std::collections::BTreeSet::new();
    for part in ids.chunks(1_000) {
        let mut statement = assembled(format!(
            "SELECT account FROM denial WHERE tenant = $1 AND closed_at IS NULL \
             AND state IN ('resent', 'appealed') AND account IN ({})",
            crate::many::places(2, part.len())
        ))
        .bind(tenant.as_str());
        for id in part {
            statement = statement.bind(id.0.clone());
        }
        for row in db.rows(statement).await? {
            found.insert(AccountId(row.text("account")?));
        }
    }
    Ok(found)
}

/// Accounts whose patients owe something after an account, in order, with how much (all claims
/// together, batches that are closed).
///
/// # Errors
/// A database that does not answer.
pub async fn owed_by_patients(
    db: &Db,
    tenant: &TenantId,
    (after, most): (&str, i64),
) -> Result<Vec<(AccountId, Cents)>> {
    let statement = sqlx::query(
        "SELECT s.account, CAST(SUM(s.amount_cents) AS BIGINT) AS cents FROM ledger_sum s \
         JOIN ledger_batch b ON b.tenant = s.tenant AND b.id = s.batch AND b.closed_on IS NOT NULL \
         WHERE s.tenant = $1 AND s.ledger = 1120 AND s.account > $2 GROUP BY s.account \
         HAVING SUM(s.amount_cents) <> 0 ORDER BY s.account LIMIT $3",
    )
    .bind(tenant.as_str())
    .bind(after.to_owned())
    .bind(most);
    let rows = db.rows(statement).await?;
    rows.iter().map(|row| Ok((AccountId(row.text("account")?), Cents(row.int("cents")?)))).collect()
}
