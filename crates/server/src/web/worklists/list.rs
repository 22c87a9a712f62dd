//! One list: its queues with their numbers, its filters, its rows.

use crate::app::App;
use crate::identity::permission::{Permission, Reach};
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{self, dollars, in_address};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use model::{Queue, TenantId};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::accounts::{Account, Count, Filter, NOT_STATED, Ownership, Sort, page};

/// Rows of one page.
const ROWS: i64 = 50;

/// Settings of a visit, for the filter.
const SETTINGS: [&str; 7] =
    ["office", "clinic", "ed", "inpatient", "surgery", "radiology", "pathology"];

/// What stands for a patient who may not be named.
const PROTECTED: &str = "Protected";

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    queue: String,
    text: String,
    owner: String,
    setting: String,
    specialty: String,
    payer: String,
    sort: String,
    after: String,
}

/// A queue beside the list.
struct QueueRow {
    href: String,
    label: &'static str,
    accounts: i64,
    overdue: bool,
    first_due: String,
    here: bool,
}

/// An account in the list.
struct Row {
    id: String,
    href: String,
    tags: String,
    patient: String,
    mrn: String,
    day: String,
    setting: String,
    provider: String,
    payer: String,
    value: String,
    why: String,
    more: usize,
    next: &'static str,
    owner: String,
    due: String,
    overdue: bool,
    age: String,
}

/// A kept view.
struct View {
    id: String,
    name: String,
    href: String,
    mine: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "worklists/list.html")]
struct ListPage {
    layout: Layout,
    total: i64,
    total_value: String,
    queues: Vec<QueueRow>,
    views: Vec<View>,
    address: String,
    filter: Asked,
    owners: Vec<(String, String)>,
    settings: [&'static str; 7],
    specialties: Vec<(String, String)>,
    sorts: [(&'static str, &'static str); 3],
    rows: Vec<Row>,
    may_assign: bool,
    people: Vec<(String, String)>,
    take_next: Option<String>,
    next: Option<String>,
}

/// Shows a list.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let counts = app.counts(tenant).await?;
    let page = page(&app.db, tenant, &filter(&asked, &visitor)).await?;
    let users = store::people::users(&app.db, tenant).await?;
    let names: BTreeMap<String, String> =
        users.iter().map(|user| (user.id.0.clone(), user.name.clone())).collect();
    let reach = visitor.principal.reach(Permission::ViewWorklist);
    let worked = || counts.iter().filter(|row| seen(row, &visitor, reach));
    let may_assign = visitor.principal.may(Permission::AssignWork);
    let now = app.now();
    let people = users.iter().filter(|user| user.active);
    let people: Vec<_> = people.map(|user| (user.id.0.clone(), user.name.clone())).collect();
    let mut owners = vec![
        (String::new(), "Everybody".to_owned()),
        ("me".to_owned(), "Mine".to_owned()),
        ("nobody".to_owned(), "Unassigned".to_owned()),
    ];
    if may_assign {
        owners.extend(people.iter().cloned());
    }
    let queue = Queue::from_name(&asked.queue).filter(|queue| queue.is_worked());
    let may_take = visitor.principal.may(Permission::TakeWork);
    render(&ListPage {
        layout: layout(&app, &visitor, "Worklists", "/worklists").await?,
        total: worked().map(|row| row.accounts).sum(),
        total_value: dollars(worked().map(|row| row.value_cents).sum()),
        queues: queues(worked().collect(), &asked, now),
        views: views(&app, &visitor).await?,
        address: address(&asked, None),
        owners,
        settings: SETTINGS,
        specialties: specialties(&app, tenant).await?,
        sorts: [("due", "Deadline"), ("value", "Charges"), ("age", "Age")],
        rows: rows(&visitor, &page.accounts, &asked, |account| row(account, &names, now)),
        may_assign,
        people,
        take_next: queue.filter(|_| may_take).map(|queue| queue.name().to_owned()),
        next: page.next.map(|(value, id)| address(&asked, Some(&format!("{value}~{id}")))),
        filter: asked,
    })
}

/// The filter that an address asks for, within what the person may see.
fn filter(asked: &Asked, visitor: &Visitor) -> Filter {
    let reach = visitor.principal.reach(Permission::ViewWorklist);
    let ownership = match asked.owner.as_str() {
        _ if reach <= Reach::Assigned => Ownership::Of(visitor.user.0.clone()),
        "" => Ownership::Any,
        "me" => Ownership::Of(visitor.user.0.clone()),
        "nobody" => Ownership::Unassigned,
        user => Ownership::Of(user.to_owned()),
    };
    let after = asked.after.split_once('~');
    Filter {
        queue: Queue::from_name(&asked.queue).filter(|queue| queue.is_worked()),
        ownership: if asked.queue == "unassigned" { Ownership::Unassigned } else { ownership },
        setting: asked.setting.clone(),
        specialty: asked.specialty.clone(),
        payer: asked.payer.clone(),
        provider: String::new(),
        text: asked.text.trim().chars().take(100).collect(),
        due_before: None,
        sort: match asked.sort.as_str() {
            "value" => Sort::Value,
            "age" => Sort::Age,
            _ => Sort::Due,
        },
        after: after.and_then(|(value, id)| Some((value.parse().ok()?, id.to_owned()))),
        limit: ROWS,
    }
}

