//! Submitting: final codes with their decision record, and the next account.

use super::act::{locked, ready, spent};
use super::change::Fields;
use super::desk::Open;
use super::validity::known;
use super::work::{Kind, State as Decided, Work};
use crate::app::App;
use crate::steps;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::worklists::next_account;
use crate::worker::charge_job;
use crate::worker::record::{self, record};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use governance::record::DecisionKind;
use model::{AccountEvent, AccountState, CodedChart, Queue, Route};
use serde::Deserialize;
use serde_json::{Value, json};
use store::accounts::{self, Coding, drop_draft, put_coding, unlock};
use store::record::append;

/// What the form of submitting sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Submitted {
    version: String,
    coding: String,
    /// `1`: what is undecided is accepted with it.
    all: String,
}

/// Finishes the codes of an account.
pub(super) async fn submit(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(sent): Form<Submitted>,
) -> PageResult<Redirect> {
    let fields = Fields { version: sent.version, coding: sent.coding.clone(), ..Fields::default() };
    let open = ready(&app, &visitor, &id, &fields).await?;
    let (Some(work), Some(coding)) = (&open.work, &open.coding) else {
        return Err(PageFault::invalid("There is no chart to code yet."));
    };
    if open.account.standing.state != AccountState::Review {
        return Err(PageFault::invalid(
            "Only an account in review is submitted. Lift the hold or close the query first.",
        ));
    }
    let all = sent.all == "1";
    let undecided = work.undecided();
    if undecided > 0 && !all {
        return Err(PageFault::invalid(format!(
            "{undecided} suggested codes are not decided yet. Accept or reject each, or accept \
             all of them together."
        )));
    }
    let coded = last(work, &coding.coded, all);
    check(&app, &coded)?;
    write(&app, &visitor, &open, coded).await?;
    app.changed(&visitor.tenant);
    let next = next_account(&app, &visitor, Queue::Review, Some(&open.account.id)).await?;
    Ok(Redirect::to(&match next {
        Some(next) => format!("/accounts/{next}?done=submitted"),
        None => format!("/worklists?queue={}&done=submitted", Queue::Review.name()),
    }))
}

/// The codes as they go on the claim: a person has released them.
fn last(work: &Work, base: &CodedChart, all: bool) -> CodedChart {
    let mut coded = work.coded(base, all);
    coded.route = Route::Release;
    coded.reasons = Vec::new();
    coded
}

fn check(app: &App, coded: &CodedChart) -> PageResult<()> {
    if coded.dx.is_empty() {
        return Err(PageFault::invalid(
            "A claim needs at least one diagnosis. Add one, or hold the account with the reason.",
        ));
    }
    let desk = app.desk();
    let dx = coded.dx.iter().map(|dx| (Kind::Dx, &dx.code));
    let px = coded.px.iter().map(|px| (Kind::Px, &px.code));
    let pcs = coded.pcs.iter().map(|px| (Kind::Pcs, &px.code));
    let faults: Vec<String> = dx
        .chain(px)
        .chain(pcs)
        .filter_map(|(kind, code)| known(desk.sets(), kind, code, coded.date).err())
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(PageFault::invalid(faults.join(" "))) }
}

async fn write(app: &App, visitor: &Visitor, open: &Open, coded: CodedChart) -> PageResult<()> {
    let (Some(work), Some(old), Some(stored)) = (&open.work, &open.coding, &open.stored) else {
        return Err(PageFault::invalid("There is no chart to code yet."));
    };
    let (tenant, id, now) = (&visitor.tenant, &open.account.id, app.now());
    let decided = record::Decided {
        tenant,
        account: id,
        kind: DecisionKind::Human,
        actor: visitor.user.as_str(),
        policy: json!({ "decisions": decisions(work) }),
        supersedes: Some(old.decision.clone()).filter(|decision| !decision.is_empty()),
    };
    let decision = record(app, &stored.chart, &coded, decided)?;
    let mut tx = app.db.begin().await?;
    locked(app, &mut tx, visitor, open, false).await?;
    let mut account = accounts::get_for_change(&mut tx, tenant, id).await?;
    // Whoever submits twice, or from two pages, finds the account gone from review.
    account.coder = Some(visitor.user.0.clone());
    account.released_by = Some(visitor.user.0.clone());
    account.released_at = Some(now);
    let who = (visitor.user.as_str(), now);
    let steps = [AccountEvent::Released];
    steps::take(app, &mut tx, tenant, &mut account, &steps, who).await?;
    let version = accounts::next_coding_version(&mut tx, tenant, id).await?;
    let coding = Coding {
        version,
        chart_version: stored.version,
        by_person: Some(visitor.user.0.clone()),
        at: now,
        is_final: true,
        coded,
        decision: decision.id.clone(),
    };
    put_coding(&mut tx, tenant, id, &coding).await?;
    let decision_id = decision.id.clone();
    store::record::decide(&mut tx, tenant, &[decision], &app.key).await?;
    store::work::add(&mut tx, &[charge_job(app, tenant, id)]).await?;
    drop_draft(&mut tx, tenant, id).await?;
    unlock(&mut tx, tenant, id, visitor.user.as_str()).await?;
    spent(app, &mut tx, visitor, open, "submitted").await?;
    let detail = json!({ "coding": version, "decision": decision_id });
    let mut entry = visitor.audit(now, "coding.submit", ("account", id.as_str()), detail);
    entry.patient = account.patient.clone();
    append(&mut tx, tenant, &[entry]).await?;
    Ok(tx.commit().await?)
}

/// What was decided on each suggestion: the reasons feed the tuning.
fn decisions(work: &Work) -> Vec<Value> {
    let lines = work.lines.iter().map(|line| {
        let state = match line.state {
            Decided::Suggested => json!("accepted_with_all"),
            state => json!(state),
        };
        json!({
            "code": line.code, "kind": line.kind, "state": state, "was": line.was,
            "added": line.added, "confidence": line.confidence.map(|c| format!("{c:.2}")),
        })
    });
    lines.collect()
}
