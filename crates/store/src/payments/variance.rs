//! Expected against allowed, line by line, and what people made of the differences.

use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, Cents, TenantId};

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VarianceRow {
    /// The payment.
    pub remittance: String,
    /// Which claim of it.
    pub place: i64,
    /// The line of our claim; 0 for the claim as a whole.
    pub line: i64,
    /// Our claim.
    pub claim: String,
    /// Its account.
    pub account: AccountId,
    /// The payer.
    pub payer: String,
    /// CPT or HCPCS.
    pub code: String,
    /// The term of the contract.
    pub term: String,
    /// What should be allowed; nothing where it is not priced.
    pub expected: Cents,
    /// What was allowed.
    pub allowed: Cents,
    /// What the contract asks for beyond: positive underpaid.
    pub difference: Cents,
    /// `as_expected`, `not_priced`, `open`, `disputed`, `accepted`, `recovered`.
    pub state: String,
    /// The whole comparison, as JSON.
    pub body: String,
    /// When.
    pub at: i64,
    /// What a person said of it.
    pub note: String,
    /// Counts the changes.
    pub version: i64,
}

/// Which lines are listed.
#[derive(Clone, Debug, Default)]
pub struct VarianceFilter {
    /// Only this state.
    pub state: String,
    /// Only this payer.
    pub payer: String,
    /// Only this term, where a payer is named.
    pub term: Option<String>,
    /// How many at most.
    pub most: i64,
}

/// What one payer owes under one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermRow {
    /// The payer.
    pub payer: String,
    /// The term.
    pub term: String,
    /// Lines.
    pub lines: i64,
    /// Claims.
    pub claims: i64,
    /// What is owed for them.
    pub owed: Cents,
}

const COLUMNS: &str = "SELECT remittance, place, line, claim, account, payer, code, term, \
    expected_cents, allowed_cents, difference_cents, state, body, at, note, version \
    FROM line_variance WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<VarianceRow> {
    Ok(VarianceRow {
        remittance: row.text("remittance")?,
        place: row.int("place")?,
        line: row.int("line")?,
        claim: row.text("claim")?,
        account: AccountId(row.text("account")?),
        payer: row.text("payer")?,
        code: row.text("code")?,
        term: row.text("term")?,
        expected: Cents(row.int("expected_cents")?),
        allowed: Cents(row.int("allowed_cents")?),
        difference: Cents(row.int("difference_cents")?),
        state: row.text("state")?,
        body: row.text("body")?,
        at: row.int("at")?,
        note: row.text("note")?,
        version: row.int("version")?,
    })
}

/// Keeps compared lines; one that is there stays as it is, with what a person said of it.
///
/// # Errors
/// A database that does not answer.
pub async fn put_lines(tx: &mut Tx, tenant: &TenantId, rows: &[VarianceRow]) -> Result<u64> {
    let row = |row: &VarianceRow| {
        vec![
            tenant.as_str().into(),
            row.remittance.as_str().into(),
            row.place.into(),
            row.line.into(),
            row.claim.as_str().into(),
            row.account.as_str().into(),
            row.payer.as_str().into(),
            row.code.as_str().into(),
            row.term.as_str().into(),
            row.expected.0.into(),
            row.allowed.0.into(),
            row.difference.0.into(),
            row.state.as_str().into(),
            row.body.as_str().into(),
            row.at.into(),
        ]
    };
    let into = "line_variance (tenant, remittance, place, line, claim, account, payer, code, \
        term, expected_cents, allowed_cents, difference_cents, state, body, at)";
    tx.insert_new(into, rows.iter().map(row).collect()).await
}

/// Lines, the largest difference first.
///
/// # Errors
/// A database that does not answer.
pub async fn variance_lines(
    db: &Db,
    tenant: &TenantId,
    filter: &VarianceFilter,
) -> Result<Vec<VarianceRow>> {
    let statement = assembled(format!(
        "{COLUMNS} AND state = $2 AND ($3 = '' OR payer = $3) AND ($4 = 0 OR term = $5) \
         ORDER BY difference_cents DESC, remittance, place, line LIMIT $6"
    ))
    .bind(tenant.as_str())
    .bind(filter.state.clone())
    .bind(filter.payer.clone())
    .bind(i64::from(filter.term.is_some()))
    .bind(filter.term.clone().unwrap_or_default())
    .bind(filter.most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Underpaid lines of a state by payer and term, the largest sum first.
///
/// # Errors
/// A database that does not answer.
pub async fn variance_terms(db: &Db, tenant: &TenantId, state: &str) -> Result<Vec<TermRow>> {
    let statement = sqlx::query(
        "SELECT payer, term, COUNT(*) AS lines, COUNT(DISTINCT claim) AS claims, \
         CAST(SUM(difference_cents) AS BIGINT) AS owed FROM line_variance WHERE tenant = $1 \
         AND state = $2 GROUP BY payer, term ORDER BY owed DESC, payer, term",
    )
    .bind(tenant.as_str())
    .bind(state.to_owned());
    let rows = db.rows(statement).await?;
    let read = |row: &SqlRow| {
        Ok(TermRow {
            payer: row.text("payer")?,
            term: row.text("term")?,
            lines: row.int("lines")?,
            claims: row.int("claims")?,
            owed: Cents(row.int("owed")?),
        })
    };
    rows.iter().map(read).collect()
}

/// One line inside a transaction that will change it: payment, place, line.
///
/// # Errors
/// A database that does not answer.
pub async fn line_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, place, line): (&str, i64, i64),
) -> Result<Option<VarianceRow>> {
    let text =
        format!("{COLUMNS} AND remittance = $2 AND place = $3 AND line = $4{}", tx.for_update());
    let statement =
        assembled(text).bind(tenant.as_str()).bind(remittance.to_owned()).bind(place).bind(line);
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Saves what a person made of a line; `row.version` is the one it was read at.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save_line(tx: &mut Tx, tenant: &TenantId, row: &VarianceRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE line_variance SET state = $1, note = $2, version = version + 1 WHERE tenant = $3 \
         AND remittance = $4 AND place = $5 AND line = $6 AND version = $7",
    )
    .bind(row.state.clone())
    .bind(row.note.clone())
    .bind(tenant.as_str())
    .bind(row.remittance.clone())
    .bind(row.place)
    .bind(row.line)
    .bind(row.version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: format!("line {} of {}", row.line, row.claim) }),
    }
}
