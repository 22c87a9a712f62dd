//! Payers, and the names and numbers under which their money comes.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::in_address;
use crate::web::layout::{Layout, layout, render};
use ::payments::posting::KnownPayer;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::payments;
use store::record::append;

/// Longest name or number, in characters.
const LONGEST: usize = 80;

/// Names and numbers of one payer.
const MOST: usize = 200;

/// What the address asks for, and what is typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The payer's id; empty for a new one.
    id: String,
    version: i64,
    name: String,
    number: String,
}

struct Row {
    id: String,
    address: String,
    version: i64,
    names: String,
    numbers: String,
}

#[derive(Template)]
#[template(path = "remittances/payers.html")]
struct PayersPage {
    layout: Layout,
    rows: Vec<Row>,
    typed: Typed,
    fault: String,
    may_post: bool,
}

/// Shows the payers.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(typed): Query<Typed>,
) -> PageResult<Html<String>> {
    page(&app, &visitor, (typed, String::new())).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (typed, fault): (Typed, String),
) -> PageResult<Html<String>> {
    let known = payments::versioned_payers(&app.db, &visitor.tenant).await?;
    let row = |(one, version): (KnownPayer, i64)| Row {
        names: one.names.join("; "),
        numbers: one.numbers.join(", "),
        address: in_address(&one.id),
        id: one.id,
        version,
    };
    render(&PayersPage {
        layout: layout(app, visitor, "Payers", "/remittances").await?,
        rows: known.into_iter().map(row).collect(),
        typed,
        fault,
        may_post: visitor.principal.may(Permission::PostPayments),
    })
}

/// Adds a name or a number to a payer, or a payer.
pub(super) async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    match saved(&app, &visitor, &typed).await {
        Ok(()) => Ok(Redirect::to("/payers?done=payer_saved").into_response()),
        Err(StoreError::Refused(fault)) => {
            let page = page(&app, &visitor, (typed, fault)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn saved(app: &App, visitor: &Visitor, typed: &Typed) -> store::Result<()> {
    let refused = |why: &str| Err(StoreError::Refused(why.to_owned()));
    let (name, number) = (typed.name.trim(), typed.number.trim());
    if name.is_empty() && number.is_empty() {
        return refused("Type the name or the number under which the payer’s money comes.");
    }
    let fits = |text: &str| text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    if !fits(name) || !fits(number) {
        return refused("A name or number has at most 80 characters, on one line.");
    }
    let tenant = &visitor.tenant;
    let mut tx = app.db.begin().await?;
    let known = payments::known_payers_for_change(&mut tx, tenant).await?;
    let taken = known.iter().find(|(one, _)| {
        let same = |own: &String| !number.is_empty() && own.trim() == number;
        let called = |own: &String| !name.is_empty() && own.trim().eq_ignore_ascii_case(name);
        one.id != typed.id
            && (one.numbers.iter().any(same) || one.id == number || one.names.iter().any(called))
    });
    if let Some((other, _)) = taken {
        let name = other.names.first().unwrap_or(&other.id);
        return refused(&format!("This is known as {name} already; two payers cannot share it."));
    }
    let (mut payer, version) = match typed.id.as_str() {
        "" if number.is_empty() || name.is_empty() => {
            return refused("A new payer has a name and a number.");
        }
        "" => (KnownPayer { id: number.to_owned(), ..KnownPayer::default() }, 0),
        id => {
            let found = known.into_iter().find(|(one, _)| one.id == id);
            let gone = || StoreError::NotFound { what: "such payer".to_owned() };
            (found.ok_or_else(gone)?.0, typed.version)
        }
    };
    let before = payer.clone();
    if !name.is_empty() && !payer.names.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        payer.names.push(name.to_owned());
    }
    if !number.is_empty() && !payer.numbers.iter().any(|own| own == number) {
        payer.numbers.push(number.to_owned());
    }
    if payer.names.len().max(payer.numbers.len()) > MOST {
        return refused("A payer has at most 200 names and 200 numbers.");
    }
    payments::put_known_payer(&mut tx, tenant, &payer, version).await?;
    let detail = json!({ "before": before, "after": payer });
    let entry = visitor.audit(app.now(), "payer.save", ("payer", &payer.id), detail);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await
}
