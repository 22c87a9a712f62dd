//! Coding to cash: how right and how fast coders and engine are, beside what becomes of the claims.

use super::chart::{Bars, Trend, bars, trend};
use super::kept::{self, RULE_DAYS};
use super::known::Known;
use super::people::{Coder, coders, heads};
use super::{sees_money, words};
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{self, dollars, percent_bp};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use std::collections::BTreeMap;
use store::kpi::{self, Figure, RuleRow};

/// Work on the left, what it leads to on the right.
const PAIRS: [(&str, &str); 4] = [
    ("accuracy", "clean-claim-rate"),
    ("coding-turnaround-ready", "claim-edit-volume"),
    ("productivity", "coding-denial-rate"),
    ("autonomy-received", "coding-denial-dollars"),
];

struct Side {
    name: &'static str,
    title: &'static str,
    now: String,
    over: String,
    needs: &'static str,
    chart: Option<Trend>,
}

struct MonthRow {
    label: String,
    cells: Vec<String>,
}

struct HeldRow {
    cause: &'static str,
    accounts: i64,
    value: String,
    oldest: String,
}

struct Rule {
    edit: String,
    family: String,
    severity: String,
    fired: i64,
    claims: i64,
    overridden: String,
}

#[derive(Template)]
#[template(path = "dashboards/cash.html")]
struct CashPage {
    layout: Layout,
    as_of: String,
    money: bool,
    pairs: Vec<[Side; 2]>,
    heads: Vec<&'static str>,
    months: Vec<MonthRow>,
    held: Vec<HeldRow>,
    held_chart: Option<Bars>,
    rules: Vec<Rule>,
    rule_days: i64,
    coder_heads: Vec<&'static str>,
    coders: Vec<Coder>,
}

/// Shows the page.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let money = sees_money(&visitor);
    let now = app.now();
    let known = Known { day: None, until: now };
    let (at, figures) = kept::figures(&app, &visitor.tenant, "", known).await?;
    let (_, people) = kept::people(&app, &visitor.tenant).await?;
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let names: BTreeMap<String, String> =
        users.into_iter().map(|user| (user.id.0, user.name)).collect();
    let (_, counted) = kept::now(&app, &visitor.tenant).await?;
    let of = |name: &str| figures.iter().find(|figure| figure.kpi.name == name);
    let pairs: Vec<(&Figure, &Figure)> =
        PAIRS.iter().filter_map(|(left, right)| Some((of(left)?, of(right)?))).collect();
    let columns: Vec<&Figure> =
        pairs.iter().map(|(left, _)| *left).chain(pairs.iter().map(|(_, right)| *right)).collect();
    let rules = kept::rules(&app, &visitor.tenant).await?;
    let held = |row: &kpi::HeldRow| HeldRow {
        cause: words::cause(&row.cause),
        accounts: row.accounts,
        value: if money { dollars(row.value_cents) } else { String::new() },
        oldest: format::span(now - row.oldest),
    };
    let charted = counted.held.iter().map(|row| {
        let cents = row.value_cents;
        (words::cause(&row.cause).to_owned(), cents, cents, dollars(cents))
    });
    render(&CashPage {
        layout: layout(&app, &visitor, "Coding to cash", "/dashboard").await?,
        as_of: format::time(at),
        money,
        heads: columns.iter().map(|figure| figure.kpi.title).collect(),
        months: months(&columns),
        held_chart: (money && !counted.held.is_empty())
            .then(|| bars("held", "Charges held, by cause", None, charted.collect())),
        held: counted.held.iter().map(held).collect(),
        pairs: pairs
            .into_iter()
            .map(|(left, right)| [side(left, money), side(right, money)])
            .collect(),
        rules: rules.iter().map(rule).collect(),
        rule_days: RULE_DAYS,
        coder_heads: heads(money),
        coders: coders(&people, &names, money),
    })
}

fn side(figure: &Figure, money: bool) -> Side {
    let kpi = figure.kpi;
    Side {
        name: kpi.name,
        title: kpi.title,
        now: words::value(kpi, &figure.now).unwrap_or_else(|| "no data yet".to_owned()),
        over: format!(
            "{} of {}",
            words::numerator(kpi, figure.now.numerator, money),
            words::denominator(kpi, figure.now.denominator, money)
        ),
        needs: if figure.now.denominator > 0 { "" } else { kpi.needs },
        chart: trend(figure),
    }
}

fn months(columns: &[&Figure]) -> Vec<MonthRow> {
    let Some(first) = columns.first() else { return Vec::new() };
    let cell = |figure: &Figure, index: usize| {
        let point = figure.months.get(index);
        point.and_then(|point| words::value(figure.kpi, point)).unwrap_or_else(|| "–".to_owned())
    };
    let row = |(index, point): (usize, &kpi::Point)| MonthRow {
        label: point.label.clone(),
        cells: columns.iter().map(|figure| cell(figure, index)).collect(),
    };
    first.months.iter().enumerate().map(row).collect()
}

fn rule(row: &RuleRow) -> Rule {
    Rule {
        overridden: format!(
            "{} ({})",
            row.overridden,
            percent_bp(row.overridden * 10_000 / row.fired.max(1),)
        ),
        edit: row.edit.clone(),
        family: row.family.clone(),
        severity: row.severity.clone(),
        fired: row.fired,
        claims: row.claims,
    }
}
