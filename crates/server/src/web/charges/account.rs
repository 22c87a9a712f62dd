//! The charges of one account beside what its chart documents.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{self, dollars};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use claims::charge::{ChargeSource, ChargeState};
use claims::reconcile::DifferenceKind;
use model::{AccountId, Severity};
use serde_json::json;
use store::accounts::{self, Account};
use store::charges::{ChargeRow, charges_of, review_of};
use store::record::append;

/// One charge.
struct Row {
    id: String,
    version: i64,
    code: String,
    modifiers: String,
    units: u32,
    amount: String,
    day: String,
    posted: String,
    source: &'static str,
    revenue: String,
    state: &'static str,
    why: String,
    live: bool,
    reviewable: bool,
}

/// How chart and charges differ.
struct Found {
    kind: &'static str,
    class: &'static str,
    message: String,
    next: String,
    dollars: String,
    evidence: Vec<String>,
}

/// A procedure of the chart.
struct Coded {
    code: String,
    modifiers: String,
    units: u32,
}

/// What was typed for a new charge.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct NewCharge {
    pub(super) code: String,
    pub(super) modifiers: String,
    pub(super) units: String,
    pub(super) charge: String,
    pub(super) date: String,
    pub(super) revenue_code: String,
}

/// The page.
#[derive(Template)]
#[template(path = "charges/account.html")]
struct ChargesPage {
    layout: Layout,
    account: String,
    patient: String,
    queue: &'static str,
    reasons: Vec<String>,
    rows: Vec<Row>,
    total: String,
    coded: Vec<Coded>,
    found: Vec<Found>,
    late: String,
    new: NewCharge,
    faults: Vec<String>,
    may_claim: bool,
}

/// Shows the charges; looking at them is written down.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let account = account_for(&app, &visitor, &id).await?;
    let mut tx = app.db.begin().await?;
    let mut entry = visitor.audit(app.now(), "charge.view", ("account", &id), json!({}));
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    shown(&app, &visitor, account, (NewCharge::default(), Vec::new())).await
}

/// An account whose charges the person may work on.
pub(crate) async fn account_for(app: &App, visitor: &Visitor, id: &str) -> PageResult<Account> {
    let id = AccountId(id.to_owned());
    let account = accounts::get(&app.db, &visitor.tenant, &id).await?;
    let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
    visitor.allow_account(Permission::ManageCharges, &account)?;
    Ok(account)
}

/// The page, with a charge that could not be taken.
pub(super) async fn shown(
    app: &App,
    visitor: &Visitor,
    account: Account,
    (new, faults): (NewCharge, Vec<String>),
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let rows = charges_of(&app.db, tenant, &account.id).await?;
    let coding = accounts::latest_coding(&app.db, tenant, &account.id).await?;
    let review = review_of(&app.db, tenant, &account.id).await?.unwrap_or_default();
    let live = rows.iter().filter(|row| row.charge.is_live());
    let new = NewCharge {
        date: match new.date.is_empty() {
            true => account.service_from.clone().unwrap_or_default(),
            false => new.date.clone(),
        },
        units: if new.units.is_empty() { "1".to_owned() } else { new.units.clone() },
        ..new
    };
    render(&ChargesPage {
        layout: layout(app, visitor, "Charges of the account", "/charges").await?,
        total: dollars(live.filter_map(|row| row.charge.charge_cents).map(|cents| cents.0).sum()),
        rows: rows.iter().map(row).collect(),
        coded: coding.map_or_else(Vec::new, |coding| {
            let px = coding.coded.px.into_iter();
            px.map(|px| Coded { code: px.code, modifiers: px.modifiers.join(" "), units: px.units })
                .collect()
        }),
        found: review
            .differences
            .iter()
            .map(|one| Found {
                kind: kind(one.kind),
                class: class(one.severity),
                message: one.message.clone(),
                next: one.next.clone(),
                dollars: one.dollars.map(|cents| dollars(cents.0)).unwrap_or_default(),
                evidence: one.evidence.iter().map(|own| own.text.clone()).take(3).collect(),
            })
            .collect(),
        late: match review.late {
            0 => String::new(),
            late => format!("{late} charges came late: {}.", dollars(review.late_cents)),
        },
        queue: format::queue(account.standing.queue),
        reasons: account.standing.reasons.clone(),
        account: account.id.0,
        patient: account.patient_name,
        new,
        faults,
        may_claim: visitor.principal.may(Permission::ViewClaim),
    })
}

fn row(row: &ChargeRow) -> Row {
    let charge = &row.charge;
    let (state, why) = match &charge.state {
        ChargeState::Captured => ("captured", String::new()),
        ChargeState::Reviewed => ("reviewed", String::new()),
        ChargeState::Voided { reason } => ("taken back", reason.clone()),
    };
    Row {
        id: charge.id.0.clone(),
        version: row.version,
        code: charge.code.clone().unwrap_or_default(),
        modifiers: charge.modifiers.join(" "),
        units: charge.units,
        amount: charge.charge_cents.map_or_else(|| "no price".to_owned(), format::money),
        day: charge.date.to_string(),
        posted: charge.posted_on.to_string(),
        source: match charge.source {
            ChargeSource::Chart => "the chart's codes",
            ChargeSource::Csv => "a file",
            ChargeSource::Fhir => "with the chart",
            ChargeSource::Person => "a person",
        },
        revenue: charge.revenue_code.clone().unwrap_or_default(),
        state,
        why,
        live: charge.is_live(),
        reviewable: charge.state == ChargeState::Captured && charge.charge_cents.is_some(),
    }
}

/// A difference for people.
pub(super) fn kind(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::DocumentedNotCharged => "Documented, not charged",
        DifferenceKind::ChargedNotDocumented => "Charged, not documented",
        DifferenceKind::UnitsDiffer => "Units differ",
        DifferenceKind::ModifierDiffers => "Modifiers differ",
        DifferenceKind::DateDiffers => "Day differs",
        DifferenceKind::PriceMissing => "No price",
        DifferenceKind::DuplicateCharge => "Charged twice",
    }
}

/// The class of a badge.
pub(super) fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "stop",
        Severity::Reason => "warn",
        Severity::Warn | Severity::Inform => "info",
    }
}
