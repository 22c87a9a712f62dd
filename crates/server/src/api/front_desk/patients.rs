//! Patients: found, added, changed. Each look at one is in the audit log.

use super::{day, kept, patient, registrar};
use crate::api::call::{Call, Reply};
use crate::api::problem::{ApiResult, Problem};
use crate::registration::patient::faults;
use crate::surroundings::{day_of, rfc3339};
use axum::http::StatusCode;
use model::{Address, HumanName, Patient, Sex};
use serde::{Deserialize, Serialize};
use store::front_desk::{PatientRow, guarantor, patients_page};
use utoipa::ToSchema;

/// A postal address.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressView {
    /// First line.
    line1: String,
    /// Second line.
    #[serde(default)]
    line2: Option<String>,
    /// City.
    city: String,
    /// Two-letter state.
    state: String,
    /// ZIP code, 5 or 9 digits.
    zip: String,
}

/// A patient as entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PatientEntry {
    /// Medical record number.
    #[serde(default)]
    mrn: Option<String>,
    /// Family name.
    #[schema(min_length = 1, max_length = 200)]
    family: String,
    /// First given name.
    #[serde(default)]
    given: Option<String>,
    /// Second given name or initial.
    #[serde(default)]
    middle: Option<String>,
    /// Day of birth.
    #[serde(default)]
    #[schema(format = "date")]
    birth_date: Option<String>,
    /// `F`, `M` or `U`.
    #[schema(pattern = "^[FMU]$")]
    sex: String,
    /// Telephone.
    #[serde(default)]
    phone: Option<String>,
    /// Address.
    #[serde(default)]
    address: Option<AddressView>,
}

/// A patient.
#[derive(Serialize, ToSchema)]
pub(super) struct PatientView {
    /// Id.
    id: String,
    /// Medical record number.
    mrn: Option<String>,
    /// Family name.
    family: String,
    /// Given names.
    given: String,
    /// Day of birth.
    birth_date: Option<String>,
    /// `F`, `M` or `U`.
    sex: char,
    /// Telephone.
    phone: Option<String>,
    /// Address.
    address: Option<AddressView>,
    /// The patient into whom this one was merged.
    merged_into: Option<String>,
    /// When they were added.
    created_at: String,
    /// Counts the changes.
    version: i64,
}

fn view(row: PatientRow) -> PatientView {
    let address = row.patient.address.map(|address| AddressView {
        line1: address.line1,
        line2: address.line2,
        city: address.city,
        state: address.state,
        zip: address.zip,
    });
    PatientView {
        id: row.id,
        mrn: row.mrn,
        family: row.family,
        given: row.given,
        birth_date: row.birth_date,
        sex: row.patient.sex.letter(),
        phone: row.phone,
        address,
        merged_into: row.merged_into,
        created_at: rfc3339(row.created_at),
        version: row.version,
    }
}

fn entered(call: &Call, entry: &PatientEntry, id: String) -> ApiResult<PatientRow> {
    let given: Vec<&str> =
        [&entry.given, &entry.middle].into_iter().flatten().map(String::as_str).collect();
    let mrn = entry.mrn.clone().filter(|mrn| !mrn.trim().is_empty());
    let sex = match entry.sex.as_str() {
        "F" => Sex::Female,
        "M" => Sex::Male,
        "U" => Sex::Unknown,
        _ => return Err(Problem::invalid("sex", "One of F, M, U.")),
    };
    let born = day("birth_date", entry.birth_date.as_ref())?;
    let address = entry.address.clone().map(|address| {
        let AddressView { line1, line2, city, state, zip } = address;
        Address { line1, line2, city, state: state.to_uppercase(), zip: zip.replace('-', "") }
    });
    let name = HumanName {
        family: entry.family.clone(),
        given: entry.given.clone(),
        middle: entry.middle.clone(),
        suffix: None,
    };
    let number = mrn.clone().unwrap_or_else(|| id.clone());
    let patient = Patient { id: number.into(), name: Some(name), sex, birth_date: born, address };
    let mut row = PatientRow::of(&patient, id, call.app.now());
    (row.mrn, row.given, row.phone) = (mrn, given.join(" "), entry.phone.clone());
    kept(faults(&row, day_of(call.app.now())))?;
    Ok(row)
}

/// Patients by name.
pub(super) async fn list(call: Call) -> ApiResult<Reply> {
    let (db, tenant) = (&call.app.db, &call.visitor.tenant);
    let wanted = call.asked_text("text");
    let (rows, next) = patients_page(db, tenant, &wanted, call.cursor()?, call.limit()).await?;
    Reply::list(rows.into_iter().map(view).collect(), next.as_ref())
}

/// Adds one.
pub(super) async fn add(call: Call) -> ApiResult<Reply> {
    let entry: PatientEntry = call.json()?;
    let row = entered(&call, &entry, call.app.new_id("pat"))?;
    let mut tx = call.app.db.begin().await?;
    registrar(&call).add_patient(&mut tx, &row, None).await?;
    let version = row.version;
    let reply = Reply::new(StatusCode::CREATED, &view(row))?.version(version);
    call.commit(tx, reply).await
}

/// One of them.
pub(super) async fn one(call: Call) -> ApiResult<Reply> {
    let row = patient(&call).await?;
    registrar(&call).saw(&row.id).await?;
    let version = row.version;
    Ok(Reply::ok(&view(row))?.version(version))
}

/// Changes one.
pub(super) async fn change(call: Call) -> ApiResult<Reply> {
    let before = patient(&call).await?;
    let entry: PatientEntry = call.json()?;
    let mut row = entered(&call, &entry, before.id.clone())?;
    call.is_version(before.version)?;
    (row.created_at, row.version) = (before.created_at, before.version);
    let payer = guarantor(&call.app.db, &call.visitor.tenant, &row.id).await?;
    let payer = payer.as_ref();
    let mut tx = call.app.db.begin().await?;
    registrar(&call).change_patient(&mut tx, (&before, payer), (&row, payer)).await?;
    row.version += 1;
    let version = row.version;
    let reply = Reply::ok(&view(row))?.version(version);
    let reply = call.commit(tx, reply).await?;
    call.app.changed(&call.visitor.tenant);
    Ok(reply)
}
