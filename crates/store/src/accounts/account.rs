//! One account and its steps.

use super::account_row::{owner_columns, read};
use super::word::{add_words, keep_words};
use crate::db::{Db, Tx};
use crate::many::Value;
use crate::row::Get;
use crate::{Result, StoreError};
use model::account::Terms;
use model::{AccountEvent, AccountId, Standing, TenantId};

/// One account as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Its name.
    pub id: AccountId,
    /// What the source calls its chart; unique in the tenant.
    pub source_key: String,
    /// The patient's id.
    pub patient: Option<String>,
    /// The patient's name as shown.
    pub patient_name: String,
    /// Medical record number.
    pub mrn: Option<String>,
    /// The setting's name.
    pub setting: String,
    /// The specialty, in lower case; empty when unknown.
    pub specialty: String,
    /// The site.
    pub site: String,
    /// Who renders: the provider's id.
    pub provider: Option<String>,
    /// Their name as shown.
    pub provider_name: String,
    /// Primary payer's name.
    pub payer: String,
    /// Its kind.
    pub payer_kind: String,
    /// First day of service.
    pub service_from: Option<String>,
    /// Last day of service.
    pub service_to: Option<String>,
    /// When the chart came.
    pub received_at: i64,
    /// Where it stands.
    pub standing: Standing,
    /// Charges on it.
    pub value_cents: i64,
    /// Confidence of the chart in hundredths of a percent.
    pub confidence_bp: Option<i64>,
    /// Who released its codes: `policy:<scope>` or a user id.
    pub released_by: Option<String>,
    /// When.
    pub released_at: Option<i64>,
    /// The coder who last worked on it.
    pub coder: Option<String>,
    /// Sensitivity tags of its documents.
    pub tags: Vec<String>,
    /// When it came to its present place.
    pub entered_at: i64,
    /// Counts its steps and changes.
    pub version: i64,
}

const COLUMNS: &str = "id, source_key, patient, patient_name, mrn, setting, specialty, site, \
    provider, provider_name, payer, payer_kind, service_from, service_to, received_at, state, \
    queue, owner_kind, owner, next_action, due_at, reasons, hold, value_cents, confidence_bp, \
    released_by, released_at, coder, tags, entered_at, version";

pub(super) const INSERT_COLUMNS: &str = "account (\
    tenant, id, source_key, patient, patient_name, mrn, setting, specialty, site, \
    provider, provider_name, payer, payer_kind, service_from, service_to, received_at, state, \
    queue, owner_kind, owner, next_action, due_at, reasons, hold, value_cents, confidence_bp, \
    released_by, released_at, coder, tags, entered_at, version)";

pub(super) const EVENT_COLUMNS: &str =
    "account_event (tenant, account, seq, at, actor, event, from_state, to_state, detail)";

/// Everything that may change in the life of an account.
pub(super) const UPDATE_ALL: &str = " ON CONFLICT (tenant, id) DO UPDATE SET \
    patient = excluded.patient, patient_name = excluded.patient_name, mrn = excluded.mrn, \
    setting = excluded.setting, specialty = excluded.specialty, site = excluded.site, \
    provider = excluded.provider, provider_name = excluded.provider_name, \
    payer = excluded.payer, payer_kind = excluded.payer_kind, \
    service_from = excluded.service_from, service_to = excluded.service_to, \
    state = excluded.state, queue = excluded.queue, owner_kind = excluded.owner_kind, \
    owner = excluded.owner, next_action = excluded.next_action, due_at = excluded.due_at, \
    reasons = excluded.reasons, hold = excluded.hold, value_cents = excluded.value_cents, \
    confidence_bp = excluded.confidence_bp, released_by = excluded.released_by, \
    released_at = excluded.released_at, coder = excluded.coder, tags = excluded.tags, \
    entered_at = excluded.entered_at, version = excluded.version";

/// What a step changes.
pub(super) const UPDATE_STANDING: &str = " ON CONFLICT (tenant, id) DO UPDATE SET \
    state = excluded.state, queue = excluded.queue, owner_kind = excluded.owner_kind, \
    owner = excluded.owner, next_action = excluded.next_action, due_at = excluded.due_at, \
    reasons = excluded.reasons, hold = excluded.hold, entered_at = excluded.entered_at, \
    version = excluded.version";

