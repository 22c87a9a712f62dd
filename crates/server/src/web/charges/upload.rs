//! A file of charges: checked first, then taken. The same file twice adds nothing.

use super::file::{self, Upload};
use super::go_on::go_on;
use crate::app::App;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use crate::worker::charges::price_of;
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use claims::RowFault;
use claims::charge::{self, Charge, Posted, Posting, post};
use model::AccountId;
use serde_json::json;
use std::collections::BTreeMap;
use store::Tx;
use store::accounts::{self, Account, get_for_change};
use store::charges::{add_charges, charges_for_change, charges_of};
use store::record::append;

/// Largest file of a page, in bytes.
const LARGEST: usize = 8 << 20;

/// Most charges of one file of a page.
const MOST_CHARGES: usize = 20_000;

/// Rows of a list that a page shows.
const SHOWN: usize = 50;

/// What a file would do.
#[derive(Default)]
struct Check {
    accounts: usize,
    added: usize,
    repeated: usize,
    changed: Vec<String>,
    unpriced: Vec<String>,
    text: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "charges/upload.html")]
struct UploadPage {
    layout: Layout,
    check: Option<Check>,
    faults: Vec<RowFault>,
    beyond: usize,
}

/// The charges of a file by account.
pub(crate) type ByAccount = BTreeMap<AccountId, (Account, Vec<Charge>)>;

/// Shows the form.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let layout = layout(&app, &visitor, "Charges from a file", "/charges").await?;
    render(&UploadPage { layout, check: None, faults: Vec::new(), beyond: 0 })
}

/// An empty file with its heading.
pub(super) async fn template() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"charges.csv\""),
    ];
    (headers, charge::template())
}

/// Checks a file, or takes it.
pub(super) async fn take(
    visitor: Visitor,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult<Response> {
    let upload = file::read(form, LARGEST).await?;
    let found = match placed(&app, &visitor, &upload.text).await? {
        Ok(found) => found,
        Err(faults) => return answer(&app, &visitor, None, faults).await,
    };
    if upload.take {
        let mut tx = app.db.begin().await?;
        added(&app, &mut tx, &visitor, (found, "file")).await?;
        tx.commit().await?;
        app.changed(&visitor.tenant);
        return Ok(Redirect::to("/charges?done=charges_taken").into_response());
    }
    let check = check(&app, &visitor, found, &upload).await?;
    answer(&app, &visitor, Some(check), Vec::new()).await
}

async fn answer(
    app: &App,
    visitor: &Visitor,
    check: Option<Check>,
    faults: Vec<RowFault>,
) -> PageResult<Response> {
    let status = match faults.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let layout = layout(app, visitor, "Charges from a file", "/charges").await?;
    let (faults, beyond) = file::bounded(faults);
    let page = render(&UploadPage { layout, check, faults, beyond })?;
    Ok((status, page).into_response())
}

/// The charges of a file, each at its account: by its id, or by what the source calls the visit.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn placed(
    app: &App,
    visitor: &Visitor,
    text: &str,
) -> PageResult<Result<ByAccount, Vec<RowFault>>> {
    let master = app.prices.master(app, &visitor.tenant).await?;
    let posting = Posting { posted_on: day_of(app.now()), ..Posting::default() };
    let captured = match charge::from_csv(text, &posting, &master) {
        Ok(captured) => captured,
        Err(faults) => return Ok(Err(faults)),
    };
    if captured.charges.len() > MOST_CHARGES {
        let what = format!("A file may hold {MOST_CHARGES} charges here; split it by day.");
        return Err(PageFault::invalid(what));
    }
    let (mut known, mut found, mut faults) = (BTreeMap::new(), ByAccount::new(), Vec::new());
    let lines = data_lines(text);
    for (index, mut charge) in captured.charges.into_iter().enumerate() {
        let name = charge.account.clone();
        if !known.contains_key(&name) {
            let account = account_of(app, visitor, &name).await?;
            known.insert(name.clone(), account);
        }
        let Some(account) = known.get(&name).and_then(Option::as_ref) else {
            faults.push(RowFault {
                line: lines.get(index).copied().unwrap_or(0),
                column: "account",
                message: format!("There is no account `{name}` whose charges you may work on."),
                next: "Write the account's id, or the visit's number in its source.".to_owned(),
            });
            continue;
        };
        charge.account = account.id.clone();
        if charge.site.is_empty() {
            charge.site.clone_from(&account.site);
            if charge.charge_cents.is_none() {
                charge.charge_cents = price_of(&charge, &master).ok();
            }
        }
        let own = found.entry(account.id.clone());
        own.or_insert_with(|| (account.clone(), Vec::new())).1.push(charge);
    }
    Ok(if faults.is_empty() { Ok(found) } else { Err(faults) })
}

