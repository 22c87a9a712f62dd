//! Taking, giving, noting and closing denials.

use super::{denial_for, refused};
use crate::app::App;
use crate::denials::{limits, money};
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::{remittances, steps};
use ::payments::denials::life::{DenialEvent, DenialState, Outcome, step};
use ::payments::ledger::WriteOff;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use model::{AccountEvent, AccountState, Owner, UserId};
use serde::Deserialize;
use serde_json::json;
use store::accounts::{self, Account};
use store::payments::{self, DenialEventRow, DenialRow};
use store::record::append;
use store::{StoreError, Tx};

/// Longest note, in characters.
const LONGEST: usize = 1_000;
/// Denials given at a time at most.
const MOST: usize = 200;

/// The version that a form was made at.
#[derive(Deserialize)]
pub(crate) struct Seen {
    pub(super) version: i64,
}

/// The denial inside a transaction, as it was seen.
pub(super) async fn locked(
    tx: &mut Tx,
    visitor: &Visitor,
    (id, version): (&str, i64),
) -> PageResult<DenialRow> {
    let row = payments::denial_for_change(tx, &visitor.tenant, id).await?;
    if row.version != version {
        return Err(StoreError::Conflict { what: format!("denial {id}") }.into());
    }
    Ok(row)
}

/// What a person did.
pub(super) fn told(visitor: &Visitor, at: i64, event: &str, note: &str) -> DenialEventRow {
    DenialEventRow {
        at,
        actor: visitor.user.0.clone(),
        event: event.to_owned(),
        note: note.to_owned(),
    }
}

/// Takes a denial, and with it the account and its other open denials: an account has one owner.
pub(crate) async fn take(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(seen): Form<Seen>,
) -> PageResult<Redirect> {
    denial_for(&app, &visitor, &id, Permission::WorkDenials).await?;
    let mut tx = app.db.begin().await?;
    let row = locked(&mut tx, &visitor, (&id, seen.version)).await?;
    let mut account = accounts::get_for_change(&mut tx, &visitor.tenant, &row.account).await?;
    let other = |owner: &str| owner != visitor.user.as_str();
    let of_account = account.standing.owner.person().is_some_and(|one| other(one.as_str()));
    if row.owner.as_deref().is_some_and(other) || of_account {
        return Err(StoreError::Conflict { what: format!("denial {id}") }.into());
    }
    let me = Some(visitor.user.clone());
    give(&app, &mut tx, &visitor, (&mut account, me), Some(&id)).await?;
    tx.commit().await?;
    app.changed(&visitor.tenant);
    Ok(Redirect::to(&format!("/denials/{id}?done=denial_taken")))
}

/// Gives the account of denials to a person, with every denial of it that is open; `begun` is the
/// one that the person begins with.
async fn give(
    app: &App,
    tx: &mut Tx,
    visitor: &Visitor,
    (account, to): (&mut Account, Option<UserId>),
    begun: Option<&str>,
) -> PageResult<()> {
    let (tenant, at) = (&visitor.tenant, app.now());
    let event = match &to {
        Some(to) => AccountEvent::Assigned { to: to.clone() },
        None => AccountEvent::Unassigned,
    };
    let worked =
        account.standing.queue.is_worked() || account.standing.state == AccountState::Adjudicated;
    let same = account.standing.owner == to.clone().map_or(Owner::Team, Owner::Person);
    if worked && !same {
        let who = (visitor.user.as_str(), at);
        steps::take(app, tx, tenant, account, &[event], who).await?;
    }
    let own = payments::denials_of_account_for_change(tx, tenant, &account.id).await?;
    let mut events = Vec::new();
    for mut row in own.into_iter().filter(|row| row.closed_at.is_none()) {
        row.owner = to.as_ref().map(|to| to.0.clone());
        let begins = begun == Some(row.id.as_str()) && row.life.state == DenialState::Open;
        if begins {
            row.life.state = step(&row.life.state, &DenialEvent::Begin, &limits(&row))
                .map_err(|why| refused(&why))?;
        }
        payments::save_denial(tx, tenant, &mut row, at).await?;
        let (name, note) = match &to {
            Some(to) if *to == visitor.user => ("taken", String::new()),
            Some(to) => ("given", to.0.clone()),
            None => ("given_back", String::new()),
        };
        events.push((row.id, told(visitor, at, name, &note)));
    }
    payments::put_denial_events(tx, tenant, &events).await?;
    let detail = json!({ "to": to, "denials": events.len() });
    let mut entry = visitor.audit(at, "denial.give", ("account", account.id.as_str()), detail);
    entry.patient.clone_from(&account.patient);
    append(tx, tenant, &[entry]).await?;
    Ok(())
}

/// Gives chosen denials to a person, or back to the team.
pub(super) async fn assign(
    visitor: Visitor,
    State(app): State<App>,
    body: String,
) -> PageResult<Redirect> {
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    let to = field("to").unwrap_or_default().to_owned();
    let ids: Vec<&String> =
        pairs.iter().filter(|(key, _)| key == "denial").map(|(_, id)| id).collect();
    if ids.is_empty() || ids.len() > MOST {
        return Err(PageFault::invalid(format!("Choose 1 to {MOST} denials.")));
    }
    if !to.is_empty() {
        let user = store::people::user(&app.db, &visitor.tenant, &to).await?;
        user.filter(|user| user.active).ok_or_else(|| PageFault::not_found("such person"))?;
    }
    for id in ids {
        let (row, _) = denial_for(&app, &visitor, id, Permission::AssignWork).await?;
        let mut tx = app.db.begin().await?;
        let mut account = accounts::get_for_change(&mut tx, &visitor.tenant, &row.account).await?;
        let person = (!to.is_empty()).then(|| UserId(to.clone()));
        give(&app, &mut tx, &visitor, (&mut account, person), None).await?;
        tx.commit().await?;
    }
    app.changed(&visitor.tenant);
    let back = field("back").filter(|back| back.starts_with("/denials")).unwrap_or("/denials");
    let joint = if back.contains('?') { '&' } else { '?' };
    Ok(Redirect::to(&format!("{back}{joint}done=assigned")))
}

