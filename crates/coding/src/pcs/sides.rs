//! Right, left or both.

use crate::pcs::found::{Mention, apart};
use crate::pcs::lines::{Line, Role};
use crate::pcs::map::SIDE;
use crate::pcs::resolve::PcsChart;
use crate::procedures::phrases::{GroupId, Hit};
use model::Evidence;
use reader::Gap;

/// Which side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Right.
    Right,
    /// Left.
    Left,
    /// Both.
    Both,
}

/// The side of an operation: the nearest in its window, then in its line; then the one that every
/// other line which names the body part or the operation agrees on. Nothing is guessed.
#[must_use]
pub fn side(
    chart: &PcsChart<'_>,
    mention: &Mention,
    part: Option<(Hit, GroupId)>,
) -> Option<(Side, Evidence)> {
    let line = &chart.lines[mention.line];
    let near = part.map_or((mention.first, mention.last), |(hit, _)| (hit.first, hit.last));
    let window = chart.window(mention);
    let whole = 0..line.words.len() as u32;
    for range in [window, whole] {
        let hits: Vec<(Side, Hit)> =
            named(chart, line).into_iter().filter(|(_, h)| range.contains(&h.first)).collect();
        if let Some((side, hit)) = nearest(line, &hits, near) {
            return Some((side, line.evidence(chart.facts, hit.first, hit.last)));
        }
    }
    elsewhere(chart, mention, part.map(|(_, group)| group))
}

/// The one side that other lines about the same body part or operation agree on.
fn elsewhere(
    chart: &PcsChart<'_>,
    mention: &Mention,
    part: Option<GroupId>,
) -> Option<(Side, Evidence)> {
    let head = chart.map.links[mention.operation].all[0];
    let document = chart.lines[mention.line].document;
    let about = |line: &&Line| {
        part.is_some_and(|group| !line.of(group).is_empty()) || !line.of(head).is_empty()
    };
    let titled = |line: &&Line| {
        line.document == document && matches!(line.role, Role::Title | Role::Context)
    };
    agreed(chart, chart.lines.iter().filter(about))
        .or_else(|| agreed(chart, chart.lines.iter().filter(titled)))
}

fn agreed<'a>(
    chart: &PcsChart<'_>,
    lines: impl Iterator<Item = &'a Line>,
) -> Option<(Side, Evidence)> {
    let mut found: Option<(Side, Evidence)> = None;
    for line in lines {
        for (side, hit) in named(chart, line) {
            match &found {
                Some((known, _)) if *known != side => return None,
                Some(_) => {}
                None => found = Some((side, line.evidence(chart.facts, hit.first, hit.last))),
            }
        }
    }
    found
}

/// The sides that a line names.
fn named(chart: &PcsChart<'_>, line: &Line) -> Vec<(Side, Hit)> {
    let Some(list) = chart.map.list(SIDE) else { return Vec::new() };
    let sides = chart.hits(line, list).into_iter().filter_map(|(value, hit)| {
        let value = &chart.map.lists[list].values[value].1;
        let side = match value.v.as_deref()? {
            "r" => Side::Right,
            "l" => Side::Left,
            "b" => Side::Both,
            _ => return None,
        };
        Some((side, hit))
    });
    sides.collect()
}

fn nearest(line: &Line, hits: &[(Side, Hit)], near: (u32, u32)) -> Option<(Side, Hit)> {
    let cost = |(_, h): &&(Side, Hit)| {
        let between = h.last.min(near.1) + 1..=h.first.max(near.0);
        let crossed = line.words.get(*between.start() as usize..=*between.end() as usize);
        let breaks = crossed.unwrap_or_default().iter().filter(|w| {
            w.gap.has(Gap::COMMA | Gap::SEMICOLON) || matches!(w.form.as_str(), "and" | "with")
        });
        apart(h.first, h.last, near.0, near.1) + 2 * breaks.count() as u32
    };
    let best = hits.iter().min_by_key(cost)?;
    // "Right and left knee": both.
    let other = hits.iter().any(|(side, h)| {
        *side != best.0
            && *side != Side::Both
            && apart(h.first, h.last, best.1.first, best.1.last) <= 2
    });
    let side = if other && best.0 != Side::Both { Side::Both } else { best.0 };
    Some((side, best.1))
}
