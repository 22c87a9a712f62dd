//! Authorizations: the payer's number, for what, how many units, until when.

use super::{Answer, Fault, Registered, bounds};
use model::TenantId;
use serde_json::{Value, json};
use store::front_desk::{
    AuthorizationRow, add_authorization, authorizations, change_authorization, coverages,
};
use store::{Db, Tx};

impl Registered for AuthorizationRow {
    const NAME: &'static str = "authorization";

    fn key(&self) -> (&str, &str) {
        (&self.patient, &self.id)
    }

    fn shown(&self) -> Value {
        json!({
            "id": self.id, "coverage": self.coverage, "number": self.number,
            "services": self.services, "units_total": self.units_total,
            "units_used": self.units_used, "from": self.from_day, "to": self.to_day,
            "version": self.version,
        })
    }

    fn all(db: &Db, tenant: &TenantId, patient: &str) -> impl Answer<Vec<Self>> {
        authorizations(db, tenant, patient)
    }

    async fn faults(&self, db: &Db, tenant: &TenantId) -> store::Result<Vec<Fault>> {
        let mut found = bounds::used(
            "units",
            ("units_total", self.units_total),
            ("units_used", self.units_used),
        );
        found.extend(bounds::needed("number", "Number", &self.number));
        let services = bounds::services(&self.services);
        found.extend(services.map(|what| Fault { at: "services", what }));
        found.extend(bounds::kept_days(self.from_day.as_ref(), self.to_day.as_ref()));
        if let Some(id) = &self.coverage
            && !coverages(db, tenant, &self.patient).await?.iter().any(|row| row.id == *id)
        {
            let what = "The patient has no such coverage.".to_owned();
            found.push(Fault { at: "coverage", what });
        }
        Ok(found)
    }

    fn add(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()> {
        add_authorization(tx, tenant, self)
    }

    fn change(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()> {
        change_authorization(tx, tenant, self)
    }
}
