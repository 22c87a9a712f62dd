//! The worklist of denials and its numbers.

use super::denial::{COLUMNS, DenialRow, read};
use crate::db::{Db, Statement, Tx, assembled};
use crate::row::{Get, day, json};
use crate::{Result, SqlRow};
use model::{Cents, Date, TenantId};
use payments::denials::recovery::{Closed, History, NO_HURRY};
use std::fmt::Write;

/// Rows of a page at most.
const LARGEST_PAGE: i64 = 200;

/// Days that a deadline can be away and still be told from others in the order.
const FARTHEST: i32 = 3_650;

/// Which denials are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DenialFilter {
    /// For whom they wait: `work`, `payer` or `closed`.
    pub waits: String,
    /// Only this state.
    pub state: String,
    /// Only this payer.
    pub payer: String,
    /// Only this category.
    pub category: String,
    /// Only this team.
    pub owner_role: String,
    /// Only this way.
    pub route: String,
    /// Only this person's; empty: everybody's.
    pub owner: String,
    /// Only what nobody has.
    pub unowned: bool,
    /// Only what is due by this day.
    pub due_by: Option<Date>,
    /// Only this code.
    pub code: String,
    /// Only these modifiers, where a code is asked for.
    pub modifiers: Option<String>,
    /// Only this group and reason, as `CO-97`.
    pub reason: String,
    /// Only this claim or account.
    pub number: String,
    /// The last row of the page before: its turn and id.
    pub after: Option<(i64, String)>,
    /// Rows wanted.
    pub most: i64,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct DenialPage {
    /// The denials, most urgent first.
    pub rows: Vec<DenialRow>,
    /// Where the next page starts.
    pub next: Option<(i64, String)>,
}

/// How many and how much of one category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DenialCount {
    /// The category's name.
    pub category: String,
    /// Denials.
    pub denials: i64,
    /// What was refused.
    pub amount: Cents,
    /// What can be expected to come back.
    pub expected: Cents,
}

fn asked(filter: &DenialFilter) -> (String, Vec<String>) {
    let (mut text, mut bound) = (String::new(), Vec::new());
    let mut also = |piece: &str, value: &str| {
        bound.push(value.to_owned());
        let _ = write!(text, " AND {piece}${}", bound.len() + 4);
    };
    for (piece, value) in [
        ("waits = ", &filter.waits),
        ("state = ", &filter.state),
        ("payer = ", &filter.payer),
        ("category = ", &filter.category),
        ("owner_role = ", &filter.owner_role),
        ("route = ", &filter.route),
        ("owner = ", &filter.owner),
        ("code = ", &filter.code),
    ] {
        if !value.is_empty() {
            also(piece, value);
        }
    }
    if let Some(modifiers) = filter.modifiers.as_ref().filter(|_| !filter.code.is_empty()) {
        also("modifiers = ", modifiers);
    }
    if let Some((group, carc)) = filter.reason.split_once('-') {
        also("group_code = ", group);
        also("carc = ", carc);
    }
    if let Some(last) = filter.due_by {
        also("deadline <= ", &day(last));
    }
    if !filter.number.is_empty() {
        also("(claim = ", &filter.number);
        let place = bound.len() + 4;
        let _ = write!(text, " OR account = ${place})");
    }
    if filter.unowned {
        text.push_str(" AND owner IS NULL");
    }
    (text, bound)
}

fn with<'q>(statement: Statement<'q>, bound: Vec<String>) -> Statement<'q> {
    bound.into_iter().fold(statement, |statement, value| statement.bind(value))
}

/// A page of denials, most urgent first.
///
/// # Errors
/// A database that does not answer.
pub async fn denials_page(db: &Db, tenant: &TenantId, filter: &DenialFilter) -> Result<DenialPage> {
    let most = filter.most.clamp(1, LARGEST_PAGE);
    let (conditions, bound) = asked(filter);
    let (turn, id) = filter.after.clone().unwrap_or((i64::MAX, String::new()));
    let statement = assembled(format!(
        "{COLUMNS}{conditions} AND (urgency, id) < ($2, $3) \
         ORDER BY urgency DESC, id DESC LIMIT $4"
    ))
    .bind(tenant.as_str())
    .bind(turn)
    .bind(id)
    .bind(most + 1);
    let found = db.rows(with(statement, bound)).await?;
    let mut rows = found.iter().map(read).collect::<Result<Vec<DenialRow>>>()?;
    let wanted = usize::try_from(most).unwrap_or(1);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    // The turn as it stands in the table: a day may have passed since.
    let next = match found.get(wanted.saturating_sub(1)).zip(rows.last()) {
        Some((_, last)) if more => Some((turn_of(db, tenant, &last.id).await?, last.id.clone())),
        _ => None,
    };
    Ok(DenialPage { rows, next })
}

