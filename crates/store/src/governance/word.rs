//! What the release policy said to each coding by the program.

use crate::Result;
use crate::db::{Db, Tx};
use crate::row::Get;
use model::{AccountId, TenantId};

/// The policy's word on one coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseWord {
    /// The account.
    pub account: AccountId,
    /// The version of its codes.
    pub coding: i64,
    /// When.
    pub at: i64,
    /// The deepest scope of the chart.
    pub scope: String,
    /// What coded.
    pub engine: String,
    /// Chart confidence in millionths, rounded down.
    pub confidence: i64,
    /// Whether nothing but its confidence could send it to a person.
    pub eligible: bool,
    /// Whether it was released.
    pub released: bool,
    /// The codes, with a space between.
    pub codes: String,
}

/// Which words are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordFilter {
    /// This scope and all below it; empty for all.
    pub scope: String,
    /// From this time.
    pub from: i64,
    /// Before this time.
    pub to: i64,
    /// At most so many, newest first.
    pub limit: i64,
}

/// Keeps words.
///
/// # Errors
/// A database that does not answer.
pub async fn put_words(tx: &mut Tx, tenant: &TenantId, words: &[ReleaseWord]) -> Result<()> {
    let row = |word: &ReleaseWord| {
        vec![
            tenant.as_str().into(),
            word.account.as_str().into(),
            word.coding.into(),
            word.at.into(),
            word.scope.as_str().into(),
            word.engine.as_str().into(),
            word.confidence.into(),
            i64::from(word.eligible).into(),
            i64::from(word.released).into(),
            word.codes.as_str().into(),
        ]
    };
    tx.insert(
        "release_word (tenant, account, coding, at, scope, engine, confidence, eligible, \
         released, codes)",
        words.iter().map(row).collect(),
    )
    .await?;
    Ok(())
}

/// Words, newest first; of an account only that on its newest coding by the program.
///
/// # Errors
/// A database that does not answer.
pub async fn words(db: &Db, tenant: &TenantId, filter: &WordFilter) -> Result<Vec<ReleaseWord>> {
    let statement = sqlx::query(
        "SELECT w.account, w.coding, w.at, w.scope, w.engine, w.confidence, w.eligible, \
         w.released, w.codes FROM release_word w WHERE w.tenant = $1 AND w.at >= $2 \
         AND w.at < $3 AND ($4 = '' OR w.scope = $4 \
         OR SUBSTR(w.scope, 1, LENGTH($4) + 1) = $4 || '/') \
         AND w.coding = (SELECT MAX(o.coding) FROM release_word o WHERE o.tenant = w.tenant \
         AND o.account = w.account) ORDER BY w.at DESC, w.account LIMIT $5",
    )
    .bind(tenant.as_str())
    .bind(filter.from)
    .bind(filter.to)
    .bind(filter.scope.clone())
    .bind(filter.limit);
    let mut words = Vec::new();
    for row in db.rows(statement).await? {
        words.push(ReleaseWord {
            account: AccountId(row.text("account")?),
            coding: row.int("coding")?,
            at: row.int("at")?,
            scope: row.text("scope")?,
            engine: row.text("engine")?,
            confidence: row.int("confidence")?,
            eligible: row.flag("eligible")?,
            released: row.flag("released")?,
            codes: row.text("codes")?,
        });
    }
    Ok(words)
}
