//! Patients.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::{Get, opt_day};
use crate::{Result, SqlRow};
use model::{Patient, TenantId};

/// One patient as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct PatientRow {
    /// Id.
    pub id: String,
    /// Medical record number, unique in the tenant.
    pub mrn: Option<String>,
    /// Family name.
    pub family: String,
    /// Given names.
    pub given: String,
    /// Day of birth.
    pub birth_date: Option<String>,
    /// `female`, `male`, `unknown`.
    pub sex: String,
    /// Telephone.
    pub phone: Option<String>,
    /// The patient of the chart, with address.
    pub patient: Patient,
    /// The patient into whom this one was merged.
    pub merged_into: Option<String>,
    /// When they were added.
    pub created_at: i64,
    /// Counts the changes.
    pub version: i64,
}

impl PatientRow {
    /// A patient of a chart.
    #[must_use]
    pub fn of(patient: &Patient, id: String, at: i64) -> PatientRow {
        let name = patient.name.clone().unwrap_or_default();
        let mrn = patient.id.as_str();
        PatientRow {
            id,
            mrn: (!mrn.is_empty()).then(|| mrn.to_owned()),
            family: name.family,
            given: [name.given, name.middle].into_iter().flatten().collect::<Vec<_>>().join(" "),
            birth_date: opt_day(patient.birth_date),
            sex: crate::name_of(&patient.sex),
            phone: None,
            patient: patient.clone(),
            merged_into: None,
            created_at: at,
            version: 1,
        }
    }

    pub(super) fn search_name(&self) -> String {
        format!("{} {}", self.family, self.given).to_lowercase()
    }
}

pub(super) const COLUMNS: &str = "SELECT id, mrn, family, given, birth_date, sex, phone, body, merged_into, \
    created_at, version FROM patient WHERE tenant = $1";

/// Adds a patient, unless one of that record number is there; the id of whichever is there then,
/// following a merge.
///
/// # Errors
/// A database that does not answer.
pub async fn put_patient(tx: &mut Tx, tenant: &TenantId, row: &PatientRow) -> Result<String> {
    if let Some(found) = of_mrn(tx, tenant, row.mrn.as_deref()).await? {
        return Ok(found);
    }
    let done = tx
        .insert_new(
            "patient (tenant, id, mrn, family, given, birth_date, sex, phone, body, search_name, \
         merged_into, created_at, version)",
            vec![vec![
                tenant.as_str().into(),
                row.id.as_str().into(),
                row.mrn.clone().into(),
                row.family.as_str().into(),
                row.given.as_str().into(),
                row.birth_date.clone().into(),
                row.sex.as_str().into(),
                row.phone.clone().into(),
                text(&row.patient).into(),
                row.search_name().into(),
                row.merged_into.clone().into(),
                row.created_at.into(),
                row.version.into(),
            ]],
        )
        .await?;
    // Another process was quicker with the same record number: its patient is the one.
    if done == 0
        && let Some(found) = of_mrn(tx, tenant, row.mrn.as_deref()).await?
    {
        return Ok(found);
    }
    Ok(row.id.clone())
}

async fn of_mrn(tx: &mut Tx, tenant: &TenantId, mrn: Option<&str>) -> Result<Option<String>> {
    let Some(mrn) = mrn else { return Ok(None) };
    let statement = sqlx::query(
        "SELECT COALESCE(merged_into, id) AS id FROM patient WHERE tenant = $1 AND mrn = $2",
    )
    .bind(tenant.as_str())
    .bind(mrn.to_owned());
    tx.row(statement).await?.map(|row| row.text("id")).transpose()
}

/// One patient.
///
/// # Errors
/// A database that does not answer.
pub async fn patient(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<PatientRow>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// Patients whose name begins with a text, or whose record number it is.
///
/// # Errors
/// A database that does not answer.
pub async fn patients_like(
    db: &Db,
    tenant: &TenantId,
    wanted: &str,
    most: i64,
) -> Result<Vec<PatientRow>> {
    let beginning = wanted.trim().to_lowercase().replace(", ", " ");
    let end = format!("{beginning}\u{10FFFF}");
    let statement = assembled(format!(
        "{COLUMNS} AND ((search_name >= $2 AND search_name < $3) OR mrn = $4) \
         AND merged_into IS NULL ORDER BY search_name, birth_date, id LIMIT $5"
    ))
    .bind(tenant.as_str())
    .bind(beginning)
    .bind(end)
    .bind(wanted.trim().to_owned())
    .bind(most.clamp(1, 200));
    db.rows(statement).await?.iter().map(read).collect()
}

pub(super) fn read(row: &SqlRow) -> Result<PatientRow> {
    Ok(PatientRow {
        id: row.text("id")?,
        mrn: row.opt_text("mrn")?,
        family: row.text("family")?,
        given: row.text("given")?,
        birth_date: row.opt_text("birth_date")?,
        sex: row.text("sex")?,
        phone: row.opt_text("phone")?,
        patient: row.json("body")?,
        merged_into: row.opt_text("merged_into")?,
        created_at: row.int("created_at")?,
        version: row.int("version")?,
    })
}
