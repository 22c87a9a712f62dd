//! The order in which the story is told.

use super::story::Practice;

/// A day, in microseconds.
const DAY: i64 = 86_400_000_000;

/// When the ladders of queries are climbed each day, after midnight UTC: at eight.
const LADDER: i64 = 8 * 3_600_000_000;

/// When the payers' files come: at six.
const MAIL: i64 = 6 * 3_600_000_000;

/// When the office works on what came: at half past eight.
const OFFICE: i64 = 17 * 1_800_000_000;

/// What happens at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// The payers get and send their files.
    Mail,
    /// The office works on what the payers answered.
    Office,
    /// The service climbs the ladders of queries that nobody answered.
    Ladder,
    /// A step of one account: its place, and the step's.
    Step(usize, usize),
    /// A batch of audits is declared: the place of its scope.
    Declared(usize),
    /// A chart is coded a second time: the place of the scope, and of the coding.
    Audited(usize, usize),
    /// A batch is tested, and its scope opened where it is proved.
    Opened(usize),
}

/// Everything that happens, oldest first, from the start to the last step.
pub(super) fn timeline(practice: &Practice, start: i64) -> Vec<(i64, Item)> {
    let mut items = Vec::new();
    for (index, told) in practice.accounts.iter().enumerate() {
        let events = told.events.iter().enumerate();
        items.extend(events.map(|(nth, event)| (event.at, Item::Step(index, nth))));
    }
    for (place, scope) in practice.audits.iter().enumerate() {
        items.push((scope.declared.1, Item::Declared(place)));
        let audits = scope.audits.iter().enumerate();
        items.extend(audits.map(|(nth, coding)| (coding.at, Item::Audited(place, nth))));
        items.push((scope.opened.1, Item::Opened(place)));
    }
    let end = items.iter().map(|(at, _)| *at).max().unwrap_or(start);
    let mornings = (start.div_euclid(DAY)..=end.div_euclid(DAY)).map(|day| day * DAY + LADDER);
    let mornings: Vec<i64> = mornings.filter(|at| (start..=end).contains(at)).collect();
    items.extend(mornings.iter().map(|at| (*at, Item::Ladder)));
    items.extend(mornings.iter().map(|at| (at - LADDER + MAIL, Item::Mail)));
    items.extend(mornings.iter().map(|at| (at - LADDER + OFFICE, Item::Office)));
    items.sort_unstable();
    items
}
