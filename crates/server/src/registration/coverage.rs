//! Coverages, in the order in which payers are billed.

use super::{Answer, Fault, Registered, bounds};
use model::TenantId;
use serde_json::{Value, json};
use store::front_desk::{CoverageRow, add_coverage, change_coverage, coverages};
use store::{Db, Tx};

/// Most coverages of one patient.
const MOST: usize = 40;

impl Registered for CoverageRow {
    const NAME: &'static str = "coverage";

    fn key(&self) -> (&str, &str) {
        (&self.patient, &self.id)
    }

    fn shown(&self) -> Value {
        json!({
            "id": self.id, "rank": self.rank, "coverage": self.coverage,
            "from": self.from_day, "to": self.to_day, "version": self.version,
        })
    }

    fn all(db: &Db, tenant: &TenantId, patient: &str) -> impl Answer<Vec<Self>> {
        coverages(db, tenant, patient)
    }

    async fn faults(&self, db: &Db, tenant: &TenantId) -> store::Result<Vec<Fault>> {
        let of = &self.coverage;
        let mut found = bounds::lines(&[
            ("payer_id", "Payer's number", &of.payer.id),
            ("member", "Member number", &of.member_id),
            ("group", "Group", of.group.as_deref().unwrap_or_default()),
            ("plan", "Plan", of.plan.as_deref().unwrap_or_default()),
        ]);
        found.extend(bounds::needed("payer", "Payer", &of.payer.name));
        found.extend(bounds::kept_days(self.from_day.as_ref(), self.to_day.as_ref()));
        let others = coverages(db, tenant, &self.patient).await?;
        if others.iter().filter(|row| row.id != self.id).count() >= MOST {
            let what = format!("A patient has at most {MOST} coverages.");
            found.push(Fault { at: ".", what });
        }
        Ok(found)
    }

    fn add(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()> {
        add_coverage(tx, tenant, self)
    }

    fn change(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()> {
        change_coverage(tx, tenant, self)
    }
}
