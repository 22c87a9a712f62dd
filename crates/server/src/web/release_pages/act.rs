//! Declaring, drawing, testing, opening, closing.

use crate::app::App;
use crate::audits::declare::{self, Declaration};
use crate::audits::verdict;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::in_address;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use governance::policy::{Looking, Scope};
use serde::Deserialize;

fn back(scope: &str) -> Redirect {
    Redirect::to(&format!("/release/scope?name={}&done=saved", in_address(scope)))
}

/// What is declared; shares in percent.
#[derive(Deserialize)]
pub(super) struct Declared {
    scope: String,
    target: f64,
    confidence: f64,
    thresholds: String,
    size: u32,
    looking: Looking,
    attempts: u32,
}

/// Declares a batch before its first audit.
pub(super) async fn declare(
    visitor: Visitor,
    State(app): State<App>,
    Form(told): Form<Declared>,
) -> PageResult<Redirect> {
    let invalid = |why: String| PageFault::invalid(why);
    let scope: Scope = told.scope.parse().map_err(|fault| invalid(format!("{fault}.")))?;
    let thresholds: Result<Vec<f64>, _> = told
        .thresholds
        .split([',', ' '])
        .filter(|text| !text.is_empty())
        .map(str::parse::<f64>)
        .collect();
    let thresholds =
        thresholds.map_err(|_| invalid("Thresholds are numbers, as 0.9, 0.8.".into()))?;
    let declaration = Declaration {
        scope,
        // Percent with at most four decimals, so that 5 is 0.05 and nothing beside it.
        target_error: (told.target * 10_000.0).round() / 1_000_000.0,
        confidence: (told.confidence * 10_000.0).round() / 1_000_000.0,
        thresholds,
        size: told.size,
        looking: told.looking,
        attempts: told.attempts,
    };
    let by = (visitor.user.as_str(), app.now());
    declare::declare(&app, &visitor.tenant, &declaration, by).await?;
    Ok(back(&told.scope))
}

async fn scope_of(app: &App, visitor: &Visitor, id: &str) -> PageResult<String> {
    let row = store::governance::batch(&app.db, &visitor.tenant, id).await?;
    let row = row.ok_or_else(|| PageFault::not_found("such batch"))?;
    Ok(row.batch.plan().scope.to_string())
}

/// Draws the charts that came since.
pub(super) async fn draw(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Redirect> {
    let scope = scope_of(&app, &visitor, &id).await?;
    declare::draw_more(&app, &visitor.tenant, &id, visitor.user.as_str()).await?;
    Ok(back(&scope))
}

/// Whether a batch for any time is ended.
#[derive(Deserialize)]
pub(super) struct Test {
    #[serde(default)]
    conclude: bool,
}

/// Tests a batch.
pub(super) async fn test(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(test): Form<Test>,
) -> PageResult<Redirect> {
    let scope = scope_of(&app, &visitor, &id).await?;
    let by = (visitor.user.as_str(), app.now());
    verdict::test(&app, &visitor.tenant, (&id, test.conclude), by).await?;
    Ok(back(&scope))
}

/// Opens the scope of a proved batch.
pub(super) async fn open(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    let scope = scope_of(&app, &visitor, &id).await?;
    verdict::open(&app, &visitor.tenant, &id, (visitor.user.as_str(), app.now())).await?;
    Ok(back(&scope))
}

/// Which scope, and why.
#[derive(Deserialize)]
pub(super) struct Close {
    scope: String,
    reason: String,
}

/// Closes a scope.
pub(super) async fn close(
    visitor: Visitor,
    State(app): State<App>,
    Form(close): Form<Close>,
) -> PageResult<Redirect> {
    let scope: Scope =
        close.scope.parse().map_err(|fault| PageFault::invalid(format!("{fault}.")))?;
    let by = (visitor.user.as_str(), app.now());
    verdict::close(&app, &visitor.tenant, (&scope, &close.reason), by).await?;
    Ok(back(&close.scope))
}
