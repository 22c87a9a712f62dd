//! Patients.

use crate::accounts::{keep_words_of_patient, text};
use crate::db::{Db, Tx, assembled};
use crate::front_desk::{changed_one, search_form};
use crate::many::places;
use crate::row::{Get, opt_day};
use crate::{Result, SqlRow, StoreError};
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
    /// `F`, `M` or `U`, as [`model::Sex`] has it.
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

    /// `Family, Given`.
    #[must_use]
    pub fn shown_name(&self) -> String {
        match self.given.is_empty() {
            true => self.family.clone(),
            false => format!("{}, {}", self.family, self.given),
        }
    }

    /// The name under which they are searched.
    #[must_use]
    pub fn search_name(&self) -> String {
        search_form(&format!("{} {}", self.family, self.given))
    }
}

/// What a search asks for; an empty text asks for nothing. All that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatientFilter {
    /// The beginning of `family given`.
    pub name: String,
    /// Record number, whole.
    pub mrn: String,
    /// Day of birth.
    pub birth_date: String,
    /// Rows wanted.
    pub limit: i64,
}

/// Rows of one search at most.
const MOST_ROWS: i64 = 200;

/// Sorts after every name that begins with what stands before it.
pub(super) const AFTER_ALL: char = '\u{10FFFF}';

const INTO: &str = "patient (tenant, id, mrn, family, given, birth_date, sex, phone, body, \
    search_name, merged_into, created_at, version)";

pub(super) const COLUMNS: &str = "SELECT id, mrn, family, given, birth_date, sex, phone, body, \
    merged_into, created_at, version FROM patient WHERE tenant = $1";

/// Adds a patient, unless one of that record number is there; the id of whichever is there then,
/// following a merge.
///
/// # Errors
/// A database that does not answer.
pub async fn put_patient(tx: &mut Tx, tenant: &TenantId, row: &PatientRow) -> Result<String> {
    if let Some(found) = of_mrn(tx, tenant, row.mrn.as_deref()).await? {
        return Ok(found);
    }
    let done = tx.insert_new(INTO, vec![values(tenant, row)]).await?;
    // Another process was quicker with the same record number: its patient is the one.
    if done == 0
        && let Some(found) = of_mrn(tx, tenant, row.mrn.as_deref()).await?
    {
        return Ok(found);
    }
    Ok(row.id.clone())
}

fn values(tenant: &TenantId, row: &PatientRow) -> Vec<crate::Value> {
    vec![
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
    ]
}

/// Adds a patient.
///
/// # Errors
/// [`StoreError::Exists`] when the record number is taken.
pub async fn add_patient(tx: &mut Tx, tenant: &TenantId, row: &PatientRow) -> Result<()> {
    number_is_free(tx, tenant, row).await?;
    tx.insert(INTO, vec![values(tenant, row)]).await?;
    Ok(())
}

/// A record number is one patient's; a record that was merged into another keeps its own.
async fn number_is_free(tx: &mut Tx, tenant: &TenantId, row: &PatientRow) -> Result<()> {
    let Some(mrn) = &row.mrn else { return Ok(()) };
    // Planned anew each time: a plan of PostgreSQL from when the table was empty reads it whole,
    // and many patients in one transaction would cost the square of their number.
    let holder = sqlx::query("SELECT id FROM patient WHERE tenant = $1 AND mrn = $2")
        .bind(tenant.as_str())
        .bind(mrn.clone())
        .persistent(false);
    match tx.row(holder).await? {
        Some(holder) if holder.text("id")? != row.id => {
            Err(StoreError::Exists { what: "a patient of that record number".into() })
        }
        _ => Ok(()),
    }
}

/// Saves a patient; `row.version` is the one it was read at.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed the record since, or it was merged;
/// [`StoreError::Exists`] when the record number is taken.
pub async fn change_patient(tx: &mut Tx, tenant: &TenantId, row: &PatientRow) -> Result<()> {
    number_is_free(tx, tenant, row).await?;
    let statement = sqlx::query(
        "UPDATE patient SET mrn = $1, family = $2, given = $3, birth_date = $4, sex = $5, \
         phone = $6, body = $7, search_name = $8, version = version + 1 \
         WHERE tenant = $9 AND id = $10 AND version = $11 AND merged_into IS NULL",
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
    changed_one(tx.run(statement).await?, "this patient")?;
    shown_on_accounts(tx, tenant, row).await
}

/// The lists of work show the name; a step of the account that is taken now keeps its version.
pub(super) async fn shown_on_accounts(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &PatientRow,
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE account SET patient_name = $1, mrn = $2 WHERE tenant = $3 AND patient = $4",
    )
    .bind(row.shown_name())
    .bind(row.mrn.clone())
    .bind(tenant.as_str())
    .bind(row.id.clone());
    tx.run(statement).await?;
    keep_words_of_patient(tx, tenant, &row.id).await
}

