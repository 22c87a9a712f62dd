//! Which operations the lines of a chart name, and where.

use crate::draft::Facts;
use crate::pcs::lines::{Line, Role};
use crate::pcs::map::PcsMap;
use crate::pcs::status::{self, Status};
use crate::procedures::phrases::Hit;

/// Most words from the first to the last word of an operation.
const LONGEST_SPAN: u32 = 22;
/// How far around an operation words speak against it.
const BESIDE: u32 = 10;
/// Most mentions of one chart.
const MOST_MENTIONS: usize = 2_000;

/// One operation, named in a line.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Its place in the map.
    pub operation: usize,
    /// Its line.
    pub line: usize,
    /// First word.
    pub first: u32,
    /// Last word.
    pub last: u32,
    /// How many words of the line belong to it.
    pub weight: u32,
    /// Whether it was done in this stay.
    pub status: Status,
}

/// The operations that the chart names, in order.
#[must_use]
pub fn mentions(map: &PcsMap, facts: &Facts<'_>, lines: &[Line]) -> Vec<Mention> {
    let _ = facts;
    let mut all = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if !matches!(line.role, Role::Title | Role::Told) {
            continue;
        }
        let mut own = Vec::new();
        let mut before = None;
        for hit in &line.hits {
            if before == Some(hit.group) {
                continue;
            }
            before = Some(hit.group);
            for operation in map.keyed(hit.group) {
                in_line(map, line, *operation, number, &mut own);
            }
        }
        keep_best(map, &mut own);
        own.sort_by_key(|m| (m.first, m.last, m.operation));
        all.extend(own);
        if all.len() >= MOST_MENTIONS {
            break;
        }
    }
    all
}

/// Every place of the line at which all groups of an operation stand close together.
fn in_line(map: &PcsMap, line: &Line, operation: usize, number: usize, found: &mut Vec<Mention>) {
    let links = &map.links[operation];
    let Some((head, others)) = links.all.split_first() else { return };
    for anchor in line.of(*head) {
        let (mut first, mut last) = (anchor.first, anchor.last);
        let mut taken: Vec<Hit> = vec![*anchor];
        for group in others {
            let distance = |h: &&Hit| apart(h.first, h.last, anchor.first, anchor.last);
            let Some(near) = line.of(*group).iter().min_by_key(distance) else { return };
            (first, last) = (first.min(near.first), last.max(near.last));
            taken.push(*near);
        }
        let beside = |h: &Hit| h.first + BESIDE >= first && h.last <= last + BESIDE;
        let against = links.none.is_some_and(|none| line.of(none).iter().any(beside));
        if last - first > LONGEST_SPAN || against {
            continue;
        }
        let told = map.operations[operation].told;
        found.push(Mention {
            operation,
            line: number,
            first,
            last,
            weight: weight(&taken),
            status: status::status(line, first, last, told),
        });
    }
}

/// How many different words the phrases cover.
fn weight(taken: &[Hit]) -> u32 {
    let mut covered: Vec<u32> = taken.iter().flat_map(|h| h.first..=h.last).collect();
    covered.sort_unstable();
    covered.dedup();
    covered.len() as u32
}

/// Words between two runs.
#[must_use]
pub fn apart(first: u32, last: u32, other_first: u32, other_last: u32) -> u32 {
    if last < other_first { other_first - last } else { first.saturating_sub(other_last) }
}

/// Of overlapping mentions of one family the one with the most words; and what another one
/// holds as its step is not told a second time by the same words (B3.1b).
fn keep_best(map: &PcsMap, found: &mut Vec<Mention>) {
    let all = found.clone();
    let beats = |other: &Mention, own: &Mention| {
        let (theirs, mine) = (&map.operations[other.operation], &map.operations[own.operation]);
        let same = theirs.family == mine.family;
        let overlaps = other.first <= own.last && own.first <= other.last;
        let stronger =
            (other.weight, own.operation, own.first) > (own.weight, other.operation, other.first);
        overlaps && (same && stronger || !same && theirs.covers.contains(&mine.family))
    };
    found.retain(|own| !all.iter().any(|other| beats(other, own)));
}
