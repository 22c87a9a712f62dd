//! The worklist of what payers ask: longest waiting first, each with what it is and what to do.

use super::{Asked, words};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{self, dollars};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use model::AccountId;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::accounts::{Account, by_ids};
use store::payments::{FollowUp, FollowUpKind, follow_up_payers, open_follow_ups};

/// Items of one page.
const ROWS: i64 = 200;

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    kind: String,
    payer: String,
}

/// One item.
struct Row {
    asked: Asked,
    patient: String,
    payer: String,
    charge: String,
    age: String,
    owner: String,
    due: String,
    overdue: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "follow_up/list.html")]
struct ListPage {
    layout: Layout,
    rows: Vec<Row>,
    total: String,
    full: bool,
    filter: Filter,
    kinds: Vec<(&'static str, &'static str)>,
    payers: Vec<String>,
}

/// Shows what waits.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(filter): Query<Filter>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let wanted = (filter.kind.as_str(), filter.payer.as_str());
    let found = open_follow_ups(&app.db, tenant, wanted, ROWS).await?;
    let full = found.len() as i64 == ROWS;
    let mut ids: Vec<AccountId> = found.iter().map(|one| one.account.clone()).collect();
    ids.sort();
    ids.dedup();
    let accounts: BTreeMap<AccountId, Account> = by_ids(&app.db, tenant, &ids)
        .await?
        .into_iter()
        .map(|account| (account.id.clone(), account))
        .collect();
    let users = store::people::users(&app.db, tenant).await?;
    let name = |id: &str| {
        let known = users.iter().find(|user| user.id.as_str() == id);
        known.map_or_else(|| id.to_owned(), |user| user.name.clone())
    };
    let shown: Vec<(FollowUp, &Account)> = found
        .into_iter()
        .filter_map(|one| accounts.get(&one.account).map(|account| (one, account)))
        .filter(|(_, account)| visitor.allow_account(Permission::ViewClaim, account).is_ok())
        .collect();
    let now = app.now();
    let may = |account: &Account| visitor.allow_account(Permission::SubmitClaim, account).is_ok();
    render(&ListPage {
        layout: layout(&app, &visitor, "Payer follow-up", "/follow-up").await?,
        total: dollars(shown.iter().map(|(one, _)| one.charge.0).sum()),
        rows: shown
            .into_iter()
            .map(|(one, account)| Row {
                patient: account.patient_name.clone(),
                payer: one.payer.clone(),
                charge: dollars(one.charge.0),
                age: format::span(now - one.at),
                owner: format::owner(&account.standing.owner, name),
                due: format::due(account.standing.due_at, now),
                overdue: account.standing.due_at < now,
                asked: Asked::of(one, may(account), "list"),
            })
            .collect(),
        full,
        filter,
        kinds: FollowUpKind::ALL.into_iter().map(|kind| (kind.name(), words(kind))).collect(),
        payers: follow_up_payers(&app.db, tenant).await?,
    })
}
