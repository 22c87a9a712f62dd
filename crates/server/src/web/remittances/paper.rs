//! A remittance that came as a letter: typed by claim and line, its balance shown as it is typed,
//! then posted as any other.

use super::typed::{Letter, MOST_CLAIMS};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::remittances::take_paper;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::money;
use crate::web::layout::{Layout, layout, render};
use ::payments::posting::{BalanceFault, KnownPayer, check};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use model::Cents;
use model::remittance::Remittance;
use store::payments;

struct Balance {
    check: String,
    claims: String,
    beside: String,
    off: String,
    even: bool,
    faults: Vec<String>,
}

#[derive(Template)]
#[template(path = "remittances/paper.html")]
struct PaperPage {
    layout: Layout,
    payers: Vec<(String, String)>,
    letter: Letter,
    balance: Balance,
    fault: String,
    most: usize,
}

/// An empty letter.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let mut letter = Letter::of(Vec::new());
    letter.date = day_of(app.now()).to_string();
    page(&app, &visitor, (letter, String::new())).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (letter, fault): (Letter, String),
) -> PageResult<Html<String>> {
    let known = payments::known_payers(&app.db, &visitor.tenant).await?;
    let own = payments::own_numbers(&app.db, &visitor.tenant).await?;
    let (remittance, faults) = letter.remittance(&known, &own);
    let name = |one: &KnownPayer| {
        let name = one.names.first().cloned().unwrap_or_default();
        (one.id.clone(), format!("{name} ({})", one.id))
    };
    render(&PaperPage {
        layout: layout(app, visitor, "A letter", "/remittances").await?,
        payers: known.iter().map(name).collect(),
        balance: balance(&remittance, faults),
        letter,
        fault,
        most: MOST_CLAIMS,
    })
}

fn balance(remittance: &Remittance, mut faults: Vec<String>) -> Balance {
    let claims: Cents = remittance.claims.iter().map(|one| one.paid).sum();
    let beside: Cents = remittance.provider_adjustments.iter().map(|one| -one.amount).sum();
    let off = remittance.amount - claims - beside;
    let wrong: Vec<BalanceFault> = check(remittance);
    let wrong: Vec<String> =
        wrong.iter().filter(|one| one.blocks()).map(|one| format!("{one}.")).collect();
    let even = wrong.is_empty() && faults.is_empty();
    faults.extend(wrong);
    Balance {
        check: money(remittance.amount),
        claims: money(claims),
        beside: money(beside),
        off: money(off),
        even,
        faults,
    }
}

/// Adds a claim, checks, or posts; whatever is wrong, all that was typed comes back.
pub(super) async fn take(
    visitor: Visitor,
    State(app): State<App>,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult<Response> {
    let step = fields.iter().find(|one| one.0 == "step").map(|one| one.1.clone());
    let mut letter = Letter::of(fields);
    let mut fault = String::new();
    match step.as_deref() {
        Some("post") => match posted(&app, &visitor, &letter).await? {
            Some(to) => return Ok(Redirect::to(&to).into_response()),
            None => fault = "It does not add up yet, so that nothing is posted.".to_owned(),
        },
        Some("check") => {}
        _ => fault = added(&app, &visitor, &mut letter).await?,
    }
    let status = match fault.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = page(&app, &visitor, (letter, fault)).await?;
    Ok((status, page).into_response())
}

/// Adds the claim whose number was typed; what is wrong with it otherwise.
async fn added(app: &App, visitor: &Visitor, letter: &mut Letter) -> PageResult<String> {
    let number = letter.add.clone();
    if number.is_empty() {
        // Enter in any field comes here: it checks.
        return Ok(String::new());
    }
    if letter.claims.len() >= MOST_CLAIMS {
        return Ok(format!("A letter holds at most {MOST_CLAIMS} claims; begin another one."));
    }
    if letter.claims.iter().any(|one| one.number == number) {
        return Ok(format!("Claim {number} is in the letter already."));
    }
    let found = payments::open_claim(&app.db, &visitor.tenant, &number).await?;
    let Some(row) = found else {
        return Ok(format!("No claim {number} left from here. Its number is on the claim itself."));
    };
    if let Some(id) = &row.open.account
        && let Some(account) = store::accounts::get(&app.db, &visitor.tenant, id).await?
    {
        visitor.allow_account(Permission::PostPayments, &account)?;
    }
    letter.add(&row.open);
    Ok(String::new())
}

/// Posts it; where it is now. `None` when it does not add up.
async fn posted(app: &App, visitor: &Visitor, letter: &Letter) -> PageResult<Option<String>> {
    let known = payments::known_payers(&app.db, &visitor.tenant).await?;
    let own = payments::own_numbers(&app.db, &visitor.tenant).await?;
    let (remittance, faults) = letter.remittance(&known, &own);
    if !balance(&remittance, faults).even {
        return Ok(None);
    }
    let who = visitor.user.as_str();
    let taken = take_paper(app, &visitor.tenant, (remittance, who)).await?;
    let rows = payments::of_file(&app.db, &visitor.tenant, &taken.file.id).await?;
    let done = match (taken.again, taken.file.state.as_str()) {
        (true, _) => "file_again",
        (_, "taken") => "file_taken",
        _ => "file_refused",
    };
    Ok(Some(match rows.first() {
        Some(row) => format!("/remittances/{}?done={done}", row.id),
        None => format!("/remittances/files/{}?done={done}", taken.file.id),
    }))
}
