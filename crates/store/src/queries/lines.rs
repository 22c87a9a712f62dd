//! Lists of queries: one line a query, with what a person must know to choose one.

use crate::db::{Db, assembled};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountId, TenantId};

/// Lines of one answer at most.
pub const MOST_LINES: i64 = 5_000;

/// Which queries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineFilter {
    /// Only those asked of this provider.
    pub provider: Option<String>,
    /// Only those that await an answer.
    pub awaiting: bool,
    /// Only those of this state; empty for all.
    pub state: String,
    /// Only those about this account; empty for all.
    pub account: String,
}

/// A query in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// What it asks about.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Its state's name.
    pub state: String,
    /// Who is asked.
    pub provider: Option<String>,
    /// Who wrote it.
    pub author: String,
    /// Whether the answer may change codes.
    pub affects_coding: bool,
    /// When the draft was made.
    pub created_at: i64,
    /// When it was sent.
    pub sent_at: Option<i64>,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// When it ended.
    pub closed_at: Option<i64>,
    /// When an answer is due.
    pub due_at: Option<i64>,
    /// The last step of the ladder that was done.
    pub step: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The patient's id.
    pub patient: Option<String>,
    /// Medical record number.
    pub mrn: Option<String>,
    /// First day of service.
    pub service_from: Option<String>,
    /// The person who owns the account.
    pub owner: Option<String>,
    /// Sensitivity tags of the account.
    pub tags: Vec<String>,
}

/// Queries, those whose answer is due first before the rest; at most [`MOST_LINES`].
///
/// # Errors
/// A database that does not answer.
pub async fn lines(db: &Db, tenant: &TenantId, filter: &LineFilter) -> Result<Vec<Line>> {
    let (mut text, bound) = chosen(tenant, filter);
    text.push_str(&format!(
        " ORDER BY CASE WHEN q.state IN ('sent', 'escalated') THEN 0 \
         WHEN q.state IN ('answered', 'draft') THEN 1 ELSE 2 END, \
         COALESCE(q.due_at, 0), q.created_at DESC, q.id LIMIT ${}",
        bound.len() + 1
    ));
    let mut statement = assembled(text);
    for value in bound {
        statement = statement.bind(value);
    }
    db.rows(statement.bind(MOST_LINES)).await?.iter().map(read).collect()
}

/// Queries, the newest first, from after a place on: when one was made, and its name.
///
/// # Errors
/// A database that does not answer.
pub async fn newest_lines(
    db: &Db,
    tenant: &TenantId,
    filter: &LineFilter,
    (after, limit): (Option<&(i64, String)>, i64),
) -> Result<Vec<Line>> {
    let (mut text, bound) = chosen(tenant, filter);
    let at = bound.len();
    if after.is_some() {
        text.push_str(&format!(
            " AND (q.created_at < ${a} OR (q.created_at = ${a} AND q.id < ${b}))",
            a = at + 2,
            b = at + 3
        ));
    }
    text.push_str(&format!(" ORDER BY q.created_at DESC, q.id DESC LIMIT ${}", at + 1));
    let mut statement = assembled(text);
    for value in bound {
        statement = statement.bind(value);
    }
    statement = statement.bind(limit.clamp(1, MOST_LINES));
    if let Some((created, id)) = after {
        statement = statement.bind(*created).bind(id.clone());
    }
    db.rows(statement).await?.iter().map(read).collect()
}

/// The statement of a filter and its texts, without order.
fn chosen(tenant: &TenantId, filter: &LineFilter) -> (String, Vec<String>) {
    let mut text = "SELECT q.id, q.account, q.kind, q.title, q.state, q.provider, q.author, \
        q.affects_coding, q.created_at, q.sent_at, q.answered_at, q.closed_at, q.due_at, q.step, \
        a.patient_name, a.patient, a.mrn, a.service_from, a.owner, a.tags \
        FROM query q JOIN account a ON a.tenant = q.tenant AND a.id = q.account \
        WHERE q.tenant = $1"
        .to_owned();
    let mut bound = vec![tenant.0.clone()];
    if filter.awaiting {
        text.push_str(" AND q.state IN ('sent', 'escalated')");
    }
    if let Some(provider) = &filter.provider {
        bound.push(provider.clone());
        text.push_str(&format!(" AND q.provider = ${}", bound.len()));
    }
    for (column, value) in [("q.state", &filter.state), ("q.account", &filter.account)] {
        if !value.is_empty() {
            bound.push(value.clone());
            text.push_str(&format!(" AND {column} = ${}", bound.len()));
        }
    }
    (text, bound)
}

/// Queries of every tenant whose ladder wants a step now, the longest waiting first.
///
/// # Errors
/// A database that does not answer.
pub async fn ladder_due(db: &Db, now: i64, most: i64) -> Result<Vec<(TenantId, String)>> {
    let statement = sqlx::query(
        "SELECT tenant, id FROM query WHERE next_at <= $1 ORDER BY next_at, tenant, id LIMIT $2",
    )
    .bind(now)
    .bind(most);
    let read = |row: &SqlRow| Ok((TenantId(row.text("tenant")?), row.text("id")?));
    db.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<Line> {
    Ok(Line {
        id: row.text("id")?,
        account: AccountId(row.text("account")?),
        kind: row.text("kind")?,
        title: row.text("title")?,
        state: row.text("state")?,
        provider: row.opt_text("provider")?,
        author: row.text("author")?,
        affects_coding: row.flag("affects_coding")?,
        created_at: row.int("created_at")?,
        sent_at: row.opt_int("sent_at")?,
        answered_at: row.opt_int("answered_at")?,
        closed_at: row.opt_int("closed_at")?,
        due_at: row.opt_int("due_at")?,
        step: row.int("step")?,
        patient_name: row.text("patient_name")?,
        patient: row.opt_text("patient")?,
        mrn: row.opt_text("mrn")?,
        service_from: row.opt_text("service_from")?,
        owner: row.opt_text("owner")?,
        tags: row.json("tags")?,
    })
}
