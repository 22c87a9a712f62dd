//! The queue of charge review: accounts whose chart and charges differ, or that were charged late.

use crate::accounts::{Account, account_columns, read_account, text};
use crate::db::{Db, Tx, assembled};
use crate::many::Value;
use crate::row::Get;
use crate::{Result, SqlRow};
use claims::reconcile::Difference;
use model::{AccountId, TenantId};

/// Accounts of one page at most, and the one that tells of another page.
const MOST_ROWS: i64 = 201;

/// Where a page of the queue ended: how much stopped the last account, the cents at stake there,
/// and its id.
pub type ReviewPlace = (i64, i64, String);

/// What is to be reviewed on one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChargeReview {
    /// Whose queue: the specialty.
    pub specialty: String,
    /// How chart and charges differ.
    pub differences: Vec<Difference>,
    /// Charges posted late.
    pub late: i64,
    /// Their amount in cents.
    pub late_cents: i64,
    /// Sum of days from service to posting.
    pub lag_days: i64,
    /// Charges that count.
    pub lines: i64,
    /// Their amount in cents.
    pub gross_cents: i64,
    /// When it was looked at.
    pub at: i64,
}

/// One row of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewRow {
    /// The account.
    pub account: Account,
    /// What is to be reviewed.
    pub review: ChargeReview,
    /// Where it stands in the queue.
    pub place: ReviewPlace,
}

/// The numbers of one specialty, over all its accounts with charges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specialty {
    /// Its name; empty for accounts without one.
    pub name: String,
    /// Accounts with something to review.
    pub accounts: i64,
    /// Dollars at stake, in cents.
    pub dollars_cents: i64,
    /// Late charges.
    pub late: i64,
    /// Their cents.
    pub late_cents: i64,
    /// Sum of days from service to posting.
    pub lag_days: i64,
    /// Charges.
    pub lines: i64,
    /// Their cents.
    pub gross_cents: i64,
}

const OVER: &str = " ON CONFLICT (tenant, account) DO UPDATE SET \
    specialty = excluded.specialty, found = excluded.found, stops = excluded.stops, \
    dollars_cents = excluded.dollars_cents, late = excluded.late, \
    late_cents = excluded.late_cents, lag_days = excluded.lag_days, lines = excluded.lines, \
    gross_cents = excluded.gross_cents, body = excluded.body, at = excluded.at";

/// Keeps what is to be reviewed on each account, in place of what was before; no account stands
/// twice.
///
/// # Errors
/// A database that does not answer.
pub async fn put_reviews(
    tx: &mut Tx,
    tenant: &TenantId,
    reviews: &[(AccountId, ChargeReview)],
) -> Result<()> {
    let rows = reviews.iter().map(|(account, review)| values(tenant, account, review));
    tx.insert_over(
        "charge_review (tenant, account, specialty, found, stops, dollars_cents, late, \
         late_cents, lag_days, lines, gross_cents, body, at)",
        rows.collect(),
        OVER,
    )
    .await?;
    Ok(())
}

fn values(tenant: &TenantId, account: &AccountId, review: &ChargeReview) -> Vec<Value> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let stops = review.differences.iter().filter(|d| d.severity == model::Severity::Block).count();
    let dollars: i64 =
        review.differences.iter().filter_map(|found| found.dollars).map(|cents| cents.0).sum();
    vec![
        tenant.as_str().into(),
        account.as_str().into(),
        review.specialty.as_str().into(),
        number(review.differences.len()).into(),
        number(stops).into(),
        dollars.into(),
        review.late.into(),
        review.late_cents.into(),
        review.lag_days.into(),
        review.lines.into(),
        review.gross_cents.into(),
        text(&review.differences).into(),
        review.at.into(),
    ]
}

const REVIEW: &str = "r.specialty AS review_specialty, r.late, r.late_cents, r.lag_days, \
    r.lines, r.gross_cents, r.body, r.at";

