//! Which account a CDI specialist looks at first, with the reasons in words.
//!
//! The weights are ours: they order a list and decide nothing. What an answer would be worth in
//! money takes no part in them.

use crate::aging::overdue;
use crate::query::{Query, Status};
use model::{Gap, GapKind};
use serde::Serialize;

/// Highest score.
pub const MAX_SCORE: u32 = 1_000;
/// Points for each gap, by kind; the same kind again counts a half.
const CONFLICT: u32 = 60;
const INDICATOR: u32 = 50;
const CAUSE: u32 = 35;
const DEGREE: u32 = 30;
const SIDE: u32 = 20;
/// Points for an answer that nobody has read into the chart.
const UNREAD_ANSWER: u32 = 120;
/// Points for a query past its time.
const OVERDUE: u32 = 80;
/// Points for a stay that nobody has looked at by this day.
const UNSEEN: u32 = 40;
const UNSEEN_FROM_DAY: u32 = 2;
/// Points for each further day of stay, up to a bound: a discharge comes nearer.
const A_DAY: u32 = 5;
const MOST_DAYS: u32 = 10;

/// What is known of an account.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Documentation gaps of its coded chart.
    pub gaps: &'a [Gap],
    /// Its queries.
    pub queries: &'a [Query],
    /// Full days since admission; `None` for an outpatient encounter.
    pub days_of_stay: Option<u32>,
    /// True when a specialist has looked at it.
    pub reviewed: bool,
}

/// One reason for a place in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What it adds to the score.
    pub points: u32,
    /// In words.
    pub text: String,
}

/// The place of an account in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Priority {
    /// Sum of the reasons, at most [`MAX_SCORE`]; the highest comes first.
    pub score: u32,
    /// Why, the heaviest first.
    pub reasons: Vec<Reason>,
}

/// The priority of an account at a time in epoch microseconds.
#[must_use]
pub fn priority(account: &Account<'_>, now_micros: i64) -> Priority {
    let mut reasons = gap_reasons(account);
    let mut add = |points: u32, text: String| reasons.push(Reason { points, text });
    let unread = account.queries.iter().filter(|q| q.status == Status::Answered).count();
    if unread > 0 {
        add(UNREAD_ANSWER, counted(unread, "answer is", "answers are", "not yet in the codes"));
    }
    let late = account.queries.iter().filter(|q| overdue(q, now_micros)).count();
    if late > 0 {
        add(OVERDUE, counted(late, "query is", "queries are", "past the time of its answer"));
    }
    if let Some(days) = account.days_of_stay {
        if !account.reviewed && days >= UNSEEN_FROM_DAY {
            add(UNSEEN, format!("Nobody has reviewed the stay by day {days}."));
        }
        if days > 0 && !reasons.is_empty() {
            let points = days.min(MOST_DAYS) * A_DAY;
            let text = format!("The stay is on day {days}; discharge comes nearer.");
            reasons.push(Reason { points, text });
        }
    }
    reasons.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.text.cmp(&b.text)));
    let score = reasons.iter().map(|reason| reason.points).sum::<u32>().min(MAX_SCORE);
    Priority { score, reasons }
}

/// Gaps that no open query asks about, by kind.
fn gap_reasons(account: &Account<'_>) -> Vec<Reason> {
    let kinds: [(GapKind, u32, &str); 7] = [
        (GapKind::Conflict, CONFLICT, "statements that differ"),
        (GapKind::Indicator, INDICATOR, "findings or drugs without a diagnosis"),
        (GapKind::Cause, CAUSE, "a condition without its cause"),
        (GapKind::Acuity, DEGREE, "a condition without its acuity"),
        (GapKind::Type, DEGREE, "a condition without its type"),
        (GapKind::Stage, DEGREE, "a condition without its stage"),
        (GapKind::Laterality, SIDE, "a condition without its side"),
    ];
    let mut reasons = Vec::new();
    for (kind, weight, words) in kinds {
        let gaps = account.gaps.iter().filter(|gap| gap.kind == kind);
        let count = gaps.filter(|gap| !asked(gap, account.queries)).count();
        let Ok(count) = u32::try_from(count) else { continue };
        if let Some(more) = count.checked_sub(1) {
            let points = weight.saturating_add(more.saturating_mul(weight / 2)).min(MAX_SCORE);
            let times = if count == 1 { String::new() } else { format!(" ({count} times)") };
            reasons.push(Reason { points, text: format!("The chart has {words}{times}.") });
        }
    }
    reasons
}

/// True when a query that is not over asks about the place of a gap, or an answered one did.
fn asked(gap: &Gap, queries: &[Query]) -> bool {
    let about = |query: &&Query| {
        query.status != Status::Cancelled
            && query.kind == gap.kind.into()
            && query.text.indicators.iter().any(|indicator| match &indicator.source {
                crate::query::IndicatorSource::Quote { evidence, .. } => {
                    gap.evidence.iter().any(|e| {
                        e.document == evidence.document
                            && e.start < evidence.end
                            && evidence.start < e.end
                    })
                }
                _ => false,
            })
    };
    queries.iter().any(|query| about(&query))
}

fn counted(count: usize, one: &str, many: &str, what: &str) -> String {
    format!("{count} {} {what}.", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests;
