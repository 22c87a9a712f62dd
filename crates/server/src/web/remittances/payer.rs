//! One payer: how long it is waited for, and its terms of appeal, with everything that was set.

use crate::app::App;
use crate::denials::terms::in_force;
use crate::identity::permission::Permission;
use crate::patience;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{in_address, time};
use crate::web::layout::{Layout, layout, render};
use ::payments::denials::terms::AppealTerms;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use model::PayerKind;
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::payments::{self, AppealTermsRow, PatienceRow};
use store::record::append;

mod terms;

use terms::{Level, TypedTerms};

/// Longest note, in characters.
const LONGEST: usize = 200;

/// Days that a person may set.
const DAYS: std::ops::RangeInclusive<i64> = 1..=365;

/// Which payer.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    id: String,
}

/// What is typed of the days.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TypedDays {
    id: String,
    version: i64,
    days: String,
    note: String,
}

struct Before {
    at: String,
    who: String,
    what: String,
}

#[derive(Template)]
#[template(path = "remittances/payer.html")]
struct PayerPage {
    layout: Layout,
    id: String,
    names: String,
    numbers: String,
    days: i64,
    how: String,
    days_version: i64,
    days_before: Vec<Before>,
    typed_days: TypedDays,
    source: String,
    from: String,
    terms: TypedTerms,
    levels: Vec<Level>,
    /// As they hold today.
    shown: Vec<Level>,
    terms_before: Vec<Before>,
    fault: String,
    may_wait: bool,
    may_terms: bool,
}

/// Shows a payer.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    page(&app, &visitor, &asked.id, Again::default()).await
}

/// A form that could not be taken, and why.
#[derive(Default)]
struct Again {
    days: Option<TypedDays>,
    terms: Option<TypedTerms>,
    fault: String,
}

async fn page(app: &App, visitor: &Visitor, id: &str, again: Again) -> PageResult<Html<String>> {
    let (db, tenant) = (&app.db, &visitor.tenant);
    let known = payments::versioned_payers(db, tenant).await?;
    let found = known.into_iter().find(|(one, _)| one.id == id).map(|one| one.0);
    let payer = found.ok_or_else(|| PageFault::not_found("such payer"))?;
    let people = super::show::people(app, visitor).await?;
    let named = |id: &str| super::show::named(&people, id);
    let wait = patience::of(app, tenant, id).await?;
    let set = payments::patience_of(db, tenant, id).await?;
    let all = payments::appeal_terms(db, tenant, Some(id)).await?;
    let today = day_of(app.now());
    let own = in_force(&all, id, today).cloned();
    let version = all.first().map_or(0, |row| row.version);
    let kind = payments::payer_kind(db, tenant, id).await?;
    let general = || AppealTerms::of(kind_of(&kind));
    let now = own.as_ref().map_or_else(general, |row| row.terms.clone());
    let terms = again.terms.unwrap_or_else(|| TypedTerms::of(id, version, &now, today));
    let may = |permission| visitor.principal.may(permission);
    render(&PayerPage {
        layout: layout(app, visitor, "A payer", "/remittances").await?,
        names: payer.names.join("; "),
        numbers: payer.numbers.join(", "),
        days: wait.days,
        how: wait.words(),
        days_version: set.first().map_or(0, |row| row.version),
        days_before: set.iter().map(|row| set_before(row, &named)).collect(),
        typed_days: again.days.unwrap_or_default(),
        shown: TypedTerms::of(id, version, &now, today).levels(),
        source: now.source,
        from: own.map(|row| row.from.to_string()).unwrap_or_default(),
        levels: terms.levels(),
        terms,
        terms_before: all.iter().map(|row| saved_before(row, &named)).collect(),
        fault: again.fault,
        may_wait: may(Permission::PostPayments),
        may_terms: may(Permission::ManageRules),
        id: payer.id,
    })
}

fn kind_of(name: &str) -> PayerKind {
    serde_json::from_value(json!(name)).unwrap_or(PayerKind::Other)
}

fn set_before(row: &PatienceRow, named: &impl Fn(&str) -> String) -> Before {
    let what = match row.days {
        Some(days) => format!("{days} days: {}", row.note),
        None => format!("computed again: {}", row.note),
    };
    Before { at: time(row.at), who: named(&row.by_person), what }
}

