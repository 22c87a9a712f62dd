//! Which codes changed because of an answer.

use crate::query::{CodeChange, Event, Query, QueryId};
use model::{CodedChart, Evidence};
use std::collections::BTreeMap;

/// Letters of a category in ICD-10-CM: a code that took the place of another shares them.
const CATEGORY: usize = 3;

/// Every code that differs between two codings of a chart: diagnoses, services, operations.
#[must_use]
pub fn code_changes(before: &CodedChart, after: &CodedChart) -> Vec<CodeChange> {
    let (old, new) = (codes(before), codes(after));
    let mut gone: Vec<&str> = old.keys().filter(|c| !new.contains_key(*c)).copied().collect();
    let mut changes = Vec::new();
    for code in new.keys().filter(|code| !old.contains_key(*code)) {
        let same = |other: &&str| code.get(..CATEGORY) == other.get(..CATEGORY);
        let replaced = gone.iter().position(same).map(|at| gone.remove(at));
        changes.push(CodeChange {
            before: replaced.map(str::to_owned),
            after: Some((*code).to_owned()),
        });
    }
    let removed = gone.into_iter();
    changes.extend(removed.map(|c| CodeChange { before: Some(c.to_owned()), after: None }));
    changes.sort();
    changes
}

/// The event that links a query to the codes that changed when its addendum, document `addendum`
/// of the chart, was read: codes with evidence in it, and the codes whose place they took. A code
/// that fell away is linked when some code of the addendum came. `None` when none changed.
#[must_use]
pub fn link(before: &CodedChart, after: &CodedChart, addendum: u32) -> Option<Event> {
    let new = codes(after);
    let from_addendum =
        |code: &str| new.get(code).is_some_and(|all| all.iter().any(|e| e.document == addendum));
    let mut changes = code_changes(before, after);
    let any = changes.iter().any(|c| c.after.as_deref().is_some_and(from_addendum));
    changes.retain(|c| c.after.as_deref().map_or(any, from_addendum));
    (!changes.is_empty()).then_some(Event::LinkCodes { changes })
}

/// The queries whose answer led to a code.
#[must_use]
pub fn queries_of_code<'q>(queries: &'q [Query], code: &str) -> Vec<&'q QueryId> {
    let led = |q: &&Query| q.code_changes.iter().any(|c| c.after.as_deref() == Some(code));
    queries.iter().filter(led).map(|query| &query.id).collect()
}

fn codes(chart: &CodedChart) -> BTreeMap<&str, &[Evidence]> {
    let dx = chart.dx.iter().map(|d| (d.code.as_str(), d.evidence.as_slice()));
    let px = chart.px.iter().chain(&chart.pcs);
    dx.chain(px.map(|p| (p.code.as_str(), p.evidence.as_slice()))).collect()
}
