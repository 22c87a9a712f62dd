//! Denials: refusals of money as items of work, with their life and what happened to each.

use super::denial_before::DenialBefore;
use super::denial_span;
use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::many::Value;
use crate::row::{Get, json, name_of, opt_day};
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, Cents, Date, PayerKind, TenantId};
use payments::denials::Denial;
use payments::denials::life::DenialState;
use payments::denials::recovery::urgency;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What was known when the payer decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DenialBody {
    /// The refusal, judged.
    pub denial: Denial,
    /// Name of the payer.
    pub payer_name: String,
    /// Its kind.
    pub payer_kind: PayerKind,
    /// The payer's number of the claim.
    #[serde(default)]
    pub payer_number: String,
    /// The day of the payer's notice.
    pub notice: Date,
    /// The day of service.
    pub service: Date,
    /// What was charged, on the line or on the claim.
    pub charge: Cents,
    /// What was paid of it.
    pub paid: Cents,
}

/// The life of a denial beside its state's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DenialLife {
    /// Where it stands.
    pub state: DenialState,
    /// The last day for the next level of appeal, once a level was decided.
    #[serde(default)]
    pub appeal_by: Option<Date>,
    /// Decisions that were followed: `payment:place`.
    pub decided: BTreeSet<String>,
    /// How it stood before each of them but the one that opened it, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<DenialBefore>,
}

/// A denial as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct DenialRow {
    /// Its id, made of the decision that opened it.
    pub id: String,
    /// Our claim: the newest that was refused.
    pub claim: String,
    /// Its account.
    pub account: AccountId,
    /// The payment that decided last, and which claim of it.
    pub remittance: String,
    /// See `remittance`.
    pub place: i64,
    /// The line of our claim; 0 for the claim as a whole.
    pub line: i64,
    /// As our claims name the payer.
    pub payer: String,
    /// The code billed.
    pub code: String,
    /// Its modifiers, joined by `-`.
    pub modifiers: String,
    /// What was known.
    pub body: DenialBody,
    /// Its life.
    pub life: DenialLife,
    /// Who works on it.
    pub owner: Option<String>,
    /// When it was opened.
    pub opened_at: i64,
    /// When it came to its end.
    pub closed_at: Option<i64>,
    /// What came back.
    pub recovered: Cents,
    /// Who decided the code: empty, `machine` or `person`.
    pub decided_by: String,
    /// That person.
    pub coder: String,
    /// The claim that goes out in place of the refused one.
    pub resent_as: String,
    /// The smallest change as JSON, once it was looked for.
    pub trace: String,
    /// Counts the changes.
    pub version: i64,
}

impl DenialRow {
    /// Whom it waits for: `work`, `payer` or `closed`.
    #[must_use]
    pub fn waits(&self) -> &'static str {
        match &self.life.state {
            state if state.is_closed() => "closed",
            state if state.is_with_payer() => "payer",
            _ => "work",
        }
    }

    /// The last day for what is to be done now; `None` where nobody waits for us.
    #[must_use]
    pub fn deadline(&self) -> Option<Date> {
        match (&self.life.state, self.waits()) {
            (DenialState::Upheld { .. }, _) => self.life.appeal_by,
            (_, "work") => self.body.denial.deadline,
            _ => None,
        }
    }

    /// Its turn on a day, among those that wait for the same.
    #[must_use]
    pub fn turn(&self, today: Date) -> i64 {
        match self.waits() {
            "work" => {
                let left = self.deadline().map(|last| today.days_until(last));
                urgency(self.body.denial.expected, left)
            }
            "payer" => self.body.denial.adjusted.amount.0,
            _ => self.closed_at.unwrap_or(0) / 1_000_000,
        }
    }
}

/// The name of a state as stored.
#[must_use]
pub fn denial_state_name(state: &DenialState) -> &'static str {
    match state {
        DenialState::Open => "open",
        DenialState::InProgress => "in_progress",
        DenialState::Resent => "resent",
        DenialState::Appealed { .. } => "appealed",
        DenialState::Upheld { .. } => "upheld",
        DenialState::Overturned { .. } => "overturned",
        DenialState::WrittenOff { .. } => "written_off",
        DenialState::BilledToPatient => "billed_to_patient",
        DenialState::Superseded => "superseded",
    }
}

pub(super) const COLUMNS: &str = "SELECT id, claim, account, remittance, place, line, payer, code, \
    modifiers, body, life, owner, opened_at, closed_at, recovered_cents, decided_by, coder, \
    resent_as, trace, version FROM denial WHERE tenant = $1";

/// The same columns, of a table that is joined under a name.
pub(super) fn selected(of: &str) -> String {
    let columns = COLUMNS.trim_start_matches("SELECT ").split(" FROM ").next().unwrap_or_default();
    columns.split(", ").map(|one| format!("{of}{one} AS {one}")).collect::<Vec<_>>().join(", ")
}

pub(super) fn read(row: &SqlRow) -> Result<DenialRow> {
    Ok(DenialRow {
        id: row.text("id")?,
        claim: row.text("claim")?,
        account: AccountId(row.text("account")?),
        remittance: row.text("remittance")?,
        place: row.int("place")?,
        line: row.int("line")?,
        payer: row.text("payer")?,
        code: row.text("code")?,
        modifiers: row.text("modifiers")?,
        body: row.json("body")?,
        life: json("life", &row.text("life")?)?,
        owner: row.opt_text("owner")?,
        opened_at: row.int("opened_at")?,
        closed_at: row.opt_int("closed_at")?,
        recovered: Cents(row.int("recovered_cents")?),
        decided_by: row.text("decided_by")?,
        coder: row.text("coder")?,
        resent_as: row.text("resent_as")?,
        trace: row.text("trace")?,
        version: row.int("version")?,
    })
}

