//! Two records side by side, and a person who says that they are one.

use super::fields::Fields;
use super::likeness::likeness;
use crate::app::App;
use crate::registration::entry;
use crate::registration::patient::shown;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::{Address, PatientId};
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::front_desk::{self, Merge, PatientRow, coverages, guarantor, patient_for_change};
use store::record::append;

/// With which other record.
#[derive(Deserialize)]
pub(super) struct With {
    with: String,
}

/// One fact in both records.
struct Line {
    name: &'static str,
    label: &'static str,
    keep: String,
    lose: String,
    /// Which is chosen at first: what is there wins over what is not.
    take_lose: bool,
}

#[derive(Template)]
#[template(path = "front_desk/merge.html")]
struct MergePage {
    layout: Layout,
    keep: PatientRow,
    lose: PatientRow,
    lines: Vec<Line>,
    counts: [(&'static str, usize, usize); 3],
    reasons: Vec<String>,
}

fn address(address: Option<&Address>) -> String {
    let Some(address) = address else { return String::new() };
    let line2 = address.line2.clone().unwrap_or_default();
    [&address.line1, &line2, &address.city, &address.state, &address.zip]
        .into_iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

fn lines(keep: &PatientRow, lose: &PatientRow) -> Vec<Line> {
    let texts = |row: &PatientRow| {
        [
            row.shown_name(),
            row.birth_date.clone().unwrap_or_default(),
            super::patient::sex_label(row.patient.sex).to_owned(),
            row.phone.clone().unwrap_or_default(),
            address(row.patient.address.as_ref()),
        ]
    };
    let names = [
        ("name", "Name"),
        ("birth_date", "Birth date"),
        ("sex", "Sex"),
        ("phone", "Telephone"),
        ("address", "Address"),
    ];
    names
        .into_iter()
        .zip(texts(keep).into_iter().zip(texts(lose)))
        .map(|((name, label), (keep, lose))| Line {
            name,
            label,
            take_lose: (keep.is_empty() || keep == "not known") && !lose.is_empty(),
            keep,
            lose,
        })
        .collect()
}

/// Shows both.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(With { with }): Query<With>,
) -> PageResult<Response> {
    let (db, tenant) = (&app.db, &visitor.tenant);
    let keep = match super::patient::find(&app, &visitor, &id).await? {
        Ok(row) => row,
        Err(moved) => return Ok(moved.into_response()),
    };
    let lose = match super::patient::find(&app, &visitor, &with).await? {
        Ok(row) => row,
        Err(moved) => return Ok(moved.into_response()),
    };
    if keep.id == lose.id {
        return Err(PageFault::invalid("These are the same record."));
    }
    let (of_keep, of_lose) =
        (coverages(db, tenant, &keep.id).await?, coverages(db, tenant, &lose.id).await?);
    let accounts = [
        store::accounts::of_patient(db, tenant, &keep.id).await?.len(),
        store::accounts::of_patient(db, tenant, &lose.id).await?.len(),
    ];
    let visits = [
        front_desk::visits_of(db, tenant, &keep.id).await?.len(),
        front_desk::visits_of(db, tenant, &lose.id).await?.len(),
    ];
    let alike = likeness((&keep, &of_keep), (&lose, &of_lose));
    let mut tx = app.db.begin().await?;
    let views = [&keep.id, &lose.id].map(|id| entry(&app, &visitor, "patient.view", id, json!({})));
    append(&mut tx, tenant, &views).await?;
    tx.commit().await?;
    let page = MergePage {
        layout: layout(&app, &visitor, "Merge two records", "/patients").await?,
        lines: lines(&keep, &lose),
        counts: [
            ("Accounts", accounts[0], accounts[1]),
            ("Coverages", of_keep.len(), of_lose.len()),
            ("Visits", visits[0], visits[1]),
        ],
        reasons: alike.map(|alike| alike.reasons).unwrap_or_default(),
        keep,
        lose,
    };
    Ok(render(&page)?.into_response())
}

/// Makes one of two. The audit entry holds both records as they were and what moved.
pub(super) async fn carry_out(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    body: String,
) -> PageResult<Redirect> {
    let mut fields = Fields::of(&body);
    let other = fields.needed("with", "The other record");
    let (version, lose_version) = (fields.version(), fields.version_of("lose_version"));
    fields.done()?;
    let tenant = &visitor.tenant;
    let payers =
        [guarantor(&app.db, tenant, &id).await?, guarantor(&app.db, tenant, &other).await?];
    let mut tx = app.db.begin().await?;
    // Always in the same order, so that two merges never wait for each other.
    let (first, second) = if id < other { (&id, &other) } else { (&other, &id) };
    let first = patient_for_change(&mut tx, tenant, first).await?;
    let second = patient_for_change(&mut tx, tenant, second).await?;
    let (keep, lose) = if first.id == id { (first, second) } else { (second, first) };
    if keep.merged_into.is_some() {
        return Err(StoreError::Conflict { what: "this patient".into() }.into());
    }
    let chosen = chosen(&fields, &keep, &lose);
    let asked =
        Merge { keep: PatientRow { version, ..chosen.clone() }, lose: other.clone(), lose_version };
    let moved = front_desk::merge(&mut tx, tenant, &asked).await?;
    let detail = json!({
        "kept_before": shown(&keep, payers[0].as_ref()),
        "lost_before": shown(&lose, payers[1].as_ref()),
        "after": shown(&chosen, None),
        "lost": other,
        "moved": moved,
    });
    let entries = [
        entry(&app, &visitor, "patient.merge", &id, detail),
        entry(&app, &visitor, "patient.merged", &other, json!({ "into": id })),
    ];
    append(&mut tx, tenant, &entries).await?;
    tx.commit().await?;
    app.changed(tenant);
    Ok(Redirect::to(&format!("/patients/{id}?done=merged")))
}

/// The record that stays, with the values that were chosen.
fn chosen(fields: &Fields, keep: &PatientRow, lose: &PatientRow) -> PatientRow {
    let mut row = keep.clone();
    let takes = |name: &str| fields.raw(name) == "lose";
    if takes("name") {
        row.family.clone_from(&lose.family);
        row.given.clone_from(&lose.given);
        row.patient.name.clone_from(&lose.patient.name);
    }
    if takes("birth_date") {
        row.birth_date.clone_from(&lose.birth_date);
        row.patient.birth_date = lose.patient.birth_date;
    }
    if takes("sex") {
        row.sex.clone_from(&lose.sex);
        row.patient.sex = lose.patient.sex;
    }
    if takes("phone") {
        row.phone.clone_from(&lose.phone);
    }
    if takes("address") {
        row.patient.address.clone_from(&lose.patient.address);
    }
    row.patient.id = PatientId(row.mrn.clone().unwrap_or_default());
    row
}
