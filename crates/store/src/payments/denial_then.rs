//! Denials as they stood at a moment, in lists and numbers: from their spans.

use super::denial::{DenialRow, selected};
use super::denial_list::{DenialCount, DenialFilter, DenialPage};
use crate::Result;
use crate::db::{Db, Statement, assembled};
use crate::kpi::coding;
use crate::row::{Get, day};
use model::{Cents, Date, TenantId};
use std::fmt::Write;

/// Rows of a page at most.
const LARGEST_PAGE: i64 = 200;

/// What was told of a denial then that is told otherwise now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenialThen {
    /// The name of its state.
    pub state: String,
    /// Whom it waited for.
    pub waits: String,
    /// The level of its newest appeal.
    pub level: i64,
    /// Its category's name.
    pub category: String,
    /// The name of its way.
    pub route: String,
    /// The group of the reason.
    pub group: String,
    /// The reason.
    pub carc: String,
    /// What was refused.
    pub amount: Cents,
    /// What could be expected back.
    pub expected: Cents,
    /// The last day for what was to be done.
    pub deadline: Option<Date>,
    /// Who had it.
    pub owner: Option<String>,
}

/// Which denials are meant by a number; see the KPIs of these names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behind {
    /// Those that the filter asks for.
    #[default]
    Filter,
    /// On the way of an appeal of which none was sent.
    AppealBacklog,
    /// Of those, past their last day.
    AppealBacklogLate,
    /// Open for a reason of coding.
    CodingOpen,
    /// Given for a reason of coding between two times.
    Coding(i64, i64),
    /// Written off between two times.
    WrittenOff(i64, i64),
}

impl Behind {
    /// What is behind a KPI; `None` where it is not counted in denials.
    #[must_use]
    pub fn of(kpi: &str, (from, to): (i64, i64)) -> Option<Behind> {
        match kpi {
            "appeal-backlog" | "appeal-backlog-dollars" => Some(Behind::AppealBacklog),
            "appeal-backlog-late" => Some(Behind::AppealBacklogLate),
            "coding-ar" => Some(Behind::CodingOpen),
            "coding-denial-rate" | "coding-denial-dollars" => Some(Behind::Coding(from, to)),
            "final-denial-rate" => Some(Behind::WrittenOff(from, to)),
            _ => None,
        }
    }

    /// `$2` is the moment.
    fn condition(self) -> String {
        let waiting = "s.waits <> 'closed' AND s.route = 'appeal' AND NOT EXISTS (SELECT 1 FROM \
            appeal p WHERE p.tenant = s.tenant AND p.denial = s.denial AND p.sent_at < $2)";
        match self {
            Behind::Filter => String::new(),
            Behind::AppealBacklog => format!(" AND {waiting}"),
            // The day on which the moment lies, or that it ends, is over for those before it.
            Behind::AppealBacklogLate => {
                format!(" AND {waiting} AND 86400000000 * (1 + {LAST_DAY}) < $2")
            }
            Behind::CodingOpen => {
                format!(" AND s.waits <> 'closed' AND s.category IN ({})", coding!())
            }
            Behind::Coding(from, to) => format!(
                " AND s.undone = 0 AND s.opened_at >= {from} AND s.opened_at < {to} \
                 AND s.category IN ({})",
                coding!()
            ),
            Behind::WrittenOff(from, to) => format!(
                " AND s.undone = 0 AND s.state = 'written_off' AND s.closed_at >= {from} \
                 AND s.closed_at < {to}"
            ),
        }
    }
}

const LAST_DAY: &str = crate::kpi::day_number!("s.deadline");

/// Larger sums first, what is closed newest first. An index has the same words.
const TURN: &str = "CASE s.waits WHEN 'closed' THEN COALESCE(s.closed_at, 0) / 1000000 \
    WHEN 'payer' THEN s.amount_cents ELSE s.expected_cents END";

/// What stood at `$2` of tenant `$1`.
const STOOD: &str = "FROM denial_span s JOIN denial d ON d.tenant = s.tenant AND d.id = s.denial \
    WHERE s.tenant = $1 AND s.from_at < $2 AND (s.until_at IS NULL OR s.until_at >= $2)";

