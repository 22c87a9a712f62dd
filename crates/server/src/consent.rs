//! What 42 CFR Part 2 asks before a claim is made or leaves: a consent of the patient in writing,
//! in force at the moment of the disclosure. Without it the account is held, and a consent that is
//! recorded lets it go on.

use crate::app::App;
use crate::steps;
use crate::surroundings::day_of;
use crate::worker::charge_job;
use model::sensitivity::claim_permission;
use model::{
    AccountEvent, AccountState, ClaimPermission, Document, HoldKind, SensitivityTag, TenantId,
};
use serde_json::json;
use store::Tx;
use store::accounts::{self, Account};
use store::front_desk::consents_for_change;
use store::record::{AuditEntry, append};

/// How long an account waits for a consent before somebody must look: two days.
const HOLD: i64 = 2 * 86_400_000_000;

/// The tags of documents as an account carries them: each once, in order.
#[must_use]
pub fn tags_of(documents: &[Document]) -> Vec<String> {
    let all = documents.iter().flat_map(|document| &document.tags);
    let mut names: Vec<String> = all.map(|tag| tag.name().to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// The hold of an account whose claim may not be made or leave now for want of a consent; `None`
/// where nothing stands against it.
///
/// # Errors
/// A database that does not answer.
pub async fn missing(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    account: &Account,
) -> store::Result<Option<AccountEvent>> {
    if !account.tags.iter().any(|tag| tag == SensitivityTag::Part2.name()) {
        return Ok(None);
    }
    let rows = accounts::documents_for_change(tx, tenant, &account.id).await?;
    let mut documents: Vec<Document> = rows
        .into_iter()
        .map(|row| Document {
            id: row.id.as_str().into(),
            tags: row.tags.into_iter().map(SensitivityTag::from).collect(),
            ..Document::default()
        })
        .collect();
    // The account keeps its tag until its chart comes anew without it.
    documents.push(Document { tags: vec![SensitivityTag::Part2], ..Document::default() });
    let consents = match &account.patient {
        Some(patient) => consents_for_change(tx, tenant, patient).await?,
        None => Vec::new(),
    };
    let consents: Vec<model::Consent> = consents.into_iter().map(|row| row.consent).collect();
    let permission = claim_permission(&documents, &consents, day_of(app.now()), app.now());
    let ClaimPermission::NeedsConsent { documents } = permission else { return Ok(None) };
    let marked = documents.len().saturating_sub(1);
    let reason = format!(
        "The patient's written consent is missing, ended or revoked, and {marked} document(s) of \
         this chart are protected by 42 CFR Part 2: no claim is made of them. Have the consent \
         signed; whoever keeps consents records it on the patient's page, and the account goes \
         on by itself."
    );
    let until = app.now() + HOLD;
    Ok(Some(AccountEvent::Held { kind: HoldKind::Consent, reason, owner: None, until }))
}

/// Lets the accounts of a patient go on that waited for a consent which is there now; how many.
/// The consent was written in the same transaction.
///
/// # Errors
/// A database that does not answer.
pub async fn let_go(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[Account],
    actor: &str,
) -> store::Result<usize> {
    let (mut jobs, mut entries) = (Vec::new(), Vec::new());
    for found in accounts.iter().filter(|account| waits(account)) {
        let mut account = accounts::get_for_change(tx, tenant, &found.id).await?;
        if !waits(&account) || missing(app, tx, tenant, &account).await?.is_some() {
            continue;
        }
        let (lifted, who) = ([AccountEvent::HoldLifted], (actor, app.now()));
        steps::take(app, tx, tenant, &mut account, &lifted, who).await?;
        if matches!(account.standing.state, AccountState::Released | AccountState::Charged) {
            jobs.push(charge_job(app, tenant, &account.id));
        }
        entries.push(AuditEntry {
            at: app.now(),
            actor: actor.to_owned(),
            action: "account.lift".to_owned(),
            object_kind: "account".to_owned(),
            object: account.id.0.clone(),
            patient: account.patient.clone(),
            detail: json!({ "resume": account.standing.state, "why": "consent" }),
        });
    }
    store::work::add(tx, &jobs).await?;
    append(tx, tenant, &entries).await?;
    Ok(entries.len())
}

fn waits(account: &Account) -> bool {
    account.standing.hold.as_ref().is_some_and(|hold| hold.kind == HoldKind::Consent)
}
