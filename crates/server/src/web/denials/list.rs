//! The worklist of denials.

use super::then::{self, Past};
use super::words;
use crate::app::App;
use crate::identity::permission::{Permission, Reach};
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{in_address, money};
use crate::web::layout::{Layout, layout, render};
use ::payments::denials::{Category, OwnerRole, Route};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::accounts::{self, Account};
use store::payments::{self, DenialFilter, DenialRow};

/// Rows of one page.
const ROWS: i64 = 50;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    waits: String,
    payer: String,
    category: String,
    team: String,
    route: String,
    state: String,
    owner: String,
    within: String,
    code: String,
    modifiers: Option<String>,
    reason: String,
    find: String,
    pub(super) known: String,
    pub(super) behind: String,
    pub(super) month: String,
    after: String,
}

struct Count {
    href: String,
    label: String,
    denials: i64,
    amount: String,
    expected: String,
    here: bool,
}

pub(super) struct Row {
    id: String,
    patient: String,
    service: String,
    payer: String,
    code: String,
    pub(super) reason: String,
    pub(super) says: String,
    pub(super) category: &'static str,
    pub(super) route: &'static str,
    pub(super) guarded: bool,
    pub(super) amount: String,
    pub(super) expected: String,
    pub(super) deadline: String,
    pub(super) left: String,
    pub(super) close: bool,
    pub(super) over: bool,
    pub(super) owner: String,
    pub(super) state: String,
}

type Choice = (String, String);

#[derive(Template)]
#[template(path = "denials/list.html")]
struct ListPage {
    layout: Layout,
    tabs: Vec<(String, &'static str, bool)>,
    counts: Vec<Count>,
    total: i64,
    amount: String,
    expected: String,
    filter: Asked,
    payers: Vec<Choice>,
    teams: Vec<Choice>,
    routes: Vec<Choice>,
    states: Vec<Choice>,
    owners: Vec<Choice>,
    withins: Vec<Choice>,
    rows: Vec<Row>,
    may_assign: bool,
    people: Vec<Choice>,
    address: String,
    next: Option<String>,
    narrowed: String,
    past: Option<Past>,
    today: String,
}

const TABS: [(&str, &str); 3] =
    [("work", "To work"), ("payer", "With the payer"), ("closed", "Closed")];

const TEAMS: [OwnerRole; 10] = [
    OwnerRole::Denials,
    OwnerRole::Coder,
    OwnerRole::Biller,
    OwnerRole::Appeals,
    OwnerRole::Authorization,
    OwnerRole::FrontDesk,
    OwnerRole::Records,
    OwnerRole::Credentialing,
    OwnerRole::Contracts,
    OwnerRole::PatientBilling,
];

pub(super) const ROUTES: [Route; 7] = [
    Route::Appeal,
    Route::CorrectedClaim,
    Route::Rebill,
    Route::BillPatient,
    Route::ProofOfFiling,
    Route::Close,
    Route::Wait,
];

fn states(waits: &str) -> &'static [(&'static str, &'static str)] {
    match waits {
        "payer" => &[("resent", "claim sent again"), ("appealed", "appealed")],
        "closed" => &[
            ("overturned", "paid"),
            ("written_off", "written off"),
            ("billed_to_patient", "billed to the patient"),
            ("superseded", "replaced"),
        ],
        "work" => &[("open", "open"), ("in_progress", "in progress"), ("upheld", "upheld")],
        _ => &[],
    }
}

