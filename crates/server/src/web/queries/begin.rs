//! Beginning a query: from a gap with its evidence, or from a template.

use super::{Visit, found_account, viewed, visit};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::queries::keep_draft;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use cdi::draft::{Request, from_gap, from_template, suggested, templates};
use cdi::query::Query;
use model::{Chart, Gap};
use serde::Deserialize;
use store::StoreError;
use store::accounts::{Account, latest_chart, latest_coding};

/// A gap that can be asked about.
struct GapRow {
    choice: String,
    kind: &'static str,
    text: String,
    quotes: Vec<(String, String)>,
}

/// A template that can be taken.
struct TemplateRow {
    choice: String,
    title: String,
    suggested: bool,
}

#[derive(Template)]
#[template(path = "queries/begin.html")]
struct BeginPage {
    layout: Layout,
    visit: Visit,
    coding: i64,
    gaps: Vec<GapRow>,
    templates: Vec<TemplateRow>,
    queries: Vec<super::QueryLine>,
}

/// What there is to ask about.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let account = found_account(&app, &visitor, &id, Permission::WriteQuery).await?;
    let (chart, gaps, coding) = known(&app, &visitor, &account).await?;
    viewed(&app, &visitor, &account, ("chart.view", "account", &id)).await?;
    let hints = suggested(&chart);
    let mut rows: Vec<TemplateRow> = templates()
        .iter()
        .map(|template| TemplateRow {
            choice: format!("template:{}", template.id),
            title: template.id.replace('-', " "),
            suggested: hints.contains(&template.id.as_str()),
        })
        .collect();
    rows.sort_by_key(|row| !row.suggested);
    let gaps = gaps.iter().enumerate().map(|(place, gap)| gap_row(place, gap, &chart));
    render(&BeginPage {
        layout: layout(&app, &visitor, "Ask a provider", "/queries").await?,
        visit: visit(&account),
        coding,
        gaps: gaps.collect(),
        templates: rows,
        queries: super::of_account(&app, &visitor.tenant, &account.id).await?,
    })
}

fn gap_row(place: usize, gap: &Gap, chart: &Chart) -> GapRow {
    let quote = |evidence: &model::Evidence| {
        let document = chart.documents.get(evidence.document as usize);
        let title = document.map(|document| document.title.clone()).unwrap_or_default();
        (in_its_line(chart, evidence), title)
    };
    GapRow {
        choice: format!("gap:{place}"),
        kind: cdi::query::QueryKind::from(gap.kind).name(),
        text: gap.text.clone(),
        quotes: gap.evidence.iter().map(quote).collect(),
    }
}

/// The words with the line around them: a word alone says little.
fn in_its_line(chart: &Chart, evidence: &model::Evidence) -> String {
    let text = chart.documents.get(evidence.document as usize).map(|d| d.text.as_str());
    let around = text.and_then(|text| {
        let (before, rest) = text.split_at_checked(evidence.start as usize)?;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = rest.find('\n').map_or(text.len(), |at| before.len() + at);
        text.get(start..end).map(str::trim).filter(|line| line.len() <= 300)
    });
    around.unwrap_or(&evidence.text).to_owned()
}

/// What was chosen, and the codes that the page showed.
#[derive(Deserialize)]
pub(super) struct Begun {
    choice: String,
    coding: i64,
}

/// Makes the draft.
pub(super) async fn begin(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(begun): Form<Begun>,
) -> PageResult<Redirect> {
    let account = found_account(&app, &visitor, &id, Permission::WriteQuery).await?;
    let (chart, gaps, coding) = known(&app, &visitor, &account).await?;
    if coding != begun.coding {
        return Err(StoreError::Conflict { what: format!("the coding of account {id}") }.into());
    }
    let recipient = account.provider.clone().unwrap_or_default();
    let request = Request {
        id: cdi::query::QueryId(app.new_id("qry")),
        account: account.id.as_str(),
        author: visitor.user.as_str(),
        recipient: &recipient,
        at_micros: app.now(),
    };
    let query = drafted(&begun.choice, &gaps, &chart, &request)?;
    let changed = keep_draft(&app, &visitor.tenant, &account, query).await?;
    let stored = changed.commit(&app, &visitor.tenant).await?;
    Ok(Redirect::to(&format!("/queries/{}/edit", stored.query.id)))
}

/// The draft of a choice: `gap:0` or `template:name`.
pub(crate) fn drafted(
    choice: &str,
    gaps: &[Gap],
    chart: &Chart,
    request: &Request<'_>,
) -> PageResult<Query> {
    if let Some(place) = choice.strip_prefix("gap:") {
        let gap = place.parse().ok().and_then(|place: usize| gaps.get(place));
        let gap = gap.ok_or_else(|| PageFault::not_found("such gap"))?;
        return Ok(from_gap(gap, chart, request));
    }
    let name = choice.strip_prefix("template:").unwrap_or_default();
    from_template(name, &[], chart, request)
        .map_err(|why| PageFault::invalid(format!("No draft was made: {why}.")))
}

/// The chart, what its codes leave open, and their version.
pub(crate) async fn known(
    app: &App,
    visitor: &Visitor,
    account: &Account,
) -> PageResult<(Chart, Vec<Gap>, i64)> {
    let chart = latest_chart(&app.db, &visitor.tenant, &account.id).await?;
    let chart = chart.ok_or_else(|| PageFault::not_found("chart"))?.chart;
    let coding = latest_coding(&app.db, &visitor.tenant, &account.id).await?;
    let version = coding.as_ref().map_or(0, |coding| coding.version);
    Ok((chart, coding.map(|coding| coding.coded.gaps).unwrap_or_default(), version))
}
