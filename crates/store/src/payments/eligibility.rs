//! Questions whether somebody is insured, and what was answered.

use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// A question about one coverage on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EligibilityCheck {
    /// Its id.
    pub id: String,
    /// The patient.
    pub patient: String,
    /// The coverage.
    pub coverage: String,
    /// The day that is asked about.
    pub day: String,
    /// The number that the answer repeats.
    pub trace: String,
    /// When it was asked.
    pub asked_at: i64,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// `asked`, `active`, `inactive`, `unknown`, `refused`.
    pub state: String,
    /// The answer: JSON, as who reads it wrote it; empty before.
    pub answer: String,
}

const COLUMNS: &str = "SELECT id, patient, coverage, day, trace, asked_at, answered_at, state, \
    answer FROM eligibility_check WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<EligibilityCheck> {
    Ok(EligibilityCheck {
        id: row.text("id")?,
        patient: row.text("patient")?,
        coverage: row.text("coverage")?,
        day: row.text("day")?,
        trace: row.text("trace")?,
        asked_at: row.int("asked_at")?,
        answered_at: row.opt_int("answered_at")?,
        state: row.text("state")?,
        answer: row.text("answer")?,
    })
}

/// Keeps a question.
///
/// # Errors
/// A database that does not answer.
pub async fn put_check(tx: &mut Tx, tenant: &TenantId, check: &EligibilityCheck) -> Result<()> {
    let row = vec![
        tenant.as_str().into(),
        check.id.as_str().into(),
        check.patient.as_str().into(),
        check.coverage.as_str().into(),
        check.day.as_str().into(),
        check.trace.as_str().into(),
        check.asked_at.into(),
        "asked".into(),
    ];
    let into = "eligibility_check (tenant, id, patient, coverage, day, trace, asked_at, state)";
    tx.insert_new(into, vec![row]).await.map(drop)
}

/// The question with this number.
///
/// # Errors
/// A database that does not answer.
pub async fn check_of_trace(
    db: &Db,
    tenant: &TenantId,
    trace: &str,
) -> Result<Option<EligibilityCheck>> {
    let statement =
        assembled(format!("{COLUMNS} AND trace = $2")).bind(tenant.as_str()).bind(trace.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// The question with this id.
///
/// # Errors
/// A database that does not answer.
pub async fn check(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<EligibilityCheck>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// The questions about a patient, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn checks_of_patient(
    db: &Db,
    tenant: &TenantId,
    patient: &str,
    most: i64,
) -> Result<Vec<EligibilityCheck>> {
    let statement =
        assembled(format!("{COLUMNS} AND patient = $2 ORDER BY asked_at DESC, id DESC LIMIT $3"))
            .bind(tenant.as_str())
            .bind(patient.to_owned())
            .bind(most.clamp(1, 500));
    db.rows(statement).await?.iter().map(read).collect()
}

/// Keeps a further answer to a question that has one: a row of its own beside the earlier ones,
/// under the number of the question and the file in which it came. False where it is there already.
///
/// # Errors
/// A database that does not answer.
pub async fn answer_again(
    tx: &mut Tx,
    tenant: &TenantId,
    (check, file): (&EligibilityCheck, &str),
    answer: (i64, &'static str, &str),
) -> Result<bool> {
    let again = EligibilityCheck {
        id: format!("{}.{file}", check.id),
        trace: format!("{}.{file}", check.trace),
        ..check.clone()
    };
    put_check(tx, tenant, &again).await?;
    answer_check(tx, tenant, &again.id, answer).await
}

/// Whether this row is an answer to the question with this number: the first or a further one.
#[must_use]
pub fn is_answer_to(check: &EligibilityCheck, trace: &str) -> bool {
    let rest = check.trace.strip_prefix(trace);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Keeps the answer to a question that has none; false where one is there already.
///
/// # Errors
/// A database that does not answer.
pub async fn answer_check(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
    (at, state, answer): (i64, &'static str, &str),
) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE eligibility_check SET answered_at = $1, state = $2, answer = $3 \
         WHERE tenant = $4 AND id = $5 AND state = 'asked'",
    )
    .bind(at)
    .bind(state)
    .bind(answer.to_owned())
    .bind(tenant.as_str())
    .bind(id.to_owned());
    Ok(tx.run(statement).await? == 1)
}