/// The lines of a file that hold rows, without its heading.
fn data_lines(text: &str) -> Vec<usize> {
    let lines = text.lines().enumerate();
    let rows = lines.filter(|(_, line)| {
        let line = line.trim_start_matches('\u{feff}').trim();
        !line.is_empty() && !line.starts_with('#')
    });
    rows.skip(1).map(|(index, _)| index + 1).collect()
}

async fn account_of(app: &App, visitor: &Visitor, name: &AccountId) -> PageResult<Option<Account>> {
    let mut account = accounts::get(&app.db, &visitor.tenant, name).await?;
    if account.is_none() {
        let mut tx = app.db.begin().await?;
        let known = accounts::by_source_key(&mut tx, &visitor.tenant, name.as_str()).await?;
        drop(tx);
        if let Some((id, ..)) = known {
            account = accounts::get(&app.db, &visitor.tenant, &id).await?;
        }
    }
    Ok(account.filter(|own| visitor.allow_account(Permission::ManageCharges, own).is_ok()))
}

/// What the file would do, without doing it.
async fn check(
    app: &App,
    visitor: &Visitor,
    found: ByAccount,
    upload: &Upload,
) -> PageResult<Check> {
    let master = app.prices.master(app, &visitor.tenant).await?;
    let mut check = Check { accounts: found.len(), text: upload.carried(), ..Check::default() };
    for (id, (_, charges)) in found {
        let rows = charges_of(&app.db, &visitor.tenant, &id).await?;
        let present: Vec<Charge> = rows.into_iter().map(|row| row.charge).collect();
        let Posted { added, repeated, changed } = post(&present, charges);
        check.added += added.len();
        check.repeated += repeated.len();
        for charge in added.iter().filter(|charge| charge.charge_cents.is_none()) {
            let why = price_of(charge, &master).err().unwrap_or_default();
            check.unpriced.push(format!("{id}: {why}"));
        }
        for (own, new) in changed {
            let code = own.code.clone().unwrap_or_default();
            check.changed.push(format!(
                "{id}: {code} stands with {} units at {}, the file says {} units at {}.",
                own.units,
                own.charge_cents.unwrap_or_default(),
                new.units,
                new.charge_cents.unwrap_or_default(),
            ));
        }
    }
    check.changed.truncate(SHOWN);
    check.unpriced.truncate(SHOWN);
    Ok(check)
}

/// Adds what is new, all or nothing, and lets the accounts go on; what was done with each account,
/// in a transaction that the caller ends.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn added(
    app: &App,
    tx: &mut Tx,
    visitor: &Visitor,
    (found, from): (ByAccount, &str),
) -> store::Result<Vec<(AccountId, Posted)>> {
    let tenant = &visitor.tenant;
    let (mut audits, mut done) = (Vec::new(), Vec::new());
    for (id, (_, charges)) in found {
        let mut account = get_for_change(tx, tenant, &id).await?;
        let rows = charges_for_change(tx, tenant, &id).await?;
        let present: Vec<Charge> = rows.into_iter().map(|row| row.charge).collect();
        let posted = post(&present, charges);
        if posted.added.is_empty() {
            done.push((id, posted));
            continue;
        }
        add_charges(tx, tenant, &posted.added, app.now()).await?;
        let detail = json!({ "added": posted.added.len(), "from": from });
        let mut entry = visitor.audit(app.now(), "charge.upload", ("account", id.as_str()), detail);
        entry.patient.clone_from(&account.patient);
        audits.push(entry);
        go_on(app, tx, (tenant, &mut account), visitor.user.as_str()).await?;
        done.push((id, posted));
    }
    append(tx, tenant, &audits).await?;
    Ok(done)
}
