//! Charts come in: each becomes one account, once, however often it is sent.

use crate::app::App;
use crate::consent::tags_of;
use crate::{specialty, steps};
use model::account::Terms;
use model::{AccountEvent, AccountId, AccountState, Chart, Standing, TenantId};
use sha2::{Digest, Sha256};
use store::Answer;
use store::accounts::{self, Account, DocumentRow, StoredChart};
use store::front_desk::{PatientRow, put_coverages, put_patient};
use store::people::{Provider, meet_provider};
use store::record::AuditEntry;
use store::work::NewJob;
use store::{StoreError, Tx, opt_day};

/// The kind of the job that reads a chart.
pub const READ: &str = "read";

/// Priority of a chart that came by itself; one that a person sends again goes before it.
const ORDINARY: i64 = 100;

/// What became of a chart that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A new account.
    New(AccountId),
    /// The same chart, unchanged, is here already.
    Known(AccountId),
    /// The chart changed: it is read again, unless its claim has left.
    Changed(AccountId),
}

impl Received {
    /// The account.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        match self {
            Received::New(id) | Received::Known(id) | Received::Changed(id) => id,
        }
    }
}

/// Takes charts in, all in the caller's transaction.
///
/// # Errors
/// A database that does not answer.
pub fn receive<'a>(
    app: &'a App,
    tx: &'a mut Tx,
    tenant: &'a TenantId,
    charts: Vec<Chart>,
    actor: &'a str,
) -> Answer<'a, Vec<Received>> {
    Box::pin(received(app, tx, tenant, charts, actor))
}

async fn received(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    charts: Vec<Chart>,
    actor: &str,
) -> store::Result<Vec<Received>> {
    let now = app.now();
    let mut done = Vec::with_capacity(charts.len());
    let mut audits = Vec::new();
    let mut jobs = Vec::new();
    for chart in charts {
        let received = one(app, tx, tenant, chart, (actor, now)).await?;
        let (action, account) = match &received {
            Received::New(id) => ("chart.received", id),
            Received::Changed(id) => ("chart.changed", id),
            Received::Known(_) => {
                done.push(received);
                continue;
            }
        };
        audits.push(AuditEntry {
            at: now,
            actor: actor.to_owned(),
            action: action.to_owned(),
            object_kind: "account".to_owned(),
            object: account.0.clone(),
            patient: None,
            detail: serde_json::json!({}),
        });
        jobs.push(NewJob {
            id: app.new_id("job"),
            tenant: tenant.clone(),
            kind: READ.to_owned(),
            subject: account.0.clone(),
            payload: "{}".to_owned(),
            priority: ORDINARY,
            run_at: now,
            created_at: now,
        });
        done.push(received);
    }
    store::work::add(tx, &jobs).await?;
    store::record::append(tx, tenant, &audits).await?;
    Ok(done)
}

async fn one(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    chart: Chart,
    (actor, at): (&str, i64),
) -> store::Result<Received> {
    let source_key = chart
        .encounter
        .id
        .as_ref()
        .map_or_else(|| chart.id.0.clone(), |encounter| encounter.0.clone());
    let body = serde_json::to_string(&chart)
        .map_err(|fault| StoreError::Refused(format!("chart {source_key} has no JSON: {fault}")))?;
    let hash = hex(body.as_bytes());
    let known = accounts::by_source_key(tx, tenant, &source_key).await?;
    let Some((id, version, old_hash)) = known else {
        let account = account_of(app, tx, tenant, &chart, &source_key, at).await?;
        accounts::insert_new(tx, tenant, &account).await?;
        keep(tx, tenant, &account.id, chart, (1, hash, at)).await?;
        return Ok(Received::New(account.id));
    };
    if old_hash == hash {
        return Ok(Received::Known(id));
    }
    let mut account = accounts::get_for_change(tx, tenant, &id).await?;
    let tags = tags_of(&chart.documents);
    let mut told_anew = account.tags != tags;
    account.tags = tags;
    let specialty = specialty::of(app.desk().sets(), &chart, at);
    if account.specialty.is_empty() && !specialty.is_empty() {
        account.specialty = specialty;
        told_anew = true;
    }
    keep(tx, tenant, &id, chart, (version + 1, hash, at)).await?;
    let again = account.standing.after(&AccountEvent::ReadAgain, at, &app.terms).is_ok();
    if again && account.standing.state != AccountState::Received {
        let steps = [AccountEvent::ReadAgain];
        steps::take(app, tx, tenant, &mut account, &steps, (actor, at)).await?;
    } else if told_anew {
        accounts::save(tx, tenant, &mut account).await?;
    }
    Ok(Received::Changed(id))
}

