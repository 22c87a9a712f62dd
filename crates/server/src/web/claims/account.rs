//! The claims of an account, and taking the account.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::steps;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{self, dollars};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use model::{AccountEvent, AccountId, Owner};
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::accounts::{self, get_for_change};
use store::claims::{claim_edits, claims_of, stopping};
use store::record::append;

/// One claim of the list.
struct Row {
    id: String,
    kind: &'static str,
    payer: String,
    days: String,
    total: String,
    status: String,
    stops: Vec<String>,
    others: usize,
    made: String,
    touched: i64,
}

/// The page.
#[derive(Template)]
#[template(path = "claims/account.html")]
struct AccountPage {
    layout: Layout,
    account: String,
    patient: String,
    queue: &'static str,
    action: &'static str,
    reasons: Vec<String>,
    rows: Vec<Row>,
    may_charge: bool,
    may_see_money: bool,
}

/// Lists the claims of an account.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let id = AccountId(id);
    let account = accounts::get(&app.db, &visitor.tenant, &id).await?;
    let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
    visitor.allow_account(Permission::ViewClaim, &account)?;
    let mut rows = Vec::new();
    for claim in claims_of(&app.db, &visitor.tenant, &id).await? {
        let edits = claim_edits(&app.db, &visitor.tenant, &claim.id).await?;
        let stops = stopping(&edits);
        rows.push(Row {
            kind: match claim.claim.claim_type {
                model::ClaimType::Professional => "Professional (CMS-1500)",
                model::ClaimType::Institutional => "Institutional (UB-04)",
            },
            payer: claim.claim.payer.name.clone(),
            days: match claim.claim.from == claim.claim.through {
                true => claim.claim.from.to_string(),
                false => format!("{} to {}", claim.claim.from, claim.claim.through),
            },
            total: dollars(claim.claim.total().0),
            status: status(&claim.status, &claim.report),
            others: edits.len() - stops.len(),
            stops,
            made: format::time(claim.created_at),
            touched: claim.touched,
            id: claim.id,
        });
    }
    let mut tx = app.db.begin().await?;
    let mut entry = visitor.audit(app.now(), "claim.list", ("account", id.as_str()), json!({}));
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    render(&AccountPage {
        layout: layout(&app, &visitor, "Claims of the account", "/worklists").await?,
        account: id.0,
        patient: account.patient_name,
        queue: format::queue(account.standing.queue),
        action: account.standing.next_action.words(),
        reasons: account.standing.reasons,
        rows,
        may_charge: visitor.principal.may(Permission::ManageCharges),
        may_see_money: visitor.principal.may(Permission::ViewMoney),
    })
}

/// The status for people: a claim with a family not checked is clean only as far as checked.
pub(super) fn status(status: &str, report: &model::ScrubReport) -> String {
    match status {
        "clean" if !report.not_checked.is_empty() => "Clean as far as checked".to_owned(),
        "clean" => "Clean".to_owned(),
        "edits" => "To be mended".to_owned(),
        other => {
            let mut letters = other.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
    }
}

/// Where the person goes on.
#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    claim: String,
}

/// Gives the account to the person, where nobody has it.
pub(super) async fn take(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(back): Form<Back>,
) -> PageResult<Redirect> {
    let id = AccountId(id);
    let mut tx = app.db.begin().await?;
    let mut account = get_for_change(&mut tx, &visitor.tenant, &id).await?;
    visitor.allow_account(Permission::TakeWork, &account)?;
    if let Owner::Person(owner) = &account.standing.owner
        && *owner != visitor.user
    {
        return Err(StoreError::Conflict { what: format!("account {id}") }.into());
    }
    let step = AccountEvent::Assigned { to: visitor.user.clone() };
    let who = (visitor.user.as_str(), app.now());
    steps::take(&app, &mut tx, &visitor.tenant, &mut account, &[step], who).await?;
    let entry = visitor.audit(app.now(), "work.take", ("account", id.as_str()), json!({}));
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    app.changed(&visitor.tenant);
    let plain = back.claim.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    Ok(Redirect::to(&match plain && !back.claim.is_empty() {
        true => format!("/claims/{}?done=taken", back.claim),
        false => format!("/accounts/{id}/claims?done=taken"),
    }))
}
