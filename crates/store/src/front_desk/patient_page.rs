//! Patients a page at a time, in the order of their names.

use super::patient::{AFTER_ALL, COLUMNS, PatientRow, read};
use crate::Result;
use crate::db::{Db, assembled};
use crate::front_desk::search_form;
use model::TenantId;

/// Most patients of one page.
const MOST_ROWS: i64 = 500;

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
    let (name, id) = after.unwrap_or_default();
    let statement = assembled(format!(
        "{COLUMNS} AND ((search_name >= $2 AND search_name < $3) OR mrn = $4) \
         AND (search_name > $5 OR (search_name = $5 AND id > $6)) \
         AND merged_into IS NULL ORDER BY search_name, id LIMIT $7"
    ))
    .bind(tenant.as_str())
    .bind(beginning)
    .bind(end)
    .bind(wanted.trim().to_owned())
    .bind(name)
    .bind(id)
    .bind(limit + 1);
    let mut rows = db.rows(statement).await?.iter().map(read).collect::<Result<Vec<_>>>()?;
    let wanted = usize::try_from(limit).unwrap_or(1);
    let next = (rows.len() > wanted).then(|| rows.truncate(wanted));
    let next = next.and_then(|()| rows.last().map(|last| (last.search_name(), last.id.clone())));
    Ok((rows, next))
}
