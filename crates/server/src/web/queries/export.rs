//! The list as CSV (RFC 4180), one line a query.

use super::list::{Asked, bucket, fits, overdue, seen};
use super::{name, people_names, provider_names};
use crate::app::App;
use crate::surroundings::rfc3339;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::csv_cell;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use store::queries::Line;

const HEAD: &str = "query,account,patient,mrn,service_from,kind,title,state,provider,author,\
    created,sent,due,overdue,age,answered,closed,ladder_step,affects_coding\r\n";

/// The queries that the filters ask for, within what the person may see. Taking data out is
/// written into the log.
pub(super) async fn csv(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Response> {
    let now = app.now();
    let all = seen(&app, &visitor).await?;
    let providers = provider_names(&app, &visitor.tenant).await?;
    let people = people_names(&app, &visitor.tenant).await?;
    let mut text = HEAD.to_owned();
    let mut count = 0;
    for line in all.iter().filter(|line| fits(line, &asked, now)) {
        let provider = name(&providers, line.provider.as_deref().unwrap_or_default());
        text.push_str(&row(line, (provider, name(&people, &line.author)), now));
        count += 1;
    }
    let detail = json!({ "rows": count, "state": asked.state, "bucket": asked.bucket });
    let entry = visitor.audit(now, "query.export", ("query", "list"), detail);
    let mut tx = app.db.begin().await?;
    store::record::append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"queries.csv\""),
    ];
    Ok((headers, text).into_response())
}

fn row(line: &Line, (provider, author): (String, String), now: i64) -> String {
    let time = |at: Option<i64>| at.map(rfc3339).unwrap_or_default();
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let cells = [
        line.id.clone(),
        line.account.0.clone(),
        line.patient_name.clone(),
        line.mrn.clone().unwrap_or_default(),
        line.service_from.clone().unwrap_or_default(),
        line.kind.clone(),
        line.title.clone(),
        line.state.clone(),
        provider,
        author,
        time(Some(line.created_at)),
        time(line.sent_at),
        time(line.due_at),
        yes(overdue(line, now)),
        bucket(line, now).map(|bucket| store::name_of(&bucket)).unwrap_or_default(),
        time(line.answered_at),
        time(line.closed_at),
        line.step.to_string(),
        yes(line.affects_coding),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
    format!("{}\r\n", cells.join(","))
}
