//! Baselines: the numbers of some months frozen as they were known, and each month against them.

use super::known::Known;
use super::kpis::shows;
use super::{kept, sees_money, words};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;
use serde_json::json;
use store::kpi::{self, Baseline, Figure, Group};

struct Row {
    id: String,
    name: String,
    span: String,
    at: String,
    by: String,
}

#[derive(Template)]
#[template(path = "dashboards/baselines.html")]
struct ListPage {
    layout: Layout,
    rows: Vec<Row>,
    may_freeze: bool,
    last: String,
}

struct Cell {
    value: String,
    change: String,
}

struct Line {
    name: &'static str,
    title: &'static str,
    good: &'static str,
    /// The formula then, where it is another one now.
    formula_then: Option<String>,
    then: String,
    now: Cell,
    months: Vec<Cell>,
}

struct Part {
    id: &'static str,
    title: &'static str,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "dashboards/baseline.html")]
struct BaselinePage {
    layout: Layout,
    row: Row,
    as_of: String,
    heads: Vec<String>,
    parts: Vec<Part>,
}

async fn row(app: &App, visitor: &Visitor, one: &Baseline) -> PageResult<Row> {
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let found = users.into_iter().find(|user| user.id.0 == one.frozen_by);
    Ok(Row {
        id: one.id.clone(),
        name: one.name.clone(),
        span: format!("{} to {}", one.from_day, one.to_day),
        at: format::time(one.frozen_at),
        by: found.map_or_else(|| one.frozen_by.clone(), |user| user.name),
    })
}

/// Shows all, and the form for a new one.
pub(super) async fn list(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let mut rows = Vec::new();
    for one in kpi::baselines(&app.db, &visitor.tenant).await? {
        rows.push(row(&app, &visitor, &one).await?);
    }
    let months = kpi::months(app.now());
    let last = months.last().map_or_else(String::new, |month| month.before().label);
    render(&ListPage {
        layout: layout(&app, &visitor, "Baselines", "/kpis").await?,
        rows,
        may_freeze: visitor.principal.may(Permission::KeepNumbers),
        last,
    })
}

/// What is to be frozen.
#[derive(Deserialize)]
pub(super) struct Typed {
    name: String,
    first: String,
    last: String,
}

/// Freezes the numbers of whole months that are over, as they are known now.
pub(super) async fn freeze(
    visitor: Visitor,
    State(app): State<App>,
    Form(form): Form<Typed>,
) -> PageResult<Redirect> {
    let now = app.now();
    let months = kpi::span_of(form.first.trim(), form.last.trim(), now)?;
    let numbers = kpi::freeze(&app.db, &visitor.tenant, &months, now).await?;
    let id = app.new_id("baseline");
    let mut tx = app.db.begin().await?;
    let when = (months.as_slice(), now, visitor.user.as_str());
    kpi::put_baseline(&mut tx, &visitor.tenant, (&id, &form.name), when, &numbers).await?;
    let detail = json!({ "name": form.name.trim(), "first": form.first, "last": form.last });
    let entry = visitor.audit(now, "kpi.freeze", ("baseline", &id), detail);
    store::record::append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/kpis/baselines/{id}?done=added")))
}

/// Shows one beside the months since.
pub(super) async fn one(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let found = kpi::baseline(&app.db, &visitor.tenant, &id).await?;
    let frozen = found.ok_or_else(|| PageFault::not_found("baseline of that name"))?;
    let known = Known { day: None, until: app.now() };
    let (at, figures) = kept::figures(&app, &visitor.tenant, "", known).await?;
    let money = sees_money(&visitor);
    let part = |group: Group| Part {
        id: group.id(),
        title: group.words(),
        lines: figures
            .iter()
            .filter(|figure| figure.kpi.group == group && shows(figure.kpi, false, money))
            .map(|figure| line(figure, &frozen))
            .collect(),
    };
    let labels = figures.first().map_or(&[][..], |figure| &figure.months);
    render(&BaselinePage {
        layout: layout(&app, &visitor, frozen.name.clone(), "/kpis").await?,
        row: row(&app, &visitor, &frozen).await?,
        as_of: format::time(at),
        heads: labels.iter().rev().map(|point| point.label.clone()).collect(),
        parts: Group::ALL.into_iter().map(part).filter(|part| !part.lines.is_empty()).collect(),
    })
}

/// The newest month first.
fn line(figure: &Figure, frozen: &Baseline) -> Line {
    let kpi = figure.kpi;
    let then = frozen.of(kpi.name);
    let kept = frozen.numbers.iter().find(|one| one.kpi == kpi.name);
    let cell = |point: &kpi::Point| Cell {
        value: words::value(kpi, point).unwrap_or_else(|| "–".to_owned()),
        change: then.as_ref().and_then(|then| words::change(kpi, point, then)).unwrap_or_default(),
    };
    Line {
        name: kpi.name,
        title: kpi.title,
        good: kpi.good,
        formula_then: kept.filter(|one| one.formula != kpi.formula).map(|one| one.formula.clone()),
        then: then
            .as_ref()
            .and_then(|then| words::value(kpi, then))
            .unwrap_or_else(|| "no data".to_owned()),
        now: cell(&figure.now),
        months: figure.months.iter().rev().map(cell).collect(),
    }
}