/// What was found on one account, if it was ever looked at.
///
/// # Errors
/// A database that does not answer.
pub async fn review_of(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Option<ChargeReview>> {
    let statement = assembled(format!(
        "SELECT {REVIEW} FROM charge_review r WHERE r.tenant = $1 AND r.account = $2"
    ))
    .bind(tenant.as_str())
    .bind(account.as_str());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// Accounts with something to review that are not closed, from after a place on: what stops first,
/// then the most dollars at stake; of one specialty where one is given (`Some("")` for accounts
/// without).
///
/// # Errors
/// A database that does not answer.
pub async fn reviews(
    db: &Db,
    tenant: &TenantId,
    specialty: Option<&str>,
    (after, limit): (Option<&ReviewPlace>, i64),
) -> Result<Vec<ReviewRow>> {
    let columns: Vec<String> =
        account_columns().split(", ").map(|name| format!("a.{}", name.trim())).collect();
    // Texts of their own for those that ask for less, so that each enters an index at its place.
    let of = if specialty.is_some() { "AND r.specialty = $3" } else { "" };
    let beyond = if after.is_some() {
        "AND (r.stops, r.dollars_cents, r.account) < ($4, $5, $6)"
    } else {
        ""
    };
    let statement = assembled(format!(
        "SELECT {}, {REVIEW}, r.stops, r.dollars_cents FROM charge_review r JOIN account a \
         ON a.tenant = r.tenant AND a.id = r.account WHERE r.tenant = $1 \
         AND (r.found > 0 OR r.late > 0) AND a.state <> 'closed' {of} {beyond} \
         ORDER BY r.stops DESC, r.dollars_cents DESC, r.account DESC LIMIT $2",
        columns.join(", ")
    ));
    let nowhere = ReviewPlace::default();
    let (stops, cents, account) = after.unwrap_or(&nowhere);
    let statement = statement.bind(tenant.as_str()).bind(limit.clamp(1, MOST_ROWS));
    let statement = match (specialty, after.is_some()) {
        (None, false) => statement,
        (named, _) => statement.bind(named.unwrap_or_default().to_owned()),
    };
    let statement = match after {
        Some(_) => statement.bind(*stops).bind(*cents).bind(account.clone()),
        None => statement,
    };
    db.rows(statement).await?.iter().map(read_row).collect()
}

fn read_row(row: &SqlRow) -> Result<ReviewRow> {
    let account = read_account(row)?;
    let place = (row.int("stops")?, row.int("dollars_cents")?, account.id.0.clone());
    Ok(ReviewRow { account, review: read(row)?, place })
}

/// The numbers by specialty. Of closed accounts only the charges count: nothing is left to review.
///
/// # Errors
/// A database that does not answer.
pub async fn specialties(db: &Db, tenant: &TenantId) -> Result<Vec<Specialty>> {
    let statement = sqlx::query(
        "SELECT r.specialty, CAST(SUM(CASE WHEN a.state <> 'closed' AND (r.found > 0 \
         OR r.late > 0) THEN 1 ELSE 0 END) AS BIGINT) AS accounts, \
         CAST(SUM(CASE WHEN a.state <> 'closed' THEN r.dollars_cents ELSE 0 END) AS BIGINT) \
         AS dollars_cents, CAST(SUM(r.late) AS BIGINT) AS late, \
         CAST(SUM(r.late_cents) AS BIGINT) AS late_cents, \
         CAST(SUM(r.lag_days) AS BIGINT) AS lag_days, CAST(SUM(r.lines) AS BIGINT) AS lines, \
         CAST(SUM(r.gross_cents) AS BIGINT) AS gross_cents \
         FROM charge_review r JOIN account a ON a.tenant = r.tenant AND a.id = r.account \
         WHERE r.tenant = $1 GROUP BY r.specialty ORDER BY r.specialty",
    )
    .bind(tenant.as_str());
    let read = |row: &SqlRow| {
        Ok(Specialty {
            name: row.text("specialty")?,
            accounts: row.int("accounts")?,
            dollars_cents: row.int("dollars_cents")?,
            late: row.int("late")?,
            late_cents: row.int("late_cents")?,
            lag_days: row.int("lag_days")?,
            lines: row.int("lines")?,
            gross_cents: row.int("gross_cents")?,
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<ChargeReview> {
    Ok(ChargeReview {
        specialty: row.text("review_specialty")?,
        differences: row.json("body")?,
        late: row.int("late")?,
        late_cents: row.int("late_cents")?,
        lag_days: row.int("lag_days")?,
        lines: row.int("lines")?,
        gross_cents: row.int("gross_cents")?,
        at: row.int("at")?,
    })
}
