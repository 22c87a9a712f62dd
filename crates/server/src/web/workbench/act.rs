//! Changes of the codes: each is one form, one transaction, and saved at once in the draft.

use super::change::{self, Fields, Ground};
use super::desk::{LOCK, Open, old_page, open, taken};
use super::work::Work;
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde_json::{Value, json};
use store::Tx;
use store::accounts::{self, Draft, Lock, Touch, put_draft, touch_span};
use store::record::append;

/// An act on one line.
pub(super) async fn line(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, key, act)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> PageResult<Redirect> {
    let key = key.parse::<u32>().map_err(|_| PageFault::not_found("such code"))?;
    let open = ready(&app, &visitor, &id, &fields).await?;
    let mut work = work_of(&open);
    let before = work.line(key).map(|line| json!({ "code": line.code, "state": line.state }));
    ground(&app, &open, |ground| change::act(&mut work, key, &act, &fields, ground))?;
    let after = work.line(key).map(|line| json!({ "code": line.code, "state": line.state }));
    let detail = json!({ "act": act, "before": before, "after": after });
    save(&app, &visitor, &open, &work, detail).await?;
    Ok(back(&open, &fields, Some(key)))
}

/// A code more: typed, from a selection, or from the encoder.
pub(super) async fn add(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> PageResult<Redirect> {
    let open = ready(&app, &visitor, &id, &fields).await?;
    let mut work = work_of(&open);
    let key = ground(&app, &open, |ground| change::add(&mut work, &fields, ground))?;
    let code = work.line(key).map(|line| line.code.clone());
    save(&app, &visitor, &open, &work, json!({ "act": "add", "code": code })).await?;
    Ok(back(&open, &fields, Some(key)))
}

/// Every undecided code accepted.
pub(super) async fn accept_all(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> PageResult<Redirect> {
    let open = ready(&app, &visitor, &id, &fields).await?;
    let mut work = work_of(&open);
    let count = work.undecided();
    change::accept_all(&mut work);
    save(&app, &visitor, &open, &work, json!({ "act": "accept_all", "codes": count })).await?;
    Ok(back(&open, &fields, None))
}

/// The work as it stands. `ready` refuses an account without codes; an empty work has no line that
/// anything could act on.
fn work_of(open: &Open) -> Work {
    open.work.clone().unwrap_or_else(|| Work {
        coding: open.coding.as_ref().map_or(0, |coding| coding.version),
        next_key: 0,
        lines: Vec::new(),
    })
}

fn ground<T>(
    app: &App,
    open: &Open,
    run: impl FnOnce(&Ground<'_>) -> Result<T, String>,
) -> PageResult<T> {
    let (Some(stored), Some(coding)) = (&open.stored, &open.coding) else {
        return Err(PageFault::invalid("There is no chart to code yet."));
    };
    let desk = app.desk();
    let ground = Ground {
        sets: desk.sets(),
        chart: &stored.chart,
        on: coding.coded.date,
        inpatient: coding.coded.setting.is_inpatient(),
    };
    run(&ground).map_err(PageFault::invalid)
}

/// The account, if the visitor may change its codes now and has seen its newest draft.
pub(super) async fn ready(
    app: &App,
    visitor: &Visitor,
    id: &str,
    fields: &Fields,
) -> PageResult<Open> {
    let open = open(app, visitor, id).await?;
    visitor.allow_account(Permission::CodeChart, &open.account)?;
    if !open.sees_all() {
        return Err(PageFault::invalid(
            "Parts of this chart are protected from you, so its codes are not yours to finish.",
        ));
    }
    if !open.is_open() {
        return Err(PageFault::invalid(format!(
            "The account is {}: its codes are not open for change.",
            open.account.standing.state.name()
        )));
    }
    if let Some(lock) = open.other(visitor, app.now()) {
        return Err(taken(&name(app, visitor, &lock.user).await?, lock.since));
    }
    let Some(coding) = &open.coding else {
        return Err(PageFault::invalid("There is no chart to code yet."));
    };
    let version = open.draft.as_ref().map_or(0, |draft| draft.version);
    let same_codes = fields.coding.is_empty() || fields.coding.parse() == Ok(coding.version);
    if fields.version.parse() != Ok(version) || !same_codes {
        return Err(old_page(&open.account.id));
    }
    Ok(open)
}

/// A person's name, or their id where they are not known any more.
pub(super) async fn name(app: &App, visitor: &Visitor, user: &str) -> PageResult<String> {
    let found = store::people::user(&app.db, &visitor.tenant, user).await?;
    Ok(found.map_or_else(|| user.to_owned(), |user| user.name))
}

/// Takes or keeps the lock for an act.
///
/// # Errors
/// That somebody else has it.
pub(super) async fn locked(
    app: &App,
    tx: &mut Tx,
    visitor: &Visitor,
    open: &Open,
    take_over: bool,
) -> PageResult<()> {
    let now = app.now();
    let wanted = Lock { user: visitor.user.0.clone(), since: now, until: now + LOCK };
    let has = accounts::lock(tx, &visitor.tenant, &open.account.id, &wanted, take_over).await?;
    if has.user != visitor.user.as_str() {
        return Err(taken(&name(app, visitor, &has.user).await?, has.since));
    }
    Ok(())
}

async fn save(
    app: &App,
    visitor: &Visitor,
    open: &Open,
    work: &Work,
    detail: Value,
) -> PageResult<()> {
    let (tenant, id, now) = (&visitor.tenant, &open.account.id, app.now());
    let body = serde_json::to_string(work).map_err(PageFault::internal)?;
    let mut tx = app.db.begin().await?;
    locked(app, &mut tx, visitor, open, false).await?;
    let version = open.draft.as_ref().map_or(0, |draft| draft.version);
    let draft = Draft { body, by_person: visitor.user.0.clone(), at: now, version };
    put_draft(&mut tx, tenant, id, &draft).await?;
    let mut account = accounts::get_for_change(&mut tx, tenant, id).await?;
    if account.coder.as_deref() != Some(visitor.user.as_str()) {
        account.coder = Some(visitor.user.0.clone());
        accounts::save(&mut tx, tenant, &mut account).await?;
    }
    spent(app, &mut tx, visitor, open, "").await?;
    let mut entry = visitor.audit(now, "coding.change", ("account", id.as_str()), detail);
    entry.patient = account.patient.clone();
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(())
}

/// Counts the time in the chart.
pub(super) async fn spent(
    app: &App,
    tx: &mut Tx,
    visitor: &Visitor,
    open: &Open,
    outcome: &str,
) -> PageResult<()> {
    let kind = if open.may_code(visitor) { "coding" } else { "reading" };
    let id = app.new_id("span");
    let touch = Touch { id: &id, user: visitor.user.as_str(), kind, at: app.now(), outcome };
    Ok(touch_span(tx, &visitor.tenant, &open.account.id, &touch).await?)
}

/// Back to the account, with the document that was shown and the code that was meant.
pub(super) fn back(open: &Open, fields: &Fields, key: Option<u32>) -> Redirect {
    let mut address = format!("/accounts/{}?", open.account.id);
    if let Ok(doc) = fields.doc.parse::<usize>() {
        address.push_str(&format!("doc={doc}&"));
    }
    match key {
        Some(key) => address.push_str(&format!("code={key}#c{key}")),
        None => {
            address.pop();
        }
    }
    Redirect::to(&address)
}
