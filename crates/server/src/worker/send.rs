//! What leaves: clean claims, each in a file of its own, written once into a partner's folder.
//!
//! A parcel is put into the outbox in the transaction that found the claim clean. Sending has
//! three steps, so that a process may end between any two: the very text of the file is kept with
//! its control number (*packed*) and its claim may not change from then on; the file is written
//! under a name that was kept with it, by one atomic rename; parcel, claim and account
//! are marked in one transaction. Whoever finds the parcel after a crash writes the same bytes
//! under the same name.

mod folder;
mod interchange;
mod proved;
mod question;

pub(crate) use folder::put as put_file;
pub(crate) use interchange::{ends, numbers, receiver, receiver_of};
use proved::By;
pub(crate) use proved::{Proof, proved};
pub(crate) use question::QUESTION;

use super::charge::stopping;
use crate::app::App;
use crate::connectors::{Partner, delivery};
use crate::consent;
use crate::remittances::{Leaving, note_leaving};
use crate::steps;
use crate::surroundings::day_of;
use interchange::Packed;
use model::{AccountEvent, AccountId, AccountState, HoldKind, TenantId};
use serde_json::json;
use std::sync::atomic::Ordering;
use store::Answer;
use store::Tx;
use store::accounts;
use store::claims::{self, ClaimRow, LEAVING};
use store::payments::SentInterchange;
use store::record::{AuditEntry, append};
use store::work::{self, NewParcel, Parcel};

/// The kind of parcel.
pub const CLAIM: &str = "claim";

/// Parcels taken at a time.
const BATCH: i64 = 64;

/// How long one sender has for a batch, in microseconds.
const LEASE: i64 = 20_000_000;

/// The schedule by which clean claims are looked for, in seconds.
const SWEEP: (&str, i64) = ("claims.unsent", 30);

/// How long a claim that may not leave is held before somebody must look: two days.
const HOLD: i64 = 2 * 86_400_000_000;

/// What follows for clean claims of one account: parcels where a partner takes them, or a hold
/// where one may not leave. Nothing where no partner is set.
pub fn offer(
    app: &App,
    partner: Option<&Partner>,
    rows: &[&ClaimRow],
    parcels: &mut Vec<NewParcel>,
) -> Option<AccountEvent> {
    let partner = partner?;
    if !app.config.cpt_licence && rows.iter().any(|row| carries_cpt(row)) {
        return Some(AccountEvent::Held {
            kind: HoldKind::Other,
            reason: "The claim carries CPT numbers and no licence is recorded: run `cleanclaim \
                     codesets licence cpt --confirm` once it is yours."
                .to_owned(),
            owner: None,
            until: app.now() + HOLD,
        });
    }
    parcels.extend(rows.iter().map(|row| NewParcel {
        id: app.new_id("out"),
        kind: CLAIM.to_owned(),
        target: partner.name.clone(),
        key: row.fingerprint.clone(),
        payload: json!({ "claim": row.id, "account": row.account }).to_string(),
        at: app.now(),
    }));
    None
}

/// A CPT number has five characters and begins with a digit; HCPCS Level II begins with a letter.
fn carries_cpt(row: &ClaimRow) -> bool {
    let is_cpt = |code: &str| code.len() == 5 && code.starts_with(|c: char| c.is_ascii_digit());
    row.claim.lines.iter().filter_map(|line| line.code.as_deref()).any(is_cpt)
}

/// Sends what is due; how many parcels it was. Nothing leaves the made-up practice.
///
/// # Errors
/// A database that does not answer.
pub fn pass<'a>(app: &'a App, name: &'a str) -> Answer<'a, usize> {
    Box::pin(one_pass(app, name))
}

