//! Finding patients by name, record number and day of birth.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use model::Date;
use serde::Deserialize;
use store::front_desk::{PatientFilter, find};

/// Rows of one page.
const ROWS: i64 = 50;

/// Longest text that is looked for, in characters.
const LONGEST: usize = 100;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    name: String,
    mrn: String,
    born: String,
}

/// A patient in the list.
struct Row {
    id: String,
    name: String,
    mrn: String,
    born: String,
    age: String,
    sex: String,
    city: String,
}

#[derive(Template)]
#[template(path = "front_desk/search.html")]
struct SearchPage {
    layout: Layout,
    asked: Asked,
    fault: Option<String>,
    searched: bool,
    rows: Vec<Row>,
    full: bool,
    may_add: bool,
}

/// Shows what was found; without a question, the beginning of the list.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let today = day_of(app.now());
    let cut = |text: &str| text.trim().chars().take(LONGEST).collect::<String>();
    let mut filter = PatientFilter {
        name: cut(&asked.name),
        mrn: cut(&asked.mrn),
        birth_date: cut(&asked.born),
        limit: ROWS,
    };
    let mut fault = None;
    if !filter.birth_date.is_empty() && filter.birth_date.parse::<Date>().is_err() {
        fault = Some(format!("`{}` is no day; write YYYY-MM-DD.", filter.birth_date));
        filter.birth_date.clear();
    }
    let searched = ![&filter.name, &filter.mrn, &filter.birth_date].iter().all(|t| t.is_empty());
    let found = match fault {
        None => find(&app.db, &visitor.tenant, &filter).await?,
        Some(_) => Vec::new(),
    };
    let rows: Vec<Row> = found
        .into_iter()
        .map(|row| Row {
            name: row.shown_name(),
            mrn: row.mrn.unwrap_or_default(),
            born: row.birth_date.unwrap_or_default(),
            age: row.patient.age_on(today).map(|age| age.to_string()).unwrap_or_default(),
            sex: super::patient::sex_label(row.patient.sex).to_owned(),
            city: row.patient.address.map(|address| address.city).unwrap_or_default(),
            id: row.id,
        })
        .collect();
    render(&SearchPage {
        layout: layout(&app, &visitor, "Patients", "/patients").await?,
        asked,
        fault,
        searched,
        full: rows.len() == usize::try_from(ROWS).unwrap_or(usize::MAX),
        rows,
        may_add: visitor.principal.may(Permission::ManagePatients),
    })
}
