//! Coronary bypass grafts: which arteries each conduit reaches (B3.6b, B3.6c, B4.4).

use crate::pcs::found::Mention;
use crate::pcs::lines::Line;
use crate::pcs::map::CORONARY;
use crate::pcs::resolve::PcsChart;
use crate::procedures::details::number;
use std::collections::{BTreeMap, BTreeSet};

/// The list of conduits.
const CONDUIT: &str = "conduit";
/// Most grafts of one operation.
const MOST_GRAFTS: usize = 8;

/// Character for a number of coronary arteries; the last is four or more.
#[must_use]
pub fn arteries(count: usize) -> Option<char> {
    match count {
        0 => None,
        1..=4 => ['0', '1', '2', '3'].get(count - 1).copied(),
        _ => Some('3'),
    }
}

/// Number of arteries, device and qualifier of each sort of conduit; empty when the record does
/// not tell which arteries a conduit reaches.
#[must_use]
pub fn grafts(chart: &PcsChart<'_>, mention: &Mention) -> Vec<(char, char, char)> {
    let own = &chart.lines[mention.line];
    let mut lines = vec![own];
    lines.extend(chart.other_lines(mention));
    lines
        .iter()
        .map(|line| in_line(chart, line, mention))
        .find(|g| !g.is_empty())
        .unwrap_or_default()
}

fn in_line(chart: &PcsChart<'_>, line: &Line, mention: &Mention) -> Vec<(char, char, char)> {
    let (Some(conduits), Some(vessels)) = (chart.map.list(CONDUIT), chart.map.list(CORONARY))
    else {
        return Vec::new();
    };
    let targets = chart.hits(line, vessels);
    let named: Vec<_> = chart.hits(line, conduits).into_iter().take(MOST_GRAFTS).collect();
    let mut reached: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut blank: Vec<(String, u32)> = Vec::new();
    for (at, (value, hit)) in named.iter().enumerate() {
        let until = named.get(at + 1).map_or(u32::MAX, |(_, next)| next.first);
        let own: Vec<usize> = targets
            .iter()
            .filter(|(_, t)| t.first > hit.last && t.first < until)
            .map(|(vessel, _)| *vessel)
            .collect();
        let Some(kind) = chart.map.lists[conduits].values[*value].1.v.clone() else { continue };
        if own.is_empty() {
            blank.push((kind, hit.last));
        } else {
            reached.entry(kind).or_default().extend(own);
        }
    }
    let mut counts: BTreeMap<String, usize> =
        reached.into_iter().map(|(kind, vessels)| (kind, vessels.len())).collect();
    blank.retain(|(kind, _)| !counts.contains_key(kind));
    if let Some((kind, last)) = blank.pop() {
        let known: usize = counts.values().sum();
        let rest = total(line, mention).and_then(|all| all.checked_sub(known));
        let Some(count) = times(line, last as usize + 1).or(rest).filter(|n| *n > 0) else {
            return Vec::new();
        };
        if !blank.is_empty() {
            return Vec::new();
        }
        counts.insert(kind, count);
    }
    let graft = |(kind, count): (&String, &usize)| {
        let mut chars = kind.chars();
        Some((arteries(*count)?, chars.next()?, chars.next()?))
    };
    counts.iter().filter_map(graft).collect()
}

/// "x3", "x 3" from a word on.
fn times(line: &Line, at: usize) -> Option<usize> {
    let form = line.form(at);
    let count = match form.strip_prefix('x') {
        Some("") => number(line.form(at + 1)),
        Some(joined) => number(joined),
        None => None,
    };
    count.map(|n| n as usize)
}

/// How many arteries the whole operation bypassed: "CABG x4", "triple bypass", "three-vessel".
fn total(line: &Line, mention: &Mention) -> Option<usize> {
    let (first, last) = (mention.first as usize, mention.last as usize);
    let near = first.saturating_sub(4)..(last + 4).min(line.words.len());
    near.clone().find_map(|at| times(line, at)).or_else(|| {
        near.into_iter().find_map(|at| match line.form(at) {
            "single" => Some(1),
            "double" => Some(2),
            "triple" => Some(3),
            "quadruple" => Some(4),
            "quintuple" => Some(5),
            form if line.form(at + 1) == "vessel" => number(form).map(|n| n as usize),
            _ => None,
        })
    })
}
