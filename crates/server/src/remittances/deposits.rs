//! Deposits at the bank and the payments that announced them.

use crate::app::App;
use crate::surroundings::day_of;
use ::payments::reassociation::{
    AdvisedPayment, Deposit, Reassociation, federal_holidays, reassociate,
};
use model::TenantId;
use serde_json::json;
use store::payments::{self, DepositRow, RemittanceRow};
use store::record::{AuditEntry, append};

/// Payments and deposits without their counterpart that are looked at together, the newest.
pub(crate) const MOST: i64 = 5_000;

/// Where payments and deposits stand that have no counterpart yet.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// Payments.
    pub payments: Vec<RemittanceRow>,
    /// Deposits.
    pub deposits: Vec<DepositRow>,
    /// One for each payment, then one for each deposit that is left.
    pub told: Vec<Reassociation>,
}

/// Looks at all that has no counterpart.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn standing(app: &App, tenant: &TenantId) -> store::Result<Standing> {
    let payments = payments::without_deposit(&app.db, tenant, MOST).await?;
    let deposits = payments::deposits(&app.db, tenant, true, MOST).await?;
    let today = day_of(app.now());
    let holidays: Vec<model::Date> =
        (today.year() - 1..=today.year() + 1).flat_map(federal_holidays).collect();
    let advised: Vec<AdvisedPayment> =
        payments.iter().map(|row| AdvisedPayment::of(&row.head, &row.id)).collect();
    let came: Vec<Deposit> = deposits.iter().map(DepositRow::as_deposit).collect();
    let told = reassociate(&advised, &came, today, &holidays);
    Ok(Standing { payments, deposits, told })
}

/// Joins what a trace joins; where amount and day alone speak, a person confirms it. How many.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn join(app: &App, tenant: &TenantId, who: &str) -> store::Result<usize> {
    let found = standing(app, tenant).await?;
    let mut joined = 0;
    for one in &found.told {
        let Reassociation::Matched { remittance, deposit, by_trace: true } = one else { continue };
        let version = found.deposits.iter().find(|row| row.id == *deposit).map(|row| row.version);
        let which = (deposit.as_str(), version.unwrap_or(0));
        joined += usize::from(join_one(app, tenant, which, (remittance, who)).await?);
    }
    Ok(joined)
}

/// Joins one; `false` when somebody was quicker.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn join_one(
    app: &App,
    tenant: &TenantId,
    deposit: (&str, i64),
    (remittance, who): (&str, &str),
) -> store::Result<bool> {
    let mut tx = app.db.begin().await?;
    if !payments::join_deposit(&mut tx, tenant, deposit, remittance).await? {
        return Ok(false);
    }
    let entry = AuditEntry {
        at: app.now(),
        actor: who.to_owned(),
        action: "remittance.deposit".to_owned(),
        object_kind: "remittance".to_owned(),
        object: remittance.to_owned(),
        patient: None,
        detail: json!({ "deposit": deposit.0 }),
    };
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(true)
}