/// Shows the list.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(mut asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let moment = then::moment(&asked, app.now())?;
    if !TABS.iter().any(|(name, _)| *name == asked.waits) {
        // Those behind a number are told whomever they wait for.
        let work = if asked.behind.is_empty() { "work" } else { "" };
        work.clone_into(&mut asked.waits);
    }
    let (tenant, now) = (&visitor.tenant, day_of(app.now()));
    let today = moment.as_ref().and_then(|one| one.day).unwrap_or(now);
    let only_own = visitor.principal.reach(Permission::WorkDenials) <= Reach::Assigned;
    let filter = filter(&asked, &visitor, only_own, today);
    let own = only_own.then(|| visitor.user.as_str());
    let (page, told, counts) = then::found(&app, tenant, (&filter, own), moment.as_ref()).await?;
    let ids: Vec<model::AccountId> = page.rows.iter().map(|row| row.account.clone()).collect();
    let found = accounts::by_ids(&app.db, tenant, &ids).await?;
    let by_id: BTreeMap<&str, &Account> =
        found.iter().map(|account| (account.id.as_str(), account)).collect();
    let users = store::people::users(&app.db, tenant).await?;
    let name = |id: &str| {
        let known = users.iter().find(|user| user.id.as_str() == id);
        known.map_or_else(|| id.to_owned(), |user| user.name.clone())
    };
    let row = |(at, row): (usize, &DenialRow)| {
        let account = by_id.get(row.account.as_str()).copied();
        let account = account.filter(|account| visitor.may_name(account));
        let mut shown = view(row, account, &name, today);
        if let Some(then) = told.get(at) {
            then::dress(&mut shown, (row, then), &name, today);
        }
        shown
    };
    let choice = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    let people = users.iter().filter(|user| user.active);
    let people: Vec<Choice> = people.map(|u| (u.id.0.clone(), u.name.clone())).collect();
    let mut owners =
        vec![choice("", "Everybody"), choice("me", "Mine"), choice("nobody", "Nobody")];
    owners.extend(people.iter().cloned());
    let payers = payments::known_payers(&app.db, tenant).await?;
    render(&ListPage {
        layout: layout(&app, &visitor, "Denials", "/denials").await?,
        tabs: TABS.iter().map(|one| tab(*one, &asked)).collect(),
        total: counts.iter().map(|one| one.denials).sum(),
        amount: money(counts.iter().map(|one| one.amount).sum()),
        expected: money(counts.iter().map(|one| one.expected).sum()),
        counts: counts.iter().map(|one| count(one, &asked)).collect(),
        payers: payers
            .into_iter()
            .map(|one| {
                let name = one.names.into_iter().next().unwrap_or_else(|| one.id.clone());
                (one.id, name)
            })
            .collect(),
        teams: TEAMS.iter().map(|one| (store::name_of(one), words::team(*one).into())).collect(),
        routes: ROUTES.iter().map(|one| (store::name_of(one), one.words().into())).collect(),
        states: states(&asked.waits).iter().map(|(name, label)| choice(name, label)).collect(),
        owners,
        withins: [("7", "7 days"), ("14", "14 days"), ("30", "30 days"), ("60", "60 days")]
            .map(|(days, label)| choice(days, label))
            .to_vec(),
        rows: page.rows.iter().enumerate().map(row).collect(),
        may_assign: moment.is_none() && visitor.principal.may(Permission::AssignWork),
        people,
        address: address(&asked, None),
        next: page.next.map(|(turn, id)| address(&asked, Some(&format!("{turn}~{id}")))),
        narrowed: narrowed(&asked),
        past: moment.map(|one| one.told(&asked)),
        today: now.to_string(),
        filter: asked,
    })
}

