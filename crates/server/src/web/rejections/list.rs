//! The worklist of refusals: longest waiting first, each with its reason and its place.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{self, dollars};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use model::{AccountId, Queue};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::accounts::{Account, by_ids};
use store::payments::{FrontDoorRefusal, RefusalReason, open_refusals};

/// Refusals of one page.
const ROWS: i64 = 200;

/// Who refuses, as the list is filtered: the name in the address, and for people.
const DOORS: [(&str, &str); 4] = [
    ("TA1", "envelope refused (TA1)"),
    ("999", "form refused (999)"),
    ("277CA", "claim refused (277CA)"),
    ("277", "not found or refused (277)"),
];

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    by: String,
    payer: String,
}

/// One refusal.
struct Row {
    claim: String,
    patient: String,
    payer: String,
    charge: String,
    since: String,
    age: String,
    door: String,
    who: String,
    reasons: Vec<RefusalReason>,
    more: usize,
    standing: &'static str,
    owner: String,
    due: String,
    overdue: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "rejections/list.html")]
struct ListPage {
    layout: Layout,
    rows: Vec<Row>,
    total: String,
    full: bool,
    filter: Asked,
    doors: [(&'static str, &'static str); 4],
    payers: BTreeSet<String>,
    files: bool,
}

/// Reasons of one refusal that the list shows; its claim shows all.
const MOST_REASONS: usize = 4;

/// Shows what waits.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let found = open_refusals(&app.db, tenant, (0, ROWS)).await?;
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
    let seen: Vec<(&FrontDoorRefusal, &Account)> = found
        .iter()
        .filter_map(|one| Some((one, accounts.get(&one.account)?)))
        .filter(|(_, account)| visitor.allow_account(Permission::ViewClaim, account).is_ok())
        .collect();
    let payers = seen.iter().map(|(one, _)| one.payer.clone()).collect();
    let kept = |one: &FrontDoorRefusal| {
        (asked.by.is_empty() || one.refused_by == asked.by)
            && (asked.payer.is_empty() || one.payer == asked.payer)
    };
    let shown: Vec<_> = seen.into_iter().filter(|(one, _)| kept(one)).collect();
    let now = app.now();
    render(&ListPage {
        layout: layout(&app, &visitor, "Rejections", "/rejections").await?,
        total: dollars(shown.iter().map(|(one, _)| one.charge.0).sum()),
        rows: shown.into_iter().map(|(one, account)| row(one, account, now, &name)).collect(),
        full,
        filter: asked,
        doors: DOORS,
        payers,
        files: super::files::may(&visitor),
    })
}

fn row(one: &FrontDoorRefusal, account: &Account, now: i64, name: &impl Fn(&str) -> String) -> Row {
    let standing = &account.standing;
    let waits = matches!(standing.queue, Queue::Rejections | Queue::Edits);
    Row {
        claim: one.claim.clone(),
        patient: account.patient_name.clone(),
        payer: one.payer.clone(),
        charge: dollars(one.charge.0),
        since: format::time(one.at),
        age: format::span(now - one.at),
        door: DOORS
            .iter()
            .find(|(key, _)| *key == one.refused_by)
            .map_or_else(|| one.refused_by.clone(), |(_, words)| format::capital(words)),
        who: one.who.clone(),
        more: one.reasons.len().saturating_sub(MOST_REASONS),
        reasons: one
            .reasons
            .iter()
            .take(MOST_REASONS)
            .map(|one| RefusalReason { said: format::capital(&one.said), ..one.clone() })
            .collect(),
        standing: if waits { "to be mended" } else { "mended, on its way" },
        owner: format::owner(&standing.owner, name),
        due: format::due(standing.due_at, now),
        overdue: waits && standing.due_at < now,
    }
}
