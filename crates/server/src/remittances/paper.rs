//! A remittance that came as a letter and was typed in: the same way as a file.

use super::staging::Staging;
use super::take_in::{TakenIn, end};
use crate::app::App;
use model::TenantId;
use model::remittance::Remittance;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::StoreError;
use store::payments::{self, IncomingFile};
use store::record::{AuditEntry, append};
use x12::RemittancePart;

/// Takes a remittance that a person typed: staged, admitted or refused, and posted as any other.
/// The same words a second time change nothing.
///
/// # Errors
/// A database that does not answer.
pub async fn take_paper(
    app: &App,
    tenant: &TenantId,
    (remittance, who): (Remittance, &str),
) -> store::Result<TakenIn> {
    let text = serde_json::to_vec(&remittance)
        .map_err(|fault| StoreError::Refused(format!("this cannot be kept: {fault}")))?;
    let hash = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file = IncomingFile {
        id: app.new_id("file"),
        hash,
        name: format!("letter of {}, {}", remittance.payer.name, remittance.trace),
        bytes: i64::try_from(text.len()).unwrap_or(i64::MAX),
        source: "paper".to_owned(),
        at: app.now(),
        state: "taking".to_owned(),
        contents: Vec::new(),
    };
    let mut tx = app.db.begin().await?;
    if let Some(before) = payments::begin_file(&mut tx, tenant, &file).await? {
        if before.state != "taking" {
            return Ok(TakenIn { file: before, again: true });
        }
        payments::drop_staged(&mut tx, tenant, &before.id).await?;
        file = before;
    }
    let typed = AuditEntry {
        at: app.now(),
        actor: who.to_owned(),
        action: "remittance.typed".to_owned(),
        object_kind: "file".to_owned(),
        object: file.id.clone(),
        patient: None,
        detail: json!({ "payer": remittance.payer.name, "trace": remittance.trace }),
    };
    append(&mut tx, tenant, &[typed]).await?;
    tx.commit().await?;
    let Remittance { claims, provider_adjustments, .. } = remittance.clone();
    let head = Remittance { claims: Vec::new(), provider_adjustments: Vec::new(), ..remittance };
    let mut staging = Staging::begin(app, tenant, &file).await?;
    let begin = RemittancePart::Payment {
        position: 1,
        interchange: String::new(),
        control: String::new(),
        head: Box::new(head),
    };
    for part in [begin, RemittancePart::Claims(claims), RemittancePart::End(provider_adjustments)] {
        staging.take(part).await?;
    }
    let (contents, _) = staging.end().await?;
    end(app, tenant, file, contents).await
}
