//! The lists people work from: filtered, sorted, paged by key, counted.

use super::account::{Account, columns};
use super::account_row::read;
use super::found::{Piece, Search, Way};
use crate::db::{Db, Statement, assembled};
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
    /// Beginnings of words of the patient's name, all of them, in any order; or the whole record
    /// number, account id or source key.
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

    fn direction(self) -> &'static str {
        if self == Sort::Value { "DESC" } else { "ASC" }
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
#[derive(Clone)]
pub(super) enum Bound {
    /// Text.
    Text(String),
    /// A number.
    Int(i64),
}

/// A page of accounts.
///
/// # Errors
/// A database that does not answer.
pub async fn page(db: &Db, tenant: &TenantId, filter: &Filter) -> Result<Page> {
    let limit = filter.limit.clamp(1, LARGEST_PAGE);
    let (text, bound) = match Search::of(filter) {
        Some(search) => match search.way(db, tenant).await? {
            Way::Through(these) => among(tenant, filter, &these, limit + 1),
            Way::Along(condition) => along(tenant, filter, Some(&condition), limit + 1),
        },
        None => along(tenant, filter, None, limit + 1),
    };
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

/// The statement of a page that goes along the list. A list of several queues takes the first rows
/// of each: every queue has them in order in an index, and no list is ever sorted whole.
fn along(
    tenant: &TenantId,
    filter: &Filter,
    searched: Option<&Piece>,
    limit: i64,
) -> (String, Vec<Bound>) {
    let (mut conditions, mut bound) = conditions(tenant, filter);
    if let Some(piece) = searched {
        let _ = write!(conditions, " AND ({})", piece.join(&mut bound));
    }
    conditions.push_str(&beyond(filter, filter.sort.column(), &mut bound));
    bound.push(Bound::Int(limit));
    let (column, direction) = (filter.sort.column(), filter.sort.direction());
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

/// The statement of a page of few accounts that a search found: each is looked up by its id, and
/// they alone are sorted. The lookup is a value of its own, so that no database reads all accounts
/// instead.
fn among(tenant: &TenantId, filter: &Filter, these: &Piece, limit: i64) -> (String, Vec<Bound>) {
    let (mut conditions, mut bound) = conditions(tenant, filter);
    if filter.queue.is_none() {
        let queues: Vec<String> =
            Queue::WORKED.iter().map(|queue| format!("'{}'", queue.name())).collect();
        let _ = write!(conditions, " AND queue IN ({})", queues.join(", "));
    }
    let ids = these.join(&mut bound);
    let beyond = beyond(filter, "place", &mut bound);
    bound.push(Bound::Int(limit));
    let (column, direction) = (filter.sort.column(), filter.sort.direction());
    let text = format!(
        "WITH placed AS MATERIALIZED (SELECT f.id AS id, (SELECT {column} FROM account \
         WHERE tenant = $1 AND id = f.id{conditions}) AS place \
         FROM (SELECT DISTINCT id FROM ({ids}) AS every) AS f) \
         SELECT {} FROM account WHERE tenant = $1 AND id IN (SELECT id FROM placed \
         WHERE place IS NOT NULL{beyond} ORDER BY place {direction}, id {direction} LIMIT ${}) \
         ORDER BY {column} {direction}, id {direction}",
        columns(),
        bound.len()
    );
    (text, bound)
}

/// What a page that is not the first asks for, compared as a pair, so that an index is entered at
/// the very place.
fn beyond(filter: &Filter, column: &str, bound: &mut Vec<Bound>) -> String {
    let Some((value, id)) = &filter.after else { return String::new() };
    let beyond = if filter.sort == Sort::Value { "<" } else { ">" };
    bound.push(Bound::Int(*value));
    bound.push(Bound::Text(id.clone()));
    format!(" AND ({column}, id) {beyond} (${}, ${})", bound.len() - 1, bound.len())
}

/// What a list asks of a row, after its tenant and but for its search, and the values.
fn conditions(tenant: &TenantId, filter: &Filter) -> (String, Vec<Bound>) {
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
    (text, bound)
}

pub(super) fn bind(mut statement: Statement<'_>, bound: Vec<Bound>) -> Statement<'_> {
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
         AND queue IN ('review', 'query', 'held', 'charges', 'edits', 'rejections', 'follow_up') \
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
