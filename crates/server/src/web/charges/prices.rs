//! The price list: searched, and laid over by a file that is checked first.

use super::file;
use super::go_on::after_prices;
use crate::app::App;
use crate::prices::{self, Merged, SETTING, merge};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::dollars;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use claims::RowFault;
use claims::charge_master::{self, ChargeMaster, MasterRow, OnFault};
use serde::Deserialize;
use serde_json::json;
use store::people::setting;
use store::prices::{count_prices, find_prices};
use store::record::append;

/// Largest file of a page, in bytes.
const LARGEST: usize = 32 << 20;

/// Longest text that is searched for, in characters.
const LONGEST_SEARCH: usize = 60;

/// What is searched for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    text: String,
    site: String,
}

/// One price.
struct Row {
    code: String,
    modifier: String,
    revenue: String,
    site: String,
    price: String,
    zero: bool,
    days: String,
    words: String,
}

/// The page.
#[derive(Template)]
#[template(path = "charges/prices.html")]
struct PricesPage {
    layout: Layout,
    asked: Asked,
    count: i64,
    rows: Vec<Row>,
    version: i64,
    merged: Option<Merged>,
    text: Option<String>,
    faults: Vec<RowFault>,
    beyond: usize,
}

/// What came of a file.
#[derive(Default)]
struct Outcome {
    merged: Option<Merged>,
    text: Option<String>,
    faults: Vec<RowFault>,
}

/// Shows the list.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    page(&app, &visitor, asked, Outcome::default()).await
}

/// An empty file with its heading.
pub(super) async fn template() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"prices.csv\""),
    ];
    (headers, charge_master::template())
}

/// Checks a file, or takes it.
pub(super) async fn take(
    visitor: Visitor,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult<Response> {
    let upload = file::read(form, LARGEST).await?;
    let present = app.prices.master(&app, &visitor.tenant).await?;
    let text = upload.text.clone();
    let merged = tokio::task::spawn_blocking(move || {
        let file = ChargeMaster::from_csv(&text, OnFault::TakeNothing)?;
        merge(&present, &file.master)
    });
    let merged = match merged.await.map_err(PageFault::internal)? {
        Ok(merged) => merged,
        Err(faults) => {
            let outcome = Outcome { faults, ..Outcome::default() };
            let page = page(&app, &visitor, Asked::default(), outcome).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    if !upload.take {
        let outcome = Outcome { merged: Some(merged), text: upload.carried(), faults: Vec::new() };
        return Ok(page(&app, &visitor, Asked::default(), outcome).await?.into_response());
    }
    if !(merged.added.is_empty() && merged.changed.is_empty()) {
        let Some(version) = upload.version else {
            return Err(PageFault::invalid("The form lacks the version of the price list."));
        };
        let mut tx = app.db.begin().await?;
        let by = visitor.user.as_str();
        prices::write(&app, &mut tx, &visitor.tenant, &merged, (version, by)).await?;
        let detail = json!({
            "added": merged.added.len(), "changed": merged.changed.len(), "rows": merged.rows,
        });
        let entry = visitor.audit(app.now(), "prices.import", ("setting", SETTING), detail);
        append(&mut tx, &visitor.tenant, &[entry]).await?;
        tx.commit().await?;
    }
    after_prices(&app, &visitor.tenant, visitor.user.as_str()).await?;
    Ok(Redirect::to("/prices?done=prices_taken").into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    asked: Asked,
    outcome: Outcome,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let text: String = asked.text.trim().chars().take(LONGEST_SEARCH).collect();
    let site: String = asked.site.trim().chars().take(LONGEST_SEARCH).collect();
    let version = setting(&app.db, tenant, SETTING).await?.map_or(0, |setting| setting.version);
    let rows = find_prices(&app.db, tenant, &text, &site).await?;
    let (faults, beyond) = file::bounded(outcome.faults);
    render(&PricesPage {
        layout: layout(app, visitor, "Price list", "/prices").await?,
        count: count_prices(&app.db, tenant).await?,
        rows: rows.iter().map(row).collect(),
        asked,
        version,
        merged: outcome.merged,
        text: outcome.text,
        faults,
        beyond,
    })
}

fn row(row: &MasterRow) -> Row {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    Row {
        code: text(&row.code),
        modifier: text(&row.modifier),
        revenue: text(&row.revenue_code),
        site: row.site.clone().unwrap_or_else(|| "every site".to_owned()),
        price: dollars(row.price.0),
        zero: row.price.0 == 0,
        days: match row.to {
            Some(to) => format!("{} to {to}", row.from),
            None => format!("from {}", row.from),
        },
        words: row.description.clone(),
    }
}
