//! Adding a charge, reviewing one, taking one back.

use super::account::{NewCharge, account_for, shown};
use super::go_on::go_on;
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::worker::charges::posting;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use claims::charge::{Charge, ChargeSource, ChargeStateError, from_csv};
use serde::Deserialize;
use serde_json::json;
use store::accounts::get_for_change;
use store::charges::{ChargeRow, add_charges, charges_for_change, save_charge};
use store::record::append;
use store::{StoreError, Tx};

/// Longest reason, in characters.
pub(crate) const LONGEST_REASON: usize = 500;

/// Adds a charge; one that cannot be taken comes back with what was typed.
pub(super) async fn add(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(new): Form<NewCharge>,
) -> PageResult<Response> {
    let account = account_for(&app, &visitor, &id).await?;
    let master = app.prices.master(&app, &visitor.tenant).await?;
    let cell = |text: &str| {
        let text = text.replace(['\n', '\r'], " ").replace('"', "\"\"");
        format!("\"{text}\"")
    };
    // The same reading and the same faults as a file of one row.
    let key = app.new_id("line");
    let cells = [&id, &key, &new.code, &new.modifiers, &new.units, &new.charge, &new.date];
    let cells: Vec<String> = cells.into_iter().map(|text| cell(text.trim())).collect();
    let text = format!(
        "account,id,code,modifiers,units,charge,date,revenue_code\n{},{}\n",
        cells.join(","),
        cell(new.revenue_code.trim())
    );
    let captured = match from_csv(&text, &posting(&app, &account), &master) {
        Ok(captured) => captured,
        Err(faults) => {
            let faults = faults.iter().map(|fault| format!("{} {}", fault.message, fault.next));
            let page = shown(&app, &visitor, account, (new, faults.collect())).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let as_person = |charge| Charge { source: ChargeSource::Person, ..charge };
    let charges: Vec<Charge> = captured.charges.into_iter().map(as_person).collect();
    let mut tx = app.db.begin().await?;
    let mut account = get_for_change(&mut tx, &visitor.tenant, &account.id).await?;
    add_charges(&mut tx, &visitor.tenant, &charges, app.now()).await?;
    let detail = json!({ "charges": charges });
    let mut entry = visitor.audit(app.now(), "charge.add", ("account", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    let whose = (&visitor.tenant, &mut account);
    go_on(&app, &mut tx, whose, visitor.user.as_str()).await?;
    tx.commit().await?;
    app.changed(&visitor.tenant);
    Ok(Redirect::to(&format!("/accounts/{id}/charges?done=charge_added")).into_response())
}

/// Which version of a charge, and why.
#[derive(Deserialize)]
pub(super) struct Wanted {
    version: i64,
    #[serde(default)]
    reason: String,
}

/// Marks a charge as seen by a person.
pub(super) async fn review(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, charge)): Path<(String, String)>,
    Form(wanted): Form<Wanted>,
) -> PageResult<Redirect> {
    let which = (id.as_str(), charge.as_str(), wanted.version);
    let (tx, _) = changed(&app, &visitor, which, "charge.review", Charge::reviewed).await?;
    tx.commit().await?;
    app.changed(&visitor.tenant);
    Ok(Redirect::to(&format!("/accounts/{id}/charges?done=charge_reviewed")))
}

/// Takes a charge back, with a reason.
pub(super) async fn void(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, charge)): Path<(String, String)>,
    Form(wanted): Form<Wanted>,
) -> PageResult<Redirect> {
    if wanted.reason.chars().count() > LONGEST_REASON {
        return Err(PageFault::invalid("A reason may have 500 characters."));
    }
    let reason = wanted.reason.clone();
    let step = move |charge: Charge| charge.voided(&reason);
    let which = (id.as_str(), charge.as_str(), wanted.version);
    let (tx, _) = changed(&app, &visitor, which, "charge.void", step).await?;
    tx.commit().await?;
    app.changed(&visitor.tenant);
    Ok(Redirect::to(&format!("/accounts/{id}/charges?done=charge_voided")))
}

/// Takes a charge, as it was seen in a version, to another state, in a transaction that the caller
/// ends.
///
/// # Errors
/// What the page would say.
pub(crate) async fn changed(
    app: &App,
    visitor: &Visitor,
    (id, charge, version): (&str, &str, i64),
    action: &str,
    step: impl FnOnce(Charge) -> Result<Charge, ChargeStateError>,
) -> PageResult<(Tx, ChargeRow)> {
    let account = account_for(app, visitor, id).await?;
    let mut tx = app.db.begin().await?;
    let mut account = get_for_change(&mut tx, &visitor.tenant, &account.id).await?;
    let rows = charges_for_change(&mut tx, &visitor.tenant, &account.id).await?;
    let row = rows.into_iter().find(|row| row.charge.id.as_str() == charge);
    let mut row = row.ok_or_else(|| PageFault::not_found("such charge"))?;
    if row.version != version {
        return Err(StoreError::Conflict { what: format!("charge {charge}") }.into());
    }
    let before = row.charge.clone();
    row.charge = step(before.clone()).map_err(|fault| PageFault::invalid(format!("{fault}.")))?;
    save_charge(&mut tx, &visitor.tenant, &mut row).await?;
    let detail = json!({ "charge": charge, "before": before.state, "after": row.charge.state });
    let mut entry = visitor.audit(app.now(), action, ("account", id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    if !row.charge.is_live() {
        let whose = (&visitor.tenant, &mut account);
        go_on(app, &mut tx, whose, visitor.user.as_str()).await?;
    }
    Ok((tx, row))
}
