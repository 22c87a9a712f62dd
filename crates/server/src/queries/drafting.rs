//! Drafts: kept at each save, never beyond their bounds.

use super::{Act, Changed, audit, hold_as_seen};
use crate::app::App;
use cdi::linter;
use cdi::query::{Event, Indicator, Query, QueryText};
use model::TenantId;
use serde_json::json;
use store::StoreError;
use store::accounts::Account;
use store::queries::StoredQuery;

/// Keeps a new draft about an account.
///
/// # Errors
/// A name that is taken; a database that does not answer.
pub async fn keep_draft(
    app: &App,
    tenant: &TenantId,
    account: &Account,
    query: Query,
) -> store::Result<Changed> {
    let (actor, now) = (query.author.clone(), app.now());
    let offered = query.text.indicators.clone();
    let stored = StoredQuery {
        query,
        offered,
        next_at: None,
        chart_version: None,
        recoded: false,
        version: 1,
    };
    let mut tx = app.db.begin().await?;
    store::queries::add(&mut tx, tenant, &stored).await?;
    let detail = json!({ "template": stored.query.template });
    let entry = audit(account, &stored, &actor, ("query.draft", detail), now);
    store::record::append(&mut tx, tenant, &[entry]).await?;
    Ok(Changed { tx, stored })
}

/// What a person makes of a draft.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The text.
    pub text: QueryText,
    /// Every indicator that stays on offer, chosen or not.
    pub offered: Vec<Indicator>,
    /// The provider who is asked.
    pub recipient: String,
    /// Whether the answer may change codes.
    pub affects_coding: bool,
}

/// Saves a draft.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since; [`StoreError::Refused`] beyond a bound or
/// when it is no draft any more.
pub async fn edit(app: &App, act: &Act<'_>, edited: Edited) -> store::Result<Changed> {
    let now = app.now();
    if let Some(fault) = too_long(&edited) {
        return Err(StoreError::Refused(fault));
    }
    let mut held = hold_as_seen(app, act).await?;
    held.apply(act.actor, Event::Edit { text: Box::new(edited.text) }, now)?;
    held.stored.offered = edited.offered;
    held.stored.query.recipient = edited.recipient;
    held.stored.query.affects_coding = edited.affects_coding;
    held.finish(app, act, ("query.edit", json!({})), now).await
}

/// Why a draft is not even kept: the linter's bounds, before anything else is judged.
#[must_use]
pub fn too_long(edited: &Edited) -> Option<String> {
    let chart = model::Chart::default();
    let lint = linter::check_text(cdi::query::QueryKind::Other, &edited.text, &chart);
    let fault = lint.faults.into_iter().find(|fault| fault.code == "text.too_long");
    let many = edited.offered.len() > cdi::query::MAX_INDICATORS;
    let many = many.then(|| format!("At most {} findings are kept.", cdi::query::MAX_INDICATORS));
    fault.map(|fault| format!("{} {}", fault.message, fault.mend)).or(many)
}