fn asked(filter: &DenialFilter, first: usize) -> (String, Vec<String>) {
    let (mut text, mut bound) = (String::new(), Vec::new());
    let mut also = |piece: &str, value: &str| {
        bound.push(value.to_owned());
        let _ = write!(text, " AND {piece}${}", bound.len() + first);
    };
    for (piece, value) in [
        ("s.waits = ", &filter.waits),
        ("s.state = ", &filter.state),
        ("d.payer = ", &filter.payer),
        ("s.category = ", &filter.category),
        ("s.owner_role = ", &filter.owner_role),
        ("s.route = ", &filter.route),
        ("s.owner = ", &filter.owner),
        ("d.code = ", &filter.code),
    ] {
        if !value.is_empty() {
            also(piece, value);
        }
    }
    if let Some(modifiers) = filter.modifiers.as_ref().filter(|_| !filter.code.is_empty()) {
        also("d.modifiers = ", modifiers);
    }
    if let Some((group, carc)) = filter.reason.split_once('-') {
        also("s.group_code = ", group);
        also("s.carc = ", carc);
    }
    if let Some(last) = filter.due_by {
        also("s.deadline <= ", &day(last));
    }
    if !filter.number.is_empty() {
        also("(s.claim = ", &filter.number);
        let place = bound.len() + first;
        let _ = write!(text, " OR s.account = ${place})");
    }
    if filter.unowned {
        text.push_str(" AND s.owner IS NULL");
    }
    (text, bound)
}

fn with<'q>(statement: Statement<'q>, bound: Vec<String>) -> Statement<'q> {
    bound.into_iter().fold(statement, |statement, value| statement.bind(value))
}

/// A page of denials as they stood at a moment, each as it is now beside what was told of it then.
/// What can be expected back comes first in the order, not the days left.
///
/// # Errors
/// A database that does not answer.
pub async fn denials_then(
    db: &Db,
    tenant: &TenantId,
    filter: &DenialFilter,
    (until, behind): (i64, Behind),
) -> Result<(DenialPage, Vec<DenialThen>)> {
    let most = filter.most.clamp(1, LARGEST_PAGE);
    let (text, bound) = page(filter, behind);
    let (turn, id) = filter.after.clone().unwrap_or((i64::MAX, String::new()));
    let statement =
        assembled(text).bind(tenant.as_str()).bind(until).bind(turn).bind(id).bind(most + 1);
    let found = db.rows(with(statement, bound)).await?;
    let wanted = usize::try_from(most).unwrap_or(1);
    let more = found.len() > wanted;
    let (mut rows, mut then) = (Vec::<DenialRow>::new(), Vec::new());
    let mut next = None;
    for row in found.iter().take(wanted) {
        let one = super::denial::read(row)?;
        next = Some((row.int("turn")?, one.id.clone()));
        then.push(told(row)?);
        rows.push(one);
    }
    Ok((DenialPage { rows, next: next.filter(|_| more) }, then))
}

/// A page after a turn and an id (`$3`, `$4`), of so many (`$5`), and what else is bound.
pub(super) fn page(filter: &DenialFilter, behind: Behind) -> (String, Vec<String>) {
    let (conditions, bound) = asked(filter, 5);
    let text = format!(
        "SELECT {}, s.state AS then_state, s.waits AS then_waits, s.level AS then_level, \
         s.category AS then_category, s.route AS then_route, s.group_code AS then_group, \
         s.carc AS then_carc, s.amount_cents AS then_amount, s.expected_cents AS then_expected, \
         s.deadline AS then_deadline, s.owner AS then_owner, CAST({TURN} AS BIGINT) AS turn \
         {STOOD}{}{conditions} AND {TURN} <= $3 AND ({TURN} < $3 OR s.denial < $4) \
         ORDER BY {TURN} DESC, s.denial DESC LIMIT $5",
        selected("d."),
        behind.condition()
    );
    (text, bound)
}

fn told(row: &crate::SqlRow) -> Result<DenialThen> {
    Ok(DenialThen {
        state: row.text("then_state")?,
        waits: row.text("then_waits")?,
        level: row.int("then_level")?,
        category: row.text("then_category")?,
        route: row.text("then_route")?,
        group: row.text("then_group")?,
        carc: row.text("then_carc")?,
        amount: Cents(row.int("then_amount")?),
        expected: Cents(row.int("then_expected")?),
        deadline: row.opt_text("then_deadline")?.and_then(|day| day.parse().ok()),
        owner: row.opt_text("then_owner")?,
    })
}

/// How many and how much by category, of those that waited for somebody then, or had ended; of
/// those behind a number all of them.
///
/// # Errors
/// A database that does not answer.
pub async fn denial_counts_then(
    db: &Db,
    tenant: &TenantId,
    (waits, owner): (&str, Option<&str>),
    (until, behind): (i64, Behind),
) -> Result<Vec<DenialCount>> {
    let text = format!(
        "SELECT s.category AS category, COUNT(*) AS denials, CAST(SUM(s.amount_cents) AS BIGINT) \
         AS amount, CAST(SUM(s.expected_cents) AS BIGINT) AS expected {STOOD}{} \
         AND ($3 = '' OR s.waits = $3) AND ($4 = '' OR s.owner = $4) GROUP BY s.category \
         ORDER BY SUM(s.expected_cents) DESC, s.category",
        behind.condition()
    );
    let statement = assembled(text)
        .bind(tenant.as_str())
        .bind(until)
        .bind(waits.to_owned())
        .bind(owner.unwrap_or_default().to_owned());
    db.rows(statement).await?.iter().map(super::denial_list::counted).collect()
}
