//! Patients as a program lists and changes them.

use super::patient::{COLUMNS, PatientRow, read};
use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::{Result, StoreError};
use model::TenantId;

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
    let limit = limit.clamp(1, 500);
    let beginning = wanted.trim().to_lowercase().replace(", ", " ");
    let end = format!("{beginning}\u{10FFFF}");
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

/// Saves a patient that was read at `row.version`, and counts it up.
///
/// # Errors
/// [`StoreError::Conflict`] when they were changed since; [`StoreError::Exists`] when the record
/// number is another patient's.
pub async fn update_patient(tx: &mut Tx, tenant: &TenantId, row: &mut PatientRow) -> Result<()> {
    if let Some(mrn) = &row.mrn {
        let other =
            sqlx::query("SELECT id FROM patient WHERE tenant = $1 AND mrn = $2 AND id <> $3")
                .bind(tenant.as_str())
                .bind(mrn.clone())
                .bind(row.id.clone());
        if tx.row(other).await?.is_some() {
            return Err(StoreError::Exists { what: "a patient of that record number".into() });
        }
    }
    let statement = sqlx::query(
        "UPDATE patient SET mrn = $1, family = $2, given = $3, birth_date = $4, sex = $5, \
         phone = $6, body = $7, search_name = $8, version = version + 1 \
         WHERE tenant = $9 AND id = $10 AND version = $11",
    )
    .bind(row.mrn.clone())
    .bind(row.family.clone())
    .bind(row.given.clone())
    .bind(row.birth_date.clone())
    .bind(row.sex.clone())
    .bind(row.phone.clone())
    .bind(text(&row.patient))
    .bind(row.search_name())
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.version);
    match tx.run(statement).await? {
        1 => {
            row.version += 1;
            Ok(())
        }
        _ => Err(StoreError::Conflict { what: "this patient".into() }),
    }
}
