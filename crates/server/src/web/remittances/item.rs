//! One thing to look at: what the payer says, the claims it could be about, and what is done.

use super::candidates::{self, Candidate};
use super::claims::status;
use super::show::{named, people, place};
use crate::app::App;
use crate::remittances::{Act, Part, act};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{in_address, money, time};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use model::Cents;
use model::remittance::PaidClaim;
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::payments::{self, ReviewRow};
use store::record::append;

/// Longest word about an item, in characters.
const LONGEST_WORD: usize = 500;

/// What a person typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    act: String,
    version: i64,
    word: String,
    claim: String,
    instead: String,
    claim_1: String,
    line_1: String,
    amount_1: String,
    claim_2: String,
    line_2: String,
    amount_2: String,
    claim_3: String,
    line_3: String,
    amount_3: String,
    refund: String,
}

/// A row of the division, as typed.
struct Share {
    number: u8,
    claim: String,
    line: String,
    amount: String,
}

struct Service {
    number: usize,
    code: String,
    date: String,
    charge: String,
    paid: String,
    adjusted: String,
}

/// What the payer says of the claim.
struct Told {
    number: String,
    theirs: String,
    status: String,
    patient: String,
    member: String,
    charge: String,
    paid: String,
    adjusted: String,
    lines: Vec<Service>,
}

#[derive(Template)]
#[template(path = "remittances/item.html")]
struct ItemPage {
    layout: Layout,
    id: String,
    version: i64,
    what: String,
    place: String,
    payment: String,
    trace: String,
    payer: String,
    /// Money that waits now.
    waiting: String,
    /// The decision can go to a claim.
    may_choose: bool,
    /// The money can be divided.
    may_divide: bool,
    gone: bool,
    told: Option<Told>,
    candidates: Vec<Candidate>,
    asked: String,
    done: String,
    reopens: bool,
    typed: Typed,
    shares: Vec<Share>,
    fault: String,
}

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    claim: String,
}

/// Shows an item.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let typed = Typed { claim: asked.claim.clone(), ..Typed::default() };
    page(&app, &visitor, &id, (typed, String::new())).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (typed, fault): (Typed, String),
) -> PageResult<Html<String>> {
    let (db, tenant) = (&app.db, &visitor.tenant);
    let gone = || PageFault::not_found("such item");
    let item = payments::review(db, tenant, id).await?.ok_or_else(gone)?;
    let row = payments::remittance(db, tenant, &item.remittance).await?.ok_or_else(gone)?;
    let number = i64::try_from(item.item.place).unwrap_or(0);
    let staged = match number {
        0 => Vec::new(),
        _ => payments::staged(db, tenant, &row.id, (number - 1, 1)).await?,
    };
    let decision = staged.into_iter().next().map(|one| one.1);
    let all = payments::waiting(db, tenant, Some(&row.id), 100_000).await?;
    let waiting = all.into_iter().find(|one| one.place == number && number > 0);
    let asked = typed.claim.clone();
    let claims = candidates::of(app, visitor, (&item, decision.as_ref()), &asked).await?;
    seen(app, visitor, &item, &claims).await?;
    let open = item.state == "open" && row.state == "closed";
    let is_aside = item.item.waiting != Cents::ZERO && number > 0;
    let reverses = decision.as_ref().is_some_and(PaidClaim::is_reversal);
    let people = people(app, visitor).await?;
    let shares = [
        (1, &typed.claim_1, &typed.line_1, &typed.amount_1),
        (2, &typed.claim_2, &typed.line_2, &typed.amount_2),
        (3, &typed.claim_3, &typed.line_3, &typed.amount_3),
    ]
    .map(|(number, claim, line, amount)| Share {
        number,
        claim: claim.clone(),
        line: line.clone(),
        amount: amount.clone(),
    });
    render(&ItemPage {
        layout: layout(app, visitor, "To look at", "/remittances").await?,
        version: item.version,
        what: super::sentence(app, visitor, &item.item.reason).await?,
        place: place(&item.item),
        payment: row.id.clone(),
        trace: row.head.trace.clone(),
        payer: row.head.payer.name.clone(),
        may_choose: open && !reverses && (waiting.is_some() || nothing_paid(&item)),
        may_divide: open && waiting.is_some(),
        gone: is_aside && waiting.is_none(),
        reopens: item.state == "done" && waiting.is_some(),
        waiting: waiting.map(|one| money(one.amount())).unwrap_or_default(),
        told: decision.as_ref().map(told),
        candidates: claims,
        asked,
        done: match (&item.done_by, item.done_at) {
            (Some(by), Some(at)) => {
                format!("{} ({}, {})", item.outcome, named(&people, by), time(at))
            }
            _ => String::new(),
        },
        shares: shares.into(),
        typed,
        fault,
        id: item.id,
    })
}

/// A decision without money on a claim that was not found: it may still be a refusal.
fn nothing_paid(item: &ReviewRow) -> bool {
    use ::payments::posting::ReviewReason as Why;
    let unfound = matches!(
        item.item.reason,
        Why::UnknownClaim
            | Why::SeveralClaims { .. }
            | Why::OtherPatient { .. }
            | Why::TakenBackByHand { .. }
    );
    unfound && item.item.waiting == Cents::ZERO
}

