//! Numbers that people enter: a month at a time, every entry kept with its person and time.

use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{self, dollars};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::kpi::{self, ENTERED, EnteredKpi, EnteredRow};

struct Cell {
    href: String,
    says: String,
    value: String,
    by: String,
}

struct MonthRow {
    label: String,
    cells: Vec<Cell>,
}

struct Past {
    value: String,
    by: String,
    at: String,
    note: String,
}

struct Open {
    name: &'static str,
    title: &'static str,
    money: bool,
    month: String,
    value: String,
    version: i64,
    history: Vec<Past>,
}

#[derive(Template)]
#[template(path = "dashboards/entered.html")]
struct EnteredPage {
    layout: Layout,
    heads: Vec<(&'static str, &'static str)>,
    months: Vec<MonthRow>,
    open: Option<Open>,
}

/// Which number of which month is to be entered.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    number: String,
    month: String,
}

/// An entry as it is typed: dollars, or hours; at most two decimals.
fn typed(kind: &EnteredKpi, text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches('$').replace(',', "");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.chars().all(|one| one.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let hundredths: i64 = format!("{whole}{part:0<2}").parse().ok()?;
    // Minutes to the nearest: three of five hundredths of an hour.
    if kind.money { Some(hundredths) } else { Some(hundredths.checked_mul(3)?.div_euclid(5)) }
}

fn shown(kind: &EnteredKpi, value: i64) -> String {
    match kind.money {
        true => dollars(value),
        false => format!("{}.{:02} h", value / 60, value % 60 * 100 / 60),
    }
}

/// Shows what is entered, and the form for one of it.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let rows = kpi::entered(&app.db, &visitor.tenant).await?;
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let names: BTreeMap<String, String> =
        users.into_iter().map(|user| (user.id.0, user.name)).collect();
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let cell = |kind: &EnteredKpi, month: &str| {
        let found = rows.iter().find(|row| row.kpi == kind.name && row.month == month);
        Cell {
            href: format!("/kpis/entered?number={}&month={month}", kind.name),
            says: format!("{} of {month}", kind.title),
            value: found.map_or_else(|| "enter".to_owned(), |row| shown(kind, row.value)),
            by: found.map_or_else(String::new, |row| {
                format!("{}, {}", name(&row.by_person), format::day(row.at))
            }),
        }
    };
    let mut months = kpi::months(app.now());
    months.reverse();
    let open = match (kpi::entered_kpi(&asked.number), asked.month.as_str()) {
        (Some(kind), month) if months.iter().any(|one| one.label == month) => {
            let place = (kind.name, month);
            let history = kpi::history(&app.db, &visitor.tenant, place).await?;
            let past = |row: &EnteredRow| Past {
                value: shown(kind, row.value),
                by: name(&row.by_person),
                at: format::time(row.at),
                note: row.note.clone(),
            };
            Some(Open {
                name: kind.name,
                title: kind.title,
                money: kind.money,
                month: month.to_owned(),
                value: history.first().map_or_else(String::new, |row| {
                    shown(kind, row.value).trim_matches(['$', 'h', ' ']).replace(',', "")
                }),
                version: history.first().map_or(0, |row| row.version),
                history: history.iter().map(past).collect(),
            })
        }
        (None, _) if asked.number.is_empty() => None,
        _ => return Err(PageFault::not_found("number of that name and month")),
    };
    let month_row = |month: &kpi::Month| MonthRow {
        label: month.label.clone(),
        cells: ENTERED.iter().map(|kind| cell(kind, &month.label)).collect(),
    };
    render(&EnteredPage {
        layout: layout(&app, &visitor, "Numbers entered by hand", "/kpis").await?,
        heads: ENTERED.iter().map(|kind| (kind.kpi, kind.title)).collect(),
        months: months.iter().map(month_row).collect(),
        open,
    })
}

/// What was typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    number: String,
    month: String,
    value: String,
    #[serde(default)]
    note: String,
    /// The version that the page showed; 0 where there was none.
    version: i64,
}

/// Enters a number.
pub(super) async fn enter(
    visitor: Visitor,
    State(app): State<App>,
    Form(form): Form<Typed>,
) -> PageResult<Redirect> {
    let kind = kpi::entered_kpi(&form.number)
        .ok_or_else(|| PageFault::not_found("number of that name"))?;
    let value = typed(kind, &form.value).ok_or_else(|| {
        PageFault::invalid("A number is written like 1250 or 1250.50, and is not below nothing.")
    })?;
    let now = app.now();
    let row = EnteredRow {
        kpi: kind.name.to_owned(),
        month: form.month,
        value,
        note: form.note.trim().to_owned(),
        by_person: visitor.user.0.clone(),
        at: now,
        version: form.version.saturating_add(1),
    };
    let mut tx = app.db.begin().await?;
    kpi::enter(&mut tx, &visitor.tenant, &row).await?;
    let detail = json!({ "month": row.month, "value": row.value, "version": row.version });
    let entry = visitor.audit(now, "kpi.enter", ("kpi", kind.kpi), detail);
    store::record::append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    app.kept.forget(&visitor.tenant);
    Ok(Redirect::to("/kpis/entered?done=saved"))
}

#[cfg(test)]
mod tests {
    use super::{shown, typed};
    use store::kpi::entered_kpi;

    #[test]
    fn amounts_and_hours_are_read_as_typed() {
        let cost = entered_kpi("revenue-cycle-cost").expect("a number");
        let hours = entered_kpi("reporting-effort").expect("a number");
        for (kind, text, wanted) in [
            (cost, "1250", Some(125_000)),
            (cost, " $1,250.5 ", Some(125_050)),
            (cost, "0", Some(0)),
            (cost, "-1", None),
            (cost, "1.234", None),
            (cost, "", None),
            (cost, "1e9", None),
            (cost, "99999999999999999999", None),
            (hours, "12.5", Some(750)),
            (hours, "0.25", Some(15)),
        ] {
            assert_eq!(typed(kind, text), wanted, "{text}");
        }
        assert_eq!(shown(hours, 750), "12.50 h");
        assert_eq!(shown(cost, 125_050), "$1,250.50");
    }
}