/// Who takes a step, when, under which terms.
#[derive(Clone, Copy)]
pub(super) struct Stepped<'a> {
    pub(super) actor: &'a str,
    pub(super) at: i64,
    pub(super) terms: &'a Terms,
}

pub(crate) fn columns() -> &'static str {
    COLUMNS
}

/// Adds an account whose source key is new.
///
/// # Errors
/// [`StoreError::Exists`] when an account of that source key is there.
pub async fn insert_new(tx: &mut Tx, tenant: &TenantId, account: &Account) -> Result<()> {
    let done = tx.insert_new(INSERT_COLUMNS, vec![values(tenant, account)]).await?;
    if done == 0 {
        return Err(StoreError::Exists { what: format!("a chart `{}`", account.source_key) });
    }
    add_words(tx, tenant, account).await
}

pub(super) fn values(tenant: &TenantId, account: &Account) -> Vec<Value> {
    let standing = &account.standing;
    let (owner_kind, owner) = owner_columns(&standing.owner);
    vec![
        tenant.as_str().into(),
        account.id.as_str().into(),
        account.source_key.as_str().into(),
        account.patient.clone().into(),
        account.patient_name.as_str().into(),
        account.mrn.clone().into(),
        account.setting.as_str().into(),
        account.specialty.as_str().into(),
        account.site.as_str().into(),
        account.provider.clone().into(),
        account.provider_name.as_str().into(),
        account.payer.as_str().into(),
        account.payer_kind.as_str().into(),
        account.service_from.clone().into(),
        account.service_to.clone().into(),
        account.received_at.into(),
        standing.state.name().into(),
        standing.queue.name().into(),
        owner_kind.into(),
        owner.into(),
        text(&standing.next_action).into(),
        standing.due_at.into(),
        text(&standing.reasons).into(),
        standing.hold.as_ref().map(text).into(),
        account.value_cents.into(),
        account.confidence_bp.into(),
        account.released_by.clone().into(),
        account.released_at.into(),
        account.coder.clone().into(),
        text(&account.tags).into(),
        account.entered_at.into(),
        account.version.into(),
    ]
}

