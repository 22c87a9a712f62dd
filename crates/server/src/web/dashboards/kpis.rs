//! Every KPI with its formula, by what it is about.

use super::chart::{Trend, trend};
use super::known::Known;
use super::{kept, sees_money, whose, words};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use store::kpi::{self, Figure, Group, Kpi, Month, Shape, Unit};

struct Line {
    name: &'static str,
    title: &'static str,
    formula: &'static str,
    now: Option<String>,
    needs: &'static str,
    numerator: String,
    denominator: String,
    good: &'static str,
    inexact: bool,
    chart: Option<Trend>,
}

struct Part {
    id: &'static str,
    title: &'static str,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "dashboards/kpis.html")]
struct TablePage {
    layout: Layout,
    as_of: String,
    own: bool,
    known: String,
    today: String,
    kept: String,
    may_enter: bool,
    parts: Vec<Part>,
}

/// Which month's rows are wanted, and as known on which day.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) month: String,
    pub(super) known: String,
}

/// Whether a number is for this person: amounts are for those who see money, and one's own
/// numbers say nothing of money to those who do not.
pub(crate) fn shows(kpi: &Kpi, own: bool, money: bool) -> bool {
    money || !kpi.money || (kpi.unit != Unit::Dollars && !own)
}

/// Shows all.
pub(super) async fn table(
    visitor: Visitor,
    State(app): State<App>,
    Query(query): Query<Asked>,
) -> PageResult<Html<String>> {
    let person = whose(&visitor)?;
    let (own, money) = (!person.is_empty(), sees_money(&visitor));
    let known = Known::of(&query.known, app.now())?;
    let (at, figures) = kept::figures(&app, &visitor.tenant, &person, known).await?;
    let line = |figure: &Figure| Line {
        name: figure.kpi.name,
        title: figure.kpi.title,
        formula: figure.kpi.formula,
        now: words::value(figure.kpi, &figure.now),
        needs: figure.kpi.needs,
        numerator: words::numerator(figure.kpi, figure.now.numerator, money),
        denominator: words::denominator(figure.kpi, figure.now.denominator, money),
        good: figure.kpi.good,
        inexact: known.day.is_some() && !figure.kpi.past.is_empty(),
        chart: trend(figure),
    };
    let part = |group: Group| Part {
        id: group.id(),
        title: group.words(),
        lines: figures
            .iter()
            .filter(|figure| figure.kpi.group == group && shows(figure.kpi, own, money))
            .map(line)
            .collect(),
    };
    let parts = Group::ALL.into_iter().map(part).filter(|part| !part.lines.is_empty());
    render(&TablePage {
        layout: layout(&app, &visitor, "Numbers", "/kpis").await?,
        as_of: format::time(at),
        own,
        known: known.label(),
        today: day_of(app.now()).to_string(),
        kept: known.part('?'),
        may_enter: visitor.principal.may(Permission::KeepNumbers),
        parts: parts.collect(),
    })
}

/// What a person asks of one KPI.
pub(crate) struct Wanted {
    /// The KPI.
    pub(crate) kpi: &'static Kpi,
    /// Whose numbers; empty: everybody's.
    pub(crate) person: String,
    /// The month whose rows are wanted.
    pub(crate) month: Month,
    /// As known when.
    pub(crate) known: Known,
}

/// What a person may ask of one KPI.
pub(crate) fn asked(
    visitor: &Visitor,
    name: &str,
    (month, known): (&str, &str),
    now: i64,
) -> PageResult<Wanted> {
    let person = whose(visitor)?;
    let kpi = kpi::by_name(name).ok_or_else(|| PageFault::not_found("KPI of that name"))?;
    if !person.is_empty() && !kpi.person {
        return Err(PageFault::forbidden(Permission::ViewDashboard));
    }
    if !shows(kpi, !person.is_empty(), sees_money(visitor)) {
        return Err(PageFault::forbidden(Permission::ViewMoney));
    }
    let known = Known::of(known, now)?;
    let months = kpi::months(known.until);
    let chosen = match month {
        "" => months.last(),
        label => months.iter().find(|month| month.label == label),
    };
    let month = chosen.cloned().ok_or_else(|| {
        PageFault::invalid("A month is written YYYY-MM and lies within the thirteen that are told.")
    })?;
    Ok(Wanted { kpi, person, month, known })
}

/// What the shape of a number says about it, in a sentence.
pub(super) fn shape(kpi: &Kpi) -> String {
    match kpi.shape {
        Shape::Flow => "A month counts what happened in it.".to_owned(),
        Shape::Averaged => format!(
            "A month counts what happened in it, over the monthly mean of the {} months before; \
             of the running month its part of a month.",
            kpi::MEAN_MONTHS
        ),
        Shape::Level => format!(
            "A month tells what stood at its end, over the daily mean of {} days.",
            kpi::MEAN_DAYS
        ),
        Shape::Standing(_) => "A month tells what stood at its end.".to_owned(),
    }
}
