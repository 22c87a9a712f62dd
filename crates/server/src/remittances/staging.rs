//! The first pass over a file: payments staged, checked while they pass, admitted or refused.

use super::admission::judge;
use super::known::Ours;
use super::posting::POST;
use crate::app::App;
use ::payments::posting::{self, BalanceFault, check_claims, check_payment};
use model::TenantId;
use model::remittance::{PaidClaim, PaymentAdjustment, Remittance};
use serde_json::json;
use std::collections::BTreeMap;
use store::payments::{self, Admission, FileContent, IncomingFile, RemittanceRow};
use store::record::{AuditEntry, append};
use x12::RemittancePart;

/// Equations that fail, of one payment, that are told.
const MOST_FAULTS: usize = 50;

/// Sentences about one file that are kept.
const MOST_SAID: usize = 200;

/// A payment that is being staged.
struct Open {
    id: String,
    head: Remittance,
    claims: i64,
    paid: i128,
    faults: Vec<BalanceFault>,
    /// It stood there when its file was taken the last time.
    stands: bool,
}

/// See the module.
pub(super) struct Staging<'a> {
    app: &'a App,
    tenant: &'a TenantId,
    file: &'a IncomingFile,
    ours: Ours,
    open: Option<Open>,
    said: Vec<FileContent>,
    others: BTreeMap<String, u64>,
}

impl<'a> Staging<'a> {
    pub(super) async fn begin(
        app: &'a App,
        tenant: &'a TenantId,
        file: &'a IncomingFile,
    ) -> store::Result<Staging<'a>> {
        let (said, others) = (Vec::new(), BTreeMap::new());
        let ours = Ours::of(app, tenant).await?;
        Ok(Staging { app, tenant, file, ours, open: None, said, others })
    }

    fn say(&mut self, set: &str, said: String) {
        if self.said.len() < MOST_SAID {
            self.said.push(FileContent { set: set.to_owned(), count: 1, said });
        }
    }

    /// Takes the next part of the file.
    pub(super) async fn take(&mut self, part: RemittancePart) -> store::Result<()> {
        match part {
            RemittancePart::Payment { position, head, .. } => self.payment(position, *head).await,
            RemittancePart::Claims(claims) => self.claims(&claims).await,
            RemittancePart::End(adjustments) => self.whole(adjustments).await,
            RemittancePart::Fault { position, error } => {
                self.cut(position, error.to_string()).await
            }
            RemittancePart::Other { set } => {
                *self.others.entry(set).or_default() += 1;
                Ok(())
            }
        }
    }

    /// What was said of the payments, and what else the file holds.
    pub(super) async fn end(mut self) -> store::Result<(Vec<FileContent>, BTreeMap<String, u64>)> {
        if self.open.is_some() {
            self.cut(0, "the file ended within a payment".to_owned()).await?;
        }
        if self.said.is_empty() && self.others.is_empty() {
            self.say("", "there is nothing in this file".to_owned());
        }
        Ok((self.said, self.others))
    }

    async fn payment(&mut self, position: u32, head: Remittance) -> store::Result<()> {
        let id = self.app.new_id("remit");
        let row = RemittanceRow {
            id: id.clone(),
            file: self.file.id.clone(),
            position: i64::from(position),
            batch: id.clone(),
            head: head.clone(),
            state: "staging".to_owned(),
            received_at: self.app.now(),
            ..RemittanceRow::default()
        };
        let mut tx = self.app.db.begin().await?;
        let new = payments::put_remittance(&mut tx, self.tenant, &row).await?;
        tx.commit().await?;
        let faults = Vec::new();
        self.open = Some(Open { id, head, claims: 0, paid: 0, faults, stands: !new });
        Ok(())
    }

    async fn claims(&mut self, claims: &[PaidClaim]) -> store::Result<()> {
        let Some(open) = self.open.as_mut().filter(|open| !open.stands) else { return Ok(()) };
        let first = open.claims + 1;
        let from = usize::try_from(first).unwrap_or(usize::MAX);
        open.faults.extend(check_claims(claims, from));
        // A doubt never pushes a fault out.
        if open.faults.len() > MOST_FAULTS {
            open.faults.sort_by_key(|fault| !fault.blocks());
            open.faults.truncate(MOST_FAULTS);
        }
        open.paid += posting::paid(claims);
        open.claims += i64::try_from(claims.len()).unwrap_or(0);
        let mut tx = self.app.db.begin().await?;
        payments::stage(&mut tx, self.tenant, &open.id, (first, claims)).await?;
        tx.commit().await
    }

    /// Every claim of a payment passed: it is admitted, or refused as a whole.
    async fn whole(&mut self, adjustments: Vec<PaymentAdjustment>) -> store::Result<()> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        let (trace, amount) = (open.head.trace.clone(), open.head.signed_amount());
        if open.stands {
            self.say("835", format!("payment {trace} over {amount} was taken before"));
            return Ok(());
        }
        open.head.provider_adjustments = adjustments;
        open.faults.extend(check_payment(&open.head, open.paid));
        let faults = std::mem::take(&mut open.faults);
        self.ours.learn(self.app, self.tenant, (&open.id, &open.head)).await?;
        let mut tx = self.app.db.begin().await?;
        let payment = (open.id.as_str(), &open.head);
        let judged = judge(self.app, &mut tx, self.tenant, &self.ours, payment, faults);
        let found = judged.await?;
        payments::admit(&mut tx, self.tenant, (&open.id, &open.head), &found).await?;
        if found.state == "ready" {
            super::ask(self.app, &mut tx, self.tenant, (POST, &found.payer)).await?;
        }
        append(&mut tx, self.tenant, &[self.audit(&open, &found)]).await?;
        tx.commit().await?;
        match found.refusals.first() {
            None => {
                let claims = if open.claims == 1 { "claim" } else { "claims" };
                let said = format!("payment {trace} over {amount}, {} {claims}", open.claims);
                self.say("835", said);
            }
            Some(why) => self.say("", format!("payment {trace} over {amount} is refused: {why}")),
        }
        Ok(())
    }

    fn audit(&self, open: &Open, found: &Admission) -> AuditEntry {
        AuditEntry {
            at: self.app.now(),
            actor: "service".to_owned(),
            action: format!("remittance.{}", found.state),
            object_kind: "remittance".to_owned(),
            object: open.id.clone(),
            patient: None,
            detail: json!({
                "file": self.file.id, "trace": open.head.trace, "claims": open.claims,
                "amount_cents": open.head.signed_amount(), "refusals": found.refusals,
            }),
        }
    }

    /// A payment that cannot be read to its end: nothing of it counts, and it says why.
    async fn cut(&mut self, position: u32, why: String) -> store::Result<()> {
        let open = self.open.take().filter(|open| !open.stands);
        let Some(open) = open else {
            let which = if position > 0 { format!("payment {position}: ") } else { String::new() };
            self.say("", format!("{which}{why}"));
            return Ok(());
        };
        let found = Admission {
            payer: self.ours.payers.of(&open.head).unwrap_or_default(),
            state: "refused",
            whole: false,
            refusals: vec![why.clone()],
            doubts: Vec::new(),
        };
        let mut tx = self.app.db.begin().await?;
        payments::admit(&mut tx, self.tenant, (&open.id, &open.head), &found).await?;
        append(&mut tx, self.tenant, &[self.audit(&open, &found)]).await?;
        tx.commit().await?;
        self.say("", format!("payment {} is refused: {why}", open.head.trace));
        Ok(())
    }
}
