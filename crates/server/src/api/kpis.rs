//! KPIs: each with its formula and its numbers, and the rows behind a number, page by page.

use super::call::{Call, Reply};
use super::endpoint::{Endpoint, Kind, Parameter, Shape, parameter};
use super::problem::{ApiResult, Problem};
use super::table::Table;
use crate::identity::permission::Permission;
use crate::surroundings::rfc3339;
use crate::web::dashboards::{Known, Wanted, asked, figures, scaled, sees_money, shows, whose};
use crate::web::fault::PageFault;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use store::kpi::{self, Fact, FactPlace, Figure, Kpi, Point, Shape as Made, Unit, View};
use utoipa::ToSchema;

/// Numerator and denominator of a stretch of time.
#[derive(Serialize, ToSchema)]
struct PointView {
    /// `YYYY-MM`; null for the whole time.
    month: Option<String>,
    /// The number in the KPI's unit; null where there is nothing to divide by.
    value: Option<f64>,
    /// What was counted; null where it is money that the caller may not see.
    numerator: Option<i64>,
    /// Over what; null as the numerator.
    denominator: Option<i64>,
}

/// A KPI.
#[derive(Serialize, ToSchema)]
struct KpiView {
    /// Its name in addresses.
    name: &'static str,
    /// What people call it.
    title: &'static str,
    /// The formula in words.
    formula: &'static str,
    /// What the numerator counts; cents where it is money, minutes where the unit is hours.
    numerator_is: &'static str,
    /// What the denominator counts; seconds where the unit is `per_hour`.
    denominator_is: &'static str,
    /// Where the formula comes from.
    source: &'static str,
    /// What is taken as good elsewhere; empty where nobody says.
    good: &'static str,
    /// Why there may be no number.
    needs: &'static str,
    /// `coding`, `claims`, `money` or `denials`.
    group: &'static str,
    /// `percent`, `hours`, `days`, `each`, `per_hour`; `count` and `dollars`: the numerator alone.
    unit: &'static str,
    /// `flow`: the facts of a month; `averaged`: over the mean of three months before; `level`:
    /// what stands at its end over the daily mean of 90 days; `standing`: what stands at its end.
    shape: &'static str,
    /// The past day whose knowledge it is; null: now.
    known_on: Option<String>,
    /// What the tables cannot tell of a past day; empty where they tell all.
    past: &'static str,
    /// Whether it is counted over the caller's own work only.
    own: bool,
    /// When it was counted, at most a minute ago.
    as_of: String,
    /// Over all thirteen months, or as it stands now.
    now: PointView,
    /// By month, oldest first.
    months: Vec<PointView>,
}

/// One fact behind a number.
#[derive(Serialize, ToSchema)]
struct FactView {
    /// The account.
    account: String,
    /// The source's name of its chart.
    source: String,
    /// Its payer.
    payer: String,
    /// Its setting.
    setting: String,
    /// When.
    at: String,
    /// The user, where the KPI tells it.
    person: Option<String>,
    /// What it adds to the numerator; null where it is money that the caller may not see.
    numerator: Option<i64>,
    /// And to the denominator.
    denominator: Option<i64>,
}

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let get = |path, what| {
        Endpoint::new("GET", path, Permission::ViewOwnNumbers, what).or(Permission::ViewDashboard)
    };
    const KNOWN: Parameter = parameter("known", Kind::Day, "As known on this day; else now");
    let month =
        [parameter("month", Kind::Text, "`YYYY-MM`, one of the last 13; else the last"), KNOWN];
    table
        .with(
            get("/kpis", "Every KPI with its formula")
                .query(&[KNOWN])
                .answers(Shape::list::<KpiView>()),
            list,
        )
        .with(get("/kpis/{kpi}", "One KPI").query(&[KNOWN]).answers(Shape::of::<KpiView>()), one)
        .with(
            get("/kpis/{kpi}/rows", "The rows behind the number of a month, newest first")
                .pages::<FactView>(&month),
            rows,
        )
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "percent",
        Unit::Hours => "hours",
        Unit::Days => "days",
        Unit::Each => "each",
        Unit::PerHour => "per_hour",
        Unit::Count => "count",
        Unit::Dollars => "dollars",
    }
}

/// The number, from the smallest step that is shown.
fn value(kpi: &Kpi, point: &Point) -> Option<f64> {
    let steps = match kpi.unit {
        Unit::Percent | Unit::Each | Unit::Dollars => 100.0,
        Unit::Count => 1.0,
        Unit::Hours | Unit::Days | Unit::PerHour => 10.0,
    };
    scaled(kpi, point).map(|value| value as f64 / steps)
}

fn view(figure: &Figure, (at, known): (i64, Known), (own, money): (bool, bool)) -> KpiView {
    let kpi = figure.kpi;
    let shown = money || !kpi.money;
    let point = |point: &Point| PointView {
        month: (!point.label.is_empty()).then(|| point.label.clone()),
        value: value(kpi, point),
        numerator: shown.then_some(point.numerator),
        denominator: shown.then_some(point.denominator),
    };
    KpiView {
        name: kpi.name,
        title: kpi.title,
        formula: kpi.formula,
        numerator_is: kpi.numerator,
        denominator_is: kpi.denominator,
        source: kpi.source,
        good: kpi.good,
        needs: kpi.needs,
        group: kpi.group.id(),
        unit: unit(kpi.unit),
        shape: match kpi.shape {
            Made::Flow => "flow",
            Made::Averaged => "averaged",
            Made::Level => "level",
            Made::Standing(_) => "standing",
        },
        known_on: known.day.map(|day| day.to_string()),
        past: kpi.past,
        own,
        as_of: rfc3339(at),
        now: point(&figure.now),
        months: figure.months.iter().map(point).collect(),
    }
}

