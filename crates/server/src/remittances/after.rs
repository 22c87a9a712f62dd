//! What follows once a payment is posted. Each part may be done again and changes nothing then.

use super::settle;
use crate::app::App;
use crate::metrics::timed;
use crate::{next_payer, variances};
use model::TenantId;
use store::payments;
use store::work::{self, Job};

/// The kind of the job; its subject is a payment.
pub(crate) const AFTER: &str = "remittance.after";

/// Does what follows from one payment.
pub(super) async fn job(app: &App, tenant: &TenantId, job: &Job) -> store::Result<()> {
    if let Some(row) = payments::remittance(&app.db, tenant, &job.subject).await?
        && row.state == "closed"
    {
        timed("variances", variances::compare(app, tenant, &row)).await?;
        // By then it is known what the payer should have paid.
        timed("denials", crate::denials::open_for(app, tenant, &row)).await?;
        timed("next payer", next_payer::offer(app, tenant, &row)).await?;
        timed("deposits", super::deposits::join(app, tenant, "service")).await?;
        timed("closing", settle::close_paid(app, tenant, &row)).await?;
    }
    let mut tx = app.db.begin().await?;
    work::complete(&mut tx, job).await?;
    tx.commit().await?;
    app.changed(tenant);
    Ok(())
}
