//! One payment: does it balance, what became of its claims, what waits.

use super::{beside, claims};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{in_address, money, time};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use model::Cents;
use serde::Deserialize;
use store::payments::{self, RemittanceRow};
use store::record::{AuditFilter, append, search};

/// Entries of the history that are shown.
const HISTORY: i64 = 50;

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The place of the last claim of the page before.
    after: i64,
    /// How many items beside the claims the pages before went through.
    items: usize,
}

/// The balance of a payment, as a sum that a person can add up.
struct Banner {
    payment: String,
    applied: String,
    unapplied: String,
    beside: String,
    sum: String,
    /// All of it is posted and adds up.
    balances: bool,
    /// It is posted, and does not: a fault of ours.
    broken: bool,
    progress: String,
}

struct Item {
    id: String,
    place: String,
    what: String,
    waiting: String,
    done: String,
}

struct Told {
    at: String,
    who: String,
    what: String,
}

#[derive(Template)]
#[template(path = "remittances/show.html")]
struct ShowPage {
    layout: Layout,
    id: String,
    version: i64,
    row: RemittanceRow,
    state: (&'static str, &'static str),
    file: (String, String),
    received: String,
    paid: String,
    deposit: String,
    to_payers: String,
    banner: Banner,
    claims: Vec<claims::Row>,
    next: Option<i64>,
    beside: beside::Beside,
    open: Vec<Item>,
    done: Vec<Item>,
    history: Vec<Told>,
    may_post: bool,
}

/// Shows a payment. That it was looked at is in the audit log: it names patients.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let row = payments::remittance(&app.db, tenant, &id).await?;
    let row = row.ok_or_else(|| PageFault::not_found("such payment"))?;
    let mut tx = app.db.begin().await?;
    let entry = visitor.audit(app.now(), "remittance.view", ("remittance", &id), "".into());
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    let (claims, next) = claims::page(&app, &visitor, &row, asked.after.max(0)).await?;
    let file = payments::file(&app.db, tenant, &row.file).await?;
    let file = file.map_or_else(Default::default, |file| (file.id, file.name));
    let people = people(&app, &visitor).await?;
    let (open, done) = items(&app, &visitor, &row, &people).await?;
    let deposit = match &row.deposit {
        None => String::new(),
        Some(id) => match payments::deposit(&app.db, tenant, id).await? {
            Some(one) => format!("{} at the bank on {}", money(one.amount), one.day),
            None => String::new(),
        },
    };
    render(&ShowPage {
        layout: layout(&app, &visitor, "Payment", "/remittances").await?,
        version: row.version,
        state: super::state(&row.state),
        file,
        received: time(row.received_at),
        paid: paid(&row.head.method, &row.head.date.to_string()),
        deposit,
        to_payers: format!(
            "/payers?name={}&number={}",
            in_address(&row.head.payer.name),
            in_address(row.head.payer.id.as_deref().unwrap_or_default())
        ),
        banner: banner(&row),
        claims,
        next,
        beside: beside::of(&app, &visitor, (&row, asked.items)).await?,
        open,
        done,
        history: history(&app, &visitor, &row, &people).await?,
        may_post: visitor.principal.may(Permission::PostPayments),
        id,
        row,
    })
}

/// How and when the money moves (BPR04, BPR16).
fn paid(method: &str, day: &str) -> String {
    let how = match method {
        "ACH" => "by electronic transfer (ACH)",
        "CHK" => "by check",
        "FWT" => "by wire transfer",
        "BOP" => "as the bank chooses",
        "NON" => return format!("told on {day}: no money moves"),
        "" => return format!("paid on {day}"),
        other => return format!("paid on {day} by {other}"),
    };
    format!("paid on {day} {how}")
}

fn banner(row: &RemittanceRow) -> Banner {
    let payment = row.head.signed_amount();
    let sum = row.applied + row.unapplied + row.beside;
    let closed = row.state == "closed";
    Banner {
        payment: money(payment),
        applied: money(row.applied),
        unapplied: money(row.unapplied),
        beside: money(row.beside),
        sum: money(sum),
        balances: closed && sum == payment,
        broken: closed && sum != payment,
        progress: match row.state.as_str() {
            "ready" | "posting" => {
                format!("{} of {} claims are posted so far", row.posted_to, row.claims)
            }
            _ => String::new(),
        },
    }
}

