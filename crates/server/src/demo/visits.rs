//! The coming visits of the made-up practice, so that the front desk has something to look after.

use crate::app::App;
use crate::surroundings::day_of;
use model::TenantId;
use store::front_desk::{PatientFilter, VisitPlan, VisitRow, add_visit, find};

/// Patients who come.
const PATIENTS: i64 = 18;

/// Why, what is planned, and whether the payer wants a referral.
const PLANS: [(&str, &[&str], bool); 6] = [
    ("Follow-up", &["99213"], false),
    ("Annual visit", &[], false),
    ("MRI of the head", &["70553"], false),
    ("Knee pain", &["99213"], true),
    ("Review of results", &[], false),
    ("Consultation", &["99243"], true),
];

/// Plans one visit for each of the first patients by name, over the next days.
///
/// # Errors
/// A database that does not answer.
pub(super) async fn plan(app: &App, tenant: &TenantId) -> store::Result<()> {
    let filter = PatientFilter { limit: PATIENTS, ..PatientFilter::default() };
    let patients = find(&app.db, tenant, &filter).await?;
    let providers = store::people::providers(&app.db, tenant).await?;
    let today = day_of(app.now());
    let mut tx = app.db.begin().await?;
    for (index, patient) in (0..).zip(patients) {
        let place = usize::try_from(index).unwrap_or(0);
        let (reason, services, referral_needed) = PLANS[place % PLANS.len()];
        let provider = providers.get(place % providers.len().max(1));
        let visit = VisitRow {
            id: app.new_id("vis"),
            patient: patient.id,
            provider: provider.map(|provider| provider.npi.clone()),
            day: today.plus_days(index % 6).to_string(),
            reason: reason.to_owned(),
            site: String::new(),
            state: "planned".to_owned(),
            account: None,
            plan: VisitPlan {
                services: services.iter().map(|code| (*code).to_owned()).collect(),
                referral_needed,
            },
            version: 1,
        };
        add_visit(&mut tx, tenant, &visit).await?;
    }
    tx.commit().await
}
