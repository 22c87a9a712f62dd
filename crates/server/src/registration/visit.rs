//! Visits: when, to whom, for what, and how they went.

use super::{Answer, Fault, Registered, bounds};
use model::TenantId;
use serde_json::{Value, json};
use store::front_desk::{VisitRow, add_visit, change_visit, visits_of};
use store::{Db, Tx};

impl Registered for VisitRow {
    const NAME: &'static str = "visit";

    fn key(&self) -> (&str, &str) {
        (&self.patient, &self.id)
    }

    fn shown(&self) -> Value {
        json!({
            "id": self.id, "provider": self.provider, "day": self.day, "reason": self.reason,
            "site": self.site, "state": self.state, "plan": self.plan, "version": self.version,
        })
    }

    fn all(db: &Db, tenant: &TenantId, patient: &str) -> impl Answer<Vec<Self>> {
        visits_of(db, tenant, patient)
    }

    async fn faults(&self, _: &Db, _: &TenantId) -> store::Result<Vec<Fault>> {
        let mut found = bounds::lines(&[
            ("provider", "Provider", self.provider.as_deref().unwrap_or_default()),
            ("reason", "Reason", &self.reason),
            ("site", "Site", &self.site),
        ]);
        let services = bounds::services(&self.plan.services);
        found.extend(services.map(|what| Fault { at: "services", what }));
        Ok(found)
    }

    fn add(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()> {
        add_visit(tx, tenant, self)
    }

    fn change(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()> {
        change_visit(tx, tenant, self)
    }
}
