//! Claims and their edits, as stored.

use super::call::{Call, Reply};
use super::charts::account;
use super::endpoint::{Endpoint, Shape};
use super::problem::{ApiResult, Problem};
use super::table::Table;
use crate::identity::permission::Permission;
use crate::surroundings::rfc3339;
use serde::Serialize;
use serde_json::Value;
use store::accounts;
use store::claims::{ClaimRow, claim, claims_of};
use utoipa::ToSchema;

/// A claim.
#[derive(Serialize, ToSchema)]
struct ClaimView {
    /// Its id: the patient control number.
    id: String,
    /// The account.
    account: String,
    /// `draft`, `edits`, `clean`, `submitted`, `rejected`, `acknowledged`, `replaced`.
    status: String,
    /// Payer's name.
    payer: String,
    /// Charges, in cents.
    total_cents: i64,
    /// Whether nothing stops it. A family that was not checked is named beside it.
    may_leave: bool,
    /// Families that could not be checked.
    not_checked: Vec<String>,
    /// When it was made.
    created_at: String,
    /// When it was last judged.
    scrubbed_at: Option<String>,
    /// When it left.
    submitted_at: Option<String>,
    /// Counts the changes.
    version: i64,
    /// The claim with everything on it.
    #[schema(value_type = Object)]
    claim: Value,
}

/// An edit that fired.
#[derive(Serialize, ToSchema)]
pub(super) struct EditView {
    /// Stable identifier.
    id: String,
    /// Family.
    family: String,
    /// `block`, `reason`, `warn`, `inform`.
    severity: String,
    /// Line; 0 for the claim itself.
    line: u16,
    /// The code in question.
    code: String,
    /// What is wrong.
    message: String,
    /// Guideline, manual chapter or element.
    source: String,
    /// What to do next.
    next: String,
    /// The field.
    field: String,
}

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let get = |path, what| Endpoint::new("GET", path, Permission::ViewClaim, what);
    table
        .with(
            get("/accounts/{account}/claims", "The claims of an account")
                .answers(Shape::list::<ClaimView>()),
            of_account,
        )
        .with(get("/claims/{claim}", "One claim").answers(Shape::of::<ClaimView>()), one)
        .with(
            get("/claims/{claim}/edits", "The edits of a claim").answers(Shape::list::<EditView>()),
            edits,
        )
}

fn view(row: ClaimRow) -> ApiResult<ClaimView> {
    Ok(ClaimView {
        total_cents: row.claim.total().0,
        payer: row.claim.payer.name.clone(),
        may_leave: row.report.may_leave(),
        not_checked: row.report.not_checked.iter().map(store::name_of).collect(),
        claim: serde_json::to_value(&row.claim).map_err(Problem::internal)?,
        id: row.id,
        account: row.account.0,
        status: row.status,
        created_at: rfc3339(row.created_at),
        scrubbed_at: row.scrubbed_at.map(rfc3339),
        submitted_at: row.submitted_at.map(rfc3339),
        version: row.version,
    })
}

/// An edit as it is answered.
pub(super) fn edit(edit: &model::Edit) -> EditView {
    EditView {
        id: edit.id.clone(),
        family: store::name_of(&edit.family),
        severity: store::name_of(&edit.severity),
        line: edit.line,
        code: edit.code.clone(),
        message: edit.message.clone(),
        source: edit.source.clone(),
        next: edit.next.clone(),
        field: edit.place.field.clone(),
    }
}

async fn of_account(call: Call) -> ApiResult<Reply> {
    let account = account(&call, Permission::ViewClaim).await?;
    let rows = claims_of(&call.app.db, &call.visitor.tenant, &account.id).await?;
    Reply::all(rows.into_iter().map(view).collect::<ApiResult<Vec<_>>>()?)
}

async fn claim_of(call: &Call) -> ApiResult<ClaimRow> {
    let (db, tenant) = (&call.app.db, &call.visitor.tenant);
    let gone = || Problem::not_found("such claim");
    let row = claim(db, tenant, call.part("claim")).await?.ok_or_else(gone)?;
    let account = accounts::get(db, tenant, &row.account).await?.ok_or_else(gone)?;
    super::caller::allow(&call.app, &call.visitor, Permission::ViewClaim, &account).await?;
    super::charts::looked(call, &account, "claim.view").await?;
    Ok(row)
}

async fn one(call: Call) -> ApiResult<Reply> {
    let row = claim_of(&call).await?;
    let version = row.version;
    Ok(Reply::ok(&view(row)?)?.version(version))
}

async fn edits(call: Call) -> ApiResult<Reply> {
    let row = claim_of(&call).await?;
    Reply::all(row.report.edits.iter().map(edit).collect())
}
