//! The page of one KPI: its months, how old what stands is, and the rows behind a number.

use super::chart::{Trend, trend};
use super::kpis::{Asked, Wanted, asked, shape};
use super::{kept, sees_money, words};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::denials::address_behind;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use std::collections::BTreeMap;
use store::kpi::{self, BUCKETS, Baseline, Bucket, Fact, Kpi, Point, View};

/// Rows of the page at most; the rest is in the CSV.
const ROWS: i64 = 200;

struct MonthRow {
    label: String,
    value: String,
    numerator: String,
    denominator: String,
    change: String,
    here: bool,
}

struct AgeRow {
    label: &'static str,
    numerator: String,
    denominator: String,
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

struct Against {
    id: String,
    name: String,
    value: String,
}

#[derive(Template)]
#[template(path = "dashboards/kpi.html")]
struct KpiPage {
    layout: Layout,
    as_of: String,
    own: bool,
    known: String,
    today: String,
    kept: String,
    also: String,
    kpi: &'static Kpi,
    shape: String,
    of_an_end: bool,
    now: Option<String>,
    chart: Option<Trend>,
    against: Option<Against>,
    months: Vec<MonthRow>,
    ages: Vec<AgeRow>,
    month: String,
    rows: Vec<FactRow>,
    most: i64,
    may_export: bool,
    denials: Option<String>,
}

/// Shows one.
pub(super) async fn one(
    visitor: Visitor,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<Asked>,
) -> PageResult<Html<String>> {
    let wanted = asked(&visitor, &name, (&query.month, &query.known), app.now())?;
    let Wanted { kpi, person, month, known } = &wanted;
    let money = sees_money(&visitor);
    let (at, figures) = kept::figures(&app, &visitor.tenant, person, *known).await?;
    let figure = figures
        .iter()
        .find(|figure| figure.kpi.name == kpi.name)
        .ok_or_else(|| PageFault::not_found("KPI of that name"))?;
    let view = View { person, known: known.until };
    let time = (month.from, month.to);
    let facts = kpi::facts(&app.db, &visitor.tenant, kpi, time, (view, ROWS)).await?;
    let ages = kpi::aging(&app.db, &visitor.tenant, kpi, view).await?;
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let names: BTreeMap<String, String> =
        users.into_iter().map(|user| (user.id.0, user.name)).collect();
    // One's own numbers are not set against those of the house.
    let frozen = match person.is_empty() {
        true => kpi::baselines(&app.db, &visitor.tenant).await?.into_iter().next(),
        false => None,
    };
    let then = frozen.as_ref().and_then(|one| one.of(kpi.name));
    let months = figure.months.iter().map(|point| {
        let change = then.as_ref().and_then(|then| words::change(kpi, point, then));
        month_row(kpi, point, (money, &month.label), change)
    });
    render(&KpiPage {
        layout: layout(&app, &visitor, kpi.title, "/kpis").await?,
        as_of: format::time(at),
        own: !person.is_empty(),
        known: known.label(),
        today: day_of(app.now()).to_string(),
        kept: known.part('?'),
        also: known.part('&'),
        shape: shape(kpi),
        of_an_end: kpi.shape.is_of_an_end(),
        now: words::value(kpi, &figure.now),
        chart: trend(figure),
        months: months.collect(),
        against: frozen.as_ref().and_then(|one| against(kpi, one)),
        ages: age_rows(kpi, &ages, money),
        rows: facts.iter().map(|fact| row(&visitor, kpi, fact, &names)).collect(),
        month: month.label.clone(),
        most: ROWS,
        may_export: visitor.principal.may(Permission::Export),
        denials: address_behind(kpi, &month.label, &known.part('&'))
            .filter(|_| visitor.principal.may(Permission::WorkDenials)),
        kpi,
    })
}

fn against(kpi: &Kpi, frozen: &Baseline) -> Option<Against> {
    let value = words::value(kpi, &frozen.of(kpi.name)?)?;
    Some(Against { id: frozen.id.clone(), name: frozen.name.clone(), value })
}

fn month_row(
    kpi: &Kpi,
    point: &Point,
    (money, here): (bool, &str),
    change: Option<String>,
) -> MonthRow {
    MonthRow {
        label: point.label.clone(),
        value: words::value(kpi, point).unwrap_or_else(|| "no data".to_owned()),
        numerator: words::numerator(kpi, point.numerator, money),
        denominator: words::denominator(kpi, point.denominator, money),
        change: change.unwrap_or_else(|| "–".to_owned()),
        here: point.label == here,
    }
}

/// Nothing for a KPI that is no standing.
fn age_rows(kpi: &Kpi, ages: &[Bucket; BUCKETS.len()], money: bool) -> Vec<AgeRow> {
    if !kpi.shape.is_standing() {
        return Vec::new();
    }
    let row = |(label, bucket): (&&'static str, &Bucket)| AgeRow {
        label,
        numerator: words::numerator(kpi, bucket.numerator, money),
        denominator: words::denominator(kpi, bucket.denominator, money),
    };
    BUCKETS.iter().zip(ages).map(row).collect()
}

/// A row leads to the chart, for who may not read charts to the claims.
fn row(visitor: &Visitor, kpi: &Kpi, fact: &Fact, names: &BTreeMap<String, String>) -> FactRow {
    let money = sees_money(visitor);
    let to = |permission| visitor.principal.may(permission) && !fact.account.is_empty();
    let href = if to(Permission::ViewChart) {
        Some(format!("/accounts/{}", fact.account))
    } else {
        to(Permission::ViewClaim).then(|| format!("/accounts/{}/claims", fact.account))
    };
    FactRow {
        href,
        account: if fact.account.is_empty() { "entered" } else { &fact.source_key }.to_owned(),
        at: format::time(fact.at),
        payer: fact.payer.clone(),
        setting: fact.setting.clone(),
        person: fact.person.as_ref().map_or_else(String::new, |person| {
            names.get(person).cloned().unwrap_or_else(|| person.clone())
        }),
        numerator: words::numerator(kpi, fact.numerator, money),
        denominator: words::denominator(kpi, fact.denominator, money),
    }
}