async fn turn_of(db: &Db, tenant: &TenantId, id: &str) -> Result<i64> {
    let statement = sqlx::query("SELECT urgency FROM denial WHERE tenant = $1 AND id = $2")
        .bind(tenant.as_str())
        .bind(id.to_owned());
    db.row(statement).await?.map_or(Ok(0), |row| row.int("urgency"))
}

/// How many and how much by category, of those that wait for somebody, or ended.
///
/// # Errors
/// A database that does not answer.
pub async fn denial_counts(
    db: &Db,
    tenant: &TenantId,
    waits: &str,
    owner: Option<&str>,
) -> Result<Vec<DenialCount>> {
    let statement = sqlx::query(
        "SELECT category, COUNT(*) AS denials, CAST(SUM(amount_cents) AS BIGINT) AS amount, \
         CAST(SUM(expected_cents) AS BIGINT) AS expected FROM denial WHERE tenant = $1 \
         AND waits = $2 AND ($3 = 0 OR owner = $4) GROUP BY category \
         ORDER BY SUM(expected_cents) DESC, category",
    );
    // Without a person's rows the index on the category has all that is asked.
    let everybody = sqlx::query(
        "SELECT category, COUNT(*) AS denials, CAST(SUM(amount_cents) AS BIGINT) AS amount, \
         CAST(SUM(expected_cents) AS BIGINT) AS expected FROM denial WHERE tenant = $1 \
         AND waits = $2 GROUP BY category ORDER BY SUM(expected_cents) DESC, category",
    );
    let statement = match owner {
        Some(owner) => statement
            .bind(tenant.as_str())
            .bind(waits.to_owned())
            .bind(1_i64)
            .bind(owner.to_owned()),
        None => everybody.bind(tenant.as_str()).bind(waits.to_owned()),
    };
    db.rows(statement).await?.iter().map(counted).collect()
}

pub(super) fn counted(row: &SqlRow) -> Result<DenialCount> {
    Ok(DenialCount {
        category: row.text("category")?,
        denials: row.int("denials")?,
        amount: Cents(row.int("amount")?),
        expected: Cents(row.int("expected")?),
    })
}

/// How the site's closed denials ended, by category: those that the payer's later word made void
/// are left out.
///
/// # Errors
/// A database that does not answer.
pub async fn denial_history(db: &Db, tenant: &TenantId) -> Result<History> {
    let statement = sqlx::query(
        "SELECT category, COUNT(*) AS cases, CAST(SUM(CASE WHEN recovered_cents > 0 THEN 1 \
         ELSE 0 END) AS BIGINT) AS won FROM denial WHERE tenant = $1 AND waits = 'closed' \
         AND state <> 'superseded' GROUP BY category",
    )
    .bind(tenant.as_str());
    let mut history = History::new();
    for row in db.rows(statement).await? {
        let name = serde_json::to_string(&row.text("category")?).unwrap_or_default();
        let count = |column: &str| row.int(column).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
        let closed = Closed { cases: count("cases")?, won: count("won")? };
        history.insert(json("category", &name)?, closed);
    }
    Ok(history)
}

/// Puts the worklist in the order of a day: the nearer a deadline, the more urgent. How many
/// denials have a deadline that was looked at.
///
/// # Errors
/// A database that does not answer.
pub async fn rank_denials(tx: &mut Tx, tenant: &TenantId, today: Date) -> Result<u64> {
    let deadlines = sqlx::query(
        "SELECT DISTINCT deadline FROM denial WHERE tenant = $1 AND waits = 'work' \
         AND deadline IS NOT NULL",
    )
    .bind(tenant.as_str());
    let mut done = 0;
    for row in tx.rows(deadlines).await? {
        let told = row.text("deadline")?;
        let Ok(last) = told.parse::<Date>() else { continue };
        let left = today.days_until(last);
        // As `recovery::urgency` says, in whole thousandths of a cent for each day.
        let (thousandths, days) = match left {
            left if left < 0 => (0_i64, 1_i64),
            left => (1_000, i64::from(left.min(FARTHEST.max(NO_HURRY))) + 1),
        };
        let statement = sqlx::query(
            "UPDATE denial SET urgency = expected_cents * $1 / $2 WHERE tenant = $3 \
             AND waits = 'work' AND deadline = $4",
        )
        .bind(thousandths)
        .bind(days)
        .bind(tenant.as_str())
        .bind(told);
        done += tx.run(statement).await?;
    }
    Ok(done)
}
