//! After charts were read: the gaps that are left, and the codes that answers changed.

use crate::app::App;
use cdi::answer::link;
use cdi::query::apply;
use cdi::worklist::{Account as Known, priority};
use model::{AccountId, CodedChart, TenantId};
use serde_json::json;
use store::accounts::StoredChart;
use store::queries::{AccountGaps, StoredQuery, coding_before, put_gaps, save, to_link};
use store::record::{AuditEntry, append};
use store::{StoreError, Tx};

/// One chart that was coded in this transaction.
#[derive(Clone, Copy, Debug)]
pub struct Recoded<'a> {
    /// The account.
    pub account: &'a AccountId,
    /// The chart that was read.
    pub chart: &'a StoredChart,
    /// The version of its codes.
    pub version: i64,
    /// The codes.
    pub coded: &'a CodedChart,
}

/// Keeps what the codes leave open, and links answered queries to the codes that changed because
/// of them. In the transaction that keeps the codes.
///
/// # Errors
/// A database that does not answer.
pub async fn after_recoding(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    recoded: &[Recoded<'_>],
) -> store::Result<()> {
    let now = app.now();
    let gaps = recoded.iter().map(|one| {
        let gaps = &one.coded.gaps;
        let known = Known { gaps, queries: &[], days_of_stay: None, reviewed: true };
        let score = i64::from(priority(&known, now).score);
        AccountGaps { account: one.account.clone(), score, gaps: gaps.clone() }
    });
    put_gaps(tx, tenant, &gaps.collect::<Vec<_>>(), now).await?;
    let accounts: Vec<AccountId> = recoded.iter().map(|one| one.account.clone()).collect();
    for mut stored in to_link(tx, tenant, &accounts).await? {
        let about = |one: &&Recoded<'_>| one.account.as_str() == stored.query.account;
        let Some(one) = recoded.iter().find(about).copied() else { continue };
        if stored.chart_version.is_none_or(|version| version > one.chart.version) {
            continue;
        }
        let changes = linked(tx, tenant, &mut stored, one, now).await?;
        stored.recoded = true;
        save(tx, tenant, &mut stored).await?;
        let entry = AuditEntry {
            at: now,
            actor: "service".to_owned(),
            action: "query.codes_linked".to_owned(),
            object_kind: "query".to_owned(),
            object: stored.query.id.0.clone(),
            patient: None,
            detail: json!({ "account": stored.query.account, "changes": changes }),
        };
        append(tx, tenant, &[entry]).await?;
    }
    Ok(())
}

/// Compares the codes before the answer with those after it; how many changed because of it.
async fn linked(
    tx: &mut Tx,
    tenant: &TenantId,
    stored: &mut StoredQuery,
    one: Recoded<'_>,
    now: i64,
) -> store::Result<usize> {
    let name = format!("{}-addendum", stored.query.id);
    let place = one.chart.chart.documents.iter().position(|document| document.id.0 == name);
    let before = coding_before(tx, tenant, one.account, one.version).await?;
    // Codes that were made from the answer already have nothing to be compared with.
    let before = before.filter(|b| stored.chart_version.is_some_and(|v| b.chart_version < v));
    let (Some(place), Some(before)) = (place, before) else { return Ok(0) };
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    let Some(event) = link(&before.coded, one.coded, place) else { return Ok(0) };
    stored.query = apply(&stored.query, "service", event, now)
        .map_err(|why| StoreError::Refused(why.to_string()))?;
    Ok(stored.query.code_changes.len())
}
