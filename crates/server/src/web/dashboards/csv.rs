//! The rows behind a KPI as CSV; whoever takes them out is in the log.

use super::kpis::{Asked, Wanted, asked};
use super::sees_money;
use crate::app::App;
use crate::surroundings::rfc3339;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use claims::csv_cell;
use store::kpi::{self, View};

/// Rows of a file at most.
const ROWS: i64 = 50_000;

/// Gives the file.
pub(super) async fn download(
    visitor: Visitor,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<Asked>,
) -> PageResult<Response> {
    let now = app.now();
    let wanted = asked(&visitor, &name, (&query.month, &query.known), now)?;
    let Wanted { kpi, person, month, known } = &wanted;
    let view = View { person, known: known.until };
    let time = (month.from, month.to);
    let facts = kpi::facts(&app.db, &visitor.tenant, kpi, time, (view, ROWS)).await?;
    let hidden = kpi.money && !sees_money(&visitor);
    let amount = |amount: i64| if hidden { String::new() } else { amount.to_string() };
    let mut text = "account,source_key,at,setting,payer,person,numerator,denominator\n".to_owned();
    for fact in &facts {
        let cells = [
            csv_cell(&fact.account),
            csv_cell(&fact.source_key),
            rfc3339(fact.at),
            csv_cell(&fact.setting),
            csv_cell(&fact.payer),
            csv_cell(fact.person.as_deref().unwrap_or_default()),
            amount(fact.numerator),
            amount(fact.denominator),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    let detail =
        serde_json::json!({ "month": month.label, "known": known.label(), "rows": facts.len() });
    let entry = visitor.audit(now, "kpi.export", ("kpi", kpi.name), detail);
    let mut tx = app.db.begin().await?;
    store::record::append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let file = format!("attachment; filename=\"{}-{}.csv\"", kpi.name, month.label);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, file),
    ];
    Ok((headers, text).into_response())
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        let cases = [
            ("plain", "plain"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("=1+1", "'=1+1"),
            ("@x,y", "\"'@x,y\""),
        ];
        for (text, shown) in cases {
            assert_eq!(csv_cell(text), shown);
        }
    }
}
