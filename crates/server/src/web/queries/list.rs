//! The list of queries by state and age, beside the CDI specialists' list of charts.

use super::charts::{self, ChartRow};
use super::{line_resource, name, people_names, provider_names, status, tone};
use crate::app::App;
use crate::identity::permission::{Permission, Reach};
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{self, in_address};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use cdi::aging::Bucket;
use cdi::query::Status;
use serde::Deserialize;
use store::queries::{Line, LineFilter, lines};

/// Rows of one page.
const ROWS: usize = 50;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) view: String,
    pub(super) state: String,
    pub(super) bucket: String,
    pub(super) text: String,
    pub(super) provider: String,
    pub(super) page: usize,
}

/// A place beside the list.
struct Place {
    href: String,
    label: String,
    count: usize,
    warn: bool,
    here: bool,
}

/// A query in the list.
struct Row {
    href: String,
    title: String,
    patient: String,
    mrn: String,
    day: String,
    provider: String,
    author: String,
    status: &'static str,
    tone: &'static str,
    overdue: bool,
    due: String,
    bucket: &'static str,
    age: String,
    step: i64,
    affects_coding: bool,
}

#[derive(Template)]
#[template(path = "queries/list.html")]
struct ListPage {
    layout: Layout,
    charts: bool,
    places: Vec<Place>,
    ages: Vec<Place>,
    asked: Asked,
    providers: Vec<(String, String)>,
    rows: Vec<Row>,
    chart_rows: Vec<ChartRow>,
    total: usize,
    ranked: Option<i64>,
    export: Option<String>,
    next: Option<String>,
    may_write: bool,
}

/// Shows charts or queries.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Response> {
    if visitor.principal.reach(Permission::ViewQuery) <= Reach::Own {
        return Ok(Redirect::to("/inbox").into_response());
    }
    let now = app.now();
    let all = seen(&app, &visitor).await?;
    let charts = asked.view != "list";
    let ranked = charts::rows(&app, &visitor, &all).await?;
    let providers = provider_names(&app, &visitor.tenant).await?;
    let people = people_names(&app, &visitor.tenant).await?;
    let wanted: Vec<&Line> = all.iter().filter(|line| fits(line, &asked, now)).collect();
    let total = if charts { ranked.rows.len() } else { wanted.len() };
    let from = asked.page.min(total / ROWS) * ROWS;
    let row = |line: &&Line| {
        let state = status_of(line);
        let end = line.closed_at.or(line.answered_at);
        Row {
            href: format!("/queries/{}", line.id),
            title: line.title.clone(),
            patient: line.patient_name.clone(),
            mrn: line.mrn.clone().unwrap_or_default(),
            day: line.service_from.clone().unwrap_or_default(),
            provider: name(&providers, line.provider.as_deref().unwrap_or_default()),
            author: name(&people, &line.author),
            status: status(state),
            tone: tone(state),
            overdue: overdue(line, now),
            due: awaited(line).map(|at| format::due(at, now)).unwrap_or_default(),
            bucket: bucket(line, now).map(Bucket::label).unwrap_or_default(),
            age: match end {
                Some(at) => format::day(at),
                None => format::span(now - line.sent_at.unwrap_or(line.created_at)),
            },
            step: line.step,
            affects_coding: line.affects_coding,
        }
    };
    let rows =
        if charts { Vec::new() } else { wanted.iter().skip(from).take(ROWS).map(row).collect() };
    let next = (from + ROWS < total).then(|| address("/queries", &asked, from / ROWS + 1));
    let page = ListPage {
        layout: layout(&app, &visitor, "Queries", "/queries").await?,
        places: places(&all, &asked, ranked.rows.len()),
        ages: ages(&all, &asked, now),
        providers: providers.into_iter().collect(),
        rows,
        ranked: Some(ranked.total).filter(|total| *total > charts::MOST),
        chart_rows: ranked
            .rows
            .into_iter()
            .skip(from)
            .take(if charts { ROWS } else { 0 })
            .collect(),
        charts,
        total,
        export: (visitor.principal.may(Permission::Export) && !charts)
            .then(|| address("/queries/export.csv", &asked, 0)),
        next,
        may_write: visitor.principal.may(Permission::WriteQuery),
        asked,
    };
    Ok(render(&page)?.into_response())
}