/// A note, such as what the payer said on the telephone.
#[derive(Deserialize)]
pub(crate) struct Noted {
    version: i64,
    note: String,
}

/// Keeps a note in the history of a denial.
pub(crate) async fn note(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(noted): Form<Noted>,
) -> PageResult<Redirect> {
    let (_, account) = denial_for(&app, &visitor, &id, Permission::WorkDenials).await?;
    let note = noted.note.trim();
    if note.is_empty() || note.chars().count() > LONGEST {
        return Err(PageFault::invalid("A note has 1 to 1,000 characters."));
    }
    let at = app.now();
    let mut tx = app.db.begin().await?;
    let row = locked(&mut tx, &visitor, (&id, noted.version)).await?;
    let event = told(&visitor, at, "noted", note);
    payments::put_denial_events(&mut tx, &visitor.tenant, &[(row.id, event)]).await?;
    let mut entry = visitor.audit(at, "denial.note", ("denial", &id), json!({}));
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/denials/{id}?done=saved")))
}

/// How a denial ends.
#[derive(Deserialize)]
pub(crate) struct Closed {
    version: i64,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    why: String,
}

/// The reasons for which money is given up: value and words.
pub(super) const GIVEN_UP: [(WriteOff, &str); 6] = [
    (WriteOff::TimelyFiling, "sent too late"),
    (WriteOff::NoAuthorization, "no authorization was held"),
    (WriteOff::MedicalNecessity, "not medically necessary by the payer's words"),
    (WriteOff::SmallBalance, "too little to go on for"),
    (WriteOff::Charity, "charity"),
    (WriteOff::Administrative, "another reason, told below"),
];

/// What a form says of the end; nothing where it says none.
fn ending(told: &Closed) -> PageResult<(Option<Outcome>, Option<money::Ends>)> {
    let why = told.why.trim();
    if why.chars().count() > LONGEST {
        return Err(PageFault::invalid("A reason has at most 1,000 characters."));
    }
    let kind = GIVEN_UP.iter().find(|(kind, _)| store::name_of(kind) == told.kind);
    Ok(match (told.outcome.as_str(), kind) {
        ("write_off", Some((kind, words))) => {
            let other = *kind == WriteOff::Administrative;
            let reason = if other { why.to_owned() } else { format!("{words}. {why}") };
            (Some(Outcome::WrittenOff(reason)), Some(money::Ends::GivenUp(*kind)))
        }
        ("write_off", None) => (Some(Outcome::WrittenOff(String::new())), None),
        ("bill_patient", _) => (Some(Outcome::BilledToPatient), Some(money::Ends::Patients)),
        _ => (None, None),
    })
}

/// Closes a denial with its outcome: given up with a reason, or billed to the patient.
pub(crate) async fn close(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(told_of): Form<Closed>,
) -> PageResult<Redirect> {
    let permission = match told_of.outcome.as_str() {
        "write_off" => Permission::GiveUpMoney,
        _ => Permission::WorkDenials,
    };
    let (row, account) = denial_for(&app, &visitor, &id, permission).await?;
    let (outcome, ends) = ending(&told_of)?;
    let entries = payments::entries_of_claim(&app.db, &visitor.tenant, &row.claim).await?;
    let at = app.now();
    let mut tx = app.db.begin().await?;
    let mut row = locked(&mut tx, &visitor, (&id, told_of.version)).await?;
    let event = DenialEvent::Close(outcome);
    row.life.state = step(&row.life.state, &event, &limits(&row)).map_err(|why| refused(&why))?;
    row.closed_at = Some(at);
    let own =
        payments::denials_of_account_for_change(&mut tx, &visitor.tenant, &row.account).await?;
    let beside = |other: &DenialRow| {
        other.id != row.id
            && other.closed_at.is_none()
            && (other.claim.as_str(), other.line) == (row.claim.as_str(), row.line)
    };
    let alone = !own.iter().any(beside);
    let Some(ends) = ends else {
        return Err(PageFault::invalid("Say how it ended."));
    };
    let words = super::words::state(&row.life.state);
    let what = (&row, entries.as_slice());
    let moved = money::book(&app, &mut tx, &visitor.tenant, what, (ends, &words, alone)).await?;
    payments::save_denial(&mut tx, &visitor.tenant, &mut row, at).await?;
    let event = told(&visitor, at, store::payments::denial_state_name(&row.life.state), &words);
    payments::put_denial_events(&mut tx, &visitor.tenant, &[(id.clone(), event)]).await?;
    let detail = json!({ "outcome": told_of.outcome, "moved_cents": moved, "why": words });
    let mut entry = visitor.audit(at, "denial.close", ("denial", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    remittances::close(&app, &visitor.tenant, &[row.account]).await?;
    app.changed(&visitor.tenant);
    Ok(Redirect::to("/denials?done=denial_closed"))
}