/// The account, if there is one of that id in the tenant.
///
/// # Errors
/// A database that does not answer.
pub async fn get(db: &Db, tenant: &TenantId, id: &AccountId) -> Result<Option<Account>> {
    let text = format!("SELECT {COLUMNS} FROM account WHERE tenant = $1 AND id = $2");
    let statement = crate::db::assembled(text).bind(tenant.as_str()).bind(id.as_str());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// The account inside a transaction that will change it.
///
/// # Errors
/// [`StoreError::NotFound`]; a database that does not answer.
pub async fn get_for_change(tx: &mut Tx, tenant: &TenantId, id: &AccountId) -> Result<Account> {
    let text =
        format!("SELECT {COLUMNS} FROM account WHERE tenant = $1 AND id = $2{}", tx.for_update());
    let statement = crate::db::assembled(text).bind(tenant.as_str()).bind(id.as_str());
    match tx.row(statement).await? {
        Some(row) => read(&row),
        None => Err(StoreError::NotFound { what: format!("account {id}") }),
    }
}

/// The account of a source key, with the version and hash of its newest chart.
///
/// # Errors
/// A database that does not answer.
pub async fn by_source_key(
    tx: &mut Tx,
    tenant: &TenantId,
    source_key: &str,
) -> Result<Option<(AccountId, i64, String)>> {
    let statement = sqlx::query(
        "SELECT a.id, c.version, c.hash FROM account a JOIN chart c ON c.tenant = a.tenant \
         AND c.account = a.id WHERE a.tenant = $1 AND a.source_key = $2 \
         ORDER BY c.version DESC LIMIT 1",
    )
    .bind(tenant.as_str())
    .bind(source_key.to_owned());
    let Some(row) = tx.row(statement).await? else { return Ok(None) };
    Ok(Some((AccountId(row.text("id")?), row.int("version")?, row.text("hash")?)))
}

/// Every account of a patient, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn of_patient(db: &Db, tenant: &TenantId, patient: &str) -> Result<Vec<Account>> {
    let text = format!(
        "SELECT {COLUMNS} FROM account WHERE tenant = $1 AND patient = $2 \
         ORDER BY service_from DESC, id LIMIT 500"
    );
    let statement = crate::db::assembled(text).bind(tenant.as_str()).bind(patient.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

/// Takes steps in order, all or none, and saves the account with whatever else of it was changed.
/// Each step is kept with its time and actor.
///
/// # Errors
/// [`StoreError::Refused`] for a step the state does not allow; [`StoreError::Conflict`] when the
/// account was changed since it was read.
pub async fn take_steps(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &mut Account,
    steps: &[AccountEvent],
    (actor, at): (&str, i64),
    terms: &Terms,
) -> Result<()> {
    let read_at = account.version;
    let rows = steps_of(tenant, account, steps, Stepped { actor, at, terms })?;
    tx.insert(EVENT_COLUMNS, rows).await?;
    update(tx, tenant, account, read_at).await
}

/// Moves the account in memory, by all steps or none; the rows that tell of it.
pub(super) fn steps_of(
    tenant: &TenantId,
    account: &mut Account,
    steps: &[AccountEvent],
    Stepped { actor, at, terms }: Stepped<'_>,
) -> Result<Vec<Vec<Value>>> {
    let (mut standing, mut version) = (account.standing.clone(), account.version);
    let mut entered_at = account.entered_at;
    let mut rows = Vec::with_capacity(steps.len());
    for event in steps {
        let next = standing
            .after(event, at, terms)
            .map_err(|refused| StoreError::Refused(refused.to_string()))?;
        if let Err(why) = next.check() {
            return Err(StoreError::Refused(format!("{}: {why}", event.name())));
        }
        version += 1;
        rows.push(vec![
            tenant.as_str().into(),
            account.id.as_str().into(),
            version.into(),
            at.into(),
            actor.into(),
            event.name().into(),
            standing.state.name().into(),
            next.state.name().into(),
            text(event).into(),
        ]);
        if next.queue != standing.queue {
            entered_at = at;
        }
        standing = next;
    }
    (account.standing, account.version, account.entered_at) = (standing, version, entered_at);
    Ok(rows)
}

/// Saves an account whose facts changed without a step.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since it was read.
pub async fn save(tx: &mut Tx, tenant: &TenantId, account: &mut Account) -> Result<()> {
    let read_at = account.version;
    account.version += 1;
    update(tx, tenant, account, read_at).await
}

async fn update(tx: &mut Tx, tenant: &TenantId, account: &Account, read_at: i64) -> Result<()> {
    let standing = &account.standing;
    let (owner_kind, owner) = owner_columns(&standing.owner);
    let statement = sqlx::query(
        "UPDATE account SET patient = $1, patient_name = $2, mrn = $3, setting = $4, \
         specialty = $5, site = $6, provider = $7, provider_name = $8, payer = $9, \
         payer_kind = $10, service_from = $11, service_to = $12, state = $13, queue = $14, \
         owner_kind = $15, owner = $16, next_action = $17, due_at = $18, reasons = $19, \
         hold = $20, value_cents = $21, confidence_bp = $22, released_by = $23, \
         released_at = $24, coder = $25, tags = $26, entered_at = $27, version = $28 \
         WHERE tenant = $29 AND id = $30 AND version = $31",
    )
    .bind(account.patient.clone())
    .bind(account.patient_name.clone())
    .bind(account.mrn.clone())
    .bind(account.setting.clone())
    .bind(account.specialty.clone())
    .bind(account.site.clone())
    .bind(account.provider.clone())
    .bind(account.provider_name.clone())
    .bind(account.payer.clone())
    .bind(account.payer_kind.clone())
    .bind(account.service_from.clone())
    .bind(account.service_to.clone())
    .bind(standing.state.name())
    .bind(standing.queue.name())
    .bind(owner_kind)
    .bind(owner)
    .bind(text(&standing.next_action))
    .bind(standing.due_at)
    .bind(text(&standing.reasons))
    .bind(standing.hold.as_ref().map(text))
    .bind(account.value_cents)
    .bind(account.confidence_bp)
    .bind(account.released_by.clone())
    .bind(account.released_at)
    .bind(account.coder.clone())
    .bind(text(&account.tags))
    .bind(account.entered_at)
    .bind(account.version)
    .bind(tenant.as_str())
    .bind(account.id.as_str())
    .bind(read_at);
    match tx.run(statement).await? {
        1 => keep_words(tx, tenant, [account]).await,
        _ => Err(StoreError::Conflict { what: format!("account {}", account.id) }),
    }
}

/// A plain value as JSON; the types here have no map with keys that JSON lacks.
pub(crate) fn text<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}
