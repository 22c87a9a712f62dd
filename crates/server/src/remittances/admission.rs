//! Whether a payment may be posted: when it came, and again once the cause of a refusal is gone.

use super::known::Ours;
use super::posting::POST;
use crate::app::App;
use crate::surroundings::day_of;
use ::payments::ledger::BatchId;
use ::payments::posting::{
    BalanceFault, Context, admit_checked, check_claims, check_payment, paid,
};
use model::TenantId;
use model::remittance::Remittance;
use serde_json::json;
use store::payments::{self, Admission};
use store::record::{AuditEntry, append};
use store::{StoreError, Tx};

/// Staged claims that are checked together.
const TOGETHER: i64 = 500;

/// Judges a payment of which every claim was read. The payer's row is held until the end of the
/// transaction: two payments with one trace do not both come first.
pub(super) async fn judge(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    ours: &Ours,
    (id, head): (&str, &Remittance),
    faults: Vec<BalanceFault>,
) -> store::Result<Admission> {
    let payer = ours.payers.of(head);
    if let Some(payer) = &payer {
        payments::known_payer_for_change(tx, tenant, payer).await?;
    }
    let known = payments::known_payments(tx, tenant, &head.trace).await?;
    let context = Context {
        remittance: id,
        batch: BatchId(id.to_owned()),
        posted_on: day_of(app.now()),
        payers: &ours.payers,
        payee: &ours.payee,
        known: &known,
    };
    Ok(match admit_checked(head, faults, &context) {
        Ok(admitted) => Admission {
            payer: admitted.payer,
            state: "ready",
            whole: true,
            refusals: Vec::new(),
            doubts: admitted.doubts.iter().map(ToString::to_string).collect(),
        },
        Err(refusals) => Admission {
            payer: payer.unwrap_or_default(),
            state: "refused",
            whole: true,
            refusals: refusals.iter().map(ToString::to_string).collect(),
            doubts: Vec::new(),
        },
    })
}

/// What came of looking again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// It is posted now.
    Ready,
    /// It is refused still.
    Refused,
}

/// Looks at a refused payment again, from what is staged of it, as a person asks. The reasons of
/// before stay in the audit log.
///
/// # Errors
/// A payment that is not refused or was not read to its end ([`StoreError::Refused`]), that
/// somebody else changed since `version` ([`StoreError::Conflict`]).
pub(crate) async fn look_again_at(
    app: &App,
    tenant: &TenantId,
    (id, version): (&str, i64),
    who: &str,
) -> store::Result<Again> {
    let not_there = || StoreError::NotFound { what: "such payment".to_owned() };
    let row = payments::remittance(&app.db, tenant, id).await?.ok_or_else(not_there)?;
    let (mut faults, mut sum, mut after) = (Vec::new(), 0, 0);
    loop {
        let staged = payments::staged(&app.db, tenant, id, (after, TOGETHER)).await?;
        let Some(last) = staged.last().map(|one| one.0) else { break };
        let claims: Vec<_> = staged.into_iter().map(|one| one.1).collect();
        let first = usize::try_from(after + 1).unwrap_or(usize::MAX);
        faults.extend(check_claims(&claims, first));
        sum += paid(&claims);
        after = last;
    }
    faults.extend(check_payment(&row.head, sum));
    let mut ours = Ours::of(app, tenant).await?;
    ours.learn(app, tenant, (id, &row.head)).await?;
    let mut tx = app.db.begin().await?;
    let found = payments::remittance_for_change(&mut tx, tenant, id).await?;
    let row = found.ok_or_else(not_there)?;
    if row.version != version {
        return Err(StoreError::Conflict { what: "this payment".to_owned() });
    }
    if row.state != "refused" || !row.whole {
        let why = match row.whole {
            true => "only a payment that was refused can be looked at again",
            false => "this payment was not read to its end; ask the payer for the whole file",
        };
        return Err(StoreError::Refused(why.to_owned()));
    }
    let judged = judge(app, &mut tx, tenant, &ours, (id, &row.head), faults);
    let found = judged.await?;
    payments::admit(&mut tx, tenant, (id, &row.head), &found).await?;
    let ready = found.state == "ready";
    if ready {
        super::ask(app, &mut tx, tenant, (POST, &found.payer)).await?;
    }
    let entry = AuditEntry {
        at: app.now(),
        actor: who.to_owned(),
        action: "remittance.again".to_owned(),
        object_kind: "remittance".to_owned(),
        object: id.to_owned(),
        patient: None,
        detail: json!({ "state": found.state, "before": row.refusals, "refusals": found.refusals }),
    };
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    app.work.notify_waiters();
    Ok(if ready { Again::Ready } else { Again::Refused })
}