/// A tab keeps the day; its address, label, and whether it is the one shown.
fn tab((name, label): (&str, &'static str), asked: &Asked) -> (String, &'static str, bool) {
    let of = Asked { waits: name.to_owned(), known: asked.known.clone(), ..Asked::default() };
    (address(&of, None), label, name == asked.waits)
}

fn filter(asked: &Asked, visitor: &Visitor, only_own: bool, today: model::Date) -> DenialFilter {
    let me = visitor.user.0.clone();
    let within = asked.within.parse::<i32>().ok().filter(|days| (0..=3_650).contains(days));
    let after = asked.after.split_once('~');
    DenialFilter {
        waits: asked.waits.clone(),
        state: asked.state.clone(),
        payer: asked.payer.clone(),
        category: asked.category.clone(),
        owner_role: asked.team.clone(),
        route: asked.route.clone(),
        owner: match asked.owner.as_str() {
            _ if only_own => me,
            "me" => me,
            "nobody" => String::new(),
            other => other.to_owned(),
        },
        unowned: asked.owner == "nobody" && !only_own,
        due_by: within.map(|days| today.plus_days(days)),
        code: asked.code.clone(),
        modifiers: asked.modifiers.clone(),
        reason: asked.reason.clone(),
        number: asked.find.trim().chars().take(100).collect(),
        after: after.and_then(|(turn, id)| Some((turn.parse().ok()?, id.to_owned()))),
        most: ROWS,
    }
}

fn count(one: &payments::DenialCount, asked: &Asked) -> Count {
    let category = Category::ALL.iter().find(|known| store::name_of(*known) == one.category);
    let here = asked.category == one.category;
    let chosen = if here { String::new() } else { one.category.clone() };
    let narrowed = Asked { category: chosen, after: String::new(), ..asked.clone() };
    Count {
        href: address(&narrowed, None),
        label: category.map_or_else(|| one.category.clone(), |known| known.words().to_owned()),
        denials: one.denials,
        amount: money(one.amount),
        expected: money(one.expected),
        here,
    }
}

fn view(
    row: &DenialRow,
    account: Option<&Account>,
    name: &dyn Fn(&str) -> String,
    today: model::Date,
) -> Row {
    let denial = &row.body.denial;
    let deadline = row.deadline();
    let left = deadline.map(|last| today.days_until(last));
    Row {
        id: row.id.clone(),
        patient: match account {
            Some(account) if account.patient_name.is_empty() => account.source_key.clone(),
            Some(account) => account.patient_name.clone(),
            None => "Protected".to_owned(),
        },
        service: row.body.service.to_string(),
        payer: row.body.payer_name.clone(),
        code: match row.modifiers.is_empty() {
            true => row.code.clone(),
            false => format!("{}-{}", row.code, row.modifiers),
        },
        reason: reason(row),
        says: short(row),
        category: denial.category.words(),
        route: denial.route.words(),
        guarded: !denial.guards.is_empty(),
        amount: money(denial.adjusted.amount),
        expected: money(denial.expected),
        deadline: deadline.map(|day| day.to_string()).unwrap_or_default(),
        left: left.map(days).unwrap_or_default(),
        close: left.is_some_and(|left| (0..=14).contains(&left)),
        over: left.is_some_and(|left| left < 0),
        owner: row.owner.as_deref().map_or_else(|| "nobody yet".to_owned(), name),
        state: words::state(&row.life.state),
    }
}

/// Days left, in words.
pub(super) fn days(left: i32) -> String {
    match left {
        0 => "today".to_owned(),
        1 => "1 day left".to_owned(),
        -1 => "1 day over".to_owned(),
        left if left < 0 => format!("{} days over", -left),
        left => format!("{left} days left"),
    }
}

/// Group and reason; what stands for a refusal that no adjustment tells.
pub(super) fn reason(row: &DenialRow) -> String {
    let adjusted = &row.body.denial.adjusted;
    match adjusted.carc.is_empty() {
        true => "no reason".to_owned(),
        false => format!("{}-{}", adjusted.group, adjusted.carc),
    }
}

/// What the payer says, without its code in front.
fn short(row: &DenialRow) -> String {
    let says = row.body.denial.says.first().cloned().unwrap_or_default();
    says.split_once(": ").map_or(says.clone(), |(_, rest)| rest.to_owned())
}

/// What the list is narrowed to beside its boxes.
fn narrowed(asked: &Asked) -> String {
    let mut told = Vec::new();
    if !asked.code.is_empty() {
        let modifiers = asked.modifiers.clone().filter(|all| !all.is_empty());
        let with = modifiers.map(|all| format!("-{all}")).unwrap_or_default();
        told.push(format!("code {}{with}", asked.code));
    }
    if !asked.reason.is_empty() {
        told.push(format!("reason {}", asked.reason));
    }
    told.join(", ")
}

/// The address of a list, of the page after a row.
fn address(asked: &Asked, after: Option<&str>) -> String {
    let mut address = "/denials?".to_owned();
    let pairs = [
        ("waits", Some(asked.waits.as_str())),
        ("payer", Some(&asked.payer)),
        ("category", Some(&asked.category)),
        ("team", Some(&asked.team)),
        ("route", Some(&asked.route)),
        ("state", Some(&asked.state)),
        ("owner", Some(&asked.owner)),
        ("within", Some(&asked.within)),
        ("code", Some(&asked.code)),
        ("modifiers", asked.modifiers.as_deref().filter(|_| !asked.code.is_empty())),
        ("reason", Some(&asked.reason)),
        ("find", Some(&asked.find)),
        ("known", Some(&asked.known)),
        ("behind", Some(&asked.behind)),
        ("month", Some(&asked.month)),
        ("after", after),
    ];
    for (name, value) in pairs {
        let Some(value) = value else { continue };
        if !value.is_empty() || name == "modifiers" {
            address.push_str(&format!("{name}={}&", in_address(value)));
        }
    }
    address.pop();
    address
}
