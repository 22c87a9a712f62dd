//! The charge master of a site, row for row.

use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use claims::charge_master::MasterRow;
use model::{Cents, Date, TenantId};

/// Rows of one search at most.
const MOST_ROWS: i64 = 500;

const COLUMNS: &str = "SELECT code, modifier, description, revenue_code, site, price_cents, \
    from_day, to_day, line FROM price WHERE tenant = $1";

/// Every row of a tenant's charge master.
///
/// # Errors
/// A database that does not answer.
pub async fn all_prices(db: &Db, tenant: &TenantId) -> Result<Vec<MasterRow>> {
    let statement = sqlx::query(COLUMNS).bind(tenant.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// Rows whose code begins with a text, or whose description has it; of one site where one is
/// given.
///
/// # Errors
/// A database that does not answer.
pub async fn find_prices(
    db: &Db,
    tenant: &TenantId,
    wanted: &str,
    site: &str,
) -> Result<Vec<MasterRow>> {
    let statement = crate::db::assembled(format!(
        "{COLUMNS} AND ($2 = '' OR SUBSTR(code, 1, LENGTH($2)) = UPPER($2) \
         OR SUBSTR(revenue_code, 1, LENGTH($2)) = $2 OR LOWER(description) LIKE $3) \
         AND ($4 = '' OR site = $4) ORDER BY code, modifier, site, from_day LIMIT $5"
    ))
    .bind(tenant.as_str())
    .bind(wanted.to_owned())
    .bind(format!("%{}%", wanted.to_lowercase().replace(['%', '_'], "")))
    .bind(site.to_owned())
    .bind(MOST_ROWS);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Which rows of a list with pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceFilter {
    /// Beginning of the code or revenue code, or part of the description; empty for all.
    pub text: String,
    /// Only rows of this site; empty for all.
    pub site: String,
    /// Only rows that hold on this day, `YYYY-MM-DD`; empty for all.
    pub day: String,
}

/// What names a row in its order: code, modifier, revenue code, site, first day.
pub type PricePlace = (String, String, String, String, String);

/// Rows in the order of [`PricePlace`], from after a place on.
///
/// # Errors
/// A database that does not answer.
pub async fn page_prices(
    db: &Db,
    tenant: &TenantId,
    filter: &PriceFilter,
    (after, limit): (Option<&PricePlace>, i64),
) -> Result<Vec<MasterRow>> {
    let nowhere = PricePlace::default();
    let place = after.unwrap_or(&nowhere);
    let statement = crate::db::assembled(format!(
        "{COLUMNS} AND ($2 = '' OR SUBSTR(code, 1, LENGTH($2)) = UPPER($2) \
         OR SUBSTR(revenue_code, 1, LENGTH($2)) = $2 OR LOWER(description) LIKE $3) \
         AND ($4 = '' OR site = $4) \
         AND ($5 = '' OR (from_day <= $5 AND (to_day IS NULL OR to_day >= $5))) \
         AND ($6 = 0 OR code > $7 OR (code = $7 AND (modifier > $8 OR (modifier = $8 AND \
         (revenue_code > $9 OR (revenue_code = $9 AND (site > $10 OR (site = $10 AND \
         from_day > $11)))))))) \
         ORDER BY code, modifier, revenue_code, site, from_day LIMIT $12"
    ))
    .bind(tenant.as_str())
    .bind(filter.text.clone())
    .bind(format!("%{}%", filter.text.to_lowercase().replace(['%', '_'], "")))
    .bind(filter.site.clone())
    .bind(filter.day.clone())
    .bind(i64::from(after.is_some()))
    .bind(place.0.clone())
    .bind(place.1.clone())
    .bind(place.2.clone())
    .bind(place.3.clone())
    .bind(place.4.clone())
    .bind(limit.clamp(1, MOST_ROWS));
    db.rows(statement).await?.iter().map(read).collect()
}

/// How many rows there are.
///
/// # Errors
/// A database that does not answer.
pub async fn count_prices(db: &Db, tenant: &TenantId) -> Result<i64> {
    let statement = sqlx::query("SELECT COUNT(*) AS rows_there FROM price WHERE tenant = $1")
        .bind(tenant.as_str());
    match db.row(statement).await? {
        Some(row) => row.int("rows_there"),
        None => Ok(0),
    }
}

/// Adds rows whose code, site, modifier, revenue code and first day are new.
///
/// # Errors
/// A row that is there already; a database that does not answer.
pub async fn add_prices(tx: &mut Tx, tenant: &TenantId, rows: &[MasterRow]) -> Result<()> {
    let values = |row: &MasterRow| {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            tenant.as_str().into(),
            text(&row.site).into(),
            text(&row.code).into(),
            text(&row.modifier).into(),
            text(&row.revenue_code).into(),
            row.from.to_string().into(),
            row.to.map(|to| to.to_string()).into(),
            row.price.0.into(),
            row.description.as_str().into(),
            i64::try_from(row.line).unwrap_or(i64::MAX).into(),
        ]
    };
    tx.insert(
        "price (tenant, site, code, modifier, revenue_code, from_day, to_day, price_cents, \
         description, line)",
        rows.iter().map(values).collect(),
    )
    .await?;
    Ok(())
}

/// Gives a row that is there another end, price, description and line.
///
/// # Errors
/// [`StoreError::NotFound`]; a database that does not answer.
pub async fn change_price(tx: &mut Tx, tenant: &TenantId, row: &MasterRow) -> Result<()> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let statement = sqlx::query(
        "UPDATE price SET to_day = $1, price_cents = $2, description = $3, line = $4 \
         WHERE tenant = $5 AND code = $6 AND site = $7 AND modifier = $8 AND revenue_code = $9 \
         AND from_day = $10",
    )
    .bind(row.to.map(|to| to.to_string()))
    .bind(row.price.0)
    .bind(row.description.clone())
    .bind(i64::try_from(row.line).unwrap_or(i64::MAX))
    .bind(tenant.as_str())
    .bind(text(&row.code))
    .bind(text(&row.site))
    .bind(text(&row.modifier))
    .bind(text(&row.revenue_code))
    .bind(row.from.to_string());
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::NotFound { what: "such price".to_owned() }),
    }
}

fn read(row: &SqlRow) -> Result<MasterRow> {
    let some = |text: String| (!text.is_empty()).then_some(text);
    let day = |column: &'static str, text: &str| {
        text.parse::<Date>().map_err(|fault| StoreError::Corrupt {
            table: "price",
            column: column.to_owned(),
            why: fault.to_string(),
        })
    };
    let to = row.opt_text("to_day")?;
    Ok(MasterRow {
        line: usize::try_from(row.int("line")?).unwrap_or(0),
        code: some(row.text("code")?),
        modifier: some(row.text("modifier")?),
        description: row.text("description")?,
        revenue_code: some(row.text("revenue_code")?),
        site: some(row.text("site")?),
        price: Cents(row.int("price_cents")?),
        from: day("from_day", &row.text("from_day")?)?,
        to: to.map(|to| day("to_day", &to)).transpose()?,
    })
}