/// One patient inside a transaction that will change it.
///
/// # Errors
/// [`StoreError::NotFound`]; a database that does not answer.
pub async fn patient_for_change(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<PatientRow> {
    let statement = assembled(format!("{COLUMNS} AND id = $2{}", tx.for_update()))
        .bind(tenant.as_str())
        .bind(id.to_owned());
    match tx.row(statement).await? {
        Some(row) => read(&row),
        None => Err(StoreError::NotFound { what: "such patient".into() }),
    }
}

/// Patients by name, record number and day of birth, in the order of names. Each of the three is
/// answered from an index; records that were merged into others are left out.
///
/// # Errors
/// A database that does not answer.
pub async fn find(db: &Db, tenant: &TenantId, filter: &PatientFilter) -> Result<Vec<PatientRow>> {
    let mut query = format!("{COLUMNS} AND merged_into IS NULL");
    let mut values = vec![tenant.0.clone()];
    let name = search_form(&filter.name);
    if !name.is_empty() {
        values.push(name.clone());
        values.push(format!("{name}{AFTER_ALL}"));
        query.push_str(" AND search_name >= $2 AND search_name < $3");
    }
    for (column, value) in [("mrn", &filter.mrn), ("birth_date", &filter.birth_date)] {
        if !value.is_empty() {
            values.push(value.clone());
            query.push_str(&format!(" AND {column} = ${}", values.len()));
        }
    }
    query.push_str(&format!(" ORDER BY search_name, birth_date, id LIMIT ${}", values.len() + 1));
    let mut statement = assembled(query);
    for value in values {
        statement = statement.bind(value);
    }
    let statement = statement.bind(filter.limit.clamp(1, MOST_ROWS));
    db.rows(statement).await?.iter().map(read).collect()
}

/// Patients who might be the same person: of the same day of birth, of the very same name, or with
/// a coverage under one of these member numbers. Who of them is near enough, the caller judges.
///
/// # Errors
/// A database that does not answer.
pub async fn patients_beside(
    db: &Db,
    tenant: &TenantId,
    row: &PatientRow,
    members: &[String],
) -> Result<Vec<PatientRow>> {
    let born = row.birth_date.clone().unwrap_or_default();
    let mut found = Vec::new();
    let same = [("birth_date = $2", born), ("search_name = $2", row.search_name())];
    for (condition, value) in same.into_iter().filter(|(_, value)| !value.is_empty()) {
        let statement =
            assembled(format!("{COLUMNS} AND {condition} AND merged_into IS NULL LIMIT $3"))
                .bind(tenant.as_str())
                .bind(value)
                .bind(MOST_ROWS);
        found.extend(db.rows(statement).await?);
    }
    for member in members.iter().filter(|member| !member.is_empty()) {
        let statement = assembled(format!(
            "{COLUMNS} AND merged_into IS NULL AND id IN (SELECT patient FROM coverage \
             WHERE tenant = $1 AND member = $2) LIMIT $3"
        ))
        .bind(tenant.as_str())
        .bind(member.clone())
        .bind(MOST_ROWS);
        found.extend(db.rows(statement).await?);
    }
    let mut patients = found.iter().map(read).collect::<Result<Vec<_>>>()?;
    patients.retain(|other| other.id != row.id);
    patients.sort_by(|a, b| a.id.cmp(&b.id));
    patients.dedup_by(|a, b| a.id == b.id);
    Ok(patients)
}

/// Several patients by id, in no order.
///
/// # Errors
/// A database that does not answer.
pub async fn patients_of(db: &Db, tenant: &TenantId, ids: &[String]) -> Result<Vec<PatientRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!("{COLUMNS} AND id IN ({})", places(2, ids.len()));
    let mut statement = assembled(text).bind(tenant.as_str());
    for id in ids {
        statement = statement.bind(id.clone());
    }
    db.rows(statement).await?.iter().map(read).collect()
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
