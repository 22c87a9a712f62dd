//! A chart, its codes and its steps, for those who may read it; each look is in the audit log.

use crate::api::call::{Call, Reply};
use crate::api::caller::allow;
use crate::api::problem::{ApiResult, Problem};
use crate::identity::permission::Permission;
use crate::surroundings::rfc3339;
use model::AccountId;
use serde::Serialize;
use serde_json::{Value, json};
use store::accounts::{self, Account};
use utoipa::ToSchema;

/// A document.
#[derive(Serialize, ToSchema)]
pub(super) struct DocumentView {
    /// Its place: evidence names it.
    position: i64,
    /// As the source names it.
    id: String,
    /// Title.
    title: String,
    /// LOINC code of its kind.
    loinc: Option<String>,
    /// Day it was written.
    written: Option<String>,
    /// Sensitivity tags.
    tags: Vec<String>,
    /// SHA-256 of its text.
    hash: String,
    /// The text; byte offsets of evidence point into it.
    text: String,
}

/// A chart.
#[derive(Serialize, ToSchema)]
pub(super) struct ChartView {
    /// The account.
    account: String,
    /// The source's name of it.
    id: String,
    /// Counts what the source sent.
    version: i64,
    /// When this version came.
    received_at: String,
    /// Where the account stands.
    state: &'static str,
    /// First day of service.
    service_from: Option<String>,
    /// Last day of service.
    service_to: Option<String>,
    /// The documents.
    documents: Vec<DocumentView>,
}

/// A version of the codes.
#[derive(Serialize, ToSchema)]
pub(super) struct CodingView {
    /// Counts from 1.
    version: i64,
    /// The chart's version.
    chart_version: i64,
    /// Who made it: a user, or null for the service.
    by: Option<String>,
    /// When.
    at: String,
    /// Whether these codes go on the claim.
    is_final: bool,
    /// The decision record.
    decision: String,
    /// The codes, in the form of `cleanclaim code --format json`.
    #[schema(value_type = Object)]
    coded: Value,
}

/// A step of an account.
#[derive(Serialize, ToSchema)]
pub(super) struct StepView {
    /// Its number.
    seq: i64,
    /// When.
    at: String,
    /// Who.
    actor: String,
    /// What.
    event: &'static str,
    /// State before.
    from: String,
    /// State after.
    to: String,
}

/// An account that the caller may do something to; another tenant's is not there.
pub(in crate::api) async fn account(call: &Call, permission: Permission) -> ApiResult<Account> {
    let id = AccountId(call.part("account").to_owned());
    let account = accounts::get(&call.app.db, &call.visitor.tenant, &id).await?;
    let account = account.ok_or_else(|| Problem::not_found("such account"))?;
    allow(&call.app, &call.visitor, permission, &account).await?;
    Ok(account)
}

/// Writes down that the caller looked.
pub(in crate::api) async fn looked(call: &Call, account: &Account, action: &str) -> ApiResult<()> {
    let object = ("account", account.id.as_str());
    let mut entry = call.visitor.audit(call.app.now(), action, object, json!({ "by": "api" }));
    entry.patient.clone_from(&account.patient);
    let mut tx = call.app.db.begin().await?;
    store::record::append(&mut tx, &call.visitor.tenant, &[entry]).await?;
    Ok(tx.commit().await?)
}

/// One chart.
pub(super) async fn chart(call: Call) -> ApiResult<Reply> {
    let account = account(&call, Permission::ViewChart).await?;
    let (db, tenant) = (&call.app.db, &call.visitor.tenant);
    let stored = accounts::latest_chart(db, tenant, &account.id).await?;
    let stored = stored.ok_or_else(|| Problem::not_found("chart"))?;
    let user = call.visitor.user.as_str();
    let rows = accounts::documents(db, tenant, &account.id, user).await?;
    looked(&call, &account, "chart.view").await?;
    let text = |position: i64| {
        let document = usize::try_from(position).ok().and_then(|at| stored.chart.documents.get(at));
        document.map(|document| document.text.clone()).unwrap_or_default()
    };
    let documents = rows.into_iter().map(|row| DocumentView {
        text: text(row.position),
        position: row.position,
        id: row.id,
        title: row.title,
        loinc: row.loinc,
        written: row.written,
        tags: row.tags,
        hash: row.hash,
    });
    let view = ChartView {
        account: account.id.0.clone(),
        id: account.source_key.clone(),
        version: stored.version,
        received_at: rfc3339(stored.at),
        state: account.standing.state.name(),
        service_from: account.service_from.clone(),
        service_to: account.service_to.clone(),
        documents: documents.collect(),
    };
    Ok(Reply::ok(&view)?.version(account.version))
}

/// Its codes.
pub(super) async fn codings(call: Call) -> ApiResult<Reply> {
    let account = account(&call, Permission::ViewChart).await?;
    let codings = accounts::codings(&call.app.db, &call.visitor.tenant, &account.id).await?;
    looked(&call, &account, "coding.view").await?;
    let view = |coding: accounts::Coding| {
        Ok(CodingView {
            version: coding.version,
            chart_version: coding.chart_version,
            by: coding.by_person,
            at: rfc3339(coding.at),
            is_final: coding.is_final,
            decision: coding.decision,
            coded: serde_json::to_value(coding.coded).map_err(Problem::internal)?,
        })
    };
    Reply::all(codings.into_iter().map(view).collect::<ApiResult<Vec<_>>>()?)
}

/// Its steps.
pub(super) async fn steps(call: Call) -> ApiResult<Reply> {
    let account = account(&call, Permission::ViewChart).await?;
    let steps = accounts::events(&call.app.db, &call.visitor.tenant, &account.id).await?;
    let view = |step: accounts::AccountStep| StepView {
        seq: step.seq,
        at: rfc3339(step.at),
        actor: step.actor,
        event: step.event.name(),
        from: step.from,
        to: step.to,
    };
    Reply::all(steps.into_iter().map(view).collect())
}
