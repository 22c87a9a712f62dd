//! Where the story's questions to providers reach the queries of the service: the account's own
//! steps are taken by the teller, in the same transaction.

use super::teller::{Live, Teller};
use model::GapKind;
use serde_json::json;
use store::Tx;
use store::record::AuditEntry;

/// A question was sent: it is in the log.
pub(super) async fn sent(
    teller: &Teller<'_>,
    tx: &mut Tx,
    live: &Live,
    who: (&str, i64),
    gap: GapKind,
) -> store::Result<()> {
    log(teller, tx, live, who, "query.written", json!({ "about": store::name_of(&gap) })).await
}

/// The provider answered: it is in the log.
pub(super) async fn answered(
    teller: &Teller<'_>,
    tx: &mut Tx,
    live: &Live,
    who: (&str, i64),
    agreed: bool,
) -> store::Result<()> {
    log(teller, tx, live, who, "query.answer", json!({ "agreed": agreed })).await
}

async fn log(
    teller: &Teller<'_>,
    tx: &mut Tx,
    live: &Live,
    (who, at): (&str, i64),
    action: &str,
    detail: serde_json::Value,
) -> store::Result<()> {
    let Some(account) = &live.account else { return Ok(()) };
    let entry = AuditEntry {
        at,
        actor: who.to_owned(),
        action: action.to_owned(),
        object_kind: "account".to_owned(),
        object: account.id.0.clone(),
        patient: account.patient.clone(),
        detail,
    };
    store::record::append(tx, &teller.tenant, &[entry]).await
}