/// The specialties to choose from: value and name.
async fn specialties(app: &App, tenant: &TenantId) -> PageResult<Vec<(String, String)>> {
    let found = app.specialties(tenant).await?;
    let (none, named): (Vec<&String>, Vec<&String>) =
        found.iter().partition(|name| name.is_empty());
    let mut choices: Vec<_> =
        named.into_iter().map(|name| (name.clone(), format::capital(name))).collect();
    choices.extend(none.first().map(|_| (NOT_STATED.to_owned(), "Not stated".to_owned())));
    Ok(choices)
}

/// Whether a count belongs to the numbers of this person's lists.
fn seen(row: &Count, visitor: &Visitor, reach: Reach) -> bool {
    let worked = Queue::from_name(&row.queue).is_some_and(Queue::is_worked);
    worked && (reach > Reach::Assigned || row.owner.as_deref() == Some(visitor.user.as_str()))
}

fn queues(counts: Vec<&Count>, asked: &Asked, now: i64) -> Vec<QueueRow> {
    let row = |name: &str, label: &'static str, rows: &mut dyn Iterator<Item = &&Count>| {
        let (mut accounts, mut first) = (0, i64::MAX);
        for row in rows {
            accounts += row.accounts;
            first = first.min(row.first_due);
        }
        QueueRow {
            href: format!("/worklists?queue={name}"),
            label,
            accounts,
            overdue: first < now,
            first_due: if first == i64::MAX { String::new() } else { format::due(first, now) },
            here: asked.queue == name,
        }
    };
    let mut shown = vec![row("", "All open work", &mut counts.iter())];
    for queue in Queue::WORKED {
        let mut rows = counts.iter().filter(|row| row.queue == queue.name());
        shown.push(row(queue.name(), format::queue(queue), &mut rows));
    }
    let mut rows = counts.iter().filter(|row| row.owner_kind == "team");
    shown.push(row("unassigned", "Unassigned", &mut rows));
    shown
}

/// The rows that a person sees. Of a chart that is marked as sensitive somebody without the need
/// to know learns that work waits, not whose; and no search finds it by a name.
fn rows(
    visitor: &Visitor,
    accounts: &[Account],
    asked: &Asked,
    row: impl Fn(&Account) -> Row,
) -> Vec<Row> {
    let named = |account: &Account| visitor.may_name(account);
    let shown = accounts.iter().filter(|one| asked.text.trim().is_empty() || named(one));
    let view = |account: &Account| match named(account) {
        true => row(account),
        false => Row {
            patient: PROTECTED.to_owned(),
            mrn: String::new(),
            why: "Marked as sensitive: it takes a clearance to see more.".to_owned(),
            more: 0,
            provider: String::new(),
            tags: "sensitive".to_owned(),
            ..row(account)
        },
    };
    shown.map(view).collect()
}

fn row(account: &Account, names: &BTreeMap<String, String>, now: i64) -> Row {
    let standing = &account.standing;
    Row {
        id: account.id.0.clone(),
        href: format!("/accounts/{}", account.id),
        tags: account.tags.join(", "),
        patient: if account.patient_name.is_empty() {
            account.source_key.clone()
        } else {
            account.patient_name.clone()
        },
        mrn: account.mrn.clone().unwrap_or_default(),
        day: account.service_from.clone().unwrap_or_default(),
        setting: account.setting.clone(),
        provider: account.provider_name.clone(),
        payer: account.payer.clone(),
        value: dollars(account.value_cents),
        why: standing.reasons.first().cloned().unwrap_or_default(),
        more: standing.reasons.len().saturating_sub(1),
        next: standing.next_action.words(),
        owner: format::owner(&standing.owner, |user| {
            names.get(user).cloned().unwrap_or_else(|| user.to_owned())
        }),
        due: format::due(standing.due_at, now),
        overdue: standing.due_at < now,
        age: format::span(now - account.received_at),
    }
}

async fn views(app: &App, visitor: &Visitor) -> PageResult<Vec<View>> {
    let kept = store::people::views(&app.db, &visitor.tenant, visitor.user.as_str()).await?;
    let view = |view: store::people::SavedView| View {
        mine: view.user == visitor.user.as_str(),
        id: view.id,
        name: view.name,
        href: view.address,
    };
    Ok(kept.into_iter().map(view).collect())
}

/// The address of a list, of the page after a row.
fn address(asked: &Asked, after: Option<&str>) -> String {
    let mut address = "/worklists?".to_owned();
    let pairs = [
        ("queue", asked.queue.as_str()),
        ("text", &asked.text),
        ("owner", &asked.owner),
        ("setting", &asked.setting),
        ("specialty", &asked.specialty),
        ("payer", &asked.payer),
        ("sort", &asked.sort),
        ("after", after.unwrap_or_default()),
    ];
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        address.push_str(&format!("{name}={}&", in_address(value)));
    }
    address.pop();
    address
}
