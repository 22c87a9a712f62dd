//! Every KPI with its formula, and the page of one with the rows behind it.

use super::chart::{Trend, trend};
use super::{kept, sees_money, whose, words};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::kpi::{self, Figure, Kpi, Month, Shape};

/// Rows of the page at most; the rest is in the CSV.
const ROWS: i64 = 200;

struct Line {
    name: &'static str,
    title: &'static str,
    formula: &'static str,
    now: Option<String>,
    needs: &'static str,
    numerator: String,
    denominator: String,
    good: &'static str,
    chart: Option<Trend>,
}

#[derive(Template)]
#[template(path = "dashboards/kpis.html")]
struct TablePage {
    layout: Layout,
    as_of: String,
    own: bool,
    lines: Vec<Line>,
}

/// Shows all.
pub(super) async fn table(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let person = whose(&visitor)?;
    let money = sees_money(&visitor);
    let (at, figures) = kept::figures(&app, &visitor.tenant, &person).await?;
    let line = |figure: &Figure| Line {
        name: figure.kpi.name,
        title: figure.kpi.title,
        formula: figure.kpi.formula,
        now: words::value(figure.kpi, &figure.now),
        needs: figure.kpi.needs,
        numerator: words::numerator(figure.kpi, figure.now.numerator, money),
        denominator: words::denominator(figure.kpi, figure.now.denominator, money),
        good: figure.kpi.good,
        chart: trend(figure),
    };
    render(&TablePage {
        layout: layout(&app, &visitor, "Numbers", "/kpis").await?,
        as_of: format::time(at),
        own: !person.is_empty(),
        lines: figures.iter().map(line).collect(),
    })
}

/// Which month's rows are wanted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) month: String,
}

struct MonthRow {
    label: String,
    value: String,
    numerator: String,
    denominator: String,
    here: bool,
}

struct FactRow {
    href: Option<String>,
    account: String,
    at: String,
    payer: String,
    setting: String,
    person: String,
    numerator: String,
    denominator: String,
}

#[derive(Template)]
#[template(path = "dashboards/kpi.html")]
struct KpiPage {
    layout: Layout,
    as_of: String,
    own: bool,
    kpi: &'static Kpi,
    level: bool,
    now: Option<String>,
    chart: Option<Trend>,
    months: Vec<MonthRow>,
    month: String,
    rows: Vec<FactRow>,
    most: i64,
    may_export: bool,
}

/// What a person may ask of one KPI: the KPI, whose numbers, the time.
pub(crate) fn asked(
    visitor: &Visitor,
    name: &str,
    month: &str,
    now: i64,
) -> PageResult<(&'static Kpi, String, Month)> {
    let person = whose(visitor)?;
    let kpi = kpi::by_name(name).ok_or_else(|| PageFault::not_found("KPI of that name"))?;
    if !person.is_empty() && !kpi.person {
        return Err(PageFault::forbidden(Permission::ViewDashboard));
    }
    let months = kpi::months(now);
    let chosen = match month {
        "" => months.last(),
        label => months.iter().find(|month| month.label == label),
    };
    let chosen = chosen.cloned().ok_or_else(|| {
        PageFault::invalid("A month is written YYYY-MM and lies within the last thirteen.")
    })?;
    Ok((kpi, person, chosen))
}

/// Shows one.
pub(super) async fn one(
    visitor: Visitor,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<Asked>,
) -> PageResult<Html<String>> {
    let (kpi, person, month) = asked(&visitor, &name, &query.month, app.now())?;
    let money = sees_money(&visitor);
    let (at, figures) = kept::figures(&app, &visitor.tenant, &person).await?;
    let figure = figures
        .iter()
        .find(|figure| figure.kpi.name == kpi.name)
        .ok_or_else(|| PageFault::not_found("KPI of that name"))?;
    let time = (month.from, month.to);
    let facts = kpi::facts(&app.db, &visitor.tenant, kpi, time, (&person, ROWS)).await?;
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let names: BTreeMap<String, String> =
        users.into_iter().map(|user| (user.id.0, user.name)).collect();
    let opens = visitor.principal.may(Permission::ViewChart);
    let month_row = |point: &kpi::Point| MonthRow {
        label: point.label.clone(),
        value: words::value(kpi, point).unwrap_or_else(|| "no data".to_owned()),
        numerator: words::numerator(kpi, point.numerator, money),
        denominator: words::denominator(kpi, point.denominator, money),
        here: point.label == month.label,
    };
    let row = |fact: &kpi::Fact| FactRow {
        href: opens.then(|| format!("/accounts/{}", fact.account)),
        account: fact.source_key.clone(),
        at: format::time(fact.at),
        payer: fact.payer.clone(),
        setting: fact.setting.clone(),
        person: fact.person.as_ref().map_or_else(String::new, |person| {
            names.get(person).cloned().unwrap_or_else(|| person.clone())
        }),
        numerator: words::numerator(kpi, fact.numerator, money),
        denominator: words::denominator(kpi, fact.denominator, money),
    };
    render(&KpiPage {
        layout: layout(&app, &visitor, kpi.title, "/kpis").await?,
        as_of: format::time(at),
        own: !person.is_empty(),
        level: kpi.shape == Shape::Level,
        now: words::value(kpi, &figure.now),
        chart: trend(figure),
        months: figure.months.iter().map(month_row).collect(),
        rows: facts.iter().map(row).collect(),
        month: month.label,
        most: ROWS,
        may_export: visitor.principal.may(Permission::Export),
        kpi,
    })
}
