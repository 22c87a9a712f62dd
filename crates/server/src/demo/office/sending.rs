//! Claims that the service made beside the story: to a next payer, in place of a refused one.

use super::super::counterpart;
use super::super::teller::Teller;
use crate::steps;
use model::AccountEvent;
use serde_json::json;
use store::accounts;
use store::claims::{self, ClaimRow};
use store::record::{AuditEntry, append};

/// Claims of one morning.
const MOST: i64 = 500;

/// Whether the story itself sends it: every first claim of an account.
fn is_told(row: &ClaimRow) -> bool {
    let decided = row.claim.other_payers.iter().any(|one| one.paid_cents.is_some());
    row.claim.frequency == "1" && !decided
}

/// What is clean leaves in the morning, as the sender has it leave at a site.
pub(in crate::demo) async fn send(teller: &mut Teller<'_>) -> store::Result<()> {
    let (app, tenant) = (teller.app, teller.tenant.clone());
    let waiting = claims::unsent(&app.db, &tenant, MOST).await?;
    for found in waiting.into_iter().filter(|row| !is_told(row)) {
        let mut tx = app.db.begin().await?;
        let mut account = accounts::get_for_change(&mut tx, &tenant, &found.account).await?;
        let row = claims::claim_for_change(&mut tx, &tenant, &found.id).await?;
        let Some(mut row) = row.filter(|row| row.status == "clean") else { continue };
        let one = std::slice::from_ref(&row);
        if !counterpart::sent(teller, &mut tx, (&account.id, one)).await? {
            continue;
        }
        (row.status, row.submitted_at) = ("submitted".to_owned(), Some(app.now()));
        claims::save_leaving(&mut tx, &tenant, &mut row).await?;
        let who = ("service", app.now());
        steps::take(app, &mut tx, &tenant, &mut account, &[AccountEvent::Submitted], who).await?;
        let entry = AuditEntry {
            at: app.now(),
            actor: "service".to_owned(),
            action: "claim.submitted".to_owned(),
            object_kind: "claim".to_owned(),
            object: row.id.clone(),
            patient: account.patient.clone(),
            detail: json!({ "account": account.id }),
        };
        append(&mut tx, &tenant, &[entry]).await?;
        tx.commit().await?;
    }
    Ok(())
}
