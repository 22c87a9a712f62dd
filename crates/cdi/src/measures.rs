//! Measures over queries, each with the rows of its numerator and its denominator.
//!
//! Definitions: query rate, accounts with a query / accounts reviewed; response rate, answered /
//! sent (also: within a time); agree rate, agreed / answered, validation queries apart; turnaround,
//! median of answer − sending. No definition is standard across the field, so a page shows the
//! formula beside the number.

use crate::aging::{Bucket, HOUR_MICROS, bucket};
use crate::query::{Outcome, Query, QueryKind};
use serde::Serialize;
use std::collections::BTreeSet;

/// A share with its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// Names of what counts, in the order of the denominator; all of them stand in it.
    pub numerator: Vec<String>,
    /// Names of what is counted.
    pub denominator: Vec<String>,
}

impl Rate {
    /// The share, 0 to 1; `None` when there is nothing to count.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let all = self.denominator.len();
        (all > 0).then(|| self.numerator.len() as f64 / all as f64)
    }
}

/// Time from sending to answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Turnaround {
    /// Query and microseconds, in the order given.
    pub rows: Vec<(String, i64)>,
    /// Median in microseconds (the mean of the middle two of an even number); `None` without rows.
    pub median_micros: Option<i64>,
}

/// Which queries an agree rate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Queries that ask for documentation.
    Documentation,
    /// Queries that ask for the support of a documented diagnosis.
    Validation,
}

/// Accounts with at least one sent query, of those reviewed. Accounts named twice count once.
#[must_use]
pub fn query_rate(reviewed: &[String], queries: &[Query]) -> Rate {
    let sent = queries.iter().filter(|query| query.sent_micros.is_some());
    let asked: BTreeSet<&str> = sent.map(|query| query.account.as_str()).collect();
    let mut seen = BTreeSet::new();
    let denominator: Vec<String> =
        reviewed.iter().filter(|account| seen.insert(account.as_str())).cloned().collect();
    let numerator = denominator.iter().filter(|a| asked.contains(a.as_str())).cloned().collect();
    Rate { numerator, denominator }
}

/// Answered queries of those sent.
#[must_use]
pub fn response_rate(queries: &[Query]) -> Rate {
    rate(queries, |query| query.sent_micros.is_some(), |query| query.answer.is_some())
}

/// Queries answered within `hours` of sending, of those sent.
#[must_use]
pub fn response_rate_within(queries: &[Query], hours: u32) -> Rate {
    let limit = i64::from(hours) * HOUR_MICROS;
    rate(
        queries,
        |query| query.sent_micros.is_some(),
        |query| answer_time(query).is_some_and(|time| time <= limit),
    )
}

/// Queries that ended in agreement, of those answered. An answer that nobody has read yet has no
/// outcome and counts in the denominator alone.
#[must_use]
pub fn agree_rate(queries: &[Query], which: Agreement) -> Rate {
    let validation = which == Agreement::Validation;
    rate(
        queries,
        |query| query.answer.is_some() && (query.kind == QueryKind::Validation) == validation,
        |query| query.outcome == Some(Outcome::Agreed),
    )
}

/// Time from sending to answer of every answered query.
#[must_use]
pub fn turnaround(queries: &[Query]) -> Turnaround {
    let timed = queries.iter().filter_map(|query| Some((query, answer_time(query)?)));
    let rows: Vec<(String, i64)> = timed.map(|(q, time)| (q.id.0.clone(), time)).collect();
    let mut times: Vec<i64> = rows.iter().map(|(_, time)| *time).collect();
    times.sort_unstable();
    let middle = times.len() / 2;
    let median_micros = match times.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(times[middle]),
        _ => Some(times[middle - 1] + (times[middle] - times[middle - 1]) / 2),
    };
    Turnaround { rows, median_micros }
}

/// Queries that await an answer, by age; every bucket is there, youngest first.
#[must_use]
pub fn open_by_bucket(queries: &[Query], now_micros: i64) -> Vec<(Bucket, Vec<String>)> {
    let within = |wanted: Bucket| {
        let fits = queries.iter().filter(|query| bucket(query, now_micros) == Some(wanted));
        fits.map(|query| query.id.0.clone()).collect()
    };
    Bucket::ALL.into_iter().map(|wanted| (wanted, within(wanted))).collect()
}

fn answer_time(query: &Query) -> Option<i64> {
    Some(query.answer.as_ref()?.at_micros.saturating_sub(query.sent_micros?))
}

fn rate(
    queries: &[Query],
    counted: impl Fn(&Query) -> bool,
    counts: impl Fn(&Query) -> bool,
) -> Rate {
    let name = |query: &&Query| query.id.0.clone();
    let all: Vec<&Query> = queries.iter().filter(|query| counted(query)).collect();
    Rate {
        numerator: all.iter().filter(|query| counts(query)).map(name).collect(),
        denominator: all.iter().map(name).collect(),
    }
}

#[cfg(test)]
mod tests;
