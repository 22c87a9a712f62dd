//! Worklists and who works what.

use super::call::{Call, Reply};
use super::caller::allow;
use super::charts::SETTINGS;
use super::endpoint::{Endpoint, Kind, Parameter, Shape, parameter};
use super::problem::{ApiResult, Problem};
use super::table::Table;
use crate::identity::permission::{Permission, Reach};
use crate::surroundings::rfc3339;
use crate::web::door::Visitor;
use crate::web::worklists::{given, next_given};
use model::{AccountId, Owner, Queue, UserId};
use serde::{Deserialize, Serialize};
use store::accounts::{self, Account, Count, Filter, Ownership, Sort};
use utoipa::ToSchema;

const QUEUES: &[&str] = &["review", "query", "held", "charges", "edits", "rejections", "follow_up"];

const FILTERS: [Parameter; 8] = [
    parameter("queue", Kind::Word(QUEUES), "One queue"),
    parameter("owner", Kind::Text, "`me`, `nobody` or a user's id"),
    parameter("setting", Kind::Word(SETTINGS), "One setting"),
    parameter("specialty", Kind::Text, "One specialty"),
    parameter("payer", Kind::Text, "Name of the primary payer"),
    parameter("provider", Kind::Text, "NPI of the rendering provider"),
    parameter(
        "text",
        Kind::Text,
        "Beginnings of words of the patient's name, or MRN, account, source's id",
    ),
    parameter("sort", Kind::Word(&["due", "value", "age"]), "Deadline, charges or age"),
];

const GIVE: &str = "Give an account: If-Match is its version";

/// An account in a list.
#[derive(Serialize, ToSchema)]
struct AccountView {
    /// Its id.
    id: String,
    /// The source's name of its chart.
    source: String,
    /// The patient's id.
    patient: Option<String>,
    /// The patient's name.
    patient_name: String,
    /// Medical record number.
    mrn: Option<String>,
    /// Setting.
    setting: String,
    /// Specialty.
    specialty: String,
    /// Site.
    site: String,
    /// NPI of the rendering provider.
    provider: Option<String>,
    /// Primary payer.
    payer: String,
    /// First day of service.
    service_from: Option<String>,
    /// Last day of service.
    service_to: Option<String>,
    /// State.
    state: &'static str,
    /// Queue.
    queue: &'static str,
    /// `service`, `team`, `payer` or `person`.
    owner_kind: &'static str,
    /// The user who owns it.
    owner: Option<String>,
    /// What is to be done next.
    next_action: &'static str,
    /// Until when.
    due_at: String,
    /// Why it is where it is.
    reasons: Vec<String>,
    /// Charges, in cents.
    value_cents: i64,
    /// Confidence of its codes in hundredths of a percent.
    confidence_bp: Option<i64>,
    /// When its chart came.
    received_at: String,
    /// Counts its changes.
    version: i64,
}

/// How much waits in a place.
#[derive(Serialize, ToSchema)]
struct CountView {
    /// The queue.
    queue: String,
    /// `service`, `team`, `payer` or `person`.
    owner_kind: String,
    /// The user.
    owner: Option<String>,
    /// Accounts.
    accounts: i64,
    /// Their charges, in cents.
    value_cents: i64,
    /// The nearest deadline.
    first_due: String,
    /// When the oldest came.
    oldest: String,
}

/// Who shall work an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Assignment {
    /// The account.
    account: String,
    /// The user; null gives it back to the team.
    to: Option<String>,
}

/// From which queue one takes the next account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakeNext {
    /// The queue.
    #[schema(pattern = "^(review|query|held|charges|edits|rejections|follow_up)$")]
    queue: String,
}

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let see = Permission::ViewWorklist;
    table
        .with(
            Endpoint::new("GET", "/worklists", see, "Open accounts").pages::<AccountView>(&FILTERS),
            list,
        )
        .with(
            Endpoint::new("GET", "/worklists/counts", see, "How much waits where")
                .answers(Shape::list::<CountView>()),
            counts,
        )
        .with(
            Endpoint::new("GET", "/accounts/{account}", see, "Where an account stands")
                .answers(Shape::of::<AccountView>()),
            one,
        )
        .with(
            Endpoint::new("GET", "/assignments", see, "What the caller works")
                .pages::<AccountView>(&[]),
            mine,
        )
        .with(
            Endpoint::new("POST", "/assignments", Permission::AssignWork, GIVE)
                .takes::<Assignment>()
                .answers(Shape::of::<AccountView>())
                .versioned(),
            assign,
        )
        .with(
            Endpoint::new(
                "POST",
                "/assignments/next",
                Permission::TakeWork,
                "Take the next account of a queue; 404 when none is left",
            )
            .takes::<TakeNext>()
            .answers(Shape::of::<AccountView>()),
            take,
        )
}

/// The account as the caller may see it: of a protected chart nobody is named without the need to
/// know.
fn view(visitor: &Visitor, account: &Account) -> AccountView {
    let whole = whole(account);
    match visitor.may_name(account) {
        true => whole,
        false => AccountView {
            source: String::new(),
            patient: None,
            patient_name: String::new(),
            mrn: None,
            reasons: Vec::new(),
            ..whole
        },
    }
}