/// The names of people by their id.
pub(super) async fn people(app: &App, visitor: &Visitor) -> PageResult<Vec<(String, String)>> {
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    Ok(users.into_iter().map(|user| (user.id.0, user.name)).collect())
}

/// The name of somebody.
pub(super) fn named(people: &[(String, String)], id: &str) -> String {
    let found = people.iter().find(|one| one.0 == id);
    match id {
        "service" => "the service".to_owned(),
        _ => found.map_or_else(|| id.to_owned(), |one| one.1.clone()),
    }
}

async fn items(
    app: &App,
    visitor: &Visitor,
    row: &RemittanceRow,
    people: &[(String, String)],
) -> PageResult<(Vec<Item>, Vec<Item>)> {
    let mut both = [Vec::new(), Vec::new()];
    for (list, state) in both.iter_mut().zip(["open", "done"]) {
        let which = (state, Some(row.id.as_str()));
        let found = payments::reviews(&app.db, &visitor.tenant, which, 200).await?;
        for one in found {
            list.push(Item {
                place: place(&one.item),
                what: super::sentence(app, visitor, &one.item.reason).await?,
                waiting: match one.item.waiting {
                    Cents::ZERO => String::new(),
                    waiting => money(waiting),
                },
                done: match (&one.done_by, one.done_at) {
                    (Some(by), Some(at)) => {
                        format!("{} ({}, {})", one.outcome, named(people, by), time(at))
                    }
                    _ => String::new(),
                },
                id: one.id,
            });
        }
    }
    let [open, done] = both;
    Ok((open, done))
}

/// Where an item is, for people.
pub(super) fn place(item: &::payments::posting::ReviewItem) -> String {
    match (item.place, item.line) {
        (0, _) => "the payment".to_owned(),
        (place, None) => format!("claim {place} ({})", item.control_number),
        (place, Some(line)) => format!("claim {place} ({}), line {line}", item.control_number),
    }
}

/// What happened to the payment, oldest first; looking at it is left out.
async fn history(
    app: &App,
    visitor: &Visitor,
    row: &RemittanceRow,
    people: &[(String, String)],
) -> PageResult<Vec<Told>> {
    let mut told = Vec::new();
    for action in ["remittance.", "review."] {
        let filter = AuditFilter {
            object: row.id.clone(),
            action: action.to_owned(),
            limit: HISTORY,
            ..AuditFilter::default()
        };
        told.extend(search(&app.db, &visitor.tenant, &filter).await?);
    }
    told.retain(|one| one.entry.action != "remittance.view");
    told.sort_by_key(|one| one.seq);
    let list = |value: &serde_json::Value| -> String {
        let texts = value.as_array().into_iter().flatten().filter_map(|one| one.as_str());
        texts.collect::<Vec<_>>().join("; ")
    };
    let line = |one: store::record::AuditRow| {
        let entry = one.entry;
        let refusals = list(&entry.detail["refusals"]);
        let word = entry.detail["word"].as_str().unwrap_or_default();
        let item = entry.detail["what"].as_str().unwrap_or_default();
        let what = match entry.action.as_str() {
            "remittance.ready" => "Read and admitted.".to_owned(),
            "remittance.refused" => format!("Refused: {refusals}."),
            "remittance.posted" => "Posted to its end.".to_owned(),
            "remittance.deposit" => "Joined with its money at the bank.".to_owned(),
            "remittance.again" if refusals.is_empty() => "Looked at again: admitted.".to_owned(),
            "remittance.again" => format!("Looked at again, refused still: {refusals}."),
            "review.leave" => format!("Left as it is ({item}): {word}"),
            "review.choose" => format!("A claim was chosen ({item}): {word}"),
            "review.divide" => format!("Its money was divided ({item}): {word}"),
            "review.unpost" => format!("A posting was taken back ({item}): {word}"),
            "review.reopen" => format!("Opened again ({item})."),
            other => other.to_owned(),
        };
        Told { at: time(entry.at), who: named(people, &entry.actor), what }
    };
    Ok(told.into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::paid;

    #[test]
    fn the_way_of_money_is_told_in_words() {
        for (method, said) in [
            ("ACH", "paid on 2026-06-16 by electronic transfer (ACH)"),
            ("CHK", "paid on 2026-06-16 by check"),
            ("NON", "told on 2026-06-16: no money moves"),
            ("", "paid on 2026-06-16"),
            ("XYZ", "paid on 2026-06-16 by XYZ"),
        ] {
            assert_eq!(paid(method, "2026-06-16"), said);
        }
    }
}