async fn account_of(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    chart: &Chart,
    source_key: &str,
    at: i64,
) -> store::Result<Account> {
    let patient = match &chart.patient {
        Some(patient) => {
            let row = PatientRow::of(patient, app.new_id("pat"), at);
            let id = put_patient(tx, tenant, &row).await?;
            put_coverages(tx, tenant, &id, &chart.coverages).await?;
            Some(id)
        }
        None => None,
    };
    let name = chart.patient.as_ref().and_then(|patient| patient.name.as_ref());
    let provider = chart.rendering.as_ref();
    let npi = provider.and_then(|provider| provider.npi.clone()).filter(|npi| !npi.is_empty());
    let provider_name = provider.map(provider_name).unwrap_or_default();
    let specialty = specialty::of(app.desk().sets(), chart, at);
    if let Some(npi) = &npi {
        let row = Provider {
            id: npi.clone(),
            npi: npi.clone(),
            name: provider_name.clone(),
            specialty: specialty.clone(),
            taxonomy: provider.and_then(|provider| provider.taxonomy.clone()),
            active: true,
        };
        meet_provider(tx, tenant, &row).await?;
    }
    let primary = chart.coverages.first();
    Ok(Account {
        id: AccountId(app.new_id("acct")),
        source_key: source_key.to_owned(),
        patient,
        patient_name: name.map(shown_name).unwrap_or_default(),
        mrn: chart.patient.as_ref().map(|patient| patient.id.0.clone()),
        setting: chart.encounter.setting.map(|s| s.name().to_owned()).unwrap_or_default(),
        specialty,
        site: chart.facility.as_ref().map(|f| f.name.clone()).unwrap_or_default(),
        provider: npi,
        provider_name,
        payer: primary.map(|coverage| coverage.payer.name.clone()).unwrap_or_default(),
        payer_kind: primary.map(|c| store::name_of(&c.kind)).unwrap_or_default(),
        service_from: opt_day(chart.encounter.start),
        service_to: opt_day(chart.encounter.end),
        received_at: at,
        standing: Standing::received(at, &Terms { ..app.terms }),
        value_cents: chart.charges.iter().map(|charge| charge.amount.0).sum(),
        confidence_bp: None,
        released_by: None,
        released_at: None,
        coder: None,
        tags: tags_of(&chart.documents),
        entered_at: at,
        version: 1,
    })
}

async fn keep(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    chart: Chart,
    (version, hash, at): (i64, String, i64),
) -> store::Result<()> {
    let known = match version {
        1 => Vec::new(),
        _ => accounts::documents_for_change(tx, tenant, account).await?,
    };
    let rows: Vec<DocumentRow> = chart
        .documents
        .iter()
        .enumerate()
        .map(|(position, document)| DocumentRow {
            position: i64::try_from(position).unwrap_or(i64::MAX),
            id: document.id.0.clone(),
            title: document.title.clone(),
            loinc: document.loinc.clone(),
            author: None,
            written: opt_day(document.date),
            signed: true,
            version: document_version(&known, position, document),
            hash: hex(document.text.as_bytes()),
            tags: tags_of(std::slice::from_ref(document)),
            read_at: None,
        })
        .collect();
    let stored = StoredChart { version, hash, chart, at };
    accounts::put_chart(tx, tenant, account, &stored, &rows).await
}

/// A document whose text is as it was keeps its version, so that nobody reads it again for nothing.
fn document_version(known: &[DocumentRow], position: usize, document: &model::Document) -> i64 {
    let id = &document.id.0;
    let same = |row: &&DocumentRow| match id.is_empty() {
        true => usize::try_from(row.position) == Ok(position),
        false => row.id == *id,
    };
    match known.iter().find(same) {
        Some(row) if row.hash == hex(document.text.as_bytes()) => row.version,
        Some(row) => row.version + 1,
        None => 1,
    }
}

/// `Family, Given M`.
#[must_use]
pub fn shown_name(name: &model::HumanName) -> String {
    let given: Vec<&str> =
        [&name.given, &name.middle].into_iter().flatten().map(String::as_str).collect();
    match (name.family.as_str(), given.is_empty()) {
        (family, true) => family.to_owned(),
        (family, false) => format!("{family}, {}", given.join(" ")),
    }
}

fn provider_name(provider: &model::Practitioner) -> String {
    shown_name(&provider.name)
}

/// SHA-256 in hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