async fn one_pass(app: &App, name: &str) -> store::Result<usize> {
    if app.config.demo {
        return Ok(0);
    }
    sweep(app).await?;
    // After the sweep, so that what it found leaves now.
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let parcels = work::take(&mut tx, CLAIM, name, (now, now + LEASE), BATCH).await?;
    tx.commit().await?;
    for parcel in &parcels {
        match one(app, parcel).await {
            Ok(()) => app.changed(&parcel.tenant),
            Err(Unsent::Store(fault)) if fault.is_passing() => return Err(fault),
            Err(fault) => not_sent(app, parcel, &fault.to_string()).await?,
        }
    }
    Ok(parcels.len() + question::pass(app, name).await?)
}

/// The file of a claim for a partner, under a control number and of a time.
///
/// # Errors
/// Why the guide does not take the claim.
pub(crate) fn written(
    claim: &model::Claim,
    partner: &Partner,
    numbers: (i64, i64),
) -> Result<String, Vec<String>> {
    interchange::write(claim, partner, numbers)
}

/// Why a parcel did not leave this time.
#[derive(Debug, thiserror::Error)]
enum Unsent {
    #[error(transparent)]
    Store(#[from] store::StoreError),
    #[error("{0}")]
    Folder(String),
}

async fn one(app: &App, parcel: &Parcel) -> Result<(), Unsent> {
    let Some(partner) = Partner::of(app, &parcel.tenant).await? else {
        return Ok(switched_off(app, parcel).await?);
    };
    let Some(packed) = pack(app, parcel, &partner).await? else { return Ok(()) };
    delivery::put(&partner, &packed.file, &packed.text).await.map_err(Unsent::Folder)?;
    Ok(mark(app, parcel, &packed, By::Sender).await?)
}

/// Nothing leaves while sending is off: the parcel is withdrawn, and the claim is offered again
/// once it is on. One that was packed may have left; it waits, and a person is asked in the end.
async fn switched_off(app: &App, parcel: &Parcel) -> store::Result<()> {
    let asked: Packed = store::json("payload", &parcel.payload)?;
    let why = "sending claims is switched off";
    if !asked.text.is_empty() {
        return not_sent(app, parcel, why).await;
    }
    let mut tx = app.db.begin().await?;
    work::withdraw(&mut tx, parcel, why, app.now()).await?;
    tx.commit().await
}

/// The file of a parcel: as it was packed before, or packed now. `None` when it will not leave.
async fn pack(app: &App, parcel: &Parcel, partner: &Partner) -> store::Result<Option<Packed>> {
    let asked: Packed = store::json("payload", &parcel.payload)?;
    let tenant = &parcel.tenant;
    let mut tx = app.db.begin().await?;
    let account = accounts::get_for_change(&mut tx, tenant, &asked.account).await?;
    let row = claims::claim_for_change(&mut tx, tenant, &asked.claim).await?;
    let packed = !asked.text.is_empty();
    let stands = account.standing.state == AccountState::Scrubbed;
    let same = row.filter(|row| row.fingerprint == parcel.key && row.submitted_at.is_none());
    let goes = |row: &ClaimRow| match row.status.as_str() {
        LEAVING => packed,
        "clean" => stands,
        _ => false,
    };
    let Some(mut row) = same.filter(goes) else {
        let why = "the claim changed before it left";
        work::withdraw(&mut tx, parcel, why, app.now()).await?;
        tx.commit().await?;
        return Ok(None);
    };
    if !packed && let Some((why, held)) = stops(app, &mut tx, tenant, (&account, &row)).await? {
        work::withdraw(&mut tx, parcel, why, app.now()).await?;
        let (mut account, who) = (account, ("service", app.now()));
        steps::take(app, &mut tx, tenant, &mut account, &[held], who).await?;
        tx.commit().await?;
        return Ok(None);
    }
    if packed {
        if row.status != LEAVING {
            row.status = LEAVING.to_owned();
            claims::save_leaving(&mut tx, tenant, &mut row).await?;
            tx.commit().await?;
        }
        return Ok(Some(asked));
    }
    let control = work::next_control(&mut tx, tenant, &partner.name, "interchange").await?;
    let written = interchange::write(&row.claim, partner, (control, app.now()));
    let text = match written {
        Ok(text) => text,
        Err(reasons) => {
            refuse(app, &mut tx, parcel, (account, row, reasons)).await?;
            tx.commit().await?;
            return Ok(None);
        }
    };
    let file = interchange::file_name(&parcel.key, row.claim.claim_type, control);
    let packed = Packed { control, file, text, ..asked };
    let body = serde_json::to_string(&packed)
        .map_err(|fault| store::StoreError::Refused(format!("a parcel without JSON: {fault}")))?;
    row.status = LEAVING.to_owned();
    claims::save_leaving(&mut tx, tenant, &mut row).await?;
    if !work::pack(&mut tx, parcel, &body).await? {
        // Another sender has it; nothing of this happened.
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(packed))
}

/// What is asked at the very moment at which a claim would leave.
async fn stops(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (account, row): (&accounts::Account, &ClaimRow),
) -> store::Result<Option<(&'static str, AccountEvent)>> {
    if let Some(held) = consent::missing(app, tx, tenant, account).await? {
        return Ok(Some(("a consent is missing", held)));
    }
    let held = crate::follow_up::in_force(app, tenant, (account, &row.claim)).await?;
    Ok(held.map(|held| ("the payer says that the coverage was not in force", held)))
}

/// The guide does not take the claim as it is: a biller mends it, and it leaves as another parcel.
async fn refuse(
    app: &App,
    tx: &mut Tx,
    parcel: &Parcel,
    (mut account, mut row, reasons): (accounts::Account, ClaimRow, Vec<String>),
) -> store::Result<()> {
    row.status = "edits".to_owned();
    claims::save_claim(tx, &parcel.tenant, &mut row).await?;
    work::withdraw(tx, parcel, &reasons.join("; "), app.now()).await?;
    let mut all = stopping(&row.report);
    all.extend(reasons);
    let steps = [AccountEvent::EditsFound { reasons: all }];
    let who = ("service", app.now());
    steps::take(app, tx, &parcel.tenant, &mut account, &steps, who).await
}

/// Parcel, claim and account say in one transaction that the file is there.
async fn mark(app: &App, parcel: &Parcel, packed: &Packed, by: By) -> store::Result<()> {
    let (tenant, now) = (&parcel.tenant, app.now());
    let mut tx = app.db.begin().await?;
    let marks = match by {
        By::Sender => work::sent(&mut tx, parcel, now).await?,
        By::Answer => work::sent_for_sure(&mut tx, parcel, now).await?,
    };
    if !marks {
        // Another sender took the parcel and marks it, or an answer came first.
        return Ok(());
    }
    let mut account = accounts::get_for_change(&mut tx, tenant, &packed.account).await?;
    let mut open = 0;
    for mut row in claims::claims_for_change(&mut tx, tenant, &packed.account).await? {
        if row.id == packed.claim {
            note(app, &mut tx, parcel, (packed, &row)).await?;
            (row.status, row.submitted_at) = ("submitted".to_owned(), Some(now));
            claims::save_leaving(&mut tx, tenant, &mut row).await?;
        } else if row.submitted_at.is_none() && row.status != "replaced" {
            open += 1;
        }
    }
    if open == 0 && account.standing.state == AccountState::Scrubbed {
        let steps = [AccountEvent::Submitted];
        steps::take(app, &mut tx, tenant, &mut account, &steps, ("service", now)).await?;
        // What a payer asks of another claim of it waits there still.
        crate::follow_up::place(app, &mut tx, tenant, &mut account).await?;
    }
    let entry = AuditEntry {
        at: now,
        actor: "service".to_owned(),
        action: "claim.submitted".to_owned(),
        object_kind: "claim".to_owned(),
        object: packed.claim.clone(),
        patient: account.patient.clone(),
        detail: json!({
            "account": packed.account, "partner": parcel.target, "file": packed.file,
            "control": packed.control, "day": day_of(now).to_string(),
        }),
    };
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await
}

/// The claim waits for its money from now on.
async fn note(
    app: &App,
    tx: &mut Tx,
    parcel: &Parcel,
    (packed, row): (&Packed, &ClaimRow),
) -> store::Result<()> {
    let sent = SentInterchange {
        partner: parcel.target.clone(),
        receiver: receiver_of(&packed.text),
        control: packed.control,
        kind: "837".to_owned(),
        subject: packed.claim.clone(),
        account: packed.account.0.clone(),
        file: packed.file.clone(),
        sent_at: app.now(),
        state: "sent".to_owned(),
        heard: String::new(),
    };
    let leaving = Leaving { claim: &row.claim, account: &packed.account, sent };
    note_leaving(app, tx, &parcel.tenant, &[leaving]).await
}

/// Has the worker look for claims that wait without waiting for its turn: a switch was turned.
///
/// # Errors
/// A database that does not answer.
pub async fn look_soon(app: &App, tx: &mut Tx) -> store::Result<()> {
    app.swept.store(0, Ordering::Relaxed);
    work::make_due(tx, SWEEP.0, app.now()).await
}

/// Offers clean claims that nothing carries yet: made clean by a person, or before a partner was
/// switched on. Looked for twice a minute, by one process.
async fn sweep(app: &App) -> store::Result<()> {
    let (now, every) = (app.now(), SWEEP.1 * 1_000_000);
    let last = app.swept.load(Ordering::Relaxed);
    // A clock that went back holds nothing up.
    if (now - last).abs() < every {
        return Ok(());
    }
    app.swept.store(now, Ordering::Relaxed);
    let mut tx = app.db.begin().await?;
    work::keep_schedules(&mut tx, &[SWEEP], now).await?;
    let due = work::due_of(&mut tx, SWEEP.0, app.now()).await?;
    tx.commit().await?;
    if !due {
        return Ok(());
    }
    for tenant in store::people::tenants(&app.db).await? {
        let Some(partner) = Partner::of(app, &tenant.id).await? else { continue };
        let rows = claims::unsent(&app.db, &tenant.id, BATCH).await?;
        let mut ids: Vec<&AccountId> = rows.iter().map(|row| &row.account).collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            let mut tx = app.db.begin().await?;
            let mut account = accounts::get_for_change(&mut tx, &tenant.id, id).await?;
            if account.standing.state != AccountState::Scrubbed {
                continue;
            }
            let own: Vec<&ClaimRow> = rows.iter().filter(|row| row.account == *id).collect();
            let mut parcels = Vec::new();
            if let Some(step) = offer(app, Some(&partner), &own, &mut parcels) {
                let who = ("service", app.now());
                steps::take(app, &mut tx, &tenant.id, &mut account, &[step], who).await?;
            }
            work::put(&mut tx, &tenant.id, &parcels).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Tries again later; in the end the account is held, with the reason.
async fn not_sent(app: &App, parcel: &Parcel, why: &str) -> store::Result<()> {
    tracing::warn!(parcel = %parcel.id, why, "a claim was not sent");
    let mut tx = app.db.begin().await?;
    if work::send_failed(&mut tx, parcel, why, app.now()).await?
        && let Ok(packed) = store::json::<Packed>("payload", &parcel.payload)
    {
        let mut account =
            accounts::get_for_change(&mut tx, &parcel.tenant, &packed.account).await?;
        let row = claims::claim_for_change(&mut tx, &parcel.tenant, &packed.claim).await?;
        if let Some(mut row) = row.filter(|row| row.status == LEAVING) {
            row.status = "clean".to_owned();
            claims::save_leaving(&mut tx, &parcel.tenant, &mut row).await?;
        }
        let held = [AccountEvent::Held {
            kind: HoldKind::Other,
            reason: format!("The claim could not be sent: {why}."),
            owner: None,
            until: app.now() + HOLD,
        }];
        if account.standing.after(&held[0], app.now(), &app.terms).is_ok() {
            let who = ("service", app.now());
            steps::take(app, &mut tx, &parcel.tenant, &mut account, &held, who).await?;
        }
    }
    tx.commit().await
}
