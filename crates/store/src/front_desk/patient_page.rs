//! Patients a page at a time, in the order of their names.

use super::patient::{AFTER_ALL, PatientRow, read};
use crate::Result;
use crate::db::{Db, assembled};
use crate::front_desk::search_form;
use model::TenantId;

/// Most patients of one page.
const MOST_ROWS: i64 = 500;

/// The columns, with the name by which the page is in order.
const NAMED: &str = "SELECT id, mrn, family, given, birth_date, sex, phone, body, merged_into, \
    created_at, version, search_name FROM patient WHERE tenant = $1";

/// A page of patients by name: those whose name begins with a text, or whose record number it
/// is; `after` is the name and id of the last one of the page before. The second part is where
/// the next page starts, when there is one.
///
/// # Errors
/// A database that does not answer.
pub async fn patients_page(
    db: &Db,
    tenant: &TenantId,
    wanted: &str,
    after: Option<(String, String)>,
    limit: i64,
) -> Result<(Vec<PatientRow>, Option<(String, String)>)> {
    let limit = limit.clamp(1, MOST_ROWS);
    let beginning = search_form(wanted);
    let end = format!("{beginning}{AFTER_ALL}");
    let place = after.unwrap_or_default();
    // A place before the first of these names is not entered.
    let from = place.clone().max((beginning.clone(), String::new()));
    // Two statements in one, each of which enters an index: names from where the page begins, and
    // the record number, which one patient has. Whoever meets both is taken with the names.
    let statement = assembled(format!(
        "SELECT * FROM ({NAMED} AND (search_name, id) > ($2, $3) AND search_name < $4 \
         AND merged_into IS NULL ORDER BY search_name, id LIMIT $5) AS of_name \
         UNION ALL SELECT * FROM ({NAMED} AND mrn = $6 LIMIT 1) AS of_number \
         WHERE merged_into IS NULL AND (search_name, id) > ($7, $8) \
         AND (search_name < $9 OR search_name >= $4) ORDER BY search_name, id LIMIT $5"
    ))
    .bind(tenant.as_str())
    .bind(from.0)
    .bind(from.1)
    .bind(end)
    .bind(limit + 1)
    .bind(wanted.trim().to_owned())
    .bind(place.0)
    .bind(place.1)
    .bind(beginning);
    let mut rows = db.rows(statement).await?.iter().map(read).collect::<Result<Vec<_>>>()?;
    let wanted = usize::try_from(limit).unwrap_or(1);
    let next = (rows.len() > wanted).then(|| rows.truncate(wanted));
    let next = next.and_then(|()| rows.last().map(|last| (last.search_name(), last.id.clone())));
    Ok((rows, next))
}
