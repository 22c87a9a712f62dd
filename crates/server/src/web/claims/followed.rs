//! What was done about what a payer asks of a claim that is with it.

use super::save::{LONGEST_REASON, judged};
use super::{claim_for, settle};
use crate::app::App;
use crate::follow_up::{self, Act, Done};
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::follow_up::acts;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::accounts::get_for_change;
use store::claims::claim_for_change;
use store::payments::{ClaimEvent, FollowUp, follow_up_now, put_claim_events};
use store::record::append;

/// Longest number of a payer (REF02).
const LONGEST_NUMBER: usize = 50;

/// What was done with which item.
#[derive(Deserialize)]
pub(super) struct Wanted {
    item: String,
    kind: String,
    act: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    from: String,
}

impl Wanted {
    /// The act with its words, where they can be taken.
    fn act(&self) -> PageResult<(Act, &str, &str)> {
        let act = Act::ALL.into_iter().find(|act| act.name() == self.act);
        let act = act.ok_or_else(|| PageFault::invalid("That is nothing that ends it."))?;
        let (note, number) = (self.note.trim(), self.number.trim());
        let long = note.chars().count() > LONGEST_REASON;
        if long || note.is_empty() && act != Act::Number {
            return Err(PageFault::invalid("Say what was done, in up to 500 characters."));
        }
        if act != Act::Number {
            return Ok((act, note, ""));
        }
        let usable = number.chars().any(|c| c.is_ascii_alphanumeric())
            && number.chars().all(|c| c.is_ascii_alphanumeric() || " -./_#".contains(c))
            && number.len() <= LONGEST_NUMBER;
        match usable {
            true => Ok((act, note, number)),
            false => Err(PageFault::invalid(
                "Enter the number under which the payer has the claim: letters, digits and - . / _ #, \
                 up to 50 characters.",
            )),
        }
    }

    /// Whether the item is the one that was seen, and this ends it.
    fn fits(&self, item: &FollowUp, act: Act) -> PageResult<()> {
        if item.id != self.item || item.kind.name() != self.kind {
            return Err(StoreError::Conflict { what: format!("claim {}", item.claim) }.into());
        }
        match acts(item.kind).iter().any(|(own, _)| *own == act) {
            true => Ok(()),
            false => Err(PageFault::invalid("That does not end what the payer asks here.")),
        }
    }
}

/// Ends what was open of a claim: it waits for its payer again, or it is here again.
pub(super) async fn followed(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(wanted): Form<Wanted>,
) -> PageResult<Redirect> {
    let (row, _) = claim_for(&app, &visitor, &id, Permission::SubmitClaim).await?;
    let (act, note, number) = wanted.act()?;
    let tenant = &visitor.tenant;
    let mut tx = app.db.begin().await?;
    let mut account = get_for_change(&mut tx, tenant, &row.account).await?;
    visitor.allow_account(Permission::SubmitClaim, &account)?;
    let row = claim_for_change(&mut tx, tenant, &id).await?;
    let row = row.ok_or_else(|| PageFault::not_found("such claim"))?;
    let item = follow_up_now(&mut tx, tenant, &id).await?;
    let Some(item) = item.filter(|_| row.has_left()) else {
        return Err(StoreError::Conflict { what: format!("claim {id}") }.into());
    };
    wanted.fits(&item, act)?;
    let (user, name) = (visitor.user.as_str(), visitor.name.as_str());
    let done = Done { act, note, number, user, name };
    follow_up::done(&app, &mut tx, tenant, (&mut account, &row, &item), done).await?;
    let mut stops = Vec::new();
    if act == Act::Resend {
        settle::is_open(&account)?;
        judged(&mut tx, &visitor, &id).await?;
        let who = (user, app.now());
        stops = settle::settle(&app, &mut tx, (tenant, &mut account), who).await?;
        if let Some(first) = stops.first() {
            let event = stopped((&id, &item), first, app.now());
            put_claim_events(&mut tx, tenant, &[event]).await?;
        }
    }
    let detail = json!({
        "account": account.id, "act": act.name(), "note": note, "kind": item.kind.name(),
        "stops": stops.len(), "state": account.standing.state,
    });
    let mut entry = visitor.audit(app.now(), "claim.follow_up", ("claim", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    app.changed(tenant);
    Ok(Redirect::to(&match (act, wanted.from.as_str()) {
        (Act::Mend, _) => format!("/claims/{id}?done=brought_back"),
        // Who sent it from the list is led to what stops it.
        (Act::Resend, _) if !stops.is_empty() => format!("/claims/{id}?done=claim_saved"),
        (Act::Resend, "list") => "/follow-up?done=resent".to_owned(),
        (Act::Resend, _) => format!("/claims/{id}?done=resent"),
        (_, "list") => "/follow-up?done=followed".to_owned(),
        _ => format!("/claims/{id}?done=followed"),
    }))
}

/// What was to be sent again does not leave yet, for whoever reads the timeline.
fn stopped((claim, item): (&str, &FollowUp), first: &str, at: i64) -> ClaimEvent {
    ClaimEvent {
        claim: claim.to_owned(),
        id: format!("followed:{}:stops", item.id),
        at,
        kind: "followed_up".to_owned(),
        tone: "bad",
        said: format!("it does not leave yet, something stops it: {first}"),
        file: String::new(),
    }
}
