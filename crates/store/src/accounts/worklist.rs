//! The lists people work from: filtered, sorted, paged by key, counted.

use super::account::{Account, columns};
use super::account_row::read;
use crate::db::{Db, Statement, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountId, Queue, TenantId};
use std::fmt::Write as _;

/// Rows of one page at most.
pub const LARGEST_PAGE: i64 = 200;

/// What a filter asks for to find the accounts whose specialty is not known.
pub const NOT_STATED: &str = "not stated";

/// Specialties that a filter offers at most.
const MOST_SPECIALTIES: i64 = 200;

/// Accounts that a search finds and that are read one by one at most.
const FEW: usize = 400;

/// Ids of one statement at most.
const MOST_IDS: usize = 1_000;

/// Whose accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ownership {
    /// Everybody's.
    #[default]
    Any,
    /// Nobody's yet.
    Unassigned,
    /// This person's.
    Of(String),
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The nearest deadline first.
    #[default]
    Due,
    /// The largest value first.
    Value,
    /// The oldest first.
    Age,
}

/// What a list shows. An empty text filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The queue; `None` shows all that people work.
    pub queue: Option<Queue>,
    /// Whose.
    pub ownership: Ownership,
    /// Only this setting.
    pub setting: String,
    /// Only this specialty; [`NOT_STATED`] for accounts without one.
    pub specialty: String,
    /// Only this payer.
    pub payer: String,
    /// Only this provider's id.
    pub provider: String,
    /// Part of the patient's name, or the whole record number or account id.
    pub text: String,
    /// Only what was due before this time.
    pub due_before: Option<i64>,
    /// The order.
    pub sort: Sort,
    /// The last row of the page before: its sort value and id.
    pub after: Option<(i64, String)>,
    /// Rows wanted, at most [`LARGEST_PAGE`].
    pub limit: i64,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// Where the next page starts, when there is one.
    pub next: Option<(i64, String)>,
}

/// How much waits in a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The queue's name.
    pub queue: String,
    /// `service`, `team`, `person` or `payer`.
    pub owner_kind: String,
    /// The person, where one owns.
    pub owner: Option<String>,
    /// Accounts.
    pub accounts: i64,
    /// Their charges.
    pub value_cents: i64,
    /// The nearest deadline.
    pub first_due: i64,
    /// When the oldest came.
    pub oldest: i64,
}

impl Sort {
    fn column(self) -> &'static str {
        match self {
            Sort::Due => "due_at",
            Sort::Value => "value_cents",
            Sort::Age => "received_at",
        }
    }

    /// What the account is sorted by.
    #[must_use]
    pub fn value(self, account: &Account) -> i64 {
        match self {
            Sort::Due => account.standing.due_at,
            Sort::Value => account.value_cents,
            Sort::Age => account.received_at,
        }
    }
}

/// One bound value of a statement that is being assembled.
enum Bound {
    Text(String),
    Int(i64),
}

/// A page of accounts.
///
/// # Errors
/// A database that does not answer.
pub async fn page(db: &Db, tenant: &TenantId, filter: &Filter) -> Result<Page> {
    let limit = filter.limit.clamp(1, LARGEST_PAGE);
    let found = match filter.text.as_str() {
        "" => None,
        _ => few_found(db, tenant, filter).await?,
    };
    if found.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Page { accounts: Vec::new(), next: None });
    }
    let (text, bound) = statement(tenant, (filter, found.as_deref()), limit + 1);
    let rows = db.rows(bind(assembled(text), bound)).await?;
    let mut accounts = rows.iter().map(read).collect::<Result<Vec<Account>>>()?;
    let wanted = usize::try_from(limit).unwrap_or(1);
    let next = if accounts.len() > wanted {
        accounts.truncate(wanted);
        accounts.last().map(|last| (filter.sort.value(last), last.id.0.clone()))
    } else {
        None
    };
    Ok(Page { accounts, next })
}

/// The statement of a page. A list of several queues takes the first rows of each: every queue has
/// them in order in an index, and no list is ever sorted whole.
fn statement(
    tenant: &TenantId,
    (filter, found): (&Filter, Option<&[String]>),
    limit: i64,
) -> (String, Vec<Bound>) {
    let (conditions, mut bound) = conditions(tenant, (filter, found));
    bound.push(Bound::Int(limit));
    let column = filter.sort.column();
    let direction = if filter.sort == Sort::Value { "DESC" } else { "ASC" };
    let end = format!(" ORDER BY {column} {direction}, id {direction} LIMIT ${}", bound.len());
    let start = format!("SELECT {} FROM account WHERE tenant = $1", columns());
    if filter.queue.is_some() {
        return (format!("{start}{conditions}{end}"), bound);
    }
    let of_each = Queue::WORKED.iter().map(|queue| {
        let name = queue.name();
        format!("SELECT * FROM ({start} AND queue = '{name}'{conditions}{end}) AS of_{name}")
    });
    (format!("{}{end}", of_each.collect::<Vec<_>>().join(" UNION ALL ")), bound)
}