/// Patients are named: that goes into the log.
async fn seen(
    app: &App,
    visitor: &Visitor,
    item: &ReviewRow,
    claims: &[Candidate],
) -> PageResult<()> {
    let ids: Vec<&str> = claims.iter().map(|one| one.claim.as_str()).collect();
    let detail = json!({ "item": item.id, "claims": ids });
    let object = ("remittance", item.remittance.as_str());
    let entry = visitor.audit(app.now(), "remittance.view", object, detail);
    let mut tx = app.db.begin().await?;
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    Ok(tx.commit().await?)
}

fn told(one: &PaidClaim) -> Told {
    let adjusted = |all: &[model::ClaimAdjustment]| -> String {
        let one = |a: &model::ClaimAdjustment| format!("{}-{} {}", a.group, a.carc, a.amount);
        all.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let person = one.name("QC").or_else(|| one.name("IL"));
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    Told {
        number: one.control_number.clone(),
        theirs: text(one.payer_control_number.as_ref()),
        status: status(&one.status),
        patient: person
            .map(|name| {
                let parts = [name.family.as_deref(), name.given.as_deref()];
                parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
            })
            .unwrap_or_default(),
        member: text(person.and_then(|name| name.id.as_ref())),
        charge: money(one.charge),
        paid: money(one.paid),
        adjusted: adjusted(&one.adjustments),
        lines: one
            .lines
            .iter()
            .zip(1..)
            .map(|(line, number)| Service {
                number,
                code: [&[line.service.code.clone()][..], &line.service.modifiers]
                    .concat()
                    .join(" "),
                date: line.days().map(|days| days.0.to_string()).unwrap_or_default(),
                charge: money(line.charge),
                paid: money(line.paid),
                adjusted: adjusted(&line.adjustments),
            })
            .collect(),
    }
}

/// What is to be done, or why it cannot be understood.
fn wanted(typed: &Typed) -> Result<Act, String> {
    let word = typed.word.trim().chars().count();
    if !(1..=LONGEST_WORD).contains(&word) {
        return Err(format!(
            "Say in a word or two (at most {LONGEST_WORD} characters) what was found; it is kept."
        ));
    }
    match typed.act.as_str() {
        "leave" => Ok(Act::Leave),
        "choose" if typed.claim.trim().is_empty() => {
            Err("Choose the claim that the payer means, or type its number.".to_owned())
        }
        "choose" => {
            Ok(Act::Choose { claim: typed.claim.trim().to_owned(), instead: typed.instead == "1" })
        }
        "divide" => parts(typed).map(Act::Divide),
        _ => Err("Choose one of the buttons.".to_owned()),
    }
}

fn parts(typed: &Typed) -> Result<Vec<Part>, String> {
    let amount = |text: &str, of: &str| {
        let plain = text.trim().trim_start_matches('$').replace(',', "");
        Cents::from_decimal(&plain)
            .map_err(|_| format!("The amount {of} reads like 125.50; `{}` does not.", text.trim()))
    };
    let mut parts = Vec::new();
    for (claim, line, text) in [
        (&typed.claim_1, &typed.line_1, &typed.amount_1),
        (&typed.claim_2, &typed.line_2, &typed.amount_2),
        (&typed.claim_3, &typed.line_3, &typed.amount_3),
    ] {
        let (claim, line) = (claim.trim(), line.trim());
        match (claim.is_empty(), text.trim().is_empty()) {
            (true, true) => continue,
            (true, false) => return Err("An amount names no claim.".to_owned()),
            (false, true) => return Err(format!("Claim {claim} has no amount.")),
            (false, false) => {}
        }
        let number = match line {
            "" => None,
            text => Some(text.parse().map_err(|_| format!("`{text}` is no number of a line."))?),
        };
        let amount = amount(text, &format!("for claim {claim}"))?;
        parts.push(Part { claim: Some(claim.to_owned()), line: number, amount });
    }
    if !typed.refund.trim().is_empty() {
        let amount = amount(&typed.refund, "for the payer")?;
        parts.push(Part { claim: None, line: None, amount });
    }
    Ok(parts)
}

/// Settles an item; what cannot be done comes back with everything that was typed.
pub(super) async fn settle(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    let fault = match wanted(&typed) {
        Err(fault) => fault,
        Ok(wanted) => {
            let how = (&wanted, typed.word.trim(), visitor.user.as_str());
            match act(&app, &visitor.tenant, (&id, typed.version), how).await {
                Ok(()) => {
                    return Ok(Redirect::to("/remittances/review?done=review_done").into_response());
                }
                Err(StoreError::Refused(why)) => format!("{}.", crate::web::format::capital(&why)),
                Err(other) => return Err(other.into()),
            }
        }
    };
    let page = page(&app, &visitor, &id, (typed, fault)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Opens an item again whose money was left where it is.
pub(super) async fn reopen(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult<Redirect> {
    let tenant = &visitor.tenant;
    let item = payments::review(&app.db, tenant, &id).await?;
    let item = item.ok_or_else(|| PageFault::not_found("such item"))?;
    let detail = json!({ "item": id, "what": item.item.reason.to_string() });
    let object = ("remittance", item.remittance.as_str());
    let entry = visitor.audit(app.now(), "review.reopen", object, detail);
    let mut tx = app.db.begin().await?;
    payments::reopen_review(&mut tx, tenant, (&id, typed.version)).await?;
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/remittances/review/{}?done=review_open", in_address(&id))))
}