/// Opens denials; one that is there already stays as it is. How many were new.
///
/// # Errors
/// A database that does not answer.
pub async fn put_denials(
    tx: &mut Tx,
    tenant: &TenantId,
    rows: &[DenialRow],
    today: Date,
) -> Result<u64> {
    let row = |row: &DenialRow| -> Vec<Value> {
        let denial = &row.body.denial;
        vec![
            tenant.as_str().into(),
            row.id.as_str().into(),
            row.claim.as_str().into(),
            row.account.as_str().into(),
            row.remittance.as_str().into(),
            row.place.into(),
            row.line.into(),
            row.payer.as_str().into(),
            row.code.as_str().into(),
            row.modifiers.as_str().into(),
            name_of(&denial.category).into(),
            name_of(&denial.stage).into(),
            name_of(&denial.owner).into(),
            name_of(&denial.route).into(),
            denial.adjusted.group.as_str().into(),
            denial.adjusted.carc.as_str().into(),
            denial.adjusted.amount.0.into(),
            denial.expected.0.into(),
            opt_day(row.deadline()).into(),
            row.turn(today).into(),
            denial_state_name(&row.life.state).into(),
            row.waits().into(),
            i64::from(row.life.state.level()).into(),
            row.owner.clone().into(),
            row.opened_at.into(),
            row.closed_at.into(),
            row.recovered.0.into(),
            row.decided_by.as_str().into(),
            row.coder.as_str().into(),
            row.resent_as.as_str().into(),
            text(&row.body).into(),
            text(&row.life).into(),
        ]
    };
    let into = "denial (tenant, id, claim, account, remittance, place, line, payer, code, \
        modifiers, category, stage, owner_role, route, group_code, carc, amount_cents, \
        expected_cents, deadline, urgency, state, waits, level, owner, opened_at, closed_at, \
        recovered_cents, decided_by, coder, resent_as, body, life)";
    let new = tx.insert_new(into, rows.iter().map(row).collect()).await?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    denial_span::opened(tx, tenant, &ids).await?;
    Ok(new)
}

/// Saves a denial that was read at `row.version`, changed at a moment.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody changed it since; a database that does not answer.
pub async fn save_denial(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &mut DenialRow,
    at: i64,
) -> Result<()> {
    let (denial, today) = (&row.body.denial, denial_span::day_of(at));
    let statement = sqlx::query(
        "UPDATE denial SET claim = $1, remittance = $2, place = $3, category = $4, stage = $5, \
         owner_role = $6, route = $7, group_code = $8, carc = $9, amount_cents = $10, \
         expected_cents = $11, deadline = $12, urgency = $13, state = $14, waits = $15, \
         level = $16, owner = $17, closed_at = $18, recovered_cents = $19, resent_as = $20, \
         body = $21, life = $22, trace = $23, version = version + 1, \
         undone_at = CASE WHEN $15 = 'closed' THEN undone_at END \
         WHERE tenant = $24 AND id = $25 AND version = $26",
    )
    .bind(row.claim.clone())
    .bind(row.remittance.clone())
    .bind(row.place)
    .bind(name_of(&denial.category))
    .bind(name_of(&denial.stage))
    .bind(name_of(&denial.owner))
    .bind(name_of(&denial.route))
    .bind(denial.adjusted.group.clone())
    .bind(denial.adjusted.carc.clone())
    .bind(denial.adjusted.amount.0)
    .bind(denial.expected.0)
    .bind(opt_day(row.deadline()))
    .bind(row.turn(today))
    .bind(denial_state_name(&row.life.state))
    .bind(row.waits())
    .bind(i64::from(row.life.state.level()))
    .bind(row.owner.clone())
    .bind(row.closed_at)
    .bind(row.recovered.0)
    .bind(row.resent_as.clone())
    .bind(text(&row.body))
    .bind(text(&row.life))
    .bind(row.trace.clone())
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.version);
    match tx.run(statement).await? {
        1 => {
            row.version += 1;
            denial_span::changed(tx, tenant, (&row.id, at)).await
        }
        _ => Err(StoreError::Conflict { what: format!("denial {}", row.id) }),
    }
}

/// Keeps what was found when the denial was followed back; its version stays, for nobody's work
/// changes by it.
///
/// # Errors
/// A database that does not answer.
pub async fn put_trace(tx: &mut Tx, tenant: &TenantId, id: &str, trace: &str) -> Result<()> {
    let statement = sqlx::query("UPDATE denial SET trace = $1 WHERE tenant = $2 AND id = $3")
        .bind(trace.to_owned())
        .bind(tenant.as_str())
        .bind(id.to_owned());
    tx.run(statement).await.map(drop)
}

/// A denial.
///
/// # Errors
/// A database that does not answer.
pub async fn denial(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<DenialRow>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// A denial inside a transaction that will change it.
///
/// # Errors
/// [`StoreError::NotFound`]; a database that does not answer.
pub async fn denial_for_change(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<DenialRow> {
    let text = format!("{COLUMNS} AND id = $2{}", tx.for_update());
    let statement = assembled(text).bind(tenant.as_str()).bind(id.to_owned());
    match tx.row(statement).await? {
        Some(row) => read(&row),
        None => Err(StoreError::NotFound { what: format!("denial {id}") }),
    }
}