/// Every query that the person may see, open ones first.
pub(super) async fn seen(app: &App, visitor: &Visitor) -> PageResult<Vec<Line>> {
    let all = lines(&app.db, &visitor.tenant, &LineFilter::default()).await?;
    let own = visitor.principal.provider.as_deref();
    let may = |line: &Line| {
        visitor.allow(Permission::ViewQuery, &line_resource(line)).is_ok()
            && (own.is_none() || own != line.provider.as_deref())
    };
    Ok(all.into_iter().filter(may).collect())
}

pub(super) fn status_of(line: &Line) -> Status {
    Status::ALL.into_iter().find(|status| status.name() == line.state).unwrap_or_default()
}

/// When an answer that is awaited is due.
fn awaited(line: &Line) -> Option<i64> {
    line.due_at.filter(|_| status_of(line).awaits_answer())
}

pub(super) fn overdue(line: &Line, now: i64) -> bool {
    awaited(line).is_some_and(|due| now > due)
}

pub(super) fn bucket(line: &Line, now: i64) -> Option<Bucket> {
    let sent = line.sent_at.filter(|_| status_of(line).awaits_answer())?;
    Some(Bucket::of(now.saturating_sub(sent)))
}

/// Whether a line is asked for by state, age, provider and words.
pub(super) fn fits(line: &Line, asked: &Asked, now: i64) -> bool {
    let words = asked.text.trim().to_lowercase();
    let by_state = match asked.state.as_str() {
        "" => true,
        "overdue" => overdue(line, now),
        "awaiting" => status_of(line).awaits_answer(),
        state => line.state == state,
    };
    let by_age = asked.bucket.is_empty()
        || bucket(line, now).is_some_and(|bucket| store::name_of(&bucket) == asked.bucket);
    let by_words = words.is_empty()
        || line.patient_name.to_lowercase().contains(&words)
        || line.title.to_lowercase().contains(&words)
        || line.mrn.as_ref().is_some_and(|mrn| mrn.to_lowercase() == words)
        || line.id == asked.text.trim();
    let by_provider =
        asked.provider.is_empty() || line.provider.as_deref() == Some(asked.provider.as_str());
    by_state && by_age && by_words && by_provider
}

fn places(all: &[Line], asked: &Asked, charts: usize) -> Vec<Place> {
    let here =
        |state: &str| asked.view == "list" && asked.bucket.is_empty() && asked.state == state;
    let mut places = vec![Place {
        href: "/queries".to_owned(),
        label: "Charts to look at".to_owned(),
        count: charts,
        warn: false,
        here: asked.view != "list",
    }];
    for state in Status::ALL {
        places.push(Place {
            href: format!("/queries?view=list&state={}", state.name()),
            label: status(state).to_owned(),
            count: all.iter().filter(|line| line.state == state.name()).count(),
            warn: false,
            here: here(state.name()),
        });
    }
    places
}

fn ages(all: &[Line], asked: &Asked, now: i64) -> Vec<Place> {
    let mut places = vec![Place {
        href: "/queries?view=list&state=overdue".to_owned(),
        label: "Overdue".to_owned(),
        count: all.iter().filter(|line| overdue(line, now)).count(),
        warn: true,
        here: asked.view == "list" && asked.state == "overdue" && asked.bucket.is_empty(),
    }];
    for age in Bucket::ALL {
        let key = store::name_of(&age);
        places.push(Place {
            href: format!("/queries?view=list&state=awaiting&bucket={key}"),
            label: age.label().to_owned(),
            count: all.iter().filter(|line| bucket(line, now) == Some(age)).count(),
            warn: false,
            here: asked.view == "list" && asked.bucket == key,
        });
    }
    places
}

fn address(path: &str, asked: &Asked, page: usize) -> String {
    let view = if asked.view == "list" { "list" } else { "" };
    let page = if page == 0 { String::new() } else { page.to_string() };
    let mut address = format!("{path}?");
    let pairs = [
        ("view", view),
        ("state", &asked.state),
        ("bucket", &asked.bucket),
        ("text", &asked.text),
        ("provider", &asked.provider),
        ("page", &page),
    ];
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        address.push_str(&format!("{name}={}&", in_address(value)));
    }
    address.pop();
    address
}