fn saved_before(row: &AppealTermsRow, named: &impl Fn(&str) -> String) -> Before {
    let levels: Vec<String> =
        row.terms.level.iter().map(|one| format!("{} {} days", one.name, one.days)).collect();
    let what = format!(
        "version {}, notices from {}: {}{}; {}",
        row.version,
        row.from,
        levels.join(", "),
        row.terms.address.as_ref().map(terms::on_one_line).unwrap_or_default(),
        row.terms.source
    );
    Before { at: time(row.at), who: named(&row.by_person), what }
}

/// Sets how long the payer is waited for, or has it computed again.
pub(super) async fn wait(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<TypedDays>,
) -> PageResult<Response> {
    let id = typed.id.clone();
    match set(&app, &visitor, &typed).await {
        Ok(()) => Ok(done(&id)),
        Err(StoreError::Refused(fault)) => {
            let again = Again { days: Some(typed), fault, ..Again::default() };
            refused(&app, &visitor, &id, again).await
        }
        Err(other) => Err(other.into()),
    }
}

fn done(id: &str) -> Response {
    Redirect::to(&format!("/payers/one?id={}&done=saved", in_address(id))).into_response()
}

async fn refused(app: &App, visitor: &Visitor, id: &str, again: Again) -> PageResult<Response> {
    let page = page(app, visitor, id, again).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn set(app: &App, visitor: &Visitor, typed: &TypedDays) -> store::Result<()> {
    let refused = |why: &str| StoreError::Refused(why.to_owned());
    let days = match typed.days.trim() {
        "" => None,
        text => {
            let days: Option<i64> = text.parse().ok().filter(|days| DAYS.contains(days));
            Some(days.ok_or_else(|| refused("The days are a number from 1 to 365, or empty."))?)
        }
    };
    let note = typed.note.trim();
    if note.is_empty() || note.chars().count() > LONGEST {
        return Err(refused("Say why, in up to 200 characters."));
    }
    known(app, visitor, &typed.id).await?;
    let row = PatienceRow {
        payer: typed.id.clone(),
        version: typed.version.saturating_add(1),
        days,
        note: note.to_owned(),
        by_person: visitor.user.0.clone(),
        at: app.now(),
    };
    let mut tx = app.db.begin().await?;
    payments::put_patience(&mut tx, &visitor.tenant, &row).await?;
    let detail = json!({ "days": days, "note": note });
    let entry = visitor.audit(app.now(), "payer.wait", ("payer", &typed.id), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await
}

async fn known(app: &App, visitor: &Visitor, id: &str) -> store::Result<()> {
    let all = payments::versioned_payers(&app.db, &visitor.tenant).await?;
    match all.iter().any(|(one, _)| one.id == id) {
        true => Ok(()),
        false => Err(StoreError::NotFound { what: "such payer".to_owned() }),
    }
}

/// Saves the terms of appeal as a new version.
pub(super) async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<TypedTerms>,
) -> PageResult<Response> {
    let id = typed.id.clone();
    match saved(&app, &visitor, &typed).await {
        Ok(()) => Ok(done(&id)),
        Err(StoreError::Refused(fault)) => {
            let again = Again { terms: Some(typed), fault, ..Again::default() };
            refused(&app, &visitor, &id, again).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn saved(app: &App, visitor: &Visitor, typed: &TypedTerms) -> store::Result<()> {
    let (from, terms) = typed.read().map_err(StoreError::Refused)?;
    known(app, visitor, &typed.id).await?;
    let row = AppealTermsRow {
        payer: typed.id.clone(),
        version: typed.version.saturating_add(1),
        from,
        terms,
        by_person: visitor.user.0.clone(),
        at: app.now(),
    };
    let mut tx = app.db.begin().await?;
    payments::put_appeal_terms(&mut tx, &visitor.tenant, &row).await?;
    let detail = json!({ "version": row.version, "from": from, "terms": row.terms });
    let entry = visitor.audit(app.now(), "payer.appeal_terms", ("payer", &typed.id), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await
}