/// A day or a month that cannot be taken is the caller's to mend.
fn refused(field: &'static str, fault: PageFault) -> Problem {
    match fault.status {
        StatusCode::UNPROCESSABLE_ENTITY => Problem::bad_request(field, fault.what),
        _ => fault.into(),
    }
}

fn known(call: &Call) -> ApiResult<Known> {
    Known::of(&call.asked_text("known"), call.app.now()).map_err(|fault| refused("known", fault))
}

async fn list(call: Call) -> ApiResult<Reply> {
    let person = whose(&call.visitor)?;
    let known = known(&call)?;
    let (at, figures) = figures(&call.app, &call.visitor.tenant, &person, known).await?;
    let how = (!person.is_empty(), sees_money(&call.visitor));
    let shown = figures.iter().filter(|figure| shows(figure.kpi, how.0, how.1));
    Reply::all(shown.map(|figure| view(figure, (at, known), how)).collect())
}

async fn one(call: Call) -> ApiResult<Reply> {
    let (name, known) = (call.part("kpi"), known(&call)?);
    let wanted = asked(&call.visitor, name, ("", &known.label()), call.app.now())?;
    let (at, figures) = figures(&call.app, &call.visitor.tenant, &wanted.person, known).await?;
    let figure = figures.iter().find(|figure| figure.kpi.name == wanted.kpi.name);
    let figure = figure.ok_or_else(|| Problem::not_found("KPI of that name"))?;
    let how = (!wanted.person.is_empty(), sees_money(&call.visitor));
    Reply::ok(&view(figure, (at, known), how))
}

async fn rows(call: Call) -> ApiResult<Reply> {
    let (app, visitor) = (&call.app, &call.visitor);
    let (month, known) = (call.asked_text("month"), known(&call)?);
    let found = asked(visitor, call.part("kpi"), (&month, &known.label()), app.now());
    let Wanted { kpi, person, month, .. } = found.map_err(|fault| refused("month", fault))?;
    // The present month grows while it is read: its end stays as the first page saw it.
    // And what is known stays with it.
    let place: Option<(i64, i64, FactPlace)> = call.cursor()?;
    let (to, until, after) = match &place {
        Some((to, until, place)) => {
            ((*to).clamp(month.from, month.to), (*until).min(known.until), Some(place))
        }
        None => (month.to, known.until, None),
    };
    let limit = call.limit();
    let view = View { person: &person, known: until };
    let wanted = (view, after, limit + 1);
    let mut facts =
        kpi::facts_after(&app.db, &visitor.tenant, kpi, (month.from, to), wanted).await?;
    let most = usize::try_from(limit).unwrap_or(1);
    let more = facts.len() > most;
    facts.truncate(most);
    let last = facts.last().filter(|_| more);
    let next = last.map(|last| (to, until, after_last(&facts, last, after)));
    let (rows, day) = (facts.len(), known.label());
    let detail = json!({ "month": month.label, "known": day, "rows": rows, "by": "api" });
    let entry = visitor.audit(app.now(), "kpi.export", ("kpi", kpi.name), detail);
    let mut tx = app.db.begin().await?;
    store::record::append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let shown = sees_money(visitor) || !kpi.money;
    let view = |fact: Fact| FactView {
        account: fact.account,
        source: fact.source_key,
        payer: fact.payer,
        setting: fact.setting,
        at: rfc3339(fact.at),
        person: fact.person,
        numerator: shown.then_some(fact.numerator),
        denominator: shown.then_some(fact.denominator),
    };
    Reply::list(facts.into_iter().map(view).collect(), next.as_ref())
}

/// Where the next page starts: one account may have several facts at one time.
fn after_last(facts: &[Fact], last: &Fact, before: Option<&FactPlace>) -> FactPlace {
    let same = facts.iter().filter(|one| (one.at, &one.account) == (last.at, &last.account));
    let mut told = i64::try_from(same.count()).unwrap_or(i64::MAX);
    if let Some((at, account, already)) = before
        && (*at, account) == (last.at, &last.account)
    {
        told = told.saturating_add(*already);
    }
    (last.at, last.account.clone(), told)
}

#[cfg(test)]
mod tests {
    use super::after_last;
    use store::kpi::Fact;

    #[test]
    fn facts_of_one_time_and_account_are_counted_over_pages() {
        let fact = |at: i64, account: &str| Fact {
            account: account.to_owned(),
            source_key: String::new(),
            payer: String::new(),
            setting: String::new(),
            at,
            person: None,
            numerator: 1,
            denominator: 1,
        };
        let page = [fact(9, "a"), fact(8, "b"), fact(8, "b")];
        assert_eq!(after_last(&page, &page[2], None), (8, "b".to_owned(), 2));
        let next = [fact(8, "b"), fact(8, "b")];
        let before = (8, "b".to_owned(), 2);
        assert_eq!(after_last(&next, &next[1], Some(&before)), (8, "b".to_owned(), 4));
        let other = (9, "b".to_owned(), 2);
        assert_eq!(after_last(&next, &next[1], Some(&other)), (8, "b".to_owned(), 2));
    }
}
