//! The charge master of the site: every price with its days, and a file of prices laid over it.

use super::call::{Call, Reply};
use super::endpoint::{Endpoint, Key, Kind, Parameter, Shape, parameter};
use super::problem::{ApiResult, Problem, ProblemPlace};
use super::table::Table;
use crate::identity::permission::Permission;
use crate::prices::{self, Merged, SETTING, merge};
use crate::web::charges::after_prices;
use axum::http::StatusCode;
use claims::RowFault;
use claims::charge_master::{ChargeMaster, MasterRow, OnFault};
use serde::Serialize;
use serde_json::json;
use store::people::setting;
use store::prices::{PriceFilter, PricePlace, page_prices};
use utoipa::ToSchema;

/// Largest file, in bytes: as on the page.
const LARGEST: usize = 32 << 20;

/// Faults of a file that are answered.
const MOST_FAULTS: usize = 200;

const FILTERS: [Parameter; 3] = [
    parameter("text", Kind::Text, "Beginning of a code, or part of the description"),
    parameter("site", Kind::Text, "One site's own prices"),
    parameter("date", Kind::Day, "Only what holds on this day"),
];

/// A price.
#[derive(Serialize, ToSchema)]
struct PriceView {
    /// CPT or HCPCS number; null where a revenue code alone is priced.
    code: Option<String>,
    /// Modifier; null for any.
    modifier: Option<String>,
    /// Revenue code; null for a physician's charge.
    revenue_code: Option<String>,
    /// Site; null for every site.
    site: Option<String>,
    /// Price of a unit, in cents. 0 is no price: it holds the account.
    price_cents: i64,
    /// First day.
    from: String,
    /// Last day; null until another row follows.
    to: Option<String>,
    /// The site's own words.
    description: String,
}

/// What a file does to the price list.
#[derive(Serialize, ToSchema)]
struct Laid {
    /// Rows that are new.
    added: usize,
    /// Rows that got another price, end or description.
    changed: usize,
    /// Of those, how many only end because a later row follows them.
    ended: usize,
    /// Rows of the file that were there already.
    same: usize,
    /// Rows of the whole list afterwards.
    rows: usize,
}

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let may = Permission::ManagePrices;
    let file = "A charge master as CSV: code, modifier, description, revenue_code, site, price, \
        from, to; docs/reference/charges.md tells each column";
    table
        .with(
            Endpoint::new("GET", "/fee-schedules", may, "The charge master, row for row")
                .pages::<PriceView>(&FILTERS),
            list,
        )
        .with(
            Endpoint::new(
                "POST",
                "/fee-schedules",
                may,
                "Lay a file of prices over the charge master, all or nothing; accounts that \
                 waited for a price go on. If-Match is the ETag of the list",
            )
            .takes_media("text/csv", Shape::text(file))
            .answers(Shape::of::<Laid>())
            .versioned(),
            take,
        )
        .with(
            Endpoint::new(
                "POST",
                "/fee-schedules/check",
                may,
                "What a file of prices would do; nothing is changed",
            )
            .takes_media("text/csv", Shape::text(file))
            .answers(Shape::of::<Laid>())
            .key(Key::Needless),
            check,
        )
}

async fn list(call: Call) -> ApiResult<Reply> {
    let (db, tenant) = (&call.app.db, &call.visitor.tenant);
    let filter = PriceFilter {
        text: call.asked_text("text"),
        site: call.asked_text("site"),
        day: call.asked_text("date"),
    };
    let (after, limit): (Option<PricePlace>, i64) = (call.cursor()?, call.limit());
    let mut rows = page_prices(db, tenant, &filter, (after.as_ref(), limit + 1)).await?;
    let most = usize::try_from(limit).unwrap_or(1);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| more).map(place);
    let version = setting(db, tenant, SETTING).await?.map_or(0, |setting| setting.version);
    Ok(Reply::list(rows.into_iter().map(view).collect(), next.as_ref())?.version(version))
}

fn place(row: &MasterRow) -> PricePlace {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let day = row.from.to_string();
    (text(&row.code), text(&row.modifier), text(&row.revenue_code), text(&row.site), day)
}

fn view(row: MasterRow) -> PriceView {
    PriceView {
        code: row.code,
        modifier: row.modifier,
        revenue_code: row.revenue_code,
        site: row.site,
        price_cents: row.price.0,
        from: row.from.to_string(),
        to: row.to.map(|to| to.to_string()),
        description: row.description,
    }
}

/// The body as a file of prices over those that are there.
async fn laid(call: &Call) -> ApiResult<Merged> {
    let text = csv_text(call, LARGEST)?;
    let present = call.app.prices.master(&call.app, &call.visitor.tenant).await?;
    let merged = tokio::task::spawn_blocking(move || {
        let file = ChargeMaster::from_csv(&text, OnFault::TakeNothing)?;
        merge(&present, &file.master)
    });
    let merged = merged.await.map_err(|_| Problem::internal("a file of prices"))?;
    merged.map_err(|faults| faulty(&faults))
}

/// The body as CSV text.
pub(super) fn csv_text(call: &Call, most: usize) -> ApiResult<String> {
    if call.body.len() > most {
        let detail = format!("A file may hold {} MiB at most; split it.", most >> 20);
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(Problem::new(status, "too-large", "Too large", detail));
    }
    let text = std::str::from_utf8(&call.body).ok();
    let text = text.ok_or_else(|| Problem::bad_request(".", "The file is no UTF-8."))?;
    if text.contains('\0') {
        return Err(Problem::invalid(".", "The file holds a NUL character."));
    }
    Ok(text.to_owned())
}

/// The faults of a file, each with its line and column's name.
pub(super) fn faulty(faults: &[RowFault]) -> Problem {
    let place = |fault: &RowFault| ProblemPlace {
        at: if fault.column.is_empty() { ".".to_owned() } else { fault.column.to_owned() },
        line: Some(fault.line as u64),
        column: None,
        detail: format!("{} {}", fault.message, fault.next),
    };
    let detail = format!("{} rows or cells cannot be taken; nothing was.", faults.len());
    Problem::invalid(".", detail).places(faults.iter().take(MOST_FAULTS).map(place).collect())
}

fn told(merged: &Merged) -> Laid {
    Laid {
        added: merged.added.len(),
        changed: merged.changed.len(),
        ended: merged.ended,
        same: merged.same,
        rows: merged.rows,
    }
}

async fn check(call: Call) -> ApiResult<Reply> {
    Reply::ok(&told(&laid(&call).await?))
}

async fn take(call: Call) -> ApiResult<Reply> {
    let (app, visitor) = (&call.app, &call.visitor);
    let tenant = &visitor.tenant;
    let version = setting(&app.db, tenant, SETTING).await?.map_or(0, |setting| setting.version);
    call.is_version(version)?;
    let merged = laid(&call).await?;
    let mut tx = app.db.begin().await?;
    prices::write(app, &mut tx, tenant, &merged, (version, visitor.user.as_str())).await?;
    let detail = json!({
        "added": merged.added.len(), "changed": merged.changed.len(), "rows": merged.rows,
        "by": "api",
    });
    let entry = visitor.audit(app.now(), "prices.import", ("setting", SETTING), detail);
    store::record::append(&mut tx, tenant, &[entry]).await?;
    let reply = Reply::ok(&told(&merged))?.version(version + 1);
    let reply = call.commit(tx, reply).await?;
    after_prices(app, tenant, visitor.user.as_str()).await?;
    Ok(reply)
}
