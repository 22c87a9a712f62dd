//! The documentation gaps of accounts: written with the codes, read by the CDI list.

use super::query::with_accounts;
use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountId, Gap, TenantId};

/// What the latest codes of an account leave open.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountGaps {
    /// The account.
    pub account: AccountId,
    /// Its priority by these gaps alone.
    pub score: i64,
    /// The gaps.
    pub gaps: Vec<Gap>,
}

/// The accounts with the heaviest gaps, and how many there are in all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GapPage {
    /// The heaviest first.
    pub accounts: Vec<AccountGaps>,
    /// Accounts with gaps that people can still work on.
    pub total: i64,
}

/// Replaces what is known of these accounts; one without gaps leaves the list.
///
/// # Errors
/// A database that does not answer.
pub async fn put_gaps(tx: &mut Tx, tenant: &TenantId, rows: &[AccountGaps], at: i64) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let accounts: Vec<AccountId> = rows.iter().map(|row| row.account.clone()).collect();
    let old = format!("DELETE FROM account_gap WHERE tenant = $1 AND account IN ({})", {
        places(2, accounts.len())
    });
    tx.run(with_accounts(assembled(old).bind(tenant.as_str()), &accounts)).await?;
    let with_gaps = rows.iter().filter(|row| !row.gaps.is_empty()).map(|row| {
        vec![
            tenant.as_str().into(),
            row.account.as_str().into(),
            row.score.into(),
            text(&row.gaps).into(),
            at.into(),
        ]
    });
    tx.insert("account_gap (tenant, account, score, gaps, at)", with_gaps.collect()).await?;
    Ok(())
}

/// Accounts with gaps whose codes are not final yet.
///
/// # Errors
/// A database that does not answer.
pub async fn gap_page(db: &Db, tenant: &TenantId, most: i64) -> Result<GapPage> {
    let statement = sqlx::query(
        "SELECT g.account, g.score, g.gaps FROM account_gap g \
         JOIN account a ON a.tenant = g.tenant AND a.id = g.account \
         WHERE g.tenant = $1 AND a.queue IN ('review', 'query', 'held') \
         ORDER BY g.score DESC, g.account LIMIT $2",
    )
    .bind(tenant.as_str())
    .bind(most);
    let read = |row: &SqlRow| {
        Ok(AccountGaps {
            account: AccountId(row.text("account")?),
            score: row.int("score")?,
            gaps: row.json("gaps")?,
        })
    };
    let accounts = db.rows(statement).await?.iter().map(read).collect::<Result<Vec<_>>>()?;
    let statement = sqlx::query(
        "SELECT COUNT(*) AS total FROM account_gap g \
         JOIN account a ON a.tenant = g.tenant AND a.id = g.account \
         WHERE g.tenant = $1 AND a.queue IN ('review', 'query', 'held')",
    )
    .bind(tenant.as_str());
    let total = db.row(statement).await?.map_or(Ok(0), |row| row.int("total"))?;
    Ok(GapPage { accounts, total })
}