fn whole(account: &Account) -> AccountView {
    let standing = &account.standing;
    AccountView {
        id: account.id.0.clone(),
        source: account.source_key.clone(),
        patient: account.patient.clone(),
        patient_name: account.patient_name.clone(),
        mrn: account.mrn.clone(),
        setting: account.setting.clone(),
        specialty: account.specialty.clone(),
        site: account.site.clone(),
        provider: account.provider.clone(),
        payer: account.payer.clone(),
        service_from: account.service_from.clone(),
        service_to: account.service_to.clone(),
        state: standing.state.name(),
        queue: standing.queue.name(),
        owner_kind: match standing.owner {
            Owner::Service => "service",
            Owner::Team => "team",
            Owner::Payer => "payer",
            Owner::Person(_) => "person",
        },
        owner: standing.owner.person().map(|user| user.0.clone()),
        next_action: standing.next_action.words(),
        due_at: rfc3339(standing.due_at),
        reasons: standing.reasons.clone(),
        value_cents: account.value_cents,
        confidence_bp: account.confidence_bp,
        received_at: rfc3339(account.received_at),
        version: account.version,
    }
}

async fn list(call: Call) -> ApiResult<Reply> {
    let ownership = match call.asked("owner") {
        None => Ownership::Any,
        Some("me") => Ownership::Of(call.visitor.user.0.clone()),
        Some("nobody") => Ownership::Unassigned,
        Some(user) => Ownership::Of(user.to_owned()),
    };
    page(&call, ownership).await
}

async fn mine(call: Call) -> ApiResult<Reply> {
    let me = Ownership::Of(call.visitor.user.0.clone());
    page(&call, me).await
}

async fn page(call: &Call, ownership: Ownership) -> ApiResult<Reply> {
    let reach = call.visitor.principal.reach(Permission::ViewWorklist);
    let own = reach <= Reach::Assigned;
    let filter = Filter {
        queue: call.asked("queue").and_then(Queue::from_name),
        ownership: if own { Ownership::Of(call.visitor.user.0.clone()) } else { ownership },
        setting: call.asked_text("setting"),
        specialty: call.asked_text("specialty"),
        payer: call.asked_text("payer"),
        provider: call.asked_text("provider"),
        text: call.asked_text("text"),
        due_before: None,
        sort: match call.asked("sort") {
            Some("value") => Sort::Value,
            Some("age") => Sort::Age,
            _ => Sort::Due,
        },
        after: call.cursor()?,
        limit: call.limit(),
    };
    let page = accounts::page(&call.app.db, &call.visitor.tenant, &filter).await?;
    let named = |account: &&Account| filter.text.is_empty() || call.visitor.may_name(account);
    let rows = page.accounts.iter().filter(named).map(|account| view(&call.visitor, account));
    Reply::list(rows.collect(), page.next.as_ref())
}

async fn counts(call: Call) -> ApiResult<Reply> {
    let counts = call.app.counts(&call.visitor.tenant).await?;
    let reach = call.visitor.principal.reach(Permission::ViewWorklist);
    let me = call.visitor.user.as_str();
    let seen = |row: &&Count| reach > Reach::Assigned || row.owner.as_deref() == Some(me);
    let view = |row: &Count| CountView {
        queue: row.queue.clone(),
        owner_kind: row.owner_kind.clone(),
        owner: row.owner.clone(),
        accounts: row.accounts,
        value_cents: row.value_cents,
        first_due: rfc3339(row.first_due),
        oldest: rfc3339(row.oldest),
    };
    Reply::all(counts.iter().filter(seen).map(view).collect())
}

async fn one(call: Call) -> ApiResult<Reply> {
    let id = AccountId(call.part("account").to_owned());
    let account = accounts::get(&call.app.db, &call.visitor.tenant, &id).await?;
    let account = account.ok_or_else(|| Problem::not_found("such account"))?;
    allow(&call.app, &call.visitor, Permission::ViewWorklist, &account).await?;
    Ok(Reply::ok(&view(&call.visitor, &account))?.version(account.version))
}

async fn assign(call: Call) -> ApiResult<Reply> {
    let asked: Assignment = call.json()?;
    let (db, visitor) = (&call.app.db, &call.visitor);
    let id = AccountId(asked.account);
    let account = accounts::get(db, &visitor.tenant, &id).await?;
    let account = account.ok_or_else(|| Problem::not_found("such account"))?;
    allow(&call.app, visitor, Permission::AssignWork, &account).await?;
    if let Some(to) = &asked.to {
        let user = store::people::user(db, &visitor.tenant, to).await?;
        let known = user.is_some_and(|user| user.active);
        known.then_some(()).ok_or_else(|| Problem::not_found("such user"))?;
    }
    call.is_version(account.version)?;
    let how = ("work.assign", Some(account.version));
    given_to(&call, given(&call.app, visitor, &id, asked.to.map(UserId), how).await?).await
}

async fn take(call: Call) -> ApiResult<Reply> {
    let asked: TakeNext = call.json()?;
    let queue = Queue::from_name(&asked.queue).filter(|queue| queue.is_worked());
    let queue = queue.ok_or_else(|| Problem::invalid("queue", "There is no such queue."))?;
    let taken = next_given(&call.app, &call.visitor, queue, None).await?;
    given_to(&call, taken.ok_or_else(|| Problem::not_found("account left in this queue"))?).await
}

async fn given_to(call: &Call, (tx, account): (store::Tx, Account)) -> ApiResult<Reply> {
    let reply = Reply::ok(&view(&call.visitor, &account))?.version(account.version);
    let reply = call.commit(tx, reply).await?;
    call.app.changed(&call.visitor.tenant);
    Ok(reply)
}
