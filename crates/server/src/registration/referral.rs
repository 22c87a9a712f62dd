//! Referrals: who sent the patient, to whom, for how many visits.

use super::{Answer, Fault, Registered, bounds};
use model::TenantId;
use serde_json::{Value, json};
use store::front_desk::{ReferralRow, add_referral, change_referral, referrals};
use store::{Db, Tx};

impl Registered for ReferralRow {
    const NAME: &'static str = "referral";

    fn key(&self) -> (&str, &str) {
        (&self.patient, &self.id)
    }

    fn shown(&self) -> Value {
        json!({
            "id": self.id, "from_npi": self.from_npi, "from_name": self.from_name,
            "to_provider": self.to_provider, "number": self.number, "reason": self.reason,
            "visits_total": self.visits_total, "visits_used": self.visits_used,
            "from": self.from_day, "to": self.to_day, "version": self.version,
        })
    }

    fn all(db: &Db, tenant: &TenantId, patient: &str) -> impl Answer<Vec<Self>> {
        referrals(db, tenant, patient)
    }

    async fn faults(&self, _: &Db, _: &TenantId) -> store::Result<Vec<Fault>> {
        let mut found = bounds::used(
            "visits",
            ("visits_total", self.visits_total),
            ("visits_used", self.visits_used),
        );
        found.extend(bounds::needed("from_name", "Who refers", &self.from_name));
        found.extend(bounds::lines(&[
            ("to_provider", "To whom", self.to_provider.as_deref().unwrap_or_default()),
            ("number", "Number", self.number.as_deref().unwrap_or_default()),
            ("reason", "Reason", &self.reason),
        ]));
        let npi = self.from_npi.as_deref().and_then(|npi| bounds::npi("NPI of who refers", npi));
        found.extend(npi.map(|what| Fault { at: "from_npi", what }));
        found.extend(bounds::kept_days(self.from_day.as_ref(), self.to_day.as_ref()));
        Ok(found)
    }

    fn add(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()> {
        add_referral(tx, tenant, self)
    }

    fn change(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()> {
        change_referral(tx, tenant, self)
    }
}
