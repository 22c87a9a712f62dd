//! Who pays us, and under which numbers: what the claims that left have told.
//!
//! A remittance may come while the first claim to its payer is there and not yet marked as sent.
//! Where payer or payee is not known, its claims are looked for among those: one with a number
//! that the payment names, to the payer and for the payee that it names, proves that it left.

use crate::app::App;
use crate::worker::send::{self, Proof};
use ::payments::posting::{Payers, is_paid_to, plain};
use model::TenantId;
use model::remittance::Remittance;
use std::collections::BTreeSet;
use store::payments;

/// Claims of one payment that are looked at together.
const TOGETHER: i64 = 500;

/// Claims of one payment that are looked for, at most.
const MOST: i64 = 5_000;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Ours {
    /// Who pays.
    pub(super) payers: Payers,
    /// NPIs and tax numbers under which we are paid.
    pub(super) payee: Vec<String>,
}

impl Ours {
    /// What is known now.
    pub(super) async fn of(app: &App, tenant: &TenantId) -> store::Result<Ours> {
        let known = payments::known_payers(&app.db, tenant).await?;
        let payee = payments::own_numbers(&app.db, tenant).await?;
        Ok(Ours { payers: Payers { known }, payee })
    }

    /// Whether payer and payee of a payment are known.
    fn know(&self, head: &Remittance) -> bool {
        !self.payers.known.is_empty()
            && self.payers.of(head).is_some()
            && is_paid_to(head, &self.payee)
    }

    /// Looks for what makes payer and payee of a payment known, every claim of which is staged.
    pub(super) async fn learn(
        &mut self,
        app: &App,
        tenant: &TenantId,
        (id, head): (&str, &Remittance),
    ) -> store::Result<()> {
        let mut after = 0;
        while !self.know(head) && after < MOST {
            let staged = payments::staged(&app.db, tenant, id, (after, TOGETHER)).await?;
            let Some(last) = staged.last().map(|one| one.0) else { break };
            let numbers: BTreeSet<String> =
                staged.iter().map(|(_, claim)| plain(&claim.control_number)).collect();
            send::proved(app, tenant, Proof::Payment(&numbers, head)).await?;
            // Another process may have marked one since.
            *self = Ours::of(app, tenant).await?;
            after = last;
        }
        Ok(())
    }
}
