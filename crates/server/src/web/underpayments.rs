//! Underpayments by payer and term of the contract, and the lines behind them.

mod lines;

use super::pages::{Need, Pages};
use crate::app::App;
use crate::balances::payer_names;
use crate::identity::permission::Permission;
use crate::variances::{Basis, Places, SETTING};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{dollars, in_address, money};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, Redirect};
use claims::expected::Locality;
use serde::Deserialize;
use serde_json::json;
use store::payments::variance_terms;
use store::people::{Setting, put_setting, setting};
use store::record::append;

/// The states of a line, with the words.
const STATES: [(&str, &str); 6] = [
    ("open", "Underpaid"),
    ("disputed", "Disputed"),
    ("recovered", "Recovered"),
    ("accepted", "Accepted"),
    ("overpaid", "Overpaid"),
    ("not_priced", "Without a price"),
];

/// The addresses of underpayments.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewMoney);
    let work = Need::May(Permission::WorkDenials);
    pages
        .get("/underpayments", see, show)
        .get("/underpayments/lines", see, lines::show)
        .get("/underpayments/export.csv", see, lines::export)
        .post("/underpayments/terms", Need::May(Permission::ManagePrices), set)
        .post("/underpayments/{remittance}/{place}/{line}", work, lines::mark)
}

/// Which state, payer and term.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: String,
    payer: String,
    term: Option<String>,
}

impl Asked {
    /// The state that is asked for, where there is such a one.
    fn state(&self) -> &'static str {
        STATES.iter().find(|(name, _)| *name == self.state).map_or("open", |(name, _)| name)
    }
}

/// One payer and term.
struct Row {
    payer: String,
    payer_key: String,
    term: String,
    term_key: String,
    lines: i64,
    claims: i64,
    owed: String,
}

/// The page.
#[derive(Template)]
#[template(path = "underpayments/terms.html")]
struct TermsPage {
    layout: Layout,
    states: [(&'static str, &'static str); 6],
    state: &'static str,
    terms: Vec<Row>,
    total: String,
    faults: Vec<String>,
    may_set: bool,
    version: i64,
    locality: String,
    tolerance: i64,
}

async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let state = asked.state();
    let names = payer_names(&app, tenant).await?;
    let found = variance_terms(&app.db, tenant, state).await?;
    let kept = setting(&app.db, tenant, SETTING).await?;
    let version = kept.as_ref().map_or(0, |one| one.version);
    let places: Places =
        kept.and_then(|one| serde_json::from_str(&one.body).ok()).unwrap_or_default();
    let total = dollars(found.iter().map(|one| one.owed.0).sum());
    let terms = found.into_iter().map(|one| Row {
        payer: names.get(&one.payer).cloned().unwrap_or_else(|| one.payer.clone()),
        payer_key: in_address(&one.payer),
        term_key: in_address(&one.term),
        term: if one.term.is_empty() { "no term".to_owned() } else { one.term },
        lines: one.lines,
        claims: one.claims,
        owed: money(one.owed),
    });
    render(&TermsPage {
        layout: layout(&app, &visitor, "Underpayments", "/underpayments").await?,
        states: STATES,
        state,
        terms: terms.collect(),
        total,
        faults: Basis::of(&app, tenant).await?.faults,
        may_set: visitor.principal.may(Permission::ManagePrices),
        version,
        locality: places.locality,
        tolerance: places.tolerance_cents,
    })
}

/// What was typed about the place.
#[derive(Deserialize)]
struct Typed {
    version: i64,
    #[serde(default)]
    locality: String,
    #[serde(default)]
    tolerance: String,
}

async fn set(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> PageResult<Redirect> {
    let locality = typed.locality.trim().to_owned();
    if !locality.is_empty() && locality.parse::<Locality>().is_err() {
        let why = "A locality is the contractor and a number, such as 10112-00.";
        return Err(PageFault::invalid(why));
    }
    let tolerance: i64 = typed.tolerance.trim().parse().unwrap_or(-1);
    if !(0..=10_000).contains(&tolerance) {
        return Err(PageFault::invalid("Too little to chase is 0 to 10000 cents."));
    }
    let places = Places { locality, tolerance_cents: tolerance };
    let body = serde_json::to_string(&places).map_err(PageFault::internal)?;
    let setting = Setting {
        name: SETTING.to_owned(),
        body: body.clone(),
        version: typed.version,
        changed_at: app.now(),
        changed_by: visitor.user.0.clone(),
    };
    let mut tx = app.db.begin().await?;
    put_setting(&mut tx, &visitor.tenant, &setting).await?;
    let detail = json!({ "after": body });
    let entry = visitor.audit(app.now(), "setting.change", ("setting", SETTING), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/underpayments?done=saved"))
}
