//! What the front desk keeps of a patient: judged, written and told to the audit log in one way,
//! whether a person typed it (`web/front_desk/`) or a program sent it (`api/front_desk/`).

mod authorization;
pub mod bounds;
mod coverage;
pub mod patient;
mod referral;
mod visit;

use crate::app::App;
use crate::web::door::Visitor;
use model::TenantId;
use serde_json::{Value, json};
use store::front_desk::{CoverageRow, Guarantor, PatientRow, patient_for_change};
use store::record::{AuditEntry, append};
use store::{Db, StoreError, Tx};

/// Something wrong with a row: the name of its field as programs have it, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub at: &'static str,
    /// What is wrong.
    pub what: String,
}

/// What the store answers, once it does.
pub trait Answer<T>: Future<Output = store::Result<T>> + Send {}
impl<T, F: Future<Output = store::Result<T>> + Send> Answer<T> for F {}

/// A row of a table of its own that belongs to one patient.
pub trait Registered: Clone + Send + Sync + 'static {
    /// What it is called in the audit log and in sentences.
    const NAME: &'static str;

    /// Id of the patient, id of the row.
    fn key(&self) -> (&str, &str);

    /// What the audit log keeps of it.
    fn shown(&self) -> Value;

    /// Those of one patient.
    fn all(db: &Db, tenant: &TenantId, patient: &str) -> impl Answer<Vec<Self>>;

    /// What is wrong with it, by itself and beside the patient's other rows.
    fn faults(&self, db: &Db, tenant: &TenantId) -> impl Answer<Vec<Fault>>;

    /// Writes it as a new one.
    fn add(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()>;

    /// Writes it over the one of its id, read at its version.
    fn change(&self, tx: &mut Tx, tenant: &TenantId) -> impl Answer<()>;
}

/// Who registers.
#[derive(Clone, Copy)]
pub struct Registrar<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    /// A program's call, not a person's form.
    by_api: bool,
}

impl<'a> Registrar<'a> {
    /// A person at a form.
    #[must_use]
    pub fn page(app: &'a App, visitor: &'a Visitor) -> Registrar<'a> {
        Registrar { app, visitor, by_api: false }
    }

    /// A program.
    #[must_use]
    pub fn api(app: &'a App, visitor: &'a Visitor) -> Registrar<'a> {
        Registrar { app, visitor, by_api: true }
    }

    /// Adds a row to a patient who is still there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] for a record that was merged into another; what the row's table
    /// refuses.
    pub async fn add<R: Registered>(self, tx: &mut Tx, row: &R) -> store::Result<()> {
        let (patient, _) = row.key();
        if patient_for_change(tx, &self.visitor.tenant, patient).await?.merged_into.is_some() {
            return Err(StoreError::Conflict { what: "this patient".into() });
        }
        row.add(tx, &self.visitor.tenant).await?;
        let action = format!("{}.add", R::NAME);
        self.tell(tx, &action, patient, json!({ "after": row.shown() })).await
    }

    /// Changes a row; the one after carries the version that was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else changed it since.
    pub async fn change<R: Registered>(
        self,
        tx: &mut Tx,
        before: &R,
        after: &R,
    ) -> store::Result<()> {
        after.change(tx, &self.visitor.tenant).await?;
        let action = format!("{}.change", R::NAME);
        let detail = json!({ "before": before.shown(), "after": after.shown() });
        self.tell(tx, &action, after.key().0, detail).await
    }

    /// Takes a coverage away.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else changed it since.
    pub async fn drop_coverage(self, tx: &mut Tx, row: &CoverageRow) -> store::Result<()> {
        store::front_desk::drop_coverage(tx, &self.visitor.tenant, row).await?;
        self.tell(tx, "coverage.drop", &row.patient, json!({ "before": row.shown() })).await
    }

    /// Adds a patient.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the record number is another patient's.
    pub async fn add_patient(
        self,
        tx: &mut Tx,
        row: &PatientRow,
        payer: Option<&Guarantor>,
    ) -> store::Result<()> {
        let tenant = &self.visitor.tenant;
        store::front_desk::add_patient(tx, tenant, row).await?;
        store::front_desk::put_guarantor(tx, tenant, &row.id, payer).await?;
        let detail = json!({ "after": patient::shown(row, payer) });
        self.tell(tx, "patient.add", &row.id, detail).await
    }

    /// Changes who a patient is, and who pays what payers leave; the record after carries the
    /// version that was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else changed the record since, or it was merged;
    /// [`StoreError::Exists`] when the record number is another patient's.
    pub async fn change_patient(
        self,
        tx: &mut Tx,
        (before, old_payer): (&PatientRow, Option<&Guarantor>),
        (after, payer): (&PatientRow, Option<&Guarantor>),
    ) -> store::Result<()> {
        let tenant = &self.visitor.tenant;
        store::front_desk::change_patient(tx, tenant, after).await?;
        store::front_desk::put_guarantor(tx, tenant, &after.id, payer).await?;
        let detail = json!({
            "before": patient::shown(before, old_payer),
            "after": patient::shown(after, payer),
        });
        self.tell(tx, "patient.change", &after.id, detail).await
    }

    /// Writes down that a patient was looked at.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn saw(self, patient: &str) -> store::Result<()> {
        let mut tx = self.app.db.begin().await?;
        self.tell(&mut tx, "patient.view", patient, json!({})).await?;
        tx.commit().await
    }

    async fn tell(
        self,
        tx: &mut Tx,
        action: &str,
        patient: &str,
        mut detail: Value,
    ) -> store::Result<()> {
        if self.by_api {
            detail["by"] = "api".into();
        }
        let entry = entry(self.app, self.visitor, action, patient, detail);
        append(tx, &self.visitor.tenant, &[entry]).await.map(|_| ())
    }
}

/// An entry of the audit log about a patient.
pub fn entry(
    app: &App,
    visitor: &Visitor,
    action: &str,
    patient: &str,
    detail: Value,
) -> AuditEntry {
    let entry = visitor.audit(app.now(), action, ("patient", patient), detail);
    AuditEntry { patient: Some(patient.to_owned()), ..entry }
}