/// What a list asks of a row, after its tenant, and the values.
fn conditions(
    tenant: &TenantId,
    (filter, found): (&Filter, Option<&[String]>),
) -> (String, Vec<Bound>) {
    let mut text = String::new();
    let mut bound = vec![Bound::Text(tenant.0.clone())];
    let mut also = |piece: &str, value: Bound| {
        bound.push(value);
        let _ = write!(text, " AND {piece}${}", bound.len());
    };
    if let Some(queue) = filter.queue {
        also("queue = ", Bound::Text(queue.name().to_owned()));
    }
    match &filter.ownership {
        Ownership::Any => {}
        Ownership::Unassigned => also("owner_kind = ", Bound::Text("team".to_owned())),
        Ownership::Of(user) => also("owner = ", Bound::Text(user.clone())),
    }
    for (piece, value) in [
        ("setting = ", &filter.setting),
        ("specialty = ", &filter.specialty),
        ("payer = ", &filter.payer),
        ("provider = ", &filter.provider),
    ] {
        match value.as_str() {
            "" => {}
            NOT_STATED if piece.starts_with("specialty") => {
                also(piece, Bound::Text(String::new()));
            }
            value => also(piece, Bound::Text(value.to_owned())),
        }
    }
    if let Some(time) = filter.due_before {
        also("due_at < ", Bound::Int(time));
    }
    match found {
        Some(ids) => {
            let _ = write!(text, " AND id IN ({})", places(bound.len() + 1, ids.len()));
            bound.extend(ids.iter().cloned().map(Bound::Text));
        }
        None if filter.text.is_empty() => {}
        None => search(&filter.text, &mut text, &mut bound),
    }
    if let Some((value, id)) = &filter.after {
        let beyond = if filter.sort == Sort::Value { "<" } else { ">" };
        bound.push(Bound::Int(*value));
        let place = bound.len();
        bound.push(Bound::Text(id.clone()));
        // Compared as a pair, so that an index is entered at the very place.
        let column = filter.sort.column();
        let _ = write!(text, " AND ({column}, id) {beyond} (${place}, ${})", place + 1);
    }
    (text, bound)
}

/// What a search asks of a row.
fn search(wanted: &str, text: &mut String, bound: &mut Vec<Bound>) {
    bound.push(Bound::Text(format!("%{}%", like(&wanted.to_lowercase()))));
    let name = bound.len();
    bound.push(Bound::Text(wanted.to_owned()));
    let exact = bound.len();
    let _ = write!(
        text,
        " AND (LOWER(patient_name) LIKE ${name} ESCAPE '!' OR mrn = ${exact} OR id = ${exact} \
         OR source_key = ${exact})"
    );
}

/// The accounts that a search finds, where they are few: looked for in an index that holds all it
/// asks for, so that no row is read in vain. `None` where they are many; then the first rows of
/// the list are soon found among them.
async fn few_found(db: &Db, tenant: &TenantId, filter: &Filter) -> Result<Option<Vec<String>>> {
    let mut bound = vec![Bound::Text(tenant.0.clone())];
    let queues: Vec<String> = match filter.queue {
        Some(queue) => vec![format!("'{}'", queue.name())],
        None => Queue::WORKED.iter().map(|queue| format!("'{}'", queue.name())).collect(),
    };
    let mut text =
        format!("SELECT id FROM account WHERE tenant = $1 AND queue IN ({})", queues.join(", "));
    search(&filter.text, &mut text, &mut bound);
    let _ = write!(text, " LIMIT {}", FEW + 1);
    let rows = db.rows(bind(assembled(text), bound)).await?;
    let ids = rows.iter().map(|row| row.text("id")).collect::<Result<Vec<String>>>()?;
    Ok((ids.len() <= FEW).then_some(ids))
}

/// A text to find, with the wildcards of LIKE taken as themselves.
fn like(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

fn bind(mut statement: Statement<'_>, bound: Vec<Bound>) -> Statement<'_> {
    for value in bound {
        statement = match value {
            Bound::Text(text) => statement.bind(text),
            Bound::Int(number) => statement.bind(number),
        };
    }
    statement
}

/// The accounts of these ids, in no order; ids that are not there are left out.
///
/// # Errors
/// A database that does not answer.
pub async fn by_ids(db: &Db, tenant: &TenantId, ids: &[AccountId]) -> Result<Vec<Account>> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(MOST_IDS) {
        let places: Vec<String> = (2..part.len() + 2).map(|place| format!("${place}")).collect();
        let text = format!(
            "SELECT {} FROM account WHERE tenant = $1 AND id IN ({})",
            columns(),
            places.join(", ")
        );
        let mut statement = assembled(text).bind(tenant.as_str());
        for id in part {
            statement = statement.bind(id.0.clone());
        }
        for row in &db.rows(statement).await? {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// The specialties of the accounts that people work, in order; the empty one for those that have
/// none.
///
/// # Errors
/// A database that does not answer.
pub async fn open_specialties(db: &Db, tenant: &TenantId) -> Result<Vec<String>> {
    let statement = sqlx::query(
        "SELECT DISTINCT specialty FROM account WHERE tenant = $1 \
         AND queue IN ('review', 'query', 'held', 'charges', 'edits', 'rejections') \
         ORDER BY specialty LIMIT $2",
    )
    .bind(tenant.as_str())
    .bind(MOST_SPECIALTIES);
    db.rows(statement).await?.iter().map(|row| row.text("specialty")).collect()
}

/// What waits where, by queue and owner: every number of a list's head comes from here.
///
/// # Errors
/// A database that does not answer.
pub async fn counts(db: &Db, tenant: &TenantId) -> Result<Vec<Count>> {
    let statement = sqlx::query(
        "SELECT queue, owner_kind, owner, COUNT(*) AS accounts, \
         CAST(SUM(value_cents) AS BIGINT) AS value_cents, MIN(due_at) AS first_due, \
         MIN(received_at) AS oldest FROM account WHERE tenant = $1 AND queue <> 'done' \
         GROUP BY queue, owner_kind, owner ORDER BY queue, owner_kind, owner",
    )
    .bind(tenant.as_str());
    let read = |row: &SqlRow| {
        Ok(Count {
            queue: row.text("queue")?,
            owner_kind: row.text("owner_kind")?,
            owner: row.opt_text("owner")?,
            accounts: row.int("accounts")?,
            value_cents: row.int("value_cents")?,
            first_due: row.int("first_due")?,
            oldest: row.int("oldest")?,
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}
